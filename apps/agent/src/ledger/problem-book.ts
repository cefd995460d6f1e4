// In: what is wrong, as the agent found it or the registry answered. Out: one list for a person, each problem once, with its place.
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from './open-ledger.ts';

export interface PlacedTrouble {
  readonly file: string;
  readonly line: number;
  /** The blinded key of the record, when the problem is one record's. */
  readonly record?: string | undefined;
  readonly field?: string | undefined;
  readonly heading?: string | undefined;
  /** Masked already when it stood in a column that identifies. */
  readonly value?: string | undefined;
  readonly rule: string;
  readonly severity: 'error' | 'query' | 'note';
  readonly message: string;
  readonly mend: string;
}

export interface KnownTrouble extends PlacedTrouble {
  readonly origin: 'agent' | 'registry';
  /** Code of the system that the record comes from. */
  readonly system?: string | undefined;
}

export interface ProblemBook {
  /** Files were read anew: this is now said of them, and what was said before no longer counts. */
  replace(files: readonly string[], problems: readonly PlacedTrouble[]): void;
  list(): readonly KnownTrouble[];
  /** Why the registry refused records of this file. */
  refusedByRegistry(file: string): readonly KnownTrouble[];
  counts(): Readonly<Record<'error' | 'query' | 'note', number>>;
  /** What one rule of the agent says of the files as they were last read. */
  ofRule(rule: string): readonly KnownTrouble[];
}

// Agent and registry run the same rules: what both say is told once, as the agent said it, because that names the column.
const ONCE = `FROM problem AS p WHERE origin = 'agent' OR NOT EXISTS (
  SELECT 1 FROM problem AS q WHERE q.origin = 'agent' AND q.record = p.record AND q.rule = p.rule AND q.field IS p.field)`;

export function problemBook(database: DatabaseSync): ProblemBook {
  const forget = database.prepare(`DELETE FROM problem WHERE origin = 'agent' AND file = ?`);
  const insert = database.prepare(
    `INSERT INTO problem (origin, file, line, record, field, heading, value, rule, severity, message, mend)
     VALUES ('agent', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const all = database.prepare(
    `SELECT origin, file, line, record, field, heading, value, rule, severity, message, mend,
       (SELECT system FROM record WHERE key = p.record) AS system ${ONCE} ORDER BY file, line, rule`,
  );
  const ruled = database.prepare(
    `SELECT origin, file, line, field, rule, severity, message, mend FROM problem WHERE origin = 'agent' AND rule = ? ORDER BY file, line`,
  );
  const counted = database.prepare(`SELECT severity, count(*) AS n ${ONCE} GROUP BY severity`);
  const refused = database.prepare(
    `SELECT p.* FROM problem AS p JOIN record AS r ON r.key = p.record
     WHERE p.origin = 'registry' AND p.severity = 'error' AND p.file = ? AND r.outcome = 'REFUSED' ORDER BY p.line`,
  );
  const listed = (rows: readonly Readonly<Record<string, unknown>>[]): readonly KnownTrouble[] =>
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))) as never;
  return {
    replace: (files, problems) =>
      transaction(database, () => {
        for (const file of files) forget.run(file);
        for (const { file, line, record, field, heading, value, rule, severity, message, mend } of problems) {
          const found = [record ?? null, field ?? null, heading ?? null, value ?? null] as const;
          insert.run(file, line, ...found, rule, severity, message, mend);
        }
      }),
    list: () => listed(all.all()),
    refusedByRegistry: (file) => listed(refused.all(file)),
    ofRule: (rule) => listed(ruled.all(rule)),
    counts: () => {
      const counts = { error: 0, query: 0, note: 0 };
      for (const { severity, n } of counted.all() as unknown as { severity: keyof typeof counts; n: number }[])
        counts[severity] = n;
      return counts;
    },
  };
}
