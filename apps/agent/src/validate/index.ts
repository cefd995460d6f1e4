// The validating room: rows in, per-patient bundles and a report out. What identifies stays beside the bundle, never in its records.
export { AGENT_RULES, type AgentRule } from './rules.ts';
export type { BundleRecord, PatientBundle } from './patient-bundle.ts';
export { problemText, reportText, type Report } from './report.ts';
export { needsSurvey, Validation, type RefusedSink, type ValidationOptions } from './validation.ts';
