// The hospital's half of RFC 9497: normalise, blind, verify, finalise.
export * from './normalise.ts';
export * from './blind.ts';
export * from './verify.ts';
export * from './finalise.ts';
export * from './finalise.ts';
