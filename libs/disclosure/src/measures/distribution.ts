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
  /**
   * Patients among these who have no value, and those of them who are not the asker's own. A few such patients stay in the set, so that no two answers
   * differ by them; every figure then spans whatever their values could be.
   */
  readonly unknown?: number;
  readonly foreignUnknown?: number;
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
    /** To the grid; absent below 2k patients, and where the value of some is not known. */
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
  const summaries = visible.map((stratum) => {
    const least = Math.min(...seen(stratum).map(({ length }) => length));
    const sorted = stratum.values.toSorted((left, right) => left - right);
    const unknown = stratum.unknown ?? 0;
    return {
      label: stratum.label,
      patients: roundCount(sorted.length + unknown, rules.rounding ? k : 1),
      quantiles: QUANTILES.filter((share) => !rules.quantile || least >= neededFor(share, k)).flatMap((share) => {
        const [lowest, highest] = [quantile(sorted, share, unknown, 0), quantile(sorted, share, 0, unknown)];
        if (lowest === undefined || highest === undefined) return [];
        const [from, last] = [lowest, highest].map((value) => Math.floor(value / width) * width);
        return [{ share, from: from as number, below: (last as number) + width }];
      }),
      ...(unknown === 0 && {
        mean: Math.round(sorted.reduce((sum, value) => sum + value, 0) / sorted.length / width) * width,
      }),
    };
  });
  return {
    answer: {
      measure: 'distribution',
      strata: summaries,
      withheld: strata.filter((_, index) => !shown[index]).map(({ label }) => label),
      protection: {
        rule: 'D11',
        k,
        grid: width,
        largestShift: Math.max(
          width,
          ...summaries.flatMap(({ quantiles }) => quantiles.map(({ from, below }) => below - from)),
        ),
      },
    },
    sets: [union(strata.map(({ patients }) => patients)), union(told), ...told],
  };
}

/**
 * The smallest value that at least this share of the patients does not exceed (inverse of the empirical distribution), when `lower` of unknown value lie
 * below all others and `higher` above. Undefined where it is one of theirs.
 */
const quantile = (sorted: readonly number[], share: number, lower: number, higher: number): number | undefined =>
  sorted[Math.max(0, Math.ceil(share * (sorted.length + lower + higher)) - 1) - lower];

function checkUnits(strata: readonly DistributionStratum[], { own }: DisclosureContext): void {
  let total = 0;
  for (const { label, patients, values, foreign, unknown = 0, foreignUnknown = unknown } of strata) {
    const size = values.length + unknown;
    total += size;
    if (sizeOf(patients) !== size) throw new RangeError(`stratum ${label} does not have one value a patient`);
    const others = own === undefined ? size : sizeOf(without(patients, own));
    if ((foreign ?? values).length + foreignUnknown !== others)
      throw new RangeError(`stratum ${label} lacks its values without own rows`);
  }
  if (sizeOf(union(strata.map(({ patients }) => patients))) !== total)
    throw new RangeError('a patient stands in two strata');
}
