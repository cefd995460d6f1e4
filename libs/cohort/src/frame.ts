// In: rows of courses. Out: a frame of typed columns, one entry a course, that filters and statistics read without copying.
// Refuses (throws) a patient number that is not a whole number from 0 on, and a column with more labels than its codes can hold.

/** The closed list of columns that may be filtered and grouped by. */
export const CATEGORIES = ['product', 'disease', 'sex', 'ageBand', 'statusAtInfusion', 'centre', 'priorLines'] as const;
export type Category = (typeof CATEGORIES)[number];

/** How far a course came; the order is that of the population flow. */
export const STAGES = ['referred', 'apheresed', 'released', 'infused', 'evaluable'] as const;
export type Stage = (typeof STAGES)[number];

/** In time: `apheresedOs` and `infusion` from the first apheresis, the others from the first infusion (`dor`, `rfs` from the response). */
export const ENDPOINTS = [
  'os',
  'pfs',
  'competing',
  'efs',
  'dor',
  'rfs',
  'spm',
  'aplasia',
  'apheresedOs',
  'infusion',
] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

/** What is known of a course beyond its endpoints in time: each a small whole number, and 0 where nobody knows. Counted, never filtered by. */
export const MARKS = ['response', 'crs', 'icans', 'icahtEarly', 'icahtLate'] as const;
export type Mark = (typeof MARKS)[number];

/** Whole numbers of 16 bits: days, points, thousandths. Summarised, never filtered by. */
export const AMOUNTS = [
  'waiting',
  'hospital',
  'intensive',
  'home',
  'eqVas',
  'eqIndex',
  'crsOnset',
  'icansOnset',
] as const;
export type Amount = (typeof AMOUNTS)[number];

/** A day that is not known: the smallest Int32, so that it can never be mistaken for a day. */
export const MISSING = -2_147_483_648;
/** An amount that is not known: the smallest Int16. */
export const NO_AMOUNT = -32_768;
/** Code of a category that is not known; its label is this empty text. */
export const UNKNOWN = 0;

export interface CategoryColumn {
  /** Index into `labels`; 0 is unknown. */
  readonly codes: Uint16Array;
  readonly labels: readonly string[];
}

export interface EndpointColumn {
  /** Whole days since day 0, or MISSING. */
  readonly days: Int32Array;
  /** As the endpoint defines them: 0 censored, 1 event, 2 competing event. */
  readonly events: Uint8Array;
}

/** One row of a frame before it is packed. */
export interface CourseRow extends Readonly<Partial<Record<Category, string>>> {
  /** Ordinal of the patient: the same number in every frame of a numbering, so that bitmaps of two answers compare. */
  readonly patient: number;
  /** Days since 1970-01-01 of day 0; absent when not infused or not known to the day. */
  readonly infusionDay?: number;
  readonly infusionYear?: number;
  /** Days since 1970-01-01 of the first apheresis: time zero of the apheresed. */
  readonly apheresisDay?: number;
  readonly stages?: readonly Stage[];
  readonly outcomes?: Readonly<Partial<Record<Endpoint, readonly [days: number, event: number]>>>;
  /** From 1 on. */
  readonly marks?: Readonly<Partial<Record<Mark, number>>>;
  readonly amounts?: Readonly<Partial<Record<Amount, number>>>;
}

export interface Frame {
  readonly size: number;
  /** One more than the largest patient ordinal: the length of a bitmap in bits. */
  readonly patients: number;
  readonly patient: Int32Array;
  readonly categories: Readonly<Record<Category, CategoryColumn>>;
  readonly infusionDay: Int32Array;
  readonly apheresisDay: Int32Array;
  /** 0: unknown. */
  readonly infusionYear: Uint16Array;
  /** Bit i: the course reached STAGES[i]. */
  readonly stages: Uint8Array;
  readonly endpoints: Readonly<Record<Endpoint, EndpointColumn>>;
  readonly marks: Readonly<Record<Mark, Uint8Array>>;
  readonly amounts: Readonly<Record<Amount, Int16Array>>;
}

/**
 * Packs rows into columns. All columns of a kind that no row has a value for are one array.
 * @param patients how many patients the numbering has, when it is wider than these rows.
 */
