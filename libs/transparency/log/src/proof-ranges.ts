// In: an index and sizes. Out: the runs of leaves whose tree hashes make up a proof, in proof order (RFC 6962 sections 2.1.1 and 2.1.2).

/** Leaves `from` to `from + size - 1`. */
export interface Range {
  readonly from: number;
  readonly size: number;
}

/** PATH(index, D[size]): from the leaf's sibling up. */
export function inclusionRanges(index: number, size: number, from = 0): readonly Range[] {
  if (size === 1) return [];
  const split = splitOf(size);
  return index < split
    ? [...inclusionRanges(index, split, from), { from: from + split, size: size - split }]
    : [...inclusionRanges(index - split, size - split, from + split), { from, size: split }];
}

/** PROOF(older, D[newer]), for 0 < older <= newer. */
export const consistencyRanges = (older: number, newer: number): readonly Range[] => subproof(older, newer, 0, true);

/** SUBPROOF: a subtree that is the whole older tree is left out, for its reader knows that root. */
function subproof(older: number, newer: number, from: number, known: boolean): readonly Range[] {
  if (older === newer) return known ? [] : [{ from, size: newer }];
  const split = splitOf(newer);
  return older <= split
    ? [...subproof(older, split, from, known), { from: from + split, size: newer - split }]
    : [...subproof(older - split, newer - split, from + split, false), { from, size: split }];
}

/** The largest power of two below a size of two or more. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}
