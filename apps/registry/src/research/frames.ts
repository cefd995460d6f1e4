// In: a sealed read. Out: a frame of typed columns, kept by release, permit version and consent epoch. A withdrawal moves the epoch, so no
// new computation contains that person.
import {
  type Amount,
  bitmap,
  buildFrame,
  type CourseRow,
  type Endpoint,
  filter,
  type Frame,
  NO_AMOUNT,
} from '@longview/cohort';
import { dayNumber } from '@longview/foundation';
import type { OutcomeRow } from '../courses/derive.ts';
import type { ThirdColumns } from '../courses/outcome-columns.ts';
import type { FieldName } from '../governance/permits.ts';
import type { Connection } from '../persistence/database.ts';

/** What a frame is made of. The columns of later derivations are read only for who may ask by them: a frame of all would be twice as large. */
type Row = Pick<
  OutcomeRow,
  | 'patient_no'
  | 'treating_centre'
  | 'product'
  | 'disease'
  | 'status_at_infusion'
  | 'sex'
  | 'age'
  | 'day0'
  | 'decided'
  | 'apheresed'
  | 'released'
  | 'infused'
  | 'os_days'
  | 'os_event'
  | 'pfs_days'
  | 'pfs_event'
  | 'crs_grade'
  | 'icans_grade'
  | 'best_response'
  | 'competing_days'
  | 'competing_event'
  | 'prior_lines'
> &
  Partial<ThirdColumns>;

const COLUMNS = `patient_no, treating_centre, product, disease, status_at_infusion, sex, age::float8 as age, day0::text as day0, decided,
  apheresed, released, infused, os_days, os_event, pfs_days, pfs_event, crs_grade, icans_grade, best_response, competing_days, competing_event, prior_lines`;

const COLUMNS_OF_FIELD: Readonly<Partial<Record<FieldName, string>>> = {
  efs: 'efs_days, efs_event',
  dor: 'dor_days, dor_event',
  rfs: 'rfs_days, rfs_event',
  spm: 'spm_days, spm_event',
  aplasia: 'aplasia_days, aplasia_event',
  icaht: 'icaht_early, icaht_late',
  onset: 'crs_onset_days, crs_onset_event, icans_onset_days, icans_onset_event',
  waiting: 'waiting',
  hospital: 'hospital_days, intensive_days, home_days',
  quality: 'eq_vas_change, eq_index_change',
  apheresed: `apheresed_on::text as apheresed_on, apheresed_os_days, apheresed_os_event, infusion_days, infusion_event`,
};

const columnsFor = (fields: readonly string[]): string =>
  [
    COLUMNS,
    ...Object.entries(COLUMNS_OF_FIELD).flatMap(([field, columns]) => (fields.includes(field) ? [columns] : [])),
  ].join(', ');

/** The centre's own rows, live. */
export const ownRows = (connection: Connection, centre: string, fields: readonly string[]) =>
  connection.query<Row & Record<string, unknown>>(
    `select ${columnsFor(fields)} from registry.course_outcome where serves_own and treating_centre = $1 order by course_id`,
    [centre],
  );

/** The rows of a release that the sealed permit opens, with what its fields ask for. */
export const releaseRows = (connection: Connection, release: string, fields: readonly string[]) =>
  connection.query<Row & Record<string, unknown>>(
    `select ${columnsFor(fields)} from registry.release_row where release_id = $1 order by ord`,
    [release],
  );

/** First age of each band with its label; the finest age that leaves the registry. */
const AGE_BANDS = [
  [70, '70-120'],
  [60, '60-69'],
  [40, '40-59'],
  [18, '18-39'],
] as const;
const YOUNGEST = '0-17';

const ageBand = (age: number): string => AGE_BANDS.find(([first]) => age >= first)?.[1] ?? YOUNGEST;

/** From worst to best: the marks 1, 2 and 3. */
const RESPONSES = ['none', 'partial', 'complete'];

export function frameOf(rows: readonly Row[]): Frame {
  return buildFrame(rows.map(courseRow));
}

