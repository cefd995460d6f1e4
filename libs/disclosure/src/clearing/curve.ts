// In: the strata of a survival curve that was told protected. Out: their exact scalars: n, events, survival at landmarks, median, the comparison, and of two
// strata the hazard ratio. Refuses strata with fewer than k with the event or without it. Never a curve: with exact curves a day would be somebody's.
import type { CoxSubjects, DayCounts, LimitScale } from '@longview/outcomes';
import {
  coxModel,
  kaplanMeier,
  limits,
  logRankTerms,
  logRankTest,
  medianSurvival,
  survivalAt,
} from '@longview/outcomes';
import type { Rules } from '../context.ts';
import { modelLargeEnough } from '../rules/d12-models.ts';
import type { Figures } from './figures.ts';
import { enoughAtRisk, landmarksOf, total } from './landmarks.ts';
import {
  checkUnits,
  type ClearedTest,
  type ClearingStratum,
  landmarksTold,
  seen,
  tellStrata,
  testOf,
} from './stratum.ts';

export interface CurveClearing {
  readonly measure: 'survival';
  readonly limits: LimitScale;
  /** The strata that the protected answer shows under their own name. */
  readonly strata: readonly ClearingStratum<DayCounts>[];
  /** Of two strata, the rows for a hazard ratio: one covariate, 0 for the first stratum and 1 for the second. */
  readonly subjects?: CoxSubjects;
}

export interface ClearedCurve {
  readonly measure: 'survival';
  readonly strata: readonly {
    readonly label: string;
    readonly n: number;
    readonly events: number;
    readonly at: readonly {
      readonly day: number;
      readonly survival: number;
      readonly lower?: number;
      readonly upper?: number;
    }[];
    /** Absent where it is not reached while 2k are at risk. */
    readonly median?: { readonly days: number; readonly lower?: number; readonly upper?: number };
  }[];
  readonly logRank?: ClearedTest;
  readonly hazardRatio?: {
    readonly ratio: number;
    readonly lower: number;
    readonly upper: number;
    readonly ties: 'efron';
  };
}

export function clearCurve(
  { limits: scale, strata, subjects }: CurveClearing,
  figures: Figures,
  { k, own, rules }: { readonly k: number; readonly own?: Uint8Array | undefined; readonly rules: Rules },
): ClearedCurve | undefined {
  checkUnits(strata, ({ events }) => events, own);
  if (!tellStrata(strata, figures, { k, rules, eventsOf: ({ events }) => events })) return undefined;
  const events = strata.reduce((sum, { counts }) => sum + total(counts.events), 0);
  const patients = strata.reduce((sum, { counts }) => sum + counts.size, 0);
  const fit =
    subjects && strata.length === 2 && modelLargeEnough({ patients, events, parameters: 1 })
      ? coxModel(subjects, 'efron')
      : undefined;
  const ratio = fit?.state === 'fitted' ? fit.covariates[0] : undefined;
  const test = strata.length > 1 ? testOf(logRankTest(logRankTerms(strata.map(({ counts }) => counts)))) : undefined;
  return {
    measure: 'survival',
    strata: strata.map((stratum) => scalarsOf(stratum, scale, figures, k, rules)),
    ...(test && { logRank: test }),
    ...(ratio && {
      hazardRatio: { ratio: ratio.hazardRatio, lower: ratio.lower, upper: ratio.upper, ties: 'efron' as const },
    }),
  };
}

function scalarsOf(
  stratum: ClearingStratum<DayCounts>,
  scale: LimitScale,
  figures: Figures,
  k: number,
  rules: Rules,
): ClearedCurve['strata'][number] {
  const { label, counts } = stratum;
  const curve = kaplanMeier(counts);
  const band = limits(curve, scale);
  const others = seen(stratum, rules);
  const known = (value: number | undefined): value is number => value !== undefined && !Number.isNaN(value);
  const enough = (day: number): boolean => enoughAtRisk(others, Math.floor(day), k, rules);
  const median = medianSurvival(curve, band);
  return {
    label,
    n: counts.size,
    events: total(counts.events),
    at: landmarksTold(stratum, landmarksOf(others, k, rules), figures).map((day) => {
      const point = survivalAt(curve, band, day);
      const { lower, upper } = point ?? {};
      return {
        day,
        survival: point?.survival ?? NaN,
        ...(known(lower) && { lower }),
        ...(known(upper) && { upper }),
      };
    }),
    ...(known(median.median) &&
      enough(median.median) && {
        median: {
          days: median.median,
          ...(known(median.lower) && { lower: median.lower }),
          ...(known(median.upper) && enough(median.upper) && { upper: median.upper }),
        },
      }),
  };
}
