// In: normalised inputs and randomness. Out: a request of blinded elements, and the secrets that open its answer. Refuses empty and oversized batches.
import { err, ok, refusal } from '@longview/foundation';
import type { Random, Refusal, Result } from '@longview/foundation';
import { MAX_BATCH, multiply, randomScalar, voprf } from '@longview/pseudonym-protocol';
import type { Element, EvaluateRequest, Scalar, Suite } from '@longview/pseudonym-protocol';

export interface BlindedInput {
  readonly input: Uint8Array;
  /** Secret, used once; it never leaves the site. */
  readonly blind: Scalar;
  readonly blinded: Element;
}

export interface BlindedBatch {
  readonly request: EvaluateRequest;
  readonly inputs: readonly BlindedInput[];
}

export interface BatchToBlind {
  readonly epoch: number;
  /** A fresh lower-case UUID. */
  readonly requestId: string;
  /** 1 to 100 normalised inputs of at most 65535 bytes. */
  readonly inputs: readonly Uint8Array[];
  readonly random: Random;
}

export type BlindCode = 'BATCH_SIZE';

/** RFC 9497 section 3.3.1, Blind: a random multiple of the hashed input, which says nothing about it. */
export function blind(input: Uint8Array, random: Random, suite: Suite = voprf): BlindedInput {
  const scalar = randomScalar(random);
  return { input, blind: scalar, blinded: multiply(scalar, suite.hashToGroup(input)) };
}

export function blindBatch(batch: BatchToBlind): Result<BlindedBatch, Refusal<BlindCode>> {
  const { epoch, requestId, random } = batch;
  if (batch.inputs.length < 1 || batch.inputs.length > MAX_BATCH)
    return err(refusal('BATCH_SIZE', `a batch has 1 to ${MAX_BATCH} inputs, this has ${batch.inputs.length}`));
  const inputs = batch.inputs.map((input) => blind(input, random));
  return ok({ request: { epoch, requestId, blinded: inputs.map(({ blinded }) => blinded) }, inputs });
}
