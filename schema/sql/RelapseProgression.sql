-- Emitted from the dictionary: RelapseProgression, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."relapse_progression";
create view longview_sql."relapse_progression" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'date' as "date",
  longview_sql.first_day(r.body ->> 'date') as "date_from",
  longview_sql.last_day(r.body ->> 'date') as "date_to",
  r.body #>> '{absent,date}' as "date_absent",
  r.body ->> 'type' as "type",
  r.body #>> '{absent,type}' as "type_absent",
  r.body ->> 'antigenStatus' as "antigen_status",
  case when jsonb_typeof(r.body -> 'sites') = 'array' then array(select jsonb_array_elements_text(r.body -> 'sites')) end as "sites",
  r.body ->> 'biopsyProven' as "biopsy_proven",
  case when jsonb_typeof(r.body -> 'antigensTested') = 'array' then array(select jsonb_array_elements_text(r.body -> 'antigensTested')) end as "antigens_tested",
  r.body ->> 'lineageSwitch' as "lineage_switch",
  r.body ->> 'detectedBy' as "detected_by"
from registry.clinical_record r
where r.type = 'RelapseProgression' and r.is_current and r.withdrawn is null;
comment on view longview_sql."relapse_progression" is 'First documented relapse or progression after infusion. Event of progression-free survival.';
comment on column longview_sql."relapse_progression"."record_id" is 'Of this version';
comment on column longview_sql."relapse_progression"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."relapse_progression"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."relapse_progression"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."relapse_progression"."record_centre" is 'Which centre sent it';
comment on column longview_sql."relapse_progression"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."relapse_progression"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."relapse_progression"."date" is 'first documented on, as far as it is known: a day, a month or a year';
comment on column longview_sql."relapse_progression"."date_from" is 'first documented on: the first day that it may mean';
comment on column longview_sql."relapse_progression"."date_to" is 'first documented on: the last day that it may mean';
comment on column longview_sql."relapse_progression"."date_absent" is 'Why there is no value: first documented on';
comment on column longview_sql."relapse_progression"."type" is 'relapse after a response, or progression: relapse = relapse; progression = progression';
comment on column longview_sql."relapse_progression"."type_absent" is 'Why there is no value: relapse after a response, or progression';
comment on column longview_sql."relapse_progression"."antigen_status" is 'target antigen at relapse: positive = positive; negative = negative; dim = dim; unknown = unknown';
comment on column longview_sql."relapse_progression"."sites" is 'sites: nodal = nodes; extranodal = outside nodes; marrow = bone marrow; blood = blood; cns = central nervous system; testis = testis; skin = skin; bone = bone; softTissue = soft tissue; biochemical = in the laboratory alone; other = other';
comment on column longview_sql."relapse_progression"."biopsy_proven" is 'proven by biopsy: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."relapse_progression"."antigens_tested" is 'antigens tested at relapse: CD19 = CD19; BCMA = BCMA; CD20 = CD20; CD22 = CD22; GPRC5D = GPRC5D; other = another antigen';
comment on column longview_sql."relapse_progression"."lineage_switch" is 'switch of lineage: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."relapse_progression"."detected_by" is 'how it was found: imaging = imaging; laboratory = laboratory; marrow = bone marrow; clinical = clinically';
commit;
