// In: trees of every size up to seventy. Out: every honest proof verifies, and no altered, swapped, dropped or doubled hash does.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { equalBytes, utf8 } from '@longview/foundation';
import { verifyConsistency } from './consistency.ts';
import { GrowingTree, foldFrontier, frontierSpans, treeHash } from './growing-tree.ts';
import { emptyRoot, leafHash, nodeHash } from './hash.ts';
import { verifyInclusion } from './inclusion.ts';

const LARGEST = 70;
const leaves = Array.from({ length: LARGEST }, (_, index) => leafHash(utf8(`leaf ${index}`)));

// RFC 6962 section 2.1 as it is written: the definitions, not the algorithms that are tested.
function mth(from: number, to: number): Uint8Array {
  if (to === from) return emptyRoot();
  if (to === from + 1) return leaves[from] as Uint8Array;
  const split = from + splitOf(to - from);
  return nodeHash(mth(from, split), mth(split, to));
}
function path(index: number, from: number, to: number): Uint8Array[] {
  if (to === from + 1) return [];
  const split = from + splitOf(to - from);
  return index < split ? [...path(index, from, split), mth(split, to)] : [...path(index, split, to), mth(from, split)];
}
function subproof(older: number, from: number, to: number, whole: boolean): Uint8Array[] {
  if (older === to) return whole ? [] : [mth(from, to)];
  const split = from + splitOf(to - from);
  return older <= split
    ? [...subproof(older, from, split, whole), mth(split, to)]
    : [...subproof(older, split, to, false), mth(from, split)];
}
const splitOf = (size: number): number => 2 ** (Math.ceil(Math.log2(size)) - 1);

/** Every way to spoil a proof by one step. */
function spoilt(proof: readonly Uint8Array[], bit: number): Uint8Array[][] {
  const flip = (hash: Uint8Array): Uint8Array => hash.with(bit >> 3, (hash[bit >> 3] as number) ^ (1 << (bit & 7)));
  return proof.flatMap((hash, at) => [
    proof.with(at, flip(hash)),
    proof.toSpliced(at, 1),
    proof.toSpliced(at, 0, hash),
    proof.with(at, hash.subarray(1)),
    ...(at > 0 ? [proof.with(at, proof[at - 1] as Uint8Array).with(at - 1, hash)] : []),
  ]);
}
const sizes = fc.integer({ min: 1, max: LARGEST });
const bits = fc.integer({ min: 0, max: 255 });

describe('tree', () => {
  test('the growing root is that of the definition at every size', () => {
    const tree = new GrowingTree();
    for (let size = 0; size <= LARGEST; size++) {
      expect(tree.root()).toEqual(mth(0, size));
      if (size < LARGEST) tree.append(leaves[size] as Uint8Array);
    }
  });

  test('a tree taken up at its frontier goes on as if it had never stopped', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const frontier = frontierSpans(size).map(({ level, index }) =>
          mth(index * 2 ** level, (index + 1) * 2 ** level),
        );
        expect(foldFrontier(frontier)).toEqual(mth(0, size));
        const tree = new GrowingTree(size, frontier);
        for (const leaf of leaves.slice(size)) tree.append(leaf);
        expect(tree.root()).toEqual(mth(0, LARGEST));
      }),
    );
    expect(() => new GrowingTree(3, [])).toThrow(RangeError);
  });

  test('a complete subtree can be appended by its root, where it fits', () => {
    const tree = new GrowingTree();
    tree.appendSubtree(2, mth(0, 4));
    tree.appendSubtree(1, mth(4, 6));
    expect(tree.root()).toEqual(mth(0, 6));
    expect(() => tree.appendSubtree(2, mth(6, 10))).toThrow(RangeError);
  });

  test('nodes are reported once, when complete', () => {
    const seen: string[] = [];
    const tree = new GrowingTree(0, [], {
      onNode: (level, index, hash) => {
        expect(hash).toEqual(mth(index * 2 ** level, (index + 1) * 2 ** level));
        seen.push(`${level}/${index}`);
      },
    });
    for (const leaf of leaves.slice(0, 7)) tree.append(leaf);
    expect(seen).toEqual(['1/0', '1/1', '2/0', '1/2']);
  });

  test('sizes just below a power of two fall apart rightly where floating point rounds', () => {
    expect(frontierSpans(2 ** 52 - 1).map(({ level }) => level)).toEqual(
      Array.from({ length: 52 }, (_, at) => 51 - at),
    );
    expect(() => frontierSpans(-1)).toThrow(RangeError);
    expect(() => frontierSpans(1.5)).toThrow(RangeError);
  });

  test('a leaf that looks like two hashes is no inner node', () => {
    const [left, right] = [leaves[0] as Uint8Array, leaves[1] as Uint8Array];
    expect(leafHash(new Uint8Array([...left, ...right]))).not.toEqual(nodeHash(left, right));
  });

  test('leaves longer than the space kept for them hash as short ones do', () => {
    const long = new Uint8Array(10_000).fill(9);
    expect(treeHash([leafHash(long), leafHash(utf8('leaf 0'))])).toEqual(
      nodeHash(leafHash(long.slice()), leaves[0] as Uint8Array),
    );
  });
});

