// D7. In: a set and the sets already told to the same permit (for the public: to anybody). Out: whether the two answers may be subtracted.
// Rounding protects one table; only this protects a series of tables (two answers that differ by one person give that person away).
import { isNear } from '../bitmap.ts';

/** False when some earlier set differs from this one by 1 to k − 1 patients, those in `removed` left out. */
export const keepsDistance = (set: Uint8Array, told: readonly Uint8Array[], k: number, removed?: Uint8Array): boolean =>
  told.every((earlier) => !isNear(set, earlier, k, removed));

/** The same for an asker who can subtract the rows that its own organisation brought: with them and without them. */
export const keepsDistanceFor = (
  set: Uint8Array,
  told: readonly Uint8Array[],
  k: number,
  own: Uint8Array | undefined,
): boolean => keepsDistance(set, told, k) && (own === undefined || keepsDistance(set, told, k, own));
