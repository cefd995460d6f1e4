import { describe, expect, test } from '@jest/globals';
import { dateInterval, dayNumber, dayText, daysBetween } from './calendar.ts';

describe('calendar', () => {
  test.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11_016],
    ['2024-02-29', 19_782],
  ])('%s is day %i', (date, day) => {
    expect(dayNumber(date)).toBe(day);
    expect(dayText(day)).toBe(date);
  });

  test('every day of six centuries, as Date counts them', () => {
    for (let day = -135_140; day < 84_000; day++) expect(dayNumber(dayText(day))).toBe(day);
  });

  test.each([
    '1900-02-29',
    '2024-04-31',
    '2024-01-00',
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '0050-01-01',
    '24-01-01',
    '2024-1-1',
    ' 2024-01-01',
    '2024-01-01T00:00',
  ])('%s is no date', (date) => expect(dayNumber(date)).toBeUndefined());

  test('days are whole across a daylight saving change', () => expect(daysBetween('2024-03-30', '2024-04-01')).toBe(2));

  test('a partial date is an interval', () => {
    expect(dateInterval('2024-02')).toEqual([dayNumber('2024-02-01'), dayNumber('2024-02-29')]);
    expect(dateInterval('2023')).toEqual([dayNumber('2023-01-01'), dayNumber('2023-12-31')]);
    expect(dateInterval('2024-12')).toEqual([dayNumber('2024-12-01'), dayNumber('2024-12-31')]);
    expect(dateInterval('2024-13')).toBeUndefined();
  });
});
