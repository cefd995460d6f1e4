// What a policy asks is asked in the order in which it is likely to be answered: a page asks nothing about writes, and a decision is opened in fewer steps.
// In: the seal as before. Out: the same rows under the same seals, and the same refusals.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReadsFirst1764000000009 implements MigrationInterface {
  readonly name = 'ReadsFirst1764000000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

/** The cast keeps it one value: without it `any (select ...)` would be a set of arrays. */
const WRITTEN = `any ((select authz.writes())::uuid[])`;

const UP = [
  // Between policies of one command the order is PostgreSQL's own; within one it is ours, and what is decided by its first part asks no other.
  `drop policy write_courses on registry.course`,
  `drop policy read_own_courses on registry.course`,
  // \`is true\` keeps the planner from looking the centre up in an index beside the condition of writes.
  `create policy see_courses on registry.course for select to longview_app
     using ((treating_centre = (select authz.reads_own())) is true or patient_id = ${WRITTEN})`,
  `create policy change_courses on registry.course for update to longview_app using (patient_id = ${WRITTEN})`,
  `drop policy write_outcomes on registry.course_outcome`,
  `drop policy read_outcomes on registry.course_outcome`,
  `create policy see_outcomes on registry.course_outcome for select to longview_app
     using ((serves_own and treating_centre = (select authz.reads_own()))
       or patient_id = ${WRITTEN}
       or (serves_pool and (select authz.cuts())))`,
  `create policy add_outcomes on registry.course_outcome for insert to longview_app with check (patient_id = ${WRITTEN})`,
  `create policy change_outcomes on registry.course_outcome for update to longview_app using (patient_id = ${WRITTEN})`,
  `create policy remove_outcomes on registry.course_outcome for delete to longview_app using (patient_id = ${WRITTEN})`,

  `create or replace function authz.open(decision text, mac bytea) returns void
     language plpgsql security definer
     set search_path = pg_catalog, pg_temp
     as $$
     declare
       claims jsonb;
       expires timestamptz;
       kind text;
       decision_id uuid;
       xid text;
     begin
       if mac is distinct from authz.mac(decision) then
         raise exception 'SEAL_MAC: the decision was not made by this registry' using errcode = '28000';
       end if;
       claims := decision::jsonb;
       kind := claims ->> 'kind';
       decision_id := (claims ->> 'id')::uuid;
       expires := to_timestamp((claims ->> 'expires')::double precision);
       if expires is null or expires < clock_timestamp() or expires > clock_timestamp() + interval '61 seconds' then
         raise exception 'SEAL_EXPIRED: the decision is not valid now' using errcode = '28000';
       end if;
       if kind is null or kind not in ('read', 'write', 'epoch') then
         raise exception 'SEAL_KIND: unknown kind of decision' using errcode = '28000';
       end if;
       -- A read that rolls back would leave no trace: so its intent must be committed by another transaction before rows are seen. First where it
       -- stands most often: in line. The integrator moves it in one commit, so one of the two has it, the second looked at later.
       if kind = 'read' then
         perform from log.pending p where p.id = decision_id and p.kind = 'intent'
           and p.xid <> pg_current_xact_id() and p.created > clock_timestamp() - interval '61 seconds';
         if not found then
           perform from log.entry e where e.id = decision_id and e.kind = 'intent'
             and e.at > clock_timestamp() - interval '61 seconds';
         end if;
         if not found then
           raise exception 'SEAL_INTENT: no committed intent stands in the access log' using errcode = '28000';
         end if;
       end if;
       -- Waits for another transaction that uses the same decision at this moment: when that one commits, nothing is put in here.
       insert into authz.used (id, expires) values (decision_id, expires) on conflict (id) do nothing;
       if not found then
         raise exception 'SEAL_USED: the decision was used before' using errcode = '28000';
       end if;
       -- As \`authz.seal\` does it.
       xid := pg_current_xact_id()::text;
       perform set_config('longview.seal', xid || '|' || encode(authz.mac(xid || '|' || decision), 'hex') || '|' || decision, true);
     end $$`,
];
