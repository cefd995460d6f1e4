// Tokens and assertions at the registry's door, over HTTP: each forged, worn out or misdirected one gets the same 401 in the same words;
// who is known but not allowed gets a refusal, and the refusal stands in the access log.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock, toBase64Url, utf8 } from '@longview/foundation';
import { bodyDigest } from '@longview/nest-identity';
import { canonicalBytes, signDetached, SUBMIT_DOCUMENT, type Submission } from '@longview/wire';
import { importJWK, type JWK, SignJWT } from 'jose';
import { jwkPair } from '../support/pseudonymiser-trial.ts';
import { signAsProvider } from '../support/trial-files.ts';
import { patientOf, TrialRegistry } from '../support/trial-registry.ts';

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start();
});
afterAll(() => trial.stop());
afterEach(() => expect(trial.faults.splice(0)).toEqual([]));

const AUDIENCE = 'https://registry.trial.example';
const BODY = JSON.stringify({ query: '{ checkpoint { __typename ... on Refusal { code } } }' });
const bearer = (token: string, body = BODY) =>
  trial.send({ headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body });

const THE_WORDS =
  '{"errors":[{"message":"The token is not accepted. Sign in again, or have the agent sign the request anew.","extensions":{"code":"UNAUTHENTICATED"}}]}';

async function expect401(token: string, body = BODY): Promise<void> {
  const { status, headers, text } = await bearer(token, body);
  expect([status, text.trim(), headers.get('www-authenticate')]).toEqual([401, THE_WORDS, 'Bearer']);
}

const part = (value: object): string => toBase64Url(utf8(JSON.stringify(value)));
const readPart = (token: string, n: 0 | 1): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[n] ?? '', 'base64url').toString()) as Record<string, unknown>;
const sign = async (claims: object, header: object, key: JWK): Promise<string> =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA', ...header }).sign(await importJWK(key, 'EdDSA'));

describe('people', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const stranger = jwkPair();
  const good = () => trial.token('researcher@university');

  test('the token that is changed below is a good one', async () => {
    const { status, text } = await bearer(await good());
    expect([status, JSON.parse(text).data.checkpoint.__typename]).not.toEqual([401, undefined]);
    expect(readPart(await good(), 1)).toMatchObject({ aud: AUDIENCE, iss: trial.issuer, sub: 'researcher@university' });
  });

  test.each<[string, (token: string) => Promise<string> | string]>([
    ['no token at all', () => 'x'],
    ['three parts of nothing', () => 'a.b.c'],
    ['signed by nobody', (token) => `${part({ alg: 'none', typ: 'at+jwt' })}.${token.split('.')[1]}.`],
    ['signed by nobody, in capitals', (token) => `${part({ alg: 'NONE', typ: 'at+jwt' })}.${token.split('.')[1]}.e30`],
    [
      'another role under the same signature',
      (token) => {
        const [header, , signature] = token.split('.');
        return `${header}.${part({ ...readPart(token, 1), roles: ['dpo'] })}.${signature}`;
      },
    ],
    ['cut short', (token) => token.slice(0, -4)],
    ['two signatures', (token) => `${token}.${token.split('.')[2]}`],
    ['a key nobody knows', (token) => sign(readPart(token, 1), { typ: 'at+jwt', kid: 'nobody' }, stranger.secret)],
    [
      'another key under a known name',
      (token) => sign(readPart(token, 1), { typ: 'at+jwt', kid: readPart(token, 0)['kid'] }, stranger.secret),
    ],
    [
      'a key that it brings along',
      (token) => sign(readPart(token, 1), { typ: 'at+jwt', jwk: stranger.open }, stranger.secret),
    ],
    [
      'a key that it says where to fetch',
      (token) => sign(readPart(token, 1), { typ: 'at+jwt', jku: `${trial.url}/health` }, stranger.secret),
    ],
    [
      'an agent’s key',
      (token) => sign(readPart(token, 1), { typ: 'at+jwt', kid: 'centre-a-1' }, trial.agents['centre-a'].secret),
    ],
  ])('%s', async (_what, make) => expect401(await make(await good())));

  test('what the provider itself signed, but for another service, for another time, or to name somebody', async () => {
    const claims = readPart(await good(), 1);
    const signed = (change: object, typ = 'at+jwt') =>
      signAsProvider(trial.folder, { ...claims, iat: now(), exp: now() + 60, ...change }, typ);
    expect((await bearer(await signed({}))).status).toBe(200);
    for (const token of [
      await signed({ aud: 'https://pseudonymiser.trial.example' }),
      await signed({ aud: undefined }),
      await signed({ iss: 'https://login.evil.example' }),
      await signed({ iss: `${trial.issuer}/` }),
      await signed({ iat: now() - 7200, exp: now() - 3600 }),
      await signed({ exp: undefined }),
      await signed({ nbf: now() + 3600 }),
      await signed({ iat: now() + 3600, exp: now() + 7200 }),
      await signed({ sub: undefined }),
      await signed({ org: undefined }),
      await signed({ roles: ['constructor'] }),
      await signed({ roles: [] }),
      await signed({ aud: 'trial' }, 'JWT'),
      await signed({}, 'JWT'),
      await signed({}, 'longview-agent+jwt'),
    ]) {
      await expect401(token);
    }
  });

  test.each([
    'Basic cmVzZWFyY2hlcjpwYXNz',
    'Bearer',
    'Bearer ',
    'bearer x.y.z',
    'Bearer a b',
    'Bearer x, Bearer y',
    'DPoP x',
  ])('another way to say who one is: %s', async (authorization) => {
    const { status, text } = await trial.send({
      headers: { 'content-type': 'application/json', authorization },
      body: BODY,
    });
    expect([status, text.trim()]).toEqual([401, THE_WORDS]);
  });
});

