// D7, in threes. In: a set and the sets already told. Out: whether with two of them it would speak of 1 to k − 1 patients: one of the three is, but for
// those few, the other two together. Exact, as the pairwise test is; what takes four or more is left to the row space.
import { among, bitsIn, type BySize, firstOf, type ToldSet, type ToldSets, toldOf } from '../told-sets.ts';

/** Whether these can be told as well, each also beside the others. */
export const keepApartInThrees = (sets: readonly Uint8Array[], before: ToldSets, k: number): boolean =>
  before.views.every((view) => {
    let told = view.told;
    return sets.every((set) => {
      const asked = toldOf(set, view.own);
      const apart = !speaksOfFew(asked, told, k);
      told = among(told, asked);
      return apart;
    });
  });

/**
 * A sum is but for a few a third set only if each part is but for so few within it, and the parts are but for so few apart. That tells of almost every
 * set told that it makes no three with the one asked; of the rest the other part is looked for where its size must lie. Whoever is in both parts and
 * not in the third counts twice in the sum of the sizes.
 */
function speaksOfFew(asked: ToldSet, told: BySize, k: number): boolean {
  const most = k - 1;
  for (const one of told) {
    if (one.size === 0) continue;
    const { onlyOne, onlyAsked, both } = overlap(one.words, asked.words, k);
    const [less, more, all] = [asked.size - one.size, one.size - asked.size, asked.size + one.size];
    const found =
      (onlyOne < k && someOther(told, [less - most, less + 2 * most], one, (other) => sum(one, other, asked, k))) ||
      (onlyAsked < k && someOther(told, [more - most, more + 2 * most], one, (other) => sum(asked, other, one, k))) ||
      (both < k && someOther(told, [all - 2 * most, all + most], one, (other) => sum(asked, one, other, k)));
    if (found) return true;
  }
  return false;
}

function someOther(
  told: BySize,
  [smallest, largest]: readonly [number, number],
  one: ToldSet,
  isThird: (other: ToldSet) => boolean,
): boolean {
  for (let at = firstOf(told, Math.max(1, smallest)); at < told.length; at++) {
    const other = told[at] as ToldSet;
    if (other.size > largest) return false;
    if (other !== one && isThird(other)) return true;
  }
  return false;
}

/** How many are in the one alone, in the asked alone, in both; no further than is needed to know that each is k or more. */
function overlap(one: Uint32Array, asked: Uint32Array, k: number) {
  let [onlyOne, onlyAsked, both] = [0, 0, 0];
  for (let at = 0; at < Math.max(one.length, asked.length); at++) {
    const [a, q] = [one[at] ?? 0, asked[at] ?? 0];
    onlyOne += bitsIn(a & ~q);
    onlyAsked += bitsIn(q & ~a);
    both += bitsIn(a & q);
    if (onlyOne >= k && onlyAsked >= k && both >= k) break;
  }
  return { onlyOne, onlyAsked, both };
}

/** Whether there are 1 to k − 1 patients of whom the sum of two is not the third. */
function sum(part: ToldSet, other: ToldSet, third: ToldSet, k: number): boolean {
  const [left, right, whole] = [part.words, other.words, third.words];
  const length = Math.max(left.length, right.length, whole.length);
  let few = 0;
  for (let at = 0; at < length && few < k; at++) {
    const [a, b, c] = [left[at] ?? 0, right[at] ?? 0, whole[at] ?? 0];
    few += bitsIn((a ^ b ^ c) | (a & b));
  }
  return few > 0 && few < k;
}
