// In: a frame and the closed list of filters. Out: the rows that meet all of them. Refuses (throws) a filter outside the list.
import type { Category, Frame } from './frame.ts';
import { CATEGORIES, MISSING } from './frame.ts';

/** All present filters must hold. A list holds when it contains the row's label; an empty list holds for nobody. */
export interface Where extends Readonly<Partial<Record<Category, readonly string[]>>> {
  /** Calendar years of the infusion, both ends included. */
  readonly infusionYear?: { readonly from?: number; readonly to?: number };
}

/** Rows of a frame, ascending. */
export interface Selection {
  readonly frame: Frame;
  readonly rows: Int32Array;
}

export function filter(frame: Frame, where: Where = {}): Selection {
  // A filter that is not understood must never be passed over: the answer would speak of more people than were asked for.
  for (const name of Object.keys(where))
    if (name !== 'infusionYear' && !(CATEGORIES as readonly string[]).includes(name))
      throw new TypeError(`no such filter: ${name}`);
  let rows = Int32Array.from({ length: 0 });
  let narrowed = false;
  const narrow = (column: Uint16Array, allowed: Uint8Array): void => {
    rows = narrowed ? keepRows(rows, column, allowed) : keepAll(frame.size, column, allowed);
    narrowed = true;
  };
  for (const category of CATEGORIES) {
    const wanted = where[category];
    if (wanted === undefined) continue;
    const { codes, labels } = frame.categories[category];
    narrow(
      codes,
      Uint8Array.from(labels, (label) => (wanted.includes(label) ? 1 : 0)),
    );
  }
  if (where.infusionYear !== undefined) {
    const { from = 1, to = 0xffff } = where.infusionYear;
    narrow(frame.infusionYear, new Uint8Array(0x10000).fill(1, Math.max(1, from), to + 1));
  }
  if (!narrowed) rows = everyRow(frame.size);
  return { frame, rows };
}

/**
 * One course a patient: the first infusion among the selected courses, or their first apheresis. Courses without one, or with one on a day that
 * nobody knows, are left out. Two on the same day: the lower row, so that the choice is always the same.
 */
export function indexCourses(
  { frame, rows }: Selection,
  from: 'infusionDay' | 'apheresisDay' = 'infusionDay',
): Selection {
  const days = frame[from];
  const first = new Int32Array(frame.patients).fill(-1);
  for (const row of rows) {
    const day = days[row] as number;
    if (day === MISSING) continue;
    const patient = frame.patient[row] as number;
    const chosen = first[patient] as number;
    if (chosen < 0 || day < (days[chosen] as number)) first[patient] = row;
  }
  return keepWhere({ frame, rows }, (row) => first[frame.patient[row] as number] === row);
}

/** The selected rows for which a test holds. */
export function keepWhere({ frame, rows }: Selection, test: (row: number) => boolean): Selection {
  const kept = new Int32Array(rows.length);
  let count = 0;
  for (const row of rows) if (test(row)) kept[count++] = row;
  return { frame, rows: kept.slice(0, count) };
}

function keepAll(size: number, column: Uint16Array, allowed: Uint8Array): Int32Array<ArrayBuffer> {
  const kept = new Int32Array(size);
  let count = 0;
  for (let row = 0; row < size; row++) {
    // Writing always and advancing only on a hit keeps the loop free of branches that the processor would mispredict.
    kept[count] = row;
    count += allowed[column[row] as number] as number;
  }
  return kept.slice(0, count);
}

function keepRows(rows: Int32Array, column: Uint16Array, allowed: Uint8Array): Int32Array<ArrayBuffer> {
  const kept = new Int32Array(rows.length);
  let count = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    kept[count] = row;
    count += allowed[column[row] as number] as number;
  }
  return kept.slice(0, count);
}

function everyRow(size: number): Int32Array<ArrayBuffer> {
  const rows = new Int32Array(size);
  for (let row = 0; row < size; row++) rows[row] = row;
  return rows;
}
