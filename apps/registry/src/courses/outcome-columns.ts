// The columns of a course's outcome, by the version of its derivation that brought them, and the endpoint that each is. Releases are hashed by these
// lists in their order: what is added comes behind, with a version of its own.
import type { Population } from '@longview/outcomes';

export const FIRST_COLUMNS = `patient_id, patient_no, course_id, treating_centre, product, disease, status_at_infusion, sex, age, day0, decided, apheresed,
  released, infused, os_days, os_event, pfs_days, pfs_event, crs_grade, icans_grade, demonstration, notes`;
export const SECOND_COLUMNS = 'outcome_version, best_response, competing_days, competing_event, prior_lines';

interface Stored {
  readonly endpoint: string;
  readonly population: Population;
  readonly options?: Readonly<Record<string, string | number>>;
}

/** In time: a column of days since the population's time zero, and one of what happened (0 censored, 1 the event, 2 what competes). */
export const TIMED = {
  efs: { endpoint: 'EFS', population: 'infused' },
  dor: { endpoint: 'DOR', population: 'infused' },
  rfs: { endpoint: 'RFS', population: 'infused' },
  spm: { endpoint: 'SPM', population: 'infused' },
  aplasia: { endpoint: 'APLASIA_LOSS', population: 'infused' },
  crs_onset: { endpoint: 'CRS_ONSET', population: 'infused' },
  icans_onset: { endpoint: 'ICANS_ONSET', population: 'infused' },
  apheresed_os: { endpoint: 'OS', population: 'apheresed' },
  infusion: { endpoint: 'INFUSION', population: 'apheresed' },
} as const satisfies Record<string, Stored>;
export type TimedColumn = keyof typeof TIMED;

/** Whole numbers: days, points of the visual scale, thousandths of the index. */
export const AMOUNTS = {
  waiting: { endpoint: 'WAITING', population: 'infused' },
  hospital_days: { endpoint: 'LENGTH_OF_STAY', population: 'infused' },
  intensive_days: { endpoint: 'INTENSIVE_CARE', population: 'infused' },
  home_days: { endpoint: 'DAOH', population: 'infused' },
  eq_vas_change: { endpoint: 'QUALITY_OF_LIFE', population: 'infused', options: { instrument: 'EQ-VAS' } },
  eq_index_change: { endpoint: 'QUALITY_OF_LIFE', population: 'infused', options: { instrument: 'EQ-5D-index' } },
} as const satisfies Record<string, Stored>;
export type AmountColumn = keyof typeof AMOUNTS;

/** Highest grades; null where nobody knows. */
export const GRADES = ['icaht_early', 'icaht_late'] as const;
export type GradeColumn = (typeof GRADES)[number];

export type ThirdColumns = {
  readonly [name in TimedColumn as `${name}_days`]: number | null;
} & { readonly [name in TimedColumn as `${name}_event`]: 0 | 1 | 2 | null } & {
  readonly [name in AmountColumn | GradeColumn]: number | null;
} & {
  /** First apheresis: time zero of the apheresed. */
  readonly apheresed_on: string | null;
};

export const TIMED_NAMES = Object.keys(TIMED) as readonly TimedColumn[];
export const AMOUNT_NAMES = Object.keys(AMOUNTS) as readonly AmountColumn[];

export const THIRD_COLUMNS = [
  'apheresed_on',
  ...TIMED_NAMES.flatMap((name) => [`${name}_days`, `${name}_event`]),
  ...AMOUNT_NAMES,
  ...GRADES,
].join(', ');

/** Of what is derived now. Rows of an earlier one lack the later columns until they are derived anew. */
export const OUTCOME_VERSION = 3;
