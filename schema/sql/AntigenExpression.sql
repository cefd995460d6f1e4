-- Emitted from the dictionary: AntigenExpression, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."antigen_expression";
create view longview_sql."antigen_expression" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'sampleDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'sampleDate') end as "sample_date",
  r.body ->> 'antigen' as "antigen",
  r.body #>> '{absent,antigen}' as "antigen_absent",
  r.body ->> 'timePoint' as "time_point",
  r.body #>> '{absent,timePoint}' as "time_point_absent",
  r.body ->> 'method' as "method",
  r.body ->> 'result' as "result",
  r.body #>> '{absent,result}' as "result_absent",
  case when jsonb_typeof(r.body -> 'share' -> 'value') = 'number' then (r.body -> 'share' ->> 'value')::numeric end as "share",
  r.body -> 'share' ->> 'comparator' as "share_comparator",
  case when jsonb_typeof(r.body #> '{share,reported,value}') = 'number' then (r.body #>> '{share,reported,value}')::numeric end as "share_reported",
  r.body #>> '{share,reported,unit}' as "share_reported_unit"
from registry.clinical_record r
where r.type = 'AntigenExpression' and r.is_current and r.withdrawn is null;
comment on view longview_sql."antigen_expression" is 'The target antigen on the disease. Whether the target is there, before infusion and at relapse.';
comment on column longview_sql."antigen_expression"."record_id" is 'Of this version';
comment on column longview_sql."antigen_expression"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."antigen_expression"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."antigen_expression"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."antigen_expression"."record_centre" is 'Which centre sent it';
comment on column longview_sql."antigen_expression"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."antigen_expression"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."antigen_expression"."sample_date" is 'day of the sample';
comment on column longview_sql."antigen_expression"."antigen" is 'antigen: CD19 = CD19; BCMA = BCMA; CD20 = CD20; CD22 = CD22; GPRC5D = GPRC5D; other = another antigen';
comment on column longview_sql."antigen_expression"."antigen_absent" is 'Why there is no value: antigen';
comment on column longview_sql."antigen_expression"."time_point" is 'when: beforeInfusion = before infusion; relapse = at relapse';
comment on column longview_sql."antigen_expression"."time_point_absent" is 'Why there is no value: when';
comment on column longview_sql."antigen_expression"."method" is 'method: flow = flow cytometry; ihc = immunohistochemistry; other = other';
comment on column longview_sql."antigen_expression"."result" is 'result: positive = positive; negative = negative; dim = dim; heterogeneous = positive in part; notDone = not done';
comment on column longview_sql."antigen_expression"."result_absent" is 'Why there is no value: result';
comment on column longview_sql."antigen_expression"."share" is 'share of positive cells, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."antigen_expression"."share_comparator" is 'share of positive cells: what stood before the number';
comment on column longview_sql."antigen_expression"."share_reported" is 'share of positive cells, as it was reported';
comment on column longview_sql."antigen_expression"."share_reported_unit" is 'share of positive cells: the unit in which it was reported';
commit;
