-- Emitted from the dictionary: MrdAssessment, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."mrd_assessment";
create view longview_sql."mrd_assessment" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'sampleDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'sampleDate') end as "sample_date",
  r.body ->> 'timePoint' as "time_point",
  r.body ->> 'tissue' as "tissue",
  r.body #>> '{absent,tissue}' as "tissue_absent",
  r.body ->> 'method' as "method",
  r.body #>> '{absent,method}' as "method_absent",
  r.body ->> 'sensitivity' as "sensitivity",
  r.body #>> '{absent,sensitivity}' as "sensitivity_absent",
  r.body ->> 'result' as "result",
  r.body #>> '{absent,result}' as "result_absent",
  case when jsonb_typeof(r.body -> 'burden' -> 'value') = 'number' then (r.body -> 'burden' ->> 'value')::numeric end as "burden",
  r.body -> 'burden' ->> 'comparator' as "burden_comparator",
  case when jsonb_typeof(r.body #> '{burden,reported,value}') = 'number' then (r.body #>> '{burden,reported,value}')::numeric end as "burden_reported",
  r.body #>> '{burden,reported,unit}' as "burden_reported_unit"
from registry.clinical_record r
where r.type = 'MrdAssessment' and r.is_current and r.withdrawn is null;
comment on view longview_sql."mrd_assessment" is 'Measurable residual disease. Depth of response.';
comment on column longview_sql."mrd_assessment"."record_id" is 'Of this version';
comment on column longview_sql."mrd_assessment"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."mrd_assessment"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."mrd_assessment"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."mrd_assessment"."record_centre" is 'Which centre sent it';
comment on column longview_sql."mrd_assessment"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."mrd_assessment"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."mrd_assessment"."sample_date" is 'day of the sample';
comment on column longview_sql."mrd_assessment"."time_point" is 'time point: baseline = before infusion; d28 = day 28; m3 = month 3, day 100; m6 = month 6; m9 = month 9; m12 = month 12; m18 = month 18; m24 = month 24; annual = yearly after that; unscheduled = unscheduled';
comment on column longview_sql."mrd_assessment"."tissue" is 'tissue: bloodPeripheral = peripheral blood; marrow = bone marrow; csf = cerebrospinal fluid; lymphNode = lymph node; tumour = tumour; other = other';
comment on column longview_sql."mrd_assessment"."tissue_absent" is 'Why there is no value: tissue';
comment on column longview_sql."mrd_assessment"."method" is 'method: flow = flow cytometry; ngf = next-generation flow; ngs = sequencing; qpcr = quantitative PCR; ddpcr = digital PCR; massSpectrometry = mass spectrometry; other = other';
comment on column longview_sql."mrd_assessment"."method_absent" is 'Why there is no value: method';
comment on column longview_sql."mrd_assessment"."sensitivity" is 'sensitivity reached: e-3 = 1 in 10³; e-4 = 1 in 10⁴; e-5 = 1 in 10⁵; e-6 = 1 in 10⁶';
comment on column longview_sql."mrd_assessment"."sensitivity_absent" is 'Why there is no value: sensitivity reached';
comment on column longview_sql."mrd_assessment"."result" is 'result: negative = negative; positive = positive; indeterminate = indeterminate';
comment on column longview_sql."mrd_assessment"."result_absent" is 'Why there is no value: result';
comment on column longview_sql."mrd_assessment"."burden" is 'residual disease, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."mrd_assessment"."burden_comparator" is 'residual disease: what stood before the number';
comment on column longview_sql."mrd_assessment"."burden_reported" is 'residual disease, as it was reported';
comment on column longview_sql."mrd_assessment"."burden_reported_unit" is 'residual disease: the unit in which it was reported';
commit;
