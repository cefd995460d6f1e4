// The public door: who calls (agents by signed assertion, people by token) and where the parties and their keys are.
export * from './assertion.ts';
export * from './verify-assertion.ts';
export * from './replay-memory.ts';
export * from './attempts.ts';
export type { Person, PersonClaims, PersonCode, PersonRefusal, RoleMapping } from './person-claims.ts';
export * from './person.ts';
export * from './federation.ts';
export * from './federation-read.ts';
export * from './federation-seal.ts';
export * from './federation-keys.ts';
export * from './federation-source.ts';
export * from './enrolment-code.ts';
export * from './key-request.ts';
export * from './federation-change.ts';
