// In: the start of a file and its mapping. Out: headings, delimiter, mapping and decoder, or why the file cannot be read at all.
import type { CsvOptions } from './read-csv.ts';
import { fitHeadings } from './fit-headings.ts';
import type { Headings } from './headings.ts';
import type { Mapping } from './mapping/mapping.ts';
import { problem } from './place.ts';
import type { Note, Place, PlacedProblem } from './place.ts';
import { rawFault } from './row-faults.ts';
import type { ByteText } from './text/byte-text.ts';
import { RowDecoder } from './text/decode-row.ts';
import { columnsWith, DELIMITERS, findDelimiter, headingLine, nameOfDelimiter } from './text/delimiter.ts';
import { parseRow } from './text/parse-cells.ts';

export interface OpenCsv {
  readonly headings: Headings;
  readonly delimiter: string;
  readonly decoder: RowDecoder;
  readonly mapping: Mapping;
  readonly notes: readonly Note[];
}

export function openCsv(
  text: ByteText,
  options: CsvOptions,
): OpenCsv | { readonly problems: readonly PlacedProblem[] } {
  const { file } = options;
  const place: Place = { file, line: 1 };
  const refused = (...problems: PlacedProblem[]): { readonly problems: readonly PlacedProblem[] } => ({ problems });
  if (text.head.trim() === '')
    return refused(
      problem('C01', place, 'the file is empty', 'Check the export: a heading line and rows are expected.'),
    );
  if (text.head.startsWith('PK\u0003\u0004') || text.head.startsWith('\u00d0\u00cf\u0011\u00e0'))
    return refused(
      problem('C02', place, 'the file is a workbook or an archive', 'Save it as CSV (UTF-8) and send that file.'),
    );
  const declared = options.mapping?.encoding;
  if (text.marked !== undefined && declared !== undefined && text.marked !== declared)
    return refused(
      problem(
        'C03',
        place,
        `the mapping declares ${declared}, but the file begins with the mark of ${text.marked}`,
        `Declare encoding: ${text.marked}, or leave encoding out.`,
      ),
    );
  // One in a row costs that row: see `rawFault`. Many of them, or one among the headings, and the file is no text.
  if (headingLine(text.head).includes('\u0000') || text.head.split('\u0000').length > 1 + text.head.length / 100)
    return refused(
      problem(
        'C02',
        place,
        'the file holds zero bytes: it is no text, or UTF-16 that was declared as something else',
        'Declare its encoding, or save it as CSV (UTF-8).',
      ),
    );
  const line = headingLine(text.head);
  const decoder = new RowDecoder(text.encoding, declared !== undefined);
  const decoded = decoder.decode(line);
  if (!decoded.ok) return refused(rawFault({ line: 1, text: line, ended: true }, decoded.error, place));

  const delimiter = options.mapping?.delimiter ?? findDelimiter(line);
  const names = parseRow(decoded.value, delimiter);
  if (!names || line.length > 60_000)
    return refused(
      problem('C01', place, 'the first line is not a line of headings', 'Put the headings on the first line.'),
    );
  const better = DELIMITERS.find((other) => columnsWith(line, other) > 1);
  if (names.length === 1 && better !== undefined && options.mapping?.delimiter !== undefined)
    return refused(
      problem(
        'C04',
        place,
        `with ${nameOfDelimiter(delimiter)} the headings are one column; with ${nameOfDelimiter(better)} they are ${columnsWith(line, better)}`,
        `Declare delimiter: ${JSON.stringify(better)}, or leave delimiter out.`,
      ),
    );
  const fitted = fitHeadings(names, options, place);
  return 'problems' in fitted ? fitted : { ...fitted, delimiter, decoder };
}
