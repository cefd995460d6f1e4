// In: the bytes of a CSV file and a mapping. Out: a stream of rows with identity, records and problems; notes; refusals with their place.
// Holds a few hundred rows at a time. A file that does not fit its mapping is refused whole; a row that cannot be read, alone.
import { KeyedRows } from './keyed-rows.ts';
import type { Mapping } from './mapping/mapping.ts';
import { openCsv } from './open-csv.ts';
import type { OpenCsv } from './open-csv.ts';
import { problem } from './place.ts';
import { rawFault, wrongCells } from './row-faults.ts';
import type { SourceEvent, SourceNote } from './source-row.ts';
import { openByteText } from './text/byte-text.ts';
import { parseRow, parseRows } from './text/parse-cells.ts';
import { RowSplitter } from './text/split-rows.ts';
import type { RawRow } from './text/split-rows.ts';

export interface CsvOptions {
  /** Name of the file, for messages. */
  readonly file: string;
  /** Absent: the file is in the project's own template. */
  readonly mapping?: Mapping;
  /** Code of the source system for files in the template; `template` when not said. */
  readonly source?: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

const BATCH = 256;

export async function* readCsv(bytes: AsyncIterable<Uint8Array>, options: CsvOptions): AsyncGenerator<SourceEvent> {
  const text = await openByteText(bytes, options.mapping?.encoding);
  const opened = openCsv(text, options);
  if ('problems' in opened) {
    for (const one of opened.problems) yield { kind: 'refused', whole: true, problem: one };
    await text.close();
    return;
  }
  const { headings, mapping, delimiter } = opened;
  yield {
    kind: 'opened',
    file: options.file,
    headings: headings.names,
    delimiter,
    encoding: text.encoding ?? text.marked ?? 'utf-8',
    demonstration: mapping.demonstration.length > 0,
  };
  for (const note of opened.notes) yield { kind: 'note', note };

  const splitter = new RowSplitter(
    delimiter,
    (row) => parseRow(row, delimiter, false)?.length === headings.names.length,
  );
  const rows = new RowEvents(opened, options, text.encoding === undefined);
  for await (const chunk of text.chunks) yield* rows.take(splitter.push(chunk));
  yield* rows.take(splitter.end());
  yield* rows.flush();
  if (rows.count === 0) {
    const mend = 'Check the export; an empty export needs no sending.';
    const told = problem('C18', { file: options.file, line: 1 }, 'the file has headings and no rows', mend, {
      severity: 'query',
    });
    yield { kind: 'refused', whole: true, problem: told };
  }
}

/** Turns raw rows into events, a batch at a time: cells of many rows are parsed in one call. */
class RowEvents {
  readonly #opened: OpenCsv;
  readonly #options: CsvOptions;
  readonly #keyed: KeyedRows;
  #batch: RawRow[] = [];
  #heading = true;
  /** Neither mark nor declaration: the rows decide on the encoding, and that is said once. */
  #undecided: boolean;
  count = 0;

  constructor(opened: OpenCsv, options: CsvOptions, undecided: boolean) {
    this.#opened = opened;
    this.#options = options;
    this.#undecided = undecided;
    const { headings, mapping } = opened;
    this.#keyed = new KeyedRows({ file: options.file, headings, mapping, today: options.today });
  }

  *take(rows: Iterable<RawRow>): Generator<SourceEvent> {
    for (const row of rows) {
      const heading = this.#heading;
      this.#heading = false;
      if (heading || (!row.fault && row.text.trim() === '')) continue;
      this.#batch.push(row.text.includes('\u0000') ? { ...row, fault: 'zero-bytes' } : row);
      if (this.#batch.length >= BATCH) yield* this.flush();
    }
  }

  *flush(): Generator<SourceEvent> {
    const { decoder, delimiter } = this.#opened;
    const batch = this.#batch;
    this.#batch = [];
    const decoded = batch.map((row) => (row.fault ? undefined : decoder.decode(row.text)));
    if (this.#undecided && decoder.encoding === 'windows-1252') {
      this.#undecided = false;
      yield this.#note(
        batch[0]?.line ?? 1,
        'the file is not UTF-8 and was read as Windows-1252; declare it: encoding: windows-1252',
      );
    }
    const texts = decoded.flatMap((one) => (one?.ok ? [one.value] : []));
    const parsed = parseRows(texts, delimiter).values();
    for (const [index, row] of batch.entries()) {
      const outcome = decoded[index];
      if (outcome?.ok) yield* this.#row(row, parsed.next().value);
      else {
        this.count++;
        const place = { file: this.#options.file, line: row.line };
        yield { kind: 'refused', whole: false, problem: rawFault(row, outcome?.error, place) };
      }
    }
  }

  *#row(row: RawRow, parsed: string[] | undefined): Generator<SourceEvent> {
    const { headings } = this.#opened;
    const { file } = this.#options;
    const cells = withoutEmptyTail(parsed, headings.names.length);
    // Spreadsheets leave rows of bare delimiters behind.
    if (cells?.every((cell) => cell.trim() === '')) return;
    this.count++;
    if (!cells || cells.length !== headings.names.length) {
      const told = wrongCells(cells, row, headings.names.length, { file, line: row.line });
      yield { kind: 'refused', whole: false, problem: told, ...(cells && { cells }) };
      return;
    }
    const events = [...this.#keyed.take(cells, row.line)];
    yield* events;
    if (!row.ended && events.some(({ kind }) => kind === 'row'))
      yield this.#note(row.line, 'the last line has no line end; check that its last cell is whole');
  }

  #note(line: number, message: string): SourceNote {
    return { kind: 'note', note: { place: { file: this.#options.file, line }, message } };
  }
}

/** Some programs end every row with a delimiter. */
function withoutEmptyTail(cells: string[] | undefined, wanted: number): string[] | undefined {
  if (!cells || cells.length <= wanted) return cells;
  return cells.slice(wanted).every((cell) => cell.trim() === '') ? cells.slice(0, wanted) : cells;
}
