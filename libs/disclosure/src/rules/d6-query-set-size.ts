// D6. In: a set and the population it is drawn from. Out: whether the set, and what is left without it, are both large enough.
import { sizeOf, without } from '../bitmap.ts';

/** k <= |Q| <= N − k, unless Q is everybody. @throws RangeError when the set is not part of the population. */
export function largeEnough(set: Uint8Array, population: Uint8Array, k: number): boolean {
  if (sizeOf(without(set, population)) > 0) throw new RangeError('the set reaches beyond its population');
  const [size, everybody] = [sizeOf(set), sizeOf(population)];
  return size >= k && (size === everybody || size <= everybody - k);
}
