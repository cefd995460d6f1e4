// What is cleared is exact to R's last digit; what would point to a few is not; and each rule, once turned off, lets it out.
import { describe, expect, test } from '@jest/globals';
import type { Result } from '@longview/foundation';
import type { CompetingCounts, DayCounts } from '@longview/outcomes';
import {
  clearScalars,
  clearUnder,
  type Cleared,
  type ClearedCurve,
  type ClearingContext,
  type ClearingRequest,
  LANDMARKS,
} from './clearing.ts';
import { EVERY_RULE, type Rules } from './context.ts';
import type { DisclosureRefusal } from './disclosure-risk.ts';
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
  having: (day: number) =>
    setOf(
      range(0, own.length)
        .filter((at) => hadBy(own[at], day))
        .map((at) => from + at),
    ),
});
const hadBy = (person: Person | undefined, by: number): boolean => person?.event === 1 && person.day <= by;
const curves = (...strata: readonly ReturnType<typeof stratum>[]) => ({
  measure: 'survival' as const,
  figure: 'OS',
  limits: 'log' as const,
  strata,
});
const value = <Scalars>(result: Result<Cleared<Scalars>, DisclosureRefusal>): Scalars | undefined =>
  result.ok ? result.value.scalars.value : undefined;
/** Without what keeps two counts from being subtracted. */
const AUDIT = ['overlap', 'threes', 'rowSpace'] as const;

/** What was cleared already. */
const after = (...requests: readonly ClearingRequest[]): ClearingContext => ({
  ...within,
  cleared: requests.map((request) => {
    const result = clearScalars(request, within);
    if (!result.ok) throw new Error(`${request.figure} was refused`);
    const { patients, having } = result.value;
    return { figure: request.figure, patients, having };
  }),
});

