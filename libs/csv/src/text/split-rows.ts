// In: byte text in chunks. Out: rows as byte text, each with its line. Holds at most one row. A row that is too long or never closes
// its quote costs that line alone: what follows is read again from the next line.

export interface RawRow {
  readonly line: number;
  readonly text: string;
  /** False for a last line without a line end. */
  readonly ended: boolean;
  readonly fault?: 'too-long' | 'unclosed' | 'zero-bytes';
}

export const LONGEST_ROW = 1_048_576;

export class RowSplitter {
  readonly #delimiter: string;
  readonly #cellsFit: (text: string) => boolean;
  /** The part of a line that has come so far. */
  #rest = '';
  #skipping = false;
  #line = 1;
  /** Lines of a row whose quote is still open. */
  #open: { text: string; line: number; ended: boolean }[] = [];
  #openLength = 0;

  /** @param cellsFit whether a row over several lines has as many cells as there are headings: a stray quote makes one that has not. */
  constructor(delimiter: string, cellsFit: (text: string) => boolean) {
    this.#delimiter = delimiter;
    this.#cellsFit = cellsFit;
  }

  *push(chunk: string): Generator<RawRow> {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; from = end + 1, end = chunk.indexOf('\n', from)) {
      const text = this.#rest + chunk.slice(from, end);
      this.#rest = '';
      yield* this.#physicalLine(text, true);
    }
    if (this.#skipping) return;
    this.#rest += chunk.slice(from);
    if (this.#rest.length > LONGEST_ROW) {
      while (this.#open.length > 0) yield* this.#giveUpOpen();
      yield { line: this.#line, text: '', ended: true, fault: 'too-long' };
      this.#rest = '';
      this.#skipping = true;
    }
  }

  *end(): Generator<RawRow> {
    if (this.#rest !== '' && !this.#skipping) yield* this.#physicalLine(this.#rest, false);
    this.#rest = '';
    while (this.#open.length > 0) yield* this.#giveUpOpen();
  }

  *#physicalLine(text: string, ended: boolean): Generator<RawRow> {
    const line = this.#line++;
    if (this.#skipping) {
      this.#skipping = false;
      return;
    }
    if (text.length > LONGEST_ROW) {
      while (this.#open.length > 0) yield* this.#giveUpOpen();
      yield { line, text: '', ended, fault: 'too-long' };
    } else yield* this.#take(text, line, ended);
  }

  *#take(text: string, line: number, ended: boolean): Generator<RawRow> {
    const within = this.#open.length > 0;
    const stillOpen = endsInQuotes(text, this.#delimiter, within);
    if (!within && !stillOpen) {
      yield { line, text: text.endsWith('\r') ? text.slice(0, -1) : text, ended };
      return;
    }
    this.#open.push({ text, line, ended });
    this.#openLength += text.length + 1;
    if (stillOpen) {
      if (this.#openLength > LONGEST_ROW) yield* this.#giveUpOpen();
      return;
    }
    const joined = this.#open
      .map((part) => part.text)
      .join('\n')
      .replace(/\r$/u, '');
    if (this.#cellsFit(joined)) {
      const first = this.#open[0]!.line;
      this.#clear();
      yield { line: first, text: joined, ended };
    } else yield* this.#giveUpOpen();
  }

  /** The line that opened the quote is at fault; those that it swallowed are rows of their own. */
  *#giveUpOpen(): Generator<RawRow> {
    const held = this.#open;
    this.#clear();
    const [first, ...others] = held;
    if (!first) return;
    yield { line: first.line, text: first.text, ended: first.ended, fault: 'unclosed' };
    for (const other of others) yield* this.#take(other.text, other.line, other.ended);
  }

  #clear(): void {
    this.#open = [];
    this.#openLength = 0;
  }
}

/** A quote opens at the start of a cell only, so that inches and nicknames inside a cell are text. */
export function endsInQuotes(line: string, delimiter: string, within: boolean): boolean {
  let quoted = within;
  let position = 0;
  for (;;) {
    const quote = line.indexOf('"', position);
    if (quote === -1) return quoted;
    position = quote + 1;
    if (!quoted) quoted = quote === 0 || line[quote - 1] === delimiter;
    else if (line[quote + 1] === '"') position++;
    else quoted = false;
  }
}
