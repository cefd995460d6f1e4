// Attackers who mix the questions about distributions, hazard ratios, second malignancies and the apheresed with those about sizes and curves. Each is real: with
// the rule named beside it turned off it succeeds. `npm test` runs a sample, LONGVIEW_LONG=1 the whole.
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { bitmap, type CourseRow, filter, indexCourses, NO_AMOUNT, populationCount, type Where } from '@longview/cohort';
import { EVERY_RULE, type Rules } from '@longview/disclosure/testing';
import { Draws } from '@longview/fixtures';
import type { By, Measure } from '@longview/registry';
import { nearPairs } from './disclosure/attackers.ts';
import { Asker, courseRows, frameOf } from './disclosure/registry-of.ts';

jest.setTimeout(1_800_000);

const LONG = process.env['LONGVIEW_LONG'] === '1';
const SEEDS = LONG ? [1, 2, 3, 4, 5, 6, 7, 8] : [1];
const QUESTIONS = LONG ? 1000 : 120;
const K = 5;

const without = (...rules: (keyof Rules)[]): Rules => ({
  ...EVERY_RULE,
  ...Object.fromEntries(rules.map((rule) => [rule, false])),
});
const NO_AUDIT = ['overlap', 'threes', 'rowSpace'] as const;
const VALUES = {
  product: ['L01XL03', 'L01XL04', 'L01XL05', 'L01XL06', 'L01XL07', 'L01XL08'],
  sex: ['female', 'male'],
  ageBand: ['0-17', '18-39', '40-59', '60-69', '70-120'],
} as const;

const distribution = (of: 'VEIN_TO_VEIN' | 'LENGTH_OF_STAY', by: By | null = null): Measure => ({
  name: 'distribution',
  arguments: { of, by },
});
const ratios = (by: By): Measure => ({ name: 'hazardRatios', arguments: { endpoint: 'OVERALL', by } });
const MEASURES: readonly Measure[] = [
  { name: 'size' },
  distribution('VEIN_TO_VEIN'),
  distribution('VEIN_TO_VEIN', 'SEX'),
  distribution('LENGTH_OF_STAY'),
  ratios('SEX'),
  ratios('PRODUCT'),
  { name: 'cumulativeIncidence', arguments: { event: 'SECOND_MALIGNANCY', by: 'SEX' } },
  { name: 'share', arguments: { endpoint: 'INFUSED' } },
  { name: 'survival', arguments: { endpoint: 'OVERALL', interval: 'LOG' } },
  { name: 'survival', arguments: { endpoint: 'OVERALL', interval: 'LOG', population: 'APHERESED' } },
];

const worlds: { rows: readonly CourseRow[]; seed: number }[] = [];
beforeAll(() => {
  for (const seed of SEEDS) worlds.push({ seed, rows: courseRows(500, seed) });
});

/** Some values of some fields, in an order by chance. */
function anyWhere(draws: Draws): Where {
  const where: Record<string, readonly string[]> = {};
  for (const [field, values] of Object.entries(VALUES)) {
    if (draws.chance(0.4)) continue;
    const labels = (values as readonly string[]).filter(() => draws.chance(0.5));
    if (labels.length > 0) where[field] = labels;
  }
  return where;
}

function asked(rows: readonly CourseRow[], seed: number, rules: Rules, measures = MEASURES): Asker {
  const asker = new Asker(frameOf(rows), rules);
  const draws = new Draws(seed, 'attack on endpoints');
  for (let question = 0; question < QUESTIONS; question++) asker.ask(anyWhere(draws), draws.pick([...measures]));
  return asker;
}

const toldOf = (asker: Asker, measure: string) => asker.told.filter(({ answer }) => answer.measure === measure);

