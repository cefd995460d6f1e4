// In: the days of observation after infusion and what was so before it. Out: grades, derived by the tables of libs/grading, beside which the
// reported grade is kept. Nothing is derived from a day that does not say enough.
import {
  type CrsEpisode,
  CRS_ASTCT,
  type CrsSigns,
  evaluated,
  type Graded,
  gradeCrsEpisode,
  gradeIcahtEarly,
  gradeIcahtLate,
  gradeIcans,
  gradeThrombocytopeniaEarly,
  gradeThrombocytopeniaLate,
  ICANS_ASTCT,
  type IcahtGrade,
  type IcansFindings,
  type IcansGrade,
  iecHsCriteria,
  IEC_HS,
  type Measure,
  neutrophilRecovery as recoverNeutrophils,
  notEvaluable,
  plateletRecovery as recoverPlatelets,
  type Recovery,
  RECOVERY,
} from '@longview/grading';
import {
  codesOf,
  type CourseView,
  dayOf,
  dayZero,
  defined,
  exactly,
  listedOf,
  measureOf,
  numberOf,
  ofType,
  type PlacedRecord,
  scoreOf,
  when,
  yesNo,
} from '../course-view.ts';

/** Oxygen by how much it supports: what is no more than before infusion is no sign of the syndrome. */
const SUPPORT: readonly string[] = [
  'none',
  'blowBy',
  'nasalCannula',
  'highFlowNasalCannula',
  'facemask',
  'venturi',
  'nonRebreather',
  'cpap',
  'bipap',
  'mechanicalVentilation',
];

interface Before {
  readonly oxygenDevice: string | undefined;
  readonly vasopressors: readonly string[];
  readonly ice: number | undefined;
}

/** The last baseline of before infusion that says it. */
function baselineOf(course: CourseView): Before {
  const zero = dayZero(course) ?? Infinity;
  const before = ofType(course, 'BaselineAssessment')
    .filter((record) => (dayOf(record, 'assessmentDate') ?? Infinity) <= zero)
    .toSorted((left, right) => (dayOf(right, 'assessmentDate') ?? 0) - (dayOf(left, 'assessmentDate') ?? 0));
  const last = <Value>(read: (record: PlacedRecord) => Value | undefined): Value | undefined =>
    before.map(read).find((value) => value !== undefined);
  return {
    oxygenDevice: last((record) => listedOf(record, 'oxygenDevice')),
    vasopressors: last((record) => codesOf(record, 'vasopressors')) ?? [],
    ice: last((record) => scoreOf(record, 'iceScore')),
  };
}

interface ObservedDay {
  readonly record: PlacedRecord;
  /** Whole days since infusion. */
  readonly day: number;
}

/** The days of observation from day 0 to `last`. */
export function observedDays(course: CourseView, last = Infinity): readonly ObservedDay[] {
  const zero = dayZero(course);
  if (zero === undefined) return [];
  return ofType(course, 'DailyToxicityObservation')
    .flatMap((record) => {
      const day = dayOf(record, 'observationDate');
      return day === undefined || day < zero || day - zero > last ? [] : [{ record, day: day - zero }];
    })
    .toSorted((left, right) => left.day - right.day);
}

function crsSigns(record: PlacedRecord, before: Before): CrsSigns {
  const device = listedOf(record, 'oxygenDevice');
  const asBefore =
    device !== undefined &&
    before.oxygenDevice !== undefined &&
    SUPPORT.indexOf(device) <= SUPPORT.indexOf(before.oxygenDevice);
  const given = codesOf(record, 'vasopressors');
  const none = yesNo(record, 'vasopressorGiven') === false ? [] : undefined;
  return defined({
    temperature: measureOf(record, 'temperatureMax'),
    feverAttribution: listedOf(record, 'feverAttribution') as CrsSigns['feverAttribution'],
    antipyreticOrAnticytokine: yesNo(record, 'antipyreticOrAnticytokine'),
    hypotension: yesNo(record, 'hypotension'),
    vasopressors: (given ?? none)?.filter((agent) => !before.vasopressors.includes(agent)),
    oxygenDevice: asBefore ? 'none' : (device as CrsSigns['oxygenDevice']),
    oxygenFlow: measureOf(record, 'oxygenFlow'),
    ventilationIndication: listedOf(record, 'ventilationIndication') as CrsSigns['ventilationIndication'],
  }) as CrsSigns;
}

