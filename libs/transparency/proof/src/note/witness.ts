// In: a log's new checkpoint, the last one a witness saw, the proof between them. Out: a cosignature. Refuses a log that forgot or rewrote anything.
import { equalBytes, err, ok, refusal } from '@longview/foundation';
import type { Clock, Refusal, Result } from '@longview/foundation';
import { verifyConsistency } from '../merkle/consistency.ts';
import { openCheckpoint } from './checkpoint.ts';
import type { CheckpointRefusal, SignedCheckpoint } from './checkpoint.ts';
import { cosign } from './cosignature.ts';
import type { Signer, VerifierKey } from './key.ts';
import { formatNote } from './signed-note.ts';

export type WitnessRefusal = CheckpointRefusal | Refusal<'log-shrank' | 'log-forked'>;

export interface WitnessRequest {
  /** The new checkpoint's note text. */
  readonly note: string;
  readonly logKey: VerifierKey;
  /** What this witness cosigned last; absent only at the first contact. */
  readonly known?: SignedCheckpoint;
  /** From the known checkpoint to the new one. */
  readonly consistency: readonly Uint8Array[];
}

export interface Witnessed {
  /** To be kept durably before the cosignature leaves: it is the `known` of the next request. */
  readonly checkpoint: SignedCheckpoint;
  /** The note with this witness's line alone beside the log's. */
  readonly cosigned: string;
}

/** What a witness does with a checkpoint (C2SP tlog-witness, `add-checkpoint`, polled). */
export async function witnessCheckpoint(
  request: WitnessRequest,
  signer: Signer,
  clock: Clock,
): Promise<Result<Witnessed, WitnessRefusal>> {
  const opened = openCheckpoint(request.note, request.logKey);
  if (!opened.ok) return opened;
  const checkpoint = opened.value;
  const { known } = request;
  if (known && checkpoint.size < known.size)
    return err(refusal('log-shrank', `the log had ${known.size} entries and now shows ${checkpoint.size}`));
  if (known && !continues(known, checkpoint, request.consistency))
    return err(refusal('log-forked', `the log does not show that it still holds its first ${known.size} entries`));
  const own = await cosign(checkpoint.note, signer, clock);
  const { text, signatures } = checkpoint.note;
  const logLines = signatures.filter(({ name, id }) => name === request.logKey.name && id === request.logKey.id);
  return ok({ checkpoint, cosigned: formatNote({ text, signatures: [...logLines, own] }) });
}

function continues(known: SignedCheckpoint, next: SignedCheckpoint, proof: readonly Uint8Array[]): boolean {
  if (known.size === 0) return proof.length === 0 && (next.size > 0 || equalBytes(known.root, next.root));
  return verifyConsistency({
    from: known.size,
    to: next.size,
    fromRoot: known.root,
    toRoot: next.root,
    proof,
  });
}
