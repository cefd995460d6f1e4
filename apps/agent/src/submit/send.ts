// In: the queue. Out: its oldest submission sent, and what came of it. The same id goes with the same bytes for as long as no receipt can be believed.
import { type Clock, concat, fromUtf8, type Random, type Refusal, utf8 } from '@longview/foundation';
import { agentKey, type Federation } from '@longview/nest-identity';
import { canonicalBytes, contentOf, keyIdOf, signDetached, type Submission, SUBMIT_DOCUMENT } from '@longview/wire';
import type { Queue, Queued } from '../ledger/index.ts';
import { Unreachable } from '../network/http.ts';
import type { AgentIdentity, SignedCall } from '../network/signed-call.ts';
import { pass } from '../passages.ts';
import { backoff } from './backoff.ts';
import { sha256Hex } from './build.ts';
import { checkReceipt } from './check-receipt.ts';
import { readSubmitAnswer, type SubmitAnswer } from './read-answer.ts';

export interface SendParts {
  readonly queue: Queue;
  readonly call: SignedCall;
  readonly federation: Federation;
  readonly identity: AgentIdentity;
  readonly clock: Clock;
  readonly random: Random;
}

export type SendOutcome =
  | { readonly kind: 'empty' }
  | { readonly kind: 'acknowledged'; readonly id: string; readonly refusedRecords: number }
  | { readonly kind: 'refused'; readonly id: string; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly id: string; readonly trouble: string; readonly next: Date };

/** Sends the head of the queue once. */
export async function sendHead(parts: SendParts): Promise<SendOutcome> {
  const queued = parts.queue.head();
  if (queued === undefined) return { kind: 'empty' };
  const head = await withKeyInForce(queued, parts);
  const { id } = head;
  parts.queue.sending(id);
  pass('sending');
  const answer = await post(head, parts);
  pass('answered');
  // Its file or ours is newer than the other's: the bytes are good, and go again signed with a key that both know.
  if (answer.kind === 'refused' && answer.refusal.code === 'KEY_UNKNOWN')
    return failed(
      head,
      'The registry does not take the key that signed this; the agent looks for a newer one.',
      undefined,
      parts,
    );
  if (answer.kind === 'refused') {
    parts.queue.refused(id, answer.refusal);
    return { kind: 'refused', id, refusal: answer.refusal };
  }
  if (answer.kind === 'trouble') return failed(head, answer.message, answer.retryAt, parts);

  const contentHashes = contentsOf(head.body);
  const sent = { id, bodyHash: head.bodyHash, keys: new Set(contentHashes.keys()) };
  const receipt = await checkReceipt(answer.receipt, answer.signature, sent, parts.federation.registry.receiptKey);
  if (!receipt.ok) return failed(head, receipt.error.message, undefined, parts);
  const { receipt: text, signature } = answer;
  parts.queue.acknowledged(id, { receipt: receipt.value, text, signature, contentHashes });
  pass('ledgered');
  const refusedRecords = receipt.value.records.filter(({ outcome }) => outcome === 'REFUSED').length;
  return { kind: 'acknowledged', id, refusedRecords };
}

/** The same bytes under the same id; only who vouches for them is another key, when the one before speaks no more. */
async function withKeyInForce(head: Queued, { queue, federation, identity, clock }: SendParts): Promise<Queued> {
  const kid = keyIdOf(head.signature);
  if (kid === identity.kid || (kid !== undefined && agentKey(federation, identity.centre, kid, clock.now())))
    return head;
  const signature = await signDetached(head.body, 'longview-submission+jws', identity.kid, identity.privateJwk);
  queue.resigned(head.id, signature);
  return { ...head, signature };
}

async function post({ body, signature }: Queued, { call, federation, clock }: SendParts): Promise<SubmitAnswer> {
  // The queued bytes themselves stand in the request: parsed and written anew they could become others.
  const request = concat(
    utf8(
      `{"query":${JSON.stringify(SUBMIT_DOCUMENT)},"variables":{"signature":${JSON.stringify(signature)},"submission":`,
    ),
    body,
    utf8('}}'),
  );
  try {
    return readSubmitAnswer(await call(federation.registry, '/graphql', request), clock.now());
  } catch (fault) {
    if (fault instanceof Unreachable) return { kind: 'trouble', message: `The registry: ${fault.message}.` };
    throw fault;
  }
}

/** Longer than this no answer can keep the queue waiting. */
export const LONGEST_PAUSE_MS = 3_600_000;

function failed({ id, attempts }: Queued, trouble: string, retryAt: Date | undefined, parts: SendParts): SendOutcome {
  const now = parts.clock.now().getTime();
  const asked = Math.min(retryAt?.getTime() ?? 0, now + LONGEST_PAUSE_MS);
  const next = new Date(Math.max(now + backoff(attempts + 1, parts.random), asked));
  parts.queue.failed(id, trouble, next);
  return { kind: 'failed', id, trouble, next };
}

function contentsOf(body: Uint8Array): ReadonlyMap<string, string> {
  const { patients } = JSON.parse(fromUtf8(body)) as Submission;
  return new Map(
    patients.flatMap(({ records }) =>
      records.map((record) => [record.key, sha256Hex(canonicalBytes(contentOf(record) ?? null))] as const),
    ),
  );
}
