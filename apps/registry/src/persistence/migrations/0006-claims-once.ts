// Row policies ask once for a table what a seal opens, and a decision is used up without a savepoint of its own.
// In: the seal as before. Out: the same rows under the same seals: each function answers from `authz.claims()`, which checks MAC and transaction.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ClaimsOnce1764000000006 implements MigrationInterface {
  readonly name = 'ClaimsOnce1764000000006';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

/** Stable, so that a policy that writes `(select authz.x())` asks once a statement; null where the seal is of another kind, or none. */
const answers = (name: string, type: string, when: string, answer: string): readonly string[] => [
  `create function authz.${name}() returns ${type}
     language plpgsql stable
     set search_path = pg_catalog, pg_temp
     as $$
     declare claims jsonb := authz.claims();
     begin
       if (${when}) is not true then return null; end if;
       return ${answer};
     end $$`,
  `alter function authz.${name}() owner to longview_owner`,
  `revoke all on function authz.${name}() from public`,
  `grant execute on function authz.${name}() to longview_app, longview_reader, longview_placer`,
];

/** The cast keeps it one value: without it \`any (select ...)\` would be a set of arrays. */
const WRITTEN = `any ((select authz.writes())::uuid[])`;

const UP = [
  ...answers('reads_own', 'text', `claims ->> 'kind' = 'read' and claims ->> 'scope' = 'own'`, `claims ->> 'centre'`),
  ...answers(
    'reads_fields',
    'jsonb',
    `claims ->> 'kind' = 'read' and jsonb_typeof(claims -> 'fields') = 'array'`,
    `claims -> 'fields'`,
  ),
  ...answers('cuts', 'boolean', `claims ->> 'kind' = 'read' and claims ->> 'scope' = 'cut'`, `true`),
  ...answers(
    'writes',
    'uuid[]',
    `claims ->> 'kind' = 'write'`,
    `array(select jsonb_array_elements_text(claims -> 'patients'))::uuid[]`,
  ),
  ...answers('writes_for', 'text', `claims ->> 'kind' = 'write'`, `claims ->> 'centre'`),

  // The centre in an expression: as a plain column it would be looked up in an index, and every statement would read all that the centre
  // ever sent.
  `alter policy write_records on registry.clinical_record
     using (patient_id = ${WRITTEN} or centre || '' = (select authz.writes_for()))
     with check (patient_id = ${WRITTEN})`,
  `alter policy write_outcomes on registry.course_outcome using (patient_id = ${WRITTEN})`,
  `alter policy write_courses on registry.course using (patient_id = ${WRITTEN})`,
  `alter policy write_patients on registry.patient using (id = ${WRITTEN})`,
  `alter policy write_consent on registry.consent_state using (patient_id = ${WRITTEN})`,
  `alter policy own_submissions on registry.submission using (centre = (select authz.writes_for()))`,
  // Reads come first by their names, and what is a centre's own before what is cut: the others are then not asked at all.
  `drop policy cut_from_outcomes on registry.course_outcome`,
  `alter policy read_own_outcomes on registry.course_outcome
     using ((serves_own and treating_centre = (select authz.reads_own())) or (serves_pool and (select authz.cuts())))`,
  `alter policy read_own_outcomes on registry.course_outcome rename to read_outcomes`,
  // \`is true\` keeps the planner from looking the centre up in an index beside the policy of writes.
  `alter policy read_own_courses on registry.course using ((treating_centre = (select authz.reads_own())) is true)`,
  `alter policy read_own_records on registry.clinical_record using (centre = (select authz.reads_own()))`,
  `create or replace view registry.readable_record with (security_barrier) as
     select r.id, r.course_id, r.type, r.version, r.recorded, r.withdrawn,
       case when (select authz.reads_fields()) is null then r.body
         else (select coalesce(jsonb_object_agg(m.key, m.value), '{}'::jsonb) from jsonb_each(r.body) m
               where (select authz.reads_fields()) ? (r.type || '.' || m.key)) end as body
     from registry.clinical_record r
     where r.is_current and r.withdrawn is null`,

  `create or replace function authz.open(decision text, mac bytea) returns void
     language plpgsql security definer
     set search_path = pg_catalog, pg_temp
     as $$
     declare
       claims jsonb;
       expires timestamptz;
       kind text;
     begin
       if mac is distinct from authz.mac(decision) then
         raise exception 'SEAL_MAC: the decision was not made by this registry' using errcode = '28000';
       end if;
       claims := decision::jsonb;
       kind := claims ->> 'kind';
       expires := to_timestamp((claims ->> 'expires')::double precision);
       if expires is null or expires < clock_timestamp() or expires > clock_timestamp() + interval '61 seconds' then
         raise exception 'SEAL_EXPIRED: the decision is not valid now' using errcode = '28000';
       end if;
       if kind is null or kind not in ('read', 'write', 'epoch') then
         raise exception 'SEAL_KIND: unknown kind of decision' using errcode = '28000';
       end if;
       -- A read that rolls back would leave no trace: so its intent must be committed by another transaction before rows are seen.
       if kind = 'read' and not exists (
         select from log.pending p where p.id = (claims ->> 'id')::uuid and p.kind = 'intent'
           and p.xid <> pg_current_xact_id() and p.created > clock_timestamp() - interval '61 seconds'
         union all
         select from log.entry e where e.id = (claims ->> 'id')::uuid and e.kind = 'intent'
           and e.at > clock_timestamp() - interval '61 seconds'
       ) then
         raise exception 'SEAL_INTENT: no committed intent stands in the access log' using errcode = '28000';
       end if;
       -- Waits for another transaction that uses the same decision at this moment: when that one commits, nothing is put in here.
       insert into authz.used (id, expires) values ((claims ->> 'id')::uuid, expires) on conflict (id) do nothing;
       if not found then
         raise exception 'SEAL_USED: the decision was used before' using errcode = '28000';
       end if;
       perform authz.seal(decision);
     end $$`,
];
