// D-KM. In: the strata of a survival question as exact counts by day with the patients behind them. Out: protected curves, and the comparison.
// Refuses an answer of which no stratum can be shown. There is never a total beside strata; a total is a question of its own.
import type { DayCounts, LimitScale } from '@longview/outcomes';
import { pool } from '@longview/outcomes';
import { sizeOf, union, without } from '../bitmap.ts';
import type { DisclosureContext, Rules } from '../context.ts';
import { thresholdOf } from '../rules/d2-threshold.ts';
import { roundCount } from '../rules/d4-rounding.ts';
import { shownParts } from '../rules/d5-complement.ts';
import { OTHER } from '../rules/d16-merges.ts';
import { feasibleRange } from '../survival/feasible-range.ts';
import type { CurveProtection, RoundedRow } from '../survival/grid-table.ts';
import { roundedTable } from '../survival/grid-table.ts';
import { protectedCurve } from '../survival/protected-curve.ts';
import type { ProtectedComparison } from '../survival/protected-log-rank.ts';
import { protectedLogRank } from '../survival/protected-log-rank.ts';
import type { ProtectedMedian } from '../survival/protected-median.ts';
import { protectedMedian } from '../survival/protected-median.ts';
import type { Drafted } from './draft.ts';

export interface SurvivalStratum {
  readonly label: string;
  /** Exactly the patients that `counts` counts: those with a value for the endpoint. */
  readonly patients: Uint8Array;
  readonly counts: DayCounts;
  /** The same without the asker's own rows; required when the context names own rows that lie in the stratum. */
  readonly foreign?: DayCounts;
}

export interface SurvivalRequest {
  readonly measure: 'survival';
  readonly limits: LimitScale;
  readonly strata: readonly SurvivalStratum[];
  /** Also compare the shown strata by the log-rank test. */
  readonly compare?: boolean;
}

export interface SurvivalRow extends RoundedRow {
  /** Three decimals, as are the limits. */
  readonly survival: number;
  readonly lower?: number;
  readonly upper?: number;
  /** The exact estimate lies between these, whatever the data behind the rounded counts were. */
  readonly exactWithin: readonly [low: number, high: number];
}

export interface SurvivalAnswer {
  readonly measure: 'survival';
  readonly limits: LimitScale;
  readonly strata: readonly {
    readonly label: string;
    /** Only of the one that is named `other`: the strata too small for a curve of their own that it is made of. */
    readonly of?: readonly string[];
    readonly rows: readonly SurvivalRow[];
    readonly median: ProtectedMedian;
  }[];
  /** Labels in no curve. Empty strata are among them: that nobody is there is an observation too. */
  readonly withheld: readonly string[];
  /** Absent when not asked for, when not two to eight strata are shown, or when rounding could have moved p across 0.05. */
  readonly comparison?: ProtectedComparison;
  readonly protection: {
    readonly rule: 'D-KM';
    readonly k: number;
    readonly gridDays: number;
    /** The largest distance between a shown and an exact S(t) at any shown day of any stratum. */
    readonly largestShift: number;
  };
}

const NARROW_GRID = 30;
/** A multiple of the narrow grid: a set shown on both, once with day 90 and once with day 91, would date whoever lies between. */
const WIDE_GRID = 90;
/** Below this many patients a stratum is shown on the wide grid. A multiple of both k, so the choice tells nothing new. */
const WIDE_BELOW = 80;

export function draftSurvival(
  request: SurvivalRequest,
  context: DisclosureContext,
  rules: Rules,
): Drafted<SurvivalAnswer> | undefined {
  const k = thresholdOf(context.audience);
  checkUnits(request.strata, context);
  const seen = request.strata.map(({ counts, foreign }) =>
    foreign === undefined || !rules.own ? [counts] : [counts, foreign],
  );
  const passes = (views: readonly DayCounts[]): boolean =>
    !rules.threshold || views.every((own) => enoughPatients(own, k));
  const parts = request.strata.map(({ counts }, index) => ({
    passes:
      passes(seen[index] as readonly DayCounts[]) &&
      (!rules.threshold || seen[index]?.every((own) => atRiskAfter(own, WIDE_GRID) >= 2 * k) === true),
    weight: roundCount(counts.size, k),
  }));
  const shown = shownParts(parts, (heldBack) => {
    const hidden = request.strata.filter((_, index) => heldBack[index]);
    const together = pooledViews(hidden, rules);
    return !rules.complement || together[0]?.size === 0 || passes(together);
  });
  const large = request.strata.filter((_, index) => shown[index]);
  if (large.length === 0) return undefined;
  // D16: what is held back was large enough together to be told; where it also reaches a first day of the grid, it gets a curve.
  const small = request.strata.filter((_, index) => !shown[index]);
  const pooled = pooledViews(small, rules);
  const merged =
    small.length > 1 && passes(pooled) && pooled.every((own) => atRiskAfter(own, WIDE_GRID) >= 2 * k)
      ? [otherOf(small)]
      : [];
  const visible = [...large, ...merged];

  const wide = context.audience === 'public' || visible.some(({ counts }) => counts.size < WIDE_BELOW);
  const protection: CurveProtection = {
    k: rules.rounding ? k : 1,
    gridDays: rules.grid ? (wide ? WIDE_GRID : NARROW_GRID) : 1,
    leastAtRisk: rules.stop ? 2 * k : 1,
  };
  const tables = visible.map((stratum) => shownTable(stratum, protection, rules));
  const strata = visible.map(({ label }, index) => ({
    label,
    ...(index >= large.length && { of: small.map((own) => own.label) }),
    ...describe(tables[index] as readonly RoundedRow[], request.limits, protection.k),
  }));
  // Whoever is in `other` was put there for the size of the groups: that is nothing to compare.
  const comparison =
    request.compare === true ? protectedLogRank(tables.slice(0, large.length), protection.k) : undefined;
  const told = visible.map(({ patients }) => patients);
  return {
    answer: {
      measure: 'survival',
      limits: request.limits,
      strata: strata.map(({ shift: _, ...stratum }) => stratum),
      withheld: merged.length > 0 ? [] : small.map(({ label }) => label),
      ...(comparison !== undefined && { comparison }),
      protection: {
        rule: 'D-KM',
        k,
        gridDays: protection.gridDays,
        largestShift: Math.max(...strata.map(({ shift }) => shift)),
      },
    },
    // The whole counts as told, and so does the union of what is shown: both follow by adding up or by the next question.
    sets: [
      union(request.strata.map(({ patients }) => patients)),
      union(large.map(({ patients }) => patients)),
      ...told,
    ],
  };
}

