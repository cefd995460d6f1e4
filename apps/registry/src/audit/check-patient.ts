// In: everything that is stored of one patient. Out: what does not follow from his records. Pure: the same derivations as when they were taken in.
import { type RecordTypeName, recordClass } from '@longview/clinical';
import { describe } from '@longview/dictionary';
import { canonicalJson, dayText } from '@longview/foundation';
import { attach } from '../courses/attach.ts';
import { type CurrentRecord, deriveOutcomeRows, type OutcomeRow } from '../courses/derive.ts';
import { coursesAfter, grantedBy } from '../intake/decide.ts';
import { daysOf } from '../intake/groups.ts';
import type { CourseState } from '../intake/intake-store.ts';
import { contentHash } from '../intake/versions.ts';
import { type AuditFinding, type AuditRule, finding } from './finding.ts';

export interface PatientRow {
  readonly no: number;
  readonly age: number | null;
}

export interface CourseRow {
  readonly id: string;
  readonly treating_centre: string;
  readonly product: string | null;
  readonly day0: string | null;
  readonly begun: string | null;
}

export interface SourceRow {
  readonly centre: string;
  readonly course_key: string;
  readonly course_id: string;
}

export interface RecordRow {
  readonly id: string;
  readonly course_id: string | null;
  readonly type: string;
  readonly centre: string;
  readonly system: string;
  readonly source_key: string;
  readonly course_key: string | null;
  readonly version: number;
  readonly is_current: boolean;
  readonly withdrawn: string | null;
  readonly content_hash: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly demonstration: boolean;
  /** Made by a move: it closes the record here (then it is withdrawn), or the record came here from another patient. */
  readonly moved: boolean;
  /** Days on which it may have been taken in: two where it was about midnight. */
  readonly days: readonly string[];
  /** Orders the records of one patient by when they came. */
  readonly recorded: string;
}

export interface PatientToCheck {
  readonly id: string;
  readonly patients: readonly PatientRow[];
  readonly courses: readonly CourseRow[];
  readonly sources: readonly SourceRow[];
  readonly records: readonly RecordRow[];
  readonly outcomes: readonly OutcomeRow[];
  readonly consents: readonly { readonly granted: readonly string[]; readonly ceiling: readonly string[] | null }[];
  /** How many pseudonyms he is known by, and how many others became one with him. */
  readonly pseudonyms: number;
  readonly merged: number;
}

type Say = (rule: AuditRule, what: string, id: string, message: string) => void;

export function checkPatient(stored: PatientToCheck): AuditFinding[] {
  const wrong: AuditFinding[] = [];
  const say: Say = (...told) => void wrong.push(finding(...told));
  const { id, courses, records } = stored;
  const [patient] = stored.patients;
  if (!patient) {
    say('orphan', 'patient', id, 'rows speak of this patient, who is not there');
    return wrong;
  }
  for (const [what, keys] of [
    ['patient', stored.patients.map(() => id)],
    ['course', courses.map((course) => course.id)],
    ['course source', stored.sources.map(({ centre, course_key }) => `${centre}/${course_key}`)],
    ['outcome of course', stored.outcomes.map(({ course_id, serves_pool }) => `${course_id} ${serves_pool}`)],
    ['consent of patient', stored.consents.map(() => id)],
  ] as const)
    if (new Set(keys).size < keys.length) say('doubled', what, id, 'there is more than one row of one key');
  if (stored.pseudonyms === 0) say('patient-empty', 'patient', id, 'there is no pseudonym by which he could be found');
  if (records.length === 0) say('patient-empty', 'patient', id, 'nobody sent a record of this patient');
  const bodiless = records.filter(({ body }) => body === null || typeof body !== 'object' || Array.isArray(body));
  for (const record of bodiless) say('content', 'record', record.id, 'its body is no object');
  // Nothing can be derived from it, and nothing is.
  if (bodiless.length > 0) return wrong;
  checkVersions(records, say);
  const known = new Set(courses.map((course) => course.id));
  for (const record of records)
    if (record.course_id !== null && !known.has(record.course_id))
      say('orphan', 'record', record.id, 'it stands with a course that is none of its patient’s');
  const standing = records.filter(({ is_current, withdrawn }) => is_current && withdrawn === null);
  const types = standing.filter(({ id: record, type }) => {
    const described = isType(type);
    if (!described) say('content', 'record', record, 'there is no such type of record');
    return described;
  });
  checkCourses(stored, patient, types, say);
  checkPlacing(stored, types, say);
  checkOutcomes(stored, patient, types, say);
  checkConsent(stored, types, say);
  return wrong;
}

