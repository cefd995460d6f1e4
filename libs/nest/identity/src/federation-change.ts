// In: the manifest as it stands, one change, the instant. Out: the manifest as it is to be signed. Refuses what is stale, known already, held by
// another, or stands on a key that is not in force. Pure: the key that signs is with the federation's operator, not here.
import { err, ok, refusal } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';
import { agentKey } from './federation-keys.ts';
import { readFederation } from './federation-read.ts';
import type { AgentKey, Centre, Federation, FederationCode, Instant } from './federation.ts';
import type { FirstKeyRequest, KeyRequest, RenewalRequest } from './key-request.ts';

export type FederationChange =
  /** A verified request. `name` and `roles` for a centre that is new. */
  | {
      readonly kind: 'admit';
      readonly request: KeyRequest;
      readonly name?: string;
      readonly roles?: readonly string[];
      readonly overlapDays?: number;
    }
  | { readonly kind: 'revoke'; readonly centre: string; readonly kid: string }
  | { readonly kind: 'end'; readonly centre: string; readonly kid: string; readonly at: Instant };

export type FederationChangeCode =
  | FederationCode
  | 'OTHER_FEDERATION'
  | 'STALE_REQUEST'
  | 'KEY_KNOWN'
  | 'UNKNOWN_KEY'
  | 'KEY_NOT_IN_FORCE'
  | 'NAME_MISSING'
  | 'ENDED_ALREADY'
  | 'CLOCK_BEHIND';
export type FederationChangeRefusal = Refusal<FederationChangeCode>;

const DAY = 86_400_000;
/** A request older than this is made again: who asked then may not be who asks now. */
export const REQUEST_LIFE_DAYS = 30;
/** How long the key before goes on being taken, so that an agent that is off for a weekend loses nothing. */
const OVERLAP_DAYS = 7;

const instantOf = (at: number): Instant => `${new Date(at).toISOString().slice(0, 19)}Z`;
const no = (code: FederationChangeCode, message: string) => err(refusal(code, message));

export function changeFederation(
  before: Federation,
  change: FederationChange,
  now: Date,
): Result<Federation, FederationChangeRefusal> {
  // Never the same second twice: of two manifests the newer one must be known to be it.
  const issued = Math.max(Math.floor(now.getTime() / 1000) * 1000, Date.parse(before.issued) + 1000);
  if (issued > now.getTime() + 60_000)
    return no('CLOCK_BEHIND', `The manifest in force is of ${before.issued}: set the clock of this machine.`);
  const centres = centresAfter(before, change, now, instantOf(Math.floor(now.getTime() / 1000) * 1000));
  if (!centres.ok) return centres;
  return readFederation({ ...before, issued: instantOf(issued), centres: centres.value });
}

type Centres = Result<readonly Centre[], FederationChangeRefusal>;

function centresAfter(before: Federation, change: FederationChange, now: Date, at: Instant): Centres {
  if (change.kind === 'admit') return admit(before, change, now, at);
  const centre = before.centres.find(({ id }) => id === change.centre);
  const key = centre?.keys.find(({ kid }) => kid === change.kid);
  if (!centre || !key) return no('UNKNOWN_KEY', `The manifest has no key ${change.kid} of ${change.centre}.`);
  if (key.revoked !== undefined) return no('ENDED_ALREADY', `${key.kid} was revoked ${key.revoked}.`);
  if (change.kind === 'revoke') return ok(withKey(before, centre, { ...key, revoked: at }));
  if (change.at < at) return no('WRONG_VALUE', 'A key ends now or later; what is to be refused at once is revoked.');
  if (key.to !== undefined && key.to <= change.at) return no('ENDED_ALREADY', `${key.kid} ends ${key.to} already.`);
  return ok(withKey(before, centre, { ...key, to: change.at }));
}

function admit(
  before: Federation,
  change: FederationChange & { readonly kind: 'admit' },
  now: Date,
  at: Instant,
): Centres {
  const { request } = change;
  if (request.federation !== before.id)
    return no('OTHER_FEDERATION', `The request is to ${request.federation}; this is ${before.id}.`);
  const age = now.getTime() - Date.parse(request.made);
  if (age > REQUEST_LIFE_DAYS * DAY || age < -300_000)
    return no(
      'STALE_REQUEST',
      `The request is of ${request.made}: have the agent make it again, and look at both clocks.`,
    );
  for (const { id, keys } of before.centres)
    if (keys.some(({ kid, jwk }) => kid === request.kid || jwk.x === request.jwk.x))
      return no(
        'KEY_KNOWN',
        `The key ${request.kid} is one of ${id} already, in force or not; a key is admitted once.`,
      );
  return request.kind === 'first'
    ? admitFirst(before, request, change, at)
    : admitNext(before, request, change, now, at);
}

function admitFirst(
  before: Federation,
  { centre: id, kid, jwk, witnessKey }: FirstKeyRequest,
  { name, roles }: { readonly name?: string; readonly roles?: readonly string[] },
  at: Instant,
): Centres {
  const key: AgentKey = { kid, jwk, from: at };
  const known = before.centres.find((centre) => centre.id === id);
  if (known) return ok(replaced(before, { ...known, witnessKey, keys: [...known.keys, key] }));
  if (name === undefined) return no('NAME_MISSING', `${id} is new in this federation: say what it is called.`);
  return ok([...before.centres, { id, name, keys: [key], witnessKey, ...(roles && { roles }) }]);
}

function admitNext(
  before: Federation,
  { centre: id, kid, jwk, replaces }: RenewalRequest,
  { overlapDays = OVERLAP_DAYS }: { readonly overlapDays?: number },
  now: Date,
  at: Instant,
): Centres {
  const centre = before.centres.find((one) => one.id === id);
  const old = centre?.keys.find((key) => key.kid === replaces);
  if (!centre || !old || !agentKey(before, id, replaces, now))
    return no(
      'KEY_NOT_IN_FORCE',
      `${replaces} is not a key of ${id} that is in force: a renewal stands on one that is.`,
    );
  const end = instantOf(Math.floor(now.getTime() / 1000) * 1000 + Math.max(1000, overlapDays * DAY));
  const to = old.to !== undefined && old.to < end ? old.to : end;
  return ok(
    replaced(before, {
      ...centre,
      keys: [...centre.keys.map((key) => (key === old ? { ...old, to } : key)), { kid, jwk, from: at }],
    }),
  );
}

const replaced = ({ centres }: Federation, centre: Centre): readonly Centre[] =>
  centres.map((one) => (one.id === centre.id ? centre : one));

const withKey = (before: Federation, centre: Centre, key: AgentKey): readonly Centre[] =>
  replaced(before, { ...centre, keys: centre.keys.map((one) => (one.kid === key.kid ? key : one)) });
