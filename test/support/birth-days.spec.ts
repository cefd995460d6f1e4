// In: ages and dates as a store might hold them. Out: the birth days that are left, counted by hand.
import { describe, expect, test } from '@jest/globals';
import { birthDayCandidates } from './birth-days.ts';

describe('birth days that are left', () => {
  test.each([
    ['one age leaves a year', [{ value: 61, on: '2024-06-15' }], [], 365],
    ['under two, half a year', [{ value: 0.5, on: '2024-06-15' }], [], 183],
    ['a diagnosis soon after birth cuts', [{ value: 0.5, on: '2024-06-15' }], ['2023-07-01'], 16],
    ['a diagnosis of which the month is known cuts at its end', [{ value: 0.5, on: '2024-06-15' }], ['2023-07'], 46],
    [
      'the same age two months later',
      [
        { value: 61, on: '2024-06-15' },
        { value: 61, on: '2024-08-15' },
      ],
      [],
      304,
    ],
    [
      'the next age two months later',
      [
        { value: 61, on: '2024-06-15' },
        { value: 62, on: '2024-08-15' },
      ],
      [],
      61,
    ],
    [
      'the next age the next day',
      [
        { value: 61, on: '2024-06-15' },
        { value: 62, on: '2024-06-16' },
      ],
      [],
      1,
    ],
    [
      'two ages that nobody has',
      [
        { value: 61, on: '2024-06-15' },
        { value: 40, on: '2024-06-16' },
      ],
      [],
      0,
    ],
  ])('%s', (_, ages, dates, left) => expect(birthDayCandidates({ ages, dates })).toBe(left));

  test('no age leaves every day', () =>
    expect(birthDayCandidates({ ages: [], dates: ['2024-01-01'] })).toBeUndefined());
});
