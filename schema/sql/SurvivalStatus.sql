-- Emitted from the dictionary: SurvivalStatus, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."survival_status";
create view longview_sql."survival_status" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'status' as "status",
  r.body #>> '{absent,status}' as "status_absent",
  case when r.body ->> 'lastContactDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'lastContactDate') end as "last_contact_date",
  r.body #>> '{absent,lastContactDate}' as "last_contact_date_absent",
  r.body ->> 'deathDate' as "death_date",
  longview_sql.first_day(r.body ->> 'deathDate') as "death_date_from",
  longview_sql.last_day(r.body ->> 'deathDate') as "death_date_to",
  r.body ->> 'causePrimary' as "cause_primary",
  r.body #>> '{absent,causePrimary}' as "cause_primary_absent",
  r.body ->> 'statusSource' as "status_source",
  r.body #>> '{absent,statusSource}' as "status_source_absent",
  case when jsonb_typeof(r.body -> 'contributingCauses') = 'array' then array(select jsonb_array_elements_text(r.body -> 'contributingCauses')) end as "contributing_causes",
  r.body ->> 'causeIcd10' as "cause_icd10",
  r.body ->> 'otherCause' as "other_cause",
  r.body ->> 'autopsy' as "autopsy",
  case when r.body ->> 'lostToFollowUpDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'lostToFollowUpDate') end as "lost_to_follow_up_date",
  r.body ->> 'lostToFollowUpReason' as "lost_to_follow_up_reason"
from registry.clinical_record r
where r.type = 'SurvivalStatus' and r.is_current and r.withdrawn is null;
comment on view longview_sql."survival_status" is 'Alive, dead or lost, and when that was last known. Overall survival.';
comment on column longview_sql."survival_status"."record_id" is 'Of this version';
comment on column longview_sql."survival_status"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."survival_status"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."survival_status"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."survival_status"."record_centre" is 'Which centre sent it';
comment on column longview_sql."survival_status"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."survival_status"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."survival_status"."status" is 'vital status: alive = alive; dead = dead; lostToFollowUp = lost to follow-up';
comment on column longview_sql."survival_status"."status_absent" is 'Why there is no value: vital status';
comment on column longview_sql."survival_status"."last_contact_date" is 'date of last contact, or of death';
comment on column longview_sql."survival_status"."last_contact_date_absent" is 'Why there is no value: date of last contact, or of death';
comment on column longview_sql."survival_status"."death_date" is 'date of death, as far as it is known: a day, a month or a year';
comment on column longview_sql."survival_status"."death_date_from" is 'date of death: the first day that it may mean';
comment on column longview_sql."survival_status"."death_date_to" is 'date of death: the last day that it may mean';
comment on column longview_sql."survival_status"."cause_primary" is 'primary cause of death: primaryDisease = relapse or progression of the primary disease; CRS = cytokine release syndrome; ICANS = immune effector cell-associated neurotoxicity syndrome; IECHS = IEC-associated haemophagocytic lymphohistiocytosis-like syndrome; infection = infection; otherCellTherapyToxicity = other toxicity of the treatment; secondPrimaryMalignancy = second primary malignancy; cardiac = cardiac; pulmonary = pulmonary; otherUnrelated = other, unrelated; unknown = unknown';
comment on column longview_sql."survival_status"."cause_primary_absent" is 'Why there is no value: primary cause of death';
comment on column longview_sql."survival_status"."status_source" is 'how the status is known: clinicVisit = visit; telephone = telephone; nationalRegister = national register; deathRegister = register of deaths; referralCentre = referral centre; generalPractitioner = general practitioner';
comment on column longview_sql."survival_status"."status_source_absent" is 'Why there is no value: how the status is known';
comment on column longview_sql."survival_status"."contributing_causes" is 'contributing causes: primaryDisease = relapse or progression of the primary disease; CRS = cytokine release syndrome; ICANS = immune effector cell-associated neurotoxicity syndrome; IECHS = IEC-associated haemophagocytic lymphohistiocytosis-like syndrome; infection = infection; otherCellTherapyToxicity = other toxicity of the treatment; secondPrimaryMalignancy = second primary malignancy; cardiac = cardiac; pulmonary = pulmonary; otherUnrelated = other, unrelated; unknown = unknown';
comment on column longview_sql."survival_status"."cause_icd10" is 'underlying cause (ICD-10)';
comment on column longview_sql."survival_status"."other_cause" is 'other cause, in words';
comment on column longview_sql."survival_status"."autopsy" is 'autopsy: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."survival_status"."lost_to_follow_up_date" is 'lost to follow-up since';
comment on column longview_sql."survival_status"."lost_to_follow_up_reason" is 'why lost to follow-up: moved = moved away; transferred = followed elsewhere; declined = declined follow-up; unreachable = cannot be reached; other = other';
commit;
