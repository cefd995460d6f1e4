// In: a rounded table. Out: the lowest and the highest exact Kaplan-Meier estimate, at each grid day, of all data that are shown as this table.
// It is computed from what is shown: it measures how far protection can move the curve and tells nothing about which data were meant.
import { binOf } from '../rules/d4-rounding.ts';
import type { RoundedRow } from './grid-table.ts';

export interface FeasibleRange {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

interface State {
  readonly events: number;
  readonly atRisk: number;
}

/**
 * Dynamic programming over the true (events, at risk) of each row, at most k² pairs. Within an interval with d events among R
 * at risk at its start and R' after it, the exact curve falls by a factor between R' / (R' + d), when all who were censored left
 * first, and (R − d) / R, when they left last.
 */
export function feasibleRange(rows: readonly RoundedRow[], k: number): FeasibleRange {
  const states = rows.map((row, index) => statesOf(row, index === 0, k));
  const reachable = survivors(states);
  const low = new Float64Array(rows.length).fill(1);
  const high = new Float64Array(rows.length).fill(1);
  let before = (states[0] as readonly State[]).map((): readonly [number, number] => [1, 1]);
  for (let index = 1; index < rows.length; index++) {
    const [from, to] = [states[index - 1] as readonly State[], states[index] as readonly State[]];
    const alive = reachable[index - 1] as Uint8Array;
    const next = to.map((end) => {
      let [least, most] = [Infinity, -Infinity];
      from.forEach((start, which) => {
        if (alive[which] === 0 || !follows(start, end)) return;
        const [lowest, highest] = before[which] as readonly [number, number];
        const events = end.events - start.events;
        least = Math.min(least, (lowest * end.atRisk) / (end.atRisk + events || 1));
        most = Math.max(most, (highest * (start.atRisk - events)) / start.atRisk);
      });
      return [least, most] as readonly [number, number];
    });
    const usable = next.filter((_, which) => reachable[index]?.[which] === 1);
    low[index] = Math.min(...usable.map(([least]) => least));
    high[index] = Math.max(...usable.map(([, most]) => most));
    before = next;
  }
  return { low, high };
}

function statesOf(row: RoundedRow, start: boolean, k: number): readonly State[] {
  const [least] = binOf(row.atRisk, k);
  const [fewest] = start ? [0] : binOf(row.events, k);
  const states: State[] = [];
  for (let events = 0; events < (start ? 1 : k); events++)
    for (let atRisk = 0; atRisk < k; atRisk++) states.push({ events: fewest + events, atRisk: least + atRisk });
  return states;
}

/** Nobody returns and no event is undone. */
const follows = (start: State, end: State): boolean =>
  end.events >= start.events && start.atRisk - end.atRisk >= end.events - start.events;

/** Which states lie on a path from the first row to the last. */
function survivors(states: readonly (readonly State[])[]): readonly Uint8Array[] {
  const marks = states.map((row) => new Uint8Array(row.length));
  marks[0]?.fill(1);
  for (let index = 1; index < states.length; index++)
    states[index]?.forEach((end, which) => {
      const open = states[index - 1]?.some((start, from) => marks[index - 1]?.[from] === 1 && follows(start, end));
      if (open) (marks[index] as Uint8Array)[which] = 1;
    });
  for (let index = states.length - 2; index >= 0; index--)
    states[index]?.forEach((start, which) => {
      const open = states[index + 1]?.some((end, to) => marks[index + 1]?.[to] === 1 && follows(start, end));
      if (!open) (marks[index] as Uint8Array)[which] = 0;
    });
  return marks;
}
