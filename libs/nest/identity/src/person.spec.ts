import { beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { fixedClock, utf8 } from '@longview/foundation';
import { personVerifier } from './index.ts';
import { KeptPersons } from './kept-persons.ts';
import type { PersonVerifierOptions } from './index.ts';

const NOW = '2026-03-01T12:00:00Z';
const now = Date.parse(NOW) / 1000;
const issuer = 'https://login.example';
const audience = 'https://registry.example';

const options: PersonVerifierOptions = {
  issuer,
  audience,
  claims: { organisation: 'org', roles: 'realm_access.roles', mfa: { claim: 'amr', values: ['otp', 'hwk'] } },
  roles: { 'registry-steward': 'steward', 'registry-researcher': 'researcher' },
  clock: fixedClock(NOW),
};
const claims = {
  iss: issuer,
  aud: audience,
  iat: now - 10,
  exp: now + 300,
  sub: 'a1',
  org: 'university',
  realm_access: { roles: ['registry-researcher', 'offline_access'] },
  amr: ['pwd', 'otp'],
};

describe('the token of a person', () => {
  let key: CryptoKey;
  let stranger: CryptoKey;
  let jwk: JWK;
  beforeAll(async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    key = pair.privateKey;
    jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES256' };
    stranger = (await generateKeyPair('ES256')).privateKey;
  });

  const asked: string[] = [];
  const provider =
    (discovered = issuer, status = 200) =>
    async (url: string): Promise<Response> => {
      asked.push(url);
      return url.endsWith('/.well-known/openid-configuration')
        ? Response.json({ issuer: discovered, jwks_uri: `${issuer}/keys` }, { status })
        : Response.json({ keys: [jwk] });
    };
  const token = (change: object = {}, header: object = {}, signer = key): Promise<string> =>
    new SignJWT({ ...claims, ...change })
      .setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'at+jwt', ...header })
      .sign(signer);
  const codeOf = async (text: string, change: Partial<PersonVerifierOptions> = {}): Promise<string> => {
    const result = await personVerifier({ ...options, fetch: provider(), ...change }).verify(text);
    return result.ok ? 'ok' : result.error.code;
  };

  test('gives subject, organisation, the mapped roles and the second factor', async () => {
    const result = await personVerifier({ ...options, fetch: provider() }).verify(await token());
    expect(result).toEqual({
      ok: true,
      value: { subject: 'a1', organisation: 'university', roles: ['researcher'], mfa: true },
    });
  });

  test('the keys are discovered once, or taken from where the configuration says', async () => {
    const verifier = personVerifier({ ...options, fetch: provider() });
    asked.length = 0;
    await verifier.verify(await token());
    await verifier.verify(await token());
    expect(asked).toEqual([`${issuer}/.well-known/openid-configuration`, `${issuer}/keys`]);
    asked.length = 0;
    expect(await codeOf(await token(), { jwksUri: 'https://keys.example/jwks' })).toBe('ok');
    expect(asked).toEqual(['https://keys.example/jwks']);
  });

  test('a claim whose very name has a dot goes before the path', async () => {
    const change = { 'realm_access.roles': 'registry-steward' };
    const result = await personVerifier({ ...options, fetch: provider() }).verify(await token(change));
    expect(result.ok && result.value.roles).toEqual(['steward']);
  });

  test('without a second factor it says so', async () => {
    const result = await personVerifier({ ...options, fetch: provider() }).verify(await token({ amr: ['pwd'] }));
    expect(result.ok && result.value.mfa).toBe(false);
  });

  test.each<[string, () => Promise<string>, string]>([
    ['nothing', async () => '', 'MALFORMED'],
    ['an opaque token', async () => 'abcdef', 'MALFORMED'],
    ['three parts of nothing', async () => 'a.b.c', 'MALFORMED'],
    ['an ID token', () => token({}, { typ: 'JWT' }), 'WRONG_TYPE'],
    ['an agent’s assertion', () => token({}, { typ: 'longview-agent+jwt' }), 'WRONG_TYPE'],
    [
      'a shared secret',
      () =>
        new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k', typ: 'at+jwt' }).sign(utf8('k'.repeat(32))),
      'WRONG_ALGORITHM',
    ],
    ['a key the provider does not have', () => token({}, { kid: 'other' }), 'UNKNOWN_KEY'],
    ['another key under the name', () => token({}, {}, stranger), 'BAD_SIGNATURE'],
    ['another issuer', () => token({ iss: 'https://login.evil.example' }), 'WRONG_ISSUER'],
    ['another audience', () => token({ aud: 'https://elsewhere.example' }), 'WRONG_AUDIENCE'],
    ['expired', () => token({ exp: now - 31 }), 'STALE'],
    ['no end', () => token({ exp: undefined }), 'MALFORMED'],
    ['issued ahead', () => token({ iat: now + 31 }), 'FROM_THE_FUTURE'],
    ['valid later', () => token({ nbf: now + 31 }), 'FROM_THE_FUTURE'],
    ['nobody', () => token({ sub: '' }), 'NO_SUBJECT'],
    ['no organisation', () => token({ org: undefined }), 'NO_ORGANISATION'],
    ['an organisation that is a list', () => token({ org: ['a', 'b'] }), 'NO_ORGANISATION'],
    ['no roles', () => token({ realm_access: {} }), 'NO_ROLE'],
    ['a role that is not mapped', () => token({ realm_access: { roles: ['steward'] } }), 'NO_ROLE'],
    ['a role that every object has', () => token({ realm_access: { roles: ['constructor'] } }), 'NO_ROLE'],
  ])('%s', async (_what, make, code) => expect(await codeOf(await make())).toBe(code));

  test('a discovery that speaks for another issuer, or a provider that is down, is a fault and is asked again', async () => {
    await expect(codeOf(await token(), { fetch: provider('https://login.evil.example') })).rejects.toThrow(
      /another issuer/,
    );
    let up = false;
    const verifier = personVerifier({
      ...options,
      fetch: (url: string) => (up ? provider() : provider(issuer, 503))(url),
    });
    await expect(verifier.verify(await token())).rejects.toThrow(/503/);
    up = true;
    expect((await verifier.verify(await token())).ok).toBe(true);
  });

  describe('a token that was verified', () => {
    const verifierAt = () => {
      const time = { now: Date.parse(NOW) };
      const verifier = personVerifier({ ...options, clock: { now: () => new Date(time.now) }, fetch: provider() });
      return { verifier, time };
    };

    test('is known for a minute and not past its end, and no other token is taken for it', async () => {
      const { verifier, time } = verifierAt();
      const [text, short] = [await token(), await token({ exp: now + 20 })];
      const first = await verifier.verify(text);
      await verifier.verify(short);
      time.now += 19_999;
      const again = await verifier.verify(text);
      expect(first.ok && again.ok && again.value).toEqual(first.ok && first.value);
      const changed = `${text.slice(0, -6)}AAAAAA`;
      expect(await verifier.verify(changed)).toMatchObject({ ok: false, error: { code: 'BAD_SIGNATURE' } });
      time.now += 31_000;
      expect(await verifier.verify(short)).toMatchObject({ ok: false, error: { code: 'STALE' } });
    });

    test('is verified anew after a minute, and when the clock was set back', async () => {
      for (const step of [60_000, -1000]) {
        const time = { now: Date.parse(NOW) };
        const kept = new KeptPersons({ now: () => new Date(time.now) });
        kept.keep('t', { subject: 'a1', organisation: 'o', roles: ['r'], mfa: false }, now + 300);
        expect(kept.find('t')?.subject).toBe('a1');
        time.now += step;
        expect(kept.find('t')).toBeUndefined();
      }
    });

    test('cannot be changed by who asked, and the memory is bounded', () => {
      const kept = new KeptPersons(fixedClock(NOW), 2);
      const person = { subject: 'a1', organisation: 'o', roles: ['r'], mfa: false };
      for (const text of ['a', 'b', 'c']) kept.keep(text, person, now + 300);
      expect(['a', 'b', 'c'].map((text) => kept.find(text)?.subject)).toEqual([undefined, 'a1', 'a1']);
      expect(() => Object.assign(kept.find('c') as object, { subject: 'b2' })).toThrow(TypeError);
      kept.keep('d', person, now);
      expect(kept.find('d')).toBeUndefined();
    });
  });
});
