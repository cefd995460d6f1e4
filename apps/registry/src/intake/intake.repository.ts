// Queries of the intake, each a set-based statement on an open write seal. No rule stands here.
import type { Connection } from '../persistence/database.ts';
import type { OutcomeRow } from '../courses/derive.ts';

export interface PlaceInput {
  readonly pseudonym: string;
  readonly linkable: boolean;
  readonly age: number | null;
  readonly ageOn: string | null;
  readonly basis: boolean;
  readonly courses: readonly {
    readonly key: string | null;
    readonly product: string | null;
    readonly day0: string | null;
    readonly begun: string | null;
    readonly latest: string | null;
  }[];
}
export interface Placed {
  readonly patient_no: number;
  readonly course_no: number | null;
  readonly patient_id: string | null;
  readonly course_id: string | null;
}
export interface StoredRecord {
  readonly id: string;
  readonly patient_id: string;
  readonly course_id: string | null;
  readonly type: string;
  readonly centre: string;
  readonly system: string;
  readonly source_key: string;
  readonly course_key: string | null;
  readonly version: number;
  readonly withdrawn: string | null;
  readonly content_hash: string;
  readonly body: Record<string, unknown>;
  readonly demonstration: boolean;
}
export interface NewRecord {
  readonly id: string;
  readonly patient_id: string;
  readonly course_id: string | null;
  readonly type: string;
  readonly centre: string;
  readonly system: string;
  readonly source_key: string;
  readonly course_key: string | null;
  readonly version: number;
  readonly withdrawn: string | null;
  readonly content_hash: string;
  readonly body: unknown;
  readonly problems: unknown;
  readonly submission_id: string;
  readonly demonstration: boolean;
}
export interface CourseState {
  readonly id: string;
  readonly patient_id: string;
  readonly treating_centre: string;
  readonly product: string | null;
  readonly day0: string | null;
  readonly begun: string | null;
  readonly age: number | null;
  readonly patient_no: number;
}

const STORED = `id, patient_id, course_id, type, centre, system, encode(source_key, 'hex') as source_key,
  encode(course_key, 'hex') as course_key, version, withdrawn,
  encode(content_hash, 'hex') as content_hash, body, demonstration`;

export const earlierReceipt = async (connection: Connection, id: string) =>
  (
    await connection.query<{ receipt: string; signature: string; body_hash: string }>(
      `select receipt, signature, encode(body_hash, 'hex') as body_hash from registry.submission where id = $1`,
      [id],
    )
  )[0];

export const place = (connection: Connection, patients: readonly PlaceInput[]) =>
  connection.query<Placed & Record<string, unknown>>(
    'select patient_no, course_no, patient_id, course_id from registry.place($1)',
    [JSON.stringify(patients)],
  );

/** Every current record of these patients, and this centre's records of these keys wherever they are. */
export const currentRecords = (
  connection: Connection,
  patients: readonly string[],
  centre: string,
  keys: readonly string[],
) =>
  connection.query<StoredRecord & Record<string, unknown>>(
    `select ${STORED} from registry.clinical_record where is_current and patient_id = any($1)
     union
     select ${STORED} from registry.clinical_record where is_current and centre = $2
       and source_key in (select decode(k, 'hex') from unnest($3::text[]) k)`,
    [patients, centre, keys],
  );

export const coursesOf = (connection: Connection, patients: readonly string[]) =>
  connection.query<CourseState & Record<string, unknown>>(
    `select c.id, c.patient_id, c.treating_centre, c.product, c.day0::text as day0, c.begun::text as begun, p.age::float8 as age, p.no as patient_no
     from registry.course c join registry.patient p on p.id = c.patient_id
     where c.patient_id = any($1) order by c.id`,
    [patients],
  );

export async function supersede(connection: Connection, ids: readonly string[]): Promise<void> {
  if (ids.length > 0)
    await connection.query('update registry.clinical_record set is_current = false where id = any($1)', [ids]);
}

