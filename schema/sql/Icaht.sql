-- Emitted from the dictionary: Icaht, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."icaht";
create view longview_sql."icaht" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'phase' as "phase",
  r.body #>> '{absent,phase}' as "phase_absent",
  case when r.body ->> 'assessmentDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'assessmentDate') end as "assessment_date",
  case when jsonb_typeof(r.body -> 'gradeReported') = 'number' and r.body ->> 'gradeReported' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'gradeReported')::bigint end as "grade_reported",
  r.body #>> '{absent,gradeReported}' as "grade_reported_absent",
  case when jsonb_typeof(r.body -> 'thrombocytopeniaGradeReported') = 'number' and r.body ->> 'thrombocytopeniaGradeReported' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'thrombocytopeniaGradeReported')::bigint end as "thrombocytopenia_grade_reported",
  r.body ->> 'phenotype' as "phenotype"
from registry.clinical_record r
where r.type = 'Icaht' and r.is_current and r.withdrawn is null;
comment on view longview_sql."icaht" is 'Haematotoxicity after immune effector cells, as the centre grades it. Compared with the grade derived from the counts.';
comment on column longview_sql."icaht"."record_id" is 'Of this version';
comment on column longview_sql."icaht"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."icaht"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."icaht"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."icaht"."record_centre" is 'Which centre sent it';
comment on column longview_sql."icaht"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."icaht"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."icaht"."phase" is 'early or late: early = day 0 to 30; late = after day 30';
comment on column longview_sql."icaht"."phase_absent" is 'Why there is no value: early or late';
comment on column longview_sql."icaht"."assessment_date" is 'day of the assessment';
comment on column longview_sql."icaht"."grade_reported" is 'grade as the centre reports it, in {grade}';
comment on column longview_sql."icaht"."grade_reported_absent" is 'Why there is no value: grade as the centre reports it';
comment on column longview_sql."icaht"."thrombocytopenia_grade_reported" is 'grade of the platelets as the centre reports it, in {grade}';
comment on column longview_sql."icaht"."phenotype" is 'course of the neutrophils: quick = quick recovery; intermittent = intermittent; aplastic = aplastic';
commit;
