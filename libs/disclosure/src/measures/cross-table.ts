// In: the cells of a table of rows and columns, which together are everybody in it. Out: rounded counts and totals, small cells and what would
// give them away held back (D3, D4, D5). Refuses a table of which no cell can be shown. Rows, columns and the whole count as told.
import { sizeOf, union, without } from '../bitmap.ts';
import type { DisclosureContext, Rules } from '../context.ts';
import { views } from '../context.ts';
import { thresholdOf } from '../rules/d2-threshold.ts';
import { binOf, largestRounding, roundCount } from '../rules/d4-rounding.ts';
import { shownParts } from '../rules/d5-complement.ts';
import type { Bounds, Margin } from '../rules/d5-feasible.ts';
import { feasibleCells } from '../rules/d5-feasible.ts';
import type { CountProtection, Drafted } from './draft.ts';

export interface CrossTableRequest {
  readonly measure: 'crossTable';
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `cells[row][column]`: the patients in it; nobody stands in two. */
  readonly cells: readonly (readonly Uint8Array[])[];
  /** `impossible[row][column]`: the dictionary says that nobody can be in this cell. */
  readonly impossible?: readonly (readonly boolean[])[];
}

export interface CrossTableAnswer {
  readonly measure: 'crossTable';
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Null: held back. Which of them were small themselves is not said. */
  readonly cells: readonly (readonly (number | null)[])[];
  /** Each rounded by itself; they need not add up. */
  readonly rowTotals: readonly (number | null)[];
  readonly columnTotals: readonly (number | null)[];
  readonly total: number;
  readonly protection: CountProtection;
}

/** A larger table is a listing; its check would also take longer than a question may. */
export const MOST_CELLS = 200;

interface Table {
  readonly height: number;
  readonly width: number;
  readonly sets: readonly Uint8Array[];
  readonly open: readonly boolean[];
  readonly shown: boolean[];
  readonly rowShown: readonly boolean[];
  readonly columnShown: readonly boolean[];
}

export function draftCrossTable(
  request: CrossTableRequest,
  context: DisclosureContext,
  rules: Rules,
): Drafted<CrossTableAnswer> | undefined {
  const [height, width] = [request.rows.length, request.columns.length];
  const sets = checked(request);
  if (height * width > MOST_CELLS) return undefined;
  const k = thresholdOf(context.audience);
  const bin = rules.rounding ? k : 1;
  const open = request.cells.flatMap((row, at) => row.map((_, column) => request.impossible?.[at]?.[column] !== true));
  const large = (set: Uint8Array): boolean =>
    !rules.threshold || views(set, context, rules).every((seen) => sizeOf(seen) >= k);
  const whole = union(sets);
  if (!large(whole)) return undefined;
  const rowSets = request.rows.map((_, row) => union(line(sets, row * width, width, 1)));
  const columnSets = request.columns.map((_, column) => union(line(sets, column, height, width)));
  const [rowShown, columnShown] = [rowSets, columnSets].map((margin) =>
    shownParts(
      margin.map((set) => ({ passes: large(set), weight: roundCount(sizeOf(set), k) })),
      (heldBack) => {
        const hidden = union(margin.filter((_, index) => heldBack[index]));
        return !rules.complement || sizeOf(hidden) === 0 || large(hidden);
      },
    ),
  ) as [boolean[], boolean[]];
  const shown = sets.map(
    (set, cell) =>
      open[cell] === true &&
      (large(set) || (!rules.zero && sizeOf(set) === 0)) &&
      rowShown[Math.floor(cell / width)] === true &&
      columnShown[cell % width] === true,
  );
  const table: Table = { height, width, sets, open, shown, rowShown, columnShown };
  if (rules.complement) hideComplements(table, k, large);
  if (rules.feasible && !hideUntilFeasible(table, context, k, bin, rules)) return undefined;
  if (!shown.includes(true)) return undefined;

  const count = (set: Uint8Array, is: boolean): number | null => (is ? roundCount(sizeOf(set), bin) : null);
  const told = sets.filter((set, cell) => shown[cell] && sizeOf(set) > 0);
  return {
    answer: {
      measure: 'crossTable',
      rows: request.rows,
      columns: request.columns,
      cells: request.rows.map((_, row) =>
        request.columns.map((__, column) => {
          const cell = row * width + column;
          if (!open[cell] || (shown[cell] && sizeOf(sets[cell] as Uint8Array) === 0)) return 0;
          return count(sets[cell] as Uint8Array, shown[cell] === true);
        }),
      ),
      rowTotals: rowSets.map((set, row) => count(set, rowShown[row] === true)),
      columnTotals: columnSets.map((set, column) => count(set, columnShown[column] === true)),
      total: roundCount(sizeOf(whole), bin),
      protection: { rule: 'D3-D5', k, largestShift: largestRounding(bin) },
    },
    sets: [
      whole,
      ...rowSets.filter((_, row) => rowShown[row]),
      ...columnSets.filter((_, column) => columnShown[column]),
      ...told,
    ],
  };
}