/** Days on which the syndrome is looked for: what is observed later is observed for another reason. */
const CRS_DAYS = 30;

/** Death of the syndrome is what the status says; no day of observation tells it. */
const diedOf = (course: CourseView, cause: string): boolean =>
  ofType(course, 'SurvivalStatus').some(
    (record) => record.record['status'] === 'dead' && record.record['causePrimary'] === cause,
  );

export function crsDerived(course: CourseView): Graded<CrsEpisode> {
  if (diedOf(course, 'CRS')) return evaluated(CRS_ASTCT, { grade: 5 }, ['death of cytokine release syndrome']);
  const before = baselineOf(course);
  const days = observedDays(course, CRS_DAYS).filter(({ record }) => saysOfCrs(record));
  return gradeCrsEpisode(days.map(({ record, day }) => ({ ...crsSigns(record, before), day })));
}

const saysOfCrs = ({ record }: PlacedRecord): boolean =>
  ['temperatureMax', 'hypotension', 'vasopressors', 'vasopressorGiven', 'oxygenDevice'].some(
    (name) => record[name] !== undefined,
  );

/** Whether each observed day says all that a grade needs: then a difference is no lack of data. */
export const crsDaysComplete = (course: CourseView): boolean => {
  const derived = crsDerived(course);
  return derived.evaluable;
};

function icansFindings(record: PlacedRecord, before: Before, age: number | undefined): IcansFindings {
  return defined({
    ice: scoreOf(record, 'iceScore'),
    capd: scoreOf(record, 'capdScore'),
    ageYears: age,
    consciousness: listedOf(record, 'consciousness') as IcansFindings['consciousness'],
    seizure: listedOf(record, 'seizure') as IcansFindings['seizure'],
    deepFocalWeakness: yesNo(record, 'deepFocalWeakness'),
    oedema: listedOf(record, 'cerebralOedema') as IcansFindings['oedema'],
    attribution: listedOf(record, 'neurologyAttribution') as IcansFindings['attribution'],
    sedated: yesNo(record, 'sedated'),
    baseline: before.ice === undefined ? undefined : { ice: before.ice },
  }) as IcansFindings;
}

const inScale = (record: PlacedRecord): boolean => {
  const [ice, capd] = [numberOf(record, 'iceScore'), numberOf(record, 'capdScore')];
  const within = (score: number | undefined, most: number): boolean =>
    score === undefined || (Number.isInteger(score) && score >= 0 && score <= most);
  return within(ice, 10) && within(capd, 32);
};

export interface IcansEpisode {
  readonly grade: IcansGrade;
  /** First day with a grade, since infusion. */
  readonly onset?: number;
}

/** The highest of the days; a day that says nothing of the nervous system is not one of them. */
export function icansDerived(course: CourseView): Graded<IcansEpisode> {
  if (diedOf(course, 'ICANS')) return evaluated(ICANS_ASTCT, { grade: 5 }, ['death of ICANS']);
  const before = baselineOf(course);
  const days = observedDays(course).filter(({ record }) => saysOfIcans(record.record));
  if (days.length === 0) return notEvaluable(ICANS_ASTCT, ['days']);
  const missing: string[] = [];
  let [grade, onset]: [IcansGrade, number | undefined] = [0, undefined];
  let partial = false;
  for (const { record, day } of days) {
    if (!inScale(record)) {
      missing.push(`day ${day}: iceScore`);
      continue;
    }
    const graded = gradeIcans(icansFindings(record, before, course.age));
    const value = graded.evaluable ? graded.value : (graded.atLeast ?? 0);
    if (!graded.evaluable) missing.push(...graded.missing.map((name) => `day ${day}: ${name}`));
    else partial ||= graded.partial === true;
    if (value > 0) onset ??= day;
    if (value > grade) grade = value;
  }
  const episode: IcansEpisode = { grade, ...(onset !== undefined && { onset }) };
  if (missing.length > 0 && grade < 4) return notEvaluable(ICANS_ASTCT, missing, episode);
  return evaluated(ICANS_ASTCT, episode, [`highest of ${days.length} days`], partial);
}

