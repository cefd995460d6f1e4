// In: the five answers of an EQ-5D-5L. Out: the Belgian index. Refuses (throws) answers that are none.
import type { Rule } from './graded.ts';

/** Bouckaert et al., KCE report 342, 2021: the Belgian value set. */
export const EQ5D_BELGIUM: Rule = { id: 'eq5d5l-be-2021', version: 1 };

/** 1 no problems to 5 unable or extreme: mobility, self-care, usual activities, pain or discomfort, anxiety or depression. */
export type Eq5dState = readonly [
  mobility: number,
  selfCare: number,
  activities: number,
  pain: number,
  anxiety: number,
];

/** Taken from 1 once for every state but the best. */
const CONSTANT = 0.037680496223274;

/** By dimension, for levels 2 to 5, the constant left out. */
const DECREMENTS = [
  [0.031544416154426, 0.058561323982084, 0.178674511282494, 0.226791565050547],
  [0.023013339038142, 0.042723618555009, 0.130352614088289, 0.165456578810911],
  [0.025140538438976, 0.046672704589028, 0.142401539371411, 0.180750280204144],
  [0.067077713473808, 0.124527893985634, 0.379942922836385, 0.482261568711985],
  [0.061019468036116, 0.113280931223576, 0.345627688168228, 0.438705239834367],
] as const;

/** Unconscious, which no questionnaire says. */
export const EQ5D_UNCONSCIOUS = -0.454256221639002;

/** @returns the index, 1 at best, below 0 for states valued worse than death. @throws RangeError on a level outside 1 to 5. */
export function eq5dIndexBelgium(state: Eq5dState): number {
  if (state.length !== 5 || state.some((level) => !Number.isInteger(level) || level < 1 || level > 5))
    throw new RangeError('each of the five answers is a level from 1 to 5');
  if (state.every((level) => level === 1)) return 1;
  return state.reduce<number>(
    (index, level, dimension) => index - (level === 1 ? 0 : (DECREMENTS[dimension]?.[level - 2] ?? NaN)),
    1 - CONSTANT,
  );
}
