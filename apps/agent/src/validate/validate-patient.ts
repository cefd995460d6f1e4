// In: all rows of one patient. Out: the bundle that may be pseudonymised, if anything is left of it, and every problem at its place.
// The order is the argument: first what identifies is taken out, then the rest is checked, then only what is described is kept.
import { checkCourse, type PlacedRecord, recordClass } from '@longview/clinical';
import { CODE, describe, onlyDescribed, validateRecord } from '@longview/dictionary';
import type { Problem } from '@longview/dictionary';
import type { Place, PlacedProblem, SourceRecord } from '@longview/csv';
import { mask, mentionsIdentity } from '@longview/identity';
import type { PatientIdentity } from '@longview/identity';
import { comingOfAge } from './come-of-age.ts';
import { holdBack } from './hold-back.ts';
import { dayOfAge, oneAge } from './one-age.ts';
import type { BundleRecord, PatientBundle } from './patient-bundle.ts';
import type { AgentRule } from './rules.ts';

/** What validation needs of a row; the cells are not among it. */
export interface PatientRow {
  readonly identity: PatientIdentity;
  readonly place: Place;
  readonly records: readonly SourceRecord[];
}

export interface ValidatedPatient {
  readonly bundle: PatientBundle | undefined;
  readonly problems: readonly PlacedProblem[];
  readonly refused: readonly SourceRecord[];
}

export interface ValidateOptions {
  readonly today: string;
  readonly demonstration: boolean;
}

export function validatePatient(rows: readonly PatientRow[], options: ValidateOptions): ValidatedPatient {
  const problems: PlacedProblem[] = [];
  const refused: SourceRecord[] = [];
  const accepted: { readonly source: SourceRecord; readonly bundled: BundleRecord }[] = [];
  const ageDay = dayOfAge(rows.flatMap((row) => row.records));
  for (const row of rows) {
    for (const source of row.records) {
      const { bundled, found } = validateOne(source, row.identity, ageDay);
      problems.push(...found.map((one) => placed(one, source, row.identity)));
      if (bundled) accepted.push({ source, bundled });
      else refused.push(source);
    }
  }
  const records = accepted.map(({ bundled }) => bundled);
  const identity = rows[0]?.identity;
  if (!identity || records.length === 0) return { bundle: undefined, problems, refused };

  const bySource = new Map(accepted.map(({ source }) => [source.sourceRecordId, source]));
  const ofAge: PlacedProblem[] = [];
  const age = ageOf(rows, records, ofAge);
  const standing = records.filter(({ withdraw }) => withdraw === undefined);
  const views = courses(standing);
  const patient = standing.filter(({ type }) => !ofCourse(type)).map(placedRecord);
  const told = new Set<string>();
  for (const course of views.length > 0 ? views : [[]]) {
    // The age is that of the first course: of a second one it is not known here.
    const view = { records: course.map(placedRecord), patient, today: options.today };
    for (const { key, ...finding } of checkCourse({ ...view, ...(age && views.length === 1 && { age: age.value }) })) {
      const source = bySource.get(key);
      const name = `${finding.rule} ${key} ${finding.field} ${finding.wording}`;
      // What is wrong with the patient's own records is found once with every course.
      if (source && !told.has(name)) problems.push(placed(finding, source, identity));
      told.add(name);
    }
  }
  problems.push(...ofAge);
  const births = new Set(rows.flatMap((row) => row.identity.birthDate ?? []));
  const [birth] = births;
  const coming = births.size === 1 ? comingOfAge(records, birth, options.today) : undefined;
  const decided = coming && bySource.get(coming.consent.sourceRecordId);
  if (coming && decided) problems.push(placed(ownConsentDue(coming.when), decided, identity));
  return {
    bundle: { identity, ...(age && { age }), demonstration: options.demonstration, records },
    problems,
    refused,
  };
}

