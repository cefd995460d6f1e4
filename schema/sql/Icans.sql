-- Emitted from the dictionary: Icans, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."icans";
create view longview_sql."icans" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'occurred' as "occurred",
  r.body #>> '{absent,occurred}' as "occurred_absent",
  case when r.body ->> 'onsetDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'onsetDate') end as "onset_date",
  case when r.body ->> 'resolutionDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'resolutionDate') end as "resolution_date",
  case when jsonb_typeof(r.body -> 'maximumGradeReported') = 'number' and r.body ->> 'maximumGradeReported' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'maximumGradeReported')::bigint end as "maximum_grade_reported",
  r.body #>> '{absent,maximumGradeReported}' as "maximum_grade_reported_absent",
  r.body ->> 'gradingSystem' as "grading_system",
  r.body #>> '{absent,gradingSystem}' as "grading_system_absent",
  case when jsonb_typeof(r.body -> 'iceNadir') = 'number' and r.body ->> 'iceNadir' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'iceNadir')::bigint end as "ice_nadir",
  r.body ->> 'icuAdmission' as "icu_admission",
  r.body #>> '{absent,icuAdmission}' as "icu_admission_absent",
  r.body ->> 'outcome' as "outcome",
  r.body #>> '{absent,outcome}' as "outcome_absent",
  case when r.body ->> 'maximumGradeDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'maximumGradeDate') end as "maximum_grade_date",
  case when jsonb_typeof(r.body -> 'signs') = 'array' then array(select jsonb_array_elements_text(r.body -> 'signs')) end as "signs",
  case when jsonb_typeof(r.body -> 'treatments') = 'array' then array(select jsonb_array_elements_text(r.body -> 'treatments')) end as "treatments",
  case when r.body ->> 'icuAdmissionDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'icuAdmissionDate') end as "icu_admission_date",
  case when r.body ->> 'icuDischargeDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'icuDischargeDate') end as "icu_discharge_date"
from registry.clinical_record r
where r.type = 'Icans' and r.is_current and r.withdrawn is null;
comment on view longview_sql."icans" is 'Immune effector cell-associated neurotoxicity syndrome. Safety of the treatment.';
comment on column longview_sql."icans"."record_id" is 'Of this version';
comment on column longview_sql."icans"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."icans"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."icans"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."icans"."record_centre" is 'Which centre sent it';
comment on column longview_sql."icans"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."icans"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."icans"."occurred" is 'did it occur: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."icans"."occurred_absent" is 'Why there is no value: did it occur';
comment on column longview_sql."icans"."onset_date" is 'first day';
comment on column longview_sql."icans"."resolution_date" is 'last day';
comment on column longview_sql."icans"."maximum_grade_reported" is 'highest grade as the centre reports it, in {grade}';
comment on column longview_sql."icans"."maximum_grade_reported_absent" is 'Why there is no value: highest grade as the centre reports it';
comment on column longview_sql."icans"."grading_system" is 'graded by: ASTCT = ASTCT consensus 2019; Lee2014 = Lee 2014; Penn = University of Pennsylvania; CARTOX = CARTOX; CTCAE = CTCAE';
comment on column longview_sql."icans"."grading_system_absent" is 'Why there is no value: graded by';
comment on column longview_sql."icans"."ice_nadir" is 'lowest ICE score, in {score}';
comment on column longview_sql."icans"."icu_admission" is 'admitted to intensive care: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."icans"."icu_admission_absent" is 'Why there is no value: admitted to intensive care';
comment on column longview_sql."icans"."outcome" is 'outcome: resolved = resolved; resolvedWithSequelae = resolved with sequelae; ongoing = ongoing; fatal = fatal';
comment on column longview_sql."icans"."outcome_absent" is 'Why there is no value: outcome';
comment on column longview_sql."icans"."maximum_grade_date" is 'day of the highest grade';
comment on column longview_sql."icans"."signs" is 'signs: alteredMentalStatus = altered mental status; aphasia = aphasia; tremor = tremor; dysgraphia = dysgraphia; seizure = seizure; hemiparesis = hemiparesis; motorWeakness = motor weakness; cerebralOedema = cerebral oedema; leukoencephalopathy = leukoencephalopathy; hallucination = hallucination; depressedConsciousness = depressed consciousness';
comment on column longview_sql."icans"."treatments" is 'given for it (ATC codes): 16 codes, see the codebook';
comment on column longview_sql."icans"."icu_admission_date" is 'admission to intensive care';
comment on column longview_sql."icans"."icu_discharge_date" is 'discharge from intensive care';
commit;
