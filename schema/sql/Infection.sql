-- Emitted from the dictionary: Infection, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."infection";
create view longview_sql."infection" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'onsetDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'onsetDate') end as "onset_date",
  r.body ->> 'organismType' as "organism_type",
  r.body #>> '{absent,organismType}' as "organism_type_absent",
  r.body ->> 'organism' as "organism",
  r.body ->> 'organismCode' as "organism_code",
  case when jsonb_typeof(r.body -> 'sites') = 'array' then array(select jsonb_array_elements_text(r.body -> 'sites')) end as "sites",
  r.body #>> '{absent,sites}' as "sites_absent",
  case when jsonb_typeof(r.body -> 'grade') = 'number' and r.body ->> 'grade' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'grade')::bigint end as "grade",
  r.body #>> '{absent,grade}' as "grade_absent",
  r.body ->> 'severityYoung' as "severity_young",
  r.body ->> 'hospitalised' as "hospitalised",
  r.body ->> 'icuAdmission' as "icu_admission",
  case when r.body ->> 'resolutionDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'resolutionDate') end as "resolution_date",
  r.body ->> 'outcome' as "outcome",
  r.body ->> 'prophylaxis' as "prophylaxis",
  r.body ->> 'immunoglobulins' as "immunoglobulins",
  case when jsonb_typeof(r.body -> 'neutrophils' -> 'value') = 'number' then (r.body -> 'neutrophils' ->> 'value')::numeric end as "neutrophils",
  r.body -> 'neutrophils' ->> 'comparator' as "neutrophils_comparator",
  case when jsonb_typeof(r.body #> '{neutrophils,reported,value}') = 'number' then (r.body #>> '{neutrophils,reported,value}')::numeric end as "neutrophils_reported",
  r.body #>> '{neutrophils,reported,unit}' as "neutrophils_reported_unit"
from registry.clinical_record r
where r.type = 'Infection' and r.is_current and r.withdrawn is null;
comment on view longview_sql."infection" is 'One infection. Safety of the treatment.';
comment on column longview_sql."infection"."record_id" is 'Of this version';
comment on column longview_sql."infection"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."infection"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."infection"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."infection"."record_centre" is 'Which centre sent it';
comment on column longview_sql."infection"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."infection"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."infection"."onset_date" is 'first day';
comment on column longview_sql."infection"."organism_type" is 'kind of organism: bacterial = bacterial; viral = viral; fungal = fungal; parasitic = parasitic; clinicallyDiagnosed = no organism found';
comment on column longview_sql."infection"."organism_type_absent" is 'Why there is no value: kind of organism';
comment on column longview_sql."infection"."organism" is 'organism: 16 codes, see the codebook';
comment on column longview_sql."infection"."organism_code" is 'organism (SNOMED CT)';
comment on column longview_sql."infection"."sites" is 'sites: blood = blood; lowerRespiratory = lower airways; upperRespiratory = upper airways; gastrointestinal = gastrointestinal; urinary = urinary; cns = central nervous system; skin = skin; disseminated = disseminated; other = other';
comment on column longview_sql."infection"."sites_absent" is 'Why there is no value: sites';
comment on column longview_sql."infection"."grade" is 'grade (CTCAE), in {grade}';
comment on column longview_sql."infection"."grade_absent" is 'Why there is no value: grade (CTCAE)';
comment on column longview_sql."infection"."severity_young" is 'severity (Young): mild = mild; moderate = moderate; severe = severe; lifeThreatening = life-threatening; fatal = fatal';
comment on column longview_sql."infection"."hospitalised" is 'admitted: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."infection"."icu_admission" is 'admitted to intensive care: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."infection"."resolution_date" is 'last day';
comment on column longview_sql."infection"."outcome" is 'outcome: resolved = resolved; resolvedWithSequelae = resolved with sequelae; ongoing = ongoing; fatal = fatal';
comment on column longview_sql."infection"."prophylaxis" is 'prevention at onset: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."infection"."immunoglobulins" is 'immunoglobulins at onset: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."infection"."neutrophils" is 'neutrophils at onset, in 10*9/L; with a comparator the value lies on that side of it';
comment on column longview_sql."infection"."neutrophils_comparator" is 'neutrophils at onset: what stood before the number';
comment on column longview_sql."infection"."neutrophils_reported" is 'neutrophils at onset, as it was reported';
comment on column longview_sql."infection"."neutrophils_reported_unit" is 'neutrophils at onset: the unit in which it was reported';
commit;
