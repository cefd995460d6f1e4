// Whoever says who it is and is not believed: forged, borrowed, worn out, misplaced. Each gets the same 401 in the same words; what a key or
// the identity provider really signed stands in the access log under its holder's name, once a minute and kind; the rest is counted.
import { createPublicKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock, toBase64Url, utf8 } from '@longview/foundation';
import { freePort } from '@longview/local';
import { bodyDigest } from '@longview/nest-identity';
import { readRegistryConfig, startRegistry } from '@longview/registry';
import { CompactSign, importJWK, type JWK, SignJWT } from 'jose';
import { jwkPair } from '../support/pseudonymiser-trial.ts';
import { configured } from '../support/trial-files.ts';
import { TrialRegistry } from '../support/trial-registry.ts';

const AUDIENCE = 'https://registry.trial.example';
const BODY = JSON.stringify({ query: '{ checkpoint { __typename } }' });
const WORDS =
  '{"errors":[{"message":"The token is not accepted. Sign in again, or have the agent sign the request anew.","extensions":{"code":"UNAUTHENTICATED"}}]}';
const [PAST, LONG_AGO, AHEAD] = ['2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z', '2099-01-01T00:00:00Z'];

let trial: TrialRegistry;
const former = { expired: jwkPair(), early: jwkPair(), revoked: jwkPair() };
beforeAll(async () => {
  trial = await TrialRegistry.start();
  await trial.federate((manifest) => ({
    ...manifest,
    centres: manifest.centres.map((centre) =>
      centre.id !== 'centre-b'
        ? centre
        : {
            ...centre,
            keys: [
              ...centre.keys,
              { kid: 'expired', jwk: former.expired.open, from: LONG_AGO, to: PAST },
              { kid: 'early', jwk: former.early.open, from: AHEAD },
              { kid: 'revoked', jwk: former.revoked.open, from: LONG_AGO, revoked: PAST },
            ],
          },
    ),
  }));
  await trial.restart();
});
afterAll(() => trial.stop());
afterEach(() => expect(trial.faults.splice(0)).toEqual([]));

const now = (): number => Math.floor(systemClock.now().getTime() / 1000);
const part = (value: object): string => toBase64Url(utf8(JSON.stringify(value)));

const claimsOf = (change: object = {}) => {
  const iat = now();
  const claims = { iss: 'centre-a', sub: 'centre-a', aud: AUDIENCE, iat, exp: iat + 60, jti: randomUUID() };
  return { ...claims, htm: 'POST', htu: `${trial.url}/graphql`, bd: bodyDigest(utf8(BODY)), ...change };
};
const HEADER = { alg: 'EdDSA', typ: 'longview-agent+jwt', kid: 'centre-a-1' };
/** Any header and any payload under an agent's key, made by hand where the library would not. */
const signed = async (claims: object | string, header: object = {}, key: JWK = trial.agents['centre-a'].secret) =>
  new CompactSign(utf8(typeof claims === 'string' ? claims : JSON.stringify(claims)))
    .setProtectedHeader({ ...HEADER, ...header })
    .sign(await importJWK(key, 'EdDSA'));

const providerKey = () =>
  (
    JSON.parse(readFileSync(join(trial.folder, 'identity', 'keys.json'), 'utf8')) as {
      jwks: { keys: (JWK & { kid: string })[] };
    }
  ).jwks.keys[0] as JWK & { kid: string };
const personClaims = (change: object = {}) => ({
  iss: trial.issuer,
  aud: AUDIENCE,
  sub: 'researcher@university',
  org: 'university',
  roles: ['researcher'],
  iat: now(),
  exp: now() + 60,
  ...change,
});
const provided = async (claims: object, header: object = {}) => {
  const key = providerKey();
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...header })
    .sign(await importJWK(key, 'ES256'));
};

const bearer = (token: string, url = trial.url) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: BODY,
  });
async function expect401(token: string): Promise<void> {
  const answer = await bearer(token);
  expect([answer.status, await answer.text(), answer.headers.get('www-authenticate')]).toEqual([401, WORDS, 'Bearer']);
}

