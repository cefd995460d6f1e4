// In: bytes. Out: their SHA-256 by the platform's own code: a release has a million rows, a set of patients a million bits.
import { createHash } from 'node:crypto';

export const nativeSha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());