function isType(name: string): name is RecordTypeName {
  try {
    return Boolean(recordClass(name as RecordTypeName));
  } catch {
    return false;
  }
}

function checkVersions(records: readonly RecordRow[], say: Say): void {
  const chains = new Map<string, RecordRow[]>();
  for (const record of records) {
    const key = `${record.centre}|${record.system}|${record.source_key}`;
    chains.set(key, [...(chains.get(key) ?? []), record]);
  }
  for (const chain of chains.values()) {
    const ordered = chain.toSorted((left, right) => left.version - right.version);
    for (const [position, record] of ordered.entries()) {
      const before = ordered[position - 1];
      // A record that came from another patient has its first versions there, at least the one that was sent and the one that closed it.
      const came = record.moved && record.withdrawn === null;
      const closes = record.moved && record.withdrawn !== null;
      const wasClosed = before?.moved === true && before.withdrawn !== null;
      const next = (before?.version ?? 0) + 1;
      const expected = came
        ? (before === undefined || wasClosed) && record.version >= next + 2
        : !wasClosed && record.version === next;
      if (!expected)
        say('versions', 'record', record.id, `version ${record.version} stands where version ${next} must`);
      if (record.is_current !== (position === ordered.length - 1 && !closes))
        say('versions', 'record', record.id, 'not the newest version alone is the current one');
      if (before && before.type !== record.type)
        say('versions', 'record', record.id, 'its type is not that of the version before');
      const same =
        record.withdrawn === null
          ? record.content_hash === contentHash(record.type, record.body, record.course_key ?? undefined)
          : before !== undefined &&
            record.content_hash === before.content_hash &&
            canonicalJson(record.body) === canonicalJson(before.body);
      if (!same) say('content', 'record', record.id, 'its content is not the one that its hash was made of');
    }
  }
}

function checkCourses(stored: PatientToCheck, patient: PatientRow, standing: readonly RecordRow[], say: Say): void {
  const states = stored.courses.map((course): CourseState => ({
    ...course,
    patient_id: stored.id,
    age: patient.age,
    patient_no: patient.no,
  }));
  const of = standing.map((record) => ({ ...record, courseId: record.course_id, type: record.type as RecordTypeName }));
  for (const now of coursesAfter(states, new Map([[stored.id, of]]))) {
    const course = stored.courses.find(({ id }) => id === now.id) as CourseRow;
    const products = valuesOf(
      of.filter(({ courseId }) => courseId === course.id),
      'Product',
      'productCode',
    );
    const product = now.product === course.product || (course.product !== null && products.has(course.product));
    if (!product || now.day0 !== course.day0 || now.begun !== course.begun)
      say('course', 'course', course.id, 'its product, day 0 or beginning are not those of its records');
    const centres = [
      ...stored.sources.filter(({ course_id }) => course_id === course.id),
      ...stored.records.filter(({ course_id }) => course_id === course.id),
    ].map(({ centre }) => centre);
    if (!centres.includes(course.treating_centre))
      say('course', 'course', course.id, 'the centre that treats sent nothing of it');
  }
  const ids = new Set(stored.courses.map(({ id }) => id));
  for (const { centre, course_key, course_id } of stored.sources) {
    if (!ids.has(course_id))
      say('orphan', 'course source', `${centre}/${course_key}`, 'it names a course that is none of its patient’s');
    if (!stored.records.some((record) => record.centre === centre && record.course_key === course_key))
      say('placing', 'course source', `${centre}/${course_key}`, 'its centre sent no record under this key');
  }
}

/** A course begins with one of these, and its source is known from then on. */
const BEGINS: readonly string[] = ['EligibilityDecision', 'Apheresis', 'Infusion'];

