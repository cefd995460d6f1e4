// In: the strata of an answer that was told protected, as exact counts, and what was cleared before. Out: its exact scalars: n, events, survival at landmarks,
// median, the comparison. Refuses what speaks of few: no figure where fewer than 2k are at risk, none of strata that were not shown, and no set that
// together with those cleared before speaks of a few. Never a curve: with exact curves a day would be somebody's. A person checks what this gives.
import type { Result } from '@longview/foundation';
import { err, ok } from '@longview/foundation';
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
import { sizeOf, without } from './bitmap.ts';
import type { DisclosureRefusal } from './disclosure-risk.ts';
import { disclosureRisk } from './disclosure-risk.ts';
import type { Exact } from './exact.ts';
import { exact } from './exact.ts';
import { EVERY_RULE } from './context.ts';
import { OverlapAudit } from './overlap-audit.ts';
import type { Audience } from './rules/d2-threshold.ts';
import { thresholdOf } from './rules/d2-threshold.ts';
import { modelLargeEnough } from './rules/d12-models.ts';

/** Landmarks are named days, not any day: two days next to each other would show who died between them. */
export const LANDMARKS = [90, 180, 365, 730, 1095, 1826] as const;

export interface ClearingRequest {
  readonly limits: LimitScale;
  /** The strata that the protected answer shows under their own name. */
  readonly strata: readonly { readonly label: string; readonly patients: Uint8Array; readonly counts: DayCounts }[];
  /** Of two strata, the rows for a hazard ratio: one covariate, 0 for the first stratum and 1 for the second. */
  readonly subjects?: CoxSubjects;
}

export interface ClearingContext {
  readonly audience: Audience;
  /** Sets of everything cleared before to the same permit. */
  readonly cleared: readonly Uint8Array[];
  readonly own?: Uint8Array;
}

export interface ClearedScalars {
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
  readonly logRank?: { readonly chiSquare: number; readonly degreesOfFreedom: number; readonly p: number };
  readonly hazardRatio?: {
    readonly ratio: number;
    readonly lower: number;
    readonly upper: number;
    readonly ties: 'efron';
  };
}

export function clearScalars(
  { limits: scale, strata, subjects }: ClearingRequest,
  { audience, cleared, own }: ClearingContext,
): Result<Exact<ClearedScalars>, DisclosureRefusal> {
  const k = thresholdOf(audience);
  const sets = strata.map(({ patients }) => patients);
  const small = strata.some(
    ({ counts, patients }) =>
      counts.size < 2 * k ||
      total(counts.events) < k ||
      sizeOf(patients) !== counts.size ||
      (own !== undefined && sizeOf(without(patients, own)) < 2 * k),
  );
  const audit = new OverlapAudit(k, own);
  audit.add(cleared);
  if (strata.length === 0 || small || !audit.admits(sets, EVERY_RULE)) return err(disclosureRisk());

  const test = strata.length > 1 ? logRankTest(logRankTerms(strata.map(({ counts }) => counts))) : undefined;
  const events = strata.reduce((sum, { counts }) => sum + total(counts.events), 0);
  const patients = strata.reduce((sum, { counts }) => sum + counts.size, 0);
  const fit =
    subjects && strata.length === 2 && modelLargeEnough({ patients, events, parameters: 1 })
      ? coxModel(subjects, 'efron')
      : undefined;
  const ratio = fit?.state === 'fitted' ? fit.covariates[0] : undefined;
  return ok(
    exact(
      {
        strata: strata.map(({ label, counts }) => scalarsOf(label, counts, scale, k)),
        ...(test?.p !== undefined &&
          test.chiSquare !== undefined && {
            logRank: { chiSquare: test.chiSquare, degreesOfFreedom: test.degreesOfFreedom, p: test.p },
          }),
        ...(ratio && {
          hazardRatio: { ratio: ratio.hazardRatio, lower: ratio.lower, upper: ratio.upper, ties: 'efron' as const },
        }),
      },
      'clearedScalars',
    ),
  );
}

function scalarsOf(label: string, counts: DayCounts, scale: LimitScale, k: number): ClearedScalars['strata'][number] {
  const curve = kaplanMeier(counts);
  const band = limits(curve, scale);
  const known = (value: number | undefined): value is number => value !== undefined && !Number.isNaN(value);
  const enough = (day: number): boolean => (survivalAt(curve, band, day)?.atRisk ?? 0) >= 2 * k;
  const median = medianSurvival(curve, band);
  return {
    label,
    n: counts.size,
    events: total(counts.events),
    at: LANDMARKS.filter(enough).map((day) => {
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
      enough(Math.floor(median.median)) && {
        median: {
          days: median.median,
          ...(known(median.lower) && { lower: median.lower }),
          ...(known(median.upper) && enough(Math.floor(median.upper)) && { upper: median.upper }),
        },
      }),
  };
}

const total = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0);
