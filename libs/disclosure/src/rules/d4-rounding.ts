// D4. In: a count and k. Out: the middle of the bin of k counts that it lies in.
// The bins 0..k−1, k..2k−1, ... share their edges with every threshold of the other rules (k, 2k, 80): whether a figure is shown
// is therefore already known from the rounded figure, and refusing or stopping tells nothing more.

/** floor(x / k)·k + floor(k / 2): 0..4 become 2, 5..9 become 7. Monotone, so rounded cumulative counts never fall. */
export const roundCount = (count: number, k: number): number => Math.floor(count / k) * k + Math.floor(k / 2);

/** The smallest and the largest count that are shown as this one. */
export function binOf(shown: number, k: number): readonly [low: number, high: number] {
  const low = shown - Math.floor(k / 2);
  return [low, low + k - 1];
}

/** The largest distance between a count and what is shown for it. */
export const largestRounding = (k: number): number => Math.max(Math.floor(k / 2), k - 1 - Math.floor(k / 2));
