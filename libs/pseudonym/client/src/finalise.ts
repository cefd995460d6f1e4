// In: a blinded batch, the pseudonymiser's answer and the pinned keys. Out: one 64-byte token an input. Refuses any answer that is not proven.
import { err, ok, refusal } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';
import { decodeElement, finalizeHash, invert, multiply, parseEvaluateResponse } from '@longview/pseudonym-protocol';
import type { Element, MessageCode } from '@longview/pseudonym-protocol';
import type { BlindedBatch, BlindedInput } from './blind.ts';
import { verifyProof } from './verify.ts';

export type FinaliseCode = MessageCode | 'RESPONSE_MISMATCH' | 'EPOCH_NOT_PINNED' | 'PROOF_INVALID';

/** The token N of an input: 64 bytes, the same at every site and in every run (RFC 9497 section 3.3.1, Finalize). */
export const finalise = ({ input, blind }: BlindedInput, evaluated: Element): Uint8Array =>
  finalizeHash(input, multiply(invert(blind), evaluated));

/**
 * The tokens of a batch, in the order of its inputs.
 * @param response the answer as parsed JSON. @param pinned the 32-byte public key of an epoch from the signed federation file, or undefined.
 */
export function finaliseBatch(
  batch: BlindedBatch,
  response: unknown,
  pinned: (epoch: number) => Uint8Array | undefined,
): Result<readonly Uint8Array[], Refusal<FinaliseCode>> {
  const { epoch, requestId, blinded } = batch.request;
  const parsed = parseEvaluateResponse(response);
  if (!parsed.ok) return parsed;
  const { evaluated, proof } = parsed.value;
  if (parsed.value.epoch !== epoch || parsed.value.requestId !== requestId || evaluated.length !== blinded.length)
    return err(refusal('RESPONSE_MISMATCH', 'this answer belongs to another request'));
  const bytes = pinned(epoch);
  if (bytes === undefined) return err(refusal('EPOCH_NOT_PINNED', `no public key is pinned for epoch ${epoch}`));
  const publicKey = decodeElement(bytes, 'publicKey');
  if (!publicKey.ok) return publicKey;
  // A pseudonymiser with a special key for one hospital could recognise that hospital's patients later: the proof excludes it.
  if (!verifyProof(publicKey.value, blinded, evaluated, proof))
    return err(refusal('PROOF_INVALID', `the proof does not hold for the pinned key of epoch ${epoch}`));
  return ok(batch.inputs.map((input, index) => finalise(input, evaluated[index] as Element)));
}
