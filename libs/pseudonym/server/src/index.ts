// The pseudonymiser's half of RFC 9497: keys, and evaluations with a proof.
export * from './keys.ts';
export * from './evaluate.ts';
