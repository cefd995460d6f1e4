// D7. In: a set and the sets already told to the same permit (for the public: to anybody). Out: whether the two answers may be subtracted.
// Rounding protects one table; only this protects a series of tables (two answers that differ by one person give that person away).
import { distance } from '../bitmap.ts';

/** False when some earlier set differs from this one by 1 to k − 1 patients. */
export const keepsDistance = (set: Uint8Array, told: readonly Uint8Array[], k: number): boolean =>
  told.every((earlier) => {
    const different = distance(set, earlier);
    return different === 0 || different >= k;
  });