describe('clearing', () => {
  test('the scalars of the 6-mercaptopurine trial are those of R', () => {
    const [drug, placebo] = REMISSION as [Person[], Person[]];
    const all = [...drug, ...placebo];
    const request = {
      ...curves(stratum(drug, 0, 'drug'), stratum(placebo, drug.length, 'placebo')),
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
    const result = clearScalars(curves(stratum(people(200))), within);
    if (!result.ok) throw new Error('200 people were refused');
    expect([isExact(result.value.scalars), isReleased(result.value.scalars), result.value.scalars.ground]).toEqual([
      true,
      false,
      'clearedScalars',
    ]);
    expect(Object.isFrozen(result.value.scalars.value.strata[0]?.at)).toBe(true);
  });

  test('at landmarks alone, while 2k are at risk, and k had the event between any two of them and after the last', () => {
    const told = value(clearScalars(curves(stratum(people(200, 10))), within));
    const days = told?.strata[0]?.at.map(({ day }) => day) ?? [];
    expect(days).toEqual([180, 365, 730, 1096, 1826]);
    // 90 days hold four events: the rule is what leaves that landmark out.
    const bare = value(clearUnder(curves(stratum(people(200, 10))), within, off('grid', 'rowSpace')));
    expect(bare?.strata[0]?.at.map(({ day }) => day)).toEqual([...LANDMARKS]);
    // 1,900 of the 2,000 days: ten are left, and with one less the figure goes.
    const few = value(clearScalars(curves(stratum(people(191, 10))), within));
    expect(few?.strata[0]?.at.at(-1)?.day).toBe(1096);
    const risky = value(clearUnder(curves(stratum(people(190, 10))), within, off('stop', 'grid', ...AUDIT)));
    expect(risky?.strata[0]?.at.at(-1)?.day).toBe(1826);
  });

  test.each<[string, Person[]]>([
    ['fewer than 2k', people(9)],
    ['fewer than k with the event', people(60).map((own, index) => ({ ...own, event: index < 4 ? 1 : 0 }))],
    ['fewer than k without it', people(60).map((own, index) => ({ ...own, event: index < 4 ? 0 : 1 }))],
    ['nobody without it', people(60).map((own) => ({ ...own, event: 1 as const }))],
  ])('%s: refused; without the threshold it is told', (_name, few) => {
    const request = curves(stratum(people(80), 0, 'many'), stratum(few, 80, 'few'));
    expect(clearScalars(request, within)).toMatchObject({ ok: false, error: { code: 'DISCLOSURE_RISK' } });
    expect(value(clearUnder(request, within, off('threshold', ...AUDIT)))?.strata[1]?.n).toBe(few.length);
  });

  test('a set that differs from one cleared before by a few is refused; without the audit one person is the difference', () => {
    const [all, one] = [people(120), 37];
    const first = stratum(all);
    const others = all.filter((_, index) => index !== one);
    const but = (members: Uint8Array) => {
      const set = members.slice();
      set[one >> 3] = (set[one >> 3] as number) & ~(1 << (one & 7));
      return set;
    };
    const second = {
      label: 'all but one',
      patients: but(first.patients),
      counts: countsOf(others),
      having: (day: number) => but(first.having(day)),
    };
    const context = after(curves(first));
    expect(clearScalars(curves(second), context).ok).toBe(false);
    const told = value(clearUnder(curves(second), context, off(...AUDIT, 'zero')));
    // The attack: did that person have the event?
    expect((value(clearScalars(curves(first), within))?.strata[0]?.events ?? 0) - (told?.strata[0]?.events ?? 0)).toBe(
      all[one]?.event,
    );
    // The very same set may be cleared again.
    expect(clearScalars(curves(first), context).ok).toBe(true);
  });

  test('who subtracts the own rows is left with many, or is told nothing', () => {
    const all = people(60);
    const [own, foreign] = [setOf(range(0, 53)), countsOf(all.slice(53))];
    const request = curves({ ...stratum(all), foreign } as ReturnType<typeof stratum>);
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
    expect(() => clearScalars(curves(wrong), within)).toThrow(RangeError);
    const others = { ...stratum(people(60)), having: stratum(people(62)).having };
    expect(() => clearScalars(curves(others), within)).toThrow(RangeError);
    const own = setOf(range(0, 10));
    expect(() => clearScalars(curves(stratum(people(60))), { ...within, own })).toThrow(RangeError);
  });

  test('nothing asked, nothing told', () => expect(clearScalars(curves(), within).ok).toBe(false));
});

/** One person each: the days of progression and of death; whoever has none was followed to the last day. */
interface Course {
  readonly progressed?: number;
  readonly died?: number;
}
const LAST = 2000;
const setWhere = (courses: readonly Course[], inside: (course: Course, at: number) => boolean): Uint8Array =>
  setOf(range(0, courses.length).filter((at) => inside(courses[at] as Course, at)));
const firstOf = ({ progressed = Infinity, died = Infinity }: Course): number => Math.min(progressed, died);

/** The whole of them as one stratum, or those who are named. */
function asked(courses: readonly Course[], figure: 'OS' | 'PFS', members = (_: number) => true) {
  const dayOf = (course: Course): number => (figure === 'OS' ? (course.died ?? Infinity) : firstOf(course));
  const inside = courses.filter((_, at) => members(at));
  const own = inside.map((course): Person => {
    const day = dayOf(course);
    return { day: Math.min(day, LAST), event: day <= LAST ? 1 : 0 };
  });
  return {
    ...curves({
      label: 'all',
      patients: setWhere(courses, (_, at) => members(at)),
      counts: countsOf(own),
      having: (by) => setWhere(courses, (course, at) => members(at) && dayOf(course) <= Math.min(by, LAST)),
    }),
    figure,
  };
}

/** Cause 1 is the one asked for. */
function incidenceOf(courses: readonly Course[], event: 'RELAPSE' | 'NRM') {
  const causeOf = (course: Course): number => {
    if (firstOf(course) > LAST) return 0;
    return (course.progressed ?? Infinity) <= (course.died ?? Infinity) === (event === 'RELAPSE') ? 1 : 2;
  };
  const causes = [new Uint32Array(LAST + 1), new Uint32Array(LAST + 1)];
  const censored = new Uint32Array(LAST + 1);
  for (const course of courses) {
    const into = causeOf(course) === 0 ? censored : (causes[causeOf(course) - 1] as Uint32Array);
    const day = Math.min(firstOf(course), LAST);
    into[day] = (into[day] as number) + 1;
  }
  return {
    measure: 'incidence' as const,
    figure: event,
    strata: [
      {
        label: 'all',
        patients: setWhere(courses, () => true),
        counts: { size: courses.length, causes, censored } satisfies CompetingCounts,
        having: (by: number) => setWhere(courses, (course) => causeOf(course) === 1 && firstOf(course) <= by),
      },
    ],
  };
}
const shareOf = (figure: string, of: readonly number[], count: readonly number[]) => ({
  measure: 'share' as const,
  figure,
  strata: [{ label: 'all', of: setOf(of), count: setOf(count) }],
});

/** Of 200: `relapsed` with progression, one every ten days; of them `dead` die a hundred days later; `nrm` die without. */
const cohort = (relapsed: number, dead: number, nrm: number): Course[] => [
  ...range(0, relapsed).map((at): Course => ({
    progressed: 10 * (at + 1),
    ...(at < dead && { died: 10 * (at + 11) }),
  })),
  ...range(0, nrm).map((at): Course => ({ died: 15 * (at + 1) })),
  ...range(0, 200 - relapsed - nrm).map((): Course => ({})),
];

describe('clearing incidences', () => {
  test('n, events and the incidence at landmarks are exact; without censoring they are shares', () => {
    const courses = cohort(80, 40, 30);
    const told = value(clearScalars(incidenceOf(courses, 'RELAPSE'), within));
    expect(told?.strata[0]).toMatchObject({ n: 200, events: 80 });
    expect(told?.strata[0]?.at.map(({ day }) => day)).toEqual([90, 180, 365, 730]);
    for (const { day, incidence } of told?.strata[0]?.at ?? [])
      expect(incidence).toBeCloseTo(courses.filter(({ progressed = Infinity }) => progressed <= day).length / 200, 12);
    expect(told?.gray).toBeUndefined();
  });

  test.each<[string, Course[]]>([
    ['fewer than k with the event', cohort(4, 0, 40)],
    ['fewer than k without it', cohort(197, 100, 2)],
  ])('%s: refused; without the threshold it is told', (_name, courses) => {
    const request = incidenceOf(courses, 'RELAPSE');
    expect(clearScalars(request, within).ok).toBe(false);
    expect(value(clearUnder(request, within, off('threshold', ...AUDIT)))?.strata[0]?.events).toBe(
      courses.filter(({ progressed }) => progressed !== undefined).length,
    );
  });

  test('beside the curve that it is a part of it would tell the few of the other part; without the audit it does', () => {
    const courses = cohort(80, 40, 3);
    const context = after(asked(courses, 'PFS'));
    const request = incidenceOf(courses, 'RELAPSE');
    expect(clearScalars(request, within).ok).toBe(true);
    expect(clearScalars(request, context).ok).toBe(false);
    // The attack: three died without progression.
    const [curve, part] = [
      value(clearScalars(asked(courses, 'PFS'), within)),
      value(clearUnder(request, context, off(...AUDIT))),
    ];
    expect((curve?.strata[0]?.events ?? 0) - (part?.strata[0]?.events ?? 0)).toBe(3);
  });

  test('a landmark at which the other part is few is left out, and the rest is told', () => {
    // By day 90 six died without progression; when each dies fifty days later, two.
    const courses = cohort(80, 40, 40);
    const days = (context: ClearingContext) =>
      value(clearScalars(incidenceOf(courses, 'RELAPSE'), context))?.strata[0]?.at.map(({ day }) => day);
    const late = courses.map((course) =>
      course.progressed === undefined && course.died !== undefined ? { died: course.died + 50 } : course,
    );
    expect(days(after(asked(courses, 'PFS')))).toEqual(days(within));
    const told = value(clearScalars(incidenceOf(late, 'RELAPSE'), after(asked(late, 'PFS'))))?.strata[0]?.at.map(
      ({ day }) => day,
    );
    expect(told).not.toContain(90);
    expect(told).toContain(365);
  });
});

describe('clearing incidences, rule by rule', () => {
  const courses = cohort(80, 40, 0);
  const daysOf = (
    told: { readonly strata: readonly { readonly at: readonly { readonly day: number }[] }[] } | undefined,
  ) => told?.strata[0]?.at.map(({ day }) => day);

  test('nor that nobody had the other event; without that rule it is told', () => {
    const context = after(asked(courses, 'PFS'));
    expect(clearScalars(incidenceOf(courses, 'RELAPSE'), context).ok).toBe(false);
    const told = value(clearUnder(incidenceOf(courses, 'RELAPSE'), context, off('zero')));
    expect(told?.strata[0]?.events).toBe(80);
  });

  test('no landmark before which a few had it; without that rule they are counted', () => {
    // On days 30, 60, 90 and so on.
    const slow = courses.map(({ progressed }): Course =>
      progressed === undefined ? {} : { progressed: 3 * progressed },
    );
    const request = incidenceOf(slow, 'RELAPSE');
    expect(daysOf(value(clearScalars(request, within)))).not.toContain(90);
    const told = value(clearUnder(request, within, off('grid', ...AUDIT)));
    expect(200 * (told?.strata[0]?.at[0]?.incidence ?? NaN)).toBeCloseTo(3, 9);
  });

  test('none where few are at risk; without that rule it is told', () => {
    // Eight are followed beyond the first year; who was free of both until then is censored.
    const early = range(0, 60).map((at): Course => (at < 52 ? { progressed: 5 * (at + 1) } : { progressed: 800 + at }));
    const request = incidenceOf([...early, ...range(0, 20).map((): Course => ({ died: 300 }))], 'RELAPSE');
    expect(daysOf(value(clearScalars(request, within)))).not.toContain(365);
    expect(daysOf(value(clearUnder(request, within, off('stop'))))).toContain(365);
  });

  test('who subtracts the own rows is left with many, or is told nothing', () => {
    const [own, part] = [setOf([...range(0, 77), ...range(100, 150)]), incidenceOf(courses, 'RELAPSE')];
    const foreign = incidenceOf([...courses.slice(77, 100), ...courses.slice(150)], 'RELAPSE').strata[0]?.counts;
    const request = { ...part, strata: part.strata.map((stratum) => ({ ...stratum, ...(foreign && { foreign }) })) };
    expect(clearScalars(request, { ...within, own }).ok).toBe(false);
    // The attack: three others had it.
    expect((value(clearUnder(request, { ...within, own }, off('own')))?.strata[0]?.events ?? 0) - 77).toBe(3);
  });
});

describe('clearing shares', () => {
  test('numerator, denominator and the limits of Clopper and Pearson', () =>
    // R: binom.test(30, 100)
    expect(value(clearScalars(shareOf('CR', range(0, 100), range(0, 30)), within))?.strata[0]).toEqual({
      label: 'all',
      of: 100,
      count: 30,
      percent: 30,
      lower: expect.closeTo(21.24064, 4),
      upper: expect.closeTo(39.98147, 4),
    }));

  test.each<[string, number, number]>([
    ['fewer than 2k', 9, 5],
    ['fewer than k who had it', 100, 4],
    ['fewer than k who had it not', 100, 96],
    ['nobody who had it not', 100, 100],
  ])('%s: refused; without the threshold it is told', (_name, of, count) => {
    const request = shareOf('CR', range(0, of), range(0, count));
    expect(clearScalars(request, within).ok).toBe(false);
    expect(value(clearUnder(request, within, off('threshold', ...AUDIT)))?.strata[0]).toMatchObject({ of, count });
  });

  test('complete responses beside all responses would tell the few partial ones; without the audit they do', () => {
    const context = after(shareOf('ORR', range(0, 100), range(0, 60)));
    const request = shareOf('CR', range(0, 100), range(0, 58));
    expect(clearScalars(request, context).ok).toBe(false);
    expect(60 - (value(clearUnder(request, context, off(...AUDIT)))?.strata[0]?.count ?? 0)).toBe(2);
    expect(clearScalars(shareOf('CR', range(0, 100), range(0, 55)), context).ok).toBe(true);
  });

  test('nor that there is no partial one: an observed zero; without that rule it is told', () => {
    const context = after(shareOf('ORR', range(0, 100), range(0, 60)));
    const request = shareOf('CR', range(0, 100), range(0, 60));
    expect(clearScalars(request, context).ok).toBe(false);
    expect(value(clearUnder(request, context, off('zero')))?.strata[0]?.count).toBe(60);
    // The very same figure of the same patients says nothing new.
    expect(clearScalars({ ...request, figure: 'ORR' }, context).ok).toBe(true);
  });

  test('who responded and for how long is asked of the same people in either order', () => {
    const [responders, rate] = [people(60), shareOf('ORR', range(0, 100), range(0, 60))];
    const duration = { ...curves(stratum(responders)), figure: 'DOR' };
    expect(clearScalars(duration, after(rate)).ok).toBe(true);
    expect(clearScalars(rate, after(duration)).ok).toBe(true);
  });

  test('nor that nobody of those between two groups had it, or everybody; without that rule it is told', () => {
    const context = after(shareOf('CR', range(0, 100), range(0, 60)));
    const more = shareOf('CR', range(0, 150), range(0, 60));
    expect(clearScalars(more, context).ok).toBe(false);
    expect(value(clearUnder(more, context, off('zero')))?.strata[0]).toMatchObject({ of: 150, count: 60 });
    const all = shareOf('CR', range(0, 150), [...range(0, 60), ...range(100, 150)]);
    expect(clearScalars(all, context).ok).toBe(false);
    expect(value(clearUnder(all, context, off('zero')))?.strata[0]).toMatchObject({ of: 150, count: 110 });
  });

  test('who subtracts the own rows is left with many, or is told nothing', () => {
    const own = setOf(range(0, 28));
    const request = shareOf('CR', range(0, 100), range(0, 30));
    expect(clearScalars(request, { ...within, own }).ok).toBe(false);
    // The attack: two others had it.
    expect((value(clearUnder(request, { ...within, own }, off('own')))?.strata[0]?.count ?? 0) - 28).toBe(2);
  });

  test('somebody outside of the stratum is a fault of the caller', () =>
    expect(() => clearScalars(shareOf('CR', range(0, 60), range(50, 70)), within)).toThrow(RangeError));
});

describe('two curves of the same patients', () => {
  test('those alive with progression are the difference: never a few of them; without the audit they are counted', () => {
    const courses = cohort(80, 77, 30);
    const context = after(asked(courses, 'PFS'));
    expect(clearScalars(asked(courses, 'OS'), context).ok).toBe(false);
    const told = value(clearUnder(asked(courses, 'OS'), context, off(...AUDIT)));
    expect(110 - (told?.strata[0]?.events ?? 0)).toBe(3);
    expect(clearScalars(asked(cohort(80, 40, 30), 'OS'), after(asked(cohort(80, 40, 30), 'PFS'))).ok).toBe(true);
  });

  test('of two groups that differ by many, never a few with the event; without the audit they are counted', () => {
    const courses = cohort(80, 77, 30);
    const context = after(asked(courses, 'OS'));
    // Without ten of whom two died.
    const other = asked(courses, 'OS', (at) => !range(75, 77).includes(at) && at < 192);
    expect(clearScalars(other, context).ok).toBe(false);
    const told: ClearedCurve | undefined = value(clearUnder(other, context, off(...AUDIT)));
    expect(107 - (told?.strata[0]?.events ?? 0)).toBe(2);
  });
});
