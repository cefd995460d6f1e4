// In: an account of the development identity provider. Out: an access token, got as a browser gets it: authorization code, PKCE, cookies, form.
import { createHash, randomBytes } from 'node:crypto';

export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** The API the token is for (RFC 8707). */
  readonly resource: string;
  /** Its subject: `researcher@university`. */
  readonly account: string;
}

/** @throws when a step is not answered as OAuth 2.1 says, naming the step and the answer. */
export async function signIn({ issuer, clientId, redirectUri, resource, account }: SignIn): Promise<string> {
  const browser = new Browser();
  const discovery = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as {
    readonly authorization_endpoint: string;
    readonly token_endpoint: string;
  };
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const ask = new URL(discovery.authorization_endpoint);
  ask.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'openid registry',
    resource,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();

  // The provider may send the browser back with an error at any step: then the form is not filled in elsewhere.
  const isBack = (at: URL): boolean => at.href.split('?')[0] === redirectUri;
  let back = await browser.go(ask);
  if (!isBack(back)) back = await browser.go(back, new URLSearchParams({ account }));
  if (!isBack(back)) back = await browser.go(back);
  if (!isBack(back)) throw new Error(`sign-in ended at ${back.href}`);
  const code = back.searchParams.get('code');
  if (code === null || back.searchParams.get('state') !== state || back.searchParams.get('iss') !== issuer)
    throw new Error(`sign-in was refused: ${back.searchParams.get('error') ?? 'a foreign answer'}`);

  const answer = await fetch(discovery.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  const tokens = (await answer.json()) as { readonly access_token?: string; readonly error?: string };
  if (tokens.access_token === undefined) throw new Error(`no token was given: ${tokens.error ?? answer.status}`);
  return tokens.access_token;
}

/** As much of a browser as a sign-in needs: it keeps cookies and stops at every redirect. */
class Browser {
  private readonly cookies = new Map<string, string>();

  /** @returns where the answer sends the browser. */
  async go(to: URL, form?: URLSearchParams): Promise<URL> {
    const response = await fetch(to, {
      redirect: 'manual',
      headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) this.cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null)
      throw new Error(`${to.pathname} answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
    return new URL(location, to);
  }
}
