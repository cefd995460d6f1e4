// In: a selection and a column. Out: the groups by label, as codes that the statistics read in place.
import { bitmap, populationCount } from './bitmap.ts';
import type { Category } from './frame.ts';
import type { Selection } from './selection.ts';

export type GroupColumn = Category | 'infusionYear';

/** Groups of a selection. `codes` spans the whole frame; a group nobody of the selection belongs to has no rows. */
export interface Grouping {
  readonly labels: readonly string[];
  readonly codes: Uint16Array;
  /** The selected courses of each group. */
  readonly members: readonly Selection[];
}

export function groupBy({ frame, rows }: Selection, column: GroupColumn): Grouping {
  const { codes, labels } = column === 'infusionYear' ? years(frame.infusionYear) : frame.categories[column];
  const sizes = new Uint32Array(labels.length);
  for (const row of rows) sizes[codes[row] as number] = (sizes[codes[row] as number] as number) + 1;
  const members = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Uint32Array(labels.length);
  for (const row of rows) {
    const code = codes[row] as number;
    (members[code] as Int32Array)[filled[code] as number] = row;
    filled[code] = (filled[code] as number) + 1;
  }
  return { labels, codes, members: members.map((own) => ({ frame, rows: own })) };
}

/** Distinct patients, never courses: the unit of every released count. */
export const patientCount = (selection: Selection): number => populationCount(bitmap(selection));

/** Years as labels in their order, unknown first. */
function years(column: Uint16Array): { codes: Uint16Array; labels: readonly string[] } {
  const seen = new Uint8Array(0x10000);
  for (const year of column) seen[year] = 1;
  const labels = [''];
  const code = new Uint16Array(seen.length);
  for (let year = 1; year < seen.length; year++) if (seen[year] === 1) code[year] = labels.push(String(year)) - 1;
  const codes = new Uint16Array(column.length);
  for (let row = 0; row < codes.length; row++) codes[row] = code[column[row] as number] as number;
  return { codes, labels };
}