function checkPlacing(stored: PatientToCheck, standing: readonly RecordRow[], say: Say): void {
  for (const record of standing) {
    if (record.course_key === null || !BEGINS.includes(record.type)) continue;
    const source = stored.sources.find(
      ({ centre, course_key }) => centre === record.centre && course_key === record.course_key,
    );
    if (source?.course_id !== record.course_id)
      say(
        'placing',
        'record',
        record.id,
        'it begins a course, and does not stand with the one that its centre so calls',
      );
  }
  const waiting = standing.filter(
    ({ course_id, type }) => course_id === null && describe(recordClass(type as RecordTypeName)).belongsTo === 'course',
  );
  const late = attach(
    waiting.map(({ id, type, body }) => {
      const days = daysOf(type as RecordTypeName, body);
      const { mayPrecede } = describe(recordClass(type as RecordTypeName));
      return {
        id,
        latest: days.length > 0 ? dayText(Math.max(...days)) : undefined,
        ...(mayPrecede && { mayPrecede }),
      };
    }),
    stored.courses,
  );
  for (const id of late.keys())
    say('placing', 'record', id, 'it waits, though its patient has a course that it belongs to');
  for (const record of standing)
    if (record.course_id !== null && describe(recordClass(record.type as RecordTypeName)).belongsTo !== 'course')
      say('placing', 'record', record.id, 'it belongs to the patient and stands with a course');
}

/** Where sources differ, the first that came is told: any of what they say can be that. */
const FIRST_TOLD = [
  ['product', 'Product', 'productCode'],
  ['disease', 'Diagnosis', 'primaryDisease'],
  ['status_at_infusion', 'Diagnosis', 'statusAtInfusion'],
] as const;

function checkOutcomes(stored: PatientToCheck, patient: PatientRow, standing: readonly RecordRow[], say: Say): void {
  const found = new Map(stored.outcomes.map((row) => [`${row.course_id} ${row.serves_pool}`, row]));
  for (const course of stored.courses) {
    const records = standing.filter(({ type, course_id }) => type === 'Patient' || course_id === course.id);
    const expected = deriveOutcomeRows(
      {
        id: course.id,
        patientId: stored.id,
        patientNo: patient.no,
        treatingCentre: course.treating_centre,
        age: patient.age,
      },
      records as unknown as readonly CurrentRecord[],
    );
    for (const row of expected) {
      const key = `${course.id} ${row.serves_pool}`;
      const is = found.get(key);
      found.delete(key);
      const own = row.serves_pool ? records : records.filter(({ centre }) => centre === course.treating_centre);
      if (is && is.outcome_version < row.outcome_version)
        say('outcome', 'outcome of course', course.id, 'an earlier derivation made it: derive it anew (rederive)');
      else if (!is || !sameOutcome(is, row, own))
        say('outcome', 'outcome of course', course.id, 'its records give another one');
    }
  }
  for (const { course_id } of found.values())
    say('outcome', 'outcome of course', course_id, 'no records give this one');
}

function sameOutcome(is: OutcomeRow, derived: OutcomeRow, records: readonly RecordRow[]): boolean {
  const agreed: Record<string, unknown> = { ...derived };
  for (const [column, type, item] of FIRST_TOLD) {
    const value = is[column];
    if (value !== null && valuesOf(records, type, item).has(value)) agreed[column] = value;
  }
  // Derived before it was kept: nothing can be compared until a record of the patient changes, or all is derived anew.
  if (is.derived === null) agreed['derived'] = null;
  return canonicalJson(agreed) === canonicalJson({ ...is });
}

const valuesOf = (records: readonly Pick<RecordRow, 'type' | 'body'>[], type: string, item: string): Set<string> =>
  new Set(
    records.flatMap((record) => {
      const value = record.type === type ? record.body[item] : undefined;
      return typeof value === 'string' ? [value] : [];
    }),
  );

/** As it stood on the day on which a record of this patient last came; a merge on a later day is near enough, since a ceiling stands by then. */
function checkConsent(
  { id, records, consents, merged }: PatientToCheck,
  standing: readonly RecordRow[],
  say: Say,
): void {
  const newest = records.reduce<RecordRow | undefined>(
    (last, record) => (last === undefined || record.recorded > last.recorded ? record : last),
    undefined,
  );
  if (!newest) return;
  const [stored] = consents;
  const ceiling = stored?.ceiling ?? null;
  const gives = newest.days.map((day) =>
    grantedBy(standing as readonly (RecordRow & { type: RecordTypeName })[], day)
      .filter((code) => ceiling === null || ceiling.includes(code))
      .toSorted()
      .join(),
  );
  if (ceiling !== null && merged === 0)
    say('consent', 'consent of patient', id, 'it is limited, and nobody became one with him');
  if (!stored || !gives.includes([...stored.granted].toSorted().join()))
    say('consent', 'consent of patient', id, 'the Consent records give another state');
}
