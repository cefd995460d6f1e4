// In: a message and a domain separation tag. Out: uniform bytes (RFC 9380, expand_message_xmd with SHA-512). Refuses lengths outside the standard.
import { concat } from '@longview/foundation';
import { sha512 } from './group.ts';

const HASH_BYTES = 64;
const BLOCK_BYTES = 128;

/**
 * `length` bytes, indistinguishable from uniform, of a message under a tag: RFC 9380 section 5.3.1 with H = SHA-512.
 * @param tag 1 to 255 bytes (longer tags would need the standard's pre-hash, which no tag of this suite reaches).
 * @param length 1 to 16320 bytes (255 blocks of 64).
 * @throws RangeError outside those bounds.
 */
export function expandMessageXmd(message: Uint8Array, tag: Uint8Array, length: number): Uint8Array {
  const blocks = Math.ceil(length / HASH_BYTES);
  if (!Number.isInteger(length) || blocks < 1 || blocks > 255) throw new RangeError('expand_message_xmd: length');
  if (tag.length < 1 || tag.length > 255) throw new RangeError('expand_message_xmd: tag');
  const tagPrime = concat(tag, Uint8Array.of(tag.length));
  const seed = sha512(
    concat(new Uint8Array(BLOCK_BYTES), message, Uint8Array.of(length >> 8, length & 0xff, 0), tagPrime),
  );
  let block = sha512(concat(seed, Uint8Array.of(1), tagPrime));
  const joined = [block];
  for (let index = 2; index <= blocks; index++) {
    const chained = seed.map((byte, at) => byte ^ (block[at] as number));
    block = sha512(concat(chained, Uint8Array.of(index), tagPrime));
    joined.push(block);
  }
  return concat(...joined).slice(0, length);
}
