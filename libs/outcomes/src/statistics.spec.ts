import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chiSquareTail } from './chi-square.ts';
import { countByDay, countByDayInGroups, pool, reverse } from './day-counts.ts';
import { kaplanMeier } from './kaplan-meier.ts';
import { limits } from './limits.ts';
import { logRankTerms, logRankTest } from './log-rank.ts';
import { medianSurvival } from './median.ts';
import { survivalAt } from './survival-at.ts';

const counted = (subjects: readonly (readonly [day: number, event: number])[]) =>
  countByDay({
    days: Int32Array.from(subjects, ([day]) => day),
    events: Uint8Array.from(subjects, ([, event]) => event),
  });
const subject = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 1 }));

// Remission in weeks, 6-mercaptopurine against placebo: Freireich et al., Blood 1963;21:699, as tabled in every textbook since.
const REMISSION = {
  mercaptopurine: counted([
    ...[6, 6, 6, 7, 10, 13, 16, 22, 23].map((week) => [week, 1] as const),
    ...[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((week) => [week, 0] as const),
  ]),
  placebo: counted(
    [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23].map((week) => [week, 1] as const),
  ),
};

describe('the 6-mercaptopurine trial', () => {
  const curve = kaplanMeier(REMISSION.mercaptopurine);
  const band = limits(curve, 'log');

  test('the curve, by hand: 18/21, then 16/17, 14/15, 11/12, 10/11, 6/7, 5/6', () => {
    const steps = [18 / 21, 16 / 17, 14 / 15, 11 / 12, 10 / 11, 6 / 7, 5 / 6];
    const expected = steps.map((_, index) => steps.slice(0, index + 1).reduce((product, step) => product * step, 1));
    const weeks = [6, 7, 10, 13, 16, 22, 23];
    weeks.forEach((week, index) =>
      expect(survivalAt(curve, band, week)?.survival).toBeCloseTo(expected[index] as number, 12),
    );
    expect(survivalAt(curve, band, 6)?.standardError).toBeCloseTo(Math.sqrt((18 / 21) ** 2 * (3 / (21 * 18))), 12);
  });

  test('medians 23 and 8 weeks', () => {
    expect(medianSurvival(curve, band).median).toBe(23);
    const placebo = kaplanMeier(REMISSION.placebo);
    expect(medianSurvival(placebo, limits(placebo, 'log')).median).toBe(8);
  });

  test('log-rank: 9 observed against 19.25 expected, chi-square 16.79', () => {
    const result = logRankTest(logRankTerms([REMISSION.mercaptopurine, REMISSION.placebo]));
    expect(result.observed).toEqual([9, 21]);
    expect(result.expected[0]).toBeCloseTo(19.25, 2);
    expect(result.variance[0]?.[0]).toBeCloseTo(6.257, 3);
    expect(result.chiSquare).toBeCloseTo(16.79, 2);
    expect(result.p).toBeCloseTo(4.17e-5, 7);
  });
});

describe('Kaplan-Meier', () => {
  test('is the empirical share of survivors when nobody is censored', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1 }), (days) => {
        const curve = kaplanMeier(counted(days.map((day) => [day, 1] as const)));
        const band = limits(curve, 'logLog');
        const last = Math.max(...days);
        for (let day = 0; day <= last; day++)
          expect(survivalAt(curve, band, day)?.survival).toBeCloseTo(
            days.filter((own) => own > day).length / days.length,
            12,
          );
        expect(survivalAt(curve, band, last + 1)).toBeUndefined();
      }),
    );
  });

  test('falls, stays within its limits, and does not depend on the order of the subjects', () => {
    fc.assert(
      fc.property(fc.array(subject, { minLength: 1 }), (subjects) => {
        const curve = kaplanMeier(counted(subjects));
        expect(curve).toEqual(kaplanMeier(counted(subjects.toReversed())));
        for (const scale of ['log', 'logLog'] as const) {
          const { lower, upper } = limits(curve, scale);
          curve.survival.forEach((value, index) => {
            expect(value).toBeLessThanOrEqual(index === 0 ? 1 : (curve.survival[index - 1] as number));
            if (!Number.isNaN(lower[index])) {
              expect(lower[index]).toBeLessThanOrEqual(value + 1e-12);
              expect(upper[index]).toBeGreaterThanOrEqual(value - 1e-12);
              expect(upper[index]).toBeLessThanOrEqual(1);
            }
          });
        }
      }),
    );
  });

  test('nobody at all gives an empty curve', () => {
    const curve = kaplanMeier(counted([]));
    expect(curve.size).toBe(0);
    expect(survivalAt(curve, limits(curve, 'log'), 0)).toBeUndefined();
    expect(medianSurvival(curve, limits(curve, 'log'))).toEqual({});
  });

  test('reversed twice is itself', () => {
    const counts = counted([
      [3, 1],
      [4, 0],
    ]);
    expect(reverse(reverse(counts))).toEqual(counts);
  });
});

