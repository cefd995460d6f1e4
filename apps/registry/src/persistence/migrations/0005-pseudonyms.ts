// A patient is known by one pseudonym a key epoch. Two patients whom one submission names together are one person: they become one.
// In: the pseudonyms of each patient of a submission. Out: where it was placed, as before, alike for known and new. Refuses no one aloud:
// tokens that contradict what is known are followed by the newest, and said in the log alone.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Pseudonyms1764000000005 implements MigrationInterface {
  readonly name = 'Pseudonyms1764000000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const UP = [
  `create table registry.pseudonym (
    -- HMAC(kR, epoch | token): neither the hospital nor the pseudonymiser can compute it.
    value bytea primary key check (length(value) = 32),
    epoch integer not null check (epoch > 0),
    patient_id uuid not null references registry.patient,
    learned timestamptz not null default now(),
    -- One person has one token under one key: two of one epoch are two persons, whoever says otherwise.
    unique (patient_id, epoch)
  )`,
  // Until now a store knew one epoch: a second one would have doubled its patients.
  `insert into registry.pseudonym (value, epoch, patient_id, learned) select pseudonym, 1, id, created from registry.patient`,
  `alter table registry.patient drop column pseudonym`,
  // Which patient went into which, for good: releases cut before still name the one that is gone, and entries of the log its ordinal.
  `create table registry.merged (
    gone uuid primary key,
    gone_no integer not null unique,
    kept uuid not null references registry.patient,
    merged timestamptz not null default now()
  )`,
  `create index on registry.merged (kept)`,
  // What two patients both allowed before they became one. A consent that is recorded later lifts it; nothing else opens more.
  `alter table registry.consent_state add column ceiling text[]`,
  // A merge looks for the releases that hold either patient.
  `create index on registry.release_row (patient_id)`,
  ...['pseudonym', 'merged'].flatMap((table) => [
    `alter table registry.${table} owner to longview_owner`,
    `alter table registry.${table} enable row level security`,
    `alter table registry.${table} force row level security`,
    `create policy placer on registry.${table} to longview_placer using (true) with check (true)`,
  ]),
  `grant select, insert, update on registry.pseudonym, registry.merged to longview_placer`,
  `grant delete on registry.patient, registry.course, registry.course_source to longview_placer`,
  `grant update (patient_id, course_id) on registry.clinical_record to longview_placer`,
  `create policy placer_moves on registry.clinical_record for update to longview_placer using (true) with check (true)`,
  `grant select, delete, update (patient_id, patient_no) on registry.course_outcome to longview_placer`,
  `create policy placer on registry.course_outcome to longview_placer using (true) with check (true)`,
  `grant insert, update, delete on registry.consent_state to longview_placer`,
  `create policy placer on registry.consent_state to longview_placer using (true) with check (true)`,
  `grant select on registry.release_row to longview_placer`,
  `create policy placer on registry.release_row for select to longview_placer using (true)`,
  `grant select, update (amended) on registry.release to longview_placer`,
  `create policy placer on registry.release to longview_placer using (true) with check (true)`,

  // A release is frozen and names whom it named; whether that person may be in a new answer follows the patient whom he became.
  `create or replace function registry.consenting() returns setof uuid
     language sql stable security definer
     set search_path = pg_catalog, pg_temp
     as $$ with granting as (
             select s.patient_id from registry.consent_state s
             where (select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'permit'
               and s.granted @> array(select jsonb_array_elements_text((select authz.claims() -> 'needs'))))
           select patient_id from granting
           union all
           select m.gone from registry.merged m join granting g on g.patient_id = m.kept $$`,

  // Both are locked by the caller. Everything of the one goes to the other; what follows from it is derived by the caller.
  `create function registry.merge_patients(keep uuid, gone uuid) returns void
     language plpgsql
     set search_path = pg_catalog, pg_temp
     as $$
     #variable_conflict use_variable
     declare
       one registry.patient%rowtype;
       other registry.patient%rowtype;
       k record;
       twin uuid;
       stays uuid;
       goes uuid;
       both_grant text[];
     begin
       select * into strict one from registry.patient p where p.id = keep;
       select * into strict other from registry.patient p where p.id = gone;
       update registry.pseudonym n set patient_id = keep where n.patient_id = gone;

       -- One infusion told under two names is one course: one centre's own key for both says so, or product and day 0 within 7 days.
       for k in select c.id, c.product, c.day0 from registry.course c where c.patient_id = gone order by c.id loop
         twin := null;
         select c.id into twin
           from registry.course c,
             lateral (select exists (
               select from registry.course_source a join registry.course_source b on b.centre = a.centre and b.course_key = a.course_key
               where a.course_id = c.id and b.course_id = k.id) as same_key) s
           where c.patient_id = keep and (s.same_key or (c.product = k.product and abs(c.day0 - k.day0) <= 7))
           order by s.same_key desc, abs(c.day0 - k.day0), c.id limit 1;
         if twin is null then
           update registry.course c set patient_id = keep where c.id = k.id;
         else
           -- The older stays, and with it the centre that treats.
           stays := least(twin, k.id);
           goes := greatest(twin, k.id);
           update registry.course_source s set course_id = stays where s.course_id = goes;
           update registry.clinical_record r set course_id = stays where r.course_id = goes;
           delete from registry.course_outcome o where o.course_id = goes;
           update registry.course c set patient_id = keep, begun = least(c.begun, (select g.begun from registry.course g where g.id = goes))
             where c.id = stays;
           delete from registry.course c where c.id = goes;
         end if;
       end loop;
       delete from registry.course_source s where s.patient_id = gone
         and exists (select from registry.course_source t where t.patient_id = keep and t.centre = s.centre and t.course_key = s.course_key);
       update registry.course_source s set patient_id = keep where s.patient_id = gone;
       update registry.clinical_record r set patient_id = keep where r.patient_id = gone;
       update registry.course_outcome o set patient_id = keep, patient_no = one.no where o.patient_id = gone;

       -- The strictest of both: what either did not allow stays closed.
       both_grant := array(
         select unnest(s.granted) from registry.consent_state s where s.patient_id = keep
         intersect
         select unnest(s.granted) from registry.consent_state s where s.patient_id = gone
         order by 1);
       delete from registry.consent_state s where s.patient_id = gone;
       insert into registry.consent_state as s (patient_id, granted, ceiling) values (keep, both_grant, both_grant)
         on conflict (patient_id) do update set granted = excluded.granted, ceiling = excluded.ceiling;

       -- Rows that were cut stay as they were cut, and their checksum holds; whoever reads them is told that they count a person twice.
       update registry.release r set amended = true
         where not r.amended
           and r.id in (select w.release_id from registry.release_row w where w.patient_id = keep or w.patient_id = gone);

       update registry.merged m set kept = keep where m.kept = gone;
       insert into registry.merged (gone, gone_no, kept) values (gone, other.no, keep);
       delete from registry.patient p where p.id = gone;
       -- The one age: the first that was told to this patient stays, another one is discarded.
       update registry.patient p set linkable = one.linkable or other.linkable,
         age = case when one.age is null then other.age else one.age end,
         age_on = case when one.age is null then other.age_on else one.age_on end
         where p.id = keep;
     end $$`,
  `alter function registry.merge_patients(uuid, uuid) owner to longview_placer`,
  `revoke all on function registry.merge_patients(uuid, uuid) from public`,

  `drop function registry.place(jsonb)`,
  // input: [{pseudonyms: [{epoch, value: hex}], linkable, age, ageOn, basis, courses: [{key: hex, product, day0, begun, latest}]}]
  //   pseudonyms  one or two, of different epochs, the older epoch first
  //   basis   the submission itself brings what permits processing; without it only a patient for whom this centre brought it before is found
  //   begun   earliest of decision, apheresis and infusion, null when this submission begins no course
  //   latest  the latest day of anything in the group: a follow-up joins the latest course begun before it
  // output: one row a patient and course, in the order of the input; ids are null where nothing permits processing or nothing fits.
  //   relinked  on a patient's row, for the registry alone: 'merged' when two patients became one, 'contradicted' when the tokens cannot
  //             be of one person by what is known
  `create function registry.place(input jsonb)
     returns table (patient_no integer, course_no integer, patient_id uuid, course_id uuid, relinked text)
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
       own bytea[];
       others bytea[];
       held uuid[];
       known uuid[];
       named bytea[];
       learned integer;
       news text;
       one uuid;
     begin
       if claims ->> 'kind' is distinct from 'write' or asker is null then
         raise exception 'SEAL_KIND: placing needs a sealed write' using errcode = '28000';
       end if;

       -- Whom this submission may open is locked first, in the order of the ids: two submissions with the same patients, by whatever
       -- pseudonym each knows them, wait for each other and not crosswise.
       select array_agg(decode(s.item ->> 'value', 'hex')) filter (where (t.item ->> 'basis')::boolean),
              array_agg(decode(s.item ->> 'value', 'hex')) filter (where not (t.item ->> 'basis')::boolean)
         into own, others
         from jsonb_array_elements(input) t(item), jsonb_array_elements(t.item -> 'pseudonyms') s(item);
       select coalesce(array_agg(x.id), '{}') into held from (
         select n.patient_id as id from registry.pseudonym n where n.value = any(own)
         union
         select n.patient_id from registry.pseudonym n where n.value = any(others)
           and exists (select from registry.clinical_record r
                       where r.patient_id = n.patient_id and r.centre = asker and r.type = 'Consent' and r.is_current)) x;
       perform from registry.patient x where x.id = any(held) order by x.id for update;

       for p in
         select (t.no - 1)::integer as no, t.item from jsonb_array_elements(input) with ordinality as t(item, no)
         order by t.item -> 'pseudonyms' -> 0 ->> 'value'
       loop
         pid := null;
         news := null;
         named := array(select decode(s.item ->> 'value', 'hex') from jsonb_array_elements(p.item -> 'pseudonyms') s(item));
         loop
           select array_agg(distinct n.patient_id) into known from registry.pseudonym n where n.value = any(named);
           if not (p.item ->> 'basis')::boolean and not exists (
             select from registry.clinical_record r
             where r.patient_id = any(known) and r.centre = asker and r.type = 'Consent' and r.is_current)
           then
             known := '{}';
             exit;
           end if;
           if known is null then
             -- Made together, so that of two who make the same patient at the same moment one waits, and then finds.
             with made as (
               insert into registry.pseudonym (value, epoch, patient_id)
                 values (named[1], (p.item -> 'pseudonyms' -> 0 ->> 'epoch')::integer, uuidv7())
                 on conflict (value) do nothing returning patient_id)
             insert into registry.patient (id, linkable, age, age_on)
               select made.patient_id, (p.item ->> 'linkable')::boolean, (p.item ->> 'age')::numeric, (p.item ->> 'ageOn')::date from made
               returning id into one;
             if one is not null then held := held || one; end if;
             continue;
           end if;
           exit when known <@ held;
           -- Somebody came in between. What is locked here cannot become another while it is.
           perform from registry.patient x where x.id = any(known) order by x.id for update;
           held := held || known;
         end loop;

         if cardinality(known) > 0 then
           pid := known[1];
           learned := (select count(*) from registry.pseudonym n where n.value = any(named));
           if learned < cardinality(named) or cardinality(known) > 1 then
             if exists (
               select from (
                 select n.epoch, n.value from registry.pseudonym n where n.patient_id = any(known)
                 union
                 select (s.item ->> 'epoch')::integer, decode(s.item ->> 'value', 'hex') from jsonb_array_elements(p.item -> 'pseudonyms') s(item)) e
               group by e.epoch having count(*) > 1)
             then
               news := 'contradicted';
               select n.patient_id into strict pid from registry.pseudonym n where n.value = any(named) order by n.epoch desc limit 1;
             else
               if cardinality(known) > 1 then
                 news := 'merged';
                 -- The lower ordinal stays, whoever asks.
                 select x.id into strict pid from registry.patient x where x.id = any(known) order by x.no limit 1;
                 for one in select x.id from registry.patient x where x.id = any(known) and x.id <> pid order by x.no loop
                   perform registry.merge_patients(pid, one);
                 end loop;
               end if;
               insert into registry.pseudonym (value, epoch, patient_id)
                 select decode(s.item ->> 'value', 'hex'), (s.item ->> 'epoch')::integer, pid
                 from jsonb_array_elements(p.item -> 'pseudonyms') s(item) order by 1
                 on conflict (value) do nothing;
               if exists (select from registry.pseudonym n where n.value = any(named) and n.patient_id <> pid) then
                 raise exception 'somebody else was given this pseudonym meanwhile' using errcode = '40001';
               end if;
             end if;
           end if;
           if (p.item ->> 'basis')::boolean then
             -- The first age stays; another one is compared by the caller and discarded.
             update registry.patient set age = (p.item ->> 'age')::numeric, age_on = (p.item ->> 'ageOn')::date
               where id = pid and age is null and p.item ->> 'age' is not null;
           end if;
           ids := ids || pid;
         end if;

         patient_no := p.no; course_no := null; patient_id := pid; course_id := null; relinked := news;
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
           patient_no := p.no; course_no := c.no; patient_id := pid; course_id := cid; relinked := null;
           return next;
         end loop;
       end loop;
       perform authz.widen(ids);
     end $$`,
  `alter function registry.place(jsonb) owner to longview_placer`,
  `revoke all on function registry.place(jsonb) from public`,
  `grant execute on function registry.place(jsonb) to longview_app`,
];
