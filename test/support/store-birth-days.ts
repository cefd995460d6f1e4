// In: the registry's database, read past every policy. Out: for each patient how many birth days its rows leave, with what else is known of the patient.
import { birthDayCandidates } from './birth-days.ts';
import type { AgeTold } from './birth-days.ts';
import type { WalkNetwork } from './walk-network.ts';

export interface PatientLeft {
  readonly patient: string;
  /** Undefined where no age is stored. */
  readonly left: number | undefined;
  readonly courses: number;
  readonly centres: number;
}

/** An item of a record, or a column, by whose name an age or a birth could be told. */
const TELLS_AGE = /^age|[a-z]Age|birth|majority/u;
/** The one age a patient, copied where it is counted with; it is compared, so that a copy that differs is an age of its own. */
const AGE_COLUMNS = ['patient.age', 'course_outcome.age', 'release_row.age'];

export async function birthDaysLeft(rows: WalkNetwork['rows']): Promise<PatientLeft[]> {
  const columns = await rows<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'registry'`,
  );
  const unknown = columns
    .map(({ name }) => name)
    .filter((name) => TELLS_AGE.test(name.split('.')[1] ?? '') && !AGE_COLUMNS.includes(name.replace('_on', '')));
  if (unknown.length > 0) throw new Error(`columns that may tell an age and are not judged: ${unknown.join(', ')}`);

  const patients = await rows<{ id: string; age: string | null; on: string | null }>(
    'select id, age::text, age_on::text as on from registry.patient',
  );
  const copies = await rows<{ patient_id: string; age: string; day0: string | null }>(
    `select distinct patient_id, age::text, day0::text from registry.course_outcome where age is not null
     union select distinct patient_id, age::text, day0::text from registry.release_row where age is not null`,
  );
  const records = await rows<{ patient_id: string; body: Record<string, unknown> }>(
    'select patient_id, body from registry.clinical_record',
  );
  const begun = await rows<{ patient_id: string; dates: (string | null)[]; courses: string; centres: string }>(
    `select p.id as patient_id, array(select unnest(array[day0::text, begun::text]) from registry.course c where c.patient_id = p.id) as dates,
       (select count(*) from registry.course c where c.patient_id = p.id) as courses,
       (select count(distinct centre) from registry.clinical_record r where r.patient_id = p.id) as centres
     from registry.patient p`,
  );
  const bodies = Map.groupBy(records, ({ patient_id }) => patient_id);
  const copied = Map.groupBy(copies, ({ patient_id }) => patient_id);
  const courses = new Map(begun.map((one) => [one.patient_id, one]));
  return patients.map(({ id, age, on }) => {
    const ages: AgeTold[] = age === null || on === null ? [] : [{ value: Number(age), on }];
    for (const copy of copied.get(id) ?? [])
      if (Number(copy.age) !== Number(age)) ages.push({ value: Number(copy.age), on: copy.day0 ?? on ?? '' });
    const dates: string[] = (courses.get(id)?.dates ?? []).filter((date) => date !== null);
    for (const { body } of bodies.get(id) ?? []) {
      const own = Object.values(body).filter((value): value is string => typeof value === 'string' && ISO.test(value));
      dates.push(...own);
      for (const [name, value] of Object.entries(body))
        if (TELLS_AGE.test(name) && typeof value === 'number') ages.push({ value, on: own[0] ?? on ?? '' });
    }
    const { courses: many = '0', centres = '0' } = courses.get(id) ?? {};
    return { patient: id, left: birthDayCandidates({ ages, dates }), courses: Number(many), centres: Number(centres) };
  });
}

const ISO = /^\d{4}(?:-\d\d){0,2}$/u;
