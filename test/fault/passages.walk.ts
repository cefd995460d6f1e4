// In: rounds of work on one network, and processes ended at every named passage. Out: after each, started again and nothing else, what an
// undisturbed run holds; nothing acknowledged lost, nothing doubled, nothing shown without its entry. LONGVIEW_LONG=1 runs the whole plan.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { OutlineRow } from '../support/store-outline.ts';
import { type FaultNetwork, startFaultNetwork, undisturbedRounds } from './fault-network.ts';
import { type Kill, KILLS, SAMPLE } from './kill-plan.ts';
import { hospitalOf } from './rounds.ts';

const LONG = process.env['LONGVIEW_LONG'] === '1';
const PLAN = LONG ? KILLS : SAMPLE;
jest.setTimeout(LONG ? 1_800_000 : 600_000);

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

  // The rules themselves are tried one by one in checker.spec.ts; here it is tried that the evidence is read from where it is.
  test('what is planted in the stores themselves is found', async () => {
    const last = expected(PLAN.length);
    const { walk } = faulty;
    const { network } = walk;
    const [record] = await walk.rows<{ id: string }>(
      'select id from registry.clinical_record where is_current limit 1',
    );
    const [submission] = await walk.rows<{ id: string }>('select id from registry.submission limit 1');
    const [patient] = await walk.rows<{ id: string }>('select id from registry.patient limit 1');
    const planted: readonly (readonly [string, string, string | undefined, string])[] = [
      [
        'receipt kept',
        "update registry.submission set receipt = receipt || ' ' where id = $1",
        submission?.id,
        'update registry.submission set receipt = rtrim(receipt) where id = $1',
      ],
      [
        'record kept',
        'update registry.clinical_record set is_current = false where id = $1',
        record?.id,
        'update registry.clinical_record set is_current = true where id = $1',
      ],
      [
        'versions once',
        'update registry.clinical_record set version = version + 7 where id = $1',
        record?.id,
        'update registry.clinical_record set version = version - 7 where id = $1',
      ],
      [
        'as undisturbed',
        'update registry.patient set age = age + 1 where id = $1',
        patient?.id,
        'update registry.patient set age = age - 1 where id = $1',
      ],
    ];
    for (const [rule, change, id, back] of planted) {
      await walk.rows(change, [id]);
      const found = await faulty.compare(last);
      await walk.rows(back, [id]);
      expect({ rule, found: found.map((finding) => finding.rule) }).toEqual({
        rule,
        found: expect.arrayContaining([rule]),
      });
    }
    const inFiles: readonly (readonly [string, string, string, string])[] = [
      [
        'witnessed the same',
        join(network.files.folder('hospital-1'), 'state', 'ledger.sqlite'),
        "insert into alarm values ('now', 'PLANTED', '', null, '')",
        "delete from alarm where code = 'PLANTED'",
      ],
      [
        'evaluated entered',
        join(network.files.folder('pseudonymiser'), 'state.db'),
        'update request set elements = elements + 1',
        'update request set elements = elements - 1',
      ],
    ];
    for (const [rule, file, change, back] of inFiles) {
      const database = new DatabaseSync(file, { timeout: 5_000 });
      try {
        database.exec(change);
        const found = await faulty.compare(last);
        database.exec(back);
        expect({ rule, found: found.map((finding) => finding.rule) }).toEqual({
          rule,
          found: expect.arrayContaining([rule]),
        });
      } finally {
        database.close();
      }
    }
    expect(await faulty.compare(last)).toEqual([]);
  });
});
