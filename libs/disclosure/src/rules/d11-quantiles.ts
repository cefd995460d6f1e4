// D11. In: how many patients a set of values has. Out: which summaries may be told. Beyond a quantile lie that share of the patients, and
// they are never fewer than k: the smallest and the largest value are somebody's own, and are never told.

export const QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9] as const;
export type Quantile = (typeof QUANTILES)[number];

/** Patients without whom a quantile is not told: 2k for the median, 4k for quartiles, 10k for the tenths. */
export const neededFor = (quantile: Quantile, k: number): number => Math.round(k / Math.min(quantile, 1 - quantile));

/** For sums of money: the two largest payers hold at most this share, and nobody can be told from the rest to within this. */
const DOMINANCE = 0.9;
const PRIOR_POSTERIOR = 0.1;

/** nk(2, 90 %) and p 10 %: of few large amounts a sum or a mean is nearly one person's own. */
export function dominated(amounts: readonly number[]): boolean {
  const sorted = amounts.toSorted((left, right) => right - left);
  const total = sorted.reduce((sum, amount) => sum + amount, 0);
  const [first = 0, second = 0] = sorted;
  return first + second > DOMINANCE * total || total - first - second < PRIOR_POSTERIOR * first;
}
