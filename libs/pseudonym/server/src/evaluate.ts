// In: blinded elements and the key of an epoch. Out: their evaluations and one proof that this very key made them. Learns nothing of the inputs.
import {
  MAX_BATCH,
  challenge,
  compositeWeights,
  multiply,
  multiplyBase,
  randomScalar,
  subtractProduct,
  voprf,
  weightedSum,
} from '@longview/pseudonym-protocol';
import type { Element, Proof, Suite } from '@longview/pseudonym-protocol';
import type { Random } from '@longview/foundation';
import type { KeyPair } from './keys.ts';

export interface Evaluation {
  /** In the order of the request. */
  readonly evaluated: readonly Element[];
  readonly proof: Proof;
}

/** RFC 9497 section 3.3.1, BlindEvaluate without a proof. */
export const evaluate = (key: KeyPair, blinded: readonly Element[]): Element[] =>
  blinded.map((element) => multiply(key.secret, element));

/**
 * RFC 9497 section 3.3.2, BlindEvaluate for a batch: every element times the secret, and one proof over all (section 2.2.1, GenerateProof).
 * @param blinded 1 to 100 decoded elements. @param random source of the proof's one-time scalar: never twice the same.
 * @throws RangeError for another number of elements.
 */
export function evaluateBatch(
  key: KeyPair,
  blinded: readonly Element[],
  random: Random,
  suite: Suite = voprf,
): Evaluation {
  if (blinded.length < 1 || blinded.length > MAX_BATCH) throw new RangeError(`a batch has 1 to ${MAX_BATCH} elements`);
  const evaluated = evaluate(key, blinded);
  const m = weightedSum(compositeWeights(suite, key.publicKey, blinded, evaluated), blinded);
  if (m === undefined) throw new Error('the composite of this batch is the identity');
  // The holder of the secret gets the second composite from the first (ComputeCompositesFast).
  const z = multiply(key.secret, m);
  const r = randomScalar(random);
  const c = challenge(suite, key.publicKey, m, z, multiplyBase(r), multiply(r, m));
  return { evaluated, proof: { c, s: subtractProduct(r, c, key.secret) } };
}
