// In: a checkpoint's text and a witness key. Out: a timestamped cosignature (C2SP tlog-cosignature, cosignature/v1), or who has given one.
import { concat, utf8 } from '@longview/foundation';
import type { Clock } from '@longview/foundation';
import { KEY_TYPE, verifyEd25519 } from './key.ts';
import type { Signer, VerifierKey } from './key.ts';
import { signaturesOf } from './signed-note.ts';
import type { NoteSignature, SignedNote } from './signed-note.ts';

const TIMESTAMP_BYTES = 8;

const message = (text: string, seconds: bigint): Uint8Array => utf8(`cosignature/v1\ntime ${seconds}\n${text}`);

/** Cosigns a checkpoint at the clock's second. @throws TypeError unless the signer is a witness key (0x04). */
export async function cosign(note: SignedNote, signer: Signer, clock: Clock): Promise<NoteSignature> {
  if (signer.key.type !== KEY_TYPE.witness) throw new TypeError('a cosignature needs a key of type 0x04');
  const seconds = BigInt(Math.floor(clock.now().getTime() / 1000));
  const timestamp = new Uint8Array(TIMESTAMP_BYTES);
  new DataView(timestamp.buffer).setBigUint64(0, seconds);
  const { name, id } = signer.key;
  return { name, id, bytes: concat(timestamp, await signer.sign(message(note.text, seconds))) };
}

/** When a witness cosigned this text (seconds since 1970), or undefined where this line is not its valid cosignature. */
export function cosignedAt(text: string, line: NoteSignature, witness: VerifierKey): number | undefined {
  if (witness.type !== KEY_TYPE.witness || line.name !== witness.name || line.id !== witness.id) return undefined;
  if (line.bytes.length !== TIMESTAMP_BYTES + 64) return undefined;
  const seconds = new DataView(line.bytes.buffer, line.bytes.byteOffset).getBigUint64(0);
  const signature = line.bytes.subarray(TIMESTAMP_BYTES);
  return verifyEd25519(signature, message(text, seconds), witness.publicKey) ? Number(seconds) : undefined;
}

/** The witnesses out of those trusted that validly cosigned. Two names for one public key are one witness. */
export function cosigners(note: SignedNote, witnesses: readonly VerifierKey[]): readonly VerifierKey[] {
  const found = new Map<string, VerifierKey>();
  for (const witness of witnesses)
    if (signaturesOf(note, witness).some((line) => cosignedAt(note.text, line, witness) !== undefined))
      found.set(witness.publicKey.join(), witness);
  return [...found.values()];
}