export async function insertRecords(connection: Connection, records: readonly NewRecord[]): Promise<void> {
  if (records.length === 0) return;
  await connection.query(
    `insert into registry.clinical_record
       (id, patient_id, course_id, type, centre, system, source_key, course_key, version, is_current, withdrawn, content_hash, body, problems, submission_id, demonstration)
     select id, patient_id, course_id, type, centre, system, decode(source_key, 'hex'), decode(course_key, 'hex'), version, true, withdrawn,
       decode(content_hash, 'hex'), body, problems, submission_id, demonstration
     from jsonb_to_recordset($1::jsonb) as r (id uuid, patient_id uuid, course_id uuid, type text, centre text, system text, source_key text,
       course_key text, version integer, withdrawn text, content_hash text, body jsonb, problems jsonb, submission_id uuid, demonstration boolean)`,
    [JSON.stringify(records)],
  );
}

export async function joinCourse(connection: Connection, joined: ReadonlyMap<string, string>): Promise<void> {
  if (joined.size === 0) return;
  await connection.query(
    `update registry.clinical_record r set course_id = j.course_id
     from unnest($1::uuid[], $2::uuid[]) as j (id, course_id) where r.id = j.id`,
    [[...joined.keys()], [...joined.values()]],
  );
}

export async function writeOutcomes(
  connection: Connection,
  courses: readonly string[],
  rows: readonly OutcomeRow[],
): Promise<void> {
  if (courses.length === 0) return;
  await connection.query('delete from registry.course_outcome where course_id = any($1)', [courses]);
  await connection.query(
    `insert into registry.course_outcome
     select serves_pool, serves_own, patient_id, patient_no, course_id, treating_centre, product, disease, status_at_infusion, sex, age, day0, decided,
       apheresed, released, infused, os_days, os_event, pfs_days, pfs_event, crs_grade, icans_grade, demonstration, notes
     from jsonb_populate_recordset(null::registry.course_outcome, $1::jsonb)`,
    [JSON.stringify(rows)],
  );
}

export async function updateCourses(
  connection: Connection,
  rows: readonly {
    readonly id: string;
    readonly product: string | null;
    readonly day0: string | null;
    readonly begun: string | null;
  }[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(
    `update registry.course c set product = r.product, day0 = r.day0, begun = coalesce(r.begun, c.begun)
     from jsonb_to_recordset($1::jsonb) as r (id uuid, product text, day0 date, begun date)
     where c.id = r.id and (c.product, c.day0, c.begun) is distinct from (r.product, r.day0, coalesce(r.begun, c.begun))`,
    [JSON.stringify(rows)],
  );
}

export const consentStates = (connection: Connection, patients: readonly string[]) =>
  connection.query<{ patient_id: string; granted: string[] }>(
    'select patient_id, granted from registry.consent_state where patient_id = any($1)',
    [patients],
  );

export async function writeConsentStates(
  connection: Connection,
  states: readonly { readonly patient_id: string; readonly granted: readonly string[] }[],
): Promise<void> {
  if (states.length === 0) return;
  await connection.query(
    `insert into registry.consent_state (patient_id, granted)
     select patient_id, granted from jsonb_to_recordset($1::jsonb) as s (patient_id uuid, granted text[])
     on conflict (patient_id) do update set granted = excluded.granted`,
    [JSON.stringify(states)],
  );
}

export const moveEpoch = (connection: Connection) =>
  connection.run('update registry.consent_epoch set epoch = epoch + 1');

export async function keepReceipt(
  connection: Connection,
  row: {
    readonly id: string;
    readonly centre: string;
    readonly bodyHash: string;
    readonly receipt: string;
    readonly signature: string;
  },
): Promise<void> {
  await connection.query(
    `insert into registry.submission (id, centre, body_hash, receipt, signature) values ($1, $2, decode($3, 'hex'), $4, $5)`,
    [row.id, row.centre, row.bodyHash, row.receipt, row.signature],
  );
}
