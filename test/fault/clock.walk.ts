// In: rounds of work while the clock of an agent or of the registry jumps, ahead or back. Out: who is turned away is told why, nothing is
// lost, no row is shown under a decision that is past its life; and once the clock is right again, what an undisturbed run holds.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ask, isAlive, poll, runAgent } from '@longview/local';
import { Client } from 'pg';
import type { OutlineRow } from '../support/store-outline.ts';
import { type FaultNetwork, startFaultNetwork, undisturbedRounds } from './fault-network.ts';
import { hospitalOf, writeRound } from './rounds.ts';

const LONG = process.env['LONGVIEW_LONG'] === '1';
jest.setTimeout(LONG ? 900_000 : 600_000);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SHIFTS: Readonly<Record<string, number>> = {
  '10 minutes ahead': 10 * MINUTE,
  '10 minutes back': -10 * MINUTE,
  ...(LONG && { 'a day ahead': DAY, 'a day back': -DAY, '2 minutes ahead': 2 * MINUTE, '2 minutes back': -2 * MINUTE }),
};
const CASES = Object.entries(SHIFTS)
  .flatMap(([name, shift]) => (['agent', 'registry'] as const).map((party) => ({ name, shift, party })))
  // An agent ahead and a registry behind stand for the others.
  .filter(({ shift, party }) => LONG || (party === 'agent') === shift > 0);

/** Where the clocks are set. */
const clocks = mkdtempSync(join(tmpdir(), 'longview-clocks-'));
let faulty: FaultNetwork;
let undisturbed: OutlineRow[][] = [];

beforeAll(async () => {
  if (LONG) undisturbed = await undisturbedRounds(CASES.length + 1);
  faulty = await startFaultNetwork({
    nodeOptions: (party) => {
      const module = pathToFileURL(join(import.meta.dirname, 'shift-clock.mjs'));
      module.search = new URLSearchParams({ party, folder: clocks }).toString();
      return ['--import', module.href];
    },
  });
  await faulty.round(0);
});
afterAll(async () => {
  await faulty?.stop();
  rmSync(clocks, { recursive: true, force: true });
});

/** Resolves when every process of the party has seen it. */
async function set(party: string, shift: number): Promise<void> {
  const file = `clock-${party}`;
  if (shift === 0) rmSync(join(clocks, file), { force: true });
  else writeFileSync(join(clocks, file), String(shift));
  // What a process has told is gone when it is.
  const told = (name: string): string | undefined => {
    try {
      return readFileSync(join(clocks, name), 'utf8');
    } catch {
      return undefined;
    }
  };
  const seen = await poll(60_000, () => {
    const living = readdirSync(clocks).filter(
      (name) => name.startsWith(`${file}.seen.`) && isAlive(Number(name.split('.').at(-1))),
    );
    return living.every((name) => [String(shift), undefined].includes(told(name))) || undefined;
  });
  if (!seen) throw new Error(`a process of ${party} does not look at its clock`);
}

const submissions = async (): Promise<number> =>
  (await faulty.walk.rows<{ n: number }>('select count(*)::int as n from registry.submission'))[0]?.n ?? 0;

const results = async (): Promise<number> =>
  (
    await faulty.walk.rows<{ n: number }>(
      `select ((select count(*) from log.entry where kind = 'result') + (select count(*) from log.pending where kind = 'result'))::int as n`,
    )
  )[0]?.n ?? 0;

describe('a clock that jumps', () => {
  test.each(CASES.map((one, index) => [`${one.party}, ${one.name}`, one, index + 1] as const))(
    '%s: turned away and told why, then as if nothing had been',
    async (_, { party, shift }, round) => {
      const { network } = faulty.walk;
      const hospital = hospitalOf(round);
      const words = writeRound(faulty.walk.stateDir, round);
      // The tokens of people are made before: they are of the right time.
      await faulty.clients.own(hospital);
      const clock = party === 'agent' ? hospital.id : 'registry';
      const held = await submissions();
      await set(clock, shift);
      const { exit, answer, words: said } = await runAgent(network, hospital, words);
      const told = `${said} ${JSON.stringify(answer)}`;
      expect({ exit, told: /clock/u.test(told) ? '' : told }).toEqual({ exit: 2, told: '' });
      // Nothing got in, and what was read is queued or will be read again.
      expect(await submissions()).toBe(held);
      if (party === 'registry') {
        const shown = await results();
        await expect(
          ask(
            network,
            `data-manager@${hospital.id}`,
            '{ cohort { ... on Cohort { size { ... on CohortSize { patients } } } } }',
          ),
        ).rejects.toThrow();
        expect(await results()).toBe(shown);
      }
      await set(clock, 0);
      await faulty.roundBeside(round, () => Promise.resolve());
      expect(await faulty.compare(undisturbed[round], round === CASES.length)).toEqual([]);
    },
  );

  test('while somebody waits for rows: what is told is never of an intent that was given up', async () => {
    const { walk } = faulty;
    const hospital = hospitalOf(0);
    // An operation stands still between its intent and its rows; meanwhile the clock jumps past the life of the intent.
    const url = new URL(walk.network.postgres?.url ?? '');
    url.pathname = '/longview';
    const holder = new Client({ connectionString: url.href });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('lock table registry.course_outcome in access exclusive mode');
      const asked = faulty.clients.own(hospital);
      const intent = await poll(20_000, async () =>
        (await walk.rows('select from log.open_intent')).length > 0 ? true : undefined,
      );
      expect(intent).toBe(true);
      await set('registry', 5 * MINUTE);
      // Longer than the log's beat, so that a sweep looks by that clock.
      await new Promise((done) => setTimeout(done, 2000));
      await set('registry', 0);
      await holder.query('rollback');
      await asked;
    } finally {
      await holder.end();
    }
    await faulty.rest();
    expect(await faulty.compare(undisturbed[CASES.length])).toEqual([]);
  });
});
