// In: a shown table. Out: what everybody who reads it knows for certain about each interval of days. It enumerates all data that could have been
// shown like this (at most k² states a row), so it knows at least what any solver that reconstructs times from a curve can know.
import { binOf } from '../rules/d4-rounding.ts';
import type { RoundedRow } from '../survival/grid-table.ts';

export interface Certainty {
  /** The interval: after `from`, up to `upTo`. */
  readonly from: number;
  readonly upTo: number;
  readonly events: readonly [least: number, most: number];
  readonly censored: readonly [least: number, most: number];
  /** How many were at risk at its start: the persons whom an event may have struck. */
  readonly atRisk: readonly [least: number, most: number];
}

interface State {
  readonly events: number;
  readonly atRisk: number;
}

export function certainties(rows: readonly RoundedRow[], k: number): readonly Certainty[] {
  const states = rows.map(({ events, atRisk }, index) => {
    const [least] = binOf(atRisk, k);
    const [fewest] = index === 0 ? [0] : binOf(events, k);
    return range(index === 0 ? 1 : k).flatMap((more) =>
      range(k).map((left): State => ({ events: fewest + more, atRisk: least + left })),
    );
  });
  const moves = states
    .slice(1)
    .map((ends, index) =>
      (states[index] as State[]).flatMap((start) =>
        ends.filter((end) => possible(start, end)).map((end) => [start, end] as const),
      ),
    );
  // Only moves on a path from the first row to the last are possible histories.
  for (let index = 1; index < moves.length; index++) {
    const reached = new Set(moves[index - 1]?.map(([, end]) => end));
    moves[index] = moves[index]?.filter(([start]) => reached.has(start)) ?? [];
  }
  for (let index = moves.length - 2; index >= 0; index--) {
    const open = new Set(moves[index + 1]?.map(([start]) => start));
    moves[index] = moves[index]?.filter(([, end]) => open.has(end)) ?? [];
  }
  return moves.map((all, index) => {
    const span = (measure: (start: State, end: State) => number): readonly [number, number] => {
      const values = all.map(([start, end]) => measure(start, end));
      return [Math.min(...values), Math.max(...values)];
    };
    return {
      from: rows[index]?.day as number,
      upTo: rows[index + 1]?.day as number,
      events: span((start, end) => end.events - start.events),
      censored: span((start, end) => start.atRisk - end.atRisk - end.events + start.events),
      atRisk: span((start) => start.atRisk),
    };
  });
}

/** Windows in which a small number of persons is known exactly, or the day of somebody's event is known. */
export const exposed = (found: readonly Certainty[], k: number): readonly Certainty[] =>
  found.filter(({ from, upTo, events, censored }) => {
    const pinned = ([least, most]: readonly [number, number]): boolean => least === most && least > 0 && least < k;
    const dated = upTo - from <= 1 && (events[0] > 0 || censored[0] > 0);
    return pinned(events) || pinned(censored) || dated;
  });

/** Windows in which somebody surely had the event and only a few persons can have been the one. */
export const cornered = (found: readonly Certainty[], few: number): readonly Certainty[] =>
  found.filter(({ events, atRisk }) => events[0] > 0 && atRisk[0] < few);

const possible = (start: State, end: State): boolean =>
  end.events >= start.events && start.atRisk - end.atRisk >= end.events - start.events;

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
