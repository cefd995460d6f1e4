// In: two registries on one database, behind one address, both taking in and both with an integrator. Out: one log without a fork, one memory
// of assertions and of answers, and a withdrawal that both know at once. The tests are one walk.
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { systemClock, systemIds, utf8 } from '@longview/foundation';
import {
  AUDIENCE,
  freePort,
  HOSPITALS,
  type Hospital,
  PERMIT,
  poll,
  runAgent,
  type Service,
  startService,
} from '@longview/local';
import { signAssertion } from '@longview/nest-identity';
import type { JWK } from 'jose';
import type { OutlineRow } from '../support/store-outline.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type FaultNetwork, startFaultNetwork, undisturbedRounds } from './fault-network.ts';
import { hospitalOf, rowsOf, writeRows } from './rounds.ts';

const LONG = process.env['LONGVIEW_LONG'] === '1';
/** Enough patients for a figure to be told. */
const ROUNDS = LONG ? 24 : 4;
jest.setTimeout(LONG ? 900_000 : 600_000);

let faulty: FaultNetwork;
let balancer: Balancer;
let second: Service;
let ports: readonly [number, number];
let undisturbed: OutlineRow[][] = [];

const startSecond = (): Promise<Service> =>
  startService({
    name: 'registry-2',
    script: resolve(import.meta.dirname, '../../apps/registry/dist/main.js'),
    args: [faulty.walk.network.files.config('registry').replace(/config\.json$/u, 'config-2.json')],
    logFile: faulty.walk.network.files.log('registry-2'),
    pidFile: faulty.walk.network.files.pid('registry-2'),
  });

beforeAll(async () => {
  if (LONG) undisturbed = await undisturbedRounds(ROUNDS);
  faulty = await startFaultNetwork({
    relay: async (party, port, to) => {
      const one = await startBalancer(port, to);
      if (party === 'registry') balancer = one;
      return one;
    },
  });
  const { files } = faulty.walk.network;
  const [first] = balancer.targets as [number];
  ports = [first, await freePort()];
  const config = JSON.parse(readFileSync(files.config('registry'), 'utf8')) as { listen: object };
  writeFileSync(
    files.config('registry').replace(/config\.json$/u, 'config-2.json'),
    JSON.stringify({ ...config, listen: { ...config.listen, port: ports[1] } }),
    { mode: 0o600 },
  );
  second = await startSecond();
  balancer.targets = ports;
  await faulty.clients.cut();
});
afterAll(async () => {
  await second?.stop();
  await faulty?.stop();
});

