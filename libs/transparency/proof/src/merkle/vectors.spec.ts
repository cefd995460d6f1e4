// In: the proofs of transparency-dev/merkle, valid and spoilt. Out: each is accepted or rejected exactly as the vectors say.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { fromBase64, fromHex, toHex } from '@longview/foundation';
import { verifyConsistency } from './consistency.ts';
import { treeHash } from './growing-tree.ts';
import { leafHash } from './hash.ts';
import { verifyInclusion } from './inclusion.ts';

interface Vector {
  readonly case: string;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}
interface InclusionVector extends Vector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
}
interface ConsistencyVector extends Vector {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
}

const vectors = <V>(name: string): V[] =>
  JSON.parse(
    readFileSync(new URL(`../../../../../test/conformance/vectors/${name}.json`, import.meta.url), 'utf8'),
  ) as V[];
const hashes = ({ proof }: Vector) => (proof ?? []).map(fromBase64);

describe('RFC 6962 vectors of transparency-dev/merkle', () => {
  const inclusion = vectors<InclusionVector>('rfc6962-inclusion');
  const consistency = vectors<ConsistencyVector>('rfc6962-consistency');

  test('both files are whole', () => {
    expect([inclusion.length, consistency.length]).toEqual([98, 98]);
  });

  test.each(inclusion.map((vector) => [vector.case, vector] as const))('inclusion %s', (_, vector) => {
    const holds = verifyInclusion({
      leafHash: fromBase64(vector.leafHash),
      index: vector.leafIdx,
      size: vector.treeSize,
      proof: hashes(vector),
      root: fromBase64(vector.root),
    });
    expect(holds).toBe(!vector.wantErr);
  });

  test.each(consistency.map((vector) => [vector.case, vector] as const))('consistency %s', (_, vector) => {
    const holds = verifyConsistency({
      from: vector.size1,
      to: vector.size2,
      fromRoot: fromBase64(vector.root1),
      toRoot: fromBase64(vector.root2),
      proof: hashes(vector),
    });
    expect(holds).toBe(!vector.wantErr);
  });
});

// transparency-dev/merkle testonly/constants.go: the eight leaves of Certificate Transparency's reference tree.
test('the reference tree of eight leaves has its published root', () => {
  const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const root = treeHash(leaves.map((leaf) => leafHash(fromHex(leaf))));
  expect(toHex(root)).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
});
