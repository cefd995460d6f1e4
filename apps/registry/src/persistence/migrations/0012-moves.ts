// A record that a centre sent for the wrong patient is moved to another one, once two people of the centre have opened that move.
// In: the moves of a submission. Out: the patients from whom the records go, locked together with those whom the submission names, in the order of
// their ids, and open to this write. Refused: a move of another centre, one that was not approved, is used or has expired: it opens nothing.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Moves1764000000012 implements MigrationInterface {
  readonly name = 'Moves1764000000012';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const ASKING = `(select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'move'
  and centre = (select authz.claims() ->> 'centre')`;

const UP = [
  `create table registry.move (
    id uuid primary key,
    centre text not null,
    system text not null,
    source_key bytea not null check (length(source_key) = 32),
    reason text not null,
    requested_by text not null,
    requested timestamptz not null,
    -- For the approval and the sending together.
    expires timestamptz not null check (expires > requested),
    approved_by text,
    approved timestamptz,
    used timestamptz,
    submission_id uuid,
    check ((approved_by is null) = (approved is null)),
    constraint two_people check (approved_by <> requested_by),
    constraint used_when_approved check (used is null or approved is not null),
    check ((used is null) = (submission_id is null))
  )`,
  `create index on registry.move (centre) where used is null`,
  `alter table registry.move owner to longview_owner`,
  `alter table registry.move enable row level security`,
  `alter table registry.move force row level security`,
  // Both versions that a move makes: the one that closes the record where it stood, and the one where it stands now.
  `alter table registry.clinical_record add column move_id uuid references registry.move`,

  `grant select, insert, update (approved_by, approved, used, submission_id) on registry.move to longview_app`,
  `create policy ask_moves on registry.move to longview_app using (${ASKING}) with check (${ASKING})`,
  `create policy see_moves on registry.move for select to longview_app using (centre = (select authz.writes_for()))`,
  `create policy use_moves on registry.move for update to longview_app using (centre = (select authz.writes_for()))`,
  `grant select, update (used) on registry.move to longview_placer`,
  `create policy placer on registry.move to longview_placer using (true) with check (true)`,

  // input: as for registry.place, which comes next in the same transaction and finds everybody locked.
  `create function registry.take_moves(input jsonb, moves uuid[]) returns table (id uuid, patient_id uuid)
     language plpgsql security definer
     set search_path = pg_catalog, pg_temp
     as $$
     #variable_conflict use_column
     declare
       claims jsonb := authz.claims();
       asker text := claims ->> 'centre';
       own bytea[];
       others bytea[];
       left_behind uuid[];
       held uuid[];
     begin
       if claims ->> 'kind' is distinct from 'write' or asker is null then
         raise exception 'SEAL_KIND: moving needs a sealed write' using errcode = '28000';
       end if;
       -- Whoever else uses the same move waits here, and then finds it used.
       perform from registry.move m where m.id = any(moves) and m.centre = asker order by m.id for update;
       select coalesce(array_agg(distinct r.patient_id), '{}') into left_behind
         from registry.move m join registry.clinical_record r
           on r.centre = m.centre and r.system = m.system and r.source_key = m.source_key and r.is_current
         where m.id = any(moves) and m.centre = asker and m.approved is not null and m.used is null and m.expires > now();
       select array_agg(decode(s.item ->> 'value', 'hex')) filter (where (t.item ->> 'basis')::boolean),
              array_agg(decode(s.item ->> 'value', 'hex')) filter (where not (t.item ->> 'basis')::boolean)
         into own, others
         from jsonb_array_elements(input) t(item), jsonb_array_elements(t.item -> 'pseudonyms') s(item);
       select coalesce(array_agg(x.id), '{}') into held from (
         select unnest(left_behind) as id
         union
         select n.patient_id from registry.pseudonym n where n.value = any(own)
         union
         select n.patient_id from registry.pseudonym n where n.value = any(others)
           and exists (select from registry.clinical_record r
                       where r.patient_id = n.patient_id and r.centre = asker and r.type = 'Consent' and r.is_current)) x;
       perform from registry.patient x where x.id = any(held) order by x.id for update;
       for id, patient_id in
         select m.id, r.patient_id from registry.move m join registry.clinical_record r
           on r.centre = m.centre and r.system = m.system and r.source_key = m.source_key and r.is_current
         where m.id = any(moves) and m.centre = asker and m.approved is not null and m.used is null and m.expires > now()
       loop
         -- While this one waited, the patient became another one.
         if patient_id <> all(left_behind) then
           raise exception 'the record is somewhere else by now' using errcode = '40001';
         end if;
         return next;
       end loop;
       perform authz.widen(left_behind);
     end $$`,
  `alter function registry.take_moves(jsonb, uuid[]) owner to longview_placer`,
  `revoke all on function registry.take_moves(jsonb, uuid[]) from public`,
  `grant execute on function registry.take_moves(jsonb, uuid[]) to longview_app`,
];
