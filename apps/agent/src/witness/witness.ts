// In: the log's newest checkpoint. Out: this centre's cosignature on it, posted. A log that went back or forked is told of and never cosigned.
import { type Clock, type Refusal, type Result, unwrap } from '@longview/foundation';
import {
  cosign,
  formatNote,
  openCheckpoint,
  type SignedCheckpoint,
  type Signer,
  type VerifierKey,
} from '@longview/transparency-proof';
import type { WitnessBook } from '../ledger/index.ts';
import { pass } from '../passages.ts';
import { judge, proves } from './judge.ts';
import type { LogDoor } from './log-door.ts';

export interface WitnessParts {
  readonly log: LogDoor;
  readonly logKey: VerifierKey;
  readonly signer: Signer;
  readonly book: WitnessBook;
  readonly clock: Clock;
}

export type Witnessed =
  | { readonly kind: 'cosigned' | 'nothing new'; readonly size: number }
  /** The cosignature was not taken: the same one is offered again at the next poll. */
  | { readonly kind: 'not taken'; readonly size: number }
  /** Another process of this witness moved on in between: the next poll judges anew. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'alarm'; readonly refusal: Refusal };

/** One poll. @throws Unreachable or NoLogAnswer when the log does not answer: silence is no evidence. */
export async function witnessOnce(parts: WitnessParts): Promise<Witnessed> {
  const { log, logKey, book, clock } = parts;
  const note = await log.checkpoint();
  const shown = openCheckpoint(note, logKey);
  // Not signed by the log: an impostor or a broken proxy, not evidence against the log; yet it is told just as loudly.
  if (!shown.ok) return alarm(parts, shown.error, note);

  const last = book.last();
  // What the ledger holds was opened before it was written there.
  const known = last && unwrap(openCheckpoint(last.note, logKey));
  const movement = judge(known, shown.value);
  if (!movement.ok) return alarm(parts, movement.error, note);
  if (movement.value === 'same')
    return last?.cosignedAt === undefined
      ? offer(known ?? shown.value, last?.note ?? note, parts)
      : { kind: 'nothing new', size: shown.value.size };
  if (movement.value === 'grown' && known) {
    const proof = await log.consistencyProof(known.size, shown.value.size);
    const proven: Result<void, Refusal> = proves(known, shown.value, proof);
    if (!proven.ok) return alarm(parts, proven.error, note);
  }
  pass('checked');
  // Durable before the signature leaves: a witness that forgot would sign a fork after a crash.
  if (!book.advance(last, shown.value.size, note, clock.now().toISOString())) return { kind: 'overtaken' };
  pass('advanced');
  return offer(shown.value, note, parts);
}

async function offer(checkpoint: SignedCheckpoint, known: string, parts: WitnessParts): Promise<Witnessed> {
  const { log, signer, book, clock } = parts;
  const { note, size } = checkpoint;
  const line = await cosign(note, signer, clock);
  // Only the log's own line goes back beside the new one: other witnesses speak for themselves.
  const own = note.signatures.filter(({ id, name }) => id === parts.logKey.id && name === parts.logKey.name);
  const { accepted } = await log.cosign(formatNote({ text: note.text, signatures: [...own, line] }));
  if (!accepted.includes(signer.key.name)) return { kind: 'not taken', size };
  pass('cosigned');
  book.cosigned(known, clock.now().toISOString());
  return { kind: 'cosigned', size };
}

function alarm({ book, clock }: WitnessParts, refusal: Refusal, shownNote: string): Witnessed {
  const { code, message } = refusal;
  book.raise({ seenAt: clock.now().toISOString(), code, message, knownNote: book.last()?.note, shownNote });
  return { kind: 'alarm', refusal };
}