describe('an identity provider that gives no answer', () => {
  test('is a fault: written down, told without its inside, and in no agent’s way', async () => {
    const alone = await TrialRegistry.start();
    try {
      await alone.stopIdentityProvider();
      const authorization = `Bearer ${await signAsProvider(alone.folder, { iss: alone.issuer, aud: AUDIENCE })}`;
      const { status, text } = await alone.send({
        headers: { 'content-type': 'application/json', authorization },
        body: BODY,
      });
      expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([500, 'INTERNAL_SERVER_ERROR']);
      expect(text).not.toMatch(/127\.0\.0\.1|fetch|ECONN|jwks|discovery|Context/);
      expect(alone.faults).toHaveLength(1);
      expect((await alone.askAsAgent('centre-a', '{ checkpoint { __typename } }')).status).toBe(200);
    } finally {
      await alone.stop();
    }
  });
});

describe('agents', () => {
  const claimsOf = (change: object, body = BODY) => {
    const iat = Math.floor(systemClock.now().getTime() / 1000);
    const claims = { iss: 'centre-a', sub: 'centre-a', aud: AUDIENCE, iat, exp: iat + 60, jti: randomUUID() };
    return { ...claims, htm: 'POST', htu: `${trial.url}/graphql`, bd: bodyDigest(utf8(body)), ...change };
  };
  const forged = (change: object, header: object = {}, key: JWK = trial.agents['centre-a'].secret) =>
    sign(claimsOf(change), { typ: 'longview-agent+jwt', kid: 'centre-a-1', ...header }, key);

  test('the assertion that is changed below is a good one', async () => {
    expect((await bearer(await forged({}))).status).toBe(200);
  });

  test.each<[string, () => Promise<string> | string]>([
    [
      'signed by nobody',
      () => `${part({ alg: 'none', typ: 'longview-agent+jwt', kid: 'centre-a-1' })}.${part(claimsOf({}))}.e30`,
    ],
    ['another service', () => forged({ aud: 'https://pseudonymiser.trial.example' })],
    ['another method', () => forged({ htm: 'GET' })],
    ['another address', () => forged({ htu: `${trial.url}/other` })],
    ['another registry', () => forged({ htu: 'https://registry.evil.example/graphql' })],
    ['another body', () => forged({ bd: bodyDigest(utf8(`${BODY} `)) })],
    ['no body', () => forged({ bd: undefined })],
    ['yesterday', () => forged({ iat: claimsOf({}).iat - 86_400, exp: claimsOf({}).exp - 86_400 })],
    ['tomorrow', () => forged({ iat: claimsOf({}).iat + 86_400, exp: claimsOf({}).exp + 86_400 })],
    ['a life too long', () => forged({ exp: claimsOf({}).iat + 3600 })],
    ['one claim more', () => forged({ roles: ['dpo'] })],
    ['another subject than issuer', () => forged({ sub: 'centre-b' })],
    ['a centre nobody knows', () => forged({ iss: 'centre-z', sub: 'centre-z' })],
    ['a centre called __proto__', () => forged({ iss: '__proto__', sub: '__proto__' })],
    ['a key nobody knows', () => forged({}, { kid: 'centre-a-2' })],
    ['the key of another centre', () => forged({}, { kid: 'centre-b-1' })],
    [
      'another centre’s name on one’s own key',
      () => forged({ iss: 'centre-b', sub: 'centre-b' }, { kid: 'centre-b-1' }),
    ],
    ['a key that it brings along', () => forged({}, { jwk: trial.agents['centre-a'].open })],
    ['of another type', () => forged({}, { typ: 'JWT' })],
  ])('%s', async (_what, make) => expect401(await make()));

  test('once, and not again; not after a restart either', async () => {
    const token = await forged({});
    expect((await bearer(token)).status).toBe(200);
    await expect401(token);
    await trial.restart();
    await expect401(token);
  });

  test('of many that come at once with the same assertion, one is answered', async () => {
    const token = await forged({});
    const answers = await Promise.all(Array.from({ length: 8 }, () => bearer(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(401)]);
  });

  test('a submission of another centre, or signed by another, is not taken', async () => {
    const submission: Submission = {
      version: 1,
      id: randomUUID(),
      centre: 'centre-b',
      demonstration: true,
      patients: [patientOf(trial, 'centre-b', 'foreign', { infused: '2024-01-01', product: 'L01XL03' })],
    };
    const sent = async (
      centre: 'centre-a' | 'centre-b',
      by: 'centre-a' | 'centre-b',
      change: Partial<Submission> = {},
    ) => {
      const changed = { ...submission, ...change };
      const bytes = canonicalBytes(changed);
      const signature = await signDetached(bytes, 'longview-submission+jws', `${by}-1`, trial.agents[by].secret);
      const { data } = await trial.askAsAgent(centre, SUBMIT_DOCUMENT, { submission: changed, signature });
      return data.submit.code as string | undefined;
    };
    expect(await sent('centre-a', 'centre-b')).toBe('KEY_UNKNOWN');
    expect(await sent('centre-a', 'centre-a')).toBe('CENTRE_DIFFERS');
    expect(await sent('centre-b', 'centre-a', { id: randomUUID() })).toBe('KEY_UNKNOWN');
    expect(await sent('centre-b', 'centre-b')).toBeUndefined();
    await expectRefusals('agent:centre-a-1', ['submit KEY_UNKNOWN', 'submit CENTRE_DIFFERS']);
    await expectRefusals('agent:centre-b-1', ['submit KEY_UNKNOWN']);
  });
});

describe('the other’s doors', () => {
  test('an agent asks no questions of people, a person uses no door of agents; each refusal is in the log', async () => {
    const asAgent = async (query: string) => (await trial.askAsAgent('centre-c', query)).data;
    expect(await asAgent('{ cohort { __typename ... on Refusal { code } } }')).toMatchObject({
      cohort: { code: 'BOOK_NOT_PUBLISHED' },
    });
    const permit = '{ cohort(permit: "permit-a", purpose: "scientificResearch") { ... on Refusal { code } } }';
    expect(await asAgent(permit)).toEqual({ cohort: { code: 'NOT_ALLOWED' } });
    for (const field of ['accessLog', 'accessLogBundle']) {
      expect(await asAgent(`{ ${field} { ... on Refusal { code } } }`)).toEqual({ [field]: { code: 'NOT_ALLOWED' } });
    }
    expect(await asAgent('mutation { cutRelease { ... on Refusal { code } } }')).toEqual({
      cutRelease: { code: 'NOT_ALLOWED' },
    });
    await expectRefusals('agent:centre-c-1', [
      'cohort NOT_ALLOWED',
      'readAccessLog NOT_ALLOWED',
      'exportAccessLog NOT_ALLOWED',
      'cutRelease NOT_ALLOWED',
    ]);

    const submission = { version: 1, id: randomUUID(), centre: 'centre-a', demonstration: true, patients: [] };
    const submit = await trial.ask('manager@centre-a', SUBMIT_DOCUMENT, { submission, signature: 'x' });
    expect(submit.data.submit.code).toBe('NOT_ALLOWED');
    const cosign = await trial.ask('manager@centre-a', 'mutation { cosign(note: "x") { ... on Refusal { code } } }');
    expect(cosign.data.cosign.code).toBe('NOT_ALLOWED');
    await expectRefusals('manager@centre-a', ['submit NOT_ALLOWED', 'cosign NOT_ALLOWED']);
  });

  test('what nobody in particular was refused leaves no entry: anyone could fill the log', async () => {
    for (const query of [
      '{ accessLog { __typename } cohort(permit: "permit-a") { __typename } }',
      'mutation { cutRelease { __typename } cosign(note: "x") { __typename } }',
    ]) {
      await trial.ask(undefined, query);
    }
    // Of somebody, and later: once it stands in the log, whatever was written before it does too.
    await trial.ask('manager@centre-b', 'mutation { cutRelease { __typename } }');
    await expectRefusals('manager@centre-b', ['cutRelease NOT_ALLOWED']);
    const { data } = await trial.ask(
      'dpo@registry',
      '{ accessLog(filter: { actor: "anyone" }) { ... on AccessLogPage { entries { kind } } } }',
    );
    expect(data.accessLog.entries).toEqual([]);
  });
});

/** In the order in which they were refused; among others of the same actor. */
async function expectRefusals(actor: string, expected: readonly string[]): Promise<void> {
  let told: string[] = [];
  for (let tries = 0; tries < 100 && !expected.every((one) => told.includes(one)); tries++) {
    await wait(50);
    const { data } = await trial.ask(
      'dpo@registry',
      'query ($filter: AccessLogFilter) { accessLog(first: 100, filter: $filter) { ... on AccessLogPage { entries { operation reason } } } }',
      { filter: { actor, kinds: ['refusal'] } },
    );
    told = data.accessLog.entries.map(
      (entry: { operation: string; reason: string }) => `${entry.operation} ${entry.reason}`,
    );
  }
  expect(told).toEqual(expect.arrayContaining([...expected]));
}
