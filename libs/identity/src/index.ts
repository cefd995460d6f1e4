// Who a patient is, for the hospital's side alone: no party but the agent may import this project.
export * from './finding.ts';
export * from './belgian-number.ts';
export * from './foreign-number.ts';
export * from './patient-identity.ts';
export * from './identify.ts';
export * from './pseudonym-input.ts';
export * from './age.ts';
export * from './mentions-identity.ts';
export * from './mask.ts';
