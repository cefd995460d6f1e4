// D-KM, step 4. In: a rounded table. Out: survival with its limits, from the rounded counts alone: whoever has the table can recompute
// every figure of the curve, so the curve holds nothing that the table does not.
import type { LimitScale } from '@longview/outcomes';
import { limitsOf } from '@longview/outcomes';
import type { RoundedRow } from './grid-table.ts';

export interface CurvePoint extends RoundedRow {
  readonly survival: number;
  /** Σ d / (n (n − d)) on the rounded counts. */
  readonly greenwood: number;
  readonly lower?: number;
  readonly upper?: number;
}

/** Events of one interval and the number at risk during it, by the actuarial rule: who is censored counts for half of it. */
export interface Interval {
  readonly events: number;
  readonly atRisk: number;
}

/** Cutler & Ederer 1958. Rounding may leave fewer leavers than events; they are then taken as none. */
export function intervalOf(start: RoundedRow, end: RoundedRow): Interval {
  const events = end.events - start.events;
  const censored = Math.max(0, start.atRisk - end.atRisk - events);
  return { events, atRisk: start.atRisk - censored / 2 };
}

export function protectedCurve(rows: readonly RoundedRow[], scale: LimitScale): readonly CurvePoint[] {
  let [survival, greenwood] = [1, 0];
  return rows.map((row, index) => {
    const start = rows[index - 1];
    if (start !== undefined) {
      const { events, atRisk } = intervalOf(start, row);
      survival *= 1 - events / atRisk;
      greenwood += events / (atRisk * (atRisk - events));
    }
    const [lower, upper] = limitsOf(survival, greenwood, scale);
    return {
      ...row,
      survival,
      greenwood,
      ...(!Number.isNaN(lower) && { lower }),
      ...(!Number.isNaN(upper) && { upper }),
    };
  });
}
