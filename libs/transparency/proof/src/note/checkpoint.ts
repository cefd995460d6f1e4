// In: origin, size and root, or a note's text. Out: the other (C2SP tlog-checkpoint). Refuses sizes and roots written in any second way.
import { err, fromBase64, ok, refusal, toBase64 } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';
import { KEY_TYPE } from './key.ts';
import type { Signer, VerifierKey } from './key.ts';
import { HASH_BYTES } from '../merkle/hash.ts';
import { formatNote, parseNote, signNote, verifyNote } from './signed-note.ts';
import type { NoteRefusal, SignedNote } from './signed-note.ts';

/** The state of a log: its name, how many entries, and the root over them. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export interface SignedCheckpoint extends Checkpoint {
  readonly note: SignedNote;
}

export type CheckpointRefusal = NoteRefusal | Refusal<'checkpoint-malformed' | 'origin-wrong'>;

/** `origin \n size \n base64(root) \n`. */
export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${toBase64(root)}\n`;

export function parseCheckpoint(text: string): Result<Checkpoint, CheckpointRefusal> {
  const malformed = (why: string) => err(refusal('checkpoint-malformed', `not a checkpoint: ${why}`));
  const lines = text.split('\n');
  if (lines.pop() !== '') return malformed('no newline at its end');
  const [origin, size, root, ...extensions] = lines;
  if (!origin || size === undefined || root === undefined) return malformed('expected origin, size and root');
  if (!/^(?:0|[1-9]\d*)$/.test(size) || !Number.isSafeInteger(Number(size))) return malformed('its size is no number');
  if (extensions.includes('')) return malformed('an extension line is empty');
  try {
    const hash = fromBase64(root);
    return hash.length === HASH_BYTES
      ? ok({ origin, size: Number(size), root: hash })
      : malformed('its root is no hash');
  } catch {
    return malformed('its root is not base64');
  }
}

/** Writes and signs a checkpoint. @throws TypeError unless the signer is a log key whose name is the origin. */
export async function signCheckpoint(checkpoint: Checkpoint, signer: Signer): Promise<string> {
  if (signer.key.type !== KEY_TYPE.log || signer.key.name !== checkpoint.origin)
    throw new TypeError('a checkpoint is signed by a log key that bears the name of its origin');
  return formatNote(await signNote(formatCheckpoint(checkpoint), signer));
}

/** Reads a checkpoint and checks that this log key signed it and that its origin is the key's name. */
export function openCheckpoint(note: string, logKey: VerifierKey): Result<SignedCheckpoint, CheckpointRefusal> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const checkpoint = parseCheckpoint(parsed.value.text);
  if (!checkpoint.ok) return checkpoint;
  if (checkpoint.value.origin !== logKey.name)
    return err(refusal('origin-wrong', `the checkpoint is of "${checkpoint.value.origin}", not of "${logKey.name}"`));
  if (logKey.type !== KEY_TYPE.log) return err(refusal('signature-missing', 'a witness key cannot sign for a log'));
  const signed = verifyNote(parsed.value, logKey);
  return signed.ok ? ok({ ...checkpoint.value, note: signed.value }) : signed;
}