/** Everything that the log holds of refused attempts, as `actor reason`. */
const attempts = (): Promise<string[]> =>
  trial.asAdmin(async (client) => {
    const { rows } = await client.query(
      `select e ->> 'actor' || ' ' || (e ->> 'reason') as told from (
         select envelope::jsonb as e from log.pending union all select envelope::jsonb from log.entry) all_of_it
       where e ->> 'operation' = 'signIn' and e ->> 'kind' = 'refusal'`,
    );
    return rows.map(({ told }) => told as string);
  });

/** Ed25519 without the check that RFC 8032 asks for takes S + L for S. */
function malleated(token: string): string {
  const [header, payload, signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const L = 2n ** 252n + 27742317777372353535851937790883648493n;
  let s = L + BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`);
  for (let at = 32; at < 64; at++, s >>= 8n) bytes[at] = Number(s & 255n);
  return `${header}.${payload}.${bytes.toString('base64url')}`;
}

type Case = [name: string, make: () => Promise<string> | string, logged?: string];
const rows = (cases: readonly Case[]) => cases.map(([name, make, logged]) => [name, { make, logged }] as const);

describe('agents', () => {
  test('what is changed below is good', async () => expect((await bearer(await signed(claimsOf()))).status).toBe(200));

  const own = 'agent:centre-a-1';
  const cases: Case[] = [
    ['no algorithm', () => `${part({ ...HEADER, alg: 'none' })}.${part(claimsOf())}.`],
    ['no algorithm, and a signature', () => `${part({ ...HEADER, alg: 'none' })}.${part(claimsOf())}.AAAA`],
    [
      'the public key as a shared secret',
      () =>
        new SignJWT(claimsOf())
          .setProtectedHeader({ ...HEADER, alg: 'HS256' })
          .sign(Buffer.from(trial.agents['centre-a'].open.x.padEnd(43, 'A'), 'base64url')),
    ],
    ['RSA by name', async () => `${part({ ...HEADER, alg: 'RS256' })}.${part(claimsOf())}.${'A'.repeat(342)}`],
    ['an empty signature', async () => `${(await signed(claimsOf())).replace(/[^.]+$/, '')}`],
    ['a signature of zeros', async () => `${(await signed(claimsOf())).replace(/[^.]+$/, 'A'.repeat(86))}`],
    ['the same signature in another form', async () => malleated(await signed(claimsOf()))],
    ['a signature with a tail', async () => `${await signed(claimsOf())}AA`],
    ['four parts', async () => `${await signed(claimsOf())}.AA`],
    ['five parts, as if encrypted', () => `${part({ ...HEADER, enc: 'A256GCM' })}.AA.AA.AA.AA`],
    ['an assertion in an assertion', async () => signed(await signed(claimsOf()), { cty: 'JWT' })],
    ['a critical header', async () => `${part({ ...HEADER, crit: ['b64'] })}.${part(claimsOf())}.AAAA`],
    [
      'a payload that is not encoded',
      () => `${part({ ...HEADER, b64: false, crit: ['b64'] })}.${part(claimsOf())}.AAAA`,
    ],
    ['a certificate', () => signed(claimsOf(), { x5c: ['AAAA'] })],
    ['where to fetch a certificate', () => signed(claimsOf(), { x5u: `${trial.url}/health` })],
    ['where to fetch a key', () => signed(claimsOf(), { jku: `${trial.url}/health` })],
    ['a key', () => signed(claimsOf(), { jwk: trial.agents['centre-a'].open })],
    ['a list of audiences', () => signed(claimsOf({ aud: [AUDIENCE] }))],
    [
      'an audience that only begins alike',
      () => signed(claimsOf({ aud: `${AUDIENCE}.evil.example` })),
      `${own} WRONG_AUDIENCE`,
    ],
    [
      'the pseudonymiser’s audience',
      () => signed(claimsOf({ aud: 'https://pseudonymiser.trial.example' })),
      `${own} WRONG_AUDIENCE`,
    ],
    ['another method', () => signed(claimsOf({ htm: 'GET' })), `${own} WRONG_REQUEST`],
    ['the method in small letters', () => signed(claimsOf({ htm: 'post' })), `${own} WRONG_REQUEST`],
    ['another path', () => signed(claimsOf({ htu: `${trial.url}/graphql/` })), `${own} WRONG_REQUEST`],
    ['another body', () => signed(claimsOf({ bd: bodyDigest(utf8('{}')) })), `${own} WRONG_BODY`],
    ['the digest of nothing', () => signed(claimsOf({ bd: bodyDigest(new Uint8Array()) })), `${own} WRONG_BODY`],
    ['a life of 61 seconds', () => signed(claimsOf({ exp: now() + 61, iat: now() }))],
    ['a life of nothing', () => signed(claimsOf({ exp: now(), iat: now() }))],
    ['just past the leeway', () => signed(claimsOf({ iat: now() - 91, exp: now() - 31 })), `${own} STALE`],
    [
      'just ahead of the leeway',
      () => signed(claimsOf({ iat: now() + 35, exp: now() + 60 })),
      `${own} FROM_THE_FUTURE`,
    ],
    ['instants as texts', () => signed(claimsOf({ iat: String(now()), exp: String(now() + 60) }))],
    ['another centre in the name', () => signed(claimsOf({ iss: 'centre-b', sub: 'centre-b' }))],
    [
      'another centre’s key under its own name',
      () => signed(claimsOf(), { kid: 'centre-b-1' }, trial.agents['centre-b'].secret),
    ],
    ['another centre’s key under this name', () => signed(claimsOf(), {}, trial.agents['centre-b'].secret)],
    ['a key nobody has', () => signed(claimsOf(), { kid: '../../etc/passwd' })],
    [
      'a key that has expired',
      () => signed(claimsOf({ iss: 'centre-b', sub: 'centre-b' }), { kid: 'expired' }, former.expired.secret),
      'agent:expired KEY_NOT_IN_FORCE',
    ],
    [
      'a key that is not valid yet',
      () => signed(claimsOf({ iss: 'centre-b', sub: 'centre-b' }), { kid: 'early' }, former.early.secret),
      'agent:early KEY_NOT_IN_FORCE',
    ],
    [
      'a key that was revoked',
      () => signed(claimsOf({ iss: 'centre-b', sub: 'centre-b' }), { kid: 'revoked' }, former.revoked.secret),
      'agent:revoked KEY_NOT_IN_FORCE',
    ],
    [
      'the name of a revoked key on another',
      () => signed(claimsOf({ iss: 'centre-b', sub: 'centre-b' }), { kid: 'revoked' }, jwkPair().secret),
    ],
    ...['longview-submission+jws', 'longview-receipt+jws', 'longview-federation+jws', 'dpop+jwt', 'JWT', 'at+jwt'].map(
      (typ): Case => [`of the type ${typ}`, () => signed(claimsOf(), { typ })],
    ),
  ];
  test.each(rows(cases))('%s', async (_name, { make, logged }) => {
    await expect401(await make());
    if (logged !== undefined) expect(await attempts()).toContain(logged);
  });

  test('at the very edge of the leeway it holds', async () => {
    for (const claims of [
      claimsOf({ iat: now() - 85, exp: now() - 25 }),
      claimsOf({ iat: now() + 25, exp: now() + 80 }),
    ])
      expect((await bearer(await signed(claims))).status).toBe(200);
  });

  test('once: not at the same moment, not at another instance, not after a restart', async () => {
    const port = await freePort();
    const config = readRegistryConfig(
      configured(trial.folder, (same) => ({ ...same, listen: { port } })),
      () => undefined,
    );
    const second = await startRegistry(
      config,
      (fault) => trial.faults.push(fault),
      () => undefined,
    );
    try {
      const token = await signed(claimsOf());
      const urls = [trial.url, `http://127.0.0.1:${port}`];
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => bearer(token, urls[n % 2])));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(401)]);
      await trial.restart();
      await expect401(token);
    } finally {
      await second.close();
    }
    // Twenty attempts are two entries an instance at the most, and the count is all there.
    const told = (await attempts()).filter((one) => one.startsWith('agent:centre-a-1 REPLAYED'));
    const counted = told.reduce((sum, one) => sum + Number(/and (\d+) more/.exec(one)?.[1] ?? 1), 0);
    expect([told.length <= 5, counted]).toEqual([true, 20]);
  });

  test('of a stranger no name is kept, in the log or in a line', async () => {
    await trial.restart();
    const before = (await attempts()).length;
    trial.reports.splice(0);
    for (let n = 0; n < 30; n++)
      await expect401(await signed(claimsOf({ iss: 'Jan-Peeters', sub: 'Jan-Peeters' }), { kid: 'Jan-Peeters' }));
    await trial.restart();
    expect((await attempts()).length).toBe(before);
    expect(trial.reports).toEqual(['refused calls without a valid signature: UNKNOWN_KEY 30']);
  });
});

