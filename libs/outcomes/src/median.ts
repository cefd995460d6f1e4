// In: a survival curve and its limits. Out: the median and its interval in days, as R's survfit prints them; undefined when not reached.
import type { SurvivalCurve } from './kaplan-meier.ts';
import type { Limits } from './limits.ts';

/** Days; a half day is possible (the middle of an interval). Undefined: not reached within the follow-up. */
export interface MedianSurvival {
  readonly median?: number;
  readonly lower?: number;
  readonly upper?: number;
}

/** The square root of the double-precision epsilon: R's tolerance, so that 0.5 reached by rounding counts as 0.5. */
const TOLERANCE = Math.sqrt(Number.EPSILON);

/** The interval comes from inverting the pointwise band (Brookmeyer & Crowley 1982). */
export function medianSurvival(curve: SurvivalCurve, band: Limits): MedianSurvival {
  const median = crossing(curve.days, curve.survival);
  const lower = crossing(curve.days, band.lower);
  const upper = crossing(curve.days, band.upper);
  return {
    ...(median !== undefined && { median }),
    ...(lower !== undefined && { lower }),
    ...(upper !== undefined && { upper }),
  };
}

/** The first day with a value <= 0.5; where the value is 0.5 over an interval, the middle of that interval. */
function crossing(days: Int32Array, values: Float64Array): number | undefined {
  // NaN (an undefined limit) compares false and is passed over, as R passes over NA.
  const first = values.findIndex((value) => value < 0.5 + TOLERANCE);
  if (first < 0) return undefined;
  const start = days[first] as number;
  const value = values[first] as number;
  if (Math.abs(value - 0.5) >= TOLERANCE) return start;
  const next = values.findIndex((later, index) => index > first && later < value);
  return next < 0 ? start : (start + (days[next] as number)) / 2;
}
