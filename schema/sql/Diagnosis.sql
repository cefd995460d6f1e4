-- Emitted from the dictionary: Diagnosis, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."diagnosis";
create view longview_sql."diagnosis" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'primaryDisease' as "primary_disease",
  r.body #>> '{absent,primaryDisease}' as "primary_disease_absent",
  r.body ->> 'diagnosisDate' as "diagnosis_date",
  longview_sql.first_day(r.body ->> 'diagnosisDate') as "diagnosis_date_from",
  longview_sql.last_day(r.body ->> 'diagnosisDate') as "diagnosis_date_to",
  r.body #>> '{absent,diagnosisDate}' as "diagnosis_date_absent",
  r.body ->> 'statusAtInfusion' as "status_at_infusion",
  r.body #>> '{absent,statusAtInfusion}' as "status_at_infusion_absent",
  case when jsonb_typeof(r.body -> 'karnofsky') = 'number' and r.body ->> 'karnofsky' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'karnofsky')::bigint end as "karnofsky",
  case when jsonb_typeof(r.body -> 'numberOfPriorLines') = 'number' and r.body ->> 'numberOfPriorLines' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'numberOfPriorLines')::bigint end as "number_of_prior_lines",
  r.body ->> 'histology' as "histology",
  r.body #>> '{absent,histology}' as "histology_absent",
  r.body ->> 'icd10' as "icd10",
  r.body ->> 'autoimmuneDisease' as "autoimmune_disease",
  r.body ->> 'otherDisease' as "other_disease",
  r.body ->> 'cellOfOrigin' as "cell_of_origin",
  r.body ->> 'doubleTripleHit' as "double_triple_hit",
  r.body ->> 'transformedFromIndolent' as "transformed_from_indolent",
  r.body ->> 'originalHistology' as "original_histology",
  r.body ->> 'highRiskCytogenetics' as "high_risk_cytogenetics",
  r.body ->> 'highRiskDefinition' as "high_risk_definition",
  r.body ->> 'annArborStage' as "ann_arbor_stage",
  r.body ->> 'bSymptoms' as "b_symptoms",
  r.body ->> 'bulkyDisease' as "bulky_disease",
  case when jsonb_typeof(r.body -> 'largestMass' -> 'value') = 'number' then (r.body -> 'largestMass' ->> 'value')::numeric end as "largest_mass",
  r.body -> 'largestMass' ->> 'comparator' as "largest_mass_comparator",
  case when jsonb_typeof(r.body #> '{largestMass,reported,value}') = 'number' then (r.body #>> '{largestMass,reported,value}')::numeric end as "largest_mass_reported",
  r.body #>> '{largestMass,reported,unit}' as "largest_mass_reported_unit",
  case when jsonb_typeof(r.body -> 'extranodalSites') = 'number' and r.body ->> 'extranodalSites' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'extranodalSites')::bigint end as "extranodal_sites",
  case when jsonb_typeof(r.body -> 'ipi') = 'number' and r.body ->> 'ipi' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'ipi')::bigint end as "ipi",
  case when jsonb_typeof(r.body -> 'flipi') = 'number' and r.body ->> 'flipi' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'flipi')::bigint end as "flipi",
  case when jsonb_typeof(r.body -> 'mipi') = 'number' and r.body ->> 'mipi' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'mipi')::bigint end as "mipi",
  r.body ->> 'issStage' as "iss_stage",
  r.body ->> 'rIssStage' as "r_iss_stage",
  r.body ->> 'extramedullaryDisease' as "extramedullary_disease",
  r.body ->> 'cnsInvolvement' as "cns_involvement",
  r.body #>> '{absent,cnsInvolvement}' as "cns_involvement_absent",
  case when r.body ->> 'statusAssessedDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'statusAssessedDate') end as "status_assessed_date",
  r.body ->> 'lymphomaRefractoriness' as "lymphoma_refractoriness"
