// D7, in threes. In: a set and the sets already told. Out: whether with two of them it would speak of 1 to k − 1 patients: one of the three is, but for
// those few, the other two together. Exact, as the pairwise test is; what takes four or more is left to the row space.

interface Told {
  readonly words: Uint32Array;
  readonly size: number;
}

export class Threes {
  /** As everybody sees the sets, and as the asker does who can subtract its own patients. */
  readonly #views: { readonly own?: Uint32Array; told: readonly Told[] }[];

  constructor(
    private readonly k: number,
    own?: Uint8Array,
  ) {
    this.#views = [{ told: [] }, ...(own ? [{ own: wordsOf(own), told: [] }] : [])];
  }

  add(sets: readonly Uint8Array[]): void {
    for (const view of this.#views) for (const set of sets) view.told = among(view.told, toldOf(set, view.own));
  }

  /** Whether these can be told as well, each also beside the others. Remembers nothing. */
  admits(sets: readonly Uint8Array[]): boolean {
    return this.#views.every(({ own, told: before }) => {
      let told = before;
      return sets.every((set) => {
        const asked = toldOf(set, own);
        const apart = !this.#near(asked, told);
        told = among(told, asked);
        return apart;
      });
    });
  }

  /** Only a pair whose sizes fit can be a three with it: of one of them the other is looked for where its size must lie. */
  #near(asked: Told, told: readonly Told[]): boolean {
    for (const one of told) {
      const fitting = [asked.size - one.size, one.size - asked.size, asked.size + one.size];
      for (const size of fitting) {
        if (size <= 0) continue;
        for (let at = firstOf(told, size - this.k + 1); at < told.length; at++) {
          const other = told[at] as Told;
          if (other.size >= size + this.k) break;
          if (other !== one && speaksOfFew(asked.words, one.words, other.words, this.k)) return true;
        }
      }
    }
    return false;
  }
}

function speaksOfFew(asked: Uint32Array, one: Uint32Array, other: Uint32Array, k: number): boolean {
  const length = Math.max(asked.length, one.length, other.length);
  // Patients of whom the sum of two is not the third, for each of the three that can be the sum.
  let [sumIsAsked, sumIsOne, sumIsOther] = [0, 0, 0];
  for (let at = 0; at < length; at++) {
    const [q, a, b] = [asked[at] ?? 0, one[at] ?? 0, other[at] ?? 0];
    const odd = q ^ a ^ b;
    sumIsAsked += bitsIn(odd | (a & b));
    sumIsOne += bitsIn(odd | (q & b));
    sumIsOther += bitsIn(odd | (q & a));
    if (sumIsAsked >= k && sumIsOne >= k && sumIsOther >= k) return false;
  }
  return [sumIsAsked, sumIsOne, sumIsOther].some((few) => few > 0 && few < k);
}

/** The place of the first that is not smaller. */
function firstOf(told: readonly Told[], size: number): number {
  let [low, high] = [0, told.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((told[middle] as Told).size < size) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By size; the same set twice makes no new three. */
function among(told: readonly Told[], next: Told): readonly Told[] {
  const place = firstOf(told, next.size);
  for (let at = place; told[at]?.size === next.size; at++) if (same((told[at] as Told).words, next.words)) return told;
  return next.size === 0 ? told : told.toSpliced(place, 0, next);
}

/** Of two releases the shorter one has nobody beyond its end. */
function same(left: Uint32Array, right: Uint32Array): boolean {
  for (let at = 0; at < Math.max(left.length, right.length); at++)
    if ((left[at] ?? 0) !== (right[at] ?? 0)) return false;
  return true;
}

function toldOf(set: Uint8Array, own: Uint32Array | undefined): Told {
  const words = wordsOf(set);
  let size = 0;
  for (let at = 0; at < words.length; at++) {
    const word = (words[at] as number) & ~(own?.[at] ?? 0);
    words[at] = word;
    size += bitsIn(word);
  }
  return { words, size };
}

/** The bits in words of 32, copied; what is missing in the last word is nobody. */
function wordsOf(set: Uint8Array): Uint32Array {
  const words = new Uint32Array((set.length + 3) >> 2);
  new Uint8Array(words.buffer).set(set);
  return words;
}

function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
