// In: encoded elements and scalars of ristretto255. Out: their products, sums and inverses. Refuses what does not encode exactly one element or scalar.
import sodium from 'libsodium-wrappers-sumo';
import { err, ok, refusal } from '@longview/foundation';
import type { Random, Refusal, Result } from '@longview/foundation';

// The WebAssembly is inlined in the package: this waits for its compilation, not for a network.
await sodium.ready;

/** Bytes of an encoded element and of an encoded scalar (RFC 9496 section 4, RFC 9497 section 4.1). */
export const ELEMENT_BYTES = 32;
export const SCALAR_BYTES = 32;

/** A canonical encoding of a group element other than the identity, 32 bytes. Made only by this file. */
export type Element = Uint8Array & { readonly element: unique symbol };
/** A canonical little-endian scalar below the group order, 32 bytes. Zero is possible; keys and blinds exclude it. */
export type Scalar = Uint8Array & { readonly scalar: unique symbol };

export type EncodingCode = 'WRONG_SIZE' | 'NOT_AN_ELEMENT' | 'IDENTITY_ELEMENT' | 'NOT_A_SCALAR';

// 2^252 + 27742317777372353535851937790883648493, little-endian.
const ORDER = Uint8Array.from(
  'edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010'.match(/../g) as string[],
  (pair) => Number.parseInt(pair, 16),
);

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

export const sha512 = (message: Uint8Array): Uint8Array => sodium.crypto_hash_sha512(message);

/** Decodes what came over a wire: exactly 32 bytes, the canonical encoding, not the identity (RFC 9497 section 2.1, DeserializeElement). */
export function decodeElement(bytes: Uint8Array, path?: string): Result<Element, Refusal<EncodingCode>> {
  if (bytes.length !== ELEMENT_BYTES)
    return err(refusal('WRONG_SIZE', `a group element has ${ELEMENT_BYTES} bytes, this has ${bytes.length}`, path));
  if (isZero(bytes))
    return err(refusal('IDENTITY_ELEMENT', 'the identity element would give the same token to everyone', path));
  if (!sodium.crypto_core_ristretto255_is_valid_point(bytes))
    return err(refusal('NOT_AN_ELEMENT', 'these bytes are not the canonical encoding of a ristretto255 element', path));
  return ok(bytes as Element);
}

/** Decodes a scalar: exactly 32 bytes, little-endian, below the group order (libsodium itself would reduce a larger one in silence). */
export function decodeScalar(bytes: Uint8Array, path?: string): Result<Scalar, Refusal<EncodingCode>> {
  if (bytes.length !== SCALAR_BYTES)
    return err(refusal('WRONG_SIZE', `a scalar has ${SCALAR_BYTES} bytes, this has ${bytes.length}`, path));
  for (let index = SCALAR_BYTES - 1; index >= 0; index--) {
    const difference = (bytes[index] as number) - (ORDER[index] as number);
    if (difference < 0) return ok(bytes as Scalar);
    if (difference > 0) break;
  }
  return err(refusal('NOT_A_SCALAR', 'these bytes are not a scalar below the group order', path));
}

export const isZeroScalar = (scalar: Scalar): boolean => isZero(scalar);

/** 64 uniform bytes as a scalar: little-endian, modulo the order. */
export const scalarFromUniform = (uniform: Uint8Array): Scalar =>
  sodium.crypto_core_ristretto255_scalar_reduce(uniform) as Scalar;

/** A uniform scalar other than zero, from 64 bytes of the given randomness. */
export function randomScalar(random: Random): Scalar {
  for (;;) {
    const scalar = scalarFromUniform(random.bytes(64));
    if (!isZero(scalar)) return scalar;
  }
}

/** 64 uniform bytes as an element: the one-way map of RFC 9496 section 4.3.4. */
export const elementFromUniform = (uniform: Uint8Array): Element =>
  sodium.crypto_core_ristretto255_from_hash(uniform) as Element;

/** @throws Error when the product is the identity: with a decoded element that means a zero scalar, a fault of the caller. */
export const multiply = (scalar: Scalar, element: Element): Element =>
  sodium.crypto_scalarmult_ristretto255(scalar, element) as Element;

/** @throws Error for the zero scalar. */
export const multiplyBase = (scalar: Scalar): Element => sodium.crypto_scalarmult_ristretto255_base(scalar) as Element;

/** A sum may be the identity, hence plain bytes: decode it before multiplying again. */
export const add = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sodium.crypto_core_ristretto255_add(left, right);

/** @throws Error for the zero scalar. */
export const invert = (scalar: Scalar): Scalar => sodium.crypto_core_ristretto255_scalar_invert(scalar) as Scalar;

/** `a - b·c` modulo the order. */
export const subtractProduct = (a: Scalar, b: Scalar, c: Scalar): Scalar =>
  sodium.crypto_core_ristretto255_scalar_sub(a, sodium.crypto_core_ristretto255_scalar_mul(b, c)) as Scalar;
