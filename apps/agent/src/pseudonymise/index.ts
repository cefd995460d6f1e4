// The room where identities end.
export { evaluator } from './evaluate.ts';
export { type Pseudonymised, pseudonymise, type Pseudonymous } from './pseudonymise.ts';
export type { PatientToSend, RecordToSend, RowPlace } from './source-patient.ts';
export { type TokenSource, tokenSource } from './tokens.ts';
