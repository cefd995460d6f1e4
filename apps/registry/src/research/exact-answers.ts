// In: strata. Out: exact figures, as R's survival package gives them: for a centre on its own rows only.
import { exact, type Exact } from '@longview/disclosure';
import {
  aalenJohansen,
  type CompetingCounts,
  grayTerms,
  grayTest,
  kaplanMeier,
  limits,
  logRankTerms,
  logRankTest,
  medianSurvival,
  proportion,
  survivalAt,
} from '@longview/outcomes';
import type { CompetingEvent, DistributionOf, Share, SurvivalArguments } from './question.ts';
import { amountsOf, competingCounts, marked, type Stratum, unmarked, withoutValue } from './strata.ts';

export interface ExactPoint {
  readonly day: number;
  readonly atRisk: number;
  readonly events?: number;
  readonly survival: number;
  readonly standardError?: number;
  readonly lower?: number;
  readonly upper?: number;
}
export interface ExactSurvival {
  readonly strata: readonly {
    readonly label: string;
    readonly n: number;
    readonly events: number;
    readonly missing: number;
    readonly curve: readonly ExactPoint[];
    readonly at: readonly ExactPoint[];
    readonly median: { readonly median?: number; readonly lower?: number; readonly upper?: number };
  }[];
  readonly logRank?: { readonly chiSquare?: number; readonly degreesOfFreedom: number; readonly p?: number };
}

export function exactSurvival(strata: readonly Stratum[], question: SurvivalArguments): Exact<ExactSurvival> {
  const scale = question.interval === 'LOG' ? 'log' : 'logLog';
  const known = (value: number | undefined): number | undefined =>
    value === undefined || Number.isNaN(value) ? undefined : value;
  return exact(
    {
      strata: strata.map(({ label, counts, missing }) => {
        const curve = kaplanMeier(counts);
        const band = limits(curve, scale);
        return {
          label,
          n: curve.size,
          events: curve.eventTotal,
          missing,
          curve: Array.from(curve.days, (day, entry): ExactPoint => {
            const [lower, upper] = [known(band.lower[entry]), known(band.upper[entry])];
            return {
              day,
              atRisk: curve.atRisk[entry] as number,
              events: curve.events[entry] as number,
              survival: curve.survival[entry] as number,
              ...(lower !== undefined && { lower }),
              ...(upper !== undefined && { upper }),
            };
          }),
          at: (question.at ?? []).flatMap((day) => survivalAt(curve, band, day) ?? []),
          median: medianSurvival(curve, band),
        };
      }),
      ...(strata.length > 1 && { logRank: logRankTest(logRankTerms(strata.map(({ counts }) => counts))) }),
    },
    'ownRows',
  );
}

export interface ExactShare {
  readonly strata: readonly {
    readonly label: string;
    readonly of: number;
    readonly count: number;
    /** Of whom it is not known; they count as without it. */
    readonly unknown: number;
    readonly percent?: number;
    /** 95 %, Clopper-Pearson, as trials report it. */
    readonly lower?: number;
    readonly upper?: number;
  }[];
}

export function exactShare(strata: readonly Stratum[], share: Share): Exact<ExactShare> {
  return exact(
    {
      strata: strata.map((stratum) => {
        const [of, count] = [stratum.all.rows.length, marked(stratum, share).rows.length];
        const known = proportion(count, of, 'clopperPearson');
        const percent = (value: number | undefined) => (value === undefined ? undefined : 100 * value);
        return {
          label: stratum.label,
          of,
          count,
          unknown: unmarked(stratum, share),
          ...(known.share !== undefined && {
            percent: 100 * known.share,
            lower: percent(known.lower) ?? 0,
            upper: percent(known.upper) ?? 100,
          }),
        };
      }),
    },
    'ownRows',
  );
}

export interface ExactIncidence {
  readonly strata: readonly {
    readonly label: string;
    readonly n: number;
    /** Of whom nothing is known: censored on day 0. */
    readonly missing: number;
    readonly curve: readonly {
      readonly day: number;
      readonly atRisk: number;
      readonly events: number;
      readonly competingEvents: number;
      readonly incidence: number;
      readonly competing: number;
    }[];
  }[];
  readonly gray?: { readonly chiSquare?: number; readonly degreesOfFreedom: number; readonly p?: number };
}

export function exactIncidence(strata: readonly Stratum[], event: CompetingEvent): Exact<ExactIncidence> {
  const counted = strata.map((stratum) => competingCounts(stratum, event).counts);
  return exact(
    {
      strata: strata.map((stratum, place) => {
        const { size, days, atRisk, incidence, events } = aalenJohansen(counted[place] as CompetingCounts);
        return {
          label: stratum.label,
          n: size,
          missing: withoutValue(stratum, event),
          curve: Array.from(days, (day, entry) => ({
            day,
            atRisk: atRisk[entry] as number,
            events: events[0]?.[entry] as number,
            competingEvents: events[1]?.[entry] as number,
            incidence: incidence[0]?.[entry] as number,
            competing: incidence[1]?.[entry] as number,
          })),
        };
      }),
      ...(counted.length > 1 && { gray: grayTest(grayTerms(counted, 1)) }),
    },
    'ownRows',
  );
}

export interface ExactDistribution {
  readonly strata: readonly {
    readonly label: string;
    readonly n: number;
    /** Of whom no value is known; they are left out. */
    readonly missing: number;
    readonly quantiles: readonly { readonly share: number; readonly value: number }[];
    readonly mean?: number;
  }[];
}

const SHARES = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

/** Quantiles as protected answers have them (R's type 1): the smallest value that at least this share does not exceed. */
export function exactDistribution(strata: readonly Stratum[], of: DistributionOf): Exact<ExactDistribution> {
  return exact(
    {
      strata: strata.map((stratum) => {
        const sorted = amountsOf(stratum, of).values.toSorted((left, right) => left - right);
        const size = sorted.length;
        return {
          label: stratum.label,
          n: size,
          missing: stratum.all.rows.length - size,
          quantiles:
            size === 0 ? [] : SHARES.map((share) => ({ share, value: sorted[Math.ceil(share * size) - 1] as number })),
          ...(size > 0 && { mean: sorted.reduce((sum, value) => sum + value, 0) / size }),
        };
      }),
    },
    'ownRows',
  );
}

export interface ExactBaseline {
  readonly cells: readonly { readonly label: string; readonly patients: number }[];
}

export const exactBaseline = (strata: readonly Stratum[]): Exact<ExactBaseline> =>
  exact({ cells: strata.map(({ label, all }) => ({ label, patients: all.rows.length })) }, 'ownRows');
