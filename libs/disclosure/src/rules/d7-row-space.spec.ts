import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { range, setOf } from '../testing/people.ts';
import { RowSpace } from './d7-row-space.ts';

const spaceOf = (k: number, told: readonly Uint8Array[], own?: Uint8Array): RowSpace => {
  const space = new RowSpace(k, own);
  space.add(told);
  return space;
};

describe('D7, the row space', () => {
  const [left, right] = [setOf(range(0, 50)), setOf(range(50, 100))];

  test('a combination of three that speaks of fewer than k is refused, one of k is not', () => {
    const space = spaceOf(5, [left, right]);
    expect([0, 1, 4, 5].map((more) => space.admits([setOf(range(0, 100 + more))]))).toEqual([true, false, false, true]);
  });

  test('asking is not telling: what was refused stays out of the space', () => {
    const space = spaceOf(5, [left, right]);
    expect(space.admits([setOf(range(0, 103))])).toBe(false);
    expect(space.admits([setOf(range(0, 106))])).toBe(true);
  });

  test('what was so before does not stand in the way of everything after', () => {
    const space = spaceOf(5, [left, setOf(range(0, 51))]);
    expect(space.admits([setOf(range(200, 260))])).toBe(true);
  });

  test('four sets around a ring of small steps', () => {
    // Each is 30 away from the next; the sum of the first and third less the second and fourth is two patients.
    const sets = [range(0, 60), range(30, 90), range(60, 120), [...range(0, 30), ...range(90, 118)]].map(setOf);
    expect(spaceOf(5, sets.slice(0, 3)).admits(sets.slice(3))).toBe(false);
  });

  test('without the asker’s own patients a combination may be small that is large with them', () => {
    const own = setOf(range(100, 110));
    const more = setOf(range(0, 113));
    expect(spaceOf(5, [left, right]).admits([more])).toBe(true);
    expect(spaceOf(5, [left, right], own).admits([more])).toBe(false);
    expect(spaceOf(5, [left, right], setOf(range(100, 113))).admits([more])).toBe(true);
  });

  test('finds every pair that the pairwise audit finds', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(199), { minLength: 20, maxLength: 120 }),
        fc.integer({ min: 1, max: 9 }),
        (one, more) => {
          const other = [...one, ...range(200, 200 + more)];
          expect(spaceOf(5, [setOf(one)]).admits([setOf(other)])).toBe(more >= 5);
        },
      ),
    );
  });
});
