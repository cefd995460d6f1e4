// In: a mode of RFC 9497. Out: the hashes of the suite ristretto255-SHA512 under that mode's context. Refuses inputs that the standard has no length for.
import { concat, utf8 } from '@longview/foundation';
import { expandMessageXmd } from './expand-message.ts';
import { elementFromUniform, scalarFromUniform, sha512 } from './group.ts';
import type { Element, Scalar } from './group.ts';

export const SUITE = 'ristretto255-SHA512';

/** RFC 9497 section 3.1. Longview speaks VOPRF alone; OPRF is here because the official vectors check the shared parts in both. */
export const MODE = { oprf: 0, voprf: 1 } as const;
export type Mode = (typeof MODE)[keyof typeof MODE];

/** I2OSP(length, 2) || bytes: how RFC 9497 writes every field of a transcript. */
export function prefixed(bytes: Uint8Array): Uint8Array {
  if (bytes.length > 0xffff) throw new RangeError('RFC 9497 writes lengths in two bytes');
  return concat(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes);
}

export interface Suite {
  /** `OPRFV1-` || mode || `-ristretto255-SHA512`. */
  readonly context: Uint8Array;
  /** RFC 9497 section 4.1, HashToGroup. */
  hashToGroup(input: Uint8Array): Element;
  /** RFC 9497 section 4.1, HashToScalar; the tag is `HashToScalar-` || context unless another is named. */
  hashToScalar(input: Uint8Array, tag?: string): Scalar;
}

/** The suite in one mode; contexts keep the modes' hashes apart. */
export function suite(mode: Mode): Suite {
  const context = concat(utf8('OPRFV1-'), Uint8Array.of(mode), utf8(`-${SUITE}`));
  const tagged = (name: string): Uint8Array => concat(utf8(name), context);
  const groupTag = tagged('HashToGroup-');
  return {
    context,
    hashToGroup: (input) => elementFromUniform(expandMessageXmd(input, groupTag, 64)),
    hashToScalar: (input, tag = 'HashToScalar-') => scalarFromUniform(expandMessageXmd(input, tagged(tag), 64)),
  };
}

/** The suite that Longview's messages speak. */
export const voprf: Suite = suite(MODE.voprf);

/** The last step of every mode: `Hash(len(input) || input || len(element) || element || "Finalize")`, 64 bytes (RFC 9497 section 3.3.1). */
export const finalizeHash = (input: Uint8Array, unblinded: Element): Uint8Array =>
  sha512(concat(prefixed(input), prefixed(unblinded), utf8('Finalize')));