describe('log-rank', () => {
  const groups = fc.array(fc.array(subject, { minLength: 1, maxLength: 20 }), { minLength: 2, maxLength: 4 });

  test('observed and expected have the same sum, and the covariance sums to nothing', () => {
    fc.assert(
      fc.property(groups, (sets) => {
        const { observed, expected, variance } = logRankTerms(sets.map(counted));
        const total = (values: readonly number[]) => values.reduce((left, right) => left + right, 0);
        expect(total(expected)).toBeCloseTo(total(observed), 9);
        for (const line of variance) expect(total(line)).toBeCloseTo(0, 9);
      }),
    );
  });

  test('the order of the groups does not matter', () => {
    fc.assert(
      fc.property(groups, (sets) => {
        const forward = logRankTest(logRankTerms(sets.map(counted)));
        const backward = logRankTest(logRankTerms(sets.toReversed().map(counted)));
        expect(backward.degreesOfFreedom).toBe(forward.degreesOfFreedom);
        expect(backward.chiSquare ?? -1).toBeCloseTo(forward.chiSquare ?? -1, 6);
      }),
    );
  });

  test('no events, or no variance, gives no statistic rather than a number', () => {
    expect(logRankTest(logRankTerms([counted([[4, 0]]), counted([[5, 0]])]))).not.toHaveProperty('chiSquare');
    expect(logRankTest(logRankTerms([counted([[4, 1]]), counted([[4, 1]])]))).not.toHaveProperty('chiSquare');
  });

  test('strata with other groups, and a single group, are faults', () => {
    const one = counted([[4, 1]]);
    expect(() => logRankTerms([one])).toThrow(RangeError);
    expect(() => logRankTest(logRankTerms([one, one]), logRankTerms([one, one, one]))).toThrow(RangeError);
  });
});

test.each([
  [1300, 1, 1.13037284414927e-284],
  [1300, 3, 1.47174371069801e-281],
  [900, 7, 4.80122762433668e-190],
  [80, 1, 3.7440973842029e-19],
  [0, 2, 1],
])('chi-square %d on %d: the upper tail as R gives it, relative to its size', (statistic, degrees, tail) =>
  expect(chiSquareTail(statistic, degrees) / tail).toBeCloseTo(1, 10),
);

