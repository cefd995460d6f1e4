// In: a steward who invites a centre; an agent with a code, or with a key in force and the next one. Out: a code once, a request kept for the
// federation to admit. Refuses every code that opens nothing in one and the same way. The registry admits no key: it has no part of the
// federation's own, and a steward hands the requests on to whoever holds that.
import { type Clock, err, ok, type Random, type Refusal, refusal, type Result } from '@longview/foundation';
import {
  CODE_SECRET_BYTES,
  codeKey,
  fingerprintOf,
  formatEnrolmentCode,
  type KeyRequest,
  type KeyRequestCode,
  readKeyRequest,
  REQUEST_LIFE_DAYS,
  type SignedKeyRequest,
  verifyKeyRequest,
} from '@longview/nest-identity';
import type { AccessLog } from '../access-log/access-log.service.ts';
import type { Operation } from '../graphql/operation.ts';
import type { Policy } from '../governance/policy.service.ts';
import type { Connection, Database } from '../persistence/database.ts';
import * as rows from './keys.repository.ts';
import type { Parties } from './parties.ts';

export interface KeysParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly database: Database;
  readonly log: AccessLog;
  readonly policy: Policy;
  readonly parties: Parties;
  /** RFC 7638 thumbprint of the federation's public key, base64url. */
  readonly thumbprint: string;
}

export type KeysCode =
  | KeyRequestCode
  | 'NOT_ALLOWED'
  | 'CENTRE_INVALID'
  | 'TOO_MANY_OPEN'
  | 'CODE_REFUSED'
  | 'OTHER_FEDERATION'
  | 'KEY_KNOWN'
  | 'OTHER_CALLER';

export interface Invited {
  readonly code: string;
  readonly expires: Date;
}

export interface Taken {
  readonly kid: string;
  readonly fingerprint: string;
}

export interface WaitingKey extends Taken {
  readonly centre: string;
  readonly kind: 'first' | 'renewal';
  readonly request: string;
  readonly received: Date;
}

type Answer<T> = Result<T, Refusal<KeysCode>>;

const DAY = 86_400_000;
const CODE_LIFE_DAYS = 14;
/** Open at once. What is open is bounded, so that neither a steward's script nor an agent gone wrong fills the registry. */
const MOST_CODES = 100;
const MOST_CODES_OF_A_CENTRE = 3;
const MOST_REQUESTS_OF_A_CENTRE = 3;
const CENTRE = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

const NOT_ALLOWED = err(refusal('NOT_ALLOWED' as const, 'This is not open to you.'));
/** One answer for a code that nobody made, that was used, that has expired and that is another centre's. */
const CODE_REFUSED = err(
  refusal('CODE_REFUSED' as const, 'This code opens nothing, or no more. Ask the registry’s steward for a new one.'),
);

export class Keys {
  constructor(private readonly parts: KeysParts) {}

