// In: where the registry is, a centre, the thumbprint of the federation's key and 16 random bytes; or the text of such a code. Out: the text,
// or what stands in it. Refuses a text with a typing error, or of another version, and says so.
// The secret itself never travels: it is the seed of a key, the registry keeps that key's public half, and a request is signed with it.
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import type { JWK } from 'jose';
import { canonicalJson, concat, equalBytes, err, fromUtf8, ok, refusal, toBase64Url, utf8 } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';
import { name, url } from './federation-shape.ts';
import type { PublicJwk } from './federation.ts';

export const CODE_SECRET_BYTES = 16;

export interface EnrolmentCode {
  readonly registry: string;
  readonly centre: string;
  /** RFC 7638 thumbprint of the federation's public key, SHA-256, base64url. */
  readonly thumbprint: string;
  readonly secret: Uint8Array;
}

export type EnrolmentCodeRefusal = Refusal<'CODE_MISTYPED' | 'CODE_OF_ANOTHER_VERSION'>;

const VERSION = 1;
const CHECK_BYTES = 4;
/** Crockford's base 32: no letter that looks like a digit, and it may be read aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** RFC 7638 section 3 for an Ed25519 key: its required members in order, without white space. */
export const thumbprintOf = ({ kty, crv, x }: PublicJwk): string =>
  toBase64Url(sha256(utf8(canonicalJson({ crv, kty, x }))));

/** The key that the secret of a code stands for. */
export function codeKey(secret: Uint8Array): { readonly secret: JWK; readonly open: PublicJwk } {
  const seed = sha256(concat(utf8('longview enrolment 1|'), secret));
  // PKCS 8 of an Ed25519 key (RFC 8410 section 7) is this prefix and the seed.
  const der = concat(Buffer.from('302e020100300506032b657004220420', 'hex'), seed);
  const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  return {
    secret: { ...key.export({ format: 'jwk' }) },
    open: { ...createPublicKey(key).export({ format: 'jwk' }) } as PublicJwk,
  };
}

/** One line, in groups of five. */
export function formatEnrolmentCode({ registry, centre, thumbprint, secret }: EnrolmentCode): string {
  const [where, who] = [utf8(registry), utf8(centre)];
  if (secret.length !== CODE_SECRET_BYTES || where.length > 255 || who.length > 255)
    throw new RangeError('a code takes 16 secret bytes, and names of at most 255 bytes');
  const body = concat(
    Uint8Array.of(VERSION, where.length),
    where,
    Uint8Array.of(who.length),
    who,
    Buffer.from(thumbprint, 'base64url'),
    secret,
  );
  const text = toBase32(concat(body, sha256(body).subarray(0, CHECK_BYTES)));
  return (text.match(/.{1,5}/g) ?? []).join('-');
}

export function parseEnrolmentCode(text: string): Result<EnrolmentCode, EnrolmentCodeRefusal> {
  const mistyped = err(
    refusal(
      'CODE_MISTYPED' as const,
      'This is not a whole enrolment code: a character is wrong or missing. Paste it again.',
    ),
  );
  const bytes = fromBase32(text);
  if (bytes === undefined || bytes.length < CHECK_BYTES + 2) return mistyped;
  const [body, check] = [bytes.subarray(0, -CHECK_BYTES), bytes.subarray(-CHECK_BYTES)];
  if (!equalBytes(sha256(body).subarray(0, CHECK_BYTES), check)) return mistyped;
  if (body[0] !== VERSION)
    return err(refusal('CODE_OF_ANOTHER_VERSION', 'This code is of another version: install the newest agent.'));
  let at = 1;
  const take = (length: number): Uint8Array => body.subarray(at, (at += length));
  const text_ = (): string => fromUtf8(take(take(1)[0] ?? 0));
  try {
    const [registry, centre] = [url(text_(), 'registry'), name(text_(), 'centre')];
    const [thumbprint, secret] = [take(32), take(CODE_SECRET_BYTES)];
    if (secret.length !== CODE_SECRET_BYTES || at !== body.length) return mistyped;
    return ok({ registry, centre, thumbprint: toBase64Url(thumbprint), secret });
  } catch {
    // A code whose sum is right was made by somebody, but not by a registry.
    return mistyped;
  }
}

function toBase32(bytes: Uint8Array): string {
  let [text, held, bits] = ['', 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

/** Case, hyphens and white space do not matter; O is read as 0, I and L as 1. */
function fromBase32(text: string): Uint8Array | undefined {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (letters.length > 2000) return undefined;
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const letter of letters) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return undefined;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bytes.push((held >> (bits - 8)) & 255);
      bits -= 8;
    }
    held &= (1 << bits) - 1;
  }
  // One text for one code: what is left over is nothing.
  return bits < 5 && held === 0 ? Uint8Array.from(bytes) : undefined;
}
