// Queries of the releases: cut one from the outcomes of now, list them, read the rows that a sealed permit opens.
import { FIRST_COLUMNS, SECOND_COLUMNS, THIRD_COLUMNS } from '../courses/outcome-columns.ts';
import type { Connection } from '../persistence/database.ts';

export interface ReleaseRow {
  readonly id: string;
  readonly cut: Date;
  readonly courses: number;
  readonly checksum: string;
  readonly amended: boolean;
}

export const releases = (connection: Connection) =>
  connection.query<ReleaseRow & Record<string, unknown>>(
    `select id, cut, courses, encode(checksum, 'hex') as checksum, amended from registry.release order by cut desc, id desc`,
  );

const EVERY_COLUMN = `${FIRST_COLUMNS}, ${SECOND_COLUMNS}, ${THIRD_COLUMNS}`;

/** What is hashed of a row: the columns that it had when it was cut, in their order; another order is another hash. */
export const HASHED = `jsonb_build_array(${FIRST_COLUMNS})
  || case when outcome_version < 2 then '[]'::jsonb else jsonb_build_array(${SECOND_COLUMNS}) end
  || case when outcome_version < 3 then '[]'::jsonb else jsonb_build_array(${THIRD_COLUMNS}) end`;

/** Copies what serves the pool, in the order of the courses, each row with its own salt. @returns the row hashes, in order. */
export async function copyRows(connection: Connection, release: string): Promise<Uint8Array[]> {
  const rows = await connection.query<{ row_hash: Buffer }>(
    `with salted as materialized (
       select row_number() over (order by o.course_id)::integer - 1 as ord, public.gen_random_bytes(16) as salt, o.* from registry.course_outcome o
     )
     insert into registry.release_row (release_id, ord, salt, row_hash, ${EVERY_COLUMN})
     select $1, ord, salt, sha256(salt || convert_to((${HASHED})::text, 'UTF8')), ${EVERY_COLUMN} from salted order by ord
     returning row_hash`,
    [release],
  );
  return rows.map((row) => row.row_hash);
}

export async function insertRelease(
  connection: Connection,
  release: {
    readonly id: string;
    readonly by: string;
    readonly courses: number;
    readonly checksum: Uint8Array;
    readonly cut: Date;
  },
): Promise<void> {
  await connection.query(
    'insert into registry.release (id, cut, cut_by, courses, checksum) values ($1, $2, $3, $4, $5)',
    [release.id, release.cut, release.by, release.courses, Buffer.from(release.checksum)],
  );
}
