// In: rounds of work over a network that cuts, delays, repeats and reorders, and on a database that is restarted, killed and cut off. Out: after
// each, nothing is lost, doubled or shown without its entry. LONGVIEW_LONG=1 runs all of it, beside an undisturbed run.
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { freePort, untilGone } from '@longview/local';
import type { OutlineRow } from '../support/store-outline.ts';
import { type FaultNetwork, startFaultNetwork, undisturbedRounds } from './fault-network.ts';
import { type FaultyRelay, startFaultyRelay, type Weather } from './faulty-relay.ts';

const LONG = process.env['LONGVIEW_LONG'] === '1';
const TIMES = 5;
jest.setTimeout(LONG ? 1_800_000 : 600_000);

let faulty: FaultNetwork;
let undisturbed: OutlineRow[][] = [];
let toDatabase: FaultyRelay;
const relays = new Map<string, FaultyRelay>();
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** One kind of weather each, and all of it. What is late, is late by less than the agent waits. */
const WEATHERS: readonly (readonly [string, Weather])[] = [
  ['cuts before', { cutBefore: 0.4 }],
  ['cuts after', { cutAfter: 0.4 }],
  ['is late', { late: 0.6, latest: 800 }],
  ['repeats, now or much later', { twice: 0.8, latest: 3000 }],
  ['does all of it', { cutBefore: 0.15, cutAfter: 0.2, late: 0.3, twice: 0.3, latest: 1500 }],
];

const DATABASE: readonly (readonly [string, () => Promise<void>])[] = [
  ['is shut down fast', () => again('SIGINT')],
  ['is shut down at once', () => again('SIGQUIT')],
  ['is killed', () => again('SIGKILL')],
  [
    'ends every connection, again and again',
    async () => {
      for (let times = 0; times < 6; times++) {
        await pause(150);
        await faulty.walk.rows('select pg_terminate_backend(pid) from pg_stat_activity where usename <> current_user');
      }
    },
  ],
];

async function again(signal: NodeJS.Signals): Promise<void> {
  const { network } = faulty.walk;
  // In the middle of what goes on.
  await pause(400);
  const pid = network.postgres?.pid;
  if (pid === undefined) throw new Error('there is no server to end');
  process.kill(pid, signal);
  await untilGone(pid, 30_000);
  await network.restart('postgres');
}

interface Case {
  readonly name: string;
  readonly weather?: Weather;
  readonly database?: Weather;
  readonly beside?: () => Promise<void>;
}

const EVERY: readonly Case[] = [
  ...WEATHERS.map(([name, weather]) => ({ name: `the network ${name}`, weather })),
  { name: 'the way to the database is late', database: { late: 0.3, latest: 300 } },
  { name: 'the way to the database cuts', database: { cutBefore: 0.03, cutAfter: 0.03 } },
  ...DATABASE.map(([name, beside]) => ({ name: `the database ${name}`, beside })),
];
const SAMPLE = ['the network does all of it', 'the way to the database cuts', 'the database is killed'];
const CASES = LONG
  ? Array.from({ length: TIMES }, () => EVERY).flat()
  : EVERY.filter(({ name }) => SAMPLE.includes(name));

beforeAll(async () => {
  if (LONG) undisturbed = await undisturbedRounds(CASES.length);
  faulty = await startFaultNetwork({
    relay: async (party, port, to) => {
      const relay = await startFaultyRelay(party === 'registry' ? 1 : 2, port, to);
      relays.set(party, relay);
      return relay;
    },
  });
  const { network } = faulty.walk;
  const port = await freePort();
  toDatabase = await startFaultyRelay(3, port, network.ports.postgres);
  for (const file of [network.files.registry.appUrl, network.files.registry.integratorUrl]) {
    const url = new URL(readFileSync(file, 'utf8'));
    url.port = String(port);
    writeFileSync(file, url.href);
  }
  await faulty.reconfigure('registry', {});
  // Before there is a release a question within a permit needs no rows and leaves no entry.
  await faulty.clients.cut();
});
afterAll(async () => {
  await faulty?.stop();
  await toDatabase?.close();
});

describe('what was sent and told holds while', () => {
  test.each(CASES.map((one, round) => [one.name, one, round] as const))(
    '%s',
    async (_, { weather = {}, database = {}, beside }, round) => {
      const all = [...relays.values(), toDatabase];
      const before = all.map(({ happened }) => Object.values(happened).reduce((sum, one) => sum + one, 0));
      for (const relay of relays.values()) relay.weather = weather;
      toDatabase.weather = database;
      faulty.clients.repeated = (weather.twice ?? 0) > 0;
      await faulty.roundBeside(round, async () => {
        await (beside ?? (() => pause(1500)))();
        // It clears up: what was sent until then comes through, or again.
        await pause(500);
        for (const relay of all) relay.weather = {};
      });
      const happened = all.map(
        ({ happened: now }, index) => Object.values(now).reduce((sum, one) => sum + one, 0) - (before[index] ?? 0),
      );
      if (!beside) expect(Math.max(...happened)).toBeGreaterThan(0);
      // Nobody had to start anything again but the database: it was started once anew to take its way through the relay.
      expect([...faulty.restarts]).toEqual([['registry', 1]]);
      const whole = round === CASES.length - 1 || round % 10 === 9;
      expect(await faulty.compare(undisturbed[round], whole)).toEqual([]);
    },
  );
});
