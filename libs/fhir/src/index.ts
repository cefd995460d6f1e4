// FHIR R4 of a hospital to identity and records, with the place of everything that does not fit and a report of what became of each resource.
// Site only.
export * from './rules.ts';
export * from './systems.ts';
export { fhirFiles } from './emit/questionnaire.ts';
export { fhirReader, type FhirFile } from './read-fhir.ts';
export type { FhirOptions } from './patient-row.ts';
export { isFhirMapping, readFhirSettings, type FhirSettings } from './settings.ts';
export type { IdentityOptions } from './patient-identity.ts';
