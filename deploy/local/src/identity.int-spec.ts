import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@longview/foundation';
import { personVerifier } from '@longview/nest-identity';
import type { PersonVerifierOptions } from '@longview/nest-identity';
import { freePort, poll, signIn, startIdentityServer } from './index.ts';
import type { IdentityConfig, IdentityServer, SignIn } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'longview-identity-'));
const resource = 'https://registry.longview.example';
const redirectUri = 'http://localhost:4000/callback';
let config: IdentityConfig;
let server: IdentityServer;
let options: PersonVerifierOptions;
let who: SignIn;

beforeAll(async () => {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  config = {
    mode: 'development',
    port,
    issuer,
    stateDir: join(folder, 'identity'),
    resource,
    client: { id: 'longview-console', redirectUris: [redirectUri] },
    tokenLife: 60,
    accounts: [
      { subject: 'researcher@university', organisation: 'university', roles: ['researcher'], secondFactor: false },
      { subject: 'steward@registry', organisation: 'registry', roles: ['steward', 'reader'], secondFactor: true },
    ],
  };
  server = await startIdentityServer(config);
  options = {
    issuer,
    audience: resource,
    claims: { organisation: 'org', roles: 'roles', mfa: { claim: 'amr', values: ['mfa'] } },
    roles: { researcher: 'researcher', steward: 'steward' },
    clock: systemClock,
  };
  who = { issuer, clientId: 'longview-console', redirectUri, resource, account: 'researcher@university' };
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const codeOf = async (token: string, change: Partial<PersonVerifierOptions> = {}): Promise<string> => {
  const result = await personVerifier({ ...options, ...change }).verify(token);
  return result.ok ? result.value.subject : result.error.code;
};

describe('the development identity provider', () => {
  test('signs a role in and gives a token that says who, for whom and in which roles', async () => {
    const verifier = personVerifier(options);
    expect(await verifier.verify(await signIn(who))).toEqual({
      ok: true,
      value: { subject: 'researcher@university', organisation: 'university', roles: ['researcher'], mfa: false },
    });
    expect(await verifier.verify(await signIn({ ...who, account: 'steward@registry' }))).toEqual({
      ok: true,
      value: { subject: 'steward@registry', organisation: 'registry', roles: ['steward'], mfa: true },
    });
  });

  test('its token is good for one audience, of one issuer, for its time', async () => {
    const token = await signIn(who);
    expect(await codeOf(token)).toBe('researcher@university');
    expect(await codeOf(token, { audience: 'https://elsewhere.example' })).toBe('WRONG_AUDIENCE');
    const jwksUri = `${who.issuer}/jwks`;
    expect(await codeOf(token, { issuer: 'https://login.example', jwksUri })).toBe('WRONG_ISSUER');
    expect(await codeOf(token, { clock: { now: () => new Date(Date.now() + 91_000) } })).toBe('STALE');
  });

  test('a restart leaves tokens good', async () => {
    const token = await signIn(who);
    await server.stop();
    server = await startIdentityServer(config);
    // The connections that were kept open to the first one are found dead by asking.
    await poll(2000, () => fetch(`${who.issuer}/jwks`).catch(() => undefined));
    expect(await codeOf(token)).toBe('researcher@university');
  });

  test.each<[string, Partial<SignIn>, RegExp]>([
    ['nobody that is listed', { account: 'somebody' }, /answered 400/],
    ['a client nobody knows', { clientId: 'other' }, /answered 400.*invalid_client/],
    ['an address the code may not go to', { redirectUri: 'http://localhost:4000/elsewhere' }, /invalid_redirect_uri/],
    ['an API that is not served', { resource: 'https://elsewhere.example' }, /refused: invalid_target/],
  ])('refuses %s', async (_what, change, message) => {
    await expect(signIn({ ...who, ...change })).rejects.toThrow(message);
  });

  test('a code is good once', async () => {
    const real = globalThis.fetch;
    let redeemed: URLSearchParams | undefined;
    // The last request of the sign-in is kept, to be sent again.
    globalThis.fetch = (input, init) => {
      if (init?.body instanceof URLSearchParams && init.body.has('code')) redeemed = init.body;
      return real(input, init);
    };
    try {
      await signIn(who);
    } finally {
      globalThis.fetch = real;
    }
    const again = await fetch(`${who.issuer}/token`, { method: 'POST', body: redeemed ?? null });
    expect(await again.json()).toMatchObject({ error: 'invalid_grant' });
  });

  test('a code without its PKCE verifier is worth nothing', async () => {
    const ask = `${who.issuer}/auth?response_type=code&client_id=${who.clientId}&redirect_uri=${encodeURIComponent(redirectUri)}&scope=openid`;
    const answer = await fetch(ask, { redirect: 'manual' });
    expect(answer.headers.get('location')).toContain('error=invalid_request');
  });

  test('the page lists the roles, warns, and loads nothing', async () => {
    const ask = new URL(`${who.issuer}/auth`);
    ask.search = new URLSearchParams({
      response_type: 'code',
      client_id: who.clientId,
      redirect_uri: redirectUri,
      scope: 'openid',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    }).toString();
    const first = await fetch(ask, { redirect: 'manual' });
    const page = await fetch(new URL(first.headers.get('location') ?? '', who.issuer), {
      headers: {
        cookie: first.headers
          .getSetCookie()
          .map((line) => line.split(';')[0])
          .join('; '),
      },
    });
    const html = await page.text();
    expect(html).toContain('DEVELOPMENT');
    expect(html).toContain('value="steward@registry"');
    expect(html).not.toMatch(/(src|href)=|url\(|@import/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const stranger = await fetch(page.url);
    expect(stranger.status).toBe(400);
  });

  test('does not start in production', () =>
    expect(startIdentityServer({ ...config, mode: 'production' })).rejects.toThrow(/does not start in production/));
});
