// In: a survival curve. Out: its pointwise 95 % limits on the log or the log-log scale. NaN where R's survfit has NA.
import type { SurvivalCurve } from './kaplan-meier.ts';

/** The 0.975 quantile of the normal distribution. */
export const Z_95 = 1.959963984540054;

/** `log` is R's default, `logLog` that of SAS; they differ visibly in small groups, so an answer always names its scale. */
export type LimitScale = 'log' | 'logLog';

/** As long as the curve. NaN: not defined (S is 0; or, on the log-log scale, S is 1). */
export interface Limits {
  readonly scale: LimitScale;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export function limits(curve: SurvivalCurve, scale: LimitScale): Limits {
  const lower = new Float64Array(curve.days.length);
  const upper = new Float64Array(curve.days.length);
  for (let entry = 0; entry < lower.length; entry++) {
    const [low, high] = limitsOf(curve.survival[entry] as number, curve.greenwood[entry] as number, scale);
    lower[entry] = low;
    upper[entry] = high;
  }
  return { scale, lower, upper };
}

/** Kalbfleisch & Prentice 2002, section 1.4: S·exp(±zσ), capped at 1, or S^exp(±zσ / log S), with σ² Greenwood's sum. */
export function limitsOf(survival: number, greenwood: number, scale: LimitScale): readonly [low: number, high: number] {
  if (survival <= 0) return [NaN, NaN];
  const sigma = Math.sqrt(greenwood);
  if (scale === 'log') return [survival * Math.exp(-Z_95 * sigma), Math.min(1, survival * Math.exp(Z_95 * sigma))];
  if (survival >= 1) return [NaN, NaN];
  const spread = Math.exp((Z_95 * sigma) / -Math.log(survival));
  return [survival ** spread, survival ** (1 / spread)];
}
