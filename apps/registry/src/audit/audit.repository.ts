// In: a transaction of somebody whom no row policy binds. Out: what is stored, gathered by what must agree, a page at a time. Queries only.
import type { ClientBase, QueryResultRow } from 'pg';
import type { OutcomeRow } from '../courses/derive.ts';
import type { PatientToCheck, RecordRow } from './check-patient.ts';
import type { ReleasedRow, ReleaseRow } from './check-release.ts';
import type { SubmittedRow } from './check-submission.ts';

export type Reader = Pick<ClientBase, 'query'>;

const PAGE = 500;
let cursors = 0;

/** Rows of a query that may be larger than memory; the transaction holds the cursor. */
async function* paged<Row extends QueryResultRow>(
  client: Reader,
  sql: string,
  values: readonly unknown[] = [],
): AsyncGenerator<Row> {
  const name = `audit_${++cursors}`;
  await client.query(`declare ${name} no scroll cursor for ${sql}`, [...values]);
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${PAGE} from ${name}`);
    yield* rows;
    if (rows.length < PAGE) break;
  }
  await client.query(`close ${name}`);
}

export interface LogLine {
  /** Null while it is in line. */
  readonly idx: string | null;
  readonly id: string;
  readonly kind: string;
  readonly envelope: string;
  readonly leaf_hash: string;
  readonly at_agrees: boolean;
  /** Of an act, where it is there. */
  readonly detail: string | null;
}

/** Every entry in the order of the log, then those in line. */
export const logLines = (client: Reader): AsyncGenerator<LogLine> =>
  paged<LogLine & QueryResultRow>(
    client,
    `select idx, id, kind, envelope, encode(leaf_hash, 'hex') as leaf_hash,
       case when pg_input_is_valid(envelope, 'jsonb') and pg_input_is_valid(envelope::jsonb ->> 'at', 'timestamptz')
         then coalesce(at = (envelope::jsonb ->> 'at')::timestamptz, true) else false end as at_agrees,
       case when kind = 'act' then (select max(body) from log.detail d where d.id = lines.id) end as detail
     from (select idx, 0 as seq, id, kind, at, envelope, leaf_hash from log.entry
           union all select null, seq, id, kind, null, envelope, leaf_hash from log.pending) lines
     order by idx nulls last, seq`,
  );

/** What speaks of somebody who is not there, or of somebody who is gone as if he were; and how often two became one. */
export async function persons(client: Reader): Promise<{ readonly lost: readonly string[]; readonly merged: number }> {
  const { rows } = await client.query<{ id: string }>(
    `select encode(value, 'hex') as id from registry.pseudonym n where not exists (select from registry.patient p where p.id = n.patient_id)
     union all select encode(min(value), 'hex') from registry.pseudonym group by patient_id, epoch having count(*) > 1
     union all select encode(value, 'hex') from registry.pseudonym group by value having count(*) > 1
     union all select gone::text from registry.merged m
       where exists (select from registry.patient p where p.id = m.gone) or not exists (select from registry.patient p where p.id = m.kept)`,
  );
  const { rows: counted } = await client.query<{ n: number }>('select count(*)::int as n from registry.merged');
  return { lost: rows.map(({ id }) => id), merged: counted[0]?.n ?? 0 };
}

/** What in the log belongs to nothing. */
export async function logOrphans(client: Reader): Promise<{ readonly what: string; readonly id: string }[]> {
  const { rows } = await client.query<{ what: string; id: string }>(
    `select 'node' as what, level || '/' || idx as id from log.node
       where (idx + 1) * (2::numeric ^ level) > (select coalesce(max(idx) + 1, 0) from log.entry)
     union all select 'cosignature', size || ' of ' || witness from log.cosignature s
       where not exists (select from log.checkpoint c where c.size = s.size)
     union all select 'detail', id::text from log.detail d
       where not exists (select from log.entry e where e.id = d.id) and not exists (select from log.pending p where p.id = d.id)
     union all select 'open intent', coalesce(o.id, i.id)::text
       from log.open_intent o
       full join (select id from log.entry e where kind = 'intent'
           and not exists (select from log.entry c where c.kind in ('result', 'aborted') and c.body ->> 'intent' = e.id::text)) i
         on i.id = o.id
       where o.id is null or i.id is null
     union all select 'entry in line', p.id::text from log.pending p join log.entry e on e.id = p.id and e.leaf_hash <> p.leaf_hash`,
  );
  return rows;
}

/** Declared by entries, and no longer there. */
export async function detailsGone(client: Reader): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    `select count(*)::int as n from log.entry e where e.body ? 'detailHash' and not exists (select from log.detail d where d.id = e.id)`,
  );
  return rows[0]?.n ?? 0;
}

export interface SubmissionAndRecords {
  readonly id: string;
  readonly centre: string;
  /** Null where records name a submission that is not there. */
  readonly body_hash: string | null;
  readonly receipt: string;
  readonly signature: string;
  readonly records: readonly SubmittedRow[];
}

export const submissions = (client: Reader): AsyncGenerator<SubmissionAndRecords> =>
  paged<SubmissionAndRecords & QueryResultRow>(
    client,
    `select coalesce(s.id, w.submission_id) as id, coalesce(s.centre, w.centre) as centre, encode(s.body_hash, 'hex') as body_hash,
       s.receipt, s.signature, coalesce(w.records, '[]') as records
     from registry.submission s
     full join (select submission_id, centre, json_agg(json_build_object('id', id, 'centre', centre, 'patients', array[patient_id] || array(select gone from registry.merged m where m.kept = patient_id),
           'system', system, 'source_key', encode(source_key, 'hex'), 'course_key', encode(course_key, 'hex'), 'version', version,
           'type', type, 'content_hash', encode(content_hash, 'hex'), 'withdrawn', withdrawn, 'demonstration', demonstration, 'reason', reason,
           'problems', problems, 'closes', move_id is not null and withdrawn is not null)) as records
         from registry.clinical_record group by 1, 2) w on w.submission_id = s.id and w.centre = s.centre`,
  );

interface PatientAndAll extends Omit<PatientToCheck, 'records' | 'outcomes'> {
  readonly records: readonly (Omit<RecordRow, 'days'> & { readonly earlier: string; readonly later: string })[];
  readonly outcomes: readonly OutcomeRow[];
}

const grouped = (name: string, table: string, members: string): string =>
  `full join (select patient_id, json_agg(json_build_object(${members})) as rows from registry.${table} group by 1) ${name}`;

export async function* patients(client: Reader): AsyncGenerator<PatientToCheck> {
  const rows = paged<PatientAndAll & QueryResultRow>(
    client,
    `select coalesce(p.id, r.patient_id, c.patient_id, s.patient_id, o.patient_id, k.patient_id) as id,
       coalesce(p.rows, '[]') as patients,
       coalesce(r.rows, '[]') as records, coalesce(c.rows, '[]') as courses, coalesce(s.rows, '[]') as sources,
       coalesce(o.rows, '[]') as outcomes, coalesce(k.rows, '[]') as consents,
       (select count(*)::int from registry.pseudonym n where n.patient_id = p.id) as pseudonyms,
       (select count(*)::int from registry.merged m where m.kept = p.id) as merged
     from (select id, json_agg(json_build_object('no', no, 'age', age)) as rows from registry.patient group by 1) p
     ${grouped(
       'r',
       'clinical_record',
       `'id', id, 'course_id', course_id, 'type', type, 'centre', centre, 'system', system, 'source_key', encode(source_key, 'hex'),
        'course_key', encode(course_key, 'hex'), 'version', version, 'is_current', is_current, 'withdrawn', withdrawn,
        'content_hash', encode(content_hash, 'hex'), 'body', body, 'demonstration', demonstration, 'moved', move_id is not null, 'recorded', recorded at time zone 'UTC',
        'earlier', ((recorded - interval '2 minutes') at time zone 'UTC')::date,
        'later', ((recorded + interval '2 minutes') at time zone 'UTC')::date`,
     )} on r.patient_id = p.id
     ${grouped(
       'c',
       'course',
       `'id', id, 'treating_centre', treating_centre, 'product', product, 'day0', day0, 'begun', begun`,
     )} on c.patient_id = coalesce(p.id, r.patient_id)
     ${grouped(
       's',
       'course_source',
       `'centre', centre, 'course_key', encode(course_key, 'hex'), 'course_id', course_id`,
     )} on s.patient_id = coalesce(p.id, r.patient_id, c.patient_id)
     full join (select patient_id, json_agg(to_jsonb(course_outcome)) as rows from registry.course_outcome group by 1) o
       on o.patient_id = coalesce(p.id, r.patient_id, c.patient_id, s.patient_id)
     ${grouped('k', 'consent_state', `'granted', granted, 'ceiling', ceiling`)}
       on k.patient_id = coalesce(p.id, r.patient_id, c.patient_id, s.patient_id, o.patient_id)`,
  );
  for await (const { records, ...rest } of rows)
    yield {
      ...rest,
      records: records.map(({ earlier, later, ...record }) => ({
        ...record,
        days: earlier === later ? [later] : [earlier, later],
      })),
    };
}

export async function releases(client: Reader): Promise<ReleaseRow[]> {
  const { rows } = await client.query<Omit<ReleaseRow, 'cut'> & { cut: Date }>(
    `select id, cut, cut_by, courses, encode(checksum, 'hex') as checksum, amended,
       exists (select from registry.release_row w join registry.merged m on w.patient_id in (m.gone, m.kept)
               where w.release_id = e.id and m.merged > e.cut) as outdated
     from registry.release e order by id`,
  );
  return rows.map((row) => ({ ...row, cut: row.cut.toISOString() }));
}

/** @param columns as they were named when the row was hashed. */
export const releasedRows = (client: Reader, release: string, hashed: string): AsyncGenerator<ReleasedRow> =>
  paged<ReleasedRow & QueryResultRow>(
    client,
    `select ord, encode(salt, 'hex') as salt, encode(row_hash, 'hex') as row_hash, (${hashed})::text as told
     from registry.release_row where release_id = '${release.replaceAll("'", "''")}' order by ord`,
  );

/** Released rows of a release that is not there. */
export async function rowsWithoutRelease(client: Reader): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select distinct release_id as id from registry.release_row r where not exists (select from registry.release e where e.id = r.release_id)`,
  );
  return rows.map(({ id }) => id);
}