describe('people', () => {
  test('what is changed below is good', async () =>
    expect((await bearer(await provided(personClaims()))).status).toBe(200));

  const own = 'researcher@university';
  const cases: Case[] = [
    ['no algorithm', () => `${part({ alg: 'none', typ: 'at+jwt' })}.${part(personClaims())}.`],
    [
      'the public key as a shared secret, in PEM',
      () => {
        const pem = createPublicKey({ key: providerKey() as never, format: 'jwk' }).export({
          format: 'pem',
          type: 'spki',
        });
        return new SignJWT(personClaims())
          .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: providerKey().kid })
          .sign(utf8(String(pem)));
      },
    ],
    [
      'RSA under an elliptic key',
      async () =>
        `${part({ alg: 'RS256', typ: 'at+jwt', kid: providerKey().kid })}.${part(personClaims())}.${'A'.repeat(342)}`,
    ],
    [
      'a critical header that nobody knows',
      async () => `${part({ alg: 'ES256', typ: 'at+jwt', crit: ['x'], x: 1 })}.${part(personClaims())}.AAAA`,
    ],
    [
      'a critical header that is no list',
      async () => `${part({ alg: 'ES256', typ: 'at+jwt', crit: 'x' })}.${part(personClaims())}.AAAA`,
    ],
    [
      'a payload that is not encoded',
      async () => `${part({ alg: 'ES256', typ: 'at+jwt', b64: false, crit: ['b64'] })}.${part(personClaims())}.AAAA`,
    ],
    ['a signature of zeros', async () => (await provided(personClaims())).replace(/[^.]+$/, 'A'.repeat(86))],
    ['an empty signature', async () => (await provided(personClaims())).replace(/[^.]+$/, '')],
    ['an algorithm that is a number', () => `${part({ alg: 1, typ: 'at+jwt' })}.${part(personClaims())}.AAAA`],
    ['an ID token', () => provided(personClaims({ aud: 'trial', nonce: 'x' }), { typ: 'JWT' }), `${own} WRONG_TYPE`],
    ['an ID token for this audience', () => provided(personClaims(), { typ: 'JWT' }), `${own} WRONG_TYPE`],
    ['a token without a type', () => provided(personClaims(), { typ: undefined }), `${own} WRONG_TYPE`],
    ['another audience', () => provided(personClaims({ aud: 'https://other.example' })), `${own} WRONG_AUDIENCE`],
    [
      'several audiences, none of them this',
      () => provided(personClaims({ aud: ['a', 'b'] })),
      `${own} WRONG_AUDIENCE`,
    ],
    [
      'another issuer under the same key',
      () => provided(personClaims({ iss: 'https://login.evil.example' })),
      `${own} WRONG_ISSUER`,
    ],
    ['expired, beyond the leeway', () => provided(personClaims({ iat: now() - 100, exp: now() - 31 })), `${own} STALE`],
    [
      'dated ahead, beyond the leeway',
      () => provided(personClaims({ iat: now() + 35, exp: now() + 90 })),
      `${own} FROM_THE_FUTURE`,
    ],
    ['without an end', () => provided(personClaims({ exp: undefined })), `${own} MALFORMED`],
    ['of a role that was taken away', () => provided(personClaims({ roles: ['formerRole'] })), `${own} NO_ROLE`],
    [
      'of an organisation that is a list',
      () => provided(personClaims({ org: ['university'] })),
      `${own} NO_ORGANISATION`,
    ],
    ['of a name with NUL in it', () => provided(personClaims({ sub: 'a\0b' }))],
    ['of a name of 300 letters', () => provided(personClaims({ sub: 'a'.repeat(300) }))],
  ];
  test.each(rows(cases))('%s', async (_name, { make, logged }) => {
    await expect401(await make());
    if (logged !== undefined) expect(await attempts()).toContain(logged);
  });

  test('without a second factor one is who one is, and the token says so to the policies', async () => {
    const { status } = await bearer(await provided(personClaims({ amr: ['pwd'] })));
    expect(status).toBe(200);
  });
});

