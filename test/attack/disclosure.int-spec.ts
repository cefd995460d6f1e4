// Attackers who ask as much as they like. Each is real: with one rule turned off it succeeds. With every rule in force its success is measured against
// the bound that libs/disclosure/README.md states. `npm test` runs a sample, LONGVIEW_LONG=1 the whole; each attack says as it ends what it measured and
// how long it took, and `-t 'steps of curves'` runs one of them by itself.
import { beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { bitmap, filter, type CourseRow, populationCount, type Where } from '@longview/cohort';
import { binOf, EVERY_RULE, type Rules, type SecondSolver, secondSolver } from '@longview/disclosure/testing';
import { Draws } from '@longview/fixtures';
import { type By, type CompetingEvent, type Measure, makeBook, type Share } from '@longview/registry';
import { apart, changedBetween, exposedPersons, guyotHits, nearSets, solvedCells } from './disclosure/attackers.ts';
import { Asker, courseRows, frameOf } from './disclosure/registry-of.ts';

jest.setTimeout(1_800_000);

const LONG = process.env['LONGVIEW_LONG'] === '1';
const SEEDS = LONG ? [1, 2, 3, 4, 5, 6, 7, 8] : [1];
const QUESTIONS = LONG ? 2000 : 120;
const COURSES = 400;
const K = 5;

const without = (...rules: (keyof Rules)[]): Rules => ({
  ...EVERY_RULE,
  ...Object.fromEntries(rules.map((rule) => [rule, false])),
});
const VALUES = {
  product: ['L01XL03', 'L01XL04', 'L01XL05', 'L01XL06', 'L01XL07', 'L01XL08'],
  sex: ['female', 'male'],
  ageBand: ['0-17', '18-39', '40-59', '60-69', '70-120'],
  priorLines: ['1', '2', '3', '4', '5+'],
} as const;

/** Some values of some fields: every group that the published vocabulary can name, in an order by chance. */
function anyWhere(draws: Draws, fields: readonly (keyof typeof VALUES)[]): Where {
  const where: Record<string, readonly string[]> = {};
  for (const field of fields) {
    if (draws.chance(0.4)) continue;
    const labels = (VALUES[field] as readonly string[]).filter(() => draws.chance(0.5));
    if (labels.length > 0) where[field] = labels;
  }
  return where;
}
const os = (by: By | null = null): Measure => ({
  name: 'survival',
  arguments: { endpoint: 'OVERALL', by, interval: 'LOG' },
});
const SIZE: Measure = { name: 'size' };

/** What an attack measured, told at once: a whole run takes minutes and can be read while it goes. Processor time, since other work may go on beside it. */
let begun = process.cpuUsage();
beforeEach(() => {
  begun = process.cpuUsage();
});
function measured(what: string): void {
  const { user, system } = process.cpuUsage(begun);
  const seconds = ((user + system) / 1e6).toFixed(1);
  if (LONG) process.stderr.write(`${expect.getState().currentTestName}: ${what}; ${seconds} s\n`);
}
const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

const worlds: { rows: readonly CourseRow[]; seed: number }[] = [];
beforeAll(() => {
  for (const seed of SEEDS) worlds.push({ seed, rows: courseRows(COURSES, seed) });
});

/** An attacker who asks questions by chance within one permit. */
function unlimited(
  rows: readonly CourseRow[],
  seed: number,
  rules: Rules,
  measures: readonly Measure[],
  count = QUESTIONS,
) {
  const asker = new Asker(frameOf(rows), rules);
  const draws = new Draws(seed, 'attack');
  for (let asked = 0; asked < count; asked++)
    asker.ask(anyWhere(draws, ['product', 'sex', 'ageBand', 'priorLines']), draws.pick([...measures]));
  return asker;
}

const setsOf = (told: Asker['told']) => told.map(({ sets }) => sets);

describe('unlimited questions on overlapping groups', () => {
  const measures = [SIZE, os(), os('SEX')];

  test('no two answers speak of groups that differ by a few; without the overlap audit some do', () => {
    let [answers, questions] = [0, 0];
    const found = worlds.map(({ rows, seed }) => {
      const { told } = unlimited(rows, seed, EVERY_RULE, measures);
      answers += told.length;
      questions += QUESTIONS;
      const pairs = nearSets(setsOf(told), K);
      measured(`seed ${seed}: ${QUESTIONS} questions, ${told.length} answers, ${pairs} pairs`);
      return pairs;
    });
    const { rows, seed } = worlds[0]!;
    const { told } = unlimited(rows, seed, without('overlap', 'threes', 'rowSpace'), measures, 400);
    const bare = nearSets(setsOf(told), K);
    measured(
      `${questions} questions, ${answers} answers, ${sum(found)} pairs; without the audit, 400 questions: ${bare}`,
    );
    expect(found.filter((pairs) => pairs > 0)).toEqual([]);
    expect(bare).toBeGreaterThan(0);
  });

  test('no three of them either; without the rule on threes some do', () => {
    const triples = (rules: Rules) =>
      sum(worlds.map(({ rows, seed }) => apart(unlimited(rows, seed, rules, [SIZE], LONG ? 1000 : 300).told, K)));
    const [guarded, bare] = [triples(EVERY_RULE), triples(without('threes'))];
    measured(`${guarded} threes; without the rule ${bare}`);
    expect(guarded).toBe(0);
    expect(bare).toBeGreaterThan(0);
  });
});

describe('shares and incidences among the questions', () => {
  const share = (endpoint: Share, by: By | null = null): Measure => ({ name: 'share', arguments: { endpoint, by } });
  const incidence = (event: CompetingEvent): Measure => ({ name: 'cumulativeIncidence', arguments: { event } });
  const pfs: Measure = { name: 'survival', arguments: { endpoint: 'PROGRESSION_FREE', interval: 'LOG' } };
  const measures = [
    share('ORR'),
    share('CR', 'SEX'),
    share('CRS_SEVERE'),
    share('ICANS', 'SEX'),
    incidence('RELAPSE'),
    incidence('NRM'),
    pfs,
    SIZE,
  ];
  const asked = (rows: readonly CourseRow[], seed: number, rules: Rules, count = LONG ? 600 : 100) =>
    unlimited(rows, seed, rules, measures, count);
  /** Sets told that hold somebody, but not k: who had it, or who had it not. */
  const few = (asker: Asker): number =>
    asker.told.flatMap(({ sets }) => sets).filter((set) => populationCount(set) > 0 && populationCount(set) < K).length;

  test('none speaks of a few, or of those between two others; without the rules they do', () => {
    for (const { rows, seed } of worlds) {
      const asker = asked(rows, seed, EVERY_RULE);
      const [pairs, small] = [nearSets(setsOf(asker.told), K), few(asker)];
      const shown = ['proportion', 'incidence'].map(
        (measure) => asker.told.filter(({ answer }) => answer.measure === measure).length,
      );
      measured(`seed ${seed}: ${shown[0]} shares, ${shown[1]} incidences, ${pairs} pairs, ${small} sets of a few`);
      expect([pairs, small]).toEqual([0, 0]);
      for (const count of shown) expect(count).toBeGreaterThan(5);
    }
    const { rows, seed } = worlds[0]!;
    const near = nearSets(setsOf(asked(rows, seed, without('overlap', 'threes', 'rowSpace'), 400).told), K);
    const bare = few(
      asked(
        rows,
        seed,
        without('threshold', 'querySetSize', 'complement', 'feasible', 'overlap', 'threes', 'rowSpace'),
      ),
    );
    measured(`without the audit, 400 questions: ${near} pairs; without thresholds either: ${bare} sets of a few`);
    expect(near).toBeGreaterThan(0);
    expect(bare).toBeGreaterThan(0);
  });

  test('a curve beside the two incidences that it is made of leaves k − 1 counts open; without rounding it leaves one', () => {
    const open = (rules: Rules): number => {
      let fewest = Infinity;
      for (const { rows } of worlds) {
        const asker = new Asker(frameOf(rows), rules);
        for (const where of [{}, ...VALUES.product.map((product) => ({ product: [product] }))]) {
          const [parts, whole] = [asker.ask(where, incidence('RELAPSE')).answer, asker.ask(where, pfs).answer];
          if (parts?.measure !== 'incidence' || whole?.measure !== 'survival') continue;
          const width = rules.rounding ? K : 1;
          for (const { day, events, competingEvents } of parts.strata[0]?.rows.slice(1) ?? []) {
            const both = whole.strata[0]?.rows.find((row) => row.day === day)?.events;
            if (both === undefined) continue;
            const [[a, b], [c, d], [low, high]] = [events, competingEvents, both].map((told) => binOf(told, width)) as [
              readonly [number, number],
              readonly [number, number],
              readonly [number, number],
            ];
            const left = Array.from({ length: b - a + 1 }, (_, more) => a + more).filter(
              (relapsed) => relapsed + c <= high && relapsed + d >= low,
            );
            fewest = Math.min(fewest, left.length);
          }
        }
      }
      return fewest;
    };
    const [guarded, bare] = [open(EVERY_RULE), open(without('rounding'))];
    measured(`${guarded} counts left at least; without rounding ${bare}`);
    expect(guarded).toBeGreaterThanOrEqual(K - 1);
    expect(bare).toBe(1);
  });
});

describe('sums and complements: solving everything that was told together', () => {
  let highs: SecondSolver;
  beforeAll(async () => {
    highs = await secondSolver();
  });
  const solved = (rules: Rules, count: number) =>
    worlds
      .slice(0, LONG ? 8 : 1)
      .map(({ rows, seed }) => {
        const asker = new Asker(frameOf(rows), rules);
        const draws = new Draws(seed, 'sums');
        const asked: Where[] = [];
        for (let index = 0; index < count; index++) {
          const where = anyWhere(draws, ['product', 'sex', 'ageBand']);
          asked.push(where);
          asker.ask(where, SIZE);
        }
        const found = solvedCells(highs, rows, asked, asker);
        measured(`seed ${seed}: ${asker.told.length} sizes told, ${found.solved} of ${found.small} small cells solved`);
        return found;
      })
      .reduce((sum, next) => ({ small: sum.small + next.small, solved: sum.solved + next.solved }));

  test('no small cell is known; without rounding, thresholds and audits most are', () => {
    const count = LONG ? 1500 : 250;
    const guarded = solved(EVERY_RULE, count);
    const bare = solved(without('rounding', 'threshold', 'querySetSize', 'overlap', 'threes', 'rowSpace'), count);
    // One rule alone: exact figures of large groups only, audited, still give small ones away.
    const exact = solved(without('rounding'), count);
    measured(
      `${guarded.solved} of ${guarded.small} small cells; without rounding ${exact.solved}; without thresholds and audits either ${bare.solved}`,
    );
    expect(guarded.small).toBeGreaterThan(5);
    expect(guarded.solved).toBe(0);
    expect(bare.solved).toBeGreaterThan(bare.small / 2);
    expect(exact.solved).toBeLessThanOrEqual(bare.solved);
  });
});

describe('withdrawals between releases', () => {
  const questions: readonly (readonly [Where, Measure])[] = [
    ...[
      {},
      { sex: ['female'] },
      { product: ['L01XL03'] },
      { ageBand: ['60-69', '70-120'] },
      { priorLines: ['2'] },
    ].flatMap((where) => [[where, SIZE] as const, [where, os()] as const, [where, os('SEX')] as const]),
  ];
  const leaks = (rules: Rules, newcomers: number) => {
    let found = 0;
    for (const { rows, seed } of worlds) {
      const victims = Array.from({ length: LONG ? 40 : 4 }, (_, index) => (index * 31 + seed) % COURSES);
      const first = new Asker(frameOf(rows, COURSES + 8), rules);
      for (const [where, measure] of questions) first.ask(where, measure);
      for (const victim of victims) {
        const asker = first.again();
        const later = courseRows(newcomers, seed + 1000).map((row, index) => ({ ...row, patient: COURSES + index }));
        asker.release('r2', frameOf([...rows.filter(({ patient }) => patient !== victim), ...later], COURSES + 8));
        found += changedBetween(asker, questions, K);
      }
    }
    return found;
  };

  test('one person gone, or one gone and two come: no figure moves; without the audit it does', () => {
    const [gone, come, bare] = [
      leaks(EVERY_RULE, 0),
      leaks(EVERY_RULE, 2),
      leaks(without('overlap', 'threes', 'rowSpace'), 0),
    ];
    measured(`${gone} figures moved for one gone, ${come} for one gone and two come; without the audit ${bare}`);
    expect([gone, come]).toEqual([0, 0]);
    expect(bare).toBeGreaterThan(0);
  });

  test('nor does a page of the book', () => {
    for (const { rows, seed } of worlds.slice(0, LONG ? 4 : 1)) {
      const first = makeBook(frameOf(rows, COURSES), 'r1', []);
      const earlier = first.map(({ page, answer, sets }) => ({
        id: page,
        release: 'r1',
        question: page,
        sets,
        answer,
      }));
      const told = new Map(first.map(({ page, answer }) => [page, answer]));
      for (const victim of LONG ? [seed, seed + 100, seed + 200] : [seed]) {
        const second = makeBook(
          frameOf(
            rows.filter(({ patient }) => patient !== victim),
            COURSES,
          ),
          'r2',
          earlier,
        );
        for (const { page, answer } of second) expect(answer).toBe(told.get(page) ?? answer);
        const near = nearSets([first.flatMap(({ sets }) => sets), second.flatMap(({ sets }) => sets)], 10);
        measured(`seed ${seed}, ${first.length} and ${second.length} pages: ${near} pairs`);
        expect(near).toBe(0);
      }
    }
  });
});

describe('subtracting one’s own rows', () => {
  const few = (rules: Rules) => {
    let found = 0;
    for (const { rows, seed } of worlds) {
      const asker = new Asker(frameOf(rows), rules, { organisation: 'centre-0' });
      const draws = new Draws(seed, 'own');
      for (let asked = 0; asked < QUESTIONS; asked++)
        asker.ask(
          { ...anyWhere(draws, ['product', 'sex', 'ageBand', 'priorLines']), centre: ['centre-0', 'centre-1'] },
          draws.pick([SIZE, os()]),
        );
      const own = bitmap(filter(frameOf(rows), { centre: ['centre-0'] }));
      for (const { sets } of asker.told)
        for (const set of sets) {
          const others = populationCount(set.map((byte, index) => byte & ~(own[index] ?? 0)));
          if (others > 0 && others < K) found++;
        }
    }
    return found;
  };
  test('what is left is never a few; without the rule it is', () => {
    const [guarded, bare] = [few(EVERY_RULE), few(without('own'))];
    measured(`${guarded} sets of a few others; without the rule ${bare}`);
    expect(guarded).toBe(0);
    expect(bare).toBeGreaterThan(0);
  });
});

describe('steps of curves', () => {
  test('nobody is counted, dated or cornered by any curve that was told; without rounding or grid somebody is', () => {
    const found = worlds.map(({ rows, seed }) =>
      exposedPersons(unlimited(rows, seed, EVERY_RULE, [os(), os('SEX')], LONG ? 150 : 30), K),
    );
    const { rows, seed } = worlds[0]!;
    const [rounding, grid] = [
      exposedPersons(unlimited(rows, seed, without('rounding'), [os()], 20), 1),
      exposedPersons(unlimited(rows, seed, without('grid'), [os()], 20), K),
    ];
    measured(`${sum(found)} persons; without rounding ${rounding}, without the grid ${grid}`);
    expect(sum(found)).toBe(0);
    expect(rounding).toBeGreaterThan(0);
    expect(grid).toBeGreaterThan(0);
  });

  test('times that are reconstructed from a curve hit a person no more often than a guess within the grid', () => {
    const hits = { shown: 0, guessed: 0, persons: 0 };
    for (const { rows, seed } of worlds) {
      const found = guyotHits(unlimited(rows, seed, EVERY_RULE, [os()], 60), rows);
      hits.shown += found.hits;
      hits.guessed += found.expected;
      hits.persons += found.persons;
    }
    const { rows, seed } = worlds[0]!;
    const bare = guyotHits(unlimited(rows, seed, without('rounding', 'grid', 'stop'), [os()], 60), rows);
    measured(
      `${hits.shown} of ${hits.persons} persons hit, ${hits.guessed.toFixed(1)} by a guess; without rounding, grid and stop ${bare.hits} of ${bare.persons}`,
    );
    expect(hits.persons).toBeGreaterThan(100);
    // Three standard deviations of a count above what chance gives.
    expect(hits.shown).toBeLessThanOrEqual(hits.guessed + 3 * Math.sqrt(hits.guessed + 1));
    expect(bare.hits).toBeGreaterThan(0.9 * bare.persons);
  });
});

describe('refusals as signals', () => {
  test('a refusal leaves at least k − 1 counts open, and says the same whatever it was for', () => {
    // Told: a group. Asked: the group with one more cell. What comes back tells whether the cell holds 1 to k − 1; never how many.
    const answers = new Map<string, Set<number>>();
    for (const { rows } of worlds)
      for (const product of VALUES.product)
        for (const ageBand of VALUES.ageBand) {
          const frame = frameOf(rows);
          const asker = new Asker(frame);
          const others = VALUES.ageBand.filter((band) => band !== ageBand);
          asker.ask({ product: [product], ageBand: others }, os());
          const { answering } = asker.ask({ product: [product] }, SIZE);
          const cell = populationCount(bitmap(filter(frame, { product: [product], ageBand: [ageBand] })));
          const heard = answering.act === 'refuse' ? 'refused' : answering.act;
          answers.set(heard, (answers.get(heard) ?? new Set()).add(cell));
        }
    const refused = [...(answers.get('refused') ?? [])];
    measured(`${refused.length} counts behind refusals, ${answers.get('tell')?.size ?? 0} behind answers`);
    if (refused.length > 0 && LONG) expect(refused.length).toBeGreaterThanOrEqual(K - 1);
    expect(answers.get('tell')?.size).toBeGreaterThan(K);
  });
});
