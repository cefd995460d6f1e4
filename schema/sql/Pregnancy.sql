-- Emitted from the dictionary: Pregnancy, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."pregnancy";
create view longview_sql."pregnancy" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'reportedDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'reportedDate') end as "reported_date",
  r.body ->> 'exposedParent' as "exposed_parent",
  r.body #>> '{absent,exposedParent}' as "exposed_parent_absent",
  r.body ->> 'conceptionDate' as "conception_date",
  longview_sql.first_day(r.body ->> 'conceptionDate') as "conception_date_from",
  longview_sql.last_day(r.body ->> 'conceptionDate') as "conception_date_to",
  r.body ->> 'outcome' as "outcome",
  r.body #>> '{absent,outcome}' as "outcome_absent",
  r.body ->> 'outcomeDate' as "outcome_date",
  longview_sql.first_day(r.body ->> 'outcomeDate') as "outcome_date_from",
  longview_sql.last_day(r.body ->> 'outcomeDate') as "outcome_date_to",
  case when jsonb_typeof(r.body -> 'gestationalAge') = 'number' and r.body ->> 'gestationalAge' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'gestationalAge')::bigint end as "gestational_age",
  r.body ->> 'congenitalAnomaly' as "congenital_anomaly",
  r.body ->> 'neonatalBCells' as "neonatal_b_cells"
from registry.clinical_record r
where r.type = 'Pregnancy' and r.is_current and r.withdrawn is null;
comment on view longview_sql."pregnancy" is 'A pregnancy after exposure. Safety for the child.';
comment on column longview_sql."pregnancy"."record_id" is 'Of this version';
comment on column longview_sql."pregnancy"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."pregnancy"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."pregnancy"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."pregnancy"."record_centre" is 'Which centre sent it';
comment on column longview_sql."pregnancy"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."pregnancy"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."pregnancy"."reported_date" is 'day on which it was reported';
comment on column longview_sql."pregnancy"."exposed_parent" is 'who was treated: patient = the pregnant patient; partner = the partner of the pregnant woman';
comment on column longview_sql."pregnancy"."exposed_parent_absent" is 'Why there is no value: who was treated';
comment on column longview_sql."pregnancy"."conception_date" is 'conception, estimated, as far as it is known: a day, a month or a year';
comment on column longview_sql."pregnancy"."conception_date_from" is 'conception, estimated: the first day that it may mean';
comment on column longview_sql."pregnancy"."conception_date_to" is 'conception, estimated: the last day that it may mean';
comment on column longview_sql."pregnancy"."outcome" is 'outcome: live = live birth; miscarriage = miscarriage; termination = termination; stillborn = stillbirth; ectopic = ectopic; ongoing = ongoing; unknown = unknown';
comment on column longview_sql."pregnancy"."outcome_absent" is 'Why there is no value: outcome';
comment on column longview_sql."pregnancy"."outcome_date" is 'month of the outcome, as far as it is known: a day, a month or a year';
comment on column longview_sql."pregnancy"."outcome_date_from" is 'month of the outcome: the first day that it may mean';
comment on column longview_sql."pregnancy"."outcome_date_to" is 'month of the outcome: the last day that it may mean';
comment on column longview_sql."pregnancy"."gestational_age" is 'gestational age at the outcome, in wk';
comment on column longview_sql."pregnancy"."congenital_anomaly" is 'congenital anomaly: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."pregnancy"."neonatal_b_cells" is 'B cells of the child: normal = normal; low = low; notTested = not tested';
commit;
