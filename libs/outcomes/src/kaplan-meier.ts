// In: counts by day. Out: the product-limit curve with Greenwood's sum. Refuses nothing; no subjects give an empty curve.
import type { DayCounts } from './day-counts.ts';
import { atRiskFirst, sum } from './day-counts.ts';

/** One entry for each day on which somebody had the event or was censored, ascending. */
export interface SurvivalCurve {
  readonly size: number;
  readonly eventTotal: number;
  readonly days: Int32Array;
  /** Subjects with follow-up >= the day who came under observation before it. */
  readonly atRisk: Uint32Array;
  readonly events: Uint32Array;
  readonly censored: Uint32Array;
  /** S(t) just after the day, between 0 and 1. */
  readonly survival: Float64Array;
  /** Σ d / (n (n − d)) up to and including the day: the variance of log S(t). Infinite once S is 0. */
  readonly greenwood: Float64Array;
}

/**
 * Kaplan & Meier 1958, variance after Greenwood 1926. At a tie the event comes before the censoring: who is censored on a
 * day is still at risk on it, as in R's survival::survfit. With delayed entry the curve is that of those who were under
 * observation (Tsai, Jewell & Wang 1987); once nobody at risk survives a day it stays at 0, whoever enters later.
 */
export function kaplanMeier(counts: DayCounts): SurvivalCurve {
  let entries = 0;
  for (let day = 0; day < counts.events.length; day++)
    if ((counts.events[day] as number) + (counts.censored[day] as number) > 0) entries++;
  const curve = {
    size: counts.size,
    eventTotal: sum(counts.events),
    days: new Int32Array(entries),
    atRisk: new Uint32Array(entries),
    events: new Uint32Array(entries),
    censored: new Uint32Array(entries),
    survival: new Float64Array(entries),
    greenwood: new Float64Array(entries),
  };
  let [entry, atRisk, survival, greenwood] = [0, atRiskFirst(counts), 1, 0];
  for (let day = 0; day < counts.events.length; day++) {
    const events = counts.events[day] as number;
    const censored = counts.censored[day] as number;
    const entered = counts.entered?.[day] ?? 0;
    if (events + censored === 0) {
      atRisk += entered;
      continue;
    }
    survival *= (atRisk - events) / atRisk;
    greenwood += events / (atRisk * (atRisk - events));
    curve.days[entry] = day;
    curve.atRisk[entry] = atRisk;
    curve.events[entry] = events;
    curve.censored[entry] = censored;
    curve.survival[entry] = survival;
    curve.greenwood[entry] = greenwood;
    atRisk += entered - events - censored;
    entry++;
  }
  return curve;
}
