import { describe, expect, test } from '@jest/globals';
import { unwrap } from '@longview/foundation';
import { kaplanMeier, limits, limitsOf, medianSurvival, survivalAt } from '@longview/outcomes';
import fc from 'fast-check';
import { release } from '../release.ts';
import type { Person } from '../testing/people.ts';
import { askedOf, cohort, context, countsOf, range, setOf, strataOf } from '../testing/people.ts';
import type { SurvivalAnswer } from './survival.ts';

/** `size` persons, an event every `step` days for the first of them, the others censored at the end. */
const steady = (size: number, events: number, step = 30, end = 900): Person[] =>
  range(0, size).map((index) => (index < events ? { day: (index + 1) * step, event: 1 } : { day: end, event: 0 }));

const answered = (groups: readonly (readonly Person[])[], more = {}): SurvivalAnswer =>
  unwrap(release(askedOf(groups), context(more))).answer.value;

describe('D-KM: who gets a curve', () => {
  test.each([
    ['2k patients and k events', steady(10, 5, 200), true],
    ['fewer than 2k at risk at the end of the first interval', steady(10, 5, 60), false],
    ['more patients, k − 1 events', steady(60, 4), false],
    ['2k − 1 patients', steady(9, 9), false],
    ['20 patients, 5 events', steady(20, 5), true],
  ])('%s', (_name, people, shown) => expect(release(askedOf([people]), context()).ok).toBe(shown));

  test('without a permit twice as many', () => {
    expect(release(askedOf([steady(35, 9)]), context({ audience: 'public' })).ok).toBe(false);
    expect(release(askedOf([steady(35, 10)]), context({ audience: 'public' })).ok).toBe(true);
  });

  test('the grid is 30 days, 90 below 80 patients and for the public, and one for all strata of an answer', () => {
    expect(answered([steady(100, 40)]).protection.gridDays).toBe(30);
    expect(answered([steady(79, 40)]).protection.gridDays).toBe(90);
    expect(answered([steady(100, 40), steady(60, 30)]).protection.gridDays).toBe(90);
    expect(answered([steady(100, 40)], { audience: 'public' }).protection.gridDays).toBe(90);
  });

  test('the curve stops while 2k are still at risk', () => {
    const [curve] = answered([
      range(0, 100).map((index): Person => ({ day: index * 10, event: index % 2 === 0 ? 1 : 0 })),
    ]).strata;
    // 10 of 100 are followed beyond day 890, 9 beyond day 900.
    expect(curve?.rows.at(-1)?.day).toBe(870);
    expect(Math.min(...(curve?.rows ?? []).map(({ atRisk }) => atRisk))).toBe(12);
  });
});

/** Strata without a curve of their own. */
const heldBack = ({ strata, withheld }: SurvivalAnswer): readonly string[] => [
  ...strata.flatMap(({ of }) => of ?? []),
  ...withheld,
];

