// In: the bytes of an .xlsx file and a mapping. Out: the same stream of rows as from CSV. Numbers are numbers whatever their column is called,
// days are days whatever their format; a sheet is read when it is named, or when it alone fits.
import { fitHeadings } from '../fit-headings.ts';
import type { Fitted } from '../fit-headings.ts';
import { KeyedRows } from '../keyed-rows.ts';
import { ISO_DATES } from '../mapping/read-date-formats.ts';
import { nearest } from '../nearest.ts';
import { problem } from '../place.ts';
import type { Place, PlacedProblem } from '../place.ts';
import type { CsvOptions } from '../read-csv.ts';
import type { SourceEvent, SourceRow } from '../source-row.ts';
import { Workbook } from './workbook.ts';
import type { Cell, SheetRow, WorkbookSheet } from './workbook.ts';
import { Zip, ZipBroken } from './zip.ts';
import type { ZipFault } from './zip.ts';

/** A workbook is opened whole: its parts stand in no order. */
export const LONGEST_WORKBOOK = 128 * 1024 * 1024;

const FAULTS: Readonly<Record<ZipFault, readonly [string, string]>> = {
  'no-archive': ['the file is no workbook (.xlsx)', 'Save it as .xlsx or as CSV (UTF-8) and send that file.'],
  broken: ['the workbook is broken', 'Open it, save it again and send that file; or make the copy again.'],
  encrypted: [
    'the workbook is protected by a password',
    'Save it without a password, on a disk that is protected itself.',
  ],
  'too-large': [
    'the workbook is larger than any that is filled by people, or swells when it is opened',
    'Save the sheet as CSV (UTF-8) and send that file.',
  ],
  method: [
    'the workbook is packed in a way that Excel does not use',
    'Open it in Excel, save it as .xlsx and send that file.',
  ],
};

export async function* readWorkbook(
  bytes: AsyncIterable<Uint8Array>,
  options: CsvOptions,
): AsyncGenerator<SourceEvent> {
  const { file } = options;
  const refused = (fault: ZipFault): SourceEvent => {
    const [message, mend] = FAULTS[fault];
    return { kind: 'refused', whole: true, problem: problem('C20', { file, line: 1 }, message, mend) };
  };
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of bytes) {
    length += part.length;
    if (length > LONGEST_WORKBOOK) {
      yield refused('too-large');
      return;
    }
    parts.push(part);
  }
  const zip = Zip.open(Buffer.concat(parts));
  if (!zip.ok) {
    yield refused(zip.error);
    return;
  }
  try {
    if (!zip.value.has('xl/workbook.xml')) yield refused('no-archive');
    else yield* readSheets(new Workbook(zip.value), options);
  } catch (fault) {
    if (!(fault instanceof ZipBroken)) throw fault;
    yield refused(fault.fault);
  }
}

interface Fit {
  readonly sheet: WorkbookSheet;
  readonly headingLine: number;
  readonly fitted: Fitted;
}

function* readSheets(book: Workbook, options: CsvOptions): Generator<SourceEvent> {
  const chosen = choose(book, options);
  if ('problems' in chosen) {
    for (const one of chosen.problems) yield { kind: 'refused', whole: true, problem: one };
    return;
  }
  const { fits, notes } = chosen;
  for (const message of notes) yield { kind: 'note', note: { place: { file: options.file, line: 1 }, message } };
  let count = 0;
  for (const [index, fit] of fits.entries())
    for (const event of readSheet(book, fit, options)) {
      if (event.kind === 'row' || event.kind === 'refused') count++;
      yield event.kind === 'row' && fits.length > 1 ? ofSheet(event, index + 1) : event;
    }
  if (count > 0) return;
  const mend = 'Check the export; an empty export needs no sending.';
  const told = problem('C18', { file: options.file, line: 1 }, 'the workbook has headings and no rows', mend, {
    severity: 'query',
  });
  yield { kind: 'refused', whole: true, problem: told };
}

/** Two sheets have the same lines: what stands on them is not of one course for that. */
const ofSheet = (row: SourceRow, part: number): SourceRow => ({
  ...row,
  contents: () => {
    const contents = row.contents();
    return { ...contents, records: contents.records.map((record) => ({ ...record, part })) };
  },
});

