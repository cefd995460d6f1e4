// What is cleared is exact to R's last digit; what would point to a few is not; and each rule, once turned off, lets it out.
import { describe, expect, test } from '@jest/globals';
import type { DayCounts } from '@longview/outcomes';
import { clearScalars, clearUnder, type ClearedScalars, type ClearingContext, LANDMARKS } from './clearing.ts';
import { EVERY_RULE, type Rules } from './context.ts';
import { isExact } from './exact.ts';
import { isReleased } from './released.ts';
import { countsOf, type Person, range, setOf } from './testing/people.ts';

// Remission, 6-mercaptopurine against placebo (Freireich et al., Blood 1963;21:699), a week as a day.
const REMISSION: readonly (readonly Person[])[] = [
  [
    ...[6, 6, 6, 7, 10, 13, 16, 22, 23].map((day): Person => ({ day, event: 1 })),
    ...[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((day): Person => ({ day, event: 0 })),
  ],
  [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23].map((day): Person => ({ day, event: 1 })),
];
const within: ClearingContext = { audience: 'permit', cleared: [] };
const off = (...rules: (keyof Rules)[]): Rules => ({
  ...EVERY_RULE,
  ...Object.fromEntries(rules.map((rule) => [rule, false])),
});

/** Half of them with the event, one each `every` days. */
const people = (size: number, every = 20): Person[] =>
  range(0, size).map((index) => ({ day: (index + 1) * every, event: (index % 2) as 0 | 1 }));
const stratum = (own: readonly Person[], from = 0, label = 'all') => ({
  label,
  patients: setOf(range(from, from + own.length)),
  counts: countsOf(own),
});
const value = (result: ReturnType<typeof clearScalars>): ClearedScalars | undefined =>
  result.ok ? result.value.value : undefined;

describe('clearing', () => {
  test('the scalars of the 6-mercaptopurine trial are those of R', () => {
    const [drug, placebo] = REMISSION as [Person[], Person[]];
    const all = [...drug, ...placebo];
    const request = {
      limits: 'log' as const,
      strata: [stratum(drug, 0, 'drug'), stratum(placebo, drug.length, 'placebo')],
      subjects: {
        days: Int32Array.from(all, ({ day }) => day),
        events: Uint8Array.from(all, ({ event }) => event),
        covariates: [Float64Array.from(all.keys(), (row) => (row < drug.length ? 0 : 1))],
      },
    };
    // Everybody on placebo relapsed: nobody is without the event, which is a small cell.
    expect(clearScalars(request, within).ok).toBe(false);
    const told = value(clearUnder(request, within, off('threshold')));
    expect(told?.strata.map(({ n, events, median }) => [n, events, median])).toEqual([
      [21, 9, undefined],
      [21, 21, { days: 8, lower: 4 }],
    ]);
    expect(told?.logRank?.chiSquare).toBeCloseTo(16.7929409892, 9);
    expect(told?.hazardRatio?.ratio).toBeCloseTo(4.81687389828, 9);
    expect([told?.hazardRatio?.lower, told?.hazardRatio?.upper]).toEqual([
      expect.closeTo(2.14650821273, 9),
      expect.closeTo(10.8093106816, 9),
    ]);
  });

  test('what is cleared is exact, never a Released, and frozen', () => {
    const result = clearScalars({ limits: 'log', strata: [stratum(people(200))] }, within);
    if (!result.ok) throw new Error('200 people were refused');
    expect([isExact(result.value), isReleased(result.value), result.value.ground]).toEqual([
      true,
      false,
      'clearedScalars',
    ]);
    expect(Object.isFrozen(result.value.value.strata[0]?.at)).toBe(true);
  });

  test('at landmarks alone, while 2k are at risk, and k had the event between any two of them and after the last', () => {
    const told = value(clearScalars({ limits: 'log', strata: [stratum(people(200, 10))] }, within));
    const days = told?.strata[0]?.at.map(({ day }) => day) ?? [];
    expect(days).toEqual([180, 365, 730, 1096, 1826]);
    // 90 days hold four events: the rule is what leaves that landmark out.
    const bare = value(clearUnder({ limits: 'log', strata: [stratum(people(200, 10))] }, within, off('grid')));
    expect(bare?.strata[0]?.at.map(({ day }) => day)).toEqual([...LANDMARKS]);
    // 1,900 of the 2,000 days: ten are left, and with one less the figure goes.
    const few = value(clearScalars({ limits: 'log', strata: [stratum(people(191, 10))] }, within));
    expect(few?.strata[0]?.at.at(-1)?.day).toBe(1096);
    const risky = value(clearUnder({ limits: 'log', strata: [stratum(people(190, 10))] }, within, off('stop', 'grid')));
    expect(risky?.strata[0]?.at.at(-1)?.day).toBe(1826);
  });

  test.each<[string, Person[]]>([
    ['fewer than 2k', people(9)],
    ['fewer than k with the event', people(60).map((own, index) => ({ ...own, event: index < 4 ? 1 : 0 }))],
    ['fewer than k without it', people(60).map((own, index) => ({ ...own, event: index < 4 ? 0 : 1 }))],
    ['nobody without it', people(60).map((own) => ({ ...own, event: 1 as const }))],
  ])('%s: refused; without the threshold it is told', (_name, few) => {
    const request = { limits: 'log' as const, strata: [stratum(people(80), 0, 'many'), stratum(few, 80, 'few')] };
    expect(clearScalars(request, within)).toMatchObject({ ok: false, error: { code: 'DISCLOSURE_RISK' } });
    expect(value(clearUnder(request, within, off('threshold')))?.strata[1]?.n).toBe(few.length);
  });

  test('a set that differs from one cleared before by a few is refused; without the audit one person is the difference', () => {
    const [all, one] = [people(120), 37];
    const first = stratum(all);
    const others = all.filter((_, index) => index !== one);
    const second = {
      label: 'all but one',
      patients: setOf(range(0, 120).filter((index) => index !== one)),
      counts: countsOf(others),
    };
    const context = { ...within, cleared: [first.patients] };
    expect(clearScalars({ limits: 'log', strata: [second] }, context).ok).toBe(false);
    const told = value(clearUnder({ limits: 'log', strata: [second] }, context, off('overlap', 'threes', 'rowSpace')));
    // The attack: did that person have the event?
    expect(
      (value(clearScalars({ limits: 'log', strata: [first] }, within))?.strata[0]?.events ?? 0) -
        (told?.strata[0]?.events ?? 0),
    ).toBe(all[one]?.event);
    // The very same set may be cleared again.
    expect(clearScalars({ limits: 'log', strata: [first] }, context).ok).toBe(true);
  });

  test('who subtracts the own rows is left with many, or is told nothing', () => {
    const all = people(60);
    const [own, foreign] = [setOf(range(0, 53)), countsOf(all.slice(53))];
    const request = { limits: 'log' as const, strata: [{ ...stratum(all), foreign }] };
    const context = { ...within, own };
    expect(clearScalars(request, context).ok).toBe(false);
    const told = value(clearUnder(request, context, off('own')));
    // The attack: seven others, and how many of them had the event.
    expect(
      (told?.strata[0]?.events ?? 0) - countsOf(all.slice(0, 53)).events.reduce((sum, next) => sum + next, 0),
    ).toBe(foreign.events.reduce((sum, next) => sum + next, 0));
  });

  test('counts of others than the patients are a fault of the caller', () => {
    const wrong = { ...stratum(people(60)), counts: countsOf(people(61)) satisfies DayCounts };
    expect(() => clearScalars({ limits: 'log', strata: [wrong] }, within)).toThrow(RangeError);
    const own = setOf(range(0, 10));
    expect(() => clearScalars({ limits: 'log', strata: [stratum(people(60))] }, { ...within, own })).toThrow(
      RangeError,
    );
  });

  test('nothing asked, nothing told', () => expect(clearScalars({ limits: 'log', strata: [] }, within).ok).toBe(false));
});
