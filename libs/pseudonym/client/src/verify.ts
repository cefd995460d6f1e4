// In: a batch, its evaluations, the proof and the pinned public key. Out: whether that key, and no other, made every evaluation (RFC 9497 section 2.2.2).
import {
  add,
  challenge,
  compositeWeights,
  isZeroScalar,
  multiply,
  multiplyBase,
  voprf,
  weightedSum,
} from '@longview/pseudonym-protocol';
import type { Element, Proof, Suite } from '@longview/pseudonym-protocol';
import { equalBytes } from '@longview/foundation';

export function verifyProof(
  publicKey: Element,
  blinded: readonly Element[],
  evaluated: readonly Element[],
  proof: Proof,
  suite: Suite = voprf,
): boolean {
  if (blinded.length !== evaluated.length) return false;
  // An honest proof has a zero in it once in 2^252; refusing it keeps every product below away from the identity.
  if (isZeroScalar(proof.c) || isZeroScalar(proof.s)) return false;
  const weights = compositeWeights(suite, publicKey, blinded, evaluated);
  const m = weightedSum(weights, blinded);
  const z = weightedSum(weights, evaluated);
  if (m === undefined || z === undefined) return false;
  const t2 = add(multiplyBase(proof.s), multiply(proof.c, publicKey));
  const t3 = add(multiply(proof.s, m), multiply(proof.c, z));
  return equalBytes(challenge(suite, publicKey, m, z, t2, t3), proof.c);
}
