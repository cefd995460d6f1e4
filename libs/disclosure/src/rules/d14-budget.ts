// D14. In: how many answers a permit was given, and when. Out: what is left of its thirty days. Stored answers that are repeated cost nothing.

export const BUDGET = 500;
const WINDOW_MS = 30 * 86_400_000;

/** Milliseconds since 1970 of the answers that were computed. */
export const budgetLeft = (answered: readonly number[], now: number): number =>
  Math.max(0, BUDGET - answered.filter((at) => at > now - WINDOW_MS).length);
