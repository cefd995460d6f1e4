// D11. In: whole values of patients (days, years, amounts) in strata. Out: quantiles, each the interval of the grid that it lies in, and the mean to
// the grid. Refuses an answer of which nothing can be shown. Never the smallest, never the largest, never a sum.
import { sizeOf, union, without } from '../bitmap.ts';
import type { DisclosureContext, Rules } from '../context.ts';
import { thresholdOf } from '../rules/d2-threshold.ts';
import { roundCount } from '../rules/d4-rounding.ts';
import { shownParts } from '../rules/d5-complement.ts';
import type { Quantile } from '../rules/d11-quantiles.ts';
import { dominated, neededFor, QUANTILES } from '../rules/d11-quantiles.ts';
import type { Drafted } from './draft.ts';

export interface DistributionStratum {
  readonly label: string;
  readonly patients: Uint8Array;
  /** One a patient, in any order. */
  readonly values: readonly number[];
  /** The same without the asker's own rows; required when the context names own rows that lie in the stratum. */
  readonly foreign?: readonly number[];
}

export interface DistributionRequest {
  readonly measure: 'distribution';
  readonly strata: readonly DistributionStratum[];
  /** The width of the grid: 7 for days of waiting, 5 for years of age. */
  readonly grid: number;
  /** Sums of money are also held to the rules of dominance. */
  readonly amounts?: boolean;
}

export interface DistributionAnswer {
  readonly measure: 'distribution';
  readonly strata: readonly {
    readonly label: string;
    readonly patients: number;
    readonly quantiles: readonly { readonly share: Quantile; readonly from: number; readonly below: number }[];
    /** To the grid; absent below 2k patients. */
    readonly mean?: number;
  }[];
  readonly withheld: readonly string[];
  readonly protection: {
    readonly rule: 'D11';
    readonly k: number;
    readonly grid: number;
    /** The largest distance between a figure that is shown and the exact one. */
    readonly largestShift: number;
  };
}

export function draftDistribution(
  { strata, grid, amounts }: DistributionRequest,
  context: DisclosureContext,
  rules: Rules,
): Drafted<DistributionAnswer> | undefined {
  const k = thresholdOf(context.audience);
  const width = rules.quantile ? grid : 1;
  checkUnits(strata, context);
  const seen = ({ values, foreign }: DistributionStratum): readonly (readonly number[])[] =>
    foreign === undefined || !rules.own ? [values] : [values, foreign];
  const passes = (views: readonly (readonly number[])[]): boolean =>
    !rules.threshold || views.every((own) => own.length >= 2 * k && !(amounts && dominated(own)));
  const shown = shownParts(
    strata.map((stratum) => ({ passes: passes(seen(stratum)), weight: roundCount(stratum.values.length, k) })),
    (heldBack) => {
      const hidden = strata.filter((_, index) => heldBack[index]);
      const together = [
        hidden.flatMap(({ values }) => values),
        hidden.flatMap(({ values, foreign }) => foreign ?? values),
      ];
      return !rules.complement || together[0]?.length === 0 || passes(rules.own ? together : together.slice(0, 1));
    },
  );
  const visible = strata.filter((_, index) => shown[index]);
  if (visible.length === 0) return undefined;
  const told = visible.map(({ patients }) => patients);
  return {
    answer: {
      measure: 'distribution',
      strata: visible.map((stratum) => {
        const least = Math.min(...seen(stratum).map(({ length }) => length));
        const sorted = stratum.values.toSorted((left, right) => left - right);
        return {
          label: stratum.label,
          patients: roundCount(sorted.length, rules.rounding ? k : 1),
          quantiles: QUANTILES.filter((share) => !rules.quantile || least >= neededFor(share, k)).map((share) => {
            const from = Math.floor(quantile(sorted, share) / width) * width;
            return { share, from, below: from + width };
          }),
          mean: Math.round(sorted.reduce((sum, value) => sum + value, 0) / sorted.length / width) * width,
        };
      }),
      withheld: strata.filter((_, index) => !shown[index]).map(({ label }) => label),
      protection: { rule: 'D11', k, grid: width, largestShift: width },
    },
    sets: [union(strata.map(({ patients }) => patients)), union(told), ...told],
  };
}

/** The smallest value that at least this share of the patients does not exceed (inverse of the empirical distribution). */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;

function checkUnits(strata: readonly DistributionStratum[], { own }: DisclosureContext): void {
  let total = 0;
  for (const { label, patients, values, foreign } of strata) {
    total += values.length;
    if (sizeOf(patients) !== values.length) throw new RangeError(`stratum ${label} does not have one value a patient`);
    const others = own === undefined ? values.length : sizeOf(without(patients, own));
    if ((foreign ?? values).length !== others)
      throw new RangeError(`stratum ${label} lacks its values without own rows`);
  }
  if (sizeOf(union(strata.map(({ patients }) => patients))) !== total)
    throw new RangeError('a patient stands in two strata');
}
