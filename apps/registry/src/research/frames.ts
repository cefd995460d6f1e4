// In: a sealed read. Out: a frame of typed columns, kept by release, permit version and consent epoch. A withdrawal moves the epoch, so no
// new computation contains that person.
import { bitmap, buildFrame, type CourseRow, filter, type Frame } from '@longview/cohort';
import { dayNumber } from '@longview/foundation';
import type { OutcomeRow } from '../courses/derive.ts';
import type { Connection } from '../persistence/database.ts';

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
>;

const COLUMNS = `patient_no, treating_centre, product, disease, status_at_infusion, sex, age::float8 as age, day0::text as day0, decided,
  apheresed, released, infused, os_days, os_event, pfs_days, pfs_event, crs_grade, icans_grade, best_response, competing_days, competing_event, prior_lines`;

/** The centre's own rows, live. */
export const ownRows = (connection: Connection, centre: string) =>
  connection.query<Row & Record<string, unknown>>(
    `select ${COLUMNS} from registry.course_outcome where serves_own and treating_centre = $1 order by course_id`,
    [centre],
  );

/** The rows of a release that the sealed permit opens. */
export const releaseRows = (connection: Connection, release: string) =>
  connection.query<Row & Record<string, unknown>>(
    `select ${COLUMNS} from registry.release_row where release_id = $1 order by ord`,
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
    },
    marks: {
      ...(row.best_response !== null && { response: RESPONSES.indexOf(row.best_response) + 1 }),
      ...(row.crs_grade !== null && { crs: row.crs_grade + 1 }),
      ...(row.icans_grade !== null && { icans: row.icans_grade + 1 }),
    },
  };
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
