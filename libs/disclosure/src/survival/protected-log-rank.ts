// D-KM, step 9. In: rounded tables of two or more groups on one grid. Out: the log-rank p-value to two decimals, over the days that all
// groups show; nothing when rounding alone could have moved it across 0.05.
import { logRankTest } from '@longview/outcomes';
import { largestRounding } from '../rules/d4-rounding.ts';
import type { RoundedRow } from './grid-table.ts';
import { intervalOf } from './protected-curve.ts';

export interface ProtectedComparison {
  /** Two decimals; 0.01 with `below` stands for anything smaller. */
  readonly p: number;
  readonly below: boolean;
  /** What p can become when the counts of each group are moved to one or the other end of their bins. */
  readonly between: readonly [least: number, most: number];
  /** The comparison ends here: the last day that every group shows. */
  readonly upToDay: number;
}

/** The level whose crossing counts as a material move. */
const MATERIAL = 0.05;

export const protectedLogRank = (
  groups: readonly (readonly RoundedRow[])[],
  k: number,
): ProtectedComparison | undefined => compared(groups, (rows, way) => shifted(rows, way, k), pValue);

/**
 * Any test of two or more rounded tables over the days that all of them show.
 * @param move a table with its counts at one (−1) or the other (1) end of their bins.
 */
export function compared<Row extends { readonly day: number }>(
  groups: readonly (readonly Row[])[],
  move: (rows: readonly Row[], way: number) => readonly Row[],
  test: (groups: readonly (readonly Row[])[]) => number | undefined,
): ProtectedComparison | undefined {
  const length = Math.min(...groups.map((rows) => rows.length));
  if (groups.length < 2 || groups.length > MOST_COMPARED || length < 2) return undefined;
  const tables = groups.map((rows) => rows.slice(0, length));
  const p = test(tables);
  if (p === undefined) return undefined;
  const moved = cornersOf(groups.length).map((ways) =>
    test(tables.map((rows, group) => move(rows, ways[group] as number))),
  );
  const possible = [p, ...moved.filter((value) => value !== undefined)];
  const [least, most] = [Math.min(...possible), Math.max(...possible)];
  if (least < MATERIAL && most >= MATERIAL) return undefined;
  return {
    p: Math.max(0.01, decimals(p)),
    below: p < 0.01,
    between: [decimals(least), decimals(most)],
    upToDay: tables[0]?.at(-1)?.day as number,
  };
}

/** More groups than this are not compared: their rounded counts could be combined in too many ways to vouch for any p. */
const MOST_COMPARED = 8;

/** Each group well (−1) or ill (1): every combination, among them all alike. */
const cornersOf = (size: number): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** size }, (_, corner) =>
    Array.from({ length: size }, (__, group) => ((corner >> group) & 1 ? 1 : -1)),
  );

const decimals = (value: number): number => Math.round(value * 100) / 100;

/** All events to one end of their bins and all numbers at risk to the other: the group looks as ill, or as well, as it can. */
function shifted(rows: readonly RoundedRow[], way: number, k: number): readonly RoundedRow[] {
  const step = way * largestRounding(k);
  return rows.map(({ day, events, atRisk }) => ({
    day,
    events: day === 0 ? 0 : Math.max(0, events + step),
    atRisk: Math.max(1, atRisk - step),
  }));
}

/** The k-sample log-rank test on intervals: O − E and its hypergeometric variance, as on days. */
function pValue(groups: readonly (readonly RoundedRow[])[]): number | undefined {
  const size = groups.length;
  const observed = Array.from<number>({ length: size }).fill(0);
  const expected = [...observed];
  const variance = observed.map(() => [...expected]);
  for (let row = 1; row < (groups[0]?.length ?? 0); row++) {
    const intervals = groups.map((rows) => intervalOf(rows[row - 1] as RoundedRow, rows[row] as RoundedRow));
    const events = intervals.reduce((total, own) => total + own.events, 0);
    const atRisk = intervals.reduce((total, own) => total + own.atRisk, 0);
    const spread = atRisk > 1 ? (events * (atRisk - events)) / (atRisk - 1) : 0;
    intervals.forEach((own, index) => {
      const share = own.atRisk / atRisk;
      observed[index] = (observed[index] as number) + own.events;
      expected[index] = (expected[index] as number) + events * share;
      intervals.forEach((other, column) => {
        const line = variance[index] as number[];
        const both = (index === column ? share : 0) - (share * other.atRisk) / atRisk;
        line[column] = (line[column] as number) + spread * both;
      });
    });
  }
  return logRankTest({ observed, expected, variance }).p;
}