describe('D-KM: strata', () => {
  test('strata that cannot be shown are withheld, an empty one like a small one', () => {
    const answer = answered([steady(100, 40), steady(90, 40), steady(8, 3), [], steady(30, 12), steady(7, 3)]);
    expect(answer.strata.map(({ label }) => label)).toEqual(['group 0', 'group 1', 'group 4']);
    expect(answer.withheld).toEqual(['group 2', 'group 3', 'group 5']);
  });

  test('what is withheld must be large enough together, else the smallest shown stratum goes with it', () => {
    const answer = answered([steady(100, 40), steady(90, 40), steady(30, 12), steady(3, 1)]);
    expect(answer.strata.map(({ label }) => label)).toEqual(['group 0', 'group 1', 'other']);
    expect(answer.strata[2]?.of).toEqual(['group 2', 'group 3']);
    expect(answer.withheld).toEqual([]);
  });

  test('what is withheld together is shown as one, where it is large enough and followed long enough for a curve', () => {
    const [, , other] = answered([steady(100, 40), steady(90, 40), steady(9, 4, 20), steady(8, 4, 20)]).strata;
    expect(other).toBeUndefined();
    const later = (size: number) => steady(size, 4, 200);
    const shown = answered([steady(100, 40), steady(90, 40), later(9), later(8)]);
    expect(shown.strata[2]).toMatchObject({ label: 'other', of: ['group 2', 'group 3'] });
    expect(shown.strata[2]?.rows[0]?.atRisk).toBe(17);
  });

  test('nobody compares with what was merged for its size', () => {
    const groups = [steady(150, 120, 5), steady(9, 4, 200), steady(8, 4, 200)];
    expect(unwrap(release({ ...askedOf(groups), compare: true }, context())).answer.value).not.toHaveProperty(
      'comparison',
    );
  });

  test('large enough together means 2k patients and k events, as for a curve of their own', () => {
    const withheld = (size: number, events: number) =>
      heldBack(answered([steady(100, 40), steady(90, 40), steady(size, events, 10)]));
    expect(withheld(9, 6)).toEqual(['group 1', 'group 2']);
    expect(withheld(10, 6)).toEqual(['group 2']);
    expect(withheld(14, 4)).toEqual(['group 1', 'group 2']);
  });

  test('one stratum and a few others: refused whole, because the total minus the stratum would be those few', () =>
    expect(release(askedOf([steady(100, 40), steady(3, 1)]), context()).ok).toBe(false));

  test('there is no total in an answer, and the sets behind it are all remembered', () => {
    const { answer, told } = unwrap(release(askedOf([steady(100, 40), steady(90, 40), steady(12, 2)]), context()));
    expect(heldBack(answer.value)).toEqual(['group 1', 'group 2']);
    expect(told).toEqual([setOf(range(0, 202)), setOf(range(0, 100)), setOf(range(0, 100)), setOf(range(100, 202))]);
    expect(Object.keys(answer.value)).toEqual(['measure', 'limits', 'strata', 'withheld', 'protection']);
  });

  test('the next question is audited against the strata and against the whole', () => {
    const first = unwrap(release(askedOf([steady(100, 40), steady(90, 40)]), context()));
    const next = strataOf([steady(101, 40)]);
    expect(release({ measure: 'survival', limits: 'log', strata: next }, context({ told: first.told })).ok).toBe(false);
    expect(release({ measure: 'size', set: setOf(range(0, 188)) }, context({ told: first.told })).ok).toBe(false);
    expect(release({ measure: 'size', set: setOf(range(0, 190)) }, context({ told: first.told })).ok).toBe(true);
  });

  test('a stratum that counts courses instead of patients, or two strata that share one, are faults', () => {
    const [one, two] = strataOf([steady(50, 20), steady(50, 20)]);
    if (one === undefined || two === undefined) throw new Error('two strata');
    const ask = (strata: readonly (typeof one)[]) => release({ measure: 'survival', limits: 'log', strata }, context());
    expect(() => ask([{ ...one, patients: setOf(range(0, 49)) }])).toThrow(RangeError);
    expect(() => ask([one, { ...two, patients: setOf(range(49, 99)) }])).toThrow(RangeError);
  });

  test('for an asker with own rows the rule also holds without them', () => {
    const people = steady(100, 40);
    const ask = (ownCount: number) => {
      const [stratum] = strataOf([people]);
      if (stratum === undefined) throw new Error('one stratum');
      const strata = [{ ...stratum, foreign: countsOf(people.slice(ownCount)) }];
      return release({ measure: 'survival', limits: 'log', strata }, context({ own: setOf(range(0, ownCount)) }));
    };
    expect(ask(20).ok).toBe(true);
    // 64 others, but only four of them had the event.
    expect(ask(36).ok).toBe(false);
    expect(() => release(askedOf([people]), context({ own: setOf(range(0, 20)) }))).toThrow(RangeError);
  });
});