describe('inclusion', () => {
  const claim = (index: number, size: number) => ({
    leafHash: leaves[index] as Uint8Array,
    index,
    size,
    proof: path(index, 0, size),
    root: mth(0, size),
  });

  test('every entry of every size has a proof that verifies', () => {
    for (let size = 1; size <= LARGEST; size++)
      for (let index = 0; index < size; index++) expect(verifyInclusion(claim(index, size))).toBe(true);
  });

  test('no spoilt proof verifies, nor one for another entry, place, size or root', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), sizes, bits, (size, pick, other, bit) => {
        const index = pick % size;
        const honest = claim(index, size);
        const reject = (change: object) => expect(verifyInclusion({ ...honest, ...change })).toBe(false);
        for (const proof of spoilt(honest.proof, bit)) reject({ proof });
        reject({ proof: [...honest.proof, honest.root] });
        if (other - 1 !== index) reject({ leafHash: leaves[other - 1] });
        if (other - 1 !== index) reject({ index: other - 1 });
        if (other !== size) reject({ root: mth(0, other) });
        reject({ index: size });
        reject({ index: -1 });
        reject({ index: index + 0.5 });
      }),
    );
  });
});

describe('a root that covers more than its size says', () => {
  const beyond = leafHash(utf8('beyond'));
  const over = (root: Uint8Array): Uint8Array => nodeHash(beyond, root);

  test('no proof climbs past the size', () => {
    const climb = { leafHash: leaves[3] as Uint8Array, index: 3, size: 4, proof: [...path(3, 0, 4), beyond] };
    expect(verifyInclusion({ ...climb, root: over(mth(0, 4)) })).toBe(false);
    const proof = [...subproof(3, 0, 4, true), beyond];
    expect(verifyConsistency({ from: 3, to: 4, fromRoot: over(mth(0, 3)), toRoot: over(mth(0, 4)), proof })).toBe(
      false,
    );
  });
});

describe('consistency', () => {
  const claim = (from: number, to: number) => ({
    from,
    to,
    fromRoot: mth(0, from),
    toRoot: mth(0, to),
    proof: subproof(from, 0, to, true),
  });

  test('every growth has a proof that verifies', () => {
    for (let to = 1; to <= LARGEST; to++)
      for (let from = 1; from <= to; from++) expect(verifyConsistency(claim(from, to))).toBe(true);
  });

  test('no spoilt proof verifies, nor one between other sizes or roots', () => {
    fc.assert(
      fc.property(sizes, sizes, sizes, bits, (one, two, other, bit) => {
        const [from, to] = one < two ? [one, two] : [two, one];
        const honest = claim(from, to);
        const reject = (change: object) => expect(verifyConsistency({ ...honest, ...change })).toBe(false);
        for (const proof of spoilt(honest.proof, bit)) reject({ proof });
        reject({ proof: [...honest.proof, honest.toRoot] });
        if (other !== from) reject({ fromRoot: mth(0, other) });
        if (other !== to) reject({ toRoot: mth(0, other) });
        if (from < to) reject({ from: to, to: from });
        reject({ fromRoot: new Uint8Array([...honest.fromRoot, 0]) });
        reject({ from: 0 });
      }),
    );
  });

  test('the empty tree proves nothing, not even against itself', () => {
    const root = emptyRoot();
    expect(verifyConsistency({ from: 0, to: 0, fromRoot: root, toRoot: root, proof: [] })).toBe(false);
    expect(verifyConsistency({ from: 0, to: 1, fromRoot: root, toRoot: mth(0, 1), proof: [] })).toBe(false);
    expect(equalBytes(root, mth(0, 0))).toBe(true);
  });
});
