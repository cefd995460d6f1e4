// What a rule asks about a record stays open until the value changes or the centre answers it. In: what was asked and is told with current records.
// A query names its record by the centre's own blinded key and no patient: who becomes one of two, or moves, takes nothing along. Refused: to see or
// answer what another centre was asked, and to answer what is not open.
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Queries1764000000017 implements MigrationInterface {
  readonly name = 'Queries1764000000017';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('the registry is never migrated down: restore a backup instead');
  }
}

const ASKING = `(select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'query'
  and centre = (select authz.claims() ->> 'centre')`;

const UP = [
  `create table registry.query (
    id uuid primary key default uuidv7(),
    centre text not null,
    system text not null,
    source_key bytea not null check (length(source_key) = 32),
    type text not null,
    -- Of the record, when it was asked.
    version integer not null check (version > 0),
    rule text not null,
    field text not null default '',
    -- Which sentence of the rule: one rule may ask two things about one record.
    wording text not null default '',
    message text not null,
    mend text not null,
    raised timestamptz not null default now(),
    submission_id uuid not null,
    state text not null default 'open' check (state in ('open', 'answered', 'changed', 'withdrawn')),
    closed timestamptz,
    -- A code of the list, never a text; and who gave it, by the name that the access log has.
    answer text,
    answered_by text,
    -- Answered, and no rule asks it any more: when it is asked again, it is asked anew.
    lapsed boolean not null default false,
    check ((state = 'open') = (closed is null)),
    constraint answered_by_somebody check ((state = 'answered') = (answer is not null) and (answer is null) = (answered_by is null)),
    constraint only_answers_lapse check (not lapsed or state = 'answered')
  )`,
  `create unique index query_open_once on registry.query (centre, system, source_key, rule, field, wording) where state = 'open'`,
  `create index query_of_record on registry.query (centre, system, source_key) where state in ('open', 'answered') and not lapsed`,
  `create index query_open on registry.query (centre, id) where state = 'open'`,
  // Before this, what a record itself was asked stood with the record; what was asked between records was told once and stood nowhere.
  `insert into registry.query (centre, system, source_key, type, version, rule, field, wording, message, mend, raised, submission_id)
   select distinct on (r.centre, r.system, r.source_key, p ->> 'rule', coalesce(p ->> 'field', ''), coalesce(p ->> 'wording', ''))
     r.centre, r.system, r.source_key, r.type, r.version, p ->> 'rule', coalesce(p ->> 'field', ''), coalesce(p ->> 'wording', ''),
     p ->> 'message', p ->> 'mend', r.recorded, r.submission_id
   from registry.clinical_record r, jsonb_array_elements(r.problems) p
   where r.is_current and r.withdrawn is null and p ->> 'severity' = 'query'`,
  `alter table registry.query owner to longview_owner`,
  `alter table registry.query enable row level security`,
  `alter table registry.query force row level security`,
  `grant select, insert, update (state, closed, answer, answered_by, lapsed) on registry.query to longview_app`,
  `create policy write_queries on registry.query to longview_app
     using (centre = (select authz.writes_for())) with check (centre = (select authz.writes_for()))`,
  `create policy see_queries on registry.query for select to longview_app using (${ASKING})`,
  `create policy answer_queries on registry.query for update to longview_app
     using (${ASKING} and state = 'open') with check (${ASKING} and state = 'answered')`,
  // Whose records were looked at, for the log: a centre's own, and only beside a query of its own.
  `create function registry.queried_patients(queries uuid[]) returns setof uuid
     language sql stable security definer
     set search_path = pg_catalog, pg_temp
     as $$ select distinct r.patient_id from registry.query q
           join registry.clinical_record r on r.centre = q.centre and r.system = q.system and r.source_key = q.source_key and r.is_current
           where q.id = any(queries)
             and (select authz.claims() ->> 'kind') = 'read' and (select authz.claims() ->> 'scope') = 'query'
             and q.centre = (select authz.claims() ->> 'centre') $$`,
  `grant select on registry.query to longview_placer`,
  `create policy placer on registry.query for select to longview_placer using (true)`,
  `alter function registry.queried_patients(uuid[]) owner to longview_placer`,
  `revoke all on function registry.queried_patients(uuid[]) from public`,
  `grant execute on function registry.queried_patients(uuid[]) to longview_app`,
];
