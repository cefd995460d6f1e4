-- Emitted from the dictionary: AdverseEvent, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."adverse_event";
create view longview_sql."adverse_event" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'onsetDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'onsetDate') end as "onset_date",
  r.body ->> 'organGroup' as "organ_group",
  r.body #>> '{absent,organGroup}' as "organ_group_absent",
  r.body ->> 'meddraTerm' as "meddra_term",
  r.body ->> 'meddraLowLevelTerm' as "meddra_low_level_term",
  r.body ->> 'meddraVersion' as "meddra_version",
  r.body ->> 'term' as "term",
  case when jsonb_typeof(r.body -> 'grade') = 'number' and r.body ->> 'grade' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'grade')::bigint end as "grade",
  r.body #>> '{absent,grade}' as "grade_absent",
  r.body ->> 'ctcaeVersion' as "ctcae_version",
  case when r.body ->> 'resolutionDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'resolutionDate') end as "resolution_date",
  case when jsonb_typeof(r.body -> 'seriousness') = 'array' then array(select jsonb_array_elements_text(r.body -> 'seriousness')) end as "seriousness",
  r.body ->> 'relatedToProduct' as "related_to_product",
  r.body #>> '{absent,relatedToProduct}' as "related_to_product_absent",
  r.body ->> 'relatedToLymphodepletion' as "related_to_lymphodepletion",
  r.body ->> 'relatedToDisease' as "related_to_disease",
  r.body ->> 'expected' as "expected",
  r.body ->> 'reportedToEudraVigilance' as "reported_to_eudra_vigilance",
  r.body ->> 'reportedToCompany' as "reported_to_company",
  r.body ->> 'outcome' as "outcome"
from registry.clinical_record r
where r.type = 'AdverseEvent' and r.is_current and r.withdrawn is null;
comment on view longview_sql."adverse_event" is 'Any other adverse event. Safety of the treatment.';
comment on column longview_sql."adverse_event"."record_id" is 'Of this version';
comment on column longview_sql."adverse_event"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."adverse_event"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."adverse_event"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."adverse_event"."record_centre" is 'Which centre sent it';
comment on column longview_sql."adverse_event"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."adverse_event"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."adverse_event"."onset_date" is 'first day';
comment on column longview_sql."adverse_event"."organ_group" is 'organ group: 18 codes, see the codebook';
comment on column longview_sql."adverse_event"."organ_group_absent" is 'Why there is no value: organ group';
comment on column longview_sql."adverse_event"."meddra_term" is 'MedDRA preferred term';
comment on column longview_sql."adverse_event"."meddra_low_level_term" is 'MedDRA lowest level term';
comment on column longview_sql."adverse_event"."meddra_version" is 'MedDRA version';
comment on column longview_sql."adverse_event"."term" is 'event, in words';
comment on column longview_sql."adverse_event"."grade" is 'grade (CTCAE), in {grade}';
comment on column longview_sql."adverse_event"."grade_absent" is 'Why there is no value: grade (CTCAE)';
comment on column longview_sql."adverse_event"."ctcae_version" is 'version of the CTCAE: v4 = 4; v5 = 5; v6 = 6';
comment on column longview_sql."adverse_event"."resolution_date" is 'last day';
comment on column longview_sql."adverse_event"."seriousness" is 'why serious: death = death; lifeThreatening = life-threatening; hospitalisation = admission; disability = disability; congenital = congenital anomaly; otherImportant = otherwise important';
comment on column longview_sql."adverse_event"."related_to_product" is 'related to the product: related = related; possible = possibly related; unrelated = unrelated; unknown = unknown';
comment on column longview_sql."adverse_event"."related_to_product_absent" is 'Why there is no value: related to the product';
comment on column longview_sql."adverse_event"."related_to_lymphodepletion" is 'related to lymphodepletion: related = related; possible = possibly related; unrelated = unrelated; unknown = unknown';
comment on column longview_sql."adverse_event"."related_to_disease" is 'related to the disease: related = related; possible = possibly related; unrelated = unrelated; unknown = unknown';
comment on column longview_sql."adverse_event"."expected" is 'expected: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."adverse_event"."reported_to_eudra_vigilance" is 'reported to EudraVigilance: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."adverse_event"."reported_to_company" is 'reported to the company: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."adverse_event"."outcome" is 'outcome: resolved = resolved; resolvedWithSequelae = resolved with sequelae; ongoing = ongoing; fatal = fatal';
commit;
