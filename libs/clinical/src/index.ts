// The CAR-T data set in the dictionary's terms, and the rules between its fields. No direct identifier can be written here.
export * from './record-types.ts';
export * from './value-lists.ts';
export { Patient } from './records/patient.ts';
export { Consent } from './records/consent.ts';
export { EligibilityDecision } from './records/eligibility-decision.ts';
export { Diagnosis } from './records/diagnosis.ts';
export { Apheresis } from './records/apheresis.ts';
export { Product } from './records/product.ts';
export { Infusion } from './records/infusion.ts';
export { CytokineReleaseSyndrome } from './records/cytokine-release-syndrome.ts';
export { Icans } from './records/icans.ts';
export { ResponseAssessment } from './records/response-assessment.ts';
export { RelapseProgression } from './records/relapse-progression.ts';
export { SurvivalStatus } from './records/survival-status.ts';
export type { CourseView, Finding, PlacedRecord, Rule } from './rules/rule.ts';
export { checkCourse, RULES } from './rules/index.ts';
