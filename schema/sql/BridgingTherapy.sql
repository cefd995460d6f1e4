-- Emitted from the dictionary: BridgingTherapy, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."bridging_therapy";
create view longview_sql."bridging_therapy" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'bridgingGiven' as "bridging_given",
  r.body #>> '{absent,bridgingGiven}' as "bridging_given_absent",
  case when jsonb_typeof(r.body -> 'types') = 'array' then array(select jsonb_array_elements_text(r.body -> 'types')) end as "types",
  case when jsonb_typeof(r.body -> 'drugs') = 'array' then array(select jsonb_array_elements_text(r.body -> 'drugs')) end as "drugs",
  case when r.body ->> 'startDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'startDate') end as "start_date",
  case when r.body ->> 'endDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'endDate') end as "end_date",
  r.body ->> 'timing' as "timing",
  r.body ->> 'response' as "response",
  r.body #>> '{absent,response}' as "response_absent",
  case when r.body ->> 'responseDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'responseDate') end as "response_date"
from registry.clinical_record r
where r.type = 'BridgingTherapy' and r.is_current and r.withdrawn is null;
comment on view longview_sql."bridging_therapy" is 'Treatment between apheresis and lymphodepletion. Disease control while the product is made.';
comment on column longview_sql."bridging_therapy"."record_id" is 'Of this version';
comment on column longview_sql."bridging_therapy"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."bridging_therapy"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."bridging_therapy"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."bridging_therapy"."record_centre" is 'Which centre sent it';
comment on column longview_sql."bridging_therapy"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."bridging_therapy"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."bridging_therapy"."bridging_given" is 'given: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."bridging_therapy"."bridging_given_absent" is 'Why there is no value: given';
comment on column longview_sql."bridging_therapy"."types" is 'kinds: chemotherapy = chemotherapy; immunotherapy = immunotherapy; radiotherapy = radiotherapy; steroids = steroids; targeted = targeted; bispecific = bispecific antibody; other = other';
comment on column longview_sql."bridging_therapy"."drugs" is 'drugs (ATC codes): 16 codes, see the codebook';
comment on column longview_sql."bridging_therapy"."start_date" is 'first day';
comment on column longview_sql."bridging_therapy"."end_date" is 'last day';
comment on column longview_sql."bridging_therapy"."timing" is 'when: bridging = after apheresis; holding = between decision and apheresis';
comment on column longview_sql."bridging_therapy"."response" is 'response: CR = complete response; PR = partial response; SD = stable disease; PD = progressive disease; notAssessed = not assessed';
comment on column longview_sql."bridging_therapy"."response_absent" is 'Why there is no value: response';
comment on column longview_sql."bridging_therapy"."response_date" is 'day of that assessment';
commit;
