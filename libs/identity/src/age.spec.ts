// The age as it may leave: completed years, half-years under two.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ageAt } from './age.ts';

test.each([
  ['1964-01-21', '2005-01-20', 40],
  ['1964-01-21', '2005-01-21', 41],
  ['2024-01-31', '2024-07-30', 0],
  ['2024-01-31', '2024-07-31', 0.5],
  ['2024-08-31', '2025-02-28', 0],
  ['2024-08-31', '2025-03-01', 0.5],
  ['2024-01-31', '2025-01-31', 1],
  ['2024-01-31', '2025-07-31', 1.5],
  ['2024-01-31', '2026-01-30', 1.5],
  ['2024-01-31', '2026-01-31', 2],
  ['2024-01-31', '2026-08-01', 2],
  ['2000-02-29', '2023-02-28', 22],
  ['2000-02-29', '2023-03-01', 23],
  ['2000-02-29', '2024-02-29', 24],
])('born %s, on %s: %d', (birth, day, age) => expect(ageAt(birth, day)).toBe(age));

test.each([
  ['2024-01-31', '2024-01-30'],
  ['2024-02-30', '2025-01-01'],
  ['2024-01', '2025-01-01'],
  ['2024-01-31', ''],
])('born %s, on %s: none', (birth, day) => expect(ageAt(birth, day)).toBeUndefined());

test('it never falls as days go by, and has no finer step than half a year', () => {
  const day = fc.date({ min: new Date('1950-01-01'), max: new Date('2026-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(day, fc.nat(40_000), fc.nat(400), (birth, after, later) => {
      const text = (days: number) => new Date(birth.getTime() + days * 86_400_000).toISOString().slice(0, 10);
      const [first, second] = [ageAt(text(0), text(after))!, ageAt(text(0), text(after + later))!];
      expect(second).toBeGreaterThanOrEqual(first);
      expect(Number.isInteger(first < 2 ? first * 2 : first)).toBe(true);
    }),
  );
});
