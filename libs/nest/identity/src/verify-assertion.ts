// In: an assertion and the request that carried it. Out: which centre calls. Refuses every other request, key, time and second use. What the
// headers alone decide is decided before a body is read: nobody has a large one read by only saying that an agent sends it.
import { compactVerify, errors, importJWK } from 'jose';
import type { JWK } from 'jose';
import { err, fromBase64Url, fromUtf8, ok, refusal } from '@longview/foundation';
import type { Clock, Refusal, Result } from '@longview/foundation';
import { ASSERTION_LIFE, ASSERTION_TYPE, bodyDigest } from './assertion.ts';
import type { AssertionClaims, AssertionCode } from './assertion.ts';
import { requestTarget } from './request-target.ts';

/** How far two clocks may stand apart, in seconds. */
export const CLOCK_LEEWAY = 30;

type KeyOf = (centre: string, kid: string) => Promise<JWK | undefined> | JWK | undefined;

export interface AssertionHeadCheck {
  readonly token: string;
  readonly method: string;
  /** The absolute URL under which the world reaches this door, not the one behind a proxy. */
  readonly url: string;
  readonly audience: string;
  /** The public key of a centre that is valid now; undefined when unknown, expired or revoked. */
  readonly keyOf: KeyOf;
  /** The same whether it is valid now or not: so that the use of a revoked key can be told to whoever must know. */
  readonly anyKeyOf?: KeyOf;
  readonly clock: Clock;
}

/**
 * Whether this use was seen before, remembering it in the same step.
 * `jti` comes with its centre, so that no centre can use up another's; it has to be remembered until `exp` (seconds).
 */
export type Seen = (jti: string, exp: number) => Promise<boolean> | boolean;

export interface AssertionCheck extends AssertionHeadCheck {
  readonly bodyBytes: Uint8Array;
  readonly seen: Seen;
}

export interface Caller {
  readonly centre: string;
  readonly kid: string;
  readonly jti: string;
}

/** An assertion whose signature, purpose and time hold, before anybody looked at the body. */
export interface SignedHead extends Caller {
  readonly bodyDigest: string;
  /** Until when its use is remembered, in seconds. */
  readonly until: number;
}

/** `signedBy` where the signature is that key's: then the attempt is somebody's, not only in somebody's name. */
export interface AssertionRefusal extends Refusal<AssertionCode> {
  readonly signedBy?: { readonly centre: string; readonly kid: string };
}

const no = (
  code: AssertionCode,
  message: string,
  signedBy?: AssertionRefusal['signedBy'],
): { readonly ok: false; readonly error: AssertionRefusal } =>
  err({ ...refusal(code, message), ...(signedBy && { signedBy: { centre: signedBy.centre, kid: signedBy.kid } }) });

/**
 * Stands in for a key that nobody has (the public key of RFC 8037, appendix A): the signature is checked in any case, so that the time of
 * a refusal does not tell which centres and keys there are.
 */
const NOBODYS: JWK = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };

/** Everything but the body and the use: signature first, then what it was meant for, then time. */
export async function verifyAssertionHead(check: AssertionHeadCheck): Promise<Result<SignedHead, AssertionRefusal>> {
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

  const caller = { centre: claims.iss, kid, jti: claims.jti };
  const valid = await check.keyOf(claims.iss, kid);
  const jwk = valid ?? (await check.anyKeyOf?.(claims.iss, kid)) ?? NOBODYS;
  const verified = await verifies(check.token, jwk);
  if (!valid) {
    return verified && jwk !== NOBODYS
      ? no('KEY_NOT_IN_FORCE', 'That key is not in force now: renew it.', caller)
      : no('UNKNOWN_KEY', 'No valid key of that centre has that name: enrol, or renew the key.');
  }
  if (!verified) return no('BAD_SIGNATURE', 'The signature does not verify with that centre’s key.');

  if (claims.aud !== check.audience) return no('WRONG_AUDIENCE', 'The assertion was made for another service.', caller);
  const target = requestTarget(check.url);
  if (target === undefined) throw new TypeError('the door’s own URL is not absolute http(s)');
  if (claims.htm !== check.method.toUpperCase() || requestTarget(claims.htu) !== target)
    return no('WRONG_REQUEST', 'The assertion was made for another method or address.', caller);

  const now = check.clock.now().getTime() / 1000;
  if (claims.iat > now + CLOCK_LEEWAY)
    return no('FROM_THE_FUTURE', 'The assertion is dated ahead: set the clock.', caller);
  const until = claims.exp + CLOCK_LEEWAY;
  if (until <= now) return no('STALE', 'The assertion has expired: sign the request anew.', caller);
  return ok({ ...caller, bodyDigest: claims.bd, until });
}

/** The rest: that it was made for this very body, and is used for the first time. */
export async function verifyAssertionBody(
  head: SignedHead,
  bodyBytes: Uint8Array,
  seen: Seen,
): Promise<Result<Caller, AssertionRefusal>> {
  if (head.bodyDigest !== bodyDigest(bodyBytes))
    return no('WRONG_BODY', 'The assertion was made for another body.', head);
  // Last, so that nobody without the key, and no other body, can use up an identifier.
  if (await seen(`${head.centre} ${head.jti}`, head.until))
    return no('REPLAYED', 'The assertion was used before: sign each request anew.', head);
  return ok({ centre: head.centre, kid: head.kid, jti: head.jti });
}

/** Both, where the body is small enough to have been read already. */
export async function verifyAssertion(check: AssertionCheck): Promise<Result<Caller, AssertionRefusal>> {
  const head = await verifyAssertionHead(check);
  return head.ok ? verifyAssertionBody(head.value, check.bodyBytes, check.seen) : head;
}

const keys = new Map<string, ReturnType<typeof importJWK>>();

/** A public key is read from its JWK once: the federation has a few hundred, and hands out a copy each time. */
function imported(jwk: JWK): ReturnType<typeof importJWK> {
  const name = `${jwk.kty}|${jwk.crv}|${jwk.x}`;
  const known = keys.get(name) ?? importJWK({ kty: jwk.kty, crv: jwk.crv, x: jwk.x } as JWK, 'EdDSA');
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(name, known);
  return known;
}

const MOST_KEYS = 1000;

async function verifies(token: string, jwk: JWK): Promise<boolean> {
  const key = await imported(jwk);
  try {
    await compactVerify(token, key, { algorithms: ['EdDSA'] });
    return true;
  } catch (fault) {
    if (fault instanceof errors.JOSEError) return false;
    throw fault;
  }
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
