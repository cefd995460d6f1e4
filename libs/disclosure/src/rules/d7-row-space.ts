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

export class RowSpace {
  /** Patients who stand in exactly the same sets share a column. */
  #atomOf = new Int32Array(0);
  #weights: number[] = [];
  #foreign: number[] = [];
  #rows: { pivot: number; values: Float64Array }[] = [];

  /** @param own patients whom the asker can subtract: a combination of which only they are left speaks of nobody else. */
  constructor(
    private readonly k: number,
    private readonly own?: Uint8Array,
  ) {}

  /** Remembers what was told, whatever it amounts to. */
  add(sets: readonly Uint8Array[]): void {
    for (const set of sets) this.#take(set);
  }

  /** Whether these can be told as well. Remembers nothing. */
  admits(sets: readonly Uint8Array[]): boolean {
    if (8 * (sets[0]?.length ?? 0) > MOST_AUDITED) return true;
    const after = this.#copy();
    const before = this.#few();
    after.add(sets);
    // What was so before cannot be taken back, and does not stand in the way of everything after.
    return after.#few() <= before;
  }

  #copy(): RowSpace {
    const copy = new RowSpace(this.k, this.own);
    copy.#atomOf = this.#atomOf.slice();
    copy.#weights = [...this.#weights];
    copy.#foreign = [...this.#foreign];
    copy.#rows = this.#rows.map(({ pivot, values }) => ({ pivot, values: values.slice() }));
    return copy;
  }

  /** Rows of the reduced form that speak of 1 to k − 1 patients, whole or without the asker's own. */
  #few(): number {
    let few = 0;
    for (const { values } of this.#rows) {
      let [all, others] = [0, 0];
      for (let atom = 0; atom < this.#weights.length; atom++) {
        if (values[atom] === 0) continue;
        all += this.#weights[atom] as number;
        others += this.#foreign[atom] as number;
        if (all >= this.k && others >= this.k) break;
      }
      if (all < this.k || (others > 0 && others < this.k)) few++;
    }
    return few;
  }

  #take(set: Uint8Array): void {
    if (8 * set.length > MOST_AUDITED || this.#rows.length >= MOST_ROWS) return;
    const row = this.#refine(set);
    for (const { pivot, values } of this.#rows) subtract(row, values, row[pivot] as number);
    const pivot = row.findIndex((value) => value !== 0);
    if (pivot < 0) return;
    const inverse = power(row[pivot] as number, PRIME - 2);
    for (let atom = 0; atom < row.length; atom++) row[atom] = ((row[atom] as number) * inverse) % PRIME;
    for (const { values } of this.#rows) subtract(values, row, values[pivot] as number);
    this.#rows.push({ pivot, values: row });
  }

  /** Splits each column of which only some patients are in the set. @returns the set as a row over the columns. */
  #refine(set: Uint8Array): Float64Array {
    const length = 8 * set.length;
    if (length > this.#atomOf.length) {
      const longer = new Int32Array(length).fill(-1);
      longer.set(this.#atomOf);
      this.#atomOf = longer;
    }
    const inside = new Map<number, number[]>();
    for (let patient = 0; patient < length; patient++) {
      if ((((set[patient >> 3] as number) >> (patient & 7)) & 1) === 0) continue;
      const atom = this.#atomOf[patient] as number;
      const members = inside.get(atom);
      if (members === undefined) inside.set(atom, [patient]);
      else members.push(patient);
    }
    const chosen: number[] = [];
    const copies: number[] = [];
    for (const [atom, members] of inside) {
      if (atom >= 0 && members.length === this.#weights[atom]) {
        chosen.push(atom);
        continue;
      }
      const others = members.filter((patient) => !has(this.own, patient)).length;
      const split = this.#weights.length;
      this.#weights.push(members.length);
      this.#foreign.push(others);
      if (atom >= 0) {
        this.#weights[atom] = (this.#weights[atom] as number) - members.length;
        this.#foreign[atom] = (this.#foreign[atom] as number) - others;
      }
      for (const patient of members) this.#atomOf[patient] = split;
      copies.push(atom);
      chosen.push(split);
    }
    if (copies.length > 0) {
      const before = this.#weights.length - copies.length;
      for (const row of this.#rows) {
        const wider = new Float64Array(this.#weights.length);
        wider.set(row.values);
        copies.forEach((from, index) => (wider[before + index] = from < 0 ? 0 : (row.values[from] as number)));
        row.values = wider;
      }
    }
    const row = new Float64Array(this.#weights.length);
    for (const atom of chosen) row[atom] = 1;
    return row;
  }
}

const has = (set: Uint8Array | undefined, patient: number): boolean =>
  set !== undefined && (((set[patient >> 3] ?? 0) >> (patient & 7)) & 1) === 1;

function subtract(from: Float64Array, values: Float64Array, times: number): void {
  if (times === 0) return;
  const factor = PRIME - times;
  for (let atom = 0; atom < values.length; atom++) {
    const value = values[atom] as number;
    if (value !== 0) from[atom] = ((from[atom] as number) + factor * value) % PRIME;
  }
}

function power(base: number, exponent: number): number {
  let [result, square] = [1, base];
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}