describe('a good token in a wrong place', () => {
  const send = (options: { path?: string; headers?: Record<string, string | string[]>; body?: string }) =>
    new Promise<{ status: number; text: string }>((done, failed) => {
      const { path = '/graphql', headers = {}, body = BODY } = options;
      const sent = request(`${trial.url}${path}`, { method: 'POST' }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (data: Buffer) => parts.push(data));
        response.on('end', () => done({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
      });
      sent.on('error', failed);
      sent.setHeader('content-type', 'application/json');
      sent.setHeader('content-length', Buffer.byteLength(body));
      for (const [name, value] of Object.entries(headers)) sent.setHeader(name, value);
      sent.end(body);
    });
  /** The head of the log is for who is signed in. */
  const ASKED = JSON.stringify({ query: '{ checkpoint { ... on Refusal { code } } }' });

  test.each<[string, (token: string) => Parameters<typeof send>[0]]>([
    ['in the address', (token) => ({ path: `/graphql?access_token=${token}`, body: ASKED })],
    ['in the body', (token) => ({ body: JSON.stringify({ ...JSON.parse(ASKED), access_token: token }) })],
    [
      'in the extensions',
      (token) => ({ body: JSON.stringify({ ...JSON.parse(ASKED), extensions: { authorization: `Bearer ${token}` } }) }),
    ],
    [
      'in a cookie',
      (token) => ({ headers: { cookie: `access_token=${token}; authorization=Bearer ${token}` }, body: ASKED }),
    ],
    [
      'in a header of a proxy',
      (token) => ({
        headers: { 'proxy-authorization': `Bearer ${token}`, 'x-authorization': `Bearer ${token}` },
        body: ASKED,
      }),
    ],
    [
      'in a header of what a proxy found out',
      () => ({ headers: { 'x-forwarded-user': 'dpo@registry', 'x-remote-user': 'dpo@registry' }, body: ASKED }),
    ],
  ])('is no token: %s', async (_where, place) => {
    const { status, text } = await send(place(await trial.token('dpo@registry')));
    expect([status, JSON.parse(text)]).toEqual([200, { data: { checkpoint: { code: 'NOT_ALLOWED' } } }]);
  });

  test.each(['dpo first', 'dpo last'])(
    'two of them are taken as neither or as the first, never mixed: %s',
    async (order) => {
      const tokens = [await trial.token('dpo@registry'), 'x.y.z'].map((token) => `Bearer ${token}`);
      const { status } = await send({ headers: { authorization: order === 'dpo first' ? tokens : tokens.reverse() } });
      expect(status).toBe(order === 'dpo first' ? 200 : 401);
    },
  );

  test('nothing of all this is left after a moment but what stands above', async () => {
    await wait(50);
    expect(trial.faults).toEqual([]);
  });
});
