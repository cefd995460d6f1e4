// In: leaf bytes, or two child hashes. Out: 32-byte hashes of RFC 6962 section 2.1. Refuses nothing: lengths are checked where proofs come in.
import { sha256 } from '@noble/hashes/sha2.js';

/** SHA-256; a caller outside a browser may hand in a faster one. It keeps no reference to the bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export const HASH_BYTES = 32;

// The two prefixes keep a leaf from being passed off as an inner node (second preimage).
const LEAF = 0x00;
const NODE = 0x01;

// One input at a time is laid out here: allocating a fresh array costs as much as hashing it.
let leafInput = new Uint8Array(4096);
const nodeInput = new Uint8Array(1 + 2 * HASH_BYTES);
leafInput[0] = LEAF;
nodeInput[0] = NODE;

/** Hash of a leaf: SHA-256(0x00 || leaf). RFC 6962 section 2.1. */
export function leafHash(leaf: Uint8Array, hash: Sha256 = sha256): Uint8Array {
  if (leaf.length >= leafInput.length) {
    leafInput = new Uint8Array(2 * leaf.length);
    leafInput[0] = LEAF;
  }
  leafInput.set(leaf, 1);
  return hash(leafInput.subarray(0, 1 + leaf.length));
}

/** Hash of an inner node: SHA-256(0x01 || left || right), each of 32 bytes. RFC 6962 section 2.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array, hash: Sha256 = sha256): Uint8Array {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_BYTES);
  return hash(nodeInput);
}

/** Root of the tree without leaves: SHA-256 of nothing. RFC 6962 section 2.1. */
export const emptyRoot = (hash: Sha256 = sha256): Uint8Array => hash(new Uint8Array(0));
