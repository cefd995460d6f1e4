// The door for tests outside this library: the switches of single rules, and what an attacker works with. It has no entry among what is built, so
// no product can come through it; the walls say so as well.
export { answerUnder } from '../answering.ts';
export { clearUnder } from '../clearing.ts';
export { EVERY_RULE } from '../context.ts';
export type { Rules } from '../context.ts';
export { releaseUnder } from '../release.ts';
export { binOf, roundCount } from '../rules/d4-rounding.ts';
export { feasibleCells } from '../rules/d5-feasible.ts';
export { certainties, cornered, exposed } from './attacker.ts';
export type { Certainty } from './attacker.ts';
export { secondSolver } from './second-solver.ts';
export type { SecondSolver } from './second-solver.ts';
