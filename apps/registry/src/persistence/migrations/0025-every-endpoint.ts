// What a course's outcome says of every endpoint that the door answers by: second malignancy, aplasia, responses and how long they last, grades of
// haematotoxicity, days in hospital, quality of life, and the way from apheresis to infusion.
// In: outcomes and released rows as they stand. Out: the same, with these unknown until the course is derived anew (`rederive`). Nothing of a release that was
// cut changes: its rows are of an earlier version, and hashed as they were.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EveryEndpoint1764000000025 implements MigrationInterface {
  readonly name = 'EveryEndpoint1764000000025';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

/** Days since the time zero of the population, and 0 censored, 1 the event, 2 what competes. */
const TIMED = ['efs', 'dor', 'rfs', 'spm', 'aplasia', 'crs_onset', 'icans_onset', 'apheresed_os', 'infusion'];
/** Days; points of the visual scale; thousandths of the index; grades. */
const SMALL = [
  'waiting',
  'hospital_days',
  'intensive_days',
  'home_days',
  'eq_vas_change',
  'eq_index_change',
  'icaht_early',
  'icaht_late',
];

const COLUMNS = [
  'apheresed_on date',
  ...TIMED.flatMap((name) => [`${name}_days integer`, `${name}_event smallint`]),
  ...SMALL.map((name) => `${name} ${name === 'waiting' ? 'integer' : 'smallint'}`),
];

const UP = [
  ...['course_outcome', 'release_row'].map(
    (table) => `alter table registry.${table}\n${COLUMNS.map((column) => `  add column ${column}`).join(',\n')}`,
  ),
];
