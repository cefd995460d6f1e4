// The one function that finds or makes a patient and a course. It answers alike for known and new, so that no sender learns whether
// another centre was there before.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Placing1764000000004 implements MigrationInterface {
  readonly name = 'Placing1764000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const UP = [
  `grant select, insert, update on registry.patient, registry.course, registry.course_source to longview_placer`,
  `grant select on registry.clinical_record to longview_placer`,
  ...['patient', 'course', 'course_source'].map(
    (table) => `create policy placer on registry.${table} to longview_placer using (true) with check (true)`,
  ),
  `create policy placer on registry.clinical_record for select to longview_placer using (true)`,

  // Owned by the owner, so that only it can seal: the placer hands it what was found or made.
  `create function authz.widen(patients uuid[]) returns void
     language plpgsql security definer
     set search_path = pg_catalog, pg_temp
     as $$
     declare claims jsonb := authz.claims();
     begin
       if claims ->> 'kind' is distinct from 'write' then
         raise exception 'SEAL_KIND: only a write is widened' using errcode = '28000';
       end if;
       perform authz.seal((claims || jsonb_build_object('patients', coalesce(claims -> 'patients', '[]'::jsonb) || to_jsonb(patients)))::text);
     end $$`,
  `alter function authz.widen(uuid[]) owner to longview_owner`,
  `revoke all on function authz.widen(uuid[]) from public`,
  `grant execute on function authz.widen(uuid[]) to longview_placer`,

  // input: [{pseudonym: hex, linkable, age, ageOn, basis, courses: [{key: hex, product, day0, begun, latest}]}]
  //   basis   the submission itself brings what permits processing; without it only a patient for whom this centre brought it before is found
  //   begun   earliest of decision, apheresis and infusion, null when this submission begins no course
  //   latest  the latest day of anything in the group: a follow-up joins the latest course begun before it
  // output: one row a patient and course, in the order of the input; ids are null where nothing permits processing or nothing fits.
  `create function registry.place(input jsonb)
     returns table (patient_no integer, course_no integer, patient_id uuid, course_id uuid)
     language plpgsql security definer
     set search_path = pg_catalog, pg_temp
     as $$
     #variable_conflict use_column
     declare
       claims jsonb := authz.claims();
       asker text := claims ->> 'centre';
       p record;
       c record;
       pid uuid;
       cid uuid;
       ids uuid[] := '{}';
     begin
       if claims ->> 'kind' is distinct from 'write' or asker is null then
         raise exception 'SEAL_KIND: placing needs a sealed write' using errcode = '28000';
       end if;
       -- In the order of the pseudonym, so that two submissions with the same patients lock them in the same order.
       for p in
         select (t.no - 1)::integer as no, decode(t.item ->> 'pseudonym', 'hex') as pseudonym, t.item
         from jsonb_array_elements(input) with ordinality as t(item, no) order by 2
       loop
         pid := null;
         if (p.item ->> 'basis')::boolean then
           insert into registry.patient (pseudonym, linkable, age, age_on)
             values (p.pseudonym, (p.item ->> 'linkable')::boolean, (p.item ->> 'age')::numeric, (p.item ->> 'ageOn')::date)
             on conflict (pseudonym) do nothing;
           select id into strict pid from registry.patient where pseudonym = p.pseudonym for update;
           -- The first age stays; another one is compared by the caller and discarded.
           update registry.patient set age = (p.item ->> 'age')::numeric, age_on = (p.item ->> 'ageOn')::date
             where id = pid and age is null and p.item ->> 'age' is not null;
         else
           select x.id into pid from registry.patient x
             where x.pseudonym = p.pseudonym
               and exists (select from registry.clinical_record r
                           where r.patient_id = x.id and r.centre = asker and r.type = 'Consent' and r.is_current)
             for update;
         end if;
         if pid is not null then ids := ids || pid; end if;

         patient_no := p.no; course_no := null; patient_id := pid; course_id := null;
         return next;
         continue when pid is null;

         -- Groups that begin a course come first, the earliest first: a follow-up in the same submission finds it.
         for c in
           select (t.no - 1)::integer as no, decode(t.item ->> 'key', 'hex') as key, t.item ->> 'product' as product,
             (t.item ->> 'day0')::date as day0, (t.item ->> 'begun')::date as begun, (t.item ->> 'latest')::date as latest
           from jsonb_array_elements(p.item -> 'courses') with ordinality as t(item, no)
           order by (t.item ->> 'begun') is null, (t.item ->> 'begun')::date, t.no
         loop
           cid := null;
           select s.course_id into cid from registry.course_source s
             where s.patient_id = pid and s.centre = asker and s.course_key = c.key;
           if cid is null and c.day0 is not null and c.product is not null then
             select k.id into cid from registry.course k
               where k.patient_id = pid and k.product = c.product and abs(k.day0 - c.day0) <= 7
               order by abs(k.day0 - c.day0), k.id limit 1;
           end if;
           if cid is null and c.begun is not null then
             insert into registry.course (patient_id, treating_centre, product, day0, begun)
               values (pid, asker, c.product, c.day0, c.begun) returning id into cid;
           end if;
           if cid is null and c.latest is not null then
             select k.id into cid from registry.course k
               where k.patient_id = pid and k.begun <= c.latest
               order by k.begun desc, k.id limit 1;
           elsif cid is not null and c.key is not null then
             insert into registry.course_source (patient_id, centre, course_key, course_id)
               values (pid, asker, c.key, cid) on conflict do nothing;
           end if;
           patient_no := p.no; course_no := c.no; patient_id := pid; course_id := cid;
           return next;
         end loop;
       end loop;
       perform authz.widen(ids);
     end $$`,
  `alter function registry.place(jsonb) owner to longview_placer`,
  `revoke all on function registry.place(jsonb) from public`,
  `grant execute on function registry.place(jsonb) to longview_app`,
];
