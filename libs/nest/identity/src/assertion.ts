// In: a centre, its private key and the request about to leave. Out: a compact JWT that is good for that one request, for a minute.
import { createHash } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import { toBase64Url } from '@longview/foundation';
import type { Clock, Ids } from '@longview/foundation';
import { requestTarget } from './request-target.ts';

/** RFC 8725 section 3.11: an explicit type, so that no other token of the same key can be passed off as an assertion. */
export const ASSERTION_TYPE = 'longview-agent+jwt';
/** How long an assertion is good for, in seconds. */
export const ASSERTION_LIFE = 60;

export type AssertionCode =
  | 'MALFORMED'
  | 'WRONG_TYPE'
  | 'WRONG_ALGORITHM'
  | 'UNKNOWN_KEY'
  | 'KEY_NOT_IN_FORCE'
  | 'BAD_SIGNATURE'
  | 'WRONG_AUDIENCE'
  | 'WRONG_REQUEST'
  | 'WRONG_BODY'
  | 'STALE'
  | 'FROM_THE_FUTURE'
  | 'REPLAYED';

/** What an assertion says: RFC 7523 section 3 (iss, sub, aud, exp, iat, jti), RFC 9449 section 4.2 (htm, htu), and the body's digest. */
export interface AssertionClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
  /** Seconds since 1970-01-01 UTC. */
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  readonly htm: string;
  readonly htu: string;
  /** base64url of the SHA-256 of the body's bytes, also when it is empty. */
  readonly bd: string;
}

/** base64url of the SHA-256 of a body as it travels. */
export const bodyDigest = (bodyBytes: Uint8Array): string =>
  toBase64Url(createHash('sha256').update(bodyBytes).digest());

export interface AssertionRequest {
  readonly centre: string;
  readonly kid: string;
  /** The centre's Ed25519 private key (RFC 8037). */
  readonly privateJwk: JWK;
  readonly audience: string;
  readonly method: string;
  /** Absolute; query and fragment are not covered. */
  readonly url: string;
  readonly bodyBytes: Uint8Array;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * Signs one request of an agent.
 * @throws TypeError when the URL is not absolute http(s) or the key is not an Ed25519 private key.
 */
export async function signAssertion(request: AssertionRequest): Promise<string> {
  const htu = requestTarget(request.url);
  if (htu === undefined) throw new TypeError('an assertion needs an absolute http(s) URL');
  const iat = Math.floor(request.clock.now().getTime() / 1000);
  const claims: AssertionClaims = {
    iss: request.centre,
    sub: request.centre,
    aud: request.audience,
    iat,
    exp: iat + ASSERTION_LIFE,
    jti: request.ids.uuid(),
    htm: request.method.toUpperCase(),
    htu,
    bd: bodyDigest(request.bodyBytes),
  };
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: request.kid, typ: ASSERTION_TYPE })
    .sign(await importJWK(request.privateJwk, 'EdDSA'));
}