function validateOne(
  source: SourceRecord,
  identity: PatientIdentity,
  ageDay: string | undefined,
): { bundled?: BundleRecord; found: readonly Problem[] } {
  const { type, sourceRecordId, courseKey, source: system, withdraw } = source;
  const known = { type, sourceRecordId, ...(courseKey !== undefined && { courseKey }), source: system };
  if (withdraw) {
    if (CODE.test(withdraw.reason) && !mentionsIdentity(withdraw.reason, identity))
      return { bundled: { ...known, record: {}, withdraw }, found: [] };
    const message = 'the reason for taking the record back is not a code';
    const mend = 'Give a code without spaces, for example enteredInError.';
    return { found: [{ rule: 'P06' satisfies AgentRule, severity: 'error', field: 'withdraw', message, mend }] };
  }
  const held = holdBack(source, identity, ageDay);
  const { reason } = source;
  const told = reason === undefined || (CODE.test(reason) && !mentionsIdentity(reason, identity));
  const found = [...held.problems, ...validateRecord(recordClass(type), held.record), ...(told ? [] : [NO_CODE])];
  if (found.some((one) => one.severity === 'error')) return { found };
  return {
    bundled: {
      ...known,
      record: onlyDescribed(recordClass(type), held.record),
      ...(told && reason !== undefined && { reason }),
    },
    found,
  };
}

/** A correction lands without its reason rather than not at all. */
const NO_CODE: Problem = {
  rule: 'P10' satisfies AgentRule,
  severity: 'query',
  field: 'reason',
  message: 'the reason for the correction is not a code and was held back',
  mend: 'Give a code without spaces, for example sourceVerification or typingError.',
};

const ofCourse = (type: BundleRecord['type']): boolean => describe(recordClass(type)).belongsTo === 'course';

const placedRecord = ({ sourceRecordId, type, record }: BundleRecord): PlacedRecord => ({
  key: sourceRecordId,
  type,
  record,
});

/** Records that name a course are looked at together; those that name none share one view, as in most hospitals there is one. */
function courses(records: readonly BundleRecord[]): readonly (readonly BundleRecord[])[] {
  const groups = new Map<string, BundleRecord[]>();
  for (const record of records) {
    if (!ofCourse(record.type)) continue;
    const group = groups.get(record.courseKey ?? '') ?? [];
    group.push(record);
    groups.set(record.courseKey ?? '', group);
  }
  return [...groups.values()];
}

function ageOf(
  rows: readonly PatientRow[],
  records: readonly BundleRecord[],
  problems: PlacedProblem[],
): { readonly value: number; readonly on: string } | undefined {
  const ask = (rule: AgentRule, place: Place, message: string, mend: string): undefined => {
    problems.push({ rule, severity: 'query', field: 'birthDate', place, message, mend });
  };
  const births = new Map(
    rows.flatMap((row) => (row.identity.birthDate === undefined ? [] : [[row.identity.birthDate, row.place]])),
  );
  const [birth, other] = [...births];
  if (birth && other)
    return ask(
      'P03',
      other[1],
      `the birth date is not the one on line ${birth[1].line} of ${birth[1].file}: no age is given`,
      'Compare both with the identity card.',
    );
  const age = oneAge(records, birth?.[0]);
  if (age !== 'before-birth') return age;
  return ask(
    'P04',
    birth?.[1] ?? rows[0]!.place,
    'the treatment is dated before the birth of the patient: no age is given',
    'Compare the birth date and the date of infusion.',
  );
}

const ownConsentDue = (when: 'now' | 'soon'): Problem => ({
  rule: 'P09' satisfies AgentRule,
  severity: 'query',
  field: 'decidedBy',
  message:
    when === 'now'
      ? 'the patient has come of age and has not decided since: the own consent is due'
      : 'the patient comes of age within 90 days: the own consent is due then',
  mend: 'Ask the patient, and send a Consent record of that day with decidedBy: patient, whatever the answer is.',
});

const placed = (problem: Problem, source: SourceRecord, identity: PatientIdentity): PlacedProblem => ({
  ...problem,
  // A word in a report may end in a mail: who the patient is never stands in one.
  ...(typeof problem.value === 'string' && mentionsIdentity(problem.value, identity) && { value: mask(problem.value) }),
  record: source.sourceRecordId,
  place: source.places.get(problem.field ?? '') ?? source.place,
});
