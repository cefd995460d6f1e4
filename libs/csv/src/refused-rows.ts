// In: rows that were refused, and why. Out: the bytes of a file like the original with one column more, to mend and send again.
import type { OpenedSource } from './source-row.ts';

const WINDOWS_1252 = new Map(
  Array.from(
    { length: 256 },
    (_, byte) => [new TextDecoder('windows-1252').decode(Uint8Array.of(byte)), byte] as const,
  ),
);

/** One writer a file: same headings, delimiter and encoding as the original, so that the same mapping reads it. */
export class RefusedRows {
  readonly #opened: OpenedSource;

  constructor(opened: OpenedSource) {
    this.#opened = opened;
  }

  heading(): Uint8Array {
    const mark = this.#opened.encoding.startsWith('utf-16') ? '\ufeff' : '';
    return this.#encode(mark + this.#line([...this.#opened.headings, 'refused because']));
  }

  row(cells: readonly string[], reasons: readonly string[]): Uint8Array {
    const missing = Math.max(0, this.#opened.headings.length - cells.length);
    return this.#encode(this.#line([...cells, ...Array<string>(missing).fill(''), reasons.join(' / ')]));
  }

  #line(cells: readonly string[]): string {
    const special = new RegExp(
      `["\\r\\n${this.#opened.delimiter === '|' ? String.raw`\|` : this.#opened.delimiter}]`,
      'u',
    );
    return `${cells.map((cell) => (special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(this.#opened.delimiter)}\r\n`;
  }

  #encode(text: string): Uint8Array {
    switch (this.#opened.encoding) {
      case 'windows-1252':
        return Uint8Array.from(text, (character) => WINDOWS_1252.get(character) ?? 0x3f);
      case 'utf-16le':
        return new Uint8Array(Buffer.from(text, 'utf16le'));
      case 'utf-16be':
        return new Uint8Array(Buffer.from(text, 'utf16le').swap16());
      default:
        return new TextEncoder().encode(text);
    }
  }
}
