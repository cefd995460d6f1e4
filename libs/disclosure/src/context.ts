// In: who asks, about which population, and what was told before. Out: the views under which every rule must hold.
import { without } from './bitmap.ts';
import type { Audience } from './rules/d2-threshold.ts';
import { thresholdOf } from './rules/d2-threshold.ts';
import { largeEnough } from './rules/d6-query-set-size.ts';
import { OverlapAudit } from './overlap-audit.ts';

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
  /** D2: nothing of fewer than k patients. */
  readonly threshold: boolean;
  /** D3: an observed zero is a small cell. */
  readonly zero: boolean;
  /** D4: counts are the middle of their bin. */
  readonly rounding: boolean;
  /** D5: what is held back is large enough together. */
  readonly complement: boolean;
  /** D5: linear programming leaves each held-back cell k possibilities. */
  readonly feasible: boolean;
  /** D6: the set and what is left without it. */
  readonly querySetSize: boolean;
  /** D7: no two sets told differ by a few. */
  readonly overlap: boolean;
  /** D7: nor is one of three but for a few the other two together. */
  readonly threes: boolean;
  /** D7: nor does a larger combination of them speak of a few. */
  readonly rowSpace: boolean;
  /** Every rule also without the asker's own rows. */
  readonly own: boolean;
  /** D11: quantiles of enough patients, on a grid. */
  readonly quantile: boolean;
  /** D12: models of enough events, to three digits. */
  readonly model: boolean;
  /** D-KM: days on a grid. */
  readonly grid: boolean;
  /** D-KM: nothing while few are at risk. */
  readonly stop: boolean;
}

export const EVERY_RULE: Rules = {
  threshold: true,
  zero: true,
  rounding: true,
  complement: true,
  feasible: true,
  querySetSize: true,
  overlap: true,
  threes: true,
  rowSpace: true,
  own: true,
  quantile: true,
  model: true,
  grid: true,
  stop: true,
};

/** A set as the asker sees it: whole, and without the rows that the asker already has. */
export function views(set: Uint8Array, context: DisclosureContext, rules: Rules): readonly Uint8Array[] {
  return context.own === undefined || !rules.own ? [set] : [set, without(set, context.own)];
}

/** D6 and D7 over every set that an answer tells, against the population and against everything told before. */
export function mayBeTold(sets: readonly Uint8Array[], context: DisclosureContext, rules: Rules): boolean {
  const k = thresholdOf(context.audience);
  const own = rules.own ? context.own : undefined;
  const population = views(context.population, context, rules);
  const enough = sets.every((set) =>
    views(set, context, rules).every((seen, view) => largeEnough(seen, population[view] as Uint8Array, k)),
  );
  if (rules.querySetSize && !enough) return false;
  const audit = new OverlapAudit(k, own);
  audit.add(context.told);
  return audit.admits(sets, rules);
}
