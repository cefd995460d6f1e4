// D7, beyond pairs. In: the sets already told, and those that an answer would tell. Out: whether some combination of all of them speaks of
// 1 to k − 1 patients: told are A, B and (A with B and one more), each far from the others, and A + B − the third is that one.
// The sets are the rows of a matrix, brought to its reduced form by Gaussian elimination modulo a prime; a row of that form with few patients is
// such a combination. It is a heuristic: to find the combination of the fewest patients is hard in general, and the pairwise test is the guarantee.

/** The largest prime below 2^26: products of two residues stay exact in a double. */
const PRIME = 67_108_859;

/** Beyond this many patients a matrix no longer fits a question's time: there the pairwise audit stands alone. */
export const MOST_AUDITED = 20_000;
/** As many independent sets as are kept; more add nothing that a permit's budget allows. */
const MOST_ROWS = 1_500;

/** Of the reduced form: 1 at its own pivot, 0 at every other. */
interface Row {
  readonly pivot: number;
  readonly values: Int32Array;
  /** It speaks of 1 to k − 1 patients, whole or without the asker's own. */
  readonly few: boolean;
}

/** Patients who stand in exactly the same sets share a column. */
interface Columns {
  /** Column of each patient; −1: in no set. */
  readonly of: Int32Array;
  /** Patients of each column, and those of them who are not the asker's own. */
  readonly weights: readonly number[];
  readonly foreign: readonly number[];
}

/** What sets would add: the columns split where they divide one, and the rows that are new. */
interface Extension {
  readonly columns: Columns;
  /** Of each column the one before that it is a part of; −1: its patients were in no set. */
  readonly from: Int32Array;
  readonly rows: readonly Omit<Row, 'few'>[];
}

export class RowSpace {
  #columns: Columns = { of: new Int32Array(0), weights: [], foreign: [] };
  #rows: readonly Row[] = [];

  /** @param own patients whom the asker can subtract: a combination of which only they are left speaks of nobody else. */
  constructor(
    private readonly k: number,
    private readonly own?: Uint8Array,
  ) {}

