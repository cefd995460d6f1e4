// The store: patients, courses, versioned records, outcomes, submissions; who may see which row under which seal.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Store1764000000003 implements MigrationInterface {
  readonly name = 'Store1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const OUTCOME_COLUMNS = `
    patient_id uuid not null,
    -- The patient's ordinal, one numbering for all releases: bitmaps of two answers compare.
    patient_no integer not null,
    course_id uuid not null,
    treating_centre text not null,
    product text,
    disease text,
    status_at_infusion text,
    sex text,
    age numeric(4,1),
    day0 date,
    decided boolean not null,
    apheresed boolean not null,
    released boolean not null,
    infused boolean not null,
    os_days integer,
    os_event boolean,
    pfs_days integer,
    pfs_event boolean,
    crs_grade smallint,
    icans_grade smallint,
    demonstration boolean not null,
    notes text[] not null default '{}'`;

const UP = [
  `create table registry.patient (
    id uuid primary key default uuidv7(),
    -- HMAC(kR, token): neither the hospital nor the pseudonymiser can compute it.
    pseudonym bytea not null unique check (length(pseudonym) = 32),
    no integer generated always as identity unique,
    linkable boolean not null,
    -- The one age: completed years (half-years under 2) and its day. No birth year stands beside it.
    age numeric(4,1),
    age_on date,
    created timestamptz not null default now()
  )`,
  `create table registry.course (
    id uuid primary key default uuidv7(),
    patient_id uuid not null references registry.patient,
    treating_centre text not null,
    product text,
    day0 date,
    begun date,
    created timestamptz not null default now()
  )`,
  `create index on registry.course (patient_id)`,
  `create index on registry.course (treating_centre, id)`,
  // How each centre calls the course: the treating centre's key, and that of a second source of the same infusion.
  `create table registry.course_source (
    patient_id uuid not null references registry.patient,
    centre text not null,
    course_key bytea not null,
    course_id uuid not null references registry.course,
    primary key (patient_id, centre, course_key)
  )`,
  `create table registry.clinical_record (
    id uuid primary key default uuidv7(),
    patient_id uuid not null references registry.patient,
    -- Null while it waits for a course to belong to; never told to the sender.
    course_id uuid references registry.course,
    type text not null,
    centre text not null,
    system text not null,
    source_key bytea not null,
    course_key bytea,
    version integer not null check (version > 0),
    is_current boolean not null,
    withdrawn text,
    content_hash bytea not null,
    body jsonb not null,
    problems jsonb not null default '[]',
    submission_id uuid not null,
    demonstration boolean not null,
    recorded timestamptz not null default now(),
    unique (centre, system, source_key, version)
  )`,
  `create unique index clinical_record_current on registry.clinical_record (centre, system, source_key) where is_current`,
  `create index clinical_record_patient on registry.clinical_record (patient_id) where is_current`,
  `create index clinical_record_course on registry.clinical_record (course_id, id) where is_current`,
  `create table registry.course_outcome (
    -- A course with a second source has two: one from all sources, one from what its treating centre may read.
    serves_pool boolean not null,
    serves_own boolean not null,
    ${OUTCOME_COLUMNS},
    primary key (course_id, serves_pool)
  )`,
  `create index course_outcome_own on registry.course_outcome (treating_centre) where serves_own`,
  `create table registry.consent_state (
    patient_id uuid primary key references registry.patient,
    -- Category codes in force; what is not here is closed.
    granted text[] not null
  )`,
  // Moves when a consent that was in force no longer is: frames loaded before it are thrown away.
  `create table registry.consent_epoch (one boolean primary key default true check (one), epoch bigint not null)`,
  `insert into registry.consent_epoch (epoch) values (1)`,
  `create table registry.submission (
    id uuid not null,
    centre text not null,
    body_hash bytea not null,
    receipt text not null,
    signature text not null,
    received timestamptz not null default now(),
    -- Per centre, so that nobody can take another's id away.
    primary key (centre, id)
  )`,
  `create table registry.release (
    id text primary key,
    cut timestamptz not null,
    cut_by text not null,
    courses integer not null,
    -- Root over the salted row hashes: an erased row leaves the others provable.
    checksum bytea not null,
    amended boolean not null default false
  )`,
  `create table registry.release_row (
    -- Deferred: rows are copied first, the release is written with the checksum over them.
    release_id text not null references registry.release deferrable initially deferred,
    ord integer not null,
    salt bytea not null,
    row_hash bytea not null,
    ${OUTCOME_COLUMNS},
    primary key (release_id, ord)
  )`,
  // What was told, so that the same question gets the same bytes, and a question one patient away gets none.
  `create table registry.stored_answer (
    permit text not null,
    release_id text not null references registry.release,
    seq bigint generated always as identity,
    -- Hash of the canonical question without its release.
    question bytea not null,
    answer text not null,
    -- The sets of patients that the answer tells something about: as many bitmaps of one length, one after the other.
    sets bytea not null,
    set_count integer not null,
    answered timestamptz not null default now(),
    primary key (permit, release_id, question)
  )`,
  // Bits do not shrink: trying to costs more than everything else in an answer.
  `alter table registry.stored_answer alter column sets set storage external`,
  `create table registry.seen_assertion (jti text primary key, expires timestamptz not null)`,
  `create index on registry.seen_assertion (expires)`,

  ...[
    'patient',
    'course',
    'course_source',
    'clinical_record',
    'course_outcome',
    'consent_state',
    'consent_epoch',
    'submission',
    'release',
    'release_row',
    'stored_answer',
    'seen_assertion',
  ].map((table) => `alter table registry.${table} owner to longview_owner`),
  ...[
    'patient',
    'course',
    'course_source',
    'clinical_record',
    'course_outcome',
    'consent_state',
    'consent_epoch',
    'submission',
    'release',
    'release_row',
    'stored_answer',
  ].flatMap((table) => [
    `alter table registry.${table} enable row level security`,
    `alter table registry.${table} force row level security`,
  ]),

  // --- a write opens what the placing function found or made, and nothing else
  `grant insert, select on registry.clinical_record to longview_app`,
  `grant update (is_current, course_id) on registry.clinical_record to longview_app`,
  // The centre in an expression: as a plain column it would be looked up in an index, and every statement would read all that the centre
  // ever sent.
  `create policy write_records on registry.clinical_record to longview_app
     using ((select authz.claims() ->> 'kind') = 'write' and (
       patient_id = any (array(select jsonb_array_elements_text((select authz.claims() -> 'patients')))::uuid[])
       or centre || '' = (select authz.claims() ->> 'centre')))
     with check ((select authz.claims() ->> 'kind') = 'write'
       and patient_id = any (array(select jsonb_array_elements_text((select authz.claims() -> 'patients')))::uuid[]))`,
  `grant select, insert, update, delete on registry.course_outcome to longview_app`,
  `create policy write_outcomes on registry.course_outcome to longview_app
     using ((select authz.claims() ->> 'kind') = 'write'
       and patient_id = any (array(select jsonb_array_elements_text((select authz.claims() -> 'patients')))::uuid[]))`,
  `grant select, update (product, day0, begun) on registry.course to longview_app`,
  `create policy write_courses on registry.course to longview_app
     using ((select authz.claims() ->> 'kind') = 'write'
       and patient_id = any (array(select jsonb_array_elements_text((select authz.claims() -> 'patients')))::uuid[]))`,
  `grant select (id, no, age, age_on) on registry.patient to longview_app`,
  `create policy write_patients on registry.patient for select to longview_app
     using ((select authz.claims() ->> 'kind') = 'write'
       and id = any (array(select jsonb_array_elements_text((select authz.claims() -> 'patients')))::uuid[]))`,
  `grant select, insert, update on registry.consent_state to longview_app`,
  `create policy write_consent on registry.consent_state to longview_app
     using ((select authz.claims() ->> 'kind') = 'write'
       and patient_id = any (array(select jsonb_array_elements_text((select authz.claims() -> 'patients')))::uuid[]))`,
  `grant select, update (epoch) on registry.consent_epoch to longview_app`,
  `create policy see_epoch on registry.consent_epoch for select to longview_app
     using ((select authz.claims() ->> 'kind') in ('epoch', 'read', 'write'))`,
  `create policy move_epoch on registry.consent_epoch for update to longview_app
     using ((select authz.claims() ->> 'kind') = 'write')`,
  `grant select, insert on registry.submission to longview_app`,
  `create policy own_submissions on registry.submission to longview_app
     using ((select authz.claims() ->> 'kind') = 'write' and centre = (select authz.claims() ->> 'centre'))`,

  // --- a read sees rows by its scope: a centre its own, a permit its release, a steward what a release is cut from
  `create policy read_own_outcomes on registry.course_outcome for select to longview_app
     using ((select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'own'
       and serves_own and treating_centre = (select authz.claims() ->> 'centre'))`,
  `create policy cut_from_outcomes on registry.course_outcome for select to longview_app
     using ((select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'cut' and serves_pool)`,
  // `is true` keeps the planner from looking the centre up in an index beside the policy of writes, and one condition for kind and scope
  // from believing that hardly any row passes: both made it read all courses of the centre for each page.
  `create policy read_own_courses on registry.course for select to longview_app
     using ((select authz.claims() ->> 'kind' = 'read' and authz.claims() ->> 'scope' = 'own')
       and (treating_centre = (select authz.claims() ->> 'centre')) is true)`,
  `grant usage on schema public to longview_app`,
  // A release is public knowledge (which there are, when cut); its rows are not.
  `grant select, insert on registry.release to longview_app`,
  `create policy see_releases on registry.release for select to longview_app using (true)`,
  `create policy cut_release on registry.release for insert to longview_app
     with check ((select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'cut')`,
  `grant select, insert on registry.release_row to longview_app`,
  // The cut returns the hashes of the rows that it wrote.
  `create policy see_cut_rows on registry.release_row for select to longview_app
     using ((select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'cut'
       and release_id = (select authz.claims() ->> 'release'))`,
  `create policy cut_rows on registry.release_row for insert to longview_app
     with check ((select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'cut'
       and release_id = (select authz.claims() ->> 'release'))`,
  `grant select on registry.consent_state to longview_placer`,
  `create policy placer_reads_consent on registry.consent_state for select to longview_placer using (true)`,
  // Consent at the moment of reading, not at the moment of the cut: a withdrawal closes the row for every new computation.
  // A set, so that a release is compared with it once: asked for each row, it took most of the time that a frame takes to load. Nobody
  // without a permit's seal gets it.
  `create function registry.consenting() returns setof uuid
     language sql stable security definer
     set search_path = pg_catalog, pg_temp
     as $$ select s.patient_id from registry.consent_state s
           where (select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'permit'
             and s.granted @> array(select jsonb_array_elements_text((select authz.claims() -> 'needs'))) $$`,
  `alter function registry.consenting() owner to longview_placer`,
  `revoke all on function registry.consenting() from public`,
  `grant execute on function registry.consenting() to longview_app`,
  `create policy read_release_rows on registry.release_row for select to longview_app
     using ((select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'permit'
       and release_id = (select authz.claims() ->> 'release')
       and ((select jsonb_array_length(authz.claims() -> 'products')) = 0
         or product = any (array(select jsonb_array_elements_text((select authz.claims() -> 'products')))))
       and patient_id in (select registry.consenting()))`,
  `create index on registry.stored_answer (permit, seq)`,
  `grant select, insert on registry.stored_answer to longview_app`,
  `create policy own_answers on registry.stored_answer to longview_app
     using ((select authz.claims() ->> 'kind') in ('read', 'epoch') and permit = (select authz.claims() ->> 'permit'))`,
  // Holds nothing of a patient: identifiers of requests, so that one is not accepted twice.
  `grant select, insert, delete on registry.seen_assertion to longview_app`,

  // --- the one view through which record bodies are read
  `grant select on registry.clinical_record to longview_reader`,
  `create policy read_own_records on registry.clinical_record for select to longview_reader
     using ((select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'own'
       and centre = (select authz.claims() ->> 'centre'))`,
  `create view registry.readable_record with (security_barrier) as
     select r.id, r.course_id, r.type, r.version, r.recorded, r.withdrawn,
       case when jsonb_typeof((select authz.claims() -> 'fields')) is distinct from 'array' then r.body
         else (select coalesce(jsonb_object_agg(m.key, m.value), '{}'::jsonb) from jsonb_each(r.body) m
               where (select authz.claims() -> 'fields') ? (r.type || '.' || m.key)) end as body
     from registry.clinical_record r
     where r.is_current and r.withdrawn is null`,
  `alter view registry.readable_record owner to longview_reader`,
  `grant select on registry.readable_record to longview_app`,
];