export function buildFrame(rows: Iterable<CourseRow> & { readonly length: number }, patients = 0): Frame {
  const size = rows.length;
  const patient = new Int32Array(size);
  const infusionDay = new Int32Array(size).fill(MISSING);
  const infusionYear = new Uint16Array(size);
  const stages = new Uint8Array(size);
  const dictionaries = record(CATEGORIES, () => new Dictionary(size));
  const missing = () => new Int32Array(size).fill(MISSING);
  const apheresisDay = new Column(missing);
  const endpoints = columns(ENDPOINTS, () => ({ days: missing(), events: new Uint8Array(size) }));
  const marks = columns(MARKS, () => new Uint8Array(size));
  const amounts = columns(AMOUNTS, () => new Int16Array(size).fill(NO_AMOUNT));
  let [index, largest] = [0, -1];
  for (const row of rows) {
    if (!Number.isInteger(row.patient) || row.patient < 0) throw new RangeError(`patient ${row.patient} is no ordinal`);
    patient[index] = row.patient;
    largest = Math.max(largest, row.patient);
    if (row.infusionDay !== undefined) infusionDay[index] = row.infusionDay;
    if (row.infusionYear !== undefined) infusionYear[index] = row.infusionYear;
    for (const category of CATEGORIES) dictionaries[category].write(index, row[category]);
    for (const stage of row.stages ?? []) stages[index] = (stages[index] as number) | (1 << STAGES.indexOf(stage));
    if (row.apheresisDay !== undefined) apheresisDay.own[index] = row.apheresisDay;
    for (const mark of MARKS) {
      const value = row.marks?.[mark];
      if (value !== undefined) marks[mark].own[index] = value;
    }
    for (const name of AMOUNTS) {
      const amount = row.amounts?.[name];
      if (amount === undefined) continue;
      if (!(Math.abs(amount) < -NO_AMOUNT)) throw new RangeError(`${name} of ${amount} does not fit into a column`);
      amounts[name].own[index] = amount;
    }
    for (const endpoint of ENDPOINTS) {
      const outcome = row.outcomes?.[endpoint];
      if (outcome === undefined) continue;
      const { days, events } = endpoints[endpoint].own;
      days[index] = outcome[0];
      events[index] = outcome[1];
    }
    index++;
  }
  const categories = record(CATEGORIES, (category) => dictionaries[category].column());
  return {
    size,
    patients: Math.max(patients, largest + 1),
    patient,
    categories,
    infusionDay,
    apheresisDay: apheresisDay.whole,
    infusionYear,
    stages,
    endpoints: record(ENDPOINTS, (name) => endpoints[name].whole),
    marks: record(MARKS, (name) => marks[name].whole),
    amounts: record(AMOUNTS, (name) => amounts[name].whole),
  };
}

/** Made with the first value; without one it is the empty column that others of its kind share. */
class Column<Values> {
  #own: Values | undefined;

  constructor(
    private readonly make: () => Values,
    private readonly empty: () => Values = make,
  ) {}

  get own(): Values {
    this.#own ??= this.make();
    return this.#own;
  }

  get whole(): Values {
    return this.#own ?? this.empty();
  }
}

function columns<Name extends string, Values>(
  names: readonly Name[],
  make: () => Values,
): Record<Name, Column<Values>> {
  let shared: Values | undefined;
  const empty = (): Values => (shared ??= make());
  return record(names, () => new Column(make, empty));
}

class Dictionary {
  readonly #codes: Uint16Array;
  readonly #labels = new Map<string, number>([['', UNKNOWN]]);

  constructor(size: number) {
    this.#codes = new Uint16Array(size);
  }

  write(index: number, label: string | undefined): void {
    if (label === undefined) return;
    let code = this.#labels.get(label);
    if (code === undefined) {
      code = this.#labels.size;
      if (code > 0xffff) throw new RangeError('a category has more labels than a frame can code');
      this.#labels.set(label, code);
    }
    this.#codes[index] = code;
  }

  column(): CategoryColumn {
    return { codes: this.#codes, labels: [...this.#labels.keys()] };
  }
}

const record = <Key extends string, Value>(keys: readonly Key[], make: (key: Key) => Value): Record<Key, Value> =>
  Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<Key, Value>;
