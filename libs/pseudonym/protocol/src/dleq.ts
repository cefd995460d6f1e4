// In: a public key, blinded elements and their evaluations. Out: the transcripts of the one proof over the batch (RFC 9497 section 2.2), shared by prover and verifier.
import { concat, err, ok, refusal, utf8 } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';
import { add, decodeElement, decodeScalar, multiply, sha512 } from './group.ts';
import type { Element, EncodingCode, Scalar } from './group.ts';
import { prefixed } from './suite.ts';
import type { Suite } from './suite.ts';

/** Bytes of an encoded proof: the scalars c and s. */
export const PROOF_BYTES = 64;

export interface Proof {
  readonly c: Scalar;
  readonly s: Scalar;
}

export const encodeProof = (proof: Proof): Uint8Array => concat(proof.c, proof.s);

export function decodeProof(bytes: Uint8Array, path?: string): Result<Proof, Refusal<EncodingCode>> {
  if (bytes.length !== PROOF_BYTES)
    return err(refusal('WRONG_SIZE', `a proof has ${PROOF_BYTES} bytes, this has ${bytes.length}`, path));
  const c = decodeScalar(bytes.slice(0, 32), path);
  if (!c.ok) return c;
  const s = decodeScalar(bytes.slice(32), path);
  return s.ok ? ok({ c: c.value, s: s.value }) : s;
}

/** The weights d(i) that bind each pair of the batch to its place and to the public key (RFC 9497 section 2.2.1, ComputeComposites). */
export function compositeWeights(
  suite: Suite,
  publicKey: Element,
  blinded: readonly Element[],
  evaluated: readonly Element[],
): Scalar[] {
  const seed = prefixed(sha512(concat(prefixed(publicKey), prefixed(concat(utf8('Seed-'), suite.context)))));
  const label = utf8('Composite');
  return blinded.map((element, index) =>
    suite.hashToScalar(
      concat(
        seed,
        Uint8Array.of(index >> 8, index & 0xff),
        prefixed(element),
        prefixed(evaluated[index] as Element),
        label,
      ),
    ),
  );
}

/** The sum of weight·element. Undefined when it is the identity, which random weights reach with probability 2^-252. */
export function weightedSum(weights: readonly Scalar[], elements: readonly Element[]): Element | undefined {
  let sum: Uint8Array = new Uint8Array(32);
  elements.forEach((element, index) => (sum = add(sum, multiply(weights[index] as Scalar, element))));
  const decoded = decodeElement(sum);
  return decoded.ok ? decoded.value : undefined;
}

/** The challenge c = HashToScalar(B, M, Z, t2, t3) of RFC 9497 sections 2.2.1 and 2.2.2. */
export const challenge = (
  suite: Suite,
  publicKey: Element,
  m: Element,
  z: Element,
  t2: Uint8Array,
  t3: Uint8Array,
): Scalar =>
  suite.hashToScalar(
    concat(prefixed(publicKey), prefixed(m), prefixed(z), prefixed(t2), prefixed(t3), utf8('Challenge')),
  );
