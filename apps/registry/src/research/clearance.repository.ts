// Queries of the clearances, under the seal of their permit or of whoever checks. No rule stands here.
import type { Connection } from '../persistence/database.ts';
import type { Clearance } from './clearance.ts';

const CLEARANCE = `id, permit, release_id as release, answer_seq::text as answer, asked::text as asked, draft, encode(draft_hash, 'hex') as hash,
  requested_by as "requestedBy", requested, checked_by as "checkedBy", checked, outcome, reason`;

type Row = Clearance & Record<string, unknown>;

/** Until the transaction ends nobody else is told anything within the permit, and nothing else is cleared. */
export const lockPermit = (connection: Connection, permit: string) =>
  connection.query(`select pg_advisory_xact_lock(hashtextextended('longview permit ' || $1, 0))`, [permit]);

export interface NamedAnswer {
  readonly release: string;
  /** Null in answers from before questions were kept. */
  readonly asked: string | null;
  readonly answer: string;
  readonly sets: readonly Uint8Array[];
}

export async function answerNamed(
  connection: Connection,
  permit: string,
  name: string,
): Promise<NamedAnswer | undefined> {
  const [row] = await connection.query<{
    release_id: string;
    asked: string | null;
    answer: string;
    sets: Buffer;
    set_count: number;
  }>(
    `select release_id, asked::text as asked, answer, sets, set_count from registry.stored_answer where permit = $1 and seq = $2`,
    [permit, name],
  );
  return row && { release: row.release_id, asked: row.asked, answer: row.answer, sets: apart(row) };
}

export const clearancesOf = (connection: Connection, permit: string) =>
  connection.query<Row>(`select ${CLEARANCE} from registry.clearance where permit = $1 order by requested, id`, [
    permit,
  ]);

/** The oldest first: figures of permit holders of which nobody has decided. */
export const waitingClearances = (connection: Connection, most: number) =>
  connection.query<Row>(
    `select ${CLEARANCE} from registry.clearance where checked is null order by requested, id limit $1`,
    [most],
  );

export const waitingClearance = async (connection: Connection, id: string) =>
  (
    await connection.query<Row>(`select ${CLEARANCE} from registry.clearance where id = $1 and checked is null`, [id])
  )[0];

export const clearanceOf = async (connection: Connection, permit: string, id: string) =>
  (
    await connection.query<Row>(`select ${CLEARANCE} from registry.clearance where permit = $1 and id = $2`, [
      permit,
      id,
    ])
  )[0];

/** What was cleared: question and figures as canonical JSON, and the sets that they tell. */
export async function clearedBefore(
  connection: Connection,
  permit: string,
): Promise<{ readonly asked: string; readonly draft: string; readonly sets: readonly Uint8Array[] }[]> {
  const rows = await connection.query<{ asked: string; draft: string; sets: Buffer; set_count: number }>(
    `select asked::text as asked, draft, sets, set_count from registry.clearance where permit = $1 and outcome = 'cleared' order by checked, id`,
    [permit],
  );
  return rows.map((row) => ({ asked: row.asked, draft: row.draft, sets: apart(row) }));
}

export const insertClearance = (connection: Connection, clearance: Clearance, sets: readonly Uint8Array[]) =>
  connection.query(
    `insert into registry.clearance
       (id, permit, release_id, answer_seq, asked, draft, draft_hash, sets, set_count, requested_by, requested)
     values ($1, $2, $3, $4, $5::jsonb, $6, decode($7, 'hex'), $8, $9, $10, $11)`,
    [
      clearance.id,
      clearance.permit,
      clearance.release,
      clearance.answer,
      clearance.asked,
      clearance.draft,
      clearance.hash,
      Buffer.concat(sets),
      sets.length,
      clearance.requestedBy,
      clearance.requested,
    ],
  );

export const decideClearance = (
  connection: Connection,
  { id, checkedBy, checked, outcome, reason }: Pick<Clearance, 'id' | 'checkedBy' | 'checked' | 'outcome' | 'reason'>,
) =>
  connection.query(
    'update registry.clearance set checked_by = $2, checked = $3, outcome = $4, reason = $5 where id = $1',
    [id, checkedBy, checked, outcome, reason],
  );

const apart = ({ sets, set_count: count }: { readonly sets: Buffer; readonly set_count: number }): Uint8Array[] =>
  Array.from({ length: count }, (_, number) => {
    const length = sets.length / count;
    return Uint8Array.from(sets.subarray(number * length, (number + 1) * length));
  });