  async invite(operation: Operation, centre: string): Promise<Answer<Invited>> {
    const { clock, random, policy, parties, thumbprint } = this.parts;
    const basis = this.#basis('inviteCentre', policy.onKeys(operation.caller, 'inviteCentre'));
    if (basis.decision !== 'allow') {
      operation.refuse(basis, 'NOT_ALLOWED');
      return NOT_ALLOWED;
    }
    if (!CENTRE.test(centre))
      return err(refusal('CENTRE_INVALID', 'A centre’s id has lower-case letters, digits and hyphens.', 'centre'));
    const secret = random.bytes(CODE_SECRET_BYTES);
    const now = clock.now();
    const expires = new Date(now.getTime() + CODE_LIFE_DAYS * DAY);
    return this.#act({ ...basis, ...operation.who, queryHash: operation.queryHash }, async (connection) => {
      await rows.takeTurn(connection);
      await rows.forget(connection, new Date(now.getTime() - REQUEST_LIFE_DAYS * DAY));
      const open = await rows.openInvitations(connection, centre, now);
      if (open.own >= MOST_CODES_OF_A_CENTRE || open.all >= MOST_CODES)
        return err(refusal('TOO_MANY_OPEN', 'Too many codes are open that nobody has used. Wait until they expire.'));
      const code = codeKey(secret).open.x;
      await rows.addInvitation(connection, { code, centre, by: operation.who.actor, at: now, expires });
      const registry = parties.federation.registry.url;
      return ok({ code: formatEnrolmentCode({ registry, centre, thumbprint, secret }), expires });
    });
  }

  /** Open to everybody: who enrols has a code, and no key that anybody knows. */
  async enrol(operation: Operation, text: string): Promise<Answer<Taken>> {
    const read = readKeyRequest(text);
    if (!read.ok) return read;
    const { request } = read.value;
    if (request.kind !== 'first')
      return err(refusal('REQUEST_MALFORMED', 'A renewal comes from the agent that has a key.'));
    // Before the code is looked up: what an answer depends on here, the sender has made himself.
    const proven = await verifyKeyRequest(read.value);
    if (!proven.ok) return proven;
    const now = this.parts.clock.now();
    const { code, centre, kid } = request;
    const actor = { actor: `agent:${kid}`, org: centre, role: 'agent' };
    return this.#act({ ...this.#basis('enrol'), ...actor, queryHash: operation.queryHash }, async (connection) => {
      await rows.takeTurn(connection);
      if (!(await rows.useInvitation(connection, { code, centre, kid, now }))) return CODE_REFUSED;
      return this.#keep(connection, request, text, now);
    });
  }

  async renew(operation: Operation, text: string): Promise<Answer<Taken>> {
    const { caller } = operation;
    const basis = this.#basis('renewKey', this.parts.policy.renewKey(caller));
    if (caller.kind !== 'agent' || basis.decision !== 'allow') {
      operation.refuse(basis, 'NOT_ALLOWED');
      return NOT_ALLOWED;
    }
    const read = readKeyRequest(text);
    if (!read.ok) return read;
    const { request } = read.value;
    if (request.kind !== 'renewal' || request.centre !== caller.centre || request.replaces !== caller.kid)
      return err(refusal('OTHER_CALLER', 'An agent renews the key that it calls with, and no other.', 'request'));
    const proven = await verifyKeyRequest(read.value, this.#publicKey(caller.centre, caller.kid));
    if (!proven.ok) return proven;
    const now = this.parts.clock.now();
    return this.#act({ ...basis, ...operation.who, queryHash: operation.queryHash }, async (connection) => {
      await rows.takeTurn(connection);
      await rows.forget(connection, new Date(now.getTime() - REQUEST_LIFE_DAYS * DAY));
      return this.#keep(connection, request, text, now);
    });
  }

  /** What waits for the federation, with all that it needs to judge it: it believes neither the steward nor this registry. */
  async waiting(operation: Operation): Promise<Answer<readonly WaitingKey[]>> {
    const basis = this.#basis('keyRequests', this.parts.policy.onKeys(operation.caller, 'readKeyRequests'));
    if (basis.decision !== 'allow') {
      operation.refuse(basis, 'NOT_ALLOWED');
      return NOT_ALLOWED;
    }
    const kept = await this.parts.database.withConnection((connection) => rows.requests(connection));
    const waiting = kept
      .filter(({ kid }) => !this.#isPublished(kid))
      .map(({ kid, centre, kind, text, received }) => {
        const { request } = requestIn(text);
        return { kid, centre, kind, request: text, received, fingerprint: fingerprintOf(request) };
      });
    operation.answer(basis, { rows: waiting.length });
    return ok(waiting);
  }

  async #keep(connection: Connection, request: KeyRequest, text: string, now: Date): Promise<Answer<Taken>> {
    const { kid, centre, kind, federation } = request;
    if (federation !== this.parts.parties.federation.id)
      return err(refusal('OTHER_FEDERATION', 'The request is to another federation.', 'request.federation'));
    const kept = await rows.requests(connection);
    const own = kept.find((one) => one.kid === kid);
    if (own) {
      // The same key again: an agent that was interrupted asks until it knows. Whoever signs with it holds it.
      return own.centre === centre ? ok({ kid, fingerprint: fingerprintOf(requestIn(own.text).request) }) : KEY_KNOWN;
    }
    const { x } = request.jwk;
    const published = this.parts.parties.federation.centres.some(({ keys }) => keys.some((key) => key.jwk.x === x));
    if (published || this.parts.parties.federation.registry.receiptKey.x === x) return KEY_KNOWN;
    if (kept.filter((one) => one.centre === centre && !this.#isPublished(one.kid)).length >= MOST_REQUESTS_OF_A_CENTRE)
      return err(refusal('TOO_MANY_OPEN', 'Too many keys of this centre wait to be admitted: ask the federation.'));
    await rows.keepRequest(connection, { kid, centre, kind, text, received: now });
    return ok({ kid, fingerprint: fingerprintOf(request) });
  }

  #isPublished = (kid: string): boolean =>
    this.parts.parties.federation.centres.some(({ keys }) => keys.some((key) => key.kid === kid));

  #publicKey = (centre: string, kid: string) =>
    this.parts.parties.federation.centres.find(({ id }) => id === centre)?.keys.find((key) => key.kid === kid)?.jwk;

  #basis(operation: string, decided?: { readonly decision: 'allow' | 'deny'; readonly policies: readonly string[] }) {
    return {
      operation,
      activity: 'party-keys',
      policyHash: this.parts.policy.hash,
      policyIds: decided?.policies ?? [],
      decision: decided?.decision ?? ('allow' as const),
    };
  }

  /** One transaction with its entry in the log; a refusal takes everything back. */
  #act<T>(
    entry: Parameters<AccessLog['actOf']>[0],
    work: (connection: Connection) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    const { database, log } = this.parts;
    return database.withConnection(async (connection) => {
      await connection.run('begin');
      try {
        const answer = await work(connection);
        if (answer.ok) await log.appendWithin(connection, log.actOf(entry));
        await connection.run(answer.ok ? 'commit' : 'rollback');
        return answer;
      } catch (fault) {
        await connection.run('rollback');
        throw fault;
      }
    });
  }
}

const KEY_KNOWN = err(
  refusal('KEY_KNOWN' as const, 'This key is known here already. Each agent has its own.', 'request.jwk'),
);

/** What was kept had been read before. */
function requestIn(text: string): SignedKeyRequest {
  const read = readKeyRequest(text);
  if (!read.ok) throw new Error(`a request that was kept cannot be read: ${read.error.message}`);
  return read.value;
}
