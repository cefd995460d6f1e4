// In: an open read of a centre's own rows, and one record that this centre sent. Out: every version of it, oldest first, each with the day on
// which it came and why, by one statement; nothing where no such record is the centre's. Dates leave as days since day 0.
import { createHash } from 'node:crypto';
import type { RecordTypeName } from '@longview/clinical';
import { dayNumber } from '@longview/foundation';
import type { Connection } from '../persistence/database.ts';
import { opaque, withDays } from './courses-page.ts';

/** Nobody corrects one record so often: what is beyond it is the oldest. */
export const MOST_VERSIONS = 100;

interface VersionRow extends Record<string, unknown> {
  readonly id: string;
  readonly patient_id: string;
  readonly type: RecordTypeName;
  readonly version: number;
  readonly is_current: boolean;
  readonly recorded: string;
  readonly withdrawn: string | null;
  readonly reason: string | null;
  readonly body: Record<string, unknown> | null;
  readonly day0: string | null;
}

export interface RecordVersions {
  readonly type: RecordTypeName;
  readonly versions: readonly {
    readonly id: string;
    readonly version: number;
    readonly current: boolean;
    /** `YYYY-MM-DD`. */
    readonly recorded: string;
    readonly withdrawn: boolean;
    readonly reason: string | null;
    readonly body: Record<string, unknown> | null;
  }[];
  readonly patient: string;
  readonly rows: number;
  /** SHA-256 over the rows as PostgreSQL gave them, hexadecimal. */
  readonly rowsHash: string;
}

/** @param id of any version of the record. Of one that was moved, those that stood with the same patient. */
export async function recordVersions(connection: Connection, id: string): Promise<RecordVersions | undefined> {
  const rows = await connection.query<VersionRow>(
    `with one as materialized (select patient_id, centre, system, source_key from registry.readable_version where id = $1)
     select r.id, r.patient_id, r.type, r.version, r.is_current and r.withdrawn is null as is_current,
       (r.recorded at time zone 'UTC')::date::text as recorded, r.withdrawn, r.reason, r.body,
       (select o.day0::text from registry.course_outcome o where o.course_id = r.course_id and o.serves_own) as day0
     from one join registry.readable_version r using (centre, system, source_key)
     where r.patient_id = one.patient_id
     order by r.version desc limit $2`,
    [id, MOST_VERSIONS],
  );
  const [newest] = rows;
  if (!newest) return undefined;
  return {
    type: newest.type,
    versions: rows.toReversed().map((row) => ({
      id: opaque(row.id),
      version: row.version,
      current: row.is_current,
      recorded: row.recorded,
      withdrawn: row.withdrawn !== null,
      reason: row.reason,
      body: row.body && withDays(row.type, row.body, row.day0 === null ? undefined : dayNumber(row.day0)),
    })),
    patient: newest.patient_id,
    rows: rows.length,
    rowsHash: createHash('sha256').update(JSON.stringify(rows)).digest('hex'),
  };
}
