// In: a leaf hash, its index, a size, a proof, a root. Out: whether the proof leads from that leaf to that root (RFC 9162 section 2.1.3.2).
import { equalBytes } from '@longview/foundation';
import { HASH_BYTES, nodeHash } from './hash.ts';

/** What an inclusion proof claims; `proof` goes from the leaf's sibling to the root's child. */
export interface InclusionClaim {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Whether the claim holds. False for an index outside the size and for a proof that is too short, too long or altered. */
export function verifyInclusion({ leafHash, index, size, proof, root }: InclusionClaim): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  if (![leafHash, root, ...proof].every((hash) => hash.length === HASH_BYTES)) return false;
  // Not bit operators: those of ECMAScript stop at 32 bits and a log does not.
  let node = index;
  let last = size - 1;
  let reached = leafHash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      reached = nodeHash(sibling, reached);
      // On the right edge the levels where nothing stands to the right carry no hash.
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      reached = nodeHash(reached, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && equalBytes(reached, root);
}
