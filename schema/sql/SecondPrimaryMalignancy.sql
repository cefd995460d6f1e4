-- Emitted from the dictionary: SecondPrimaryMalignancy, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."second_primary_malignancy";
create view longview_sql."second_primary_malignancy" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'diagnosisDate' as "diagnosis_date",
  longview_sql.first_day(r.body ->> 'diagnosisDate') as "diagnosis_date_from",
  longview_sql.last_day(r.body ->> 'diagnosisDate') as "diagnosis_date_to",
  r.body #>> '{absent,diagnosisDate}' as "diagnosis_date_absent",
  r.body ->> 'category' as "category",
  r.body #>> '{absent,category}' as "category_absent",
  r.body ->> 'morphology' as "morphology",
  r.body ->> 'topography' as "topography",
  r.body ->> 'transgeneTested' as "transgene_tested",
  r.body ->> 'transgeneResult' as "transgene_result",
  r.body ->> 'transgeneMethod' as "transgene_method",
  case when r.body ->> 'transgeneSampleDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'transgeneSampleDate') end as "transgene_sample_date",
  r.body ->> 'transgeneTissue' as "transgene_tissue",
  r.body ->> 'transgeneLaboratory' as "transgene_laboratory",
  case when jsonb_typeof(r.body -> 'vectorCopyNumber' -> 'value') = 'number' then (r.body -> 'vectorCopyNumber' ->> 'value')::numeric end as "vector_copy_number",
  r.body -> 'vectorCopyNumber' ->> 'comparator' as "vector_copy_number_comparator",
  case when jsonb_typeof(r.body #> '{vectorCopyNumber,reported,value}') = 'number' then (r.body #>> '{vectorCopyNumber,reported,value}')::numeric end as "vector_copy_number_reported",
  r.body #>> '{vectorCopyNumber,reported,unit}' as "vector_copy_number_reported_unit",
  r.body ->> 'integrationSiteAnalysis' as "integration_site_analysis",
  r.body ->> 'replicationCompetentVirus' as "replication_competent_virus",
  r.body ->> 'replicationCompetentVirusMethod' as "replication_competent_virus_method",
  case when r.body ->> 'replicationCompetentVirusDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'replicationCompetentVirusDate') end as "replication_competent_virus_date",
  r.body ->> 'clonalHaematopoiesisBefore' as "clonal_haematopoiesis_before",
  r.body ->> 'biopsyArchived' as "biopsy_archived",
  r.body #>> '{absent,biopsyArchived}' as "biopsy_archived_absent",
  r.body ->> 'reportedToEudraVigilance' as "reported_to_eudra_vigilance",
  r.body #>> '{absent,reportedToEudraVigilance}' as "reported_to_eudra_vigilance_absent",
  case when r.body ->> 'reportedToEudraVigilanceDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'reportedToEudraVigilanceDate') end as "reported_to_eudra_vigilance_date",
  r.body ->> 'reportedToCompany' as "reported_to_company",
  r.body #>> '{absent,reportedToCompany}' as "reported_to_company_absent",
  case when r.body ->> 'reportedToCompanyDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'reportedToCompanyDate') end as "reported_to_company_date",
  r.body ->> 'outcome' as "outcome",
  r.body #>> '{absent,outcome}' as "outcome_absent",
  r.body ->> 'deathDue' as "death_due"
from registry.clinical_record r
where r.type = 'SecondPrimaryMalignancy' and r.is_current and r.withdrawn is null;
comment on view longview_sql."second_primary_malignancy" is 'A new malignancy after infusion. Life-long safety; whether the transgene is in it.';
comment on column longview_sql."second_primary_malignancy"."record_id" is 'Of this version';
comment on column longview_sql."second_primary_malignancy"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."second_primary_malignancy"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."second_primary_malignancy"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."second_primary_malignancy"."record_centre" is 'Which centre sent it';
comment on column longview_sql."second_primary_malignancy"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."second_primary_malignancy"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."second_primary_malignancy"."diagnosis_date" is 'date of diagnosis, as far as it is known: a day, a month or a year';
comment on column longview_sql."second_primary_malignancy"."diagnosis_date_from" is 'date of diagnosis: the first day that it may mean';
comment on column longview_sql."second_primary_malignancy"."diagnosis_date_to" is 'date of diagnosis: the last day that it may mean';
comment on column longview_sql."second_primary_malignancy"."diagnosis_date_absent" is 'Why there is no value: date of diagnosis';
comment on column longview_sql."second_primary_malignancy"."category" is 'kind: MDS_AML = myelodysplastic neoplasm or acute myeloid leukaemia; tCellLymphomaLeukaemia = T-cell lymphoma or leukaemia; otherHaematologic = other of the blood; solid = solid; nonMelanomaSkin = skin, no melanoma';
comment on column longview_sql."second_primary_malignancy"."category_absent" is 'Why there is no value: kind';
comment on column longview_sql."second_primary_malignancy"."morphology" is 'morphology (ICD-O-3, written 9680-3)';
comment on column longview_sql."second_primary_malignancy"."topography" is 'topography (ICD-O-3)';
comment on column longview_sql."second_primary_malignancy"."transgene_tested" is 'tested for the transgene: yes = yes; no = no; pending = pending; sampleUnavailable = no sample; unknown = unknown';
comment on column longview_sql."second_primary_malignancy"."transgene_result" is 'transgene: positive = found; negative = not found; inconclusive = inconclusive';
comment on column longview_sql."second_primary_malignancy"."transgene_method" is 'method: qpcr = quantitative PCR; ddpcr = digital PCR; ihc = immunohistochemistry; ish = in-situ hybridisation; ngs = sequencing; other = other';
comment on column longview_sql."second_primary_malignancy"."transgene_sample_date" is 'day of that sample';
comment on column longview_sql."second_primary_malignancy"."transgene_tissue" is 'tissue of that sample: bloodPeripheral = peripheral blood; marrow = bone marrow; csf = cerebrospinal fluid; lymphNode = lymph node; tumour = tumour; other = other';
comment on column longview_sql."second_primary_malignancy"."transgene_laboratory" is 'who tested: hospital = the hospital; company = the company; reference = a reference laboratory';
comment on column longview_sql."second_primary_malignancy"."vector_copy_number" is 'vector copies a cell, in {copies}/{cell}; with a comparator the value lies on that side of it';
comment on column longview_sql."second_primary_malignancy"."vector_copy_number_comparator" is 'vector copies a cell: what stood before the number';
comment on column longview_sql."second_primary_malignancy"."vector_copy_number_reported" is 'vector copies a cell, as it was reported';
comment on column longview_sql."second_primary_malignancy"."vector_copy_number_reported_unit" is 'vector copies a cell: the unit in which it was reported';
comment on column longview_sql."second_primary_malignancy"."integration_site_analysis" is 'sites of integration analysed: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."second_primary_malignancy"."replication_competent_virus" is 'replication-competent virus: notTested = not tested; negative = not found; positive = found';
comment on column longview_sql."second_primary_malignancy"."replication_competent_virus_method" is 'tested for: RCL = lentivirus; RCR = retrovirus';
comment on column longview_sql."second_primary_malignancy"."replication_competent_virus_date" is 'day of that test';
comment on column longview_sql."second_primary_malignancy"."clonal_haematopoiesis_before" is 'clonal haematopoiesis before infusion: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."second_primary_malignancy"."biopsy_archived" is 'tissue kept: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."second_primary_malignancy"."biopsy_archived_absent" is 'Why there is no value: tissue kept';
comment on column longview_sql."second_primary_malignancy"."reported_to_eudra_vigilance" is 'reported to EudraVigilance: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."second_primary_malignancy"."reported_to_eudra_vigilance_absent" is 'Why there is no value: reported to EudraVigilance';
comment on column longview_sql."second_primary_malignancy"."reported_to_eudra_vigilance_date" is 'day of that report';
comment on column longview_sql."second_primary_malignancy"."reported_to_company" is 'reported to the company: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."second_primary_malignancy"."reported_to_company_absent" is 'Why there is no value: reported to the company';
comment on column longview_sql."second_primary_malignancy"."reported_to_company_date" is 'day of that report';
comment on column longview_sql."second_primary_malignancy"."outcome" is 'outcome: remission = remission; ongoing = ongoing; fatal = fatal; unknown = unknown';
comment on column longview_sql."second_primary_malignancy"."outcome_absent" is 'Why there is no value: outcome';
comment on column longview_sql."second_primary_malignancy"."death_due" is 'died of it: yes = yes; no = no; unknown = unknown';
commit;
