// In: a row as byte text. Out: its characters. Refuses bytes that are not of the encoding, rather than showing wrong letters.
import { err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { bytesOf } from './byte-text.ts';
import type { Encoding } from './byte-text.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows = new TextDecoder('windows-1252', { fatal: true });
const BEYOND_ASCII = /[\u0080-\u00ff]/;

const asUtf8 = (text: string): string | undefined => {
  try {
    return utf8.decode(bytesOf(text));
  } catch {
    return undefined;
  }
};

export type DecodeFault = 'not-utf-8' | 'looks-like-utf-8';

export class RowDecoder {
  #encoding: Encoding | undefined;
  readonly #declared: boolean;

  constructor(encoding: Encoding | undefined, declared: boolean) {
    // UTF-16 has become UTF-8 on the way here.
    this.#encoding = encoding === 'utf-16le' || encoding === 'utf-16be' ? 'utf-8' : encoding;
    this.#declared = declared;
  }

  /** What was declared, marked or found; `utf-8` as long as every row was plain ASCII. */
  get encoding(): Encoding {
    return this.#encoding ?? 'utf-8';
  }

  decode(row: string): Result<string, DecodeFault> {
    if (!BEYOND_ASCII.test(row)) return ok(row);
    const text = asUtf8(row);
    if (this.#encoding === undefined) this.#encoding = text === undefined ? 'windows-1252' : 'utf-8';
    if (this.#encoding === 'utf-8') return text === undefined ? err('not-utf-8') : ok(text);
    // Accented letters in Windows-1252 almost never form UTF-8 by chance ("é" would be "Ã©" to the reader).
    if (text !== undefined && this.#declared) return err('looks-like-utf-8');
    return ok(windows.decode(bytesOf(row)));
  }
}
