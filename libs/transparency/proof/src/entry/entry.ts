// In: an envelope and, kept apart, its detail. Out: the text and hash of the leaf. Refuses (as a fault) an envelope that no verifier would read.
import { canonicalJson, concat, toHex, utf8 } from '@longview/foundation';
import type { Json } from '@longview/foundation';
import { sha256 } from '@noble/hashes/sha2.js';
import { leafHash, type Sha256 } from '../merkle/hash.ts';
import { wrongMember } from './envelope.ts';
import type { Envelope, EntryKind } from './envelope.ts';

/** What must be erasable: with salt and body gone, the envelope keeps a hash that nobody can guess back. */
export interface EntryDetail {
  readonly salt: Uint8Array;
  readonly bodyText: string;
}

/** A leaf, ready to be appended. */
export interface Entry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly envelopeText: string;
  readonly leafHash: Uint8Array;
  readonly detail?: EntryDetail;
}

export interface EntryInput {
  readonly envelope: Omit<Envelope, 'detailHash'>;
  readonly detail?: Json;
  /** At least 16 fresh random bytes; needed with a detail only. */
  readonly salt?: Uint8Array;
}

const MIN_SALT_BYTES = 16;

/**
 * @param hash a faster SHA-256, where there is one: a detail may hold a million patients as bits.
 * @throws TypeError when the envelope is not one, or when a detail comes without a salt of 16 bytes or more.
 */
export function makeEntry({ envelope, detail: body, salt }: EntryInput, hash: Sha256 = sha256): Entry {
  const detail = body === undefined ? undefined : detailOf(body, salt);
  const whole: Envelope = detail === undefined ? envelope : { ...envelope, detailHash: detailHash(detail, hash) };
  if ('detailHash' in envelope) throw new TypeError('the hash of the detail is computed here');
  const wrong = wrongMember(whole);
  if (wrong !== undefined) throw new TypeError(`the envelope's member "${wrong}" is missing, unknown or wrong`);
  const envelopeText = canonicalJson(whole);
  const entry = { id: whole.id, kind: whole.kind, envelopeText, leafHash: leafHash(utf8(envelopeText), hash) };
  return detail === undefined ? entry : { ...entry, detail };
}

/** SHA-256(salt || body), hexadecimal. */
export const detailHash = ({ salt, bodyText }: EntryDetail, hash: Sha256 = sha256): string =>
  toHex(hash(concat(salt, utf8(bodyText))));

function detailOf(body: Json, salt: Uint8Array | undefined): EntryDetail {
  if (salt === undefined || salt.length < MIN_SALT_BYTES)
    throw new TypeError(`a detail needs a salt of at least ${MIN_SALT_BYTES} bytes`);
  return { salt, bodyText: canonicalJson(body) };
}
