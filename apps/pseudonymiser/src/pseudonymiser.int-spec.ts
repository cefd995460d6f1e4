// The service over HTTP: what it answers, everything that it must refuse, and what it still knows after a restart.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmodSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fromBase64Url, systemIds, toBase64Url, toHex, unwrap, utf8 } from '@longview/foundation';
import { finaliseBatch } from '@longview/pseudonym-client';
import { finalizeHash, multiply, parseKeysResponse, requestJson, voprf } from '@longview/pseudonym-protocol';
import { Log, SqliteLogStore, fsck } from '@longview/transparency-log';
import {
  KEY_TYPE,
  ed25519Signer,
  openCheckpoint,
  parseEnvelope,
  verifyConsistency,
} from '@longview/transparency-proof';
import { Trial, epochKey, jwkPair } from '../../../test/support/pseudonymiser-trial.ts';
import type { Answer } from '../../../test/support/pseudonymiser-trial.ts';
import { fileKeyStore } from './keys/file-key-store.ts';

const logKey = ed25519Signer('pseudonymiser.example/log', KEY_TYPE.log, new Uint8Array(32).fill(9)).key;
const pinned = (epoch: number) => epochKey(epoch).publicKey;
const direct = (input: string, epoch = 1): string =>
  toHex(finalizeHash(utf8(input), multiply(epochKey(epoch).secret, voprf.hashToGroup(utf8(input)))));
const refusedAs = ({ status, json }: Answer) => [status, json['code']];

let trial: Trial;
beforeEach(async () => {
  trial = await Trial.prepare({
    default: { perMinute: { requests: 5 }, perDay: { elements: 200 } },
    centres: { leuven: { perMinute: { requests: 100 }, perDay: { elements: 10 } } },
    firstLoads: [
      {
        centre: 'gent',
        from: '2026-03-05T00:00:00Z',
        to: '2026-03-06T00:00:00Z',
        elements: 250,
        openedBy: ['An Example', 'Bo Example'],
      },
    ],
  });
  const store = fileKeyStore(trial.path('keys'));
  for (const epoch of [1, 2]) unwrap(store.create(epoch, epochKey(epoch)));
});
afterEach(() => trial.end());

/** What lies in the log, read as an auditor would, from the file. */
async function logged(): Promise<{ id: string; org: string; rows: number | undefined; text: string }[]> {
  const store = new SqliteLogStore(trial.path('log.db'));
  const log = new Log(store, { key: logKey });
  expect(await fsck(log)).toEqual([]);
  const entries = await store.entries(0, await store.size());
  store.close();
  return entries.map(({ envelopeText }) => {
    const { id, org, rows } = unwrap(parseEnvelope(envelopeText));
    return { id, org, rows, text: envelopeText };
  });
}

