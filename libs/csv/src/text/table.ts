// In: a small file that a person filled in. Out: its headings and rows, whatever delimiter the spreadsheet wrote. Nothing where it is no table. For lists of
// our own that come back; exports of hospitals are read by readCsv, which keeps places and tells what is wrong.
import { findDelimiter, headingLine } from './delimiter.ts';
import { parseRow } from './parse-cells.ts';

export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

/** @param text without lines in cells. */
export function readTable(text: string): Table | undefined {
  const plain = text.replace(/^\ufeff/u, '');
  const delimiter = findDelimiter(headingLine(plain));
  const lines = plain.split(/\r?\n/u).map((line, index) => ({ line: index + 1, cells: parseRow(line, delimiter) }));
  const [first, ...rest] = lines;
  if (!first?.cells || first.cells.every((cell) => cell.trim() === '')) return undefined;
  return {
    headings: first.cells.map((cell) => cell.trim()),
    rows: rest.flatMap(({ line, cells }) =>
      cells && cells.some((cell) => cell.trim() !== '') ? [{ line, cells: cells.map((cell) => cell.trim()) }] : [],
    ),
  };
}
