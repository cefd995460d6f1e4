// What is derived from the records of a course (on label, dose, lines, intervals, grades, scores), each with its rule and version, stands beside its
// outcome. In: outcomes as they stand. Out: the same with a column that is empty until the course is derived anew. Releases are not touched: nothing of a
// derived item is released.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DerivedItems1764000000024 implements MigrationInterface {
  readonly name = 'DerivedItems1764000000024';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const UP = [
  // Null: derived before this was kept.
  `alter table registry.course_outcome add column derived jsonb`,
  // Read for one course at a time, while whole columns of the others are read for a question: a long one is kept apart.
  `alter table registry.course_outcome set (toast_tuple_target = 512)`,
];
