// A key is revoked while its holder is in the middle of things: on an open connection, with decisions kept, with a file being read. From
// the file's arrival on nothing of that key is taken, and no older file brings it back, not over a restart either.
import { Agent as KeepAlive, request as httpRequest } from 'node:http';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { toBase64Url } from '@longview/foundation';
import type { Federation } from '@longview/nest-identity';
import { canonicalBytes, signDetached, SUBMIT_DOCUMENT, type Submission } from '@longview/wire';
import { epochKey, jwkPair, Trial } from '../support/pseudonymiser-trial.ts';
import { replaceFederation } from '../support/trial-files.ts';
import { type CentreId, patientOf, TrialRegistry } from '../support/trial-registry.ts';

const instant = (at = Date.now()): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** The manifest with one key revoked now, or (undefined) in force again: only its dates tell the two apart. */
const withRevoked =
  (centre: string, revoked: string | undefined, issued = instant()) =>
  (manifest: Federation): Federation => ({
    ...manifest,
    issued,
    centres: manifest.centres.map((one) =>
      one.id === centre
        ? { ...one, keys: one.keys.map(({ revoked: _before, ...key }) => ({ ...key, ...(revoked && { revoked }) })) }
        : one,
    ),
  });

/** One connection that stays open, as an agent's does. */
class Connection {
  readonly #agent = new KeepAlive({ keepAlive: true, maxSockets: 1 });
  readonly sockets = new Set<unknown>();

  /** @param halfway awaited when half of the body has left. */
  post(
    url: string,
    token: string,
    body: string,
    halfway?: () => Promise<unknown>,
  ): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        authorization: `Bearer ${token}`,
      };
      const outgoing = httpRequest(url, { method: 'POST', agent: this.#agent, headers }, (incoming) => {
        let text = '';
        incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
      });
      outgoing.on('socket', (socket) => this.sockets.add(socket));
      outgoing.on('error', reject);
      if (halfway === undefined) return void outgoing.end(body);
      outgoing.write(body.slice(0, 100), () => {
        // The head has been judged by then; what the sending waits for is the change of the file.
        void wait(100)
          .then(halfway)
          .then(() => outgoing.end(body.slice(100)), reject);
      });
    });
  }

  close = (): void => this.#agent.destroy();
}

