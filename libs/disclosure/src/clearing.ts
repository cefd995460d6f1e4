// In: the strata of an answer that was told protected, as exact counts, and what was cleared before. Out: its exact scalars: n, events, survival at landmarks,
// median, the comparison. Refuses what speaks of few: fewer than k with the event or k without it, no figure where fewer than 2k are at risk, no two
// figures between which fewer than k had the event, and no set that together with those cleared before speaks of a few: for the asker's eyes, and for
// one who subtracts the own rows. Never a curve: with exact curves a day would be somebody's. A person checks what this gives.
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
import type { Rules } from './context.ts';
import { EVERY_RULE } from './context.ts';
import { OverlapAudit } from './overlap-audit.ts';
import type { Audience } from './rules/d2-threshold.ts';
import { thresholdOf } from './rules/d2-threshold.ts';
import { modelLargeEnough } from './rules/d12-models.ts';

/** Landmarks are named days (the years at 365.25 days each), not any day: two days next to each other would show who died between them. */
export const LANDMARKS = [90, 180, 365, 730, 1096, 1826] as const;

export interface ClearingStratum {
  readonly label: string;
  readonly patients: Uint8Array;
  readonly counts: DayCounts;
  /** Without the rows that the asker's own organisation contributed; needed where it contributed any of the stratum. */
  readonly foreign?: DayCounts;
}

export interface ClearingRequest {
  readonly limits: LimitScale;
  /** The strata that the protected answer shows under their own name. */
  readonly strata: readonly ClearingStratum[];
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

/** Every rule is in force. */
export const clearScalars = (
  request: ClearingRequest,
  context: ClearingContext,
): Result<Exact<ClearedScalars>, DisclosureRefusal> => clearUnder(request, context, EVERY_RULE);

/** For clearScalars() and for the tests that turn one rule off; not part of the public door. */
export function clearUnder(
  { limits: scale, strata, subjects }: ClearingRequest,
  { audience, cleared, own }: ClearingContext,
  rules: Rules,
): Result<Exact<ClearedScalars>, DisclosureRefusal> {
  const k = thresholdOf(audience);
  const sets = strata.map(({ patients }) => patients);
  for (const { counts, patients, foreign } of strata) {
    if (sizeOf(patients) !== counts.size) throw new RangeError('a stratum counts others than its patients');
    if (own !== undefined && (foreign?.size ?? counts.size) !== sizeOf(without(patients, own)))
      throw new RangeError('the counts without the own rows are not given, or are of others');
  }
  const small = strata.some((stratum) => seen(stratum, rules).some((counts) => !enoughOn(counts, k)));
  const audit = new OverlapAudit(k, rules.own ? own : undefined);
  audit.add(cleared);
  if (strata.length === 0 || (rules.threshold && small) || !audit.admits(sets, rules)) return err(disclosureRisk());

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
        strata: strata.map((stratum) => scalarsOf(stratum, scale, k, rules)),
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

/** As it is told, and as the asker sees it who takes the own rows away. */
const seen = ({ counts, foreign }: ClearingStratum, rules: Rules): readonly DayCounts[] =>
  foreign === undefined || !rules.own ? [counts] : [counts, foreign];

/** With the event and without it are the two cells of a table: each is told exactly. */
const enoughOn = ({ size, events }: DayCounts, k: number): boolean =>
  size >= 2 * k && total(events) >= k && size - total(events) >= k;

function scalarsOf(
  stratum: ClearingStratum,
  scale: LimitScale,
  k: number,
  rules: Rules,
): ClearedScalars['strata'][number] {
  const { label, counts } = stratum;
  const curve = kaplanMeier(counts);
  const band = limits(curve, scale);
  const others = seen(stratum, rules);
  const known = (value: number | undefined): value is number => value !== undefined && !Number.isNaN(value);
  const enough = (day: number): boolean => !rules.stop || others.every((view) => atRiskOn(view, day) >= 2 * k);
  const median = medianSurvival(curve, band);
  const days = rules.grid ? landmarksApart(others, k) : LANDMARKS;
  return {
    label,
    n: counts.size,
    events: total(counts.events),
    at: days.filter(enough).map((day) => {
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

/** Two exact figures tell how many had the event between their days: the landmarks are so chosen that it is never fewer than k, nor after the last. */
function landmarksApart(views: readonly DayCounts[], k: number): number[] {
  const after = (day: number): number[] =>
    views.map(({ events }) => events.subarray(day + 1).reduce((sum, count) => sum + count, 0));
  const kept: number[] = [];
  let left = views.map(({ events }) => total(events));
  for (const day of LANDMARKS) {
    const then = after(day);
    if (then.every((count, view) => count >= k && (left[view] as number) - count >= k)) {
      kept.push(day);
      left = then;
    }
  }
  return kept;
}

/** With follow-up of that day or longer, who came under observation before it. */
const atRiskOn = ({ size, events, censored, entered }: DayCounts, day: number): number => {
  const before = (counts: Uint32Array | undefined): number =>
    counts === undefined ? 0 : counts.subarray(0, day).reduce((sum, count) => sum + count, 0);
  return size - total(entered ?? new Uint32Array(0)) + before(entered) - before(events) - before(censored);
};

const total = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0);