describe('an agent of the federation', () => {
  test('gets what direct evaluation gives, proven, whatever it was blinded with', async () => {
    await trial.start();
    const inputs = trial.inputs(100);
    const batch = trial.batch(inputs);
    const answer = await trial.send(JSON.stringify(requestJson(batch.request)));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(unwrap(finaliseBatch(batch, answer.json, pinned)).map(toHex)).toEqual(inputs.map((input) => direct(input)));
  });

  test('finds the entry of its request in the log, with the count and no element', async () => {
    await trial.start();
    const batch = trial.batch(['a', 'b']);
    const body = JSON.stringify(requestJson(batch.request));
    expect((await trial.send(body)).status).toBe(200);
    const entries = await logged();
    expect(entries).toMatchObject([{ id: batch.request.requestId, org: 'gent', rows: 2 }]);
    for (const element of batch.request.blinded) {
      expect(entries[0]?.text).not.toContain(toBase64Url(element));
      for (const file of ['log.db', 'log.db-wal', 'state.db', 'state.db-wal'].map((name) => trial.path(name)))
        if (existsSync(file)) expect(readFileSync(file).includes(Buffer.from(element))).toBe(false);
    }
  });

  test('gets no answer when the log cannot take the entry', async () => {
    await trial.start();
    const database = new DatabaseSync(trial.path('log.db'));
    database.exec("create trigger broken before insert on pending begin select raise(abort, 'disk of ours'); end");
    database.close();
    const answer = await trial.send(trial.body(['a']));
    expect(refusedAs(answer)).toEqual([500, 'FAULT']);
    expect(Object.keys(answer.json)).toEqual(['code', 'message']);
    expect(JSON.stringify(answer.json)).not.toMatch(/disk of ours|\.ts|at /);
    expect(trial.reports.join()).toContain('disk of ours');
  });

  test('is served a new epoch from its day on, beside the old one', async () => {
    await trial.start();
    const early = trial.batch(['a'], 2);
    expect(refusedAs(await trial.send(JSON.stringify(requestJson(early.request))))).toEqual([422, 'EPOCH_NOT_SERVED']);
    expect(
      unwrap(parseKeysResponse(JSON.parse((await trial.get('/v1/keys')).text))).keys.map(({ epoch }) => epoch),
    ).toEqual([1]);
    trial.clock.at = Date.parse('2026-03-02T00:00:00Z');
    for (const epoch of [1, 2]) {
      const batch = trial.batch(['a'], epoch);
      const answer = await trial.send(JSON.stringify(requestJson(batch.request)));
      expect(unwrap(finaliseBatch(batch, answer.json, pinned)).map(toHex)).toEqual([direct('a', epoch)]);
    }
    const keys = unwrap(parseKeysResponse(JSON.parse((await trial.get('/v1/keys')).text))).keys;
    expect(keys.map(({ epoch, publicKey }) => [epoch, toHex(publicKey)])).toEqual(
      [1, 2].map((epoch) => [epoch, toHex(epochKey(epoch).publicKey)]),
    );
  });
});