describe('at the registry', () => {
  let trial: TrialRegistry;
  let connection: Connection;
  beforeAll(async () => {
    trial = await TrialRegistry.start();
    connection = new Connection();
  });
  afterAll(async () => {
    connection.close();
    await trial.stop();
  });
  afterEach(() => expect(trial.faults.splice(0)).toEqual([]));

  const QUESTION = JSON.stringify({ query: '{ checkpoint { __typename ... on Refusal { code } } }' });
  const ask = async (centre: CentreId, body = QUESTION) =>
    connection.post(`${trial.url}/graphql`, await trial.assertion(centre, body), body);
  const submission = async (centre: CentreId): Promise<string> => {
    const submission: Submission = {
      version: 1,
      id: randomUUID(),
      centre,
      demonstration: true,
      patients: [patientOf(trial, centre, randomUUID(), { infused: '2024-01-01', product: 'L01XL03' })],
    };
    const secret = trial.agents[centre].secret;
    const signature = await signDetached(canonicalBytes(submission), 'longview-submission+jws', `${centre}-1`, secret);
    return JSON.stringify({ query: SUBMIT_DOCUMENT, variables: { submission, signature } });
  };

  test('the very next request is refused, on the same connection and although the decision is kept; and back again', async () => {
    for (let round = 0; round < 10; round++) {
      const taken = await ask('centre-d', await submission('centre-d'));
      expect([taken.status, taken.text]).toEqual([200, expect.stringContaining('SubmissionReceipt')]);
      const [next, question] = [await submission('centre-d'), await trial.assertion('centre-d', QUESTION)];
      await trial.federate(withRevoked('centre-d', instant()));
      expect((await ask('centre-d', next)).status).toBe(401);
      // Signed while the key was good, sent after it was not.
      expect((await connection.post(`${trial.url}/graphql`, question, QUESTION)).status).toBe(401);
      expect((await ask('centre-c')).status).toBe(200);
      await trial.federate(withRevoked('centre-d', undefined));
      expect((await ask('centre-d')).status).toBe(200);
    }
    expect(connection.sockets.size).toBe(1);
  });

  test('of requests that arrive while the new file is being read, none passes', async () => {
    for (let round = 0; round < 10; round++) {
      const tokens = await Promise.all(Array.from({ length: 8 }, () => trial.assertion('centre-d', QUESTION)));
      await trial.federate(withRevoked('centre-d', instant()));
      const answers = await Promise.all(tokens.map((token) => trial.post(QUESTION, token)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
      await trial.federate(withRevoked('centre-d', undefined));
    }
  });

  test('a body that is still coming when the key is revoked is not taken', async () => {
    const body = await submission('centre-d');
    const sent = (stop: () => Promise<unknown>) =>
      connection.post(`${trial.url}/graphql`, tokens.shift() ?? '', body, stop);
    const tokens = [await trial.assertion('centre-d', body), await trial.assertion('centre-d', body)];
    expect((await sent(() => wait(100))).status).toBe(200);
    expect((await sent(() => trial.federate(withRevoked('centre-d', instant())))).status).toBe(401);
    await trial.federate(withRevoked('centre-d', undefined));
  });

  test('a signature of the revoked key is not taken from another key of the centre either', async () => {
    const second = jwkPair();
    await trial.federate((manifest) => ({
      ...manifest,
      issued: instant(),
      centres: manifest.centres.map((centre) =>
        centre.id === 'centre-d'
          ? {
              ...centre,
              keys: [
                ...centre.keys.map((key) => ({ ...key, revoked: instant() })),
                { kid: 'centre-d-2', jwk: second.open, from: '2026-01-01T00:00:00Z' },
              ],
            }
          : centre,
      ),
    }));
    const body = await submission('centre-d');
    const token = await trial.assertion('centre-d', body, { kid: 'centre-d-2', privateJwk: second.secret });
    const { status, text } = await connection.post(`${trial.url}/graphql`, token, body);
    expect([status, text]).toEqual([200, expect.stringContaining('KEY_UNKNOWN')]);
  });

  test('no older file, no changed file and no file of another brings it back; nor does a restart', async () => {
    const older = await trial.federate(withRevoked('centre-c', undefined, instant(Date.now() - 60_000)));
    trial.faults.length = 0;
    const newest = await trial.federate(withRevoked('centre-c', instant()));
    const refused = async (text: string, code: string) => {
      replaceFederation(trial.folder, text);
      expect((await ask('centre-c')).status).toBe(401);
      expect((await ask('centre-a')).status).toBe(200);
      // Told once a file, however often it is asked after.
      expect(trial.faults.splice(0).map((fault) => (fault as Error).message)).toEqual([expect.stringContaining(code)]);
    };
    expect((await ask('centre-c')).status).toBe(401);
    trial.faults.length = 0;
    await refused(older, 'OLDER_THAN_KNOWN');
    await refused(newest.replace('"centre-a"', '"centre-x"'), 'BAD_SIGNATURE');
    await refused('', 'NOT_JSON');
    await refused(newest.slice(0, newest.length / 2), 'NOT_JSON');

    replaceFederation(trial.folder, older);
    await expect(trial.restart()).rejects.toThrow('OLDER_THAN_KNOWN');
    replaceFederation(trial.folder, newest);
    await trial.restart();
    expect((await ask('centre-c')).status).toBe(401);
    expect((await ask('centre-a')).status).toBe(200);
    trial.faults.length = 0;
  });

  test('a file that is put in place by renaming, as the federation’s own command does it, is seen as well', async () => {
    const before = await trial.federate(withRevoked('centre-b', undefined));
    expect((await ask('centre-b')).status).toBe(200);
    const text = await trial.federate(withRevoked('centre-b', instant()));
    replaceFederation(trial.folder, before);
    expect((await ask('centre-b')).status).toBe(200);
    const beside = join(trial.folder, 'federation.json.next');
    writeFileSync(beside, text);
    renameSync(beside, join(trial.folder, 'federation.json'));
    expect((await ask('centre-b')).status).toBe(401);
  });
});

describe('at the pseudonymiser', () => {
  let trial: Trial;
  let connection: Connection;
  beforeAll(async () => {
    trial = await Trial.prepare({ default: { perMinute: { requests: 1000 }, perDay: { elements: 1000 } } });
    mkdirSync(trial.path('keys'));
    for (const epoch of [1, 2]) {
      const secret = toBase64Url(epochKey(epoch).secret);
      trial.write(`keys/epoch-${epoch}.json`, JSON.stringify({ v: 1, epoch, secret }));
    }
    await trial.start();
    connection = new Connection();
  });
  afterAll(async () => {
    connection.close();
    await trial.end();
  });

  const send = async (body = trial.body(['x'])) =>
    (await connection.post(`${trial.url}/v1/evaluate`, await trial.sign(body), body)).status;
  const keys = (revoked?: string) => {
    const [first] = trial.manifest.centres;
    const issued = instant(trial.clock.at);
    return trial.gentKeys(
      first!.keys.map(({ revoked: _b, ...key }) => ({ ...key, ...(revoked && { revoked }) })),
      issued,
    );
  };

  test('the very next request is refused, also of many that come while the file is read; and back again', async () => {
    for (let round = 0; round < 10; round++) {
      expect(await send()).toBe(200);
      await keys(instant(trial.clock.at));
      const answers = await Promise.all(Array.from({ length: 8 }, () => trial.send(trial.body(['x']))));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
      expect(await send()).toBe(401);
      await keys();
    }
    expect(connection.sockets.size).toBe(1);
    expect(trial.reports).toEqual([]);
  });

  test('an older file does not bring it back, not over a restart either', async () => {
    trial.clock.at += 10_000;
    await keys(instant(trial.clock.at));
    expect(await send()).toBe(401);
    const newest = trial.manifest;
    trial.clock.at += 10_000;
    await trial.publish({ ...newest, issued: instant(trial.clock.at - 60_000), centres: unrevoked(newest) });
    expect(await send()).toBe(401);
    expect(trial.reports.splice(0)).toEqual([expect.stringContaining('OLDER_THAN_KNOWN')]);
    await trial.stop();
    await expect(trial.start()).rejects.toThrow('OLDER_THAN_KNOWN');
  });
});

const unrevoked = ({ centres }: Federation): Federation['centres'] =>
  centres.map((centre) => ({ ...centre, keys: centre.keys.map(({ revoked: _gone, ...key }) => key) }));
