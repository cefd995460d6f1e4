// In: a trial's database at rest. Out: all that is in the store, named by what the centres call it, so that two stores which took the same
// submissions can be compared line by line; the submissions in the order of the log; and what no store may hold, counted.
import type { CentreId, TrialRegistry } from '../support/trial-registry.ts';

const LABELS = `
  with person as (
    select p.id, (select min(r.centre || ' ' || encode(r.source_key, 'hex')) from registry.clinical_record r where r.patient_id = p.id) as name
    from registry.patient p
  ), called as (
    select c.id, coalesce(
      (select min(s.centre || ' ' || encode(s.course_key, 'hex')) from registry.course_source s where s.course_id = c.id),
      (select min(r.centre || ' ' || encode(r.source_key, 'hex')) from registry.clinical_record r where r.course_id = c.id)) as name
    from registry.course c
  )`;

/** One text a row; sorted. */
export async function storeLines(trial: TrialRegistry): Promise<string[]> {
  const { rows } = await trial.asAdmin((client) =>
    client.query<{ line: string }>(`${LABELS}
      select concat_ws(' ', 'record', person.name, '|', r.centre, r.system, encode(r.source_key, 'hex'), 'v' || r.version,
        case when r.is_current then 'current' else 'old' end, coalesce(r.withdrawn, '-'), encode(r.content_hash, 'hex'),
        'in', coalesce(called.name, 'no course'), r.submission_id, r.problems::text) as line
      from registry.clinical_record r join person on person.id = r.patient_id left join called on called.id = r.course_id
      union all
      select concat_ws(' ', 'course', called.name, 'of', person.name, c.treating_centre, coalesce(c.product, '-'), coalesce(c.day0::text, '-'), c.begun)
      from registry.course c join called on called.id = c.id join person on person.id = c.patient_id
      union all
      select concat_ws(' ', 'source', s.centre, encode(s.course_key, 'hex'), 'is', called.name)
      from registry.course_source s join called on called.id = s.course_id
      union all
      select concat_ws(' ', 'outcome', called.name, (to_jsonb(o) - array['course_id', 'patient_id', 'patient_no', 'derived'])::text,
        (select jsonb_agg(d || jsonb_build_object('record', (select encode(r.source_key, 'hex') from registry.clinical_record r where r.id::text = d ->> 'record'))
                          order by n)
           from jsonb_array_elements(o.derived) with ordinality as e (d, n))::text)
      from registry.course_outcome o join called on called.id = o.course_id
      union all
      select concat_ws(' ', 'consent', person.name, array_to_string(array(select unnest(s.granted) order by 1), ','), s.ceiling::text)
      from registry.consent_state s join person on person.id = s.patient_id
      union all
      select concat_ws(' ', 'patient', person.name, p.linkable, p.age, p.age_on) from registry.patient p join person on person.id = p.id
      order by 1`),
  );
  return rows.map(({ line }) => line);
}

export interface Taken {
  readonly id: string;
  readonly centre: CentreId;
  readonly body: string;
  readonly receipt: string;
  readonly index: number;
}

/** In the order of the log. */
export async function takenInOrder(trial: TrialRegistry): Promise<Taken[]> {
  const { rows } = await trial.asAdmin((client) =>
    client.query<Taken>(`select s.id, s.centre, encode(s.body_hash, 'hex') as body, s.receipt, e.idx::int as index
      from registry.submission s left join log.entry e on encode(e.leaf_hash, 'hex') = s.receipt::jsonb ->> 'leafHash' order by e.idx`),
  );
  return rows;
}

/** Each of these is none, whatever happened. */
export async function countedFaults(trial: TrialRegistry): Promise<Record<string, number>> {
  const { rows } = await trial.asAdmin((client) =>
    client.query<Record<string, number>>(`select
      (select count(*)::int from (select from registry.clinical_record group by centre, system, source_key
        having count(*) <> max(version) or count(*) filter (where is_current) <> 1
          or max(version) filter (where is_current) <> max(version)) x) as "chains of versions with a gap, or without one current end",
      (select count(*)::int from (select from registry.pseudonym group by patient_id having count(*) > 1) x) as "patients twice",
      (select count(*)::int from registry.patient p where not exists (select from registry.clinical_record r where r.patient_id = p.id)) as "patients of nothing",
      (select count(*)::int from registry.course c where not exists (select from registry.clinical_record r where r.course_id = c.id)) as "courses of nothing",
      (select count(*)::int from registry.submission s where not exists
        (select from log.entry e where encode(e.leaf_hash, 'hex') = s.receipt::jsonb ->> 'leafHash')) as "receipts without their entry",
      (select count(*)::int from log.entry e where e.kind = 'act' and e.body ->> 'operation' = 'submit' and not exists
        (select from registry.submission s where s.receipt::jsonb ->> 'leafHash' = encode(e.leaf_hash, 'hex'))) as "entries without their receipt",
      (select count(*)::int from registry.submission where receipt like '%"rule":"R99"%') as "receipts that refuse for a fault"`),
  );
  return rows[0] as Record<string, number>;
}
