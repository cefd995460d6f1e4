// In: text with signature lines (C2SP signed-note). Out: its parts, and which known keys signed it. Refuses what is not exactly of the format.
import { concat, err, fromBase64, fromHex, ok, refusal, toBase64, toHex, utf8 } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';
import { verifyEd25519 } from './key.ts';
import type { Signer, VerifierKey } from './key.ts';

export interface NoteSignature {
  readonly name: string;
  /** Key id, 8 hexadecimal digits. */
  readonly id: string;
  /** What follows the key id: 64 bytes for type 0x01, 72 for a cosignature. */
  readonly bytes: Uint8Array;
}

export interface SignedNote {
  /** The signed text with its final newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export type NoteRefusal = Refusal<'note-malformed' | 'signature-missing' | 'signature-wrong'>;

const MAX_SIGNATURES = 100;
const SIGNATURE_LINE = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/u;
// Control characters other than newline could make two different notes look alike.
const CONTROL = /[^\P{Cc}\n\u{7f}-\u{9f}]/u;

export function parseNote(note: string): Result<SignedNote, NoteRefusal> {
  const malformed = (why: string) => err(refusal('note-malformed', `not a signed note: ${why}`));
  if (!note.isWellFormed() || CONTROL.test(note)) return malformed('it has characters that a note may not have');
  const split = note.lastIndexOf('\n\n');
  if (split < 0) return malformed('no empty line before the signatures');
  const text = note.slice(0, split + 1);
  const block = note.slice(split + 2);
  if (text === '\n' || !block.endsWith('\n')) return malformed('text or signatures are missing, or the last newline');
  const signatures: NoteSignature[] = [];
  for (const line of block.slice(0, -1).split('\n')) {
    const parts = SIGNATURE_LINE.exec(line);
    if (!parts) return malformed('a signature line is not "— name base64"');
    const bytes = decode(parts[2] ?? '');
    if (bytes === undefined || bytes.length < 5) return malformed('a signature is not base64 of an id and a signature');
    signatures.push({ name: parts[1] ?? '', id: toHex(bytes.subarray(0, 4)), bytes: bytes.subarray(4) });
  }
  return signatures.length > MAX_SIGNATURES ? malformed('too many signatures') : ok({ text, signatures });
}

export const formatNote = (note: SignedNote): string =>
  `${note.text}\n${note.signatures.map((signature) => `${formatSignature(signature)}\n`).join('')}`;

export const formatSignature = ({ name, id, bytes }: NoteSignature): string =>
  `— ${name} ${toBase64(concat(fromHex(id), bytes))}`;

/** Signs a text (ending in a newline) with an Ed25519 key of type 0x01. */
export async function signNote(text: string, signer: Signer): Promise<SignedNote> {
  if (!text.endsWith('\n') || text === '\n' || !text.isWellFormed() || CONTROL.test(text))
    throw new TypeError('a note is UTF-8 text that ends in a newline and has no control characters');
  const { name, id } = signer.key;
  return { text, signatures: [{ name, id, bytes: await signer.sign(utf8(text)) }] };
}

/**
 * Whether the key signed the text. Lines of unknown keys are passed over, as the format demands;
 * a line that bears this key's name and id must verify, even beside another that does.
 */
export function verifyNote(note: SignedNote, key: VerifierKey): Result<SignedNote, NoteRefusal> {
  const own = signaturesOf(note, key);
  if (own.length === 0) return err(refusal('signature-missing', `no signature of ${key.name} (${key.id})`));
  const message = utf8(note.text);
  return own.every(({ bytes }) => verifyEd25519(bytes, message, key.publicKey))
    ? ok(note)
    : err(refusal('signature-wrong', `the signature of ${key.name} (${key.id}) does not verify`));
}

export const signaturesOf = (note: SignedNote, key: VerifierKey): readonly NoteSignature[] =>
  note.signatures.filter(({ name, id }) => name === key.name && id === key.id);

function decode(text: string): Uint8Array | undefined {
  try {
    return fromBase64(text);
  } catch {
    return undefined;
  }
}
