// The access log's schema, and what the sealed context needs of it: which transaction put an entry in line.
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ACCESS_LOG_SQL } from './sql/access-log.ts';

export class AccessLog1764000000002 implements MigrationInterface {
  readonly name = 'AccessLog1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...ACCESS_LOG_SQL, ...UP]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the access log is never taken down');
  }
}

const UP = [
  // An intent opens rows only for another transaction than its own: a rolled-back read would take its intent with it. The top-level id,
  // so that a savepoint changes nothing; not in the application's hand, so that it cannot be told otherwise.
  `alter table log.pending add column xid xid8 not null default pg_current_xact_id()`,
  `revoke insert on log.pending from longview_app`,
  `grant insert (id, kind, envelope, leaf_hash) on log.pending to longview_app`,
];
