import { describe, expect, test } from '@jest/globals';
import { systemIds, unwrap } from '@longview/foundation';
import fc from 'fast-check';
import { courseBook } from './course-book.ts';
import { openLedger } from './open-ledger.ts';

const book = () => courseBook(unwrap(openLedger(':memory:', 'key')), systemIds);
const infused = (day: number, product?: string, who = 'p') => ({ who, product, begun: day, dayZero: day });

describe('a course without a key of the centre', () => {
  test('is found again by patient, product and day 0 within 7 days, and only then', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 20 }), fc.boolean(), fc.boolean(), (shift, samePatient, sameProduct) => {
        const courses = book();
        const first = courses.keyOf(infused(20_000, 'a'));
        const again = courses.keyOf(infused(20_000 + shift, sameProduct ? 'a' : 'b', samePatient ? 'p' : 'q'));
        expect(again === first).toBe(samePatient && sameProduct && Math.abs(shift) <= 7);
      }),
    );
  });

  test('of two that fit, the nearer is meant', () => {
    const courses = book();
    const early = courses.keyOf(infused(20_000, 'a'));
    const late = courses.keyOf(infused(20_010, 'a'));
    expect(courses.keyOf(infused(20_004, 'a'))).toBe(early);
    expect(courses.keyOf(infused(20_008, 'a'))).toBe(late);
  });

  test('keeps its key when the infusion and the product become known later', () => {
    const courses = book();
    const decided = courses.keyOf({ who: 'p', begun: 20_000 });
    const infusedLater = courses.keyOf({ who: 'p', product: 'a', begun: 20_000, dayZero: 20_045 });
    expect(infusedLater).toBe(decided);
    expect(courses.keyOf(infused(20_046, 'a'))).toBe(decided);
    expect(courses.keyOf(infused(20_200, 'a'))).not.toBe(decided);
    expect(courses.keyOf(infused(20_045, 'b'))).not.toBe(decided);
  });

  test('an export that has the infusion alone finds the course that was decided before', () => {
    const courses = book();
    const decided = courses.keyOf({ who: 'p', begun: 20_000 });
    expect(courses.keyOf(infused(20_045))).toBe(decided);
  });

  test('follow-up goes to the latest course begun by then', () => {
    const courses = book();
    const first = courses.keyOf(infused(20_000, 'a'));
    const second = courses.keyOf(infused(20_400, 'a'));
    expect(courses.begunBy('p', 19_999)).toBeUndefined();
    expect(courses.begunBy('p', 20_399)).toBe(first);
    expect(courses.begunBy('p', 20_400)).toBe(second);
    expect(courses.begunBy('q', 20_400)).toBeUndefined();
  });
});
