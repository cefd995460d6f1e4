// In: sets of patients as packed bits over one numbering. Out: their sizes and combinations.
// Refuses (throws) sets of different length: they come from different numberings and cannot be compared.

export function sizeOf(set: Uint8Array): number {
  let size = 0;
  for (const byte of set) size += BITS_SET[byte] as number;
  return size;
}

/** |left Δ right|. */
export function distance(left: Uint8Array, right: Uint8Array): number {
  sameNumbering(left, right);
  let size = 0;
  for (let index = 0; index < left.length; index++)
    size += BITS_SET[(left[index] as number) ^ (right[index] as number)] as number;
  return size;
}

export function without(set: Uint8Array, removed: Uint8Array): Uint8Array {
  sameNumbering(set, removed);
  return set.map((byte, index) => byte & ~(removed[index] as number));
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

const BITS_SET = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);
