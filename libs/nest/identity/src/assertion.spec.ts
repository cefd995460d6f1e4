import { beforeAll, describe, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { CompactSign, SignJWT, importJWK } from 'jose';
import type { JWK, JWTHeaderParameters, JWTPayload } from 'jose';
import fc from 'fast-check';
import { fixedClock, systemIds, toBase64Url, unwrap, utf8 } from '@longview/foundation';
import { bodyDigest, replayMemory, signAssertion, verifyAssertion } from './index.ts';
import type { AssertionCheck } from './index.ts';

const jwkPair = (): { readonly secret: JWK; readonly open: JWK } => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { secret: privateKey.export({ format: 'jwk' }), open: publicKey.export({ format: 'jwk' }) };
};

const ours = jwkPair();
const theirs = jwkPair();
const NOW = '2026-03-01T12:00:00Z';
const now = Date.parse(NOW) / 1000;
const body = utf8('{"query":"{ __typename }"}');
const request = { method: 'POST', url: 'https://registry.example/graphql', bodyBytes: body };
const audience = 'https://registry.example';

const sign = (change: Partial<Parameters<typeof signAssertion>[0]> = {}): Promise<string> =>
  signAssertion({
    centre: 'gent',
    kid: 'k1',
    privateJwk: ours.secret,
    audience,
    ...request,
    clock: fixedClock(NOW),
    ids: systemIds,
    ...change,
  });

const check = (token: string, change: Partial<AssertionCheck> = {}): Promise<string> =>
  verifyAssertion({
    token,
    ...request,
    audience,
    keyOf: (centre, kid) => (centre === 'gent' && kid === 'k1' ? ours.open : undefined),
    clock: fixedClock(NOW),
    seen: () => false,
    ...change,
  }).then((result) => (result.ok ? `${result.value.centre} ${result.value.kid}` : result.error.code));

const claims: JWTPayload = {
  iss: 'gent',
  sub: 'gent',
  aud: audience,
  iat: now,
  exp: now + 60,
  jti: 'one',
  htm: 'POST',
  htu: request.url,
  bd: bodyDigest(body),
};
const header: JWTHeaderParameters = { alg: 'EdDSA', kid: 'k1', typ: 'longview-agent+jwt' };
const forge = async (change: object, headerChange: object = {}): Promise<string> =>
  new SignJWT({ ...claims, ...change })
    .setProtectedHeader({ ...header, ...headerChange })
    .sign(await importJWK(ours.secret, 'EdDSA'));
const raw = async (payload: string): Promise<string> =>
  new CompactSign(utf8(payload)).setProtectedHeader({ ...header }).sign(await importJWK(ours.secret, 'EdDSA'));
const part = (value: unknown): string => toBase64Url(utf8(JSON.stringify(value)));