describe('a caller that is nobody here', () => {
  const strangers: [string, (body: string) => Promise<string | undefined>][] = [
    ['no assertion', async () => undefined],
    ['no JWT', async () => 'abc'],
    ['an unknown centre', (body) => trial.sign(body, { centre: 'mars' })],
    ['an unknown key name', (body) => trial.sign(body, { kid: 'k9' })],
    ['another key', (body) => trial.sign(body, { privateJwk: jwkPair().secret })],
    ['the key of another centre', (body) => trial.sign(body, { centre: 'leuven' })],
    ['another audience', (body) => trial.sign(body, { audience: 'http://localhost:4000' })],
    ['another address', (body) => trial.sign(body, { url: `${trial.url}/v1/keys` })],
    ['another method', (body) => trial.sign(body, { method: 'PUT' })],
    ['another body', () => trial.sign(trial.body(['b']))],
    ['yesterday', (body) => trial.sign(body, { clock: { now: () => new Date(trial.clock.at - 86_400_000) } })],
    ['tomorrow', (body) => trial.sign(body, { clock: { now: () => new Date(trial.clock.at + 86_400_000) } })],
  ];
  test('learns nothing of why, and uses up nothing', async () => {
    await trial.start();
    const answers = new Set<string>();
    for (const [, token] of strangers) {
      const body = trial.body(['a']);
      const answer = await trial.post(body, await token(body));
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      answers.add(`${answer.status} ${JSON.stringify(answer.json)}`);
    }
    expect([...answers]).toEqual([expect.stringMatching(/^401 \{"code":"UNAUTHENTICATED","message":"[^"]+"\}$/)]);
    // Who comes before what: a stranger does not even learn whether its message could be read.
    expect(refusedAs(await trial.post('{'))).toEqual([401, 'UNAUTHENTICATED']);
    // What a good key signed for something else is its holder's attempt; of the others nothing is kept but a count.
    expect((await logged()).map(({ text }) => JSON.parse(text).reason)).toEqual([
      'WRONG_AUDIENCE',
      'WRONG_REQUEST',
      'WRONG_BODY',
      'STALE',
      'FROM_THE_FUTURE',
    ]);
    for (const _ of [1, 2]) expect((await trial.send(trial.body(trial.inputs(100)))).status).toBe(200);
  });

  test('is an agent whose key was revoked while the service runs, and no other', async () => {
    await trial.start();
    expect((await trial.send(trial.body(['a']))).status).toBe(200);
    const next = jwkPair();
    const from = '2026-01-01T00:00:00Z';
    await trial.gentKeys(
      [
        { kid: 'k1', jwk: trial.agents.gent.open, from, revoked: '2026-03-01T11:59:00Z' },
        { kid: 'k2', jwk: next.open, from },
      ],
      '2026-03-01T11:59:00Z',
    );
    expect(refusedAs(await trial.send(trial.body(['a'])))).toEqual([401, 'UNAUTHENTICATED']);
    const body = trial.body(['a']);
    expect((await trial.post(body, await trial.sign(body, { kid: 'k2', privateJwk: next.secret }))).status).toBe(200);
  });

  test('is not let in by a manifest of another signer or by an older one', async () => {
    const old = readFileSync(trial.path('federation.json'), 'utf8');
    await trial.gentKeys([{ kid: 'k2', jwk: jwkPair().open, from: '2026-01-01T00:00:00Z' }], '2026-02-01T00:00:00Z');
    await trial.start();
    trial.write('federation.json', old);
    expect(refusedAs(await trial.send(trial.body(['a'])))).toEqual([401, 'UNAUTHENTICATED']);
    expect(trial.reports.join()).toContain('OLDER_THAN_KNOWN');
    await trial.publish({ issued: '2026-02-02T00:00:00Z' }, jwkPair().secret);
    expect(refusedAs(await trial.send(trial.body(['a'])))).toEqual([401, 'UNAUTHENTICATED']);
    expect(trial.reports.join()).toContain('BAD_SIGNATURE');
    await trial.stop();
    trial.write('federation.json', old);
    await expect(trial.start()).rejects.toThrow('OLDER_THAN_KNOWN');
  });
});

describe('a message that does not hold', () => {
  const element = () => requestJson(trial.batch(['a']).request).blinded[0] as string;
  const head = () => ({ v: 1, epoch: 1, requestId: systemIds.uuid() });
  test.each<[string, number, string, () => string]>([
    ['no JSON', 400, 'NOT_JSON', () => '{'],
    ['nothing', 400, 'NOT_JSON', () => ''],
    ['an unknown member', 400, 'UNKNOWN_MEMBER', () => JSON.stringify({ ...head(), blinded: [element()], niss: '1' })],
    ['no element', 400, 'BATCH_SIZE', () => JSON.stringify({ ...head(), blinded: [] })],
    ['101 elements', 400, 'BATCH_SIZE', () => JSON.stringify({ ...head(), blinded: trial.inputs(101).map(element) })],
    ['the identity', 400, 'IDENTITY_ELEMENT', () => JSON.stringify({ ...head(), blinded: ['A'.repeat(43)] })],
    [
      'a point off the group',
      400,
      'NOT_AN_ELEMENT',
      () => JSON.stringify({ ...head(), blinded: [`${'_'.repeat(42)}8`] }),
    ],
    ['a short element', 400, 'WRONG_SIZE', () => JSON.stringify({ ...head(), blinded: ['AAAA'] })],
    [
      'one element twice',
      400,
      'DUPLICATE',
      () => ((one) => JSON.stringify({ ...head(), blinded: [one, one] }))(element()),
    ],
    [
      'an epoch of nobody',
      422,
      'EPOCH_NOT_SERVED',
      () => JSON.stringify({ ...head(), epoch: 7, blinded: [element()] }),
    ],
  ])('%s', async (_, status, code, body) => {
    await trial.start();
    const answer = await trial.send(body());
    expect(refusedAs(answer)).toEqual([status, code]);
    expect(Object.keys(answer.json)).toEqual(['code', 'message']);
    expect(await logged()).toEqual([]);
  });

  test('too large, compressed, or at another door', async () => {
    await trial.start();
    const large = ' '.repeat(9000);
    expect(refusedAs(await trial.send(large))).toEqual([413, 'TOO_LARGE']);
    const body = trial.body(['a']);
    const packed = await trial.post(body, await trial.sign(body), { 'Content-Encoding': 'gzip' });
    expect(refusedAs(packed)).toEqual([415, 'UNSUPPORTED_ENCODING']);
    for (const path of ['/v1/evaluate', '/v2/evaluate', '/v1/keys/1', '/%00'])
      expect(JSON.parse((await trial.get(path)).text)).toMatchObject({ code: 'NOT_FOUND' });
    expect(trial.reports).toEqual([]);
  });
});

describe('a request seen before', () => {
  test('its assertion is good once', async () => {
    await trial.start();
    const body = trial.body(['a']);
    const token = await trial.sign(body);
    expect((await trial.post(body, token)).status).toBe(200);
    expect(refusedAs(await trial.post(body, token))).toEqual([401, 'UNAUTHENTICATED']);
  });

  test('the attempts stand in the log under the name of the key, one and the rest; of strangers there are counts', async () => {
    await trial.start();
    const body = trial.body(['a']);
    const token = await trial.sign(body);
    for (let n = 0; n < 5; n++) await trial.post(body, token);
    const forged = await trial.sign(body, { privateJwk: trial.agents.leuven.secret });
    for (const wrong of [forged, 'x.y.z']) await trial.post(body, wrong);
    await trial.post(body);
    await trial.stop();
    const store = new SqliteLogStore(trial.path('log.db'));
    const entries = await store.entries(0, await store.size());
    store.close();
    const told = entries.map(({ envelopeText }) => JSON.parse(envelopeText) as Record<string, unknown>);
    expect(told.map(({ kind, actor, operation, reason }) => [kind, actor, operation, reason])).toEqual([
      ['act', 'gent/k1', 'pseudonym.evaluate', undefined],
      ['refusal', 'gent/k1', 'signIn', 'REPLAYED'],
      ['refusal', 'gent/k1', 'signIn', 'REPLAYED and 3 more'],
    ]);
    expect(trial.reports).toContain(
      'refused calls without a valid signature: BAD_SIGNATURE 1, MALFORMED 1, NO_BEARER_TOKEN 1',
    );
  });

  test('its id is good once, also for another centre', async () => {
    await trial.start();
    const body = trial.body(['a']);
    expect((await trial.send(body)).status).toBe(200);
    expect(refusedAs(await trial.send(body))).toEqual([409, 'REPLAY']);
    const leuven = await trial.sign(body, { centre: 'leuven', privateJwk: trial.agents.leuven.secret });
    expect(refusedAs(await trial.post(body, leuven))).toEqual([409, 'REPLAY']);
    expect(await logged()).toHaveLength(1);
  });

  test('twenty at the same moment are answered once', async () => {
    await trial.start();
    const body = trial.body(['a']);
    const answers = await Promise.all(trial.inputs(20).map(() => trial.send(body)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ json }) => json['code'] === 'REPLAY')).toHaveLength(19);
  });

  test('the log remembers its id when the state file is lost', async () => {
    await trial.start();
    const body = trial.body(['a']);
    expect((await trial.send(body)).status).toBe(200);
    await trial.stop();
    for (const name of ['state.db', 'state.db-wal', 'state.db-shm']) rmSync(trial.path(name), { force: true });
    await trial.start();
    expect(refusedAs(await trial.send(body))).toEqual([409, 'REPLAY']);
  });
});

describe('a centre over its quota', () => {
  test('gets nothing evaluated until the day has moved on', async () => {
    await trial.start();
    expect((await trial.send(trial.body(trial.inputs(100)))).status).toBe(200);
    trial.clock.at += 3_600_000;
    expect((await trial.send(trial.body(trial.inputs(100)))).status).toBe(200);
    const refused = await trial.send(trial.body(['a']));
    expect(refusedAs(refused)).toEqual([429, 'OVER_QUOTA']);
    expect(refused.headers.get('retry-after')).toBe(String(23 * 3600));
    expect(refused.json['message']).toContain('2026-03-02T12:00:00.000Z');
    expect(refused.json['evaluated']).toBeUndefined();
    expect(await logged()).toHaveLength(2);
    trial.clock.at += 23 * 3_600_000 - 1;
    expect(refusedAs(await trial.send(trial.body(['a'])))).toEqual([429, 'OVER_QUOTA']);
    trial.clock.at += 1;
    expect((await trial.send(trial.body(trial.inputs(100)))).status).toBe(200);
  });

  test('gets so many requests a minute, also all at once', async () => {
    await trial.start();
    const answers = await Promise.all(trial.inputs(9).map((input) => trial.send(trial.body([input]))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(4);
    expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(refused.map(() => '60'));
  });

  test('does not use up another, which may have its own limits', async () => {
    await trial.start();
    for (const _ of [1, 2]) expect((await trial.send(trial.body(trial.inputs(100)))).status).toBe(200);
    const asLeuven = async (count: number) => {
      const body = trial.body(trial.inputs(count));
      return trial.post(body, await trial.sign(body, { centre: 'leuven', privateJwk: trial.agents.leuven.secret }));
    };
    expect((await asLeuven(10)).status).toBe(200);
    expect(refusedAs(await asLeuven(1))).toEqual([429, 'OVER_QUOTA']);
    const never = await asLeuven(11);
    expect(refusedAs(never)).toEqual([429, 'OVER_QUOTA']);
    expect(never.headers.get('retry-after')).toBeNull();
  });

  test('has its first load beside the day, and only in its time', async () => {
    await trial.start();
    const ask = async (count: number) => (await trial.send(trial.body(trial.inputs(count)))).status;
    trial.clock.at = Date.parse('2026-03-05T00:00:00Z');
    expect([await ask(100), await ask(100), await ask(50)]).toEqual([200, 200, 200]);
    trial.clock.at += 60_000;
    expect([await ask(100), await ask(100), await ask(1)]).toEqual([200, 200, 429]);
    trial.clock.at = Date.parse('2026-03-06T00:00:59.999Z');
    expect(await ask(1)).toBe(429);
    trial.clock.at += 1;
    expect(await ask(100)).toBe(200);
  });
});

test('a restart keeps the uses, the quota and the log', async () => {
  await trial.start();
  const body = trial.body(trial.inputs(100));
  const token = await trial.sign(body);
  expect((await trial.post(body, token)).status).toBe(200);
  const before = unwrap(openCheckpoint((await trial.get('/v1/log')).text, logKey));
  await trial.stop();
  await trial.start();
  expect(refusedAs(await trial.post(body, token))).toEqual([401, 'UNAUTHENTICATED']);
  expect(refusedAs(await trial.send(body))).toEqual([409, 'REPLAY']);
  expect((await trial.send(trial.body(trial.inputs(100)))).status).toBe(200);
  expect(refusedAs(await trial.send(trial.body(['a'])))).toEqual([429, 'OVER_QUOTA']);
  const after = unwrap(openCheckpoint((await trial.get('/v1/log')).text, logKey));
  // Two evaluations, and between them the attempt to use the assertion again.
  expect([before.size, after.size]).toEqual([1, 3]);
  const growth = JSON.parse((await trial.get('/v1/log/consistency?from=1&to=3')).text) as { hashes: string[] };
  const proof = growth.hashes.map(fromBase64Url);
  expect(verifyConsistency({ from: 1, to: 3, fromRoot: before.root, toRoot: after.root, proof })).toBe(true);
  for (const query of ['?from=1&to=4', '?from=x&to=2', '?from=2&to=1', '', '?from=1&from=1&to=2'])
    expect(await trial.get(`/v1/log/consistency${query}`)).toMatchObject({ status: 404 });
});

test('the front says what is served and that it works', async () => {
  await trial.start();
  const front = await trial.get('/');
  expect([front.status, front.type]).toEqual([200, 'text/plain; charset=utf-8']);
  for (const door of ['POST /v1/evaluate', 'GET  /v1/keys', 'GET  /health']) expect(front.text).toContain(door);
  expect(JSON.parse((await trial.get('/health')).text)).toEqual({ status: 'ok' });
});

describe('it does not start', () => {
  const withoutKeys = () => rmSync(trial.path('keys'), { recursive: true });
  test('without a key', async () => {
    withoutKeys();
    await expect(trial.start()).rejects.toThrow('NO_KEY');
  });
  test('in production with the switch that makes keys', async () => {
    const keys = { folder: 'keys', createIfMissing: true };
    await expect(trial.start({ mode: 'production', keys })).rejects.toThrow(
      'keys.createIfMissing is for development only',
    );
  });
  test('with a made key that the federation does not publish, and the key is private to its owner', async () => {
    withoutKeys();
    await expect(trial.start({ keys: { folder: 'keys', createIfMissing: true } })).rejects.toThrow('KEY_MISMATCH');
    expect(statSync(trial.path('keys/epoch-1.json')).mode & 0o777).toBe(0o600);
  });
  test('with a key that others may read', async () => {
    chmodSync(trial.path('keys/epoch-1.json'), 0o644);
    await expect(trial.start()).rejects.toThrow('KEY_EXPOSED');
  });
  test.each(['{', 'null', '{"v":1,"epoch":1}', '{"v":1,"epoch":2,"secret":"AQ"}', '{"v":1,"epoch":1,"secret":"AQ"}'])(
    'with a key file that says %s, and the message does not quote it',
    async (text) => {
      trial.write('keys/epoch-1.json', text);
      await expect(trial.start()).rejects.toThrow(/^KEY_UNREADABLE: .*epoch-1\.json does not hold the key of epoch 1$/);
    },
  );
  test('without an open epoch’s key', async () => {
    rmSync(trial.path('keys/epoch-2.json'));
    trial.clock.at = Date.parse('2026-03-02T00:00:00Z');
    await expect(trial.start()).rejects.toThrow('NO_KEY');
  });
  test('without its log key, with an open one, or with another than published', async () => {
    await trial.publish({
      pseudonymiser: { ...trial.manifest.pseudonymiser, logKey: trial.manifest.registry.logKey },
    });
    await expect(trial.start()).rejects.toThrow('LOG_KEY_MISMATCH');
    chmodSync(trial.path('log.key'), 0o640);
    await expect(trial.start()).rejects.toThrow('LOG_KEY_EXPOSED');
    rmSync(trial.path('log.key'));
    await expect(trial.start()).rejects.toThrow('NO_LOG_KEY');
    trial.write('log.key', 'AAAA');
    await expect(trial.start()).rejects.toThrow('LOG_KEY_UNREADABLE');
  });
  test('with a federation that another signed, or none', async () => {
    await trial.publish({ issued: '2026-02-02T00:00:00Z' }, jwkPair().secret);
    await expect(trial.start()).rejects.toThrow('BAD_SIGNATURE');
    rmSync(trial.path('federation.json'));
    await expect(trial.start()).rejects.toThrow('NO_FILE');
  });
  test('with a first load that one person opened, or an unknown setting', async () => {
    const load = {
      centre: 'gent',
      from: '2026-03-05T00:00:00Z',
      to: '2026-03-06T00:00:00Z',
      elements: 1,
      openedBy: ['An Example', 'an example'],
    };
    await expect(trial.start({ quotas: { firstLoads: [load] } })).rejects.toThrow('two different people');
    await expect(trial.start({ quota: {} })).rejects.toThrow('quota is unknown; did you mean quotas?');
  });
});

test('a key is never replaced', () => {
  expect(fileKeyStore(trial.path('keys')).create(1, epochKey(2))).toMatchObject({
    ok: false,
    error: { code: 'KEY_EXISTS' },
  });
});
