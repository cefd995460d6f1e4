// In: sets of patients as they are told. Out: the different ones by size, in words of 32: as everybody sees them, and as the asker does who can
// subtract its own patients. Only sets whose sizes fit can lie near to each other, so that of thousands told a few are looked at.

export interface ToldSet {
  readonly words: Uint32Array;
  readonly size: number;
}

/** Ascending by size. */
export type BySize = readonly ToldSet[];

export interface View {
  readonly own?: Uint32Array;
  readonly told: BySize;
}

export class ToldSets {
  #views: readonly View[];

  constructor(own?: Uint8Array) {
    this.#views = [{ told: [] }, ...(own ? [{ own: toldOf(own).words, told: [] }] : [])];
  }

  get views(): readonly View[] {
    return this.#views;
  }

  /** Nothing was told, not even of nobody. */
  get empty(): boolean {
    return this.#views[0]?.told.length === 0;
  }

  add(sets: readonly Uint8Array[]): void {
    this.#views = this.#views.map((view) => ({
      ...view,
      told: sets.reduce<BySize>((told, set) => among(told, toldOf(set, view.own)), view.told),
    }));
  }
}

/** The place of the first that is not smaller. */
export function firstOf(told: BySize, size: number): number {
  let [low, high] = [0, told.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((told[middle] as ToldSet).size < size) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** With one more; the same set twice says nothing new. */
export function among(told: BySize, next: ToldSet): BySize {
  const place = firstOf(told, next.size);
  for (let at = place; told[at]?.size === next.size; at++)
    if (same((told[at] as ToldSet).words, next.words)) return told;
  return told.toSpliced(place, 0, next);
}

/** Of two releases the shorter one has nobody beyond its end. */
function same(left: Uint32Array, right: Uint32Array): boolean {
  for (let at = 0; at < Math.max(left.length, right.length); at++)
    if ((left[at] ?? 0) !== (right[at] ?? 0)) return false;
  return true;
}

/** The bits in words of 32, copied, without `own`; what is missing in the last word is nobody. */
export function toldOf(set: Uint8Array, own?: Uint32Array): ToldSet {
  const words = new Uint32Array((set.length + 3) >> 2);
  new Uint8Array(words.buffer).set(set);
  let size = 0;
  for (let at = 0; at < words.length; at++) {
    const word = (words[at] as number) & ~(own?.[at] ?? 0);
    words[at] = word;
    size += bitsIn(word);
  }
  return { words, size };
}

/** Bits set in a word, added up in halves: pairs, nibbles, bytes. */
export function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
