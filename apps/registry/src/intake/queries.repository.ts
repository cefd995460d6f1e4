// Queries of what was asked about records, under the seal of the centre that asks for its own. No rule stands here.
import type { Connection } from '../persistence/database.ts';

export interface QueryRow {
  readonly id: string;
  readonly system: string;
  readonly keyHex: string;
  readonly type: string;
  readonly version: number;
  readonly rule: string;
  readonly field: string;
  readonly message: string;
  readonly mend: string;
  readonly raised: Date;
  readonly state: string;
  readonly answer: string | null;
  readonly closed: Date | null;
}

const ROW = `id, system, encode(source_key, 'hex') as "keyHex", type, version, rule, field, message, mend, raised, state, answer, closed`;

/** @param after the last id of the page before. */
export const openQueries = (connection: Connection, centre: string, first: number, after: string | undefined) =>
  connection.query<QueryRow & Record<string, unknown>>(
    `select ${ROW} from registry.query where centre = $1 and state = 'open' and id > $2 order by id limit $3`,
    [centre, after ?? '00000000-0000-0000-0000-000000000000', first],
  );

export const patientsOf = async (connection: Connection, ids: readonly string[]): Promise<readonly string[]> =>
  (
    await connection.query<{ id: string }>('select queried_patients as id from registry.queried_patients($1)', [ids])
  ).map(({ id }) => id);

/** @returns nothing when the centre has no open query of this id. */
export const answerQuery = async (
  connection: Connection,
  id: string,
  answer: string,
  by: string,
  at: Date,
): Promise<QueryRow | undefined> =>
  (
    await connection.query<QueryRow & Record<string, unknown>>(
      `update registry.query set state = 'answered', answer = $2, answered_by = $3, closed = $4
       where id = $1 and state = 'open' returning ${ROW}`,
      [id, answer, by, at],
    )
  )[0];