describe('two registries on one database', () => {
  test.each(Array.from({ length: ROUNDS }, (_, round) => round))('take in and integrate as one (%i)', async (round) => {
    const party = 'registry';
    if (round % 6 === 2) await faulty.round(round, { party, at: 'integrating', after: 1, times: 1, how: 'kill' });
    else if (round % 6 === 3)
      await faulty.roundBeside(round, async () => {
        await new Promise((done) => setTimeout(done, 300));
        await second.kill9();
        second = await startSecond();
      });
    else if (round % 6 === 4) {
      // Whichever takes a submission is chance: until this one has ended everything comes to it, afterwards to the other.
      const before = faulty.orders.carriedOut().length;
      balancer.targets = [ports[0]];
      const ended = poll(180_000, () => faulty.orders.carriedOut().length > before || undefined);
      await Promise.all([
        faulty.round(round, { party, at: 'entered', after: 1, times: 1, how: 'kill' }),
        ended.finally(() => {
          balancer.targets = ports;
        }),
      ]);
    } else await faulty.round(round);
    expect(await faulty.compare(undisturbed[round], round === ROUNDS - 1)).toEqual([]);
  });

  test('both have served, and each index of the log was given once', async () => {
    for (const port of ports) expect(balancer.served.get(port) ?? 0).toBeGreaterThan(5);
    const [is] = await faulty.walk.rows<{ n: number; most: number; ids: number }>(
      'select count(*)::int as n, max(idx)::int + 1 as most, count(distinct id)::int as ids from log.entry',
    );
    expect([is?.most, is?.ids]).toEqual([is?.n, is?.n]);
  });

  test.each([
    [0, 1],
    [1, 0],
  ])('an assertion that one has taken is refused by the other (%i, %i)', async (here, there) => {
    const [hospital] = HOSPITALS as [Hospital];
    const { network } = faulty.walk;
    const body = JSON.stringify({ query: '{ checkpoint { ... on Checkpoint { note } } }' });
    const secret = JSON.parse(readFileSync(network.files.hospital(hospital.id).agentSecret, 'utf8')) as JWK & {
      kid: string;
    };
    const assertion = await signAssertion({
      centre: hospital.id,
      kid: secret.kid,
      privateJwk: secret,
      audience: AUDIENCE.registry,
      method: 'POST',
      url: `${network.addresses.registry}/graphql`,
      bodyBytes: utf8(body),
      clock: systemClock,
      ids: systemIds,
    });
    const statusAt = async (port: number): Promise<number> => (await post(port, assertion, body)).status;
    expect(await statusAt(ports[here] as number)).toBe(200);
    expect(await statusAt(ports[there] as number)).toBe(401);
    expect(await statusAt(ports[here] as number)).toBe(401);
  });

  test('what was told by one is told again by the other, and a withdrawal is known to both at once', async () => {
    await faulty.clients.cut();
    const before = await Promise.all([asked(0, 'size'), asked(1, 'size')]);
    expect(before[0].bits).toBeGreaterThan(5);
    expect(before[1]).toMatchObject({ answer: before[0].answer, bits: before[0].bits });

    const last = ROUNDS - 1;
    const [withdrawn] = rowsOf(last);
    if (!withdrawn) throw new Error('nobody to withdraw');
    const hospital = hospitalOf(last);
    const words = writeRows(faulty.walk.stateDir, hospital, [{ ...withdrawn, consent: 'no' }]);
    expect((await runAgent(faulty.walk.network, hospital, words)).exit).toBeLessThan(2);

    // The same question has its stored answer, whoever is asked; a new one is made of those who are left.
    const same = [await asked(0, 'size'), await asked(1, 'size')];
    for (const one of same) expect(one.answer).toBe(before[0].answer);
    const anew = [await asked(0, 'size', '["L01XL04"]'), await asked(1, 'size', '["L01XL04", "L01XL05"]')];
    expect(anew.map(({ bits }) => bits)).toEqual([before[0].bits - 1, before[0].bits - 1]);
    await faulty.rest();
  });
});

const post = (port: number, token: string, body: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, connection: 'close' },
    body,
  });

/** @returns the answer as it came, and how many persons the entry in the log says it was made of. */
async function asked(instance: 0 | 1, measure: string, products?: string): Promise<{ answer: string; bits: number }> {
  const [actor] = PERMIT.persons;
  const where = products === undefined ? '' : `, where: { product: ${products} }`;
  const query = `# ${randomUUID()}
    { cohort(permit: "${PERMIT.id}", purpose: "${PERMIT.purpose}"${where}) { ... on Cohort { release
      ${measure} { ... on CohortSize { patients courses } ... on Refusal { code } } } } }`;
  const response = await post(ports[instance], await faulty.walk.network.signIn(actor), JSON.stringify({ query }));
  const answer = await response.text();
  expect(answer).toContain('"release"');
  const hash = createHash('sha256').update(query).digest('hex');
  const [detail] = await faulty.walk.rows<{ body: string }>(
    `select d.body from log.detail d join (select id, envelope from log.entry union all select id, envelope from log.pending) e using (id)
     where e.envelope::jsonb ->> 'queryHash' = $1 and e.envelope::jsonb ->> 'kind' = 'answer'`,
    [hash],
  );
  const { bitmap } = JSON.parse(detail?.body ?? '{}') as { bitmap: string };
  const bits = [...Buffer.from(bitmap, 'base64')].reduce(
    (sum, byte) => sum + [...byte.toString(2)].filter((bit) => bit === '1').length,
    0,
  );
  return { answer, bits };
}
