// In: an assertion and the request that carried it. Out: which centre calls. Refuses every other request, key, time and second use.
import { compactVerify, errors, importJWK } from 'jose';
import type { JWK } from 'jose';
import { err, fromBase64Url, fromUtf8, ok, refusal } from '@longview/foundation';
import type { Clock, Result } from '@longview/foundation';
import { ASSERTION_LIFE, ASSERTION_TYPE, bodyDigest } from './assertion.ts';
import type { AssertionClaims, AssertionCode, AssertionRefusal } from './assertion.ts';
import { requestTarget } from './request-target.ts';

/** How far two clocks may stand apart, in seconds. */
export const CLOCK_LEEWAY = 30;

export interface AssertionCheck {
  readonly token: string;
  readonly method: string;
  /** The absolute URL under which the world reaches this door, not the one behind a proxy. */
  readonly url: string;
  readonly bodyBytes: Uint8Array;
  readonly audience: string;
  /** The public key of a centre that is valid now; undefined when unknown, expired or revoked. */
  readonly keyOf: (centre: string, kid: string) => Promise<JWK | undefined> | JWK | undefined;
  readonly clock: Clock;
  /**
   * Whether this use was seen before, remembering it in the same step.
   * `jti` comes with its centre, so that no centre can use up another's; it has to be remembered until `exp` (seconds).
   */
  readonly seen: (jti: string, exp: number) => Promise<boolean> | boolean;
}

export interface Caller {
  readonly centre: string;
  readonly kid: string;
  readonly jti: string;
}

const no = (code: AssertionCode, message: string): { readonly ok: false; readonly error: AssertionRefusal } =>
  err(refusal(code, message));

/**
 * Verifies an agent's assertion. Signature first, then what it was meant for, then time; the replay check comes last, so
 * that nobody without the key can use up an identifier.
 */
export async function verifyAssertion(check: AssertionCheck): Promise<Result<Caller, AssertionRefusal>> {
  const parts = readParts(check.token);
  if (!parts) return no('MALFORMED', 'This is not a signed assertion: send the compact JWT that the agent makes.');
  const { header } = parts;
  if (header['typ'] !== ASSERTION_TYPE) return no('WRONG_TYPE', `The token's type must be ${ASSERTION_TYPE}.`);
  if (header['alg'] !== 'EdDSA') return no('WRONG_ALGORITHM', 'Assertions are signed with Ed25519 (EdDSA).');
  const { kid } = header;
  const claims = readClaims(parts.payload);
  // Other header parameters name other keys (jwk, jku, x5c) or change how the payload is read (crit, b64).
  if (Object.keys(header).length !== 3 || typeof kid !== 'string' || !claims)
    return no('MALFORMED', 'The assertion must carry alg, kid, typ and the nine claims, and nothing else.');

  const jwk = await check.keyOf(claims.iss, kid);
  if (!jwk) return no('UNKNOWN_KEY', 'No valid key of that centre has that name: enrol, or renew the key.');
  const key = await importJWK(jwk, 'EdDSA');
  try {
    await compactVerify(check.token, key, { algorithms: ['EdDSA'] });
  } catch (fault) {
    if (fault instanceof errors.JOSEError)
      return no('BAD_SIGNATURE', 'The signature does not verify with that centre’s key.');
    throw fault;
  }

  if (claims.aud !== check.audience) return no('WRONG_AUDIENCE', 'The assertion was made for another service.');
  const target = requestTarget(check.url);
  if (target === undefined) throw new TypeError('the door’s own URL is not absolute http(s)');
  if (claims.htm !== check.method.toUpperCase() || requestTarget(claims.htu) !== target)
    return no('WRONG_REQUEST', 'The assertion was made for another method or address.');
  if (claims.bd !== bodyDigest(check.bodyBytes)) return no('WRONG_BODY', 'The assertion was made for another body.');

  const now = check.clock.now().getTime() / 1000;
  if (claims.iat > now + CLOCK_LEEWAY) return no('FROM_THE_FUTURE', 'The assertion is dated ahead: set the clock.');
  if (claims.exp + CLOCK_LEEWAY <= now) return no('STALE', 'The assertion has expired: sign the request anew.');
  if (await check.seen(`${claims.iss} ${claims.jti}`, claims.exp + CLOCK_LEEWAY))
    return no('REPLAYED', 'The assertion was used before: sign each request anew.');
  return ok({ centre: claims.iss, kid, jti: claims.jti });
}

type JsonObject = Readonly<Record<string, unknown>>;

function readParts(token: string): { readonly header: JsonObject; readonly payload: JsonObject } | undefined {
  const [header, payload, signature, ...more] = token.length > 4096 ? [] : token.split('.');
  if (!header || !payload || !signature || more.length > 0) return undefined;
  try {
    fromBase64Url(signature);
    return { header: readObject(header), payload: readObject(payload) };
  } catch {
    // Only decoding of what the caller sent happens above: whatever it throws means that the text is no token.
    return undefined;
  }
}

function readObject(part: string): JsonObject {
  const value: unknown = JSON.parse(fromUtf8(fromBase64Url(part)));
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new TypeError('not an object');
  return value as JsonObject;
}

const TEXTS = ['iss', 'sub', 'aud', 'jti', 'htm', 'htu', 'bd'] as const;

function readClaims(payload: JsonObject): AssertionClaims | undefined {
  if (Object.keys(payload).length !== TEXTS.length + 2) return undefined;
  for (const name of TEXTS) {
    const value = payload[name];
    if (typeof value !== 'string' || value === '') return undefined;
  }
  const { iat, exp } = payload;
  if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) return undefined;
  const claims = payload as unknown as AssertionClaims;
  // A longer life would have to be remembered for longer, and a stolen assertion would be worth more.
  const life = claims.exp - claims.iat;
  return claims.iss === claims.sub && life > 0 && life <= ASSERTION_LIFE ? claims : undefined;
}
