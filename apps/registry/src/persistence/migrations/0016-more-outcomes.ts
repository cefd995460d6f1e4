// What a course's outcome says beyond survival: its best response, relapse against death without one, earlier lines of treatment.
// In: outcomes and released rows as they stand. Out: the same, with these unknown until the course is derived anew. Nothing of a release that was cut changes:
// its rows are of version 1, and hashed as they were.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MoreOutcomes1764000000016 implements MigrationInterface {
  readonly name = 'MoreOutcomes1764000000016';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const UP = ['course_outcome', 'release_row'].map(
  (table) => `alter table registry.${table}
    add column outcome_version smallint not null default 1,
    -- complete, partial or none; null where nobody looked.
    add column best_response text,
    -- On the clock of progression-free survival: 0 censored, 1 relapse or progression, 2 death without it.
    add column competing_days integer,
    add column competing_event smallint,
    -- 0 to 4, and 5+.
    add column prior_lines text`,
);
