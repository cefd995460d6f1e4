// In: the client's name and key. Out: an access token of the hospital's authorisation server (SMART Backend Services: client credentials with
// a signed assertion, RFC 7523). It is kept until shortly before it ends.
import { importJWK, type JWK, SignJWT } from 'jose';
import type { Clock, Ids } from '@longview/foundation';
import { jsonOf } from '../network/answer.ts';
import type { Http } from '../network/http.ts';
import { PullRefused } from './refused.ts';

export interface ClientIdentity {
  readonly clientId: string;
  readonly scope: string;
  readonly tokenUrl: string;
  readonly key: JWK;
}

export interface TokenKeeper {
  token(): Promise<string>;
  /** The server did not take it: the next call asks for another. */
  forget(): void;
}

const ALGORITHM = (key: JWK): string =>
  key.alg ?? (key.kty === 'RSA' ? 'RS384' : key.kty === 'OKP' ? 'EdDSA' : 'ES384');
const EARLY_MS = 30_000;

export function tokenKeeper(http: Http, client: ClientIdentity, clock: Clock, ids: Ids): TokenKeeper {
  let held: { readonly token: string; readonly until: number } | undefined;
  return {
    async token() {
      const now = clock.now().getTime();
      if (held && held.until > now + EARLY_MS) return held.token;
      const { clientId, scope, tokenUrl, key } = client;
      const alg = ALGORITHM(key);
      const seconds = Math.floor(now / 1000);
      const assertion = await new SignJWT({})
        .setProtectedHeader({ alg, typ: 'JWT', ...(key.kid !== undefined && { kid: key.kid }) })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(tokenUrl)
        .setJti(ids.uuid())
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 240)
        .sign(await importJWK(key, alg));
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        scope,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      });
      const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
      const answer = await http.post(tokenUrl, headers, new TextEncoder().encode(form.toString()));
      const body = jsonOf(answer);
      const token = body?.['access_token'];
      if (answer.status !== 200 || typeof token !== 'string') {
        const said =
          typeof body?.['error'] === 'string' && /^[\w .-]{1,60}$/u.test(body['error']) ? ` (${body['error']})` : '';
        throw new PullRefused(
          'PULL_NOT_ADMITTED',
          `${new URL(tokenUrl).host} gives no access token: status ${answer.status}${said}. Check fhirClientId, fhirKey and the scope with whoever runs the server.`,
        );
      }
      const lasts = typeof body?.['expires_in'] === 'number' ? body['expires_in'] : 60;
      held = { token, until: now + lasts * 1000 };
      return token;
    },
    forget: () => {
      held = undefined;
    },
  };
}
