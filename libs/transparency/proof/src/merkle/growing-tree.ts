// In: leaf hashes, one after the other. Out: the root of RFC 6962 at every size, in memory that grows with the logarithm of the size.
import { emptyRoot, nodeHash } from './hash.ts';
import type { Sha256 } from './hash.ts';

/** Called for every inner node that has become complete: it will never change again. Level 1 joins two leaves. */
export type NodeSeen = (level: number, index: number, hash: Uint8Array) => void;

interface Options {
  readonly hash?: Sha256;
  readonly onNode?: NodeSeen;
}

/**
 * A tree that remembers only its frontier: the roots of the complete subtrees that a size falls into, largest first
 * (one for each bit set in the size).
 */
export class GrowingTree {
  readonly #frontier: Uint8Array[];
  readonly #hash: Sha256 | undefined;
  readonly #onNode: NodeSeen | undefined;
  #size: number;

  /**
   * Begins empty, or at a size with its frontier.
   * @throws RangeError when the frontier is not that of the size.
   */
  constructor(size = 0, frontier: readonly Uint8Array[] = [], options: Options = {}) {
    if (frontierSpans(size).length !== frontier.length)
      throw new RangeError(`${frontier.length} hashes for size ${size}`);
    this.#size = size;
    this.#frontier = [...frontier];
    this.#hash = options.hash;
    this.#onNode = options.onNode;
  }

  get size(): number {
    return this.#size;
  }

  append(leaf: Uint8Array): void {
    this.#carry(leaf, this.#size, 0);
    this.#size += 1;
  }

  /**
   * Appends a complete subtree of 2^level leaves by its root.
   * @throws RangeError when the tree does not stand at a multiple of that size.
   */
  appendSubtree(level: number, root: Uint8Array): void {
    const leaves = 2 ** level;
    if (this.#size % leaves !== 0) throw new RangeError(`a subtree of ${leaves} cannot begin at ${this.#size}`);
    this.#carry(root, this.#size / leaves, level);
    this.#size += leaves;
  }

  root(): Uint8Array {
    return foldFrontier(this.#frontier, this.#hash);
  }

  #carry(hash: Uint8Array, position: number, from: number): void {
    let level = from;
    let index = position;
    let joined = hash;
    // A left sibling that waits makes a complete parent: carry, as in binary addition.
    while (index % 2 === 1) {
      joined = nodeHash(this.#frontier.pop() as Uint8Array, joined, this.#hash);
      level += 1;
      index = (index - 1) / 2;
      this.#onNode?.(level, index, joined);
    }
    this.#frontier.push(joined);
  }
}

/** A complete subtree: 2^level leaves beginning at index * 2^level. */
export interface NodeId {
  readonly level: number;
  readonly index: number;
}

/**
 * The complete subtrees that leaves `from` to `from + size - 1` fall into, largest first.
 * `from` must be a multiple of the smallest power of two that is not below `size`, as in every subtree of RFC 6962.
 */
export function frontierSpans(size: number, from = 0): readonly NodeId[] {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('a size is a whole number that is not negative');
  const spans: NodeId[] = [];
  let start = from;
  let left = size;
  while (left > 0) {
    // Not Math.log2: it rounds up just below the larger powers of two.
    let level = 0;
    while (2 ** (level + 1) <= left) level += 1;
    spans.push({ level, index: start / 2 ** level });
    start += 2 ** level;
    left -= 2 ** level;
  }
  return spans;
}

/** Joins the roots of complete subtrees, largest first, into the root of the whole. */
export function foldFrontier(frontier: readonly Uint8Array[], hash?: Sha256): Uint8Array {
  let root: Uint8Array | undefined;
  for (const subtree of frontier.toReversed()) root = root === undefined ? subtree : nodeHash(subtree, root, hash);
  return root ?? emptyRoot(hash);
}

/** Root of a whole list of leaf hashes: MTH of RFC 6962 section 2.1. */
export function treeHash(leafHashes: Iterable<Uint8Array>, hash?: Sha256): Uint8Array {
  const tree = new GrowingTree(0, [], hash === undefined ? {} : { hash });
  for (const leaf of leafHashes) tree.append(leaf);
  return tree.root();
}