describe('distributions, models and the apheresed among the questions', () => {
  test('no two answers speak of groups that differ by a few; without the overlap audit some do', () => {
    for (const { rows, seed } of worlds) {
      const asker = asked(rows, seed, EVERY_RULE);
      expect(nearPairs(asker, K)).toBe(0);
      for (const measure of ['distribution', 'model', 'survival', 'incidence', 'proportion'])
        expect([measure, toldOf(asker, measure).length > 0]).toEqual([measure, true]);
    }
    const { rows, seed } = worlds[0]!;
    expect(nearPairs(asked(rows, seed, without(...NO_AUDIT)), K)).toBeGreaterThan(0);
  });

  test('the few without a value are no difference between two answers; left out, they would be', () => {
    // Of all worlds together: in one by chance no group may lack just a few.
    let [few, told] = [0, 0];
    for (const { rows } of worlds) {
      const frame = frameOf(rows);
      for (const where of [{}, ...VALUES.product.map((product) => ({ product: [product] }))]) {
        const everybody = indexCourses(filter(frame, where));
        const column = frame.amounts.waiting;
        const missing = everybody.rows.filter((row) => column[row] === NO_AMOUNT).length;
        if (missing === 0 || missing >= K) continue;
        few += 1;
        const asker = new Asker(frame);
        const { answer, answering } = asker.ask(where, distribution('VEIN_TO_VEIN'));
        if (answer?.measure !== 'distribution' || answering.act !== 'tell') continue;
        told += 1;
        const [set] = answering.told.told;
        expect(Buffer.from(set as Uint8Array)).toEqual(Buffer.from(bitmap(everybody)));
        // Whatever the few have: the quantile of everybody lies in the interval, and no mean of the others is told.
        const known = [...everybody.rows].map((row) => column[row] as number).filter((days) => days !== NO_AMOUNT);
        for (const filler of [0, 10_000])
          for (const { share, from, below } of answer.strata[0]!.quantiles) {
            const all = [...known, ...Array.from({ length: missing }, () => filler)].toSorted((a, b) => a - b);
            const is = all[Math.ceil(share * all.length) - 1] as number;
            expect(is).toBeGreaterThanOrEqual(from);
            expect(is).toBeLessThan(below);
          }
        expect(answer.strata[0]!.mean).toBeUndefined();
      }
    }
    expect(few).toBeGreaterThan(0);
    expect(told).toBeGreaterThan(0);
  });

  test('no model has a level of a few patients or events; without the threshold some have', () => {
    const fewest = (rules: Rules): number => {
      let least = Infinity;
      for (const { rows, seed } of worlds) {
        const frame = frameOf(rows);
        const { days, events } = frame.endpoints.os;
        for (const { sets } of toldOf(asked(rows, seed, rules, [ratios('SEX'), ratios('PRODUCT')]), 'model'))
          // The first two are everybody.
          for (const set of sets.slice(2)) {
            const happened = [...filter(frame).rows].filter((row) => {
              const patient = frame.patient[row] as number;
              return ((set[patient >> 3] ?? 0) & (1 << (patient & 7))) !== 0 && (days[row] as number) >= 0;
            });
            const dead = happened.filter((row) => events[row] === 1).length;
            least = Math.min(least, populationCount(set), dead);
          }
      }
      return least;
    };
    expect(fewest(EVERY_RULE)).toBeGreaterThanOrEqual(K);
    expect(fewest(without('threshold', 'model', 'querySetSize', ...NO_AUDIT))).toBeLessThan(K);
  });

  test('the smallest stay is nobody’s to read; without the rule on quantiles a tenth of a few is one person’s', () => {
    const exposed = (rules: Rules): number =>
      worlds
        .flatMap(({ rows, seed }) =>
          toldOf(asked(rows, seed, rules, [distribution('LENGTH_OF_STAY', 'PRODUCT')]), 'distribution'),
        )
        .flatMap(({ answer }) => (answer.measure === 'distribution' ? answer.strata : []))
        .flatMap(({ patients, quantiles }) =>
          quantiles.filter(({ share }) => patients * Math.min(share, 1 - share) < K - 1),
        ).length;
    expect(exposed(EVERY_RULE)).toBe(0);
    expect(exposed(without('quantile'))).toBeGreaterThan(0);
  });
});
