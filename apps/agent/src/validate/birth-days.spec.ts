// In: birth dates, days of age and dates around them. Out: dates that close in are held back, the others travel.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dayNumber, dayText } from '@longview/foundation';
import { ageAt } from '@longview/identity';
import { leavesFewBirthDays } from './birth-days.ts';

describe('a date that closes in on the birth date', () => {
  test.each([
    ['a diagnosis in the first weeks', '2017-07-04', '2017-04-20', '2019-03-06', true],
    ['the month of it', '2017-07', '2017-04-20', '2019-03-06', true],
    ['its year alone', '2017', '2017-04-20', '2019-03-06', false],
    ['a diagnosis in the second half-year', '2017-11-20', '2017-04-20', '2019-03-06', false],
    ['a date before birth', '2016-07-26', '2017-04-20', '2019-03-06', true],
    ['the day of the treatment itself', '2019-03-06', '2018-12-20', '2019-03-06', false],
    ['the decision before it', '2018-12-20', '2017-04-20', '2019-03-06', false],
    ['a diagnosis of an adult', '2017-07-04', '1950-04-20', '2019-03-06', false],
    ['a diagnosis in the first weeks of one treated at four', '2019-09-25', '2019-07-12', '2023-09-27', false],
    ['and when little of that year has gone by', '2019-01-20', '2018-12-30', '2023-09-27', true],
    ['a diagnosis in the first weeks, the age told elsewhere', '2017-07-04', '2017-04-20', undefined, true],
    ['a contact years later, the age told elsewhere', '2021-07-04', '2017-04-20', undefined, false],
    ['what is no date', 'soon', '2017-04-20', '2019-03-06', false],
  ])('%s', (_, date, birth, ageDay, few) => expect(leavesFewBirthDays(date, birth, ageDay)).toBe(few));

  test('whatever travels leaves 180 birth days beside the age', () => {
    const born = dayNumber('2018-03-01') ?? 0;
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), (afterBirth, treated) => {
        const [birth, date, ageDay] = [born, born + afterBirth, born + treated].map(dayText) as [
          string,
          string,
          string,
        ];
        if (treated < afterBirth || leavesFewBirthDays(date, birth, ageDay)) return;
        const age = ageAt(birth, ageDay);
        let left = 0;
        for (let day = born - 400; day <= born + afterBirth; day++) if (ageAt(dayText(day), ageDay) === age) left++;
        expect(left).toBeGreaterThanOrEqual(180);
      }),
      { numRuns: 300 },
    );
  });
});
