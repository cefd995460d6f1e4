// In: a request with its Authorization header. Out: who calls: nobody, a person by an OpenID Connect token, or an agent by an assertion
// bound to this very request. Refuses every other token with one and the same answer, and has it noted.
import type { Clock } from '@longview/foundation';
import {
  type Attempts,
  type PersonVerifier,
  type SignedHead,
  verifyAssertionBody,
  verifyAssertionHead,
} from '@longview/nest-identity';
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
  /** Takes a newer federation file over first: a key that was revoked a moment ago is out of the next request. */
  readonly refresh: () => Promise<void>;
  readonly keyOf: (centre: string, kid: string) => JWK | undefined;
  readonly anyKeyOf: (centre: string, kid: string) => JWK | undefined;
  readonly seen: (jti: string, exp: number) => Promise<boolean>;
  readonly attempts: Attempts;
  readonly onFault: (fault: unknown) => void;
}

/** Who says so in the headers; of an agent the signature, the purpose and the time hold, and the body is still to be compared. */
export type Announced =
  Exclude<Caller, { readonly kind: 'agent' }> | { readonly kind: 'signed'; readonly head: SignedHead };

/** Before a byte of the body is read. Undefined: not accepted, and noted. */
export async function announcedBy(
  parts: CallerParts,
  method: string,
  authorization: string | undefined,
): Promise<Announced | undefined> {
  if (authorization === undefined) return { kind: 'anyone' };
  const token = /^Bearer ([A-Za-z0-9_.-]+)$/.exec(authorization)?.[1];
  if (token === undefined) return void parts.attempts.unsigned('NO_BEARER_TOKEN');
  if (typeOf(token) === AGENT) {
    await parts.refresh();
    const head = await verifyAssertionHead({ ...parts, token, method });
    if (head.ok) return { kind: 'signed', head: head.value };
    await noteAgent(parts, head.error);
    return undefined;
  }
  const person = await parts.people.verify(token);
  if (person.ok) return { kind: 'person', ...person.value };
  const { code, signedBy } = person.error;
  if (signedBy) await note(parts, { actor: signedBy.subject, org: signedBy.organisation, role: 'none' }, code);
  else parts.attempts.unsigned(code);
  return undefined;
}

/** With the body. Undefined: not accepted, and noted. */
export async function callerOf(
  parts: CallerParts,
  announced: Announced,
  bodyBytes: Uint8Array,
): Promise<Caller | undefined> {
  if (announced.kind !== 'signed') return announced;
  // A body may come slowly, and its sender's key may have been revoked meanwhile.
  await parts.refresh();
  const { centre, kid } = announced.head;
  if (!parts.keyOf(centre, kid)) {
    await noteAgent(parts, { code: 'KEY_NOT_IN_FORCE', signedBy: announced.head });
    return undefined;
  }
  const agent = await verifyAssertionBody(announced.head, bodyBytes, parts.seen);
  if (agent.ok) return { kind: 'agent', centre: agent.value.centre, kid: agent.value.kid };
  await noteAgent(parts, agent.error);
  return undefined;
}

async function noteAgent(
  parts: CallerParts,
  { code, signedBy }: { code: string; signedBy?: { readonly centre: string; readonly kid: string } },
): Promise<void> {
  if (signedBy) await note(parts, { actor: `agent:${signedBy.kid}`, org: signedBy.centre, role: 'agent' }, code);
  else parts.attempts.unsigned(code);
}

/** The caller is refused in any case; that the log cannot be written is a fault of ours and not told here. */
const note = (parts: CallerParts, party: Parameters<Attempts['signed']>[0], reason: string): Promise<void> =>
  parts.attempts.signed(party, reason).catch(parts.onFault);

const AGENT = 'longview-agent+jwt';

/** The type that the token says it has, unverified: it only chooses who verifies. */
function typeOf(token: string): unknown {
  try {
    return (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as { typ?: unknown }).typ;
  } catch {
    return undefined;
  }
}