const saysOfIcans = (record: Readonly<Record<string, unknown>>): boolean =>
  ['iceScore', 'capdScore', 'consciousness', 'seizure', 'deepFocalWeakness', 'cerebralOedema'].some(
    (name) => record[name] !== undefined,
  );

const counts = (course: CourseView, field: string): readonly { readonly day: number; readonly value: Measure }[] =>
  observedDays(course, 100).flatMap(({ record, day }) => {
    const value = measureOf(record, field);
    return value === undefined ? [] : [{ day, value }];
  });

/** After it a low count has other causes: progression, another treatment, or nobody looked. */
function lastDayOfLate(course: CourseView): number {
  const zero = dayZero(course) ?? 0;
  const days = [
    ...ofType(course, 'RelapseProgression').flatMap((record) => when(record, 'date')?.[0] ?? []),
    ...ofType(course, 'SubsequentTherapy').flatMap((record) => when(record, 'startDate')?.[0] ?? []),
  ].map((day) => day - zero);
  return Math.min(100, ...days);
}

export const icahtEarlyDerived = (course: CourseView): Graded<IcahtGrade> =>
  gradeIcahtEarly(counts(course, 'neutrophils'));
export const icahtLateDerived = (course: CourseView): Graded<IcahtGrade> =>
  gradeIcahtLate(counts(course, 'neutrophils'), lastDayOfLate(course));
export const thrombocytopeniaEarlyDerived = (course: CourseView): Graded<IcahtGrade> =>
  gradeThrombocytopeniaEarly(counts(course, 'platelets'));
export const thrombocytopeniaLateDerived = (course: CourseView): Graded<IcahtGrade> =>
  gradeThrombocytopeniaLate(counts(course, 'platelets'), lastDayOfLate(course));

const exact = (course: CourseView, field: string): readonly { readonly day: number; readonly value: number }[] =>
  counts(course, field).flatMap(({ day, value }) => (typeof value === 'number' ? [{ day, value }] : []));

export function neutrophilRecovery(course: CourseView): Graded<Recovery> {
  const recovered = recoverNeutrophils(exact(course, 'neutrophils'));
  return recovered
    ? evaluated(RECOVERY, recovered, ['three days at 0.5 or more'])
    : notEvaluable(RECOVERY, ['neutrophils']);
}

export function plateletRecovery(course: CourseView): Graded<Recovery> {
  const given = observedDays(course, 100).flatMap(({ record, day }) =>
    (scoreOf(record, 'transfusionsPlatelets') ?? 0) > 0 ? [day] : [],
  );
  const recovered = recoverPlatelets(exact(course, 'platelets'), given);
  return recovered
    ? evaluated(RECOVERY, recovered, ['20 or more, seven days without transfusion'])
    : notEvaluable(RECOVERY, ['platelets']);
}

/** Whether the criteria are met; the grade hangs on what was done and stays the clinician's. */
export function iecHsDerived(record: PlacedRecord): Graded<boolean> {
  if (record.type !== 'IecHs') return notEvaluable(IEC_HS, ['IecHs']);
  const [alt, limit] = [measureOf(record, 'alanineTransaminase'), exactly(record, 'transaminaseLimit')];
  return iecHsCriteria(
    defined({
      ferritin: measureOf(record, 'ferritin'),
      ferritinUpperNormal: exactly(record, 'ferritinLimit'),
      ferritinBaseline: exactly(record, 'ferritinBaseline'),
      fibrinogen: measureOf(record, 'fibrinogen'),
      transaminases: typeof alt === 'number' && limit !== undefined ? alt / limit : undefined,
      haemophagocytosis: yesNo(record, 'haemophagocytosis'),
      cytopenia: yesNo(record, 'newCytopenia'),
      betterExplained: yesNo(record, 'otherExplanation'),
    }),
  );
}