describe('D-KM: what is shown', () => {
  const big = cohort(60, 300);

  test('no number is finer than its grid, and every figure follows from the shown counts', () => {
    fc.assert(
      fc.property(big, fc.constantFrom('permit', 'public'), (people, audience) => {
        const result = release(askedOf([people]), context({ audience }));
        if (!result.ok) return;
        const { strata, protection } = result.value.answer.value;
        const { k, gridDays } = protection;
        const rows = strata[0]?.rows ?? [];
        let [survival, greenwood] = [1, 0];
        rows.forEach((row, index) => {
          expect(row.day).toBe(index * gridDays);
          expect(row.atRisk % k).toBe(Math.floor(k / 2));
          if (index === 0) return expect(row.events).toBe(0);
          expect(row.events % k).toBe(Math.floor(k / 2));
          const before = rows[index - 1];
          if (before === undefined) return;
          const events = row.events - before.events;
          const atRisk = before.atRisk - Math.max(0, before.atRisk - row.atRisk - events) / 2;
          survival *= 1 - events / atRisk;
          greenwood += events / (atRisk * (atRisk - events));
          const [lower, upper] = limitsOf(survival, greenwood, 'log');
          expect(Math.abs(row.survival - survival)).toBeLessThanOrEqual(0.000_501);
          expect(Math.abs((row.lower ?? 0) - lower)).toBeLessThanOrEqual(0.000_501);
          expect(Math.abs((row.upper ?? 0) - upper)).toBeLessThanOrEqual(0.000_501);
        });
      }),
    );
  });

  test('events never fall, numbers at risk and survival never rise, and every value lies within its limits', () => {
    fc.assert(
      fc.property(big, (people) => {
        const result = release(askedOf([people]), context());
        if (!result.ok) return;
        const rows = result.value.answer.value.strata[0]?.rows ?? [];
        rows.forEach((row, index) => {
          const before = rows[index - 1] ?? { events: 0, atRisk: Infinity, survival: 1 };
          expect(row.events).toBeGreaterThanOrEqual(before.events);
          expect(row.atRisk).toBeLessThanOrEqual(before.atRisk);
          expect(row.survival).toBeLessThanOrEqual(before.survival);
          expect(row.survival).toBeGreaterThan(0);
          expect((row.lower ?? 0) <= row.survival && row.survival <= (row.upper ?? 1)).toBe(true);
        });
      }),
    );
  });

  test('the exact estimate lies where the answer says, and so does the exact median', () => {
    fc.assert(
      fc.property(big, fc.constantFrom('permit', 'public'), (people, audience) => {
        const result = release(askedOf([people]), context({ audience }));
        if (!result.ok) return;
        const { strata, protection } = result.value.answer.value;
        const [shown] = strata;
        const curve = kaplanMeier(countsOf(people));
        const band = limits(curve, 'log');
        for (const row of shown?.rows.slice(1) ?? []) {
          const exact = survivalAt(curve, band, row.day)?.survival ?? NaN;
          const [low, high] = row.exactWithin;
          expect(exact).toBeGreaterThanOrEqual(low - 1e-9);
          expect(exact).toBeLessThanOrEqual(high + 1e-9);
          expect(Math.abs(exact - row.survival)).toBeLessThanOrEqual(protection.largestShift + 1e-9);
        }
        const exact = medianSurvival(curve, band).median ?? Infinity;
        const last = shown?.rows.at(-1)?.day ?? 0;
        if (shown?.median.state === 'notReached') expect(exact).toBeGreaterThan(last);
        if (shown?.median.state === 'within') {
          expect(Math.ceil(exact)).toBeGreaterThan(shown.median.after);
          expect(Math.floor(exact)).toBeLessThanOrEqual(shown.median.upTo);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('a median that rounding could move far is withheld, a certain one is an interval of the grid', () => {
    expect(answered([steady(300, 250, 3)]).strata[0]?.median).toEqual({ state: 'within', after: 420, upTo: 480 });
    expect(answered([steady(100, 20)]).strata[0]?.median).toEqual({ state: 'notReached' });
    expect(answered([steady(60, 30, 25)]).strata[0]?.median).toEqual({ state: 'withheld' });
  });
});

describe('D-KM: the comparison', () => {
  const compared = (...groups: readonly (readonly Person[])[]) =>
    unwrap(release({ ...askedOf(groups), compare: true }, context())).answer.value.comparison;

  test('a clear difference is shown to two decimals, a clear likeness too', () => {
    expect(compared(steady(150, 120, 5), steady(150, 30))).toEqual({
      p: 0.01,
      below: true,
      between: [0, 0],
      upToDay: 870,
    });
    const alike = compared(steady(180, 60), steady(180, 60));
    expect(alike).toMatchObject({ p: 1, below: false });
    expect(alike?.between[0]).toBeGreaterThanOrEqual(0.05);
  });

  test('where moving counts within their bins carries p across 0.05, none is shown', () =>
    expect(compared(steady(150, 60, 10), steady(150, 42, 14))).toBeUndefined());

  test('nor for one stratum, nor when it was not asked for', () => {
    expect(compared(steady(150, 60, 10))).toBeUndefined();
    expect(answered([steady(150, 120, 5), steady(150, 30)])).not.toHaveProperty('comparison');
  });
});
