// D-KM, step 8. In: counts by day and cause. Out: a table on the grid of rounded cumulative events of both causes and numbers at risk; from it alone the
// incidence of each, and the lowest and highest incidence of the first that any data shown as this table can have.
import type { CompetingCounts } from '@longview/outcomes';
import { binOf, roundCount } from '../rules/d4-rounding.ts';
import type { CurveProtection } from './grid-table.ts';

export interface IncidenceTableRow {
  readonly day: number;
  /** Of the cause that is asked for, up to and including the day, rounded. */
  readonly events: number;
  /** Of the other cause. */
  readonly competingEvents: number;
  readonly atRisk: number;
}

export function roundedIncidence(
  { size, causes, censored }: CompetingCounts,
  { k, gridDays, leastAtRisk }: CurveProtection,
): readonly IncidenceTableRow[] {
  const rows: IncidenceTableRow[] = [{ day: 0, events: 0, competingEvents: 0, atRisk: roundCount(size, k) }];
  let [events, competing, atRisk] = [0, 0, size];
  for (let day = 0; day < censored.length; day++) {
    const [own, other] = [causes[0]?.[day] ?? 0, causes[1]?.[day] ?? 0];
    events += own;
    competing += other;
    atRisk -= own + other + (censored[day] as number);
    if (day === 0 || day % gridDays !== 0) continue;
    if (atRisk < leastAtRisk) break;
    rows.push({
      day,
      events: roundCount(events, k),
      competingEvents: roundCount(competing, k),
      atRisk: roundCount(atRisk, k),
    });
  }
  return rows;
}

/** Actuarial, from the rounded counts alone; free of both + both incidences = 1. */
export function protectedIncidence(rows: readonly IncidenceTableRow[]): { incidence: number; competing: number }[] {
  let [free, incidence, competing] = [1, 0, 0];
  return rows.map((row, index) => {
    const start = rows[index - 1];
    if (start !== undefined) {
      const [own, other] = [row.events - start.events, row.competingEvents - start.competingEvents];
      const censored = Math.max(0, start.atRisk - row.atRisk - own - other);
      const atRisk = start.atRisk - censored / 2;
      const share = Math.min(1, (own + other) / atRisk);
      const scale = own + other === 0 ? 0 : share / (own + other);
      incidence += free * own * scale;
      competing += free * other * scale;
      free *= 1 - share;
    }
    return { incidence, competing };
  });
}

/**
 * Dynamic programming over the exact counts that each row may stand for. Within an interval with d events of the cause and d' of the other among R at
 * risk, R' left after it, the incidence grows by S(start) times at least d / R (who is censored leaves last) and at most
 * d (R − d') / (R (R' + d)) (the others have their events first, then the censored leave). S and incidence are bounded apart, which is
 * wider than the truth and never narrower.
 */
export function incidenceRange(
  rows: readonly IncidenceTableRow[],
  k: number,
): { readonly low: Float64Array; readonly high: Float64Array } {
  const [low, high] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  let states = statesOf(rows[0] as IncidenceTableRow, true, k);
  for (let index = 1; index < rows.length; index++) {
    states = next(states, statesOf(rows[index] as IncidenceTableRow, false, k), k);
    low[index] = states.low.reduce((least, value) => Math.min(least, value), 1);
    high[index] = Math.min(
      1,
      states.high.reduce((most, value) => Math.max(most, value), 0),
    );
  }
  return { low, high };
}

/** All that a row may stand for: place (a · wide + b) · k + c has a more of the first count than the fewest, b of the second, c of the third. */
interface States {
  readonly fewest: readonly [events: number, competing: number, atRisk: number];
  readonly wide: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly freeLow: Float64Array;
  readonly freeHigh: Float64Array;
}

function statesOf({ events, competingEvents, atRisk }: IncidenceTableRow, first: boolean, k: number): States {
  const wide = first ? 1 : k;
  const size = wide * wide * k;
  return {
    fewest: [first ? 0 : binOf(events, k)[0], first ? 0 : binOf(competingEvents, k)[0], binOf(atRisk, k)[0]],
    wide,
    low: new Float64Array(size).fill(first ? 0 : Infinity),
    high: new Float64Array(size).fill(first ? 0 : -Infinity),
    freeLow: new Float64Array(size).fill(first ? 1 : Infinity),
    freeHigh: new Float64Array(size).fill(first ? 1 : -Infinity),
  };
}

function next(start: States, end: States, k: number): States {
  for (let a = 0; a < start.wide; a++)
    for (let b = 0; b < start.wide; b++)
      for (let x = 0; x < end.wide; x++) {
        const own = end.fewest[0] + x - start.fewest[0] - a;
        if (own < 0) continue;
        for (let y = 0; y < end.wide; y++) {
          const other = end.fewest[1] + y - start.fewest[1] - b;
          if (other < 0) continue;
          const [from, to] = [(a * start.wide + b) * k, (x * end.wide + y) * k];
          for (let c = 0; c < k; c++) {
            const before = start.fewest[2] + c;
            const startLow = start.low[from + c] as number;
            // Nobody comes here from the first row.
            if (startLow === Infinity) continue;
            const left = before - own - other;
            const least = own === 0 ? startLow : startLow + ((start.freeLow[from + c] as number) * own) / before;
            const gain = own === 0 ? 0 : ((start.freeHigh[from + c] as number) * own * (before - other)) / before;
            const startHigh = start.high[from + c] as number;
            const stays = own + other === 0 ? 1 : left / before;
            const free = (start.freeHigh[from + c] as number) * stays;
            const freeLow = start.freeLow[from + c] as number;
            for (let z = 0; z < k; z++) {
              const after = end.fewest[2] + z;
              if (left < after) break;
              const place = to + z;
              const most = own === 0 ? startHigh : startHigh + gain / (after + own);
              const lowest = own + other === 0 ? freeLow : (freeLow * after) / (after + own + other);
              if (least < (end.low[place] as number)) end.low[place] = least;
              if (most > (end.high[place] as number)) end.high[place] = most;
              if (lowest < (end.freeLow[place] as number)) end.freeLow[place] = lowest;
              if (free > (end.freeHigh[place] as number)) end.freeHigh[place] = free;
            }
          }
        }
      }
  return end;
}
