import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aalenJohansen, incidenceAt } from './aalen-johansen.ts';
import { anyCause, countCauses, countCausesInGroups } from './competing-counts.ts';
import { countByDay } from './day-counts.ts';
import { grayTerms, grayTest } from './gray.ts';
import { kaplanMeier } from './kaplan-meier.ts';

type Person = readonly [day: number, cause: number, group: number];
const person = fc.tuple(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 2 }),
  fc.integer({ min: 0, max: 2 }),
);
const people = fc.array(person, { minLength: 1, maxLength: 60 });
const columns = (all: readonly Person[]) => ({
  days: Int32Array.from(all, ([day]) => day),
  events: Uint8Array.from(all, ([, cause]) => cause),
});
const groupsOf = (all: readonly Person[]) => Uint16Array.from(all, ([, , group]) => group);

describe('cumulative incidence', () => {
  test('of all causes and freedom from them add up to 1 on every day', () => {
    fc.assert(
      fc.property(people, (all) => {
        const { incidence, eventFree } = aalenJohansen(countCauses(columns(all), 2));
        eventFree.forEach((free, entry) =>
          expect(free + (incidence[0]?.[entry] ?? NaN) + (incidence[1]?.[entry] ?? NaN)).toBeCloseTo(1, 12),
        );
      }),
    );
  });

  test('is never above 1 − Kaplan-Meier with the competing events censored, which counts people who can have it no more', () => {
    fc.assert(
      fc.property(people, (all) => {
        const { days, events } = columns(all);
        const curves = aalenJohansen(countCauses({ days, events }, 2));
        const naive = kaplanMeier(countByDay({ days, events: events.map((cause) => (cause === 1 ? 1 : 0)) }));
        curves.days.forEach((_, entry) =>
          expect(curves.incidence[0]?.[entry]).toBeLessThanOrEqual(1 - (naive.survival[entry] as number) + 1e-12),
        );
      }),
    );
  });

  test('with one cause it is 1 − Kaplan-Meier', () => {
    const alone = { days: Int32Array.of(2, 5, 7, 7, 9, 12, 15), events: Uint8Array.of(1, 0, 1, 0, 1, 0, 1) };
    const curves = aalenJohansen(countCauses(alone, 1));
    const curve = kaplanMeier(countByDay(alone));
    curve.survival.forEach((survival, entry) => expect(curves.incidence[0]?.[entry]).toBeCloseTo(1 - survival, 14));
  });

  test('a table says who is at risk, and nothing beyond the follow-up', () => {
    const curves = aalenJohansen(countCauses({ days: Int32Array.of(3, 5, 8), events: Uint8Array.of(1, 2, 0) }, 2));
    expect(incidenceAt(curves, 1, 1)).toEqual({ day: 1, atRisk: 3, incidence: 0, events: 0, standardError: 0 });
    expect(incidenceAt(curves, 2, 6)).toMatchObject({ atRisk: 1, events: 1, incidence: 1 / 3 });
    const { lower = NaN, upper = NaN, incidence = NaN } = incidenceAt(curves, 2, 6) ?? {};
    expect(lower).toBeLessThan(incidence);
    expect(upper).toBeGreaterThan(incidence);
    expect(incidenceAt(curves, 1, 9)).toBeUndefined();
    expect(() => incidenceAt(curves, 3, 5)).toThrow(RangeError);
  });

  test('a cause beyond the last is a fault', () => {
    expect(() => countCauses({ days: Int32Array.of(1), events: Uint8Array.of(3) }, 2)).toThrow(RangeError);
  });

  test('groups add up to the whole', () => {
    fc.assert(
      fc.property(people, (all) => {
        const apart = countCausesInGroups(columns(all), 2, groupsOf(all), 3);
        const whole = countCauses(columns(all), 2);
        for (const cause of [0, 1])
          for (const day of whole.censored.keys())
            expect(apart.reduce((sum, group) => sum + (group.causes[cause]?.[day] ?? 0), 0)).toBe(
              whole.causes[cause]?.[day],
            );
        expect(anyCause(whole)).toEqual(
          countByDay({ ...columns(all), events: columns(all).events.map((cause) => Math.min(1, cause)) }),
        );
      }),
    );
  });
});

describe("Gray's test", () => {
  test('scores add up to nothing, and the order of the groups does not matter', () => {
    fc.assert(
      fc.property(people, (all) => {
        const groups = countCausesInGroups(columns(all), 2, groupsOf(all), 3);
        const forward = grayTest(grayTerms(groups, 1));
        const backward = grayTest(grayTerms(groups.toReversed(), 1));
        expect(forward.score.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 9);
        if (forward.chiSquare !== undefined && backward.chiSquare !== undefined && forward.chiSquare < 100)
          expect(backward.chiSquare).toBeCloseTo(forward.chiSquare, 5);
      }),
    );
  });

  test('one group, and strata with other groups, are faults; nothing to compare gives no statistic', () => {
    const one = countCauses({ days: Int32Array.of(4), events: Uint8Array.of(0) }, 2);
    expect(() => grayTerms([one], 1)).toThrow(RangeError);
    expect(() => grayTest(grayTerms([one, one], 1), grayTerms([one, one, one], 1))).toThrow(RangeError);
    expect(grayTest(grayTerms([one, one], 1))).not.toHaveProperty('chiSquare');
  });
});