/** Taken together: everybody, and everybody but the asker's own. */
const pooledViews = (strata: readonly SurvivalStratum[], rules: Rules): readonly DayCounts[] =>
  [strata.map(({ counts }) => counts), strata.map(({ counts, foreign }) => foreign ?? counts)]
    .slice(0, rules.own ? 2 : 1)
    .map(pool);

function otherOf(strata: readonly SurvivalStratum[]): SurvivalStratum {
  return {
    label: OTHER,
    patients: union(strata.map(({ patients }) => patients)),
    counts: pool(strata.map(({ counts }) => counts)),
    foreign: pool(strata.map(({ counts, foreign }) => foreign ?? counts)),
  };
}

/** The same answer with its limits on the other scale: they follow from the counts that it shows. */
export function onScale(answer: SurvivalAnswer, scale: LimitScale): SurvivalAnswer {
  if (answer.limits === scale) return answer;
  return {
    ...answer,
    limits: scale,
    strata: answer.strata.map((stratum) => {
      const points = protectedCurve(stratum.rows, scale);
      return {
        ...stratum,
        rows: stratum.rows.map(({ lower: _, upper: __, ...row }, index): SurvivalRow => {
          const { lower, upper } = points[index] as { lower?: number; upper?: number };
          return {
            ...row,
            ...(lower !== undefined && { lower: decimals(lower, Math.round) }),
            ...(upper !== undefined && { upper: decimals(upper, Math.round) }),
          };
        }),
      };
    }),
  };
}

const enoughPatients = (counts: DayCounts, k: number): boolean =>
  counts.size >= 2 * k && counts.events.reduce((total, count) => total + count, 0) >= k;

/** A curve must reach the end of one interval of either grid: of day 0 alone it would say nothing but the size of its stratum. */
function atRiskAfter({ size, events, censored }: DayCounts, day: number): number {
  let left = size;
  for (let today = 0; today <= day && today < events.length; today++)
    left -= (events[today] as number) + (censored[today] as number);
  return left;
}

/** The table stops for everybody where it must stop for an asker who can subtract its own rows. */
function shownTable(
  { counts, foreign }: SurvivalStratum,
  protection: CurveProtection,
  rules: Rules,
): readonly RoundedRow[] {
  const rows = roundedTable(counts, protection);
  return foreign === undefined || !rules.own ? rows : rows.slice(0, roundedTable(foreign, protection).length);
}

function describe(rows: readonly RoundedRow[], scale: LimitScale, k: number) {
  const range = feasibleRange(rows, k);
  const curve = protectedCurve(rows, scale).map(
    ({ day, events, atRisk, survival, lower, upper }, index): SurvivalRow => ({
      day,
      events,
      atRisk,
      survival: decimals(survival, Math.round),
      ...(lower !== undefined && { lower: decimals(lower, Math.round) }),
      ...(upper !== undefined && { upper: decimals(upper, Math.round) }),
      exactWithin: [decimals(range.low[index] as number, Math.floor), decimals(range.high[index] as number, Math.ceil)],
    }),
  );
  const shift = Math.max(
    ...curve.map(({ survival, exactWithin: [low, high] }) => Math.max(survival - low, high - survival)),
  );
  return {
    rows: curve,
    median: protectedMedian(
      rows.map(({ day }) => day),
      range,
    ),
    shift: decimals(shift, Math.round),
  };
}

const decimals = (value: number, round: (value: number) => number): number => round(value * 1000) / 1000;

/** D1: the unit is the patient. Counting infusions would let one person fill a cell. */
function checkUnits(strata: readonly SurvivalStratum[], { own }: DisclosureContext): void {
  let total = 0;
  for (const { label, patients, counts, foreign } of strata) {
    total += counts.size;
    // The table counts everybody as at risk from day 0: it has no place for those who came later.
    if (counts.entered !== undefined) throw new RangeError(`stratum ${label} has delayed entry`);
    if (sizeOf(patients) !== counts.size) throw new RangeError(`stratum ${label} does not count distinct patients`);
    const others = own === undefined ? counts.size : sizeOf(without(patients, own));
    if ((foreign ?? counts).size !== others) throw new RangeError(`stratum ${label} lacks its counts without own rows`);
  }
  if (sizeOf(union(strata.map(({ patients }) => patients))) !== total)
    throw new RangeError('a patient stands in two strata');
}
