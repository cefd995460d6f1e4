// In: what validation and pseudonymisation found. Out: the same in the ledger, by place; and the rows that were refused, beside their files.
import { basename } from 'node:path';
import type { PlacedProblem } from '@longview/csv';
import type { Agent } from './agent.ts';
import { type Language, say } from './language/index.ts';
import type { PlacedTrouble } from './ledger/index.ts';
import { pass } from './passages.ts';
import type { RefusedRowsFiles } from './problems/index.ts';
import type { Source } from './source.ts';
import type { Report } from './validate/index.ts';

/** @returns the files of refused rows. */
export async function tellLedger(
  { ledger, siteKey }: Agent,
  source: Source,
  report: Report,
  refused: readonly PlacedTrouble[],
  rows: RefusedRowsFiles,
  language: Language = 'en',
): Promise<readonly string[]> {
  const blind = (id: string): string => siteKey.record(source.system, id);
  const names = source.files.map((path) => basename(path));
  ledger.problems.replace(names, [...report.problems.map((one) => troubleOf(one, blind)), ...refused]);
  pass('told');
  const reasons = new Map(
    names.map((file) => [file, reasonsByLine(ledger.problems.refusedByRegistry(file), language)] as const),
  );
  if ([...reasons.values()].some((lines) => lines.size > 0)) await rows.addLines(source.open(), reasons);
  return rows.close();
}

function troubleOf(
  { place, record, field, value, ...problem }: PlacedProblem,
  blind: (id: string) => string,
): PlacedTrouble {
  const { rule, severity, message, mend } = problem;
  return {
    file: place.file,
    line: place.line,
    record: record === undefined ? undefined : blind(record),
    field,
    heading: place.heading,
    value:
      value === undefined || value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value),
    rule,
    severity,
    message,
    mend,
  };
}

const reasonsByLine = (problems: readonly PlacedTrouble[], language: Language): ReadonlyMap<number, string> => {
  const lines = new Map<number, string>();
  for (const problem of problems) {
    const { line, rule, message } = say(problem, language);
    const before = lines.get(line);
    lines.set(line, `${before === undefined ? '' : `${before} / `}${rule}: ${message}`);
  }
  return lines;
};
