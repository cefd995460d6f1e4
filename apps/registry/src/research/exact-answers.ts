// In: strata. Out: exact figures, as R's survival package gives them: for a centre on its own rows only.
import { exact, type Exact } from '@longview/disclosure';
import { kaplanMeier, limits, logRankTerms, logRankTest, medianSurvival, survivalAt } from '@longview/outcomes';
import type { SurvivalArguments } from './question.ts';
import type { Stratum } from './strata.ts';

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
