-- Emitted from the dictionary: NonIcansNeurotoxicity, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."non_icans_neurotoxicity";
create view longview_sql."non_icans_neurotoxicity" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'type' as "type",
  r.body #>> '{absent,type}' as "type_absent",
  case when r.body ->> 'onsetDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'onsetDate') end as "onset_date",
  case when r.body ->> 'resolutionDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'resolutionDate') end as "resolution_date",
  case when jsonb_typeof(r.body -> 'parkinsonism') = 'array' then array(select jsonb_array_elements_text(r.body -> 'parkinsonism')) end as "parkinsonism",
  case when jsonb_typeof(r.body -> 'updrsMotor') = 'number' and r.body ->> 'updrsMotor' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'updrsMotor')::bigint end as "updrs_motor",
  case when jsonb_typeof(r.body -> 'gradeReported') = 'number' and r.body ->> 'gradeReported' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'gradeReported')::bigint end as "grade_reported",
  r.body #>> '{absent,gradeReported}' as "grade_reported_absent",
  r.body ->> 'afterIcansResolved' as "after_icans_resolved",
  case when jsonb_typeof(r.body -> 'treatments') = 'array' then array(select jsonb_array_elements_text(r.body -> 'treatments')) end as "treatments",
  r.body ->> 'outcome' as "outcome",
  r.body ->> 'meddraTerm' as "meddra_term"
from registry.clinical_record r
where r.type = 'NonIcansNeurotoxicity' and r.is_current and r.withdrawn is null;
comment on view longview_sql."non_icans_neurotoxicity" is 'Neurotoxicity that is not ICANS. Late and rare effects on the nervous system.';
comment on column longview_sql."non_icans_neurotoxicity"."record_id" is 'Of this version';
comment on column longview_sql."non_icans_neurotoxicity"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."non_icans_neurotoxicity"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."non_icans_neurotoxicity"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."non_icans_neurotoxicity"."record_centre" is 'Which centre sent it';
comment on column longview_sql."non_icans_neurotoxicity"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."non_icans_neurotoxicity"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."non_icans_neurotoxicity"."type" is 'kind: movementNeurocognitive = movement and neurocognitive disorder; cranialNervePalsy = cranial nerve palsy; peripheralNeuropathy = Guillain-Barre or other neuropathy; myelitis = myelitis; encephalitis = encephalitis; PRES = posterior reversible encephalopathy; strokeOrHaemorrhage = stroke or haemorrhage; cognitiveDecline = cognitive decline; other = other';
comment on column longview_sql."non_icans_neurotoxicity"."type_absent" is 'Why there is no value: kind';
comment on column longview_sql."non_icans_neurotoxicity"."onset_date" is 'first day';
comment on column longview_sql."non_icans_neurotoxicity"."resolution_date" is 'last day';
comment on column longview_sql."non_icans_neurotoxicity"."parkinsonism" is 'signs of parkinsonism: bradykinesia = bradykinesia; rigidity = rigidity; tremor = tremor; gait = gait; micrographia = micrographia; facialMasking = facial masking';
comment on column longview_sql."non_icans_neurotoxicity"."updrs_motor" is 'UPDRS, motor part, in {score}';
comment on column longview_sql."non_icans_neurotoxicity"."grade_reported" is 'grade (CTCAE), in {grade}';
comment on column longview_sql."non_icans_neurotoxicity"."grade_reported_absent" is 'Why there is no value: grade (CTCAE)';
comment on column longview_sql."non_icans_neurotoxicity"."after_icans_resolved" is 'began after ICANS had resolved: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."non_icans_neurotoxicity"."treatments" is 'given for it (ATC codes): 16 codes, see the codebook';
comment on column longview_sql."non_icans_neurotoxicity"."outcome" is 'outcome: resolved = resolved; resolvedWithSequelae = resolved with sequelae; ongoing = ongoing; fatal = fatal';
comment on column longview_sql."non_icans_neurotoxicity"."meddra_term" is 'MedDRA term';
commit;
