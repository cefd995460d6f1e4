// In: the days of a course. Out: how long the way took: from the decision, from the veins, to the door, to the veins; days in hospital.
import { evaluated, type Graded, notEvaluable, type Rule } from '@longview/grading';
import { type CourseView, dayOf, dayZero, firstDay, ofType, type PlacedRecord, when } from '../course-view.ts';

export const VEIN_TO_VEIN: Rule = { id: 'vein-to-vein', version: 1 };
export const BRAIN_TO_VEIN: Rule = { id: 'brain-to-vein', version: 1 };
export const VEIN_TO_DOOR: Rule = { id: 'vein-to-door', version: 1 };
export const DAYS_IN_HOSPITAL: Rule = { id: 'days-in-hospital', version: 1 };

function between(
  rule: Rule,
  from: number | undefined,
  to: number | undefined,
  names: [string, string],
): Graded<number> {
  const missing = [...(from === undefined ? [names[0]] : []), ...(to === undefined ? [names[1]] : [])];
  if (from === undefined || to === undefined) return notEvaluable(rule, missing);
  return to < from ? notEvaluable(rule, ['dates in their order']) : evaluated(rule, to - from, ['whole days']);
}

/** First day of collection of the patient's own cells to the first infusion. */
export const veinToVein = (course: CourseView): Graded<number> =>
  between(VEIN_TO_VEIN, firstDay(course, 'Apheresis', 'apheresisDate'), dayZero(course), [
    'apheresisDate',
    'infusionDate',
  ]);

export const brainToVein = (course: CourseView): Graded<number> =>
  between(BRAIN_TO_VEIN, firstDay(course, 'EligibilityDecision', 'decisionDate'), dayZero(course), [
    'decisionDate',
    'infusionDate',
  ]);

export const veinToDoor = (course: CourseView): Graded<number> =>
  between(VEIN_TO_DOOR, firstDay(course, 'Apheresis', 'apheresisDate'), firstDay(course, 'Product', 'receivedDate'), [
    'apheresisDate',
    'receivedDate',
  ]);

export interface HospitalDays {
  /** Days of the window on which the patient was an inpatient, intensive care among them. */
  readonly inpatient: number;
  readonly intensiveCare: number;
  /** Days alive and at home. */
  readonly outOfHospital: number;
}

const WARDS: readonly unknown[] = ['ward', 'icu'];

/**
 * Of the days 0 to `window` (30, 100 or 365), counted as whole days; the day of discharge is a day at home.
 * Not evaluable before the window is over, unless by death.
 */
export function hospitalDays(course: CourseView, window: number): Graded<HospitalDays> {
  const zero = dayZero(course);
  if (zero === undefined) return notEvaluable(DAYS_IN_HOSPITAL, ['infusionDate']);
  const stays = staysOf(course);
  if (stays.length === 0) return notEvaluable(DAYS_IN_HOSPITAL, ['MedicalAct']);
  if (stays.some(({ from, to }) => from === undefined || to === undefined))
    return notEvaluable(DAYS_IN_HOSPITAL, ['endDate']);
  const deaths = ofType(course, 'SurvivalStatus').filter((record) => record.record['status'] === 'dead');
  const death =
    deaths.length > 0 ? Math.min(...deaths.map((record) => dayOf(record, 'deathDate') ?? Infinity)) : undefined;
  if (death === Infinity) return notEvaluable(DAYS_IN_HOSPITAL, ['deathDate']);
  const seen = Math.max(
    ...ofType(course, 'SurvivalStatus').map((record) => when(record, 'lastContactDate')?.[1] ?? -Infinity),
  );
  if (death === undefined && !(seen >= zero + window))
    return notEvaluable(DAYS_IN_HOSPITAL, ['follow-up to the end of the window']);
  const last = Math.min(zero + window, death ?? Infinity);
  let [inpatient, intensiveCare] = [0, 0];
  for (let day = zero; day < last; day++) {
    const here = stays.filter(({ from, to }) => day >= (from as number) && day < (to as number));
    if (here.length > 0) inpatient += 1;
    if (here.some(({ intensive }) => intensive)) intensiveCare += 1;
  }
  return evaluated(DAYS_IN_HOSPITAL, { inpatient, intensiveCare, outOfHospital: last - zero - inpatient }, [
    `${stays.length} stays`,
  ]);
}

interface Stay {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly intensive: boolean;
}

function staysOf(course: CourseView): readonly Stay[] {
  const stay = (record: PlacedRecord, from: string, to: string, intensive: boolean): readonly Stay[] =>
    when(record, from) === undefined ? [] : [{ from: dayOf(record, from), to: dayOf(record, to), intensive }];
  return [
    ...ofType(course, 'MedicalAct')
      .filter((record) => WARDS.includes(record.record['actType']))
      .flatMap((record) => stay(record, 'startDate', 'endDate', record.record['actType'] === 'icu')),
    ...ofType(course, 'Infusion').flatMap((record) => stay(record, 'admissionDate', 'dischargeDate', false)),
    ...ofType(course, 'CytokineReleaseSyndrome', 'Icans').flatMap((record) =>
      stay(record, 'icuAdmissionDate', 'icuDischargeDate', true),
    ),
  ];
}