function courseRow(row: Row): CourseRow {
  const day = row.day0 === null ? undefined : dayNumber(row.day0);
  return {
    patient: row.patient_no,
    centre: row.treating_centre,
    ...(row.product !== null && { product: row.product }),
    ...(row.disease !== null && { disease: row.disease }),
    ...(row.sex !== null && { sex: row.sex }),
    ...(row.age !== null && { ageBand: ageBand(row.age) }),
    ...(row.prior_lines !== null && { priorLines: row.prior_lines }),
    ...(row.status_at_infusion !== null && { statusAtInfusion: row.status_at_infusion }),
    ...(day !== undefined && { infusionDay: day, infusionYear: Number(row.day0?.slice(0, 4)) }),
    ...(row.apheresed_on != null && { apheresisDay: dayNumber(row.apheresed_on) }),
    stages: [
      ...(row.decided ? (['referred'] as const) : []),
      ...(row.apheresed ? (['apheresed'] as const) : []),
      ...(row.released ? (['released'] as const) : []),
      ...(row.infused ? (['infused'] as const) : []),
    ],
    outcomes: {
      ...(row.os_days !== null && row.os_event !== null && { os: [row.os_days, row.os_event ? 1 : 0] as const }),
      ...(row.pfs_days !== null && row.pfs_event !== null && { pfs: [row.pfs_days, row.pfs_event ? 1 : 0] as const }),
      ...(row.competing_days !== null &&
        row.competing_event !== null && { competing: [row.competing_days, row.competing_event] as const }),
      ...timesOf(row),
    },
    marks: {
      ...(row.best_response !== null && { response: RESPONSES.indexOf(row.best_response) + 1 }),
      ...(row.crs_grade !== null && { crs: row.crs_grade + 1 }),
      ...(row.icans_grade !== null && { icans: row.icans_grade + 1 }),
      ...(row.icaht_early != null && { icahtEarly: row.icaht_early + 1 }),
      ...(row.icaht_late != null && { icahtLate: row.icaht_late + 1 }),
    },
    amounts: amountsOf(row),
  };
}

const TIMES = [
  ['efs', 'efs_days', 'efs_event'],
  ['dor', 'dor_days', 'dor_event'],
  ['rfs', 'rfs_days', 'rfs_event'],
  ['spm', 'spm_days', 'spm_event'],
  ['aplasia', 'aplasia_days', 'aplasia_event'],
  ['apheresedOs', 'apheresed_os_days', 'apheresed_os_event'],
  ['infusion', 'infusion_days', 'infusion_event'],
] as const;

function timesOf(row: Row): NonNullable<CourseRow['outcomes']> {
  const times: Partial<Record<Endpoint, readonly [number, number]>> = {};
  for (const [name, days, event] of TIMES) {
    const [day, what] = [row[days], row[event]];
    if (day != null && what != null) times[name] = [day, what];
  }
  return times;
}

const AMOUNTS = [
  ['waiting', 'waiting'],
  ['hospital', 'hospital_days'],
  ['intensive', 'intensive_days'],
  ['home', 'home_days'],
  ['eqVas', 'eq_vas_change'],
  ['eqIndex', 'eq_index_change'],
] as const;

function amountsOf(row: Row): NonNullable<CourseRow['amounts']> {
  const amounts: Partial<Record<Amount, number>> = {};
  for (const [name, column] of AMOUNTS) {
    const amount = row[column];
    // A way of more than eighty years is a date that somebody mistyped.
    if (amount != null && Math.abs(amount) < -NO_AMOUNT) amounts[name] = amount;
  }
  // The day of onset of those who had it: days without the event end at the thirtieth, or before.
  if (row.crs_onset_event === 1 && row.crs_onset_days != null) amounts.crsOnset = row.crs_onset_days;
  if (row.icans_onset_event === 1 && row.icans_onset_days != null) amounts.icansOnset = row.icans_onset_days;
  return amounts;
}

/** A frame of a permit with what every question on it needs again. */
export interface PermitFrame {
  readonly frame: Frame;
  /** Everybody in it, as bits. */
  readonly population: Uint8Array;
  /** Patients whose rows the asker's own organisation brought: it could subtract them. Absent when there are none. */
  readonly own?: Uint8Array;
}

export function permitFrame(rows: readonly Row[], organisation: string): PermitFrame {
  const frame = frameOf(rows);
  const own = filter(frame, { centre: [organisation] });
  return { frame, population: bitmap(filter(frame)), ...(own.rows.length > 0 && { own: bitmap(own) }) };
}

/** Frames kept in memory; the least recently used goes first. */
export class Frames {
  readonly #kept = new Map<string, PermitFrame>();

  constructor(private readonly most = 8) {}

  get(key: string): PermitFrame | undefined {
    const frame = this.#kept.get(key);
    if (frame) {
      this.#kept.delete(key);
      this.#kept.set(key, frame);
    }
    return frame;
  }

  keep(key: string, frame: PermitFrame): void {
    this.#kept.set(key, frame);
    if (this.#kept.size > this.most) this.#kept.delete(this.#kept.keys().next().value as string);
  }
}
