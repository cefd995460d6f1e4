import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Count,
  gradeIcahtEarly,
  gradeIcahtLate,
  gradeThrombocytopeniaEarly,
  gradeThrombocytopeniaLate,
} from './icaht.ts';
import { compared } from './measure.ts';

/** Counts of every day from the first on. */
const daily = (first: number, ...values: readonly number[]): Count[] =>
  values.map((value, index) => ({ day: first + index, value }));
const times = (count: number, value: number): number[] => Array.from({ length: count }, () => value);
const gradeOf = (graded: ReturnType<typeof gradeIcahtEarly>) => (graded.evaluable ? graded.value : graded);

describe('early ICAHT', () => {
  test.each<[string, Count[], number]>([
    ['never low', daily(0, ...times(31, 2)), 0],
    ['one day at 0.5: the limit counts', daily(5, 2, 0.5, 2, 2, 2), 1],
    ['one day at 0.51', daily(5, 2, 0.51, 2, 2, 2), 0],
    ['six days', daily(5, 2, ...times(6, 0.4), 2, 2, 2), 1],
    ['seven days', daily(5, 2, ...times(7, 0.4), 2, 2, 2), 2],
    ['thirteen days', daily(5, 2, ...times(13, 0.4), 2, 2, 2), 2],
    ['fourteen days', daily(5, 2, ...times(14, 0.4), 2, 2, 2), 3],
    ['seven days at 0.1', daily(5, 2, ...times(7, 0.1), 2, 2, 2), 3],
    ['fourteen days at 0.1', daily(5, 2, ...times(14, 0.1), 2, 2, 2), 4],
    ['low from day 3 to the end', daily(0, 2, 2, 2, ...times(28, 0.3)), 4],
    ['low from day 4 to the end', daily(0, 2, 2, 2, 2, ...times(27, 0.3)), 3],
    ['two better days are no recovery', daily(5, 2, ...times(6, 0.4), 0.9, 0.9, ...times(6, 0.4), 2, 2, 2), 3],
    ['three are', daily(5, 2, ...times(6, 0.4), 0.9, 0.9, 0.9, ...times(6, 0.4), 2, 2, 2), 1],
    ['before the infusion nothing counts', [...daily(-9, ...times(8, 0.1)), ...daily(0, 2, 2, 2)], 0],
  ])('%s', (_name, counts, expected) => expect(gradeOf(gradeIcahtEarly(counts))).toBe(expected));

  test('a week between two counts is bridged by a line, more is not', () => {
    expect(
      gradeOf(
        gradeIcahtEarly([
          { day: 4, value: 2 },
          { day: 5, value: 0.4 },
          { day: 12, value: 0.4 },
          { day: 13, value: 3 },
        ]),
      ),
    ).toBe(2);
    expect(
      gradeOf(
        gradeIcahtEarly([
          { day: 4, value: 2 },
          { day: 5, value: 0.4 },
          { day: 13, value: 0.4 },
          { day: 14, value: 3 },
        ]),
      ),
    ).toBe(1);
  });

  test('no count gives no grade, and one with a comparator gives one only if it is the same either way', () => {
    expect(gradeIcahtEarly([])).toMatchObject({ evaluable: false, missing: ['counts'] });
    const low = daily(5, 2, ...times(7, 0), 2, 2, 2).map(({ day, value }) => ({
      day,
      value: value === 0 ? compared('<', 0.1) : value,
    }));
    expect(gradeOf(gradeIcahtEarly(low))).toBe(3);
    const unsure = low.map(({ day, value }) => ({
      day,
      value: typeof value === 'number' ? value : compared('<', 0.5),
    }));
    expect(gradeIcahtEarly(unsure)).toMatchObject({ evaluable: false, atLeast: 2 });
  });

  const series = fc.array(
    fc.record({ day: fc.integer({ min: 0, max: 30 }), value: fc.double({ min: 0, max: 3, noNaN: true }) }),
    { minLength: 1 },
  );
  test('a count told twice, or a higher one of the same day, changes nothing', () => {
    fc.assert(
      fc.property(series, fc.nat(), fc.double({ min: 0, max: 5, noNaN: true }), (counts, pick, more) => {
        const one = counts[pick % counts.length] as { day: number; value: number };
        const again = [...counts, one, { day: one.day, value: one.value + more }];
        expect(gradeIcahtEarly(again)).toEqual({ ...gradeIcahtEarly(counts), because: [`${again.length} counts`] });
      }),
    );
  });

  test('a lower count never gives a lower grade', () => {
    fc.assert(
      fc.property(series, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (counts, pick, share) => {
        const at = pick % counts.length;
        const lower = counts.map((count, index) => (index === at ? { ...count, value: count.value * share } : count));
        expect(gradeOf(gradeIcahtEarly(lower)) as number).toBeGreaterThanOrEqual(
          gradeOf(gradeIcahtEarly(counts)) as number,
        );
      }),
    );
  });
});

describe('late ICAHT', () => {
  const late = (...values: number[]): Count[] => values.map((value, index) => ({ day: 40 + 10 * index, value }));
  test.each<[string, Count[], number]>([
    ['1.5: the limit counts', late(1.5, 1.4), 1],
    ['1.51', late(1.51, 3), 0],
    ['1.0', late(1, 1.2), 2],
    ['0.5', late(0.5, 1.5), 3],
    ['0.1', late(0.1, 0.9), 4],
    ['one low count among others is transient', late(0.1, 1.6, 2), 0],
    ['a single count stands', late(0.4), 3],
  ])('%s', (_name, counts, expected) => expect(gradeOf(gradeIcahtLate(counts))).toBe(expected));

  test('counts after progression do not count, and day 30 and 101 are not late', () => {
    expect(gradeOf(gradeIcahtLate([...late(1.2, 1.2), { day: 90, value: 0 }, { day: 91, value: 0 }], 89))).toBe(1);
    expect(
      gradeIcahtLate([
        { day: 30, value: 0 },
        { day: 101, value: 0 },
      ]),
    ).toMatchObject({ evaluable: false });
  });
});

describe('platelets', () => {
  test.each<[string, Count[], number]>([
    ['50 is not below 50', daily(5, 80, 50, 80), 0],
    ['six days below 50', daily(5, 80, ...times(6, 49), 80, 80, 80), 1],
    ['seven days below 50', daily(5, 80, ...times(7, 49), 80, 80, 80), 2],
    ['a day below 20', daily(5, 80, 19, 80, 80, 80), 3],
    ['fourteen days below 20', daily(5, 80, ...times(14, 19), 80, 80, 80), 4],
  ])('early: %s', (_name, counts, expected) => expect(gradeOf(gradeThrombocytopeniaEarly(counts))).toBe(expected));

  test.each<[string, Count[], number]>([
    ['100', daily(40, 100, 120), 0],
    ['99', daily(40, 99, 120), 1],
    ['49', daily(40, 49, 120), 2],
    ['a day below 20', daily(40, 19, 120), 3],
    ['fourteen days below 20', daily(40, ...times(14, 12), 120), 4],
  ])('late: %s', (_name, counts, expected) => expect(gradeOf(gradeThrombocytopeniaLate(counts))).toBe(expected));
});
