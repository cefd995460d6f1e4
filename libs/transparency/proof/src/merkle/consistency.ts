// In: two sizes, their roots, a proof. Out: whether the larger tree begins with the smaller one (RFC 9162 section 2.1.4.2).
import { equalBytes } from '@longview/foundation';
import { HASH_BYTES, nodeHash } from './hash.ts';

export interface ConsistencyClaim {
  readonly from: number;
  readonly to: number;
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * Whether the claim holds. False from an empty tree, even to an empty one: every tree begins with it, so such a proof
 * would say nothing and must not count as one.
 */
export function verifyConsistency({ from, to, fromRoot, toRoot, proof }: ConsistencyClaim): boolean {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from <= 0 || to < from) return false;
  if (from === to) return proof.length === 0 && equalBytes(fromRoot, toRoot);
  if (proof.length === 0) return false;
  if (![fromRoot, toRoot, ...proof].every((hash) => hash.length === HASH_BYTES)) return false;

  let node = from - 1;
  let last = to - 1;
  while (node % 2 === 1) [node, last] = [(node - 1) / 2, Math.floor(last / 2)];
  // A complete smaller tree is itself the first subtree, so the proof leaves it out.
  const [seed, ...rest] = node === 0 ? [fromRoot, ...proof] : proof;
  let older = seed as Uint8Array;
  let newer = older;
  for (const hash of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      older = nodeHash(hash, older);
      newer = nodeHash(hash, newer);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      newer = nodeHash(newer, hash);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && equalBytes(older, fromRoot) && equalBytes(newer, toRoot);
}
