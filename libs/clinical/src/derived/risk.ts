// In: what was known before treatment. Out: scores of risk: IPI, high-risk cytogenetics of myeloma, CAR-HEMATOTOX.
import {
  CAR_HEMATOTOX,
  evaluated,
  type Graded,
  type Hematotox,
  notEvaluable,
  type Rule,
  scoreHematotox,
} from '@longview/grading';
import {
  type CourseView,
  dayOf,
  defined,
  exactly,
  firstDay,
  measureOf,
  numberOf,
  ofType,
  textOf,
} from '../course-view.ts';
import { agreed } from './on-label.ts';

export const IPI: Rule = { id: 'ipi', version: 1 };
export const HIGH_RISK_MYELOMA: Rule = { id: 'high-risk-cytogenetics-r-iss', version: 1 };

const baselines = (course: CourseView, ...timePoints: readonly string[]) =>
  ofType(course, 'BaselineAssessment').filter(
    (record) => timePoints.length === 0 || timePoints.includes(textOf(record, 'timePoint') ?? ''),
  );

/** Values of the three days before lymphodepletion; without a record of those days there is no score. */
export function hematotoxDerived(course: CourseView): Graded<Hematotox> {
  const [record] = baselines(course, 'preLymphodepletion').toSorted(
    (left, right) => (dayOf(right, 'assessmentDate') ?? 0) - (dayOf(left, 'assessmentDate') ?? 0),
  );
  if (!record) return notEvaluable(CAR_HEMATOTOX, ['BaselineAssessment before lymphodepletion']);
  const [started, day] = [firstDay(course, 'Lymphodepletion', 'startDate'), dayOf(record, 'assessmentDate')];
  if (started === undefined || day === undefined) return notEvaluable(CAR_HEMATOTOX, ['startDate of lymphodepletion']);
  const values = defined({
    platelets: measureOf(record, 'platelets'),
    neutrophils: measureOf(record, 'neutrophils'),
    haemoglobin: measureOf(record, 'haemoglobin'),
    crp: measureOf(record, 'cReactiveProtein'),
    ferritin: measureOf(record, 'ferritin'),
  });
  return scoreHematotox({ ...values, daysBefore: started - day });
}

/** International Prognostic Index: age over 60, stage III or IV, LDH above normal, ECOG 2 or more, more than one extranodal site. */
export function ipiDerived(course: CourseView): Graded<number> {
  const [record] = baselines(course, 'decision');
  const [diagnosis] = ofType(course, 'Diagnosis');
  const stage = agreed(course, 'Diagnosis', 'annArborStage');
  const [ldh, limit] = [
    record && exactly(record, 'lactateDehydrogenase'),
    record && exactly(record, 'lactateDehydrogenaseLimit'),
  ];
  const [ecog, sites] = [record && numberOf(record, 'ecog'), diagnosis && numberOf(diagnosis, 'extranodalSites')];
  const points: Readonly<Record<string, boolean | undefined>> = {
    age: course.age === undefined ? undefined : course.age > 60,
    annArborStage: stage === undefined ? undefined : stage === 'III' || stage === 'IV',
    lactateDehydrogenase: ldh === undefined || limit === undefined ? undefined : ldh > limit,
    ecog: ecog === undefined ? undefined : ecog >= 2,
    extranodalSites: sites === undefined ? undefined : sites > 1,
  };
  const missing = Object.entries(points).flatMap(([name, met]) => (met === undefined ? [name] : []));
  const score = Object.values(points).filter((met) => met === true).length;
  if (missing.length > 0) return notEvaluable(IPI, missing, score);
  return evaluated(
    IPI,
    score,
    Object.entries(points).flatMap(([name, met]) => (met === true ? [name] : [])),
  );
}

/** R-ISS: one of del(17p), t(4;14), t(14;16). Without all three tested "no" is not told. */
export function highRiskMyeloma(course: CourseView): Graded<boolean> {
  const results = new Map(
    ofType(course, 'GeneticFinding').map((record) => [textOf(record, 'abnormality'), textOf(record, 'result')]),
  );
  const wanted = ['del17p', 't4_14', 't14_16'] as const;
  const found = wanted.filter((name) => results.get(name) === 'positive');
  if (found.length > 0) return evaluated(HIGH_RISK_MYELOMA, true, found);
  const missing = wanted.filter((name) => results.get(name) !== 'negative');
  return missing.length > 0 ? notEvaluable(HIGH_RISK_MYELOMA, missing) : evaluated(HIGH_RISK_MYELOMA, false, wanted);
}