function choose(
  book: Workbook,
  options: CsvOptions,
):
  | { readonly fits: readonly Fit[]; readonly notes: readonly string[] }
  | { readonly problems: readonly PlacedProblem[] } {
  const { mapping, file } = options;
  const visible = book.sheets.filter(({ hidden }) => !hidden);
  const place: Place = { file, line: 1 };
  const wanted = mapping?.sheet;
  if (wanted !== undefined) {
    const names = book.sheets.map(({ name }) => name);
    const sheet = book.sheets.find(({ name }) => name.trim().toLowerCase() === wanted.trim().toLowerCase());
    if (!sheet) {
      const meant = nearest(wanted, names);
      const mend =
        meant === undefined ? 'Correct the mapping: sheet.' : `Did you mean "${meant}"? Correct the mapping: sheet.`;
      return { problems: [problem('C20', place, `the workbook has no sheet "${wanted}"`, mend)] };
    }
    const fit = fitOf(book, sheet, options);
    return 'fitted' in fit ? { fits: [fit], notes: [] } : fit;
  }
  const tried = visible.map((sheet) => ({ sheet, fit: fitOf(book, sheet, options) }));
  const fits = tried.flatMap(({ fit }) => ('fitted' in fit ? [fit] : []));
  const [first] = tried;
  if (fits.length === 0) {
    if (first && 'problems' in first.fit) return { problems: first.fit.problems };
    return {
      problems: [problem('C20', place, 'the workbook has no sheet to read', 'Put the rows on a sheet that is shown.')],
    };
  }
  if (mapping && fits.length > 1) {
    const names = fits.map(({ sheet }) => `"${sheet.name}"`).join(', ');
    return {
      problems: [
        problem(
          'C20',
          place,
          `several sheets fit the mapping: ${names}`,
          'Name the one that is meant in the mapping: sheet.',
        ),
      ],
    };
  }
  const left = tried.filter(({ fit }) => !('fitted' in fit)).map(({ sheet }) => sheet.name);
  const hidden = book.sheets.filter((sheet) => sheet.hidden).map(({ name }) => name);
  return {
    fits,
    notes: [
      ...(left.length > 0 ? [`sheets that are not read, as their headings do not fit: ${left.join(', ')}`] : []),
      ...(hidden.length > 0 ? [`sheets that are hidden and not read: ${hidden.join(', ')}`] : []),
    ],
  };
}

function fitOf(
  book: Workbook,
  sheet: WorkbookSheet,
  options: CsvOptions,
): Fit | { readonly problems: readonly PlacedProblem[] } {
  for (const row of book.rows(sheet)) {
    const names = textsOf(row, lastColumn(row) + 1, '.');
    if (names.every((name) => name.trim() === '')) continue;
    const fitted = fitHeadings(names, options, { file: options.file, line: row.line });
    return 'problems' in fitted ? fitted : { sheet, headingLine: row.line, fitted };
  }
  return {
    problems: [
      problem(
        'C01',
        { file: options.file, line: 1 },
        `the sheet "${sheet.name}" is empty`,
        'Check the export: a row of headings and rows are expected.',
      ),
    ],
  };
}

const lastColumn = ({ cells }: SheetRow): number => Math.max(-1, ...cells.keys());

/** Numbers in the decimal sign that the mapping reads, without what binary arithmetic adds to them. */
function textOf(cell: Cell | undefined, decimal: ',' | '.'): string {
  if (!cell) return '';
  if ('text' in cell) return cell.text;
  if ('day' in cell) return cell.day;
  const text = String(Number(cell.number.toPrecision(15)));
  return decimal === ',' ? text.replace('.', ',') : text;
}

const textsOf = ({ cells }: SheetRow, width: number, decimal: ',' | '.'): string[] =>
  Array.from({ length: width }, (_, column) => textOf(cells.get(column), decimal));

function* readSheet(book: Workbook, { sheet, headingLine, fitted }: Fit, options: CsvOptions): Generator<SourceEvent> {
  const { file, today } = options;
  const { headings, mapping, notes } = fitted;
  // What is refused is written as CSV beside the workbook: one of several sheets would overwrite the other, so the first has it.
  yield {
    kind: 'opened',
    file,
    headings: headings.names,
    delimiter: ';',
    encoding: 'utf-8',
    demonstration: mapping.demonstration.length > 0,
  };
  for (const note of notes) yield { kind: 'note', note };
  const keyed = new KeyedRows({ file, headings, mapping, today, furtherDates: ISO_DATES });
  const width = headings.names.length;
  for (const row of book.rows(sheet)) {
    if (row.line <= headingLine) continue;
    const cells = textsOf(row, width, mapping.decimal);
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (lastColumn(row) >= width) {
      const message = 'cells to the right of the last heading are not read';
      yield { kind: 'note', note: { place: { file, line: row.line }, message } };
    }
    yield* keyed.take(cells, row.line);
  }
}
