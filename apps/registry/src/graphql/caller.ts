// In: a request with its Authorization header. Out: who calls: nobody, a person by an OpenID Connect token, or an agent by an assertion
// bound to this very request. Refuses every other token with one and the same answer.
import type { Clock } from '@longview/foundation';
import { type PersonVerifier, verifyAssertion } from '@longview/nest-identity';
import { GraphQLError } from 'graphql';
import type { JWK } from 'jose';

export type Caller =
  | { readonly kind: 'anyone' }
  | {
      readonly kind: 'person';
      readonly subject: string;
      readonly organisation: string;
      readonly roles: readonly string[];
      readonly mfa: boolean;
    }
  | { readonly kind: 'agent'; readonly centre: string; readonly kid: string };

export interface CallerParts {
  readonly clock: Clock;
  readonly people: PersonVerifier;
  readonly audience: string;
  /** The absolute URL under which agents reach this door. */
  readonly url: string;
  readonly keyOf: (centre: string, kid: string) => JWK | undefined;
  readonly seen: (jti: string, exp: number) => Promise<boolean>;
}

export interface IncomingRequest {
  readonly method?: string;
  readonly headers: { readonly authorization?: string; readonly 'content-length'?: string };
  readonly rawBody?: Uint8Array;
}

/** Which rule a token broke is told to nobody: a caller who holds a good one knows how to make it. */
const unauthenticated = () =>
  new GraphQLError('The token is not accepted. Sign in again, or have the agent sign the request anew.', {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401, headers: new Map([['www-authenticate', 'Bearer']]) } },
  });

export async function callerOf(parts: CallerParts, request: IncomingRequest): Promise<Caller> {
  const header = request.headers.authorization;
  if (header === undefined) return { kind: 'anyone' };
  const token = tokenOf(header);
  if (token === undefined) throw unauthenticated();
  if (typeOf(token) === AGENT) {
    const agent = await verifyAssertion({
      token,
      method: request.method ?? 'POST',
      url: parts.url,
      bodyBytes: request.rawBody ?? new Uint8Array(),
      audience: parts.audience,
      keyOf: parts.keyOf,
      clock: parts.clock,
      seen: parts.seen,
    });
    if (!agent.ok) throw unauthenticated();
    return { kind: 'agent', centre: agent.value.centre, kid: agent.value.kid };
  }
  const person = await parts.people.verify(token);
  if (!person.ok) throw unauthenticated();
  return { kind: 'person', ...person.value };
}

const AGENT = 'longview-agent+jwt';

const tokenOf = (header: string | undefined): string | undefined =>
  /^Bearer ([A-Za-z0-9_.-]+)$/.exec(header ?? '')?.[1];

/** Whether the token says that an agent sends this; unverified, it only chooses how large a body is read. */
export const saysAgent = (header: string | undefined): boolean => {
  const token = tokenOf(header);
  return token !== undefined && typeOf(token) === AGENT;
};

/** The type that the token says it has, unverified: it only chooses who verifies. */
function typeOf(token: string): unknown {
  try {
    return (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as { typ?: unknown }).typ;
  } catch {
    return undefined;
  }
}