/** Until nothing changes: what a row or a column holds back is nobody, or enough together; else its smallest shown cell goes too. */
function hideComplements(table: Table, k: number, large: (set: Uint8Array) => boolean): void {
  const lines = [
    ...range(table.height).map((row) => range(table.width).map((column) => row * table.width + column)),
    ...range(table.width).map((column) => range(table.height).map((row) => row * table.width + column)),
  ];
  for (let changed = true; changed;) {
    changed = false;
    for (const cells of lines) {
      const open = cells.filter((cell) => table.open[cell]);
      const hidden = open.filter((cell) => !table.shown[cell]);
      if (hidden.length === 0 || hidden.length === open.length) continue;
      const together = union(hidden.map((cell) => table.sets[cell] as Uint8Array));
      if (sizeOf(together) === 0 || large(together)) continue;
      hideSmallest(table, open, k);
      changed = true;
    }
  }
}

/** @returns false when it does not succeed while anything is shown. */
function hideUntilFeasible(table: Table, context: DisclosureContext, k: number, bin: number, rules: Rules): boolean {
  for (;;) {
    if (!table.shown.includes(true)) return false;
    const narrow = narrowCells(table, context, k, bin, rules);
    if (narrow.length === 0) return true;
    // What lies in a row or a column with a narrow cell narrows it: the smallest of those goes, rounded counts deciding.
    const near = range(table.sets.length).filter((cell) =>
      narrow.some(
        (other) =>
          Math.floor(cell / table.width) === Math.floor(other / table.width) ||
          cell % table.width === other % table.width,
      ),
    );
    if (!hideSmallest(table, near, k) && !hideSmallest(table, range(table.sets.length), k)) return false;
  }
}

function narrowCells(
  { height, width, sets, open, shown, rowShown, columnShown }: Table,
  { own }: DisclosureContext,
  k: number,
  bin: number,
  rules: Rules,
): number[] {
  const hidden = range(sets.length).filter((cell) => open[cell] && !shown[cell]);
  if (hidden.length === 0) return [];
  const boundsOf = (set: Uint8Array): Required<Bounds> => {
    const [least, most] = binOf(roundCount(sizeOf(set), bin), bin);
    return { least, most };
  };
  const margins: Margin[] = [
    { ...boundsOf(union(sets)), cells: range(sets.length) },
    ...range(height).flatMap((row) => {
      const cells = range(width).map((column) => row * width + column);
      return rowShown[row] ? [{ ...boundsOf(union(cells.map((cell) => sets[cell] as Uint8Array))), cells }] : [];
    }),
    ...range(width).flatMap((column) => {
      const cells = range(height).map((row) => row * width + column);
      return columnShown[column] ? [{ ...boundsOf(union(cells.map((cell) => sets[cell] as Uint8Array))), cells }] : [];
    }),
  ];
  const narrowFor = (known: (cell: number) => number): number[] => {
    const cells = sets.map((set, cell): Bounds => {
      if (!open[cell]) return { least: 0, most: 0 };
      return shown[cell] ? boundsOf(set) : { least: known(cell) };
    });
    const found = feasibleCells(cells, margins, hidden);
    return hidden.filter((_, index) => {
      const [least, most] = found[index] as readonly [number, number];
      return most - least + 1 < k;
    });
  };
  const everybody = narrowFor(() => 0);
  if (own === undefined || !rules.own) return everybody;
  // Who brought some of the rows knows how many of them stand in each cell.
  const brought = sets.map((set) => sizeOf(set) - sizeOf(without(set, own)));
  return [...new Set([...everybody, ...narrowFor((cell) => brought[cell] as number)])];
}

function hideSmallest(table: Table, cells: readonly number[], k: number): boolean {
  let smallest = -1;
  const weight = (cell: number): number => roundCount(sizeOf(table.sets[cell] as Uint8Array), k);
  for (const cell of cells) {
    if (table.shown[cell] && (smallest < 0 || weight(cell) < weight(smallest))) smallest = cell;
  }
  if (smallest >= 0) table.shown[smallest] = false;
  return smallest >= 0;
}

function checked({ rows, columns, cells, impossible }: CrossTableRequest): readonly Uint8Array[] {
  if (cells.length !== rows.length || cells.some((row) => row.length !== columns.length) || cells.length === 0)
    throw new RangeError('a table has a cell for each row and column');
  const sets = cells.flat();
  const total = sets.reduce((sum, set) => sum + sizeOf(set), 0);
  if (total !== sizeOf(union(sets))) throw new RangeError('a patient stands in two cells of a table');
  const peopled = cells.some((row, at) => row.some((set, column) => impossible?.[at]?.[column] && sizeOf(set) > 0));
  if (peopled) throw new RangeError('somebody stands in a cell that the dictionary calls impossible');
  return sets;
}

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

const line = <T>(values: readonly T[], from: number, count: number, step: number): T[] =>
  range(count).map((index) => values[from + index * step] as T);
