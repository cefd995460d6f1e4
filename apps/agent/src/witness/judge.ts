// In: the checkpoint that this witness stands behind, and one that the log now shows. Out: what to do. Refuses a log that went back or forked.
import { equalBytes, err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import { type SignedCheckpoint, verifyConsistency } from '@longview/transparency-proof';

export type WitnessCode = 'LOG_WENT_BACK' | 'LOG_FORKED' | 'LOG_NOT_CONSISTENT';

/** `same`: nothing new. `grown`: a proof from the known size has to be asked for first, unless nothing or an empty log was known. */
export type Movement = 'first' | 'same' | 'grown';

export function judge(
  known: SignedCheckpoint | undefined,
  shown: SignedCheckpoint,
): Result<Movement, Refusal<WitnessCode>> {
  if (known === undefined) return ok('first');
  if (shown.size < known.size)
    return err(
      refusal(
        'LOG_WENT_BACK',
        `The log showed ${known.size} entries before and shows ${shown.size} now: entries are gone.`,
      ),
    );
  if (shown.size > known.size) return ok(known.size === 0 ? 'first' : 'grown');
  return equalBytes(known.root, shown.root)
    ? ok('same')
    : err(
        refusal(
          'LOG_FORKED',
          `The log shows two different histories of ${shown.size} entries, both signed with its key.`,
        ),
      );
}

/** Whether the log that is shown begins with the log that was known. */
export function proves(
  known: SignedCheckpoint,
  shown: SignedCheckpoint,
  proof: readonly Uint8Array[],
): Result<void, Refusal<WitnessCode>> {
  const holds = verifyConsistency({
    from: known.size,
    to: shown.size,
    fromRoot: known.root,
    toRoot: shown.root,
    proof,
  });
  return holds
    ? ok(undefined)
    : err(
        refusal(
          'LOG_NOT_CONSISTENT',
          `The log of ${shown.size} entries is not shown to begin with the ${known.size} entries of before: its past may have been rewritten.`,
        ),
      );
}
