// In: a seed, randomness or a stored secret. Out: a key pair of one epoch. Refuses seeds of another size and secrets that are no key.
import { concat, err, ok, refusal } from '@longview/foundation';
import type { Random, Refusal, Result } from '@longview/foundation';
import { decodeScalar, isZeroScalar, multiplyBase, prefixed, randomScalar, voprf } from '@longview/pseudonym-protocol';
import type { Element, Scalar, Suite } from '@longview/pseudonym-protocol';

export interface KeyPair {
  /** Never leaves the pseudonymiser. */
  readonly secret: Scalar;
  readonly publicKey: Element;
}

export type KeyCode = 'NOT_A_KEY';

const SEED_BYTES = 32;

const pairOf = (secret: Scalar): KeyPair => ({ secret, publicKey: multiplyBase(secret) });

/** A fresh key pair (RFC 9497 section 3.2, GenerateKeyPair). */
export const generateKeyPair = (random: Random): KeyPair => pairOf(randomScalar(random));

/**
 * The key pair of a seed (RFC 9497 section 3.2.1, DeriveKeyPair).
 * @param seed 32 uniform bytes. @param info public text bound into the key, at most 65535 bytes.
 * @throws RangeError for a seed of another size.
 */
export function deriveKeyPair(seed: Uint8Array, info: Uint8Array, suite: Suite = voprf): KeyPair {
  if (seed.length !== SEED_BYTES) throw new RangeError(`DeriveKeyPair takes a seed of ${SEED_BYTES} bytes`);
  const input = concat(seed, prefixed(info));
  for (let counter = 0; counter < 256; counter++) {
    const secret = suite.hashToScalar(concat(input, Uint8Array.of(counter)), 'DeriveKeyPair');
    if (!isZeroScalar(secret)) return pairOf(secret);
  }
  throw new Error('DeriveKeyPair: 256 zero scalars in a row');
}

/** The key pair of a stored secret scalar. */
export function keyPairOf(secret: Uint8Array): Result<KeyPair, Refusal<KeyCode>> {
  const scalar = decodeScalar(secret);
  if (!scalar.ok || isZeroScalar(scalar.value))
    return err(refusal('NOT_A_KEY', 'a secret key is a scalar of 32 bytes, below the group order and not zero'));
  return ok(pairOf(scalar.value));
}
