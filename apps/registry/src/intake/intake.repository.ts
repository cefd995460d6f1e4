// Queries of the intake, each a set-based statement on an open write seal. No rule stands here.
import { FIRST_COLUMNS, SECOND_COLUMNS, THIRD_COLUMNS } from '../courses/outcome-columns.ts';
import type { Connection } from '../persistence/database.ts';
import type {
  EarlierReceipt,
  KeptReceipt,
  OpenMove,
  PlaceInput,
  Placed,
  QueryChanges,
  Standing,
  StandingQuery,
  Written,
} from './intake-store.ts';

const STORED = `id, patient_id, course_id, type, centre, system, encode(source_key, 'hex') as source_key,
  encode(course_key, 'hex') as course_key, version, withdrawn,
  encode(content_hash, 'hex') as content_hash, body, demonstration`;

export const earlierReceipt = async (connection: Connection, id: string) =>
  (
    await connection.query<EarlierReceipt & Record<string, unknown>>(
      `select receipt, signature, encode(body_hash, 'hex') as body_hash from registry.submission where id = $1`,
      [id],
    )
  )[0];

export const place = (connection: Connection, patients: readonly PlaceInput[]) =>
  connection.query<Placed & Record<string, unknown>>(
    'select patient_no, course_no, patient_id, course_id, relinked from registry.place($1)',
    [JSON.stringify(patients)],
  );

/**
 * What stands now: every current record of these patients, this centre's records of these keys wherever they are, the patients' courses
 * and consents.
 */
export async function standing(
  connection: Connection,
  patients: readonly string[],
  centre: string,
  keys: readonly { readonly system: string; readonly keyHex: string }[],
): Promise<Standing> {
  const [row] = await connection.query<Standing & Record<string, unknown>>(
    // Keys as lists, not as a join: so the index is taken whatever the planner believes of a table that grows.
    `select
       (select coalesce(json_agg(r), '[]') from (
          select ${STORED} from registry.clinical_record where is_current and patient_id = any($1)
          union all
          select ${STORED} from registry.clinical_record where is_current and centre = $2 and system = any($3) and source_key = any($4)
            and patient_id <> all($1)) r) as records,
       (select coalesce(json_agg(c), '[]') from (
          select c.id, c.patient_id, c.treating_centre, c.product, c.day0, c.begun, p.age, p.no as patient_no,
            exists (select from registry.course_outcome o where o.course_id = c.id and o.age is distinct from p.age) as age_learned
          from registry.course c join registry.patient p on p.id = c.patient_id
          where c.patient_id = any($1) order by c.id) c) as courses,
       (select coalesce(json_agg(s), '[]') from (
          select patient_id, granted, ceiling from registry.consent_state where patient_id = any($1)) s) as consents`,
    [
      patients,
      centre,
      [...new Set(keys.map(({ system }) => system))],
      keys.map(({ keyHex }) => Buffer.from(keyHex, 'hex')),
    ],
  );
  return row ?? { records: [], courses: [], consents: [] };
}

/** Record by record, by its key: joined freely, a plan that was made of an empty table would read all queries of the registry. */
export const queries = (connection: Connection, patients: readonly string[], centre: string) =>
  connection.query<StandingQuery & Record<string, unknown>>(
    `select q.id, q.system, encode(q.source_key, 'hex') as "keyHex", q.rule, q.field, q.wording, q.state
     from registry.clinical_record r
     cross join lateral (
       select * from registry.query o
       where o.centre = r.centre and o.system = r.system and o.source_key = r.source_key
         and o.state in ('open', 'answered') and not o.lapsed
       offset 0) q
     where r.is_current and r.patient_id = any($1) and r.centre || '' = $2`,
    [patients, centre],
  );

export async function settleQueries(
  connection: Connection,
  centre: string,
  submission: string,
  { raise, changed, withdrawn, lapsed }: QueryChanges,
): Promise<void> {
  if (changed.length + withdrawn.length + lapsed.length > 0)
    await connection.query(
      `update registry.query set
         state = case when id = any($1) then 'changed' when id = any($2) then 'withdrawn' else state end,
         closed = coalesce(closed, now()), lapsed = id = any($3)
       where id = any($1) or id = any($2) or id = any($3)`,
      [changed, withdrawn, lapsed],
    );
  if (raise.length > 0)
    await connection.query(
      `insert into registry.query (centre, system, source_key, type, version, rule, field, wording, message, mend, submission_id)
       select $2, system, decode("keyHex", 'hex'), type, version, rule, field, wording, message, mend, $3
       from jsonb_to_recordset($1::jsonb) as q (system text, "keyHex" text, type text, version integer, rule text, field text,
         wording text, message text, mend text)`,
      [JSON.stringify(raise), centre, submission],
    );
}

export const openMoves = (connection: Connection) =>
  connection.query<OpenMove & Record<string, unknown>>(
    `select id, system, encode(source_key, 'hex') as "keyHex", reason from registry.move
     where used is null and approved is not null and expires > now()`,
  );

