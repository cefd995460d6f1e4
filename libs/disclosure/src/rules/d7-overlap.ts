// D7. In: a set and the sets already told to the same permit (for the public: to anybody). Out: whether the two answers may be subtracted.
// Rounding protects one table; only this protects a series of tables (two answers that differ by one person give that person away).
import { isNear } from '../bitmap.ts';
import { bitsIn, firstOf, type ToldSet, type ToldSets, toldOf } from '../told-sets.ts';

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

/** The same against everything told to a permit, of which only sets of fitting size are looked at; with the asker's own patients and without them. */
export const keepsDistanceFrom = (set: Uint8Array, told: ToldSets, k: number): boolean =>
  told.views.every((view) => {
    const asked = toldOf(set, view.own);
    for (let at = firstOf(view.told, asked.size - k + 1); at < view.told.length; at++) {
      const other = view.told[at] as ToldSet;
      if (other.size >= asked.size + k) break;
      if (differByFew(asked.words, other.words, k)) return false;
    }
    return true;
  });

function differByFew(left: Uint32Array, right: Uint32Array, k: number): boolean {
  const length = Math.max(left.length, right.length);
  let different = 0;
  // Most sets are far apart, and then a few words tell.
  for (let at = 0; at < length && different < k; at++) different += bitsIn((left[at] ?? 0) ^ (right[at] ?? 0));
  return different > 0 && different < k;
}
