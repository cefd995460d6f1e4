// In: a change that was made, by whom. Out: a line more in the journal, bound to the line before. Refuses to go on from a journal whose chain is broken.
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { canonicalJson, err, type Json, ok, type Refusal, refusal, type Result } from '@longview/foundation';

export interface JournalLine {
  readonly at: string;
  readonly by: readonly string[];
  readonly change: Json;
  /** Of the manifest that was signed. */
  readonly issued: string;
  /** SHA-256 of federation.json as it was written, hexadecimal. */
  readonly file: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

export const hashOf = sha256;

/** The hash of the last line, or of nothing in an empty journal. */
export function journalHead(path: string): Result<string, Refusal<'JOURNAL_BROKEN'>> {
  const lines = existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
  let before = sha256('');
  for (const [index, line] of lines.entries()) {
    let previous: unknown;
    try {
      previous = (JSON.parse(line) as { previous?: unknown }).previous;
    } catch {
      previous = undefined;
    }
    if (previous !== before)
      return err(
        refusal(
          'JOURNAL_BROKEN',
          `Line ${index + 1} of ${path} does not follow from the one before: it was changed, or cut off. Restore it from its backup.`,
        ),
      );
    before = sha256(line);
  }
  return ok(before);
}

export function writeJournal(path: string, line: JournalLine, previous: string): void {
  const file = openSync(path, 'a', 0o600);
  try {
    writeSync(file, `${canonicalJson({ ...line, previous } as unknown as Json)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
