// Placing finds by keys, always: what it looks for is a handful of rows, however large its tables grow and whatever the planner believed of them
// when they were empty. In: submissions as before. Out: the same places.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PlacingByKeys1764000000010 implements MigrationInterface {
  readonly name = 'PlacingByKeys1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

// A plan that is made inside the function is made under its settings, and kept for the connection. Without them the consents of a whole centre
// were read for each submission.
const UP = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'].map(
  (setting) => `alter function registry.place(jsonb) set ${setting} = off`,
);
