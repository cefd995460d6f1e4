// In: counts by day and cause. Out: cumulative incidence of each cause with its variance. Under competing risks this, and never 1 − KM.
import { anyCause } from './competing-counts.ts';
import type { CompetingCounts } from './competing-counts.ts';
import { kaplanMeier } from './kaplan-meier.ts';
import { Z_95 } from './limits.ts';

/** One entry for each day on which somebody had an event of any cause or was censored, ascending. */
export interface CumulativeIncidence {
  readonly size: number;
  readonly days: Int32Array;
  readonly atRisk: Uint32Array;
  /** Free of every event just after the day: 1 − Σ incidence. */
  readonly eventFree: Float64Array;
  /** By cause: probability that it happened by the day, the others being possible. */
  readonly incidence: readonly Float64Array[];
  /** By cause: events up to and including the day. */
  readonly events: readonly Uint32Array[];
  /** By cause: variance of the incidence (Aalen 1978), as in R's cmprsk::cuminc. */
  readonly variance: readonly Float64Array[];
}

/**
 * Aalen & Johansen 1978: CIF_k(t) = Σ S(u−) · d_k / n. The variance sums, over the event days, the square of what one more event
 * of a cause would change in CIF_k(t); events on one day share a hypergeometric factor (n − d) / (n − 1).
 */
export function aalenJohansen(counts: CompetingCounts): CumulativeIncidence {
  const free = kaplanMeier(anyCause(counts));
  const entries = free.days.length;
  const incidence = counts.causes.map(() => new Float64Array(entries));
  const events = counts.causes.map(() => new Uint32Array(entries));
  const variance = counts.causes.map(() => new Float64Array(entries));
  counts.causes.forEach((own, cause) => {
    const curve = incidence[cause] as Float64Array;
    const happened = events[cause] as Uint32Array;
    const spread = variance[cause] as Float64Array;
    // With a = 1/S(u) and b = F(u)/S(u), an event of another cause on day u changes F(t) by −(F(t)a − b) S(u−)/n, one of the cause
    // itself by (1 + b − F(t)a) S(u−)/n. Three running sums of the squares give the variance at every t.
    let [incident, count, constant, mixed, square] = [0, 0, 0, 0, 0];
    for (let entry = 0; entry < entries; entry++) {
      const day = free.days[entry] as number;
      const atRisk = free.atRisk[entry] as number;
      const before = entry === 0 ? 1 : (free.survival[entry - 1] as number);
      const after = free.survival[entry] as number;
      const mine = own[day] as number;
      const others = (free.events[entry] as number) - mine;
      incident += (before * mine) / atRisk;
      count += mine;
      const a = after > 0 ? 1 / after : 0;
      const b = incident * a;
      const weight = (number: number): number =>
        number === 0 ? 0 : (before / atRisk) ** 2 * number * (number > 1 ? (atRisk - number) / (atRisk - 1) : 1);
      for (const [size, at] of [
        [weight(others), b],
        [weight(mine), 1 + b],
      ] as const) {
        constant += at * at * size;
        mixed += at * a * size;
        square += a * a * size;
      }
      curve[entry] = incident;
      happened[entry] = count;
      spread[entry] = Math.max(0, constant - 2 * incident * mixed + incident * incident * square);
    }
  });
  return {
    size: counts.size,
    days: free.days,
    atRisk: free.atRisk,
    eventFree: free.survival,
    incidence,
    events,
    variance,
  };
}

export interface IncidencePoint {
  readonly day: number;
  readonly atRisk: number;
  /** Between 0 and 1. */
  readonly incidence: number;
  readonly events: number;
  readonly standardError: number;
  /** F^exp(±z·σ / (F·log F)): the log-log limits of Kalbfleisch & Prentice 2002, section 8.2; left out at 0 and at 1. */
  readonly lower?: number;
  readonly upper?: number;
}

/** What a table prints for one cause and day. Undefined after the last day on which anybody was followed. */
export function incidenceAt(curves: CumulativeIncidence, cause: number, day: number): IncidencePoint | undefined {
  const last = curves.days.at(-1);
  if (last === undefined || day > last || day < 0) return undefined;
  const next = curves.days.findIndex((own) => own >= day);
  const atRisk = curves.atRisk[next] as number;
  const entry = curves.days[next] === day ? next : next - 1;
  if (entry < 0) return { day, atRisk, incidence: 0, events: 0, standardError: 0 };
  const incidence = curves.incidence[cause - 1]?.[entry];
  if (incidence === undefined) throw new RangeError(`there is no cause ${cause}`);
  const standardError = Math.sqrt(curves.variance[cause - 1]?.[entry] as number);
  const events = curves.events[cause - 1]?.[entry] as number;
  const point = { day, atRisk, incidence, events, standardError };
  if (incidence <= 0 || incidence >= 1) return point;
  const spread = Math.exp((Z_95 * standardError) / (incidence * Math.log(incidence)));
  return { ...point, lower: incidence ** (1 / spread), upper: incidence ** spread };
}
