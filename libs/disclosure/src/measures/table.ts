// In: the cells of a one-way table, which together are everybody in it. Out: rounded counts, small cells and what would give them away held
// back (D3, D4, D5). Refuses a table of which no cell can be shown. Observed zeros are small cells; impossible ones are shown.
import { sizeOf, union } from '../bitmap.ts';
import type { DisclosureContext, Rules } from '../context.ts';
import { views } from '../context.ts';
import { thresholdOf } from '../rules/d2-threshold.ts';
import { largestRounding, roundCount } from '../rules/d4-rounding.ts';
import { shownParts } from '../rules/d5-complement.ts';
import type { CountProtection, Drafted } from './draft.ts';

export interface TableRequest {
  readonly measure: 'table';
  readonly cells: readonly {
    readonly label: string;
    readonly patients: Uint8Array;
    /** The dictionary says that nobody can be in this cell: its zero is no observation. */
    readonly impossible?: boolean;
  }[];
}

export interface TableAnswer {
  readonly measure: 'table';
  /** Null: held back. Which of them were small themselves is not said. */
  readonly cells: readonly { readonly label: string; readonly patients: number | null }[];
  readonly protection: CountProtection;
}

export function draftTable(
  { cells }: TableRequest,
  context: DisclosureContext,
  rules: Rules,
): Drafted<TableAnswer> | undefined {
  const k = thresholdOf(context.audience);
  const bin = rules.rounding ? k : 1;
  const whole = union(cells.map(({ patients }) => patients));
  const sizes = cells.map(({ patients }) => sizeOf(patients));
  if (sizes.reduce((total, size) => total + size, 0) !== sizeOf(whole))
    throw new RangeError('a patient stands in two cells of a table');
  if (cells.some(({ impossible }, index) => impossible === true && sizes[index] !== 0))
    throw new RangeError('somebody stands in a cell that the dictionary calls impossible');
  const open = cells.filter(({ impossible }) => impossible !== true);
  const large = (set: Uint8Array): boolean => views(set, context, rules).every((seen) => sizeOf(seen) >= k);
  const parts = open.map(({ patients }) => ({
    passes: !rules.threshold || large(patients) || (!rules.zero && sizeOf(patients) === 0),
    weight: roundCount(sizeOf(patients), k),
  }));
  const shown = shownParts(parts, (heldBack) => {
    if (!rules.complement) return true;
    const hidden = union(open.filter((_, index) => heldBack[index]).map(({ patients }) => patients));
    // A single cell held back is therefore empty; with bins whose edges are multiples of k, a rounded total leaves it 0 to k − 1.
    return sizeOf(hidden) === 0 || large(hidden);
  });
  if (!shown.includes(true)) return undefined;
  const visible = new Set(open.filter((_, index) => shown[index]));
  const told = [...visible].map(({ patients }) => patients).filter((set) => sizeOf(set) > 0);
  const answer: TableAnswer = {
    measure: 'table',
    cells: cells.map((cell) => ({
      label: cell.label,
      patients: cell.impossible === true ? 0 : visible.has(cell) ? shownCount(sizeOf(cell.patients), bin, rules) : null,
    })),
    protection: { rule: 'D3-D5', k, largestShift: largestRounding(bin) },
  };
  // The whole counts as told: the asker may ask for its size in the next breath.
  return { answer, sets: [whole, union(told), ...told] };
}

/** An observed zero is never shown with every rule in force; a reader of one who knows somebody in the table has learnt something. */
const shownCount = (count: number, bin: number, rules: Rules): number =>
  !rules.zero && count === 0 ? 0 : roundCount(count, bin);
