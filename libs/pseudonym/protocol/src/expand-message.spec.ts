// expand_message_xmd against RFC 9380 appendix K.3 and against an independent implementation.
import { expect, test } from '@jest/globals';
import { expand_message_xmd } from '@noble/curves/abstract/hash-to-curve.js';
import { sha512 as referenceSha512 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { toHex, utf8 } from '@longview/foundation';
import { expandMessageXmd } from './expand-message.ts';

// RFC 9380 K.3: expand_message_xmd(SHA-512), DST QUUX-V01-CS02-with-expander-SHA512-256, len_in_bytes 0x20.
test.each([
  ['', '6b9a7312411d92f921c6f68ca0b6380730a1a4d982c507211a90964c394179ba'],
  ['abc', '0da749f12fbe5483eb066a5f595055679b976e93abe9be6f0f6318bce7aca8dc'],
])('RFC 9380 K.3 for %j', (message, expected) => {
  expect(toHex(expandMessageXmd(utf8(message), utf8('QUUX-V01-CS02-with-expander-SHA512-256'), 32))).toBe(expected);
});

test('equals the reference for any message, tag and length', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ minLength: 1, maxLength: 255 }),
      fc.integer({ min: 1, max: 700 }),
      (message, tag, length) => {
        expect(toHex(expandMessageXmd(message, tag, length))).toBe(
          toHex(expand_message_xmd(message, tag, length, referenceSha512)),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('refuses lengths and tags outside the standard', () => {
  const [message, tag] = [utf8('m'), utf8('t')];
  for (const length of [0, -1, 1.5, 255 * 64 + 1])
    expect(() => expandMessageXmd(message, tag, length)).toThrow(RangeError);
  for (const size of [0, 256]) expect(() => expandMessageXmd(message, new Uint8Array(size), 32)).toThrow(RangeError);
});
