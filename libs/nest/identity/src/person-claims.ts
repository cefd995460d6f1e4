// In: the claims of a verified token and the names that configuration gives them. Out: the person. Refuses nobody, no organisation, no role known here.
import type { JWTPayload } from 'jose';
import { err, ok, refusal } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';

export type PersonCode =
  | 'MALFORMED'
  | 'WRONG_TYPE'
  | 'WRONG_ALGORITHM'
  | 'UNKNOWN_KEY'
  | 'BAD_SIGNATURE'
  | 'WRONG_ISSUER'
  | 'WRONG_AUDIENCE'
  | 'STALE'
  | 'FROM_THE_FUTURE'
  | 'NO_SUBJECT'
  | 'NO_ORGANISATION'
  | 'NO_ROLE';

export interface Person {
  /** The provider's stable name for the person. */
  readonly subject: string;
  readonly organisation: string;
  /** The registry's role names, in the order of the mapping. Never empty. */
  readonly roles: readonly string[];
  /** Whether the provider says that a second factor was used. */
  readonly mfa: boolean;
}

/** `signedBy` where the provider signed the token: then the attempt is that person's, not only in that person's name. */
export interface PersonRefusal extends Refusal<PersonCode> {
  readonly signedBy?: { readonly subject: string; readonly organisation: string };
}

/** Which claims say what. A name may be a path with dots, as `realm_access.roles`; a claim of exactly that name goes first. */
export interface PersonClaims {
  readonly organisation: string;
  readonly roles: string;
  /** Values of RFC 8176 `amr`, or of `acr`, that mean a second factor. */
  readonly mfa: { readonly claim: string; readonly values: readonly string[] };
}

export const no = (code: PersonCode, message: string): { readonly ok: false; readonly error: Refusal<PersonCode> } =>
  err(refusal(code, message));

/** The provider's role value -> the registry's role name. Values that are not listed give nothing. */
export type RoleMapping = Readonly<Record<string, string>>;

export function readPerson(
  payload: JWTPayload,
  claims: PersonClaims,
  roles: RoleMapping,
): Result<Person, Refusal<PersonCode>> {
  if (!isName(payload.sub)) return no('NO_SUBJECT', 'The token names nobody.');
  const organisation = claimAt(payload, claims.organisation);
  if (!isName(organisation))
    return no('NO_ORGANISATION', `The token's claim ${claims.organisation} names no organisation.`);
  const given = texts(claimAt(payload, claims.roles));
  const held = Object.entries(roles).flatMap(([value, role]) => (given.includes(value) ? [role] : []));
  if (held.length === 0) return no('NO_ROLE', `The token's claim ${claims.roles} holds no role known here.`);
  const factors = texts(claimAt(payload, claims.mfa.claim));
  return ok({
    subject: payload.sub,
    organisation,
    roles: [...new Set(held)],
    mfa: claims.mfa.values.some((value) => factors.includes(value)),
  });
}

/** Whom a signed token names, for the log; undefined when it names nobody that a log could hold. */
export function namedIn(payload: JWTPayload | undefined, claims: PersonClaims): PersonRefusal['signedBy'] {
  const subject = payload?.sub;
  if (!payload || !isName(subject)) return undefined;
  const organisation = claimAt(payload, claims.organisation);
  return { subject, organisation: isName(organisation) ? organisation : 'unknown' };
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[^\p{Cc}\p{Cs}]{1,200}$/u.test(value);

function claimAt(payload: JWTPayload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  let value: unknown = payload;
  for (const step of name.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

const texts = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
