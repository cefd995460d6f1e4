// In: a row that is none. Out: the problem that says why, with its place.
import { problem } from './place.ts';
import type { Place, PlacedProblem } from './place.ts';
import { bytesOf } from './text/byte-text.ts';
import type { DecodeFault } from './text/decode-row.ts';
import type { RawRow } from './text/split-rows.ts';

/** A row that could not be cut out or decoded. */
export function rawFault(row: RawRow, decoding: DecodeFault | undefined, place: Place): PlacedProblem {
  if (decoding === 'not-utf-8')
    return problem(
      'C03',
      place,
      `the bytes are not UTF-8 (byte ${firstWrongByte(row.text)} of the line)`,
      'Declare encoding: windows-1252 if that is what the program writes, or export as UTF-8.',
    );
  if (decoding === 'looks-like-utf-8')
    return problem(
      'C03',
      place,
      'the mapping declares windows-1252, but the letters are UTF-8: "é" would become "Ã©"',
      'Declare encoding: utf-8.',
    );
  if (row.fault === 'too-long')
    return problem(
      'C07',
      place,
      'the line is longer than one mebibyte',
      'Check the export: a line end is missing, or something else than rows is in the file.',
    );
  if (row.fault === 'zero-bytes')
    return problem(
      'C02',
      place,
      'the line holds zero bytes: something else than text stands in it',
      'Make the export again, or take the line out.',
    );
  return problem(
    'C08',
    place,
    'a quote opens on this line and does not close where the row ends',
    'Close the quote, or double it inside a quoted cell: "".',
  );
}

/** The first byte, from 1, that begins no UTF-8 character. */
function firstWrongByte(row: string): number {
  const shown = new TextDecoder('utf-8').decode(bytesOf(row));
  const before = shown.slice(0, Math.max(0, shown.indexOf('\ufffd')));
  return new TextEncoder().encode(before).length + 1;
}

/** A row that was cut out and does not have its cells. */
export function wrongCells(
  cells: readonly string[] | undefined,
  row: RawRow,
  wanted: number,
  place: Place,
): PlacedProblem {
  if (!cells)
    return problem('C08', place, 'the quotes of the row do not match', 'Double a quote inside a quoted cell: "".');
  if (!row.ended && cells.length < wanted)
    return problem(
      'C10',
      place,
      `the file ends inside this line: ${cells.length} cells of ${wanted}`,
      'The export or the copy broke off: make it again.',
    );
  return problem(
    'C09',
    place,
    `the row has ${cells.length} cells, the headings are ${wanted}: values would stand in the wrong column`,
    'Put cells that hold the delimiter between quotes.',
  );
}