export const takeMoves = (connection: Connection, moves: readonly string[], patients: readonly PlaceInput[]) =>
  connection.query<{ id: string; patient_id: string }>('select id, patient_id from registry.take_moves($1, $2)', [
    JSON.stringify(patients),
    moves,
  ]);

export async function useMoves(connection: Connection, moves: readonly string[], submission: string): Promise<void> {
  await connection.query('update registry.move set used = now(), submission_id = $2 where id = any($1)', [
    moves,
    submission,
  ]);
}

export async function supersede(connection: Connection, ids: readonly string[]): Promise<void> {
  if (ids.length > 0)
    await connection.query('update registry.clinical_record set is_current = false where id = any($1)', [ids]);
}

export async function joinCourse(connection: Connection, joined: ReadonlyMap<string, string>): Promise<void> {
  if (joined.size === 0) return;
  await connection.query(
    `update registry.clinical_record r set course_id = j.course_id
     from unnest($1::uuid[], $2::uuid[]) as j (id, course_id) where r.id = j.id`,
    [[...joined.keys()], [...joined.values()]],
  );
}

/** All but what a row is known by. */
const OUTCOME = `${FIRST_COLUMNS}, ${SECOND_COLUMNS}, ${THIRD_COLUMNS}, derived`.replace(' course_id,', '');

/** New records, what follows from them for their courses, the outcomes derived anew, consents: one statement, for each costs a round trip. */
export async function write(connection: Connection, written: Written): Promise<void> {
  if (written.insert.length + written.outcomeCourses.length + written.consents.length === 0) return;
  await connection.query(
    `with records as (
       insert into registry.clinical_record
         (id, patient_id, course_id, type, centre, system, source_key, course_key, version, is_current, withdrawn, content_hash, body, problems, submission_id, demonstration,
          move_id, reason)
       select id, patient_id, course_id, type, centre, system, decode(source_key, 'hex'), decode(course_key, 'hex'), version,
         (move ->> 'closes') is distinct from 'true', withdrawn, decode(content_hash, 'hex'), body, problems, submission_id, demonstration,
         (move ->> 'id')::uuid, reason
       from jsonb_to_recordset($1::jsonb) as r (id uuid, patient_id uuid, course_id uuid, type text, centre text, system text, source_key text,
         course_key text, version integer, withdrawn text, content_hash text, body jsonb, problems jsonb, submission_id uuid, demonstration boolean,
         move jsonb, reason text)
     ), courses as (
       update registry.course c set product = r.product, day0 = r.day0, begun = coalesce(r.begun, c.begun)
       from jsonb_to_recordset($2::jsonb) as r (id uuid, product text, day0 date, begun date)
       where c.id = any($3) and c.id = r.id
         and (c.product, c.day0, c.begun) is distinct from (r.product, r.day0, coalesce(r.begun, c.begun))
     ), gone as (
       -- A second source that is there no longer; what is derived anew is written over below. Found a course at a time: a plan that was made while the
       -- table was small would read all of it for each submission.
       delete from registry.course_outcome d using (
         select o.course_id, o.serves_pool from unnest($3::uuid[]) as c (id)
           cross join lateral (select k.course_id, k.serves_pool from registry.course_outcome k where k.course_id = c.id offset 0) o
         where not exists (select from jsonb_to_recordset($4::jsonb) as r (course_id uuid, serves_pool boolean)
                           where r.course_id = o.course_id and r.serves_pool = o.serves_pool)) g
       where d.course_id = g.course_id and d.serves_pool = g.serves_pool
     ), outcomes as (
       insert into registry.course_outcome (serves_pool, serves_own, course_id, ${OUTCOME})
       select serves_pool, serves_own, course_id, ${OUTCOME} from jsonb_populate_recordset(null::registry.course_outcome, $4::jsonb)
       on conflict (course_id, serves_pool) do update
         set serves_own = excluded.serves_own, (${OUTCOME}) = row(${OUTCOME.replaceAll(/\w+/g, 'excluded.$&')})
     )
     insert into registry.consent_state (patient_id, granted, ceiling)
     select patient_id, granted, ceiling from jsonb_to_recordset($5::jsonb) as s (patient_id uuid, granted text[], ceiling text[])
     on conflict (patient_id) do update set granted = excluded.granted, ceiling = excluded.ceiling`,
    [
      JSON.stringify(written.insert),
      JSON.stringify(written.courses),
      written.outcomeCourses,
      JSON.stringify(written.outcomes),
      JSON.stringify(written.consents),
    ],
  );
}

export const moveEpoch = (connection: Connection) =>
  connection.run('update registry.consent_epoch set epoch = epoch + 1');

export async function keepReceipt(connection: Connection, row: KeptReceipt): Promise<void> {
  await connection.query(
    `insert into registry.submission (id, centre, body_hash, receipt, signature) values ($1, $2, decode($3, 'hex'), $4, $5)`,
    [row.id, row.centre, row.bodyHash, row.receipt, row.signature],
  );
}