describe('counting', () => {
  test('groups add up to the whole, and rows pick subjects without copying', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(subject, fc.integer({ min: 0, max: 2 })), { minLength: 1 }), (drawn) => {
        const subjects = {
          days: Int32Array.from(drawn, ([[day]]) => day),
          events: Uint8Array.from(drawn, ([[, event]]) => event),
        };
        const groups = Uint16Array.from(drawn, ([, group]) => group);
        expect(pool(countByDayInGroups(subjects, groups, 3))).toEqual(countByDay(subjects));
        const rows = Int32Array.from(drawn.keys()).filter((row) => groups[row] === 1);
        const own = countByDay({ ...subjects, rows });
        expect(own.size).toBe(rows.length);
        const apart = countByDayInGroups(subjects, groups, 3)[1];
        expect([...own.events]).toEqual([...(apart?.events ?? [])].slice(0, own.events.length));
      }),
    );
  });

  test.each([
    ['a day before time zero', [-1], [1]],
    ['a marker for a missing day', [-2_147_483_648], [0]],
    ['a day beyond two centuries', [80_000], [1]],
    ['an event that is neither 0 nor 1', [3], [2]],
    ['columns of unequal length', [3, 4], [1]],
  ])('%s is a fault', (_name, days, events) => {
    const subjects = { days: Int32Array.from(days), events: Uint8Array.from(events) };
    expect(() => countByDay(subjects)).toThrow(RangeError);
  });

  // From twenty thousand on they are counted in one look: the same counts, and the same faults, as one by one.
  const many = (change: (row: number) => readonly [day: number, event: number, group: number] | undefined) => {
    const size = 30_000;
    const drawn = Array.from(
      { length: size },
      (_, row) => change(row) ?? ([(row * 7919) % 4001, (row >> 3) & 1, row % 3] as const),
    );
    return {
      drawn,
      subjects: { days: Int32Array.from(drawn, ([day]) => day), events: Uint8Array.from(drawn, ([, event]) => event) },
      groups: Uint16Array.from(drawn, ([, , group]) => group),
    };
  };

  test.each([
    ['followed for eleven years', undefined],
    ['one of them to the last day that is allowed', 73_050],
  ])('many subjects, %s, are counted as one by one', (_name, last) => {
    const { drawn, subjects, groups } = many((row) => (row === 29_999 && last ? [last, 1, 2] : undefined));
    const counts = countByDayInGroups(subjects, groups, 3);
    const length = Math.max(...drawn.map(([day]) => day)) + 1;
    const slow = Array.from({ length: 3 }, () => [new Uint32Array(length), new Uint32Array(length)] as const);
    for (const [day, event, group] of drawn) slow[group]![event as 0 | 1][day]!++;
    expect(counts.map(({ censored, events }) => [censored, events])).toEqual(slow);
    expect(counts.map(({ size }) => size)).toEqual([10_000, 10_000, 10_000]);
    const odd = Int32Array.from(drawn.keys()).filter((row) => row % 2 === 1);
    expect(pool(countByDayInGroups({ ...subjects, rows: odd }, groups, 3))).toEqual(
      countByDay({ ...subjects, rows: odd }),
    );
    expect(pool(counts)).toEqual(countByDay(subjects));
  });

  test.each([
    ['a day before time zero', [-1, 1, 0]],
    ['a marker for a missing day', [-2_147_483_648, 0, 0]],
    ['a day beyond two centuries', [73_051, 1, 0]],
    ['a day far beyond', [400_000, 1, 0]],
    ['an event that is neither 0 nor 1', [3, 2, 0]],
    ['a group that is none', [3, 1, 3]],
    ['a group far away', [3, 1, 900]],
  ] as const)('one of many with %s is a fault', (_name, stray) => {
    const { subjects, groups } = many((row) => (row === 17 ? stray : undefined));
    expect(() => countByDayInGroups(subjects, groups, 3)).toThrow(RangeError);
  });

  test('a count of many holds nothing of the one before, nor of one that was refused half-way, and stays as it was told', () => {
    const { subjects, groups } = many(() => undefined);
    const told = countByDayInGroups(subjects, groups, 3);
    const kept = structuredClone(told);
    const late = many((row) => [60_000 + (row % 13_000), 1, row % 3]);
    const wide = countByDayInGroups(late.subjects, groups, 16);
    expect(wide.slice(3).every(({ size }) => size === 0)).toBe(true);
    const refused = many((row) => (row === 29_000 ? [3, 1, 900] : undefined));
    expect(() => countByDayInGroups(refused.subjects, refused.groups, 3)).toThrow(RangeError);
    expect(countByDayInGroups(subjects, groups, 3)).toEqual(kept);
    expect(told).toEqual(kept);
  });

  test('many of whom one lies outside the columns, or has no group, are a fault', () => {
    const { subjects, groups } = many(() => undefined);
    const rows = Int32Array.from({ length: 25_000 }, (_, index) => (index === 9 ? 30_000 : index));
    expect(() => countByDay({ ...subjects, rows })).toThrow(RangeError);
    expect(() => countByDayInGroups(subjects, groups.slice(1), 3)).toThrow(RangeError);
  });

  test('a group number or a row outside its range is a fault', () => {
    const subjects = { days: Int32Array.of(1, 2), events: Uint8Array.of(1, 0) };
    expect(() => countByDayInGroups(subjects, Uint16Array.of(0, 2), 2)).toThrow(RangeError);
    expect(() => countByDay({ ...subjects, rows: Int32Array.of(2) })).toThrow(RangeError);
  });
});
