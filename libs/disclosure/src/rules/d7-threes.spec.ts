import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { range, setOf } from '../testing/people.ts';
import { ToldSets } from '../told-sets.ts';
import { keepApartInThrees } from './d7-threes.ts';

const threesOf = (k: number, told: readonly Uint8Array[], own?: Uint8Array) => {
  const before = new ToldSets(own);
  before.add(told);
  return { admits: (sets: readonly Uint8Array[]) => keepApartInThrees(sets, before, k) };
};

describe('D7, in threes', () => {
  const [left, right] = [setOf(range(0, 50)), setOf(range(50, 100))];

  test('the sum of two, and some more: refused below k', () => {
    const threes = threesOf(5, [left, right]);
    expect([0, 1, 4, 5].map((more) => threes.admits([setOf(range(0, 100 + more))]))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect([1, 4, 5].map((less) => threes.admits([setOf(range(less, 100))]))).toEqual([false, false, true]);
  });

  test('one that with another is nearly the third', () => {
    const threes = threesOf(5, [left, setOf(range(0, 90))]);
    expect(threes.admits([setOf(range(50, 90))])).toBe(true);
    expect(threes.admits([setOf(range(50, 88))])).toBe(false);
    expect(threes.admits([setOf([...range(50, 90), 200])])).toBe(false);
    expect(threes.admits([setOf(range(48, 90))])).toBe(false);
  });

  test('those in both parts and not in the third, who count twice in the sum of the sizes', () => {
    const parts = threesOf(5, [setOf(range(0, 50)), setOf(range(47, 97))]);
    expect(parts.admits([setOf([...range(0, 47), ...range(50, 97)])])).toBe(false);
    expect(threesOf(5, [left, setOf([...range(0, 47), ...range(50, 97)])]).admits([setOf(range(47, 97))])).toBe(false);
    expect(threesOf(5, [left, setOf([...range(0, 45), ...range(50, 95)])]).admits([setOf(range(45, 95))])).toBe(true);
  });

  test('also among the sets of the answer itself', () =>
    expect(threesOf(5, [left]).admits([right, setOf(range(0, 103))])).toBe(false));

  test('without the asker’s own patients', () => {
    const more = [setOf(range(0, 113))];
    expect(threesOf(5, [left, right]).admits(more)).toBe(true);
    expect(threesOf(5, [left, right], setOf(range(100, 110))).admits(more)).toBe(false);
  });

  test('as trying all threes finds it', () => {
    const set = fc.uniqueArray(fc.nat(24), { minLength: 4, maxLength: 16 });
    fc.assert(
      fc.property(fc.array(set, { minLength: 2, maxLength: 6 }), set, (told, asked) => {
        const sums = (one: readonly number[], other: readonly number[], third: readonly number[]): number =>
          range(0, 25).filter(
            (patient) =>
              Number(one.includes(patient)) + Number(other.includes(patient)) !== Number(third.includes(patient)),
          ).length;
        const few = (count: number) => count > 0 && count < 4;
        const same = (one: readonly number[], other: readonly number[]) =>
          one.length === other.length && one.every((patient) => other.includes(patient));
        const found = told.some((one, at) =>
          told.some(
            (other, place) =>
              place > at &&
              !same(one, other) &&
              [sums(one, other, asked), sums(asked, one, other), sums(asked, other, one)].some(few),
          ),
        );
        expect(threesOf(4, told.map(setOf)).admits([setOf(asked)])).toBe(!found);
      }),
    );
  });
});
