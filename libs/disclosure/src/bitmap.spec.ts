import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isNear, sizeOf, union, without } from './bitmap.ts';

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
        expect(sizeOf(union([one, two]))).toBe(left.length + right.length - both);
        expect(sizeOf(without(one, two))).toBe(left.length - both);
      }),
    );
  });

  test('a length that is no whole number of words', () => {
    expect(sizeOf(Uint8Array.of(255, 255, 1))).toBe(17);
    expect(isNear(Uint8Array.of(1), Uint8Array.of(2), 3)).toBe(true);
    expect(isNear(Uint8Array.of(1), Uint8Array.of(2), 2)).toBe(false);
  });

  test('are near when 1 to k − 1 members are in one alone, also where one is longer and some are left out', () => {
    const short = (numbers: readonly number[]) => {
      const last = Math.max(-1, ...numbers);
      return packed(numbers).slice(0, (last >> 3) + 1);
    };
    fc.assert(
      fc.property(
        members,
        members,
        members,
        fc.integer({ min: 1, max: 12 }),
        fc.nat(3),
        (left, right, out, k, offset) => {
          const apart = [...new Set([...left, ...right])].filter((one) => left.includes(one) !== right.includes(one));
          const near = (count: number) => count > 0 && count < k;
          expect(isNear(packed(left), packed(right, offset), k)).toBe(near(apart.length));
          expect(isNear(short(left), short(right), k)).toBe(near(apart.length));
          const rest = apart.filter((one) => !out.includes(one)).length;
          expect(isNear(packed(left, offset), packed(right), k, packed(out))).toBe(near(rest));
          expect(isNear(short(left), packed(right), k, short(out))).toBe(near(rest));
        },
      ),
    );
  });

  test('of different numberings are a fault', () => {
    for (const combine of [without, (left: Uint8Array, right: Uint8Array) => union([left, right])])
      expect(() => combine(new Uint8Array(4), new Uint8Array(5))).toThrow(RangeError);
  });
});
