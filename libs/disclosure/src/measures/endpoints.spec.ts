import { describe, expect, test } from '@jest/globals';
import { unwrap } from '@longview/foundation';
import { type CompetingCounts, countCauses, grayTerms, grayTest } from '@longview/outcomes';
import fc from 'fast-check';
import { EVERY_RULE } from '../context.ts';
import { release, releaseUnder } from '../release.ts';
import { neededFor } from '../rules/d11-quantiles.ts';
import { context, range, setOf } from '../testing/people.ts';

describe('a distribution of which a few have no value', () => {
  const quantile = (values: readonly number[], share: number): number =>
    values.toSorted((left, right) => left - right)[Math.max(0, Math.ceil(share * values.length) - 1)] as number;

  test('whatever their values are, each quantile of everybody lies in its interval', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -40, max: 400 }), { minLength: 10, maxLength: 120 }),
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 4 }),
        (values, hidden) => {
          const size = values.length + hidden.length;
          const stratum = { label: 'all', patients: setOf(range(0, size)), values, unknown: hidden.length };
          const { answer } = unwrap(release({ measure: 'distribution', strata: [stratum], grid: 7 }, context()));
          const [told] = answer.value.strata;
          expect(told?.mean).toBeUndefined();
          expect(told?.quantiles.length).toBeGreaterThan(0);
          for (const { share, from, below } of told?.quantiles ?? []) {
            expect(values.length).toBeGreaterThanOrEqual(neededFor(share, 5));
            const is = quantile([...values, ...hidden], share);
            expect(is).toBeGreaterThanOrEqual(from);
            expect(is).toBeLessThan(below);
            expect(below - from).toBeLessThanOrEqual(answer.value.protection.largestShift);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('patients without a value who are not counted as such are a fault', () => {
    const stratum = { label: 'all', patients: setOf(range(0, 30)), values: range(0, 28) };
    expect(() => release({ measure: 'distribution', strata: [stratum], grid: 7 }, context())).toThrow(RangeError);
    const own = setOf([0, 1, 2, 29]);
    const asking = (foreignUnknown: number) =>
      release(
        {
          measure: 'distribution',
          strata: [{ ...stratum, unknown: 2, foreign: range(3, 28), foreignUnknown }],
          grid: 7,
        },
        context({ own }),
      );
    expect(asking(1).ok).toBe(true);
    expect(() => asking(2)).toThrow(RangeError);
  });
});

describe('incidences compared', () => {
  type Ending = readonly [day: number, cause: number];
  const counted = (people: readonly Ending[]): CompetingCounts =>
    countCauses(
      { days: Int32Array.from(people, ([day]) => day), events: Uint8Array.from(people, ([, cause]) => cause) },
      2,
    );
  const strataOf = (groups: readonly (readonly Ending[])[]) => {
    let next = 0;
    return groups.map((people, index) => ({
      label: `group ${index}`,
      patients: setOf(range(next, (next += people.length))),
      counts: counted(people),
    }));
  };
  const ending = (latest: number) => fc.tuple(fc.integer({ min: 1, max: latest }), fc.constantFrom(1, 2));

  test('without rounding, on days, and with nobody censored on a day of events it is Gray’s own p', () => {
    fc.assert(
      fc.property(
        fc.array(ending(60), { minLength: 20, maxLength: 60 }),
        fc.array(ending(40), { minLength: 20, maxLength: 60 }),
        (left, right) => {
          // All are followed to the last day, so that both tables are as long.
          const groups = [left, right].map((people) => [...people, [61, 0] as Ending]);
          const rules = { ...EVERY_RULE, rounding: false, grid: false, stop: false, threshold: false };
          const result = releaseUnder(
            { measure: 'incidence', strata: strataOf(groups), compare: true },
            context(),
            rules,
          );
          const { p } = grayTest(grayTerms(groups.map(counted), 1));
          const told = unwrap(result).answer.value.comparison;
          if (told === undefined || p === undefined) return;
          expect(told.p).toBe(Math.max(0.01, Math.round(p * 100) / 100));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('groups that differ plainly are told so; where rounding could decide, nothing is told', () => {
    const group = (n: number, share: number): Ending[] =>
      range(0, n).map((person): Ending => {
        const day = 1 + ((person * 67) % 700);
        if (person % 10 < share) return [day, 1];
        return person % 10 === 9 ? [day, 2] : [720 + (person % 100), 0];
      });
    const compared = (left: number, right: number) =>
      unwrap(
        release(
          { measure: 'incidence', strata: strataOf([group(180, left), group(180, right)]), compare: true },
          context(),
        ),
      ).answer.value.comparison;
    expect(compared(1, 7)).toMatchObject({ p: 0.01, below: true });
    const exact = (left: number, right: number) =>
      grayTest(grayTerms([counted(group(180, left)), counted(group(180, right))], 1)).p as number;
    for (const [left, right] of [
      [1, 7],
      [2, 3],
      [3, 3],
      [3, 5],
    ] as const) {
      const told = compared(left, right);
      if (told === undefined) continue;
      expect([left, right, told.between[1] < 0.05]).toEqual([left, right, exact(left, right) < 0.05]);
    }
    expect(
      unwrap(release({ measure: 'incidence', strata: strataOf([group(180, 3)]) }, context())).answer.value,
    ).not.toHaveProperty('comparison');
  });
});
