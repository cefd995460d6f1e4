// In: who asks, about which population, and what was told before. Out: the views under which every rule must hold.
import { without } from './bitmap.ts';
import type { Audience } from './rules/d2-threshold.ts';
import { thresholdOf } from './rules/d2-threshold.ts';
import { largeEnough } from './rules/d6-query-set-size.ts';
import { keepsDistanceFor } from './rules/d7-overlap.ts';

/** All sets are bitmaps of patients over one numbering. */
export interface DisclosureContext {
  readonly audience: Audience;
  /** Everybody the permit (or, for the public, the release) covers. */
  readonly population: Uint8Array;
  /** Sets behind everything told before: to this permit, or for the public to anybody. */
  readonly told: readonly Uint8Array[];
  /** Patients whose rows the asker's own organisation contributed. It can subtract them, so every rule also holds without them. */
  readonly own?: Uint8Array;
}

/** Which rules are in force. `release()` always uses EVERY_RULE; the tests turn one off to show what it prevents. */
export interface Rules {
  readonly threshold: boolean;
  readonly rounding: boolean;
  readonly complement: boolean;
  readonly querySetSize: boolean;
  readonly overlap: boolean;
  readonly grid: boolean;
  readonly stop: boolean;
}

export const EVERY_RULE: Rules = {
  threshold: true,
  rounding: true,
  complement: true,
  querySetSize: true,
  overlap: true,
  grid: true,
  stop: true,
};

/** A set as the asker sees it: whole, and without the rows that the asker already has. */
export function views(set: Uint8Array, context: DisclosureContext): readonly Uint8Array[] {
  return context.own === undefined ? [set] : [set, without(set, context.own)];
}

/** D6 and D7 over every set that an answer tells, against the population and against everything told before. */
export function mayBeTold(sets: readonly Uint8Array[], context: DisclosureContext, rules: Rules): boolean {
  const k = thresholdOf(context.audience);
  const population = views(context.population, context);
  return sets.every((set) => {
    const large = views(set, context).every((seen, view) => largeEnough(seen, population[view] as Uint8Array, k));
    if (rules.querySetSize && !large) return false;
    return !rules.overlap || keepsDistanceFor(set, context.told, k, context.own);
  });
}
