import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { coxModel, proportionalHazardsTest } from './cox.ts';
import { countByDayInGroups } from './day-counts.ts';
import { logRankTerms, logRankTest } from './log-rank.ts';

const columns = (rows: readonly (readonly [day: number, event: number, ...covariates: number[]])[]) => ({
  days: Int32Array.from(rows, ([day]) => day),
  events: Uint8Array.from(rows, ([, event]) => event),
  covariates: (rows[0]?.slice(2) ?? []).map((_, index) => Float64Array.from(rows, (row) => row[index + 2] as number)),
});

// Freireich et al., Blood 1963;21:699: weeks in remission, 6-mercaptopurine (0) against placebo (1).
const REMISSION = columns([
  ...[6, 6, 6, 7, 10, 13, 16, 22, 23].map((week) => [week, 1, 0] as const),
  ...[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((week) => [week, 0, 0] as const),
  ...[1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23].map((week) => [week, 1, 1] as const),
]);

describe("Cox's model", () => {
  test.each([
    ['efron', 1.5721, 0.4124, 0.879812894957],
    ['breslow', 1.5092, 0.4096, 0.800007729063],
  ] as const)('the 6-mercaptopurine trial with %s ties', (ties, coefficient, error, proportional) => {
    const fit = coxModel(REMISSION, ties);
    expect(fit).toMatchObject({ state: 'fitted', ties, size: 42, events: 30 });
    if (fit.state !== 'fitted') return;
    expect(fit.covariates[0]?.coefficient).toBeCloseTo(coefficient, 4);
    expect(fit.covariates[0]?.standardError).toBeCloseTo(error, 4);
    // R 4.2.2, survival 3.5-3: cox.zph.
    expect(proportionalHazardsTest(REMISSION, fit)?.all.p).toBeCloseTo(proportional, 9);
  });

  test('its score test without ties is the log-rank test', () => {
    const rows = fc.uniqueArray(
      fc.tuple(fc.integer({ min: 1, max: 500 }), fc.constantFrom(0, 1), fc.constantFrom(0, 1)),
      {
        selector: ([day]) => day,
        minLength: 8,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(rows, (drawn) => {
        const { days, events, covariates } = columns(drawn);
        const fit = coxModel({ days, events, covariates }, 'efron');
        if (fit.state !== 'fitted') return;
        const groups = Uint16Array.from(covariates[0] as Float64Array);
        const test = logRankTest(logRankTerms(countByDayInGroups({ days, events }, groups, 2)));
        expect(fit.score.chiSquare).toBeCloseTo(test.chiSquare ?? NaN, 8);
      }),
    );
  });

  test('a span that is cut in two changes nothing: that is how a covariate changes in time', () => {
    const whole = coxModel(REMISSION, 'efron');
    const [rows, spans] = [
      [...REMISSION.days.keys()],
      (row: number) => [0, 9].filter((cut) => cut < (REMISSION.days[row] as number)),
    ];
    const cut = rows.flatMap((row) =>
      spans(row).map((from, index, all) => {
        const last = index === all.length - 1;
        return {
          from,
          to: last ? (REMISSION.days[row] as number) : (all[index + 1] as number),
          event: last ? (REMISSION.events[row] as number) : 0,
          placebo: REMISSION.covariates[0]?.[row] as number,
        };
      }),
    );
    const again = coxModel(
      {
        days: Int32Array.from(cut, ({ to }) => to),
        entries: Int32Array.from(cut, ({ from }) => from),
        events: Uint8Array.from(cut, ({ event }) => event),
        covariates: [Float64Array.from(cut, ({ placebo }) => placebo)],
      },
      'efron',
    );
    expect(cut.length).toBeGreaterThan(42);
    if (whole.state !== 'fitted' || again.state !== 'fitted') throw new Error('no fit');
    expect(again.covariates[0]?.coefficient).toBeCloseTo(whole.covariates[0]?.coefficient as number, 10);
    expect(again.covariates[0]?.standardError).toBeCloseTo(whole.covariates[0]?.standardError as number, 10);
  });

  test.each([
    [
      'noEvents',
      columns([
        [3, 0, 1],
        [4, 0, 0],
      ]),
    ],
    [
      'collinear',
      columns([
        [3, 1, 1, 2],
        [4, 1, 0, 0],
        [5, 0, 1, 2],
        [6, 1, 0, 0],
      ]),
    ],
    [
      'collinear',
      columns([
        [3, 1, 7],
        [4, 1, 7],
        [5, 0, 7],
      ]),
    ],
    [
      // Those at risk when something happens differ in nothing, whoever came before them.
      'collinear',
      columns([
        ...[1, 2, 3, 4, 5].map((day) => [day, 0, 0] as const),
        ...[6, 7, 8].map((day) => [day, 0, 1] as const),
        [9, 1, 1],
        [10, 0, 1],
        [11, 0, 1],
      ]),
    ],
    [
      'infinite',
      columns([
        [1, 1, 1],
        [2, 1, 1],
        [3, 1, 1],
        [8, 0, 0],
        [9, 0, 0],
        [9, 1, 0],
      ]),
    ],
  ] as const)('says %s rather than a figure', (state, data) => {
    expect(coxModel(data, 'efron')).toEqual({
      state,
      ties: 'efron',
      size: data.days.length,
      events: data.events.reduce((sum, one) => sum + one, 0),
    });
  });

  test.each([
    ['columns of unequal length', { ...REMISSION, events: Uint8Array.of(1) }],
    ['a covariate that is no number', { ...REMISSION, covariates: [new Float64Array(42).fill(NaN)] }],
    ['a day before 0', { ...REMISSION, days: REMISSION.days.map(() => -1) }],
    ['a span that ends as it begins', { ...REMISSION, entries: REMISSION.days }],
  ])('%s is a fault', (_name, data) => {
    expect(() => coxModel(data, 'efron')).toThrow(RangeError);
  });
});
