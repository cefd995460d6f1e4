-- Emitted from the dictionary: ResponseAssessment, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."response_assessment";
create view longview_sql."response_assessment" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'assessmentDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'assessmentDate') end as "assessment_date",
  r.body ->> 'responseReported' as "response_reported",
  r.body #>> '{absent,responseReported}' as "response_reported_absent",
  r.body ->> 'criteria' as "criteria",
  r.body #>> '{absent,criteria}' as "criteria_absent",
  case when jsonb_typeof(r.body -> 'deauvilleScore') = 'number' and r.body ->> 'deauvilleScore' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'deauvilleScore')::bigint end as "deauville_score",
  r.body ->> 'timePoint' as "time_point",
  r.body #>> '{absent,timePoint}' as "time_point_absent",
  case when jsonb_typeof(r.body -> 'modalities') = 'array' then array(select jsonb_array_elements_text(r.body -> 'modalities')) end as "modalities",
  r.body #>> '{absent,modalities}' as "modalities_absent",
  r.body ->> 'assessedBy' as "assessed_by",
  r.body #>> '{absent,assessedBy}' as "assessed_by_absent",
  r.body ->> 'uptakeChange' as "uptake_change",
  r.body ->> 'newLesions' as "new_lesions",
  r.body ->> 'nonMeasuredProgress' as "non_measured_progress",
  case when jsonb_typeof(r.body -> 'spleenLength' -> 'value') = 'number' then (r.body -> 'spleenLength' ->> 'value')::numeric end as "spleen_length",
  r.body -> 'spleenLength' ->> 'comparator' as "spleen_length_comparator",
  case when jsonb_typeof(r.body #> '{spleenLength,reported,value}') = 'number' then (r.body #>> '{spleenLength,reported,value}')::numeric end as "spleen_length_reported",
  r.body #>> '{spleenLength,reported,unit}' as "spleen_length_reported_unit",
  r.body ->> 'boneMarrowInvolvement' as "bone_marrow_involvement",
  case when jsonb_typeof(r.body -> 'liverLength' -> 'value') = 'number' then (r.body -> 'liverLength' ->> 'value')::numeric end as "liver_length",
  r.body -> 'liverLength' ->> 'comparator' as "liver_length_comparator",
  case when jsonb_typeof(r.body #> '{liverLength,reported,value}') = 'number' then (r.body #>> '{liverLength,reported,value}')::numeric end as "liver_length_reported",
  r.body #>> '{liverLength,reported,unit}' as "liver_length_reported_unit",
  r.body ->> 'constitutionalSymptoms' as "constitutional_symptoms",
  case when jsonb_typeof(r.body -> 'serumMProtein' -> 'value') = 'number' then (r.body -> 'serumMProtein' ->> 'value')::numeric end as "serum_m_protein",
  r.body -> 'serumMProtein' ->> 'comparator' as "serum_m_protein_comparator",
  case when jsonb_typeof(r.body #> '{serumMProtein,reported,value}') = 'number' then (r.body #>> '{serumMProtein,reported,value}')::numeric end as "serum_m_protein_reported",
  r.body #>> '{serumMProtein,reported,unit}' as "serum_m_protein_reported_unit",
  case when jsonb_typeof(r.body -> 'urineMProtein' -> 'value') = 'number' then (r.body -> 'urineMProtein' ->> 'value')::numeric end as "urine_m_protein",
  r.body -> 'urineMProtein' ->> 'comparator' as "urine_m_protein_comparator",
  case when jsonb_typeof(r.body #> '{urineMProtein,reported,value}') = 'number' then (r.body #>> '{urineMProtein,reported,value}')::numeric end as "urine_m_protein_reported",
  r.body #>> '{urineMProtein,reported,unit}' as "urine_m_protein_reported_unit",
  case when jsonb_typeof(r.body -> 'kappaLightChains' -> 'value') = 'number' then (r.body -> 'kappaLightChains' ->> 'value')::numeric end as "kappa_light_chains",
  r.body -> 'kappaLightChains' ->> 'comparator' as "kappa_light_chains_comparator",
  case when jsonb_typeof(r.body #> '{kappaLightChains,reported,value}') = 'number' then (r.body #>> '{kappaLightChains,reported,value}')::numeric end as "kappa_light_chains_reported",
  r.body #>> '{kappaLightChains,reported,unit}' as "kappa_light_chains_reported_unit",
  case when jsonb_typeof(r.body -> 'lambdaLightChains' -> 'value') = 'number' then (r.body -> 'lambdaLightChains' ->> 'value')::numeric end as "lambda_light_chains",
  r.body -> 'lambdaLightChains' ->> 'comparator' as "lambda_light_chains_comparator",
  case when jsonb_typeof(r.body #> '{lambdaLightChains,reported,value}') = 'number' then (r.body #>> '{lambdaLightChains,reported,value}')::numeric end as "lambda_light_chains_reported",
  r.body #>> '{lambdaLightChains,reported,unit}' as "lambda_light_chains_reported_unit",
  case when jsonb_typeof(r.body -> 'lightChainRatio' -> 'value') = 'number' then (r.body -> 'lightChainRatio' ->> 'value')::numeric end as "light_chain_ratio",
  r.body -> 'lightChainRatio' ->> 'comparator' as "light_chain_ratio_comparator",
  case when jsonb_typeof(r.body #> '{lightChainRatio,reported,value}') = 'number' then (r.body #>> '{lightChainRatio,reported,value}')::numeric end as "light_chain_ratio_reported",
  r.body #>> '{lightChainRatio,reported,unit}' as "light_chain_ratio_reported_unit",
  r.body ->> 'involvedLightChain' as "involved_light_chain",
  r.body ->> 'immunofixationSerum' as "immunofixation_serum",
  r.body ->> 'immunofixationUrine' as "immunofixation_urine",
  case when jsonb_typeof(r.body -> 'marrowPlasmaCells' -> 'value') = 'number' then (r.body -> 'marrowPlasmaCells' ->> 'value')::numeric end as "marrow_plasma_cells",
  r.body -> 'marrowPlasmaCells' ->> 'comparator' as "marrow_plasma_cells_comparator",
  case when jsonb_typeof(r.body #> '{marrowPlasmaCells,reported,value}') = 'number' then (r.body #>> '{marrowPlasmaCells,reported,value}')::numeric end as "marrow_plasma_cells_reported",
  r.body #>> '{marrowPlasmaCells,reported,unit}' as "marrow_plasma_cells_reported_unit",
  r.body ->> 'clonalPlasmaCells' as "clonal_plasma_cells",
  r.body ->> 'plasmacytoma' as "plasmacytoma",
  case when jsonb_typeof(r.body -> 'plasmacytomaArea' -> 'value') = 'number' then (r.body -> 'plasmacytomaArea' ->> 'value')::numeric end as "plasmacytoma_area",
  r.body -> 'plasmacytomaArea' ->> 'comparator' as "plasmacytoma_area_comparator",
  case when jsonb_typeof(r.body #> '{plasmacytomaArea,reported,value}') = 'number' then (r.body #>> '{plasmacytomaArea,reported,value}')::numeric end as "plasmacytoma_area_reported",
  r.body #>> '{plasmacytomaArea,reported,unit}' as "plasmacytoma_area_reported_unit",
  case when jsonb_typeof(r.body -> 'marrowBlasts' -> 'value') = 'number' then (r.body -> 'marrowBlasts' ->> 'value')::numeric end as "marrow_blasts",
  r.body -> 'marrowBlasts' ->> 'comparator' as "marrow_blasts_comparator",
  case when jsonb_typeof(r.body #> '{marrowBlasts,reported,value}') = 'number' then (r.body #>> '{marrowBlasts,reported,value}')::numeric end as "marrow_blasts_reported",
  r.body #>> '{marrowBlasts,reported,unit}' as "marrow_blasts_reported_unit",
  case when jsonb_typeof(r.body -> 'bloodBlasts' -> 'value') = 'number' then (r.body -> 'bloodBlasts' ->> 'value')::numeric end as "blood_blasts",
  r.body -> 'bloodBlasts' ->> 'comparator' as "blood_blasts_comparator",
  case when jsonb_typeof(r.body #> '{bloodBlasts,reported,value}') = 'number' then (r.body #>> '{bloodBlasts,reported,value}')::numeric end as "blood_blasts_reported",
  r.body #>> '{bloodBlasts,reported,unit}' as "blood_blasts_reported_unit",
  r.body ->> 'extramedullaryDisease' as "extramedullary_disease",
  case when jsonb_typeof(r.body -> 'neutrophils' -> 'value') = 'number' then (r.body -> 'neutrophils' ->> 'value')::numeric end as "neutrophils",
  r.body -> 'neutrophils' ->> 'comparator' as "neutrophils_comparator",
  case when jsonb_typeof(r.body #> '{neutrophils,reported,value}') = 'number' then (r.body #>> '{neutrophils,reported,value}')::numeric end as "neutrophils_reported",
  r.body #>> '{neutrophils,reported,unit}' as "neutrophils_reported_unit",
  case when jsonb_typeof(r.body -> 'platelets' -> 'value') = 'number' then (r.body -> 'platelets' ->> 'value')::numeric end as "platelets",
  r.body -> 'platelets' ->> 'comparator' as "platelets_comparator",
  case when jsonb_typeof(r.body #> '{platelets,reported,value}') = 'number' then (r.body #>> '{platelets,reported,value}')::numeric end as "platelets_reported",
  r.body #>> '{platelets,reported,unit}' as "platelets_reported_unit",
  case when jsonb_typeof(r.body -> 'haemoglobin' -> 'value') = 'number' then (r.body -> 'haemoglobin' ->> 'value')::numeric end as "haemoglobin",
  r.body -> 'haemoglobin' ->> 'comparator' as "haemoglobin_comparator",
  case when jsonb_typeof(r.body #> '{haemoglobin,reported,value}') = 'number' then (r.body #>> '{haemoglobin,reported,value}')::numeric end as "haemoglobin_reported",
  r.body #>> '{haemoglobin,reported,unit}' as "haemoglobin_reported_unit",
  case when jsonb_typeof(r.body -> 'lymphocytes' -> 'value') = 'number' then (r.body -> 'lymphocytes' ->> 'value')::numeric end as "lymphocytes",
  r.body -> 'lymphocytes' ->> 'comparator' as "lymphocytes_comparator",
  case when jsonb_typeof(r.body #> '{lymphocytes,reported,value}') = 'number' then (r.body #>> '{lymphocytes,reported,value}')::numeric end as "lymphocytes_reported",
  r.body #>> '{lymphocytes,reported,unit}' as "lymphocytes_reported_unit",
  r.body ->> 'transfusionFree' as "transfusion_free"
from registry.clinical_record r
where r.type = 'ResponseAssessment' and r.is_current and r.withdrawn is null;
comment on view longview_sql."response_assessment" is 'An assessment of the disease after infusion. Response, and where progression-free survival is censored.';
comment on column longview_sql."response_assessment"."record_id" is 'Of this version';
comment on column longview_sql."response_assessment"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."response_assessment"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."response_assessment"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."response_assessment"."record_centre" is 'Which centre sent it';
comment on column longview_sql."response_assessment"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."response_assessment"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."response_assessment"."assessment_date" is 'date of the assessment';
comment on column longview_sql."response_assessment"."response_reported" is 'response as the centre reports it: sCR = stringent complete response; CR = complete response; CRi = complete response, incomplete recovery; VGPR = very good partial response; PR = partial response; MR = minimal response; SD = stable disease; PD = progressive disease; notEvaluable = not evaluable';
comment on column longview_sql."response_assessment"."response_reported_absent" is 'Why there is no value: response as the centre reports it';
comment on column longview_sql."response_assessment"."criteria" is 'criteria: Lugano2014 = Lugano 2014; LYRIC = LYRIC; IMWG2016 = IMWG 2016; NCCN_ALL = NCCN, acute lymphoblastic leukaemia; iwCLL2018 = iwCLL 2018; IWG_AML = IWG, acute myeloid leukaemia';
comment on column longview_sql."response_assessment"."criteria_absent" is 'Why there is no value: criteria';
comment on column longview_sql."response_assessment"."deauville_score" is 'Deauville score, in {score}';
comment on column longview_sql."response_assessment"."time_point" is 'time point: baseline = before infusion; d28 = day 28; m3 = month 3, day 100; m6 = month 6; m9 = month 9; m12 = month 12; m18 = month 18; m24 = month 24; annual = yearly after that; unscheduled = unscheduled';
comment on column longview_sql."response_assessment"."time_point_absent" is 'Why there is no value: time point';
comment on column longview_sql."response_assessment"."modalities" is 'how it was assessed: petCt = PET-CT; ct = CT; mri = MRI; marrow = bone marrow; serumUrine = serum and urine; flow = flow cytometry; clinical = clinical examination';
comment on column longview_sql."response_assessment"."modalities_absent" is 'Why there is no value: how it was assessed';
comment on column longview_sql."response_assessment"."assessed_by" is 'who assessed: investigator = the centre; centralReview = central review; registryAlgorithm = the registry';
comment on column longview_sql."response_assessment"."assessed_by_absent" is 'Why there is no value: who assessed';
comment on column longview_sql."response_assessment"."uptake_change" is 'uptake against baseline: reduced = reduced; unchanged = unchanged; increased = increased';
comment on column longview_sql."response_assessment"."new_lesions" is 'new lesions: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."response_assessment"."non_measured_progress" is 'lesions not measured clearly progress: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."response_assessment"."spleen_length" is 'vertical length of the spleen, in mm; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."spleen_length_comparator" is 'vertical length of the spleen: what stood before the number';
comment on column longview_sql."response_assessment"."spleen_length_reported" is 'vertical length of the spleen, as it was reported';
comment on column longview_sql."response_assessment"."spleen_length_reported_unit" is 'vertical length of the spleen: the unit in which it was reported';
comment on column longview_sql."response_assessment"."bone_marrow_involvement" is 'marrow involved: positive = positive; negative = negative; notDone = not done';
comment on column longview_sql."response_assessment"."liver_length" is 'liver below the costal margin, in mm; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."liver_length_comparator" is 'liver below the costal margin: what stood before the number';
comment on column longview_sql."response_assessment"."liver_length_reported" is 'liver below the costal margin, as it was reported';
comment on column longview_sql."response_assessment"."liver_length_reported_unit" is 'liver below the costal margin: the unit in which it was reported';
comment on column longview_sql."response_assessment"."constitutional_symptoms" is 'constitutional symptoms: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."response_assessment"."serum_m_protein" is 'M-protein in serum, in g/L; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."serum_m_protein_comparator" is 'M-protein in serum: what stood before the number';
comment on column longview_sql."response_assessment"."serum_m_protein_reported" is 'M-protein in serum, as it was reported';
comment on column longview_sql."response_assessment"."serum_m_protein_reported_unit" is 'M-protein in serum: the unit in which it was reported';
comment on column longview_sql."response_assessment"."urine_m_protein" is 'M-protein in urine of 24 hours, in mg/(24.h); with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."urine_m_protein_comparator" is 'M-protein in urine of 24 hours: what stood before the number';
comment on column longview_sql."response_assessment"."urine_m_protein_reported" is 'M-protein in urine of 24 hours, as it was reported';
comment on column longview_sql."response_assessment"."urine_m_protein_reported_unit" is 'M-protein in urine of 24 hours: the unit in which it was reported';
comment on column longview_sql."response_assessment"."kappa_light_chains" is 'free kappa light chains, in mg/L; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."kappa_light_chains_comparator" is 'free kappa light chains: what stood before the number';
comment on column longview_sql."response_assessment"."kappa_light_chains_reported" is 'free kappa light chains, as it was reported';
comment on column longview_sql."response_assessment"."kappa_light_chains_reported_unit" is 'free kappa light chains: the unit in which it was reported';
comment on column longview_sql."response_assessment"."lambda_light_chains" is 'free lambda light chains, in mg/L; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."lambda_light_chains_comparator" is 'free lambda light chains: what stood before the number';
comment on column longview_sql."response_assessment"."lambda_light_chains_reported" is 'free lambda light chains, as it was reported';
comment on column longview_sql."response_assessment"."lambda_light_chains_reported_unit" is 'free lambda light chains: the unit in which it was reported';
comment on column longview_sql."response_assessment"."light_chain_ratio" is 'ratio of free light chains, in {ratio}; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."light_chain_ratio_comparator" is 'ratio of free light chains: what stood before the number';
comment on column longview_sql."response_assessment"."light_chain_ratio_reported" is 'ratio of free light chains, as it was reported';
comment on column longview_sql."response_assessment"."light_chain_ratio_reported_unit" is 'ratio of free light chains: the unit in which it was reported';
comment on column longview_sql."response_assessment"."involved_light_chain" is 'involved light chain: kappa = kappa; lambda = lambda';
comment on column longview_sql."response_assessment"."immunofixation_serum" is 'immunofixation of serum: positive = positive; negative = negative; notDone = not done';
comment on column longview_sql."response_assessment"."immunofixation_urine" is 'immunofixation of urine: positive = positive; negative = negative; notDone = not done';
comment on column longview_sql."response_assessment"."marrow_plasma_cells" is 'plasma cells in the marrow, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."marrow_plasma_cells_comparator" is 'plasma cells in the marrow: what stood before the number';
comment on column longview_sql."response_assessment"."marrow_plasma_cells_reported" is 'plasma cells in the marrow, as it was reported';
comment on column longview_sql."response_assessment"."marrow_plasma_cells_reported_unit" is 'plasma cells in the marrow: the unit in which it was reported';
comment on column longview_sql."response_assessment"."clonal_plasma_cells" is 'clonal plasma cells in the marrow: positive = positive; negative = negative; notDone = not done';
comment on column longview_sql."response_assessment"."plasmacytoma" is 'soft-tissue plasmacytoma: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."response_assessment"."plasmacytoma_area" is 'plasmacytomas, sum of products of diameters, in mm2; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."plasmacytoma_area_comparator" is 'plasmacytomas, sum of products of diameters: what stood before the number';
comment on column longview_sql."response_assessment"."plasmacytoma_area_reported" is 'plasmacytomas, sum of products of diameters, as it was reported';
comment on column longview_sql."response_assessment"."plasmacytoma_area_reported_unit" is 'plasmacytomas, sum of products of diameters: the unit in which it was reported';
comment on column longview_sql."response_assessment"."marrow_blasts" is 'blasts in the marrow, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."marrow_blasts_comparator" is 'blasts in the marrow: what stood before the number';
comment on column longview_sql."response_assessment"."marrow_blasts_reported" is 'blasts in the marrow, as it was reported';
comment on column longview_sql."response_assessment"."marrow_blasts_reported_unit" is 'blasts in the marrow: the unit in which it was reported';
comment on column longview_sql."response_assessment"."blood_blasts" is 'blasts in blood, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."blood_blasts_comparator" is 'blasts in blood: what stood before the number';
comment on column longview_sql."response_assessment"."blood_blasts_reported" is 'blasts in blood, as it was reported';
comment on column longview_sql."response_assessment"."blood_blasts_reported_unit" is 'blasts in blood: the unit in which it was reported';
comment on column longview_sql."response_assessment"."extramedullary_disease" is 'extramedullary disease: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."response_assessment"."neutrophils" is 'neutrophils, in 10*9/L; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."neutrophils_comparator" is 'neutrophils: what stood before the number';
comment on column longview_sql."response_assessment"."neutrophils_reported" is 'neutrophils, as it was reported';
comment on column longview_sql."response_assessment"."neutrophils_reported_unit" is 'neutrophils: the unit in which it was reported';
comment on column longview_sql."response_assessment"."platelets" is 'platelets, in 10*9/L; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."platelets_comparator" is 'platelets: what stood before the number';
comment on column longview_sql."response_assessment"."platelets_reported" is 'platelets, as it was reported';
comment on column longview_sql."response_assessment"."platelets_reported_unit" is 'platelets: the unit in which it was reported';
comment on column longview_sql."response_assessment"."haemoglobin" is 'haemoglobin, in g/dL; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."haemoglobin_comparator" is 'haemoglobin: what stood before the number';
comment on column longview_sql."response_assessment"."haemoglobin_reported" is 'haemoglobin, as it was reported';
comment on column longview_sql."response_assessment"."haemoglobin_reported_unit" is 'haemoglobin: the unit in which it was reported';
comment on column longview_sql."response_assessment"."lymphocytes" is 'lymphocytes, in 10*9/L; with a comparator the value lies on that side of it';
comment on column longview_sql."response_assessment"."lymphocytes_comparator" is 'lymphocytes: what stood before the number';
comment on column longview_sql."response_assessment"."lymphocytes_reported" is 'lymphocytes, as it was reported';
comment on column longview_sql."response_assessment"."lymphocytes_reported_unit" is 'lymphocytes: the unit in which it was reported';
comment on column longview_sql."response_assessment"."transfusion_free" is 'no transfusion in the week before: yes = yes; no = no; unknown = unknown';
commit;
