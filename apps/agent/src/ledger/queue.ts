// In: submissions with their exact bytes, and what became of sending them. Out: what to send next. Nothing leaves before it stands here.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Clock, Refusal } from '@longview/foundation';
import type { Receipt } from '@longview/wire';
import { transaction } from './open-ledger.ts';

/** Where a record stands in the hospital's files. */
export interface RecordPlace {
  readonly key: string;
  readonly type?: string | undefined;
  readonly system?: string | undefined;
  readonly file: string;
  readonly line: number;
}

export interface ToQueue {
  readonly id: string;
  readonly body: Uint8Array;
  /** SHA-256 of the body, hexadecimal. */
  readonly bodyHash: string;
  readonly signature: string;
  readonly patients: number;
  readonly records: readonly RecordPlace[];
}

export interface Queued {
  readonly id: string;
  readonly body: Uint8Array;
  readonly bodyHash: string;
  readonly signature: string;
  readonly attempts: number;
  readonly nextAttempt: Date;
  /** Why the last sending failed. */
  readonly trouble: string | undefined;
}

export interface Acknowledgement {
  readonly receipt: Receipt;
  /** The receipt as it was signed. */
  readonly text: string;
  readonly signature: string;
  /** SHA-256 of each record's canonical content, hexadecimal, by key. */
  readonly contentHashes: ReadonlyMap<string, string>;
}

export type SubmissionState = 'queued' | 'sent' | 'acknowledged' | 'refused';

export interface Queue {
  add(submissions: readonly ToQueue[]): void;
  /** The oldest submission without an answer. One at a time, so that an older content never lands after a newer one. */
  head(): Queued | undefined;
  /** The same bytes, vouched for by the key that is in force now. */
  resigned(id: string, signature: string): void;
  /** Written before the bytes leave: from here on the registry may know them. */
  sending(id: string): void;
  /** No answer, or none that can be believed: the same bytes go again at `next`. */
  failed(id: string, trouble: string, next: Date): void;
  refused(id: string, refusal: Refusal): void;
  acknowledged(id: string, acknowledgement: Acknowledgement): void;
  counts(): Readonly<Record<SubmissionState, number>>;
  refusals(): readonly { readonly id: string; readonly queuedAt: string; readonly refusal: Refusal }[];
  receiptOf(id: string): { readonly receipt: string; readonly signature: string } | undefined;
}

interface QueueRow {
  readonly id: string;
  readonly body: Uint8Array;
  readonly body_hash: string;
  readonly signature: string;
  readonly attempts: number;
  readonly next_attempt: string;
  readonly trouble: string | null;
}

export function queue(database: DatabaseSync, clock: Clock): Queue {
  const run = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: SQLInputValue[]) => statement.run(...values);
  };
  const insert = run(
    `INSERT INTO submission (id, body, body_hash, signature, patients, records, queued_at, next_attempt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const place = run(
    `INSERT INTO record (key, type, system, file, line, submission) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET type = excluded.type, system = excluded.system, file = excluded.file, line = excluded.line,
       submission = excluded.submission`,
  );
  const oldest = database.prepare(
    `SELECT id, body, body_hash, signature, attempts, next_attempt, trouble FROM submission
     WHERE state IN ('queued', 'sent') ORDER BY seq LIMIT 1`,
  );
  const open = `WHERE id = ? AND state IN ('queued', 'sent')`;
  const markSent = run(`UPDATE submission SET state = 'sent', attempts = attempts + 1 ${open}`);
  const markResigned = run(`UPDATE submission SET signature = ? ${open}`);
  const markFailed = run(`UPDATE submission SET state = 'queued', trouble = ?, next_attempt = ? ${open}`);
  const markRefused = run(`UPDATE submission SET state = 'refused', body = NULL, trouble = NULL, refusal = ? ${open}`);
  const markDone = run(`UPDATE submission SET state = 'acknowledged', body = NULL, trouble = NULL ${open}`);
  const keepReceipt = run('INSERT INTO receipt (submission, receipt, signature) VALUES (?, ?, ?)');
  const settle = run(
    `UPDATE record SET outcome = ?, acknowledged_at = ?, content_hash = coalesce(?, content_hash) WHERE key = ?`,
  );
  const forget = run(`DELETE FROM problem WHERE origin = 'registry' AND record = ?`);
  const tell = run(
    `INSERT INTO problem (origin, file, line, record, field, value, rule, severity, message, mend)
     SELECT 'registry', file, line, key, ?, ?, ?, ?, ?, ? FROM record WHERE key = ?`,
  );

  return {
    add: (submissions) =>
      transaction(database, () => {
        const now = clock.now().toISOString();
        for (const { id, body, bodyHash, signature, patients, records } of submissions) {
          insert(id, body, bodyHash, signature, patients, records.length, now, now);
          for (const { key, type, system, file, line } of records)
            place(key, type ?? null, system ?? null, file, line, id);
        }
      }),
    head: () => {
      const row = oldest.get() as unknown as QueueRow | undefined;
      if (!row) return undefined;
      const { id, body, body_hash: bodyHash, signature, attempts } = row;
      const [nextAttempt, trouble] = [new Date(row.next_attempt), row.trouble ?? undefined];
      return { id, body, bodyHash, signature, attempts, nextAttempt, trouble };
    },
    resigned: (id, signature) => void markResigned(signature, id),
    sending: (id) => void markSent(id),
    failed: (id, trouble, next) => void markFailed(trouble, next.toISOString(), id),
    refused: (id, refusal) => void markRefused(JSON.stringify(refusal), id),
    acknowledged: (id, { receipt, text, signature, contentHashes }) =>
      transaction(database, () => {
        // Another run of the agent may have been told first; what it wrote is the same.
        if (markDone(id).changes === 0) return;
        keepReceipt(id, text, signature);
        for (const { key, outcome, problems } of receipt.records) {
          const landed = outcome === 'REFUSED' ? null : (contentHashes.get(key) ?? null);
          settle(outcome, receipt.receivedAt, landed, key);
          forget(key);
          for (const { field, value, rule, severity, message, mend } of problems)
            tell(field ?? null, textOf(value), rule, severity, message, mend, key);
        }
      }),
    counts: () => {
      const rows = database.prepare('SELECT state, count(*) AS n FROM submission GROUP BY state').all();
      const counts = { queued: 0, sent: 0, acknowledged: 0, refused: 0 };
      for (const { state, n } of rows as unknown as { state: SubmissionState; n: number }[]) counts[state] = n;
      return counts;
    },
    refusals: () =>
      (
        database
          .prepare(`SELECT id, queued_at, refusal FROM submission WHERE state = 'refused' ORDER BY seq`)
          .all() as unknown as { id: string; queued_at: string; refusal: string }[]
      ).map(({ id, queued_at: queuedAt, refusal }) => ({ id, queuedAt, refusal: JSON.parse(refusal) as Refusal })),
    receiptOf: (id) =>
      database.prepare('SELECT receipt, signature FROM receipt WHERE submission = ?').get(id) as
        { receipt: string; signature: string } | undefined,
  };
}

const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);
