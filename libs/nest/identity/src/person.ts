// In: an access token of an OpenID Connect provider (RFC 9068). Out: subject, organisation, roles, second factor. Refuses other issuers, audiences, types.
import { createRemoteJWKSet, customFetch, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { FetchImplementation, JWTPayload } from 'jose';
import { err, ok, refusal } from '@longview/foundation';
import type { Clock, Refusal, Result } from '@longview/foundation';
import { KeptPersons } from './kept-persons.ts';
import { namedIn, no, readPerson } from './person-claims.ts';
import type { Person, PersonClaims, PersonCode, PersonRefusal, RoleMapping } from './person-claims.ts';

export interface PersonVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Where the provider's keys are; left out, its discovery document says so (OpenID Connect Discovery section 4). */
  readonly jwksUri?: string;
  readonly claims: PersonClaims;
  readonly roles: RoleMapping;
  readonly clock: Clock;
  /** `typ` values taken; `at+jwt` unless a provider still writes `JWT`. */
  readonly tokenTypes?: readonly string[];
  readonly fetch?: FetchImplementation;
}

export interface PersonVerifier {
  /** @throws when the provider's keys cannot be fetched: that is a fault, not a refusal. */
  verify(token: string): Promise<Result<Person, PersonRefusal>>;
}

const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256', 'RS256'];

export function personVerifier(options: PersonVerifierOptions): PersonVerifier {
  const fetcher: FetchImplementation = options.fetch ?? ((url, init) => fetch(url, init));
  const types = options.tokenTypes ?? ['at+jwt'];
  let keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  const keySet = (): Promise<ReturnType<typeof createRemoteJWKSet>> => {
    keys ??= (async () => {
      const uri = options.jwksUri ?? (await discoverJwksUri(options.issuer, fetcher));
      return createRemoteJWKSet(new URL(uri), { [customFetch]: fetcher });
    })();
    // A provider that was down for a moment is asked again by the next token.
    keys.catch(() => (keys = undefined));
    return keys;
  };

  const kept = new KeptPersons(options.clock);
  return {
    async verify(token) {
      const before = kept.find(token);
      if (before) return ok(before);
      const type = tokenType(token);
      if (type === undefined) return no('MALFORMED', 'This is not a JWT access token.');
      const set = await keySet();
      const { payload, result } = await read(token, set);
      // An ID token names its holder too, but was never meant for this door (RFC 9068 section 5).
      const told = types.includes(type) ? result : no('WRONG_TYPE', `Send an access token (${types.join(' or ')}).`);
      if (told.ok) kept.keep(token, told.value, payload?.exp ?? 0);
      const signedBy = told.ok ? undefined : namedIn(payload, options.claims);
      return told.ok || !signedBy ? told : err({ ...told.error, signedBy });
    },
  };

  /** The payload where the provider's signature holds, whatever is wrong with what it says. */
  async function read(
    token: string,
    set: ReturnType<typeof createRemoteJWKSet>,
  ): Promise<{ readonly payload: JWTPayload | undefined; readonly result: Result<Person, PersonRefusal> }> {
    try {
      const { payload } = await jwtVerify(token, set, {
        issuer: options.issuer,
        audience: options.audience,
        algorithms: ALGORITHMS,
        currentDate: options.clock.now(),
        clockTolerance: 30,
        requiredClaims: ['exp', 'iat'],
      });
      const ahead = (payload.iat ?? 0) > options.clock.now().getTime() / 1000 + 30;
      const result = ahead
        ? no('FROM_THE_FUTURE', 'The token is dated ahead of this clock.')
        : readPerson(payload, options.claims, options.roles);
      return { payload, result };
    } catch (fault) {
      const known = refusalOf(fault);
      if (!known) throw fault;
      // jose verifies the signature before it reads a claim.
      const signed = fault instanceof errors.JWTExpired || fault instanceof errors.JWTClaimValidationFailed;
      return { payload: signed ? fault.payload : undefined, result: err(known) };
    }
  }
}

function tokenType(token: string): string | undefined {
  if (token.length > 16_384 || token.split('.').length !== 3) return undefined;
  try {
    const { typ } = decodeProtectedHeader(token);
    return (typ ?? '').toLowerCase().replace(/^application\//, '');
  } catch (fault) {
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}

async function discoverJwksUri(issuer: string, fetcher: FetchImplementation): Promise<string> {
  const response = await fetcher(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    headers: new Headers({ accept: 'application/json' }),
    method: 'GET',
    redirect: 'manual',
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) throw new Error(`the identity provider's discovery answered ${response.status}`);
  const document = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  // Discovery section 4.3: the document must speak for the issuer that was asked.
  if (document.issuer !== issuer) throw new Error('the identity provider’s discovery names another issuer');
  if (typeof document.jwks_uri !== 'string') throw new Error('the identity provider’s discovery names no keys');
  return document.jwks_uri;
}

function refusalOf(fault: unknown): Refusal<PersonCode> | undefined {
  if (fault instanceof errors.JWTExpired) return refusal('STALE', 'The token has expired: sign in again.');
  if (fault instanceof errors.JWTClaimValidationFailed) {
    if (fault.claim === 'iss') return refusal('WRONG_ISSUER', 'The token is another provider’s.');
    if (fault.claim === 'aud') return refusal('WRONG_AUDIENCE', 'The token was made for another service.');
    if (fault.claim === 'nbf') return refusal('FROM_THE_FUTURE', 'The token is not valid yet.');
    return refusal('MALFORMED', `The token's claim ${fault.claim} is missing or wrong.`);
  }
  if (fault instanceof errors.JWSSignatureVerificationFailed)
    return refusal('BAD_SIGNATURE', 'The token’s signature does not verify.');
  if (fault instanceof errors.JWKSNoMatchingKey || fault instanceof errors.JWKSMultipleMatchingKeys)
    return refusal('UNKNOWN_KEY', 'The provider has no such key.');
  if (fault instanceof errors.JOSEAlgNotAllowed)
    return refusal('WRONG_ALGORITHM', 'The token’s signature algorithm is not taken.');
  // Not supported: a critical extension that nobody here knows. It is read before the signature, so anyone can send it.
  if (
    fault instanceof errors.JWSInvalid ||
    fault instanceof errors.JWTInvalid ||
    fault instanceof errors.JOSENotSupported
  )
    return refusal('MALFORMED', 'This is not a JWT access token.');
  return undefined;
}
