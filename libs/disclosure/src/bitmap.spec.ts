import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { distance, sizeOf, union, without } from './bitmap.ts';

const members = fc.uniqueArray(fc.nat(90));
const packed = (numbers: readonly number[], offset = 0): Uint8Array => {
  const set = new Uint8Array(new ArrayBuffer(20), offset, 12);
  for (const member of numbers) set[member >> 3] = (set[member >> 3] as number) | (1 << (member & 7));
  return set;
};

describe('sets of patients', () => {
  test('agree with sets of numbers, wherever their bytes lie', () => {
    fc.assert(
      fc.property(members, members, fc.nat(8), (left, right, offset) => {
        const [one, two] = [packed(left), packed(right, offset)];
        const both = left.filter((member) => right.includes(member)).length;
        expect(sizeOf(two)).toBe(right.length);
        expect(distance(one, two)).toBe(left.length + right.length - 2 * both);
        expect(sizeOf(union([one, two]))).toBe(left.length + right.length - both);
        expect(sizeOf(without(one, two))).toBe(left.length - both);
      }),
    );
  });

  test('a length that is no whole number of words', () => {
    expect(sizeOf(Uint8Array.of(255, 255, 1))).toBe(17);
    expect(distance(Uint8Array.of(1), Uint8Array.of(2))).toBe(2);
  });

  test('of different numberings are a fault', () => {
    for (const combine of [distance, without, (left: Uint8Array, right: Uint8Array) => union([left, right])])
      expect(() => combine(new Uint8Array(4), new Uint8Array(5))).toThrow(RangeError);
  });
});
