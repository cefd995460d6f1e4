// In: a survival curve, its limits and a day. Out: what a table prints for that day. Beyond the follow-up there is no value.
import type { SurvivalCurve } from './kaplan-meier.ts';
import type { Limits } from './limits.ts';

export interface SurvivalPoint {
  readonly day: number;
  /** Subjects with follow-up >= the day. */
  readonly atRisk: number;
  /** S(day), between 0 and 1. */
  readonly survival: number;
  /** S · √(Greenwood's sum); infinite or not a number is left out. */
  readonly standardError?: number;
  readonly lower?: number;
  readonly upper?: number;
}

/** Undefined after the last day on which anybody was followed: a curve says nothing about later. */
export function survivalAt(curve: SurvivalCurve, band: Limits, day: number): SurvivalPoint | undefined {
  const last = curve.days.at(-1);
  if (last === undefined || day > last || day < 0) return undefined;
  const next = firstAtOrAfter(curve.days, day);
  const atRisk = curve.atRisk[next] as number;
  const entry = curve.days[next] === day ? next : next - 1;
  if (entry < 0) return { day, atRisk, survival: 1, standardError: 0, lower: 1, upper: 1 };
  const survival = curve.survival[entry] as number;
  const standardError = survival * Math.sqrt(curve.greenwood[entry] as number);
  const lower = band.lower[entry] as number;
  const upper = band.upper[entry] as number;
  return {
    day,
    atRisk,
    survival,
    ...(Number.isFinite(standardError) && { standardError }),
    ...(!Number.isNaN(lower) && { lower }),
    ...(!Number.isNaN(upper) && { upper }),
  };
}

function firstAtOrAfter(days: Int32Array, day: number): number {
  let [low, high] = [0, days.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] as number) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
