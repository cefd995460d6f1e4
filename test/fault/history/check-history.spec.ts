import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkHistory } from './check-history.ts';
import type { Operation, Transaction } from './history.ts';
import { PLANTED, SOUND, transaction } from './planted.ts';

describe('a planted phenomenon is found, with its circle', () => {
  test.each(PLANTED.map((planted) => [planted.kind, planted.name, planted] as const))(
    '%s: %s',
    (kind, _name, { history, realTime = false }) => {
      const found = checkHistory(history).find((anomaly) => anomaly.kind === kind && anomaly.realTime === realTime);
      expect(found?.evidence).toEqual(expect.stringContaining((found?.transactions[0] as string) ?? 'nothing'));
      // Without clocks, what needs one is sound.
      if (realTime) expect(checkHistory(history, { realTime: false })).toEqual([]);
    },
  );

  test('a circle is told as a way back to where it began', () => {
    const { history } = PLANTED.find(({ kind }) => kind === 'G-single') as (typeof PLANTED)[number];
    expect(checkHistory(history).map(({ evidence }) => evidence)).toContain(
      'two -rw: did not see 1 in x-> one -wr: saw 1 in y-> two',
    );
  });

  test('a history that cannot be read is refused', () => {
    const twice = [transaction('one', [0, 1], ['a x 1']), transaction('two', [0, 1], ['a x 1'])];
    expect(() => checkHistory(twice)).toThrow('1 is appended to x twice');
  });
});

test('overlapping, taken back, never answered: nothing is wrong with any of it', () => {
  expect(checkHistory(SOUND)).toEqual([]);
});

/** Transactions run one after another in the order given; each was begun some time before and answered some time after its moment. */
type Plan = readonly {
  readonly operations: readonly { readonly write: boolean; readonly list: number }[];
  readonly early: number;
  readonly late: number;
  readonly end: 'committed' | 'aborted' | 'happened' | 'did not happen';
}[];
const plans: fc.Arbitrary<Plan> = fc.array(
  fc.record({
    operations: fc.array(fc.record({ write: fc.boolean(), list: fc.integer({ min: 0, max: 2 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
    early: fc.integer({ min: 0, max: 6 }),
    late: fc.integer({ min: 0, max: 6 }),
    end: fc.constantFrom('committed', 'committed', 'committed', 'aborted', 'happened', 'did not happen'),
  }),
  { minLength: 2, maxLength: 30 },
);

interface World {
  readonly lists: string[][];
  readonly history: Transaction[];
}
function runSerially(plan: Plan, { lists, history }: World = { lists: [[], [], []], history: [] }): World {
  for (const { operations, early, late, end } of plan) {
    const id = `t${history.length}`;
    const own = lists.map((list) => [...list]);
    const done = operations.map(({ write, list }, index): Operation => {
      const values = own[list] as string[];
      if (!write) return { read: `k${list}`, values: [...values] };
      values.push(`${id}.${index}`);
      return { append: `k${list}`, value: `${id}.${index}` };
    });
    const moment = history.length;
    const told = end === 'committed' || end === 'aborted';
    history.push({
      id,
      invoked: moment - early,
      ...(told && { completed: moment + late + 0.5 }),
      outcome: told ? end : 'unknown',
      operations: done,
    });
    if (end === 'committed' || end === 'happened') for (const [index, list] of own.entries()) lists[index] = list;
  }
  return { lists, history };
}
const readAll = ({ lists, history }: World): Transaction => ({
  id: 'at the end',
  invoked: history.length + 10,
  completed: history.length + 11,
  outcome: 'committed',
  operations: lists.map((values, index) => ({ read: `k${index}`, values: [...values] })),
});

test('nothing is found in histories that were executed one after another', () =>
  fc.assert(
    fc.property(plans, (plan) => {
      const world = runSerially(plan);
      expect(checkHistory([...world.history, readAll(world)])).toEqual([]);
    }),
    { numRuns: 400 },
  ));

test('whatever surrounds it, one lost update in the middle is found, and so is one read that lags behind', () =>
  fc.assert(
    fc.property(plans, plans, (before, after) => {
      const world = runSerially(before);
      const seen = [...(world.lists[0] as string[])];
      const at = world.history.length;
      const update = (id: string) => transaction(id, [at - 1, at + 2], [`r k0 ${seen.join(' ')}`.trim(), `a k0 ${id}`]);
      world.history.push(update('first'), update('second'));
      world.lists[0] = [...seen, 'second'];
      const lost = [...runSerially(after, world).history, readAll(world)];
      expect(checkHistory(lost).map(({ kind }) => kind)).toContain('lostUpdate');

      const good = runSerially(before);
      const old = [...(good.lists[0] as string[])];
      good.lists[0] = [...old, 'news'];
      good.history.push(transaction('news', [at - 1, at + 0.5], ['a k0 news']));
      const lagging = transaction(
        'lagging',
        [good.history.length + 9, good.history.length + 10],
        [`r k0 ${old.join(' ')}`.trim()],
      );
      expect(checkHistory([...good.history, lagging, readAll(good)])).toContainEqual(
        expect.objectContaining({
          kind: 'G-single',
          realTime: true,
          transactions: expect.arrayContaining(['lagging', 'news']),
        }),
      );
    }),
    { numRuns: 200 },
  ));

test('a long history takes no time to speak of', () => {
  const world: World = { lists: [[], [], []], history: [] };
  const plan: Plan = Array.from({ length: 1500 }, (_, index) => ({
    operations: [
      { write: true, list: index % 3 },
      { write: false, list: (index + 1) % 3 },
    ],
    early: index % 5,
    late: index % 7,
    end: 'committed',
  }));
  runSerially(plan, world);
  expect(checkHistory(world.history)).toEqual([]);
});
