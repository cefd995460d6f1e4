// In: a key's name and public bytes, or its one-line text. Out: the verifier key of C2SP signed-note. Refuses a text whose id is not its own.
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, err, fromBase64, ok, refusal, toBase64, toHex, utf8 } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';

/** Signature types of C2SP signed-note that are used here: 0x01 Ed25519, 0x04 timestamped Ed25519 cosignature. */
export const KEY_TYPE = { log: 0x01, witness: 0x04 } as const;
export type KeyType = (typeof KEY_TYPE)[keyof typeof KEY_TYPE];

/** A public key with the name that its signature lines carry. */
export interface VerifierKey {
  readonly name: string;
  readonly type: KeyType;
  readonly publicKey: Uint8Array;
  /** First four bytes of SHA-256(name || 0x0A || type || publicKey), as 8 hexadecimal digits. */
  readonly id: string;
}

/** Signs; the secret may live elsewhere. `sign` gives the 64 bytes of Ed25519 over exactly the bytes it is given. */
export interface Signer {
  readonly key: VerifierKey;
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

export type KeyRefusal = Refusal<'key-malformed'>;

// signed-note: a name is not empty and has neither spaces nor plus signs.
const NAME = /^[^\s+\p{Cc}]+$/u;

/** @throws TypeError when the name or the key cannot be written as a verifier key. */
export function verifierKey(name: string, type: KeyType, publicKey: Uint8Array): VerifierKey {
  if (!NAME.test(name) || !name.isWellFormed()) throw new TypeError('a key name has neither spaces nor plus signs');
  if (publicKey.length !== 32) throw new TypeError('an Ed25519 public key has 32 bytes');
  const digest = sha256(concat(utf8(name), Uint8Array.of(0x0a, type), publicKey));
  return { name, type, publicKey, id: toHex(digest.subarray(0, 4)) };
}

/** `name+id+base64(type || publicKey)`: C2SP signed-note, "Verifier keys". */
export const formatKey = (key: VerifierKey): string =>
  `${key.name}+${key.id}+${toBase64(concat(Uint8Array.of(key.type), key.publicKey))}`;

/** Reads the text that {@link formatKey} writes. */
export function parseKey(text: string): Result<VerifierKey, KeyRefusal> {
  const malformed = (why: string) => err(refusal('key-malformed', `not a verifier key: ${why}`));
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim());
  if (!parts) return malformed('expected name+id+base64');
  const [name, id, encoded] = [parts[1] ?? '', parts[2] ?? '', parts[3] ?? ''];
  try {
    const bytes = fromBase64(encoded);
    const type = Object.values(KEY_TYPE).find((known) => known === bytes[0]);
    if (type === undefined) return malformed('its signature type is not known here');
    const key = verifierKey(name, type, bytes.subarray(1));
    return key.id === id ? ok(key) : malformed('its id is not that of the key');
  } catch (fault) {
    return malformed((fault as Error).message);
  }
}

/** A signer over a 32-byte Ed25519 secret held in memory. */
export function ed25519Signer(name: string, type: KeyType, secretKey: Uint8Array): Signer {
  const key = verifierKey(name, type, ed25519.getPublicKey(secretKey));
  return { key, sign: (message) => ed25519.sign(message, secretKey) };
}

/** RFC 8032 verification, strict: a small-order key or a malleable signature does not pass. */
export function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
