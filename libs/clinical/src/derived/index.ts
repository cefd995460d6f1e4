// In: a course. Out: everything that is derived from its records, each with its rule and version. Reported values stand beside, unchanged.
import type { Graded } from '@longview/grading';
import { type CourseView, ofType } from '../course-view.ts';
import type { Derived } from './derived-item.ts';
import { dosePerKg, dosePerLabel } from './dose.ts';
import { brainToVein, hospitalDays, veinToDoor, veinToVein } from './intervals.ts';
import { onLabel } from './on-label.ts';
import { classExposure, numberOfPriorLines } from './prior-lines.ts';
import { eq5dIndex, qlqScores } from './quality-of-life.ts';
import { relapseKind, responseDerived } from './response.ts';
import { hematotoxDerived, highRiskMyeloma, ipiDerived } from './risk.ts';
import {
  crsDerived,
  icahtEarlyDerived,
  icahtLateDerived,
  icansDerived,
  iecHsDerived,
  neutrophilRecovery,
  plateletRecovery,
  thrombocytopeniaEarlyDerived,
  thrombocytopeniaLateDerived,
} from './toxicity.ts';

/** Of the course as a whole, by name. */
export const OF_COURSE = {
  onLabel,
  dosePerKg,
  dosePerLabel,
  numberOfPriorLines,
  classExposure,
  veinToVein,
  brainToVein,
  veinToDoor,
  hospitalDays30: (course: CourseView) => hospitalDays(course, 30),
  hospitalDays100: (course: CourseView) => hospitalDays(course, 100),
  hospitalDays365: (course: CourseView) => hospitalDays(course, 365),
  crs: crsDerived,
  icans: icansDerived,
  icahtEarly: icahtEarlyDerived,
  icahtLate: icahtLateDerived,
  thrombocytopeniaEarly: thrombocytopeniaEarlyDerived,
  thrombocytopeniaLate: thrombocytopeniaLateDerived,
  neutrophilRecovery,
  plateletRecovery,
  carHematotox: hematotoxDerived,
  ipi: ipiDerived,
  highRiskMyeloma,
} as const satisfies Record<string, (course: CourseView) => Graded<unknown>>;

export type DerivedName = keyof typeof OF_COURSE;

export function deriveItems(course: CourseView): readonly Derived[] {
  const of = (Object.keys(OF_COURSE) as DerivedName[]).map((name): Derived => ({
    item: name,
    result: OF_COURSE[name](course),
  }));
  const each = (
    type: Parameters<typeof ofType>[1],
    name: string,
    derive: (record: ReturnType<typeof ofType>[number]) => Graded<unknown>,
  ): Derived[] => ofType(course, type).map((record) => ({ item: name, key: record.key, result: derive(record) }));
  return [
    ...of,
    ...each('ResponseAssessment', 'response', (record) => responseDerived(course, record)),
    ...each('RelapseProgression', 'relapseKind', (record) => relapseKind(course, record)),
    ...each('IecHs', 'iecHsCriteria', iecHsDerived),
    ...each('PatientReportedOutcome', 'eq5dIndex', eq5dIndex),
    ...each('PatientReportedOutcome', 'qlqC30', qlqScores),
  ];
}
