// In: sets of patients as packed bits over one numbering. Out: their sizes and combinations.
// Refuses (throws) sets of different length: they come from different numberings and cannot be compared.

export function sizeOf(set: Uint8Array): number {
  let size = 0;
  for (const word of wordsOf(set)) size += bitsIn(word);
  return size;
}

/** |left Δ right|. */
export function distance(left: Uint8Array, right: Uint8Array): number {
  sameNumbering(left, right);
  const [ours, theirs] = [wordsOf(left), wordsOf(right)];
  let size = 0;
  for (let index = 0; index < ours.length; index++) size += bitsIn((ours[index] as number) ^ (theirs[index] as number));
  return size;
}

export function without(set: Uint8Array, removed: Uint8Array): Uint8Array {
  sameNumbering(set, removed);
  const left = new Uint8Array(set.length);
  for (let index = 0; index < left.length; index++) left[index] = (set[index] as number) & ~(removed[index] as number);
  return left;
}

export function union(sets: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(sets[0]?.length ?? 0);
  for (const set of sets) {
    sameNumbering(all, set);
    for (let index = 0; index < all.length; index++) all[index] = (all[index] as number) | (set[index] as number);
  }
  return all;
}

function sameNumbering(left: Uint8Array, right: Uint8Array): void {
  if (left.length !== right.length) throw new RangeError('sets of patients from different numberings');
}

/** The same bits in words of 32, padded with zeros: an audit compares every set with every set told before. */
function wordsOf(set: Uint8Array): Uint32Array {
  if (set.byteOffset % 4 === 0 && set.length % 4 === 0)
    return new Uint32Array(set.buffer, set.byteOffset, set.length / 4);
  const padded = new Uint8Array(Math.ceil(set.length / 4) * 4);
  padded.set(set);
  return new Uint32Array(padded.buffer);
}

/** Bits set in a word, added up in halves: pairs, nibbles, bytes. */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
