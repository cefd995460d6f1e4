// The newest federation file believed, so that an older one brings no revoked key back after a restart; codes with which centres enrol, and
// the keys that wait for the federation. A code itself is kept nowhere: only the public half of the key that it stands for.
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
  `create table registry.key_invitation (
     code text primary key, centre text not null, made_by text not null, made_at timestamptz not null, expires timestamptz not null,
     used_kid text, used_at timestamptz, check ((used_kid is null) = (used_at is null)))`,
  `create table registry.key_request (
     kid text primary key, centre text not null, kind text not null check (kind in ('first', 'renewal')), body text not null,
     received_at timestamptz not null)`,
  ...['key_invitation', 'key_request'].map((table) => `alter table registry.${table} owner to longview_owner`),
  // Nothing of a patient in any of them.
  `grant select, insert, update on registry.federation_known to longview_app`,
  `grant select, insert, update, delete on registry.key_invitation to longview_app`,
  `grant select, insert, delete on registry.key_request to longview_app`,
];