  /** Remembers what was told, whatever it amounts to. */
  add(sets: readonly Uint8Array[]): void {
    if (!this.#audits(sets)) return;
    const extension = this.#extension(sets);
    const { columns, rows } = extension;
    const few = (values: Int32Array): boolean => this.#isFew(columns, values, undefined, []);
    const before = this.#rows.map((row): Row => {
      const times = timesOf(row.values, extension);
      if (times.length === 0 && columns.weights.length === row.values.length) return row;
      const values = after(row.values, extension, times);
      return { pivot: row.pivot, values, few: times.length === 0 ? row.few : few(values) };
    });
    this.#columns = columns;
    this.#rows = [...before, ...rows.map((row): Row => ({ ...row, few: few(row.values) }))];
  }

  /** Whether these can be told as well. Remembers nothing. */
  admits(sets: readonly Uint8Array[]): boolean {
    if (!this.#audits(sets)) return true;
    const extension = this.#extension(sets);
    const { columns, from, rows } = extension;
    // What was so before cannot be taken back, and does not stand in the way of everything after. Most rows stay as they are, and of most others
    // the first columns show that they speak of many: they are not made whole for that.
    let more = 0;
    for (const { values } of rows) if (this.#isFew(columns, values, undefined, [])) more++;
    for (const { values, few } of this.#rows) {
      const times = timesOf(values, extension);
      if (times.length > 0) more += Number(this.#isFew(columns, values, from, times)) - Number(few);
    }
    return more <= 0;
  }

  #audits(sets: readonly Uint8Array[]): boolean {
    return sets.length > 0 && sets.every((set) => 8 * set.length <= MOST_AUDITED);
  }

  /** Patients in the columns in which a row has a value once the new rows are taken away: 1 to k − 1, whole or without the asker's own. */
  #isFew({ weights, foreign }: Columns, values: Int32Array, from: Int32Array | undefined, times: Times): boolean {
    let [all, others] = [0, 0];
    for (let column = 0; column < weights.length; column++) {
      if (valueAt(values, from, times, column) === 0) continue;
      all += weights[column] as number;
      others += foreign[column] as number;
      if (all >= this.k && others >= this.k) return false;
    }
    return all < this.k || (others > 0 && others < this.k);
  }

  #extension(sets: readonly Uint8Array[]): Extension {
    const before = this.#columns.weights.length;
    const room = Math.max(0, MOST_ROWS - this.#rows.length);
    if (room === 0) return { columns: this.#columns, from: Int32Array.from({ length: before }, identity), rows: [] };
    const { columns, from } = this.#split(sets);
    const rows: { pivot: number; values: Int32Array }[] = [];
    for (const set of sets) {
      if (rows.length >= room) break;
      const inside = columnsIn(set, columns);
      // A pivot's column is 0 in every other row: of each row there is as much in the set as the set has at that pivot, once or not at all.
      const sum = new Float64Array(before);
      for (const { pivot, values } of this.#rows)
        if (inside[pivot] === 1)
          for (let column = 0; column < before; column++)
            sum[column] = (sum[column] as number) + (values[column] as number);
      const left = new Int32Array(inside.length);
      for (let column = 0; column < left.length; column++) {
        const part = from[column] as number;
        left[column] = residue((inside[column] as number) - (part < 0 ? 0 : (sum[part] as number)));
      }
      for (const { pivot, values } of rows) subtract(left, values, left[pivot] as number);
      const pivot = left.findIndex((value) => value !== 0);
      if (pivot < 0) continue;
      const inverse = power(left[pivot] as number, PRIME - 2);
      for (let column = 0; column < left.length; column++) left[column] = residue((left[column] as number) * inverse);
      for (const { values } of rows) subtract(values, left, values[pivot] as number);
      rows.push({ pivot, values: left });
    }
    return { columns, from, rows };
  }

  /** Splits each column of which only some patients are in a set. */
  #split(sets: readonly Uint8Array[]): Pick<Extension, 'columns' | 'from'> {
    const before = this.#columns.weights.length;
    const of = longer(this.#columns.of, 8 * Math.max(...sets.map((set) => set.length)));
    const [weights, foreign] = [[...this.#columns.weights], [...this.#columns.foreign]];
    const from = Array.from({ length: before }, identity);
    for (const set of sets) {
      const members = patientsIn(set);
      const inside = new Int32Array(weights.length);
      for (const patient of members) {
        const column = of[patient] as number;
        if (column >= 0) inside[column] = (inside[column] as number) + 1;
      }
      // The part that is in the set gets a column of its own; those in no set before get one together.
      const parts = new Int32Array(weights.length + 1).fill(-1);
      for (const patient of members) {
        const column = of[patient] as number;
        if (column >= 0 && inside[column] === weights[column] && parts[column] === -1) continue;
        const at = column < 0 ? parts.length - 1 : column;
        if (parts[at] === -1) {
          parts[at] = weights.length;
          from.push(column < 0 ? -1 : (from[column] as number));
          weights.push(0);
          foreign.push(0);
        }
        const part = parts[at] as number;
        const other = has(this.own, patient) ? 0 : 1;
        of[patient] = part;
        weights[part] = (weights[part] as number) + 1;
        foreign[part] = (foreign[part] as number) + other;
        if (column < 0) continue;
        inside[column] = (inside[column] as number) - 1;
        weights[column] = (weights[column] as number) - 1;
        foreign[column] = (foreign[column] as number) - other;
      }
    }
    return { columns: { of, weights, foreign }, from: Int32Array.from(from) };
  }
}

const identity = (_: unknown, index: number): number => index;

/** How often each new row is taken away from a row: as often as it has the new pivot. */
type Times = readonly { readonly factor: number; readonly values: Int32Array }[];

function timesOf(values: Int32Array, { from, rows }: Extension): Times {
  const times: { factor: number; values: Int32Array }[] = [];
  for (const row of rows) {
    const part = from[row.pivot] as number;
    const value = part < 0 ? 0 : (values[part] as number);
    if (value !== 0) times.push({ factor: PRIME - value, values: row.values });
  }
  return times;
}

/** @param from of each column the one before that it is a part of; undefined where the columns are those of the row. */
function valueAt(values: Int32Array, from: Int32Array | undefined, times: Times, column: number): number {
  const part = from === undefined ? column : (from[column] as number);
  let value = part < 0 ? 0 : (values[part] as number);
  for (let index = 0; index < times.length; index++) {
    const { factor, values: other } = times[index] as Times[number];
    const taken = other[column] as number;
    if (taken !== 0) value = residue(value + factor * taken);
  }
  return value;
}

function after(values: Int32Array, { from }: Extension, times: Times): Int32Array {
  const row = new Int32Array(from.length);
  for (let column = 0; column < row.length; column++) row[column] = valueAt(values, from, times, column);
  return row;
}

/** 1 for each column of which somebody is in the set: then everybody of it is. */
function columnsIn(set: Uint8Array, { of, weights }: Columns): Uint8Array {
  const inside = new Uint8Array(weights.length);
  for (const patient of patientsIn(set)) inside[of[patient] as number] = 1;
  return inside;
}

function patientsIn(set: Uint8Array): number[] {
  const patients: number[] = [];
  for (let at = 0; at < set.length; at++)
    for (let bits = set[at] as number; bits !== 0; bits &= bits - 1)
      patients.push(8 * at + 31 - Math.clz32(bits & -bits));
  return patients;
}

const has = (set: Uint8Array | undefined, patient: number): boolean =>
  set !== undefined && (((set[patient >> 3] ?? 0) >> (patient & 7)) & 1) === 1;

/** A copy in which those beyond its end are in no column. */
function longer(of: Int32Array, length: number): Int32Array {
  const all = new Int32Array(Math.max(length, of.length)).fill(-1);
  all.set(of);
  return all;
}

function subtract(from: Int32Array, values: Int32Array, times: number): void {
  if (times === 0) return;
  const factor = PRIME - times;
  for (let column = 0; column < values.length; column++) {
    const value = values[column] as number;
    if (value !== 0) from[column] = residue((from[column] as number) + factor * value);
  }
}

/** Of an integer below 2^53 in size; `%` on doubles takes ten times as long. */
function residue(value: number): number {
  const left = value - Math.floor(value / PRIME) * PRIME;
  return left < 0 ? left + PRIME : left >= PRIME ? left - PRIME : left;
}

function power(base: number, exponent: number): number {
  let [result, square] = [1, base];
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = residue(result * square);
    square = residue(square * square);
  }
  return result;
}
