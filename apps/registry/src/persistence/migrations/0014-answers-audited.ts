// What the audit of answers needs beside the answers: what was asked, by what measure, and who was refused for asking too close to an earlier question.
// In: a permit's own seal, as for its stored answers. Out: its own rows. Refused: any other seal sees none of them.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AnswersAudited1764000000014 implements MigrationInterface {
  readonly name = 'AnswersAudited1764000000014';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const OWN = `(select authz.claims() ->> 'kind') in ('read', 'epoch') and permit = (select authz.claims() ->> 'permit')`;

const UP = [
  // Null in answers older than these columns: they are repeated and audited as before, and are not told about a set that lies near theirs.
  `alter table registry.stored_answer
     -- Hash of what was asked for, without about whom.
     add column measure bytea,
     -- The question as it was asked: filters and measure. What is cleared later is computed from it.
     add column asked jsonb`,
  `create table registry.probe (
    permit text not null,
    actor text not null,
    at timestamptz not null default now()
  )`,
  `create index on registry.probe (permit, actor, at)`,
  `alter table registry.probe owner to longview_owner`,
  `alter table registry.probe enable row level security`,
  `alter table registry.probe force row level security`,
  `grant select, insert on registry.probe to longview_app`,
  `create policy own_probes on registry.probe to longview_app using (${OWN}) with check (${OWN})`,
];
