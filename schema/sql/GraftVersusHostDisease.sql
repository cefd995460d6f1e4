-- Emitted from the dictionary: GraftVersusHostDisease, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."graft_versus_host_disease";
create view longview_sql."graft_versus_host_disease" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'form' as "form",
  r.body #>> '{absent,form}' as "form_absent",
  case when r.body ->> 'onsetDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'onsetDate') end as "onset_date",
  case when r.body ->> 'resolutionDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'resolutionDate') end as "resolution_date",
  case when jsonb_typeof(r.body -> 'maximumGrade') = 'number' and r.body ->> 'maximumGrade' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'maximumGrade')::bigint end as "maximum_grade",
  case when r.body ->> 'maximumGradeDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'maximumGradeDate') end as "maximum_grade_date",
  case when jsonb_typeof(r.body -> 'skinStage') = 'number' and r.body ->> 'skinStage' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'skinStage')::bigint end as "skin_stage",
  case when jsonb_typeof(r.body -> 'lowerGutStage') = 'number' and r.body ->> 'lowerGutStage' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'lowerGutStage')::bigint end as "lower_gut_stage",
  r.body ->> 'upperGut' as "upper_gut",
  case when jsonb_typeof(r.body -> 'liverStage') = 'number' and r.body ->> 'liverStage' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'liverStage')::bigint end as "liver_stage",
  r.body ->> 'otherSites' as "other_sites",
  r.body ->> 'chronicSeverity' as "chronic_severity",
  r.body ->> 'chronicExtent' as "chronic_extent",
  r.body ->> 'steroidsOngoing' as "steroids_ongoing",
  r.body ->> 'immunosuppressionOngoing' as "immunosuppression_ongoing",
  r.body ->> 'outcome' as "outcome"
from registry.clinical_record r
where r.type = 'GraftVersusHostDisease' and r.is_current and r.withdrawn is null;
comment on view longview_sql."graft_versus_host_disease" is 'Graft-versus-host disease. Safety of products made of donor cells, and after an earlier transplant.';
comment on column longview_sql."graft_versus_host_disease"."record_id" is 'Of this version';
comment on column longview_sql."graft_versus_host_disease"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."graft_versus_host_disease"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."graft_versus_host_disease"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."graft_versus_host_disease"."record_centre" is 'Which centre sent it';
comment on column longview_sql."graft_versus_host_disease"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."graft_versus_host_disease"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."graft_versus_host_disease"."form" is 'acute or chronic: acute = acute; chronic = chronic';
comment on column longview_sql."graft_versus_host_disease"."form_absent" is 'Why there is no value: acute or chronic';
comment on column longview_sql."graft_versus_host_disease"."onset_date" is 'first day';
comment on column longview_sql."graft_versus_host_disease"."resolution_date" is 'last day';
comment on column longview_sql."graft_versus_host_disease"."maximum_grade" is 'highest grade, acute, in {grade}';
comment on column longview_sql."graft_versus_host_disease"."maximum_grade_date" is 'day of the highest grade';
comment on column longview_sql."graft_versus_host_disease"."skin_stage" is 'stage of the skin, in {stage}';
comment on column longview_sql."graft_versus_host_disease"."lower_gut_stage" is 'stage of the lower gut, in {stage}';
comment on column longview_sql."graft_versus_host_disease"."upper_gut" is 'upper gut involved: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."graft_versus_host_disease"."liver_stage" is 'stage of the liver, in {stage}';
comment on column longview_sql."graft_versus_host_disease"."other_sites" is 'other sites involved: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."graft_versus_host_disease"."chronic_severity" is 'highest severity, chronic: mild = mild; moderate = moderate; severe = severe';
comment on column longview_sql."graft_versus_host_disease"."chronic_extent" is 'extent, chronic: limited = limited; extensive = extensive';
comment on column longview_sql."graft_versus_host_disease"."steroids_ongoing" is 'still on systemic steroids: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."graft_versus_host_disease"."immunosuppression_ongoing" is 'still on other immunosuppression: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."graft_versus_host_disease"."outcome" is 'outcome: resolved = resolved; resolvedWithSequelae = resolved with sequelae; ongoing = ongoing; fatal = fatal';
commit;
