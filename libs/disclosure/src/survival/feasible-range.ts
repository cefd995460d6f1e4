// In: a rounded table. Out: the lowest and the highest exact Kaplan-Meier estimate, at each grid day, of all data that are shown as this table.
// It is computed from what is shown: it measures how far protection can move the curve and tells nothing about which data were meant.
import { binOf } from '../rules/d4-rounding.ts';
import type { RoundedRow } from './grid-table.ts';

/** One value a row of the table. */
export interface FeasibleRange {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** The exact (events, at risk) that a row may stand for: `wide` x k pairs, from the lowest of each on. Index = events · k + at risk. */
interface Pairs {
  readonly fewestEvents: number;
  readonly fewestAtRisk: number;
  readonly wide: number;
}

/**
 * Dynamic programming over the exact pairs of each row. Within an interval with d events among R at risk at its start and R'
 * after it, the exact curve falls by a factor between R' / (R' + d), when all who were censored left first, and (R − d) / R,
 * when they left last; nobody returns, so R − d >= R'. O(rows · k³).
 */
export function feasibleRange(rows: readonly RoundedRow[], k: number): FeasibleRange {
  const pairs = rows.map((row, index) => pairsOf(row, index === 0, k));
  const open = leadingToTheEnd(pairs, k);
  const low = new Float64Array(rows.length).fill(1);
  const high = new Float64Array(rows.length).fill(1);
  let [lowest, highest] = [new Float64Array(k).fill(1), new Float64Array(k).fill(1)];
  for (let index = 1; index < pairs.length; index++) {
    const [start, end] = [pairs[index - 1] as Pairs, pairs[index] as Pairs];
    const alive = open[index] as Uint8Array;
    const least = new Float64Array(alive.length).fill(Infinity);
    const most = new Float64Array(alive.length).fill(-Infinity);
    for (let before = 0; before < start.wide; before++) {
      for (let after = 0; after < end.wide; after++) {
        const events = end.fewestEvents + after - start.fewestEvents - before;
        if (events < 0) continue;
        // From the most at the start downwards: every smaller number after the interval has all of those starts before it.
        let [startAtRisk, lowestBefore, highestAfter] = [start.fewestAtRisk + k - 1, Infinity, -Infinity];
        for (let left = k - 1; left >= 0; left--) {
          const endAtRisk = end.fewestAtRisk + left;
          for (; startAtRisk >= start.fewestAtRisk && startAtRisk - events >= endAtRisk; startAtRisk--) {
            const from = before * k + startAtRisk - start.fewestAtRisk;
            lowestBefore = Math.min(lowestBefore, lowest[from] as number);
            // Without events the factor is 1, also where nobody is at risk.
            const best = events === 0 ? 1 : (startAtRisk - events) / startAtRisk;
            highestAfter = Math.max(highestAfter, (highest[from] as number) * best);
          }
          const to = after * k + left;
          if (alive[to] === 0) continue;
          const worst = events === 0 ? 1 : endAtRisk / (endAtRisk + events);
          least[to] = Math.min(least[to] as number, lowestBefore * worst);
          most[to] = Math.max(most[to] as number, highestAfter);
        }
      }
    }
    [lowest, highest] = [least, most];
    low[index] = least.reduce((smallest, value) => Math.min(smallest, value), Infinity);
    high[index] = most.reduce((largest, value) => Math.max(largest, value), -Infinity);
  }
  return { low, high };
}

function pairsOf(row: RoundedRow, start: boolean, k: number): Pairs {
  const fewestEvents = start ? 0 : binOf(row.events, k)[0];
  return { fewestEvents, fewestAtRisk: binOf(row.atRisk, k)[0], wide: start ? 1 : k };
}

/** For each row which pairs some history can pass through on its way to the last row; the forward pass finds who comes from the first. */
function leadingToTheEnd(pairs: readonly Pairs[], k: number): readonly Uint8Array[] {
  const open = pairs.map(({ wide }) => new Uint8Array(wide * k).fill(1));
  for (let index = pairs.length - 2; index >= 0; index--) {
    const [start, end] = [pairs[index] as Pairs, pairs[index + 1] as Pairs];
    const [marks, next] = [open[index] as Uint8Array, open[index + 1] as Uint8Array];
    marks.fill(0);
    for (let after = 0; after < end.wide; after++) {
      // The fewest at risk after the interval are the easiest to reach.
      const fewest = next.subarray(after * k, (after + 1) * k).indexOf(1);
      if (fewest < 0) continue;
      for (let before = 0; before < start.wide; before++) {
        const events = end.fewestEvents + after - start.fewestEvents - before;
        if (events < 0) continue;
        const needed = end.fewestAtRisk + fewest + events - start.fewestAtRisk;
        marks.fill(1, before * k + Math.min(k, Math.max(0, needed)), (before + 1) * k);
      }
    }
  }
  return open;
}
