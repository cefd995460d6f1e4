-- Emitted from the dictionary: LesionMeasurement, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."lesion_measurement";
create view longview_sql."lesion_measurement" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'assessmentDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'assessmentDate') end as "assessment_date",
  case when jsonb_typeof(r.body -> 'lesionNumber') = 'number' and r.body ->> 'lesionNumber' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'lesionNumber')::bigint end as "lesion_number",
  r.body #>> '{absent,lesionNumber}' as "lesion_number_absent",
  r.body ->> 'kind' as "kind",
  r.body #>> '{absent,kind}' as "kind_absent",
  r.body ->> 'site' as "site",
  case when jsonb_typeof(r.body -> 'longestDiameter' -> 'value') = 'number' then (r.body -> 'longestDiameter' ->> 'value')::numeric end as "longest_diameter",
  r.body -> 'longestDiameter' ->> 'comparator' as "longest_diameter_comparator",
  case when jsonb_typeof(r.body #> '{longestDiameter,reported,value}') = 'number' then (r.body #>> '{longestDiameter,reported,value}')::numeric end as "longest_diameter_reported",
  r.body #>> '{longestDiameter,reported,unit}' as "longest_diameter_reported_unit",
  case when jsonb_typeof(r.body -> 'shortDiameter' -> 'value') = 'number' then (r.body -> 'shortDiameter' ->> 'value')::numeric end as "short_diameter",
  r.body -> 'shortDiameter' ->> 'comparator' as "short_diameter_comparator",
  case when jsonb_typeof(r.body #> '{shortDiameter,reported,value}') = 'number' then (r.body #>> '{shortDiameter,reported,value}')::numeric end as "short_diameter_reported",
  r.body #>> '{shortDiameter,reported,unit}' as "short_diameter_reported_unit",
  r.body ->> 'visibility' as "visibility"
from registry.clinical_record r
where r.type = 'LesionMeasurement' and r.is_current and r.withdrawn is null;
comment on view longview_sql."lesion_measurement" is 'One lesion, measured at one assessment. Response is derived from the sums.';
comment on column longview_sql."lesion_measurement"."record_id" is 'Of this version';
comment on column longview_sql."lesion_measurement"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."lesion_measurement"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."lesion_measurement"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."lesion_measurement"."record_centre" is 'Which centre sent it';
comment on column longview_sql."lesion_measurement"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."lesion_measurement"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."lesion_measurement"."assessment_date" is 'day of the assessment';
comment on column longview_sql."lesion_measurement"."lesion_number" is 'number of the lesion, the same at each assessment, in {lesion}';
comment on column longview_sql."lesion_measurement"."lesion_number_absent" is 'Why there is no value: number of the lesion, the same at each assessment';
comment on column longview_sql."lesion_measurement"."kind" is 'kind: targetNodal = target, node; targetExtranodal = target, outside nodes; nonTarget = not measured; new = new';
comment on column longview_sql."lesion_measurement"."kind_absent" is 'Why there is no value: kind';
comment on column longview_sql."lesion_measurement"."site" is 'site: 16 codes, see the codebook';
comment on column longview_sql."lesion_measurement"."longest_diameter" is 'longest diameter, in mm; with a comparator the value lies on that side of it';
comment on column longview_sql."lesion_measurement"."longest_diameter_comparator" is 'longest diameter: what stood before the number';
comment on column longview_sql."lesion_measurement"."longest_diameter_reported" is 'longest diameter, as it was reported';
comment on column longview_sql."lesion_measurement"."longest_diameter_reported_unit" is 'longest diameter: the unit in which it was reported';
comment on column longview_sql."lesion_measurement"."short_diameter" is 'diameter across, in mm; with a comparator the value lies on that side of it';
comment on column longview_sql."lesion_measurement"."short_diameter_comparator" is 'diameter across: what stood before the number';
comment on column longview_sql."lesion_measurement"."short_diameter_reported" is 'diameter across, as it was reported';
comment on column longview_sql."lesion_measurement"."short_diameter_reported_unit" is 'diameter across: the unit in which it was reported';
comment on column longview_sql."lesion_measurement"."visibility" is 'visibility: measured = measured; tooSmall = too small to measure; notVisible = not visible';
commit;
