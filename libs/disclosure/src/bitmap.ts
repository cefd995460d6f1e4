// In: sets of patients as packed bits over one numbering. Out: their sizes and combinations.
// Refuses (throws) sets of different length: they come from different numberings and cannot be compared.

export function sizeOf(set: Uint8Array): number {
  const words = wordsOf(set);
  let size = 0;
  for (const word of words) size += bitsIn(word);
  for (let at = 4 * words.length; at < set.length; at++) size += bitsIn(set[at] as number);
  return size;
}

/**
 * Whether 1 to k − 1 patients are in one set and not in the other, those in `removed` left out. Sets of two releases may be of different
 * length: their numbering is the same and only grows, so nobody of the shorter one lies beyond its end.
 */
export function isNear(left: Uint8Array, right: Uint8Array, k: number, removed?: Uint8Array): boolean {
  const [ours, theirs] = [wordsOf(left), wordsOf(right)];
  const out = removed && wordsOf(removed);
  const common = Math.min(ours.length, theirs.length, out?.length ?? Infinity);
  let different = 0;
  // Most sets are far apart, and then a few words tell: a permit may have been told thousands.
  for (let index = 0; index < common; index++) {
    const apart = ((ours[index] as number) ^ (theirs[index] as number)) & ~(out?.[index] ?? 0);
    if (apart === 0) continue;
    different += bitsIn(apart);
    if (different >= k) return false;
  }
  for (let at = 4 * common; at < Math.max(left.length, right.length) && different < k; at++)
    different += bitsIn(((left[at] ?? 0) ^ (right[at] ?? 0)) & ~(removed?.[at] ?? 0));
  return different > 0 && different < k;
}

/** Of one numbering; the longer one has nobody where the other ends. */
export function equalSets(left: Uint8Array, right: Uint8Array): boolean {
  for (let at = 0; at < Math.max(left.length, right.length); at++)
    if ((left[at] ?? 0) !== (right[at] ?? 0)) return false;
  return true;
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

/** The same bits in words of 32, as far as they fill one; copied only when their bytes lie across words. */
function wordsOf(set: Uint8Array): Uint32Array {
  const { buffer, byteOffset } = set.byteOffset % 4 === 0 ? set : set.slice();
  return new Uint32Array(buffer, byteOffset, set.length >> 2);
}

/** Bits set in a word, added up in halves: pairs, nibbles, bytes. */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
