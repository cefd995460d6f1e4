// In: rounds of work on one network, and processes ended at every named passage. Out: after each, started again and nothing else, what an
// undisturbed run holds; nothing acknowledged lost, nothing doubled, nothing shown without its entry. LONGVIEW_LONG=1 runs the whole plan.
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { OutlineRow } from '../support/store-outline.ts';
import { type FaultNetwork, startFaultNetwork, undisturbedRounds } from './fault-network.ts';
import { type Kill, KILLS, SAMPLE } from './kill-plan.ts';
import { hospitalOf } from './rounds.ts';

const LONG = process.env['LONGVIEW_LONG'] === '1';
const PLAN = LONG ? KILLS : SAMPLE;
jest.setTimeout(LONG ? 1_800_000 : 240_000);

let faulty: FaultNetwork;
let undisturbed: OutlineRow[][];
const took: number[] = [];

beforeAll(async () => {
  undisturbed = await undisturbedRounds(PLAN.length + 1);
  faulty = await startFaultNetwork();
});
afterAll(async () => {
  await faulty?.stop();
  if (LONG) {
    const kills = PLAN.reduce((sum, { times }) => sum + times, 0);
    const seconds = took.toSorted((left, right) => left - right);
    process.stderr.write(
      `passages: ${PLAN.length} orders, ${kills} kills, ${(seconds.reduce((sum, one) => sum + one, 0) / kills).toFixed(1)} s a kill, slowest round ${seconds.at(-1)?.toFixed(1)} s\n`,
    );
  }
});

const partyOf = ({ app }: Kill, round: number): string => (app === 'agent' ? hospitalOf(round).id : app);

const expected = (round: number): readonly OutlineRow[] => undisturbed[round] as OutlineRow[];

describe('ended at a named passage and started again', () => {
  test('(a round without a fault)', async () => {
    await faulty.round(0);
    expect(await faulty.compare(expected(0), true)).toEqual([]);
    expect(faulty.clients.seen.length).toBe(5);
  });

  test.each(PLAN.map((kill, index) => [`${kill.app} ${kill.at}`, kill, index + 1] as const))(
    '%s: nothing is lost, doubled or shown without its entry',
    async (_, kill, round) => {
      const start = performance.now();
      const party = partyOf(kill, round);
      const before = faulty.orders.carriedOut().length;
      await faulty.round(round, { party, at: kill.at, after: kill.after, times: kill.times, how: 'kill' });
      expect(faulty.orders.carriedOut().length - before).toBe(kill.times);
      const whole = round === PLAN.length || round % 20 === 0;
      expect(await faulty.compare(expected(round), whole)).toEqual([]);
      took.push((performance.now() - start) / 1000);
    },
  );
});