describe('the assertion of an agent', () => {
  let token: string;
  beforeAll(async () => {
    token = await sign();
  });

  test('names the centre and the key', () => expect(check(token)).resolves.toBe('gent k1'));

  test('the query, the fragment and the case of the host are not compared', () =>
    expect(check(token, { url: 'HTTPS://Registry.example:443/graphql?a=1#b' })).resolves.toBe('gent k1'));

  test('a forged token with nothing changed passes, so that the table below fails for its own reason', async () =>
    expect(await check(await forge({}))).toBe('gent k1'));

  test.each<[string, () => Promise<string>, Partial<AssertionCheck>, string]>([
    ['no token', async () => '', {}, 'MALFORMED'],
    ['not three parts', async () => `${token}.x`, {}, 'MALFORMED'],
    ['not base64url', async () => token.replace('.', '=.'), {}, 'MALFORMED'],
    ['an endless token', async () => token + 'A'.repeat(5000), {}, 'MALFORMED'],
    ['a payload that is a list', () => raw('[]'), {}, 'MALFORMED'],
    ['a payload that is no JSON', () => raw('{'), {}, 'MALFORMED'],
    ['a claim more', () => forge({ admin: true }), {}, 'MALFORMED'],
    ['a claim less', () => forge({ jti: undefined }), {}, 'MALFORMED'],
    ['an empty jti', () => forge({ jti: '' }), {}, 'MALFORMED'],
    ['a list of audiences', () => forge({ aud: [audience, 'https://elsewhere.example'] }), {}, 'MALFORMED'],
    ['a subject that is not the issuer', () => forge({ sub: 'leuven' }), {}, 'MALFORMED'],
    ['a life of an hour', () => forge({ exp: now + 3600 }), {}, 'MALFORMED'],
    ['a life of nothing', () => forge({ exp: now }), {}, 'MALFORMED'],
    ['half seconds', () => forge({ iat: now + 0.5 }), {}, 'MALFORMED'],
    ['a key carried in the header', () => forge({}, { jwk: ours.open }), {}, 'MALFORMED'],
    ['a critical header', () => forge({}, { crit: ['exp'], exp: 1 }).catch(() => raw('{}')), {}, 'MALFORMED'],
    ['another type', () => forge({}, { typ: 'at+jwt' }), {}, 'WRONG_TYPE'],
    ['no algorithm', async () => `${part({ ...header, alg: 'none' })}.${part(claims)}.AA`, {}, 'WRONG_ALGORITHM'],
    [
      'the public key used as a shared secret',
      () =>
        new SignJWT(claims).setProtectedHeader({ ...header, alg: 'HS256' }).sign(utf8((ours.open.x ?? '').repeat(2))),
      {},
      'WRONG_ALGORITHM',
    ],
    ['a centre nobody knows', () => forge({ iss: 'nowhere', sub: 'nowhere' }), {}, 'UNKNOWN_KEY'],
    ['a key the centre does not have', () => sign({ kid: 'k2' }), {}, 'UNKNOWN_KEY'],
    ['another key under the name', () => sign({ privateJwk: theirs.secret }), {}, 'BAD_SIGNATURE'],
    [
      'a claim changed after signing',
      async () =>
        token
          .split('.')
          .with(1, part({ ...claims, jti: 'two' }))
          .join('.'),
      {},
      'BAD_SIGNATURE',
    ],
    [
      'an assertion for another service',
      () => sign({ audience: 'https://pseudonymiser.example' }),
      {},
      'WRONG_AUDIENCE',
    ],
    ['another method', async () => token, { method: 'DELETE' }, 'WRONG_REQUEST'],
    ['another path', async () => token, { url: 'https://registry.example/other' }, 'WRONG_REQUEST'],
    ['another host', async () => token, { url: 'https://registry.example.evil.example/graphql' }, 'WRONG_REQUEST'],
    ['clear text', async () => token, { url: 'http://registry.example/graphql' }, 'WRONG_REQUEST'],
    ['a login in the address', () => forge({ htu: 'https://a:b@registry.example/graphql' }), {}, 'WRONG_REQUEST'],
    ['no address', () => forge({ htu: '/graphql' }), {}, 'WRONG_REQUEST'],
    ['another body', async () => token, { bodyBytes: utf8('{"query":"{ all }"}') }, 'WRONG_BODY'],
    ['no body', async () => token, { bodyBytes: new Uint8Array() }, 'WRONG_BODY'],
    ['after its life and the leeway', async () => token, { clock: fixedClock('2026-03-01T12:01:30Z') }, 'STALE'],
    [
      'before its time and the leeway',
      async () => token,
      { clock: fixedClock('2026-03-01T11:59:29Z') },
      'FROM_THE_FUTURE',
    ],
    ['a second use', async () => token, { seen: () => true }, 'REPLAYED'],
  ])('%s', async (_what, make, change, code) => {
    expect(await check(await make(), change)).toBe(code);
  });

  test('within the leeway it holds', async () => {
    expect(await check(token, { clock: fixedClock('2026-03-01T12:01:29Z') })).toBe('gent k1');
    expect(await check(token, { clock: fixedClock('2026-03-01T11:59:30Z') })).toBe('gent k1');
  });

  test('a forged use does not use up the real one', async () => {
    const seen = replayMemory(fixedClock(NOW));
    const forged = await sign({ privateJwk: theirs.secret });
    expect(await check(forged, { seen })).toBe('BAD_SIGNATURE');
    expect(await check(token, { method: 'GET', seen })).toBe('WRONG_REQUEST');
    expect(await check(token, { seen })).toBe('gent k1');
    expect(await check(token, { seen })).toBe('REPLAYED');
  });

  test('a use is remembered as long as it could be used again', async () => {
    let until = 0;
    await check(token, { seen: (_jti, exp) => ((until = exp), false) });
    expect(until).toBe(now + 90);
    let time = now;
    const seen = replayMemory({ now: () => new Date(time * 1000) });
    expect(seen('a', now + 90)).toBe(false);
    time = now + 89;
    expect(seen('a', now + 90)).toBe(true);
    time = now + 100;
    expect(seen('a', now + 190)).toBe(false);
  });

  test('no changed character of the token passes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom(...'Aa0_-.'), async (at, character) => {
        fc.pre(token[at] !== character);
        expect(await check(token.slice(0, at) + character + token.slice(at + 1))).not.toBe('gent k1');
      }),
      { numRuns: 60 },
    );
  });

  test('a relative address cannot be signed', () => expect(sign({ url: '/graphql' })).rejects.toThrow(TypeError));

  test('what is told names the code and how to mend it', async () => {
    const result = await verifyAssertion({
      token,
      ...request,
      audience,
      keyOf: () => undefined,
      clock: fixedClock(NOW),
      seen: () => false,
    });
    expect(() => unwrap(result)).toThrow(/UNKNOWN_KEY.*enrol/);
  });
});
