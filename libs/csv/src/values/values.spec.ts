// Dates and numbers as hospitals write them: read by declaration, never by guess.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dayText, unwrap } from '@longview/foundation';
import { dateFormat, readDate } from './date-format.ts';
import { readInteger, readNumber } from '@longview/units';

const read = (cell: string, ...patterns: string[]) => {
  const date = readDate(
    cell,
    patterns.map((pattern) => unwrap(dateFormat(pattern))),
  );
  return date.ok ? date.value : date.error;
};

describe('dates', () => {
  test.each([
    ['21/01/1964', 'dd/MM/yyyy', '1964-01-21'],
    ['1/2/2005', 'dd/MM/yyyy', '2005-02-01'],
    ['01.02.2005', 'dd.MM.yyyy', '2005-02-01'],
    ['02/01/2005', 'MM/dd/yyyy', '2005-02-01'],
    ['20050201', 'yyyyMMdd', '2005-02-01'],
    ['01/02/2005 13:45', 'dd/MM/yyyy HH:mm', '2005-02-01'],
    ['2005-02-01T00:00:00', 'yyyy-MM-ddTHH:mm:ss', '2005-02-01'],
    ['02/2005', 'MM/yyyy', '2005-02'],
    ['2005', 'yyyy', '2005'],
    ['29/02/2024', 'dd/MM/yyyy', '2024-02-29'],
    ['29/02/2023', 'dd/MM/yyyy', 'impossible'],
    ['13/13/2023', 'dd/MM/yyyy', 'impossible'],
    ['00/2023', 'MM/yyyy', 'impossible'],
    ['21/01/64', 'dd/MM/yyyy', 'two-digit-year'],
    ['38364', 'dd/MM/yyyy', 'day-number'],
    ['2005-02-01', 'dd/MM/yyyy', 'unreadable'],
    ['in 2005', 'yyyy', 'unreadable'],
    ['2005021', 'yyyyMMdd', 'unreadable'],
    ['01a02b2005', 'dd.MM.yyyy', 'unreadable'],
  ])('%s as %s: %s', (cell, pattern, expected) => expect(read(cell, pattern)).toBe(expected));

  test('several formats are tried, and the most telling fault is told', () => {
    expect(read('2005', 'dd/MM/yyyy', 'yyyy')).toBe('2005');
    expect(read('31/02/2005', 'yyyy', 'dd/MM/yyyy')).toBe('impossible');
  });
  test.each(['dd/MM/yy', 'dd/MM', 'dd yyyy', 'dd-mon-yyyy', 'yyyy yyyy', ''])('the format %s is refused', (pattern) =>
    expect(dateFormat(pattern).ok).toBe(false),
  );
  test('every day comes back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -25_000, max: 40_000 }), (day) => {
        const iso = dayText(day);
        const [year, month, dayOfMonth] = iso.split('-');
        expect(read(`${dayOfMonth}/${month}/${year}`, 'dd/MM/yyyy')).toBe(iso);
        expect(read(`${year}${month}${dayOfMonth}`, 'yyyyMMdd')).toBe(iso);
      }),
    );
  });
});

describe('numbers', () => {
  test.each([
    ['1,5', ',', 1.5],
    ['-0,25', ',', -0.25],
    ['1.5', '.', 1.5],
    ['2e6', '.', 2_000_000],
    ['80', ',', 80],
    ['1.500', ',', 'unreadable'],
    ['1,500', '.', 'unreadable'],
    ['1 500', ',', 1500],
    ['1\u00a0500,5', ',', 1500.5],
    ['1 50', ',', 'unreadable'],
    ['1e999', '.', 'unreadable'],
    ['<0,1', ',', 'comparator'],
    ['>= 10', '.', 'comparator'],
    ['≤5', '.', 'comparator'],
    ['0x10', '.', 'unreadable'],
    ['Infinity', '.', 'unreadable'],
    ['', '.', 'unreadable'],
  ] as const)('%s with the sign %s: %s', (cell, decimal, expected) => {
    const number = readNumber(cell, decimal);
    expect(number.ok ? number.value : number.error).toBe(expected);
  });
  test('a whole number may be written with empty decimals, and with no others', () => {
    expect(readInteger('80,0', ',')).toEqual({ ok: true, value: 80 });
    expect(readInteger('80,5', ',')).toEqual({ ok: false, error: 'not-whole' });
  });
});
