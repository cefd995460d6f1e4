// D-KM, step 7. In: the feasible range of a curve. Out: an interval of grid days that surely holds the exact median, or that it is not
// reached, or nothing when protection leaves it too wide.
import type { FeasibleRange } from './feasible-range.ts';

export type ProtectedMedian =
  /** The exact median lies after `after` and not later than `upTo`, in days. */
  | { readonly state: 'within'; readonly after: number; readonly upTo: number }
  /** No data that are shown like this reach it within the curve. */
  | { readonly state: 'notReached' }
  | { readonly state: 'withheld' };

/** An interval of more grid steps than this would be read as a precision that the rule has taken away. */
export const WIDEST_MEDIAN = 4;

export function protectedMedian(days: readonly number[], { low, high }: FeasibleRange): ProtectedMedian {
  const earliest = low.findIndex((survival) => survival <= 0.5);
  if (earliest < 0) return { state: 'notReached' };
  const latest = high.findIndex((survival) => survival <= 0.5);
  if (latest < 0 || latest - earliest + 1 > WIDEST_MEDIAN) return { state: 'withheld' };
  return { state: 'within', after: days[earliest - 1] as number, upTo: days[latest] as number };
}
