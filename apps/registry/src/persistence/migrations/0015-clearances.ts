// Exact scalars of a named answer, drafted for a permit holder and held until a person of the registry has checked them.
// In: the permit's own seal, or that of whoever checks. Out: the permit's own; or those that wait. Refused: the asker as checker, a second decision.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Clearances1764000000015 implements MigrationInterface {
  readonly name = 'Clearances1764000000015';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const OWN = `(select authz.claims() ->> 'kind') in ('read', 'epoch') and permit = (select authz.claims() ->> 'permit')`;
const RECOMPUTING = `(select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'permit'
  and permit = (select authz.claims() ->> 'permit')`;

const UP = [
  `create table registry.clearance (
    id uuid primary key,
    permit text not null,
    release_id text not null references registry.release,
    -- The answer by its name within the permit.
    answer_seq bigint not null,
    asked jsonb not null,
    -- Canonical JSON of the exact scalars, and SHA-256 of it: who clears says what was seen.
    draft text not null,
    draft_hash bytea not null check (draft_hash = sha256(convert_to(draft, 'UTF8'))),
    sets bytea not null,
    set_count integer not null,
    requested_by text not null,
    requested timestamptz not null,
    checked_by text,
    checked timestamptz,
    outcome text check (outcome in ('cleared', 'refused')),
    reason text,
    check ((checked_by is null) = (checked is null) and (checked is null) = (outcome is null)),
    constraint two_people check (checked_by <> requested_by),
    constraint refused_with_reason check (outcome <> 'refused' or coalesce(length(reason), 0) > 0)
  )`,
  `create unique index clearance_once on registry.clearance (permit, answer_seq) where outcome is distinct from 'refused'`,
  `create index on registry.clearance (requested) where checked is null`,
  `alter table registry.clearance alter column sets set storage external`,
  `alter table registry.clearance owner to longview_owner`,
  `alter table registry.clearance enable row level security`,
  `alter table registry.clearance force row level security`,
  `grant select, insert, update (checked_by, checked, outcome, reason) on registry.clearance to longview_app`,
  `create policy see_clearances on registry.clearance for select to longview_app
     using ((${OWN}) or ((select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'clearing' and checked is null))`,
  `create policy ask_clearances on registry.clearance for insert to longview_app with check (${RECOMPUTING} and checked is null)`,
  // Once: what was decided stays as it is.
  `create policy check_clearances on registry.clearance for update to longview_app
     using (${RECOMPUTING} and checked is null) with check (${RECOMPUTING})`,
];