from registry.clinical_record r
where r.type = 'Diagnosis' and r.is_current and r.withdrawn is null;
comment on view longview_sql."diagnosis" is 'The disease for which the course is given. Defines the population of every analysis.';
comment on column longview_sql."diagnosis"."record_id" is 'Of this version';
comment on column longview_sql."diagnosis"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."diagnosis"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."diagnosis"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."diagnosis"."record_centre" is 'Which centre sent it';
comment on column longview_sql."diagnosis"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."diagnosis"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."diagnosis"."primary_disease" is 'primary disease: 15 codes, see the codebook';
comment on column longview_sql."diagnosis"."primary_disease_absent" is 'Why there is no value: primary disease';
comment on column longview_sql."diagnosis"."diagnosis_date" is 'date of diagnosis, as far as it is known: a day, a month or a year';
comment on column longview_sql."diagnosis"."diagnosis_date_from" is 'date of diagnosis: the first day that it may mean';
comment on column longview_sql."diagnosis"."diagnosis_date_to" is 'date of diagnosis: the last day that it may mean';
comment on column longview_sql."diagnosis"."diagnosis_date_absent" is 'Why there is no value: date of diagnosis';
comment on column longview_sql."diagnosis"."status_at_infusion" is 'disease status before infusion: CR = complete remission; PR = partial remission; SD = stable disease; PD = progressive disease; relapseUntreated = untreated relapse; refractory = refractory; MRDpositiveCR = complete remission, measurable residual disease';
comment on column longview_sql."diagnosis"."status_at_infusion_absent" is 'Why there is no value: disease status before infusion';
comment on column longview_sql."diagnosis"."karnofsky" is 'Karnofsky performance status before infusion, in %';
comment on column longview_sql."diagnosis"."number_of_prior_lines" is 'lines of treatment before this course, in {lines}';
comment on column longview_sql."diagnosis"."histology" is 'morphology (ICD-O-3, written 9680-3)';
comment on column longview_sql."diagnosis"."histology_absent" is 'Why there is no value: morphology (ICD-O-3, written 9680-3)';
comment on column longview_sql."diagnosis"."icd10" is 'ICD-10 code';
comment on column longview_sql."diagnosis"."autoimmune_disease" is 'autoimmune disease: SLE = systemic lupus erythematosus; SSc = systemic sclerosis; myositis = idiopathic inflammatory myopathy; myastheniaGravis = myasthenia gravis; multipleSclerosis = multiple sclerosis; NMOSD = neuromyelitis optica spectrum disorder; CIDP = chronic inflammatory demyelinating polyneuropathy; rheumatoidArthritis = rheumatoid arthritis; vasculitis = ANCA-associated vasculitis; other = other';
comment on column longview_sql."diagnosis"."other_disease" is 'other disease, in words';
comment on column longview_sql."diagnosis"."cell_of_origin" is 'cell of origin: GCB = germinal centre; nonGCB = not germinal centre; unclassifiable = cannot be classified; unknown = unknown';
comment on column longview_sql."diagnosis"."double_triple_hit" is 'rearrangements of MYC with BCL2 or BCL6: none = none; MYC_BCL2 = MYC and BCL2; MYC_BCL6 = MYC and BCL6; MYC_BCL2_BCL6 = all three; unknown = unknown';
comment on column longview_sql."diagnosis"."transformed_from_indolent" is 'transformed from an indolent disease: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."diagnosis"."original_histology" is 'morphology before transformation';
comment on column longview_sql."diagnosis"."high_risk_cytogenetics" is 'high-risk cytogenetics, as the centre reports it: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."diagnosis"."high_risk_definition" is 'definition of high risk: rIss = that of R-ISS; other = another';
comment on column longview_sql."diagnosis"."ann_arbor_stage" is 'Ann Arbor stage at the decision to treat: I = I; II = II; III = III; IV = IV';
comment on column longview_sql."diagnosis"."b_symptoms" is 'B symptoms: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."diagnosis"."bulky_disease" is 'bulky disease: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."diagnosis"."largest_mass" is 'largest diameter of a mass, in mm; with a comparator the value lies on that side of it';
comment on column longview_sql."diagnosis"."largest_mass_comparator" is 'largest diameter of a mass: what stood before the number';
comment on column longview_sql."diagnosis"."largest_mass_reported" is 'largest diameter of a mass, as it was reported';
comment on column longview_sql."diagnosis"."largest_mass_reported_unit" is 'largest diameter of a mass: the unit in which it was reported';
comment on column longview_sql."diagnosis"."extranodal_sites" is 'extranodal sites, in {sites}';
comment on column longview_sql."diagnosis"."ipi" is 'IPI as the centre reports it, in {score}';
comment on column longview_sql."diagnosis"."flipi" is 'FLIPI as the centre reports it, in {score}';
comment on column longview_sql."diagnosis"."mipi" is 'simplified MIPI as the centre reports it, in {score}';
comment on column longview_sql."diagnosis"."iss_stage" is 'ISS stage: I = I; II = II; III = III';
comment on column longview_sql."diagnosis"."r_iss_stage" is 'R-ISS stage: I = I; II = II; III = III';
comment on column longview_sql."diagnosis"."extramedullary_disease" is 'extramedullary disease: none = none; paraosseous = from bone; extramedullary = apart from bone; unknown = unknown';
comment on column longview_sql."diagnosis"."cns_involvement" is 'involvement of the central nervous system: no = never; past = in the past; active = active at infusion; unknown = unknown';
comment on column longview_sql."diagnosis"."cns_involvement_absent" is 'Why there is no value: involvement of the central nervous system';
comment on column longview_sql."diagnosis"."status_assessed_date" is 'day on which the status was assessed';
comment on column longview_sql."diagnosis"."lymphoma_refractoriness" is 'response to first-line treatment: primaryRefractory = refractory to first line; relapseWithin12 = relapse within 12 months; relapseAfter12 = relapse after 12 months; refractoryToLast = refractory to the last line';
commit;
