// The newest federation file believed, so that an older one brings no revoked key back after a restart.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Keys1764000000011 implements MigrationInterface {
  readonly name = 'Keys1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const UP = [
  // Instants of one form, in UTC to the second: as texts they stand in the order of time.
  `create table registry.federation_known (one boolean primary key default true check (one), issued text collate "C" not null)`,
  `alter table registry.federation_known owner to longview_owner`,
  // Holds nothing of a patient.
  `grant select, insert, update on registry.federation_known to longview_app`,
];
