-- Emitted from the dictionary: BaselineAssessment, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."baseline_assessment";
create view longview_sql."baseline_assessment" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'timePoint' as "time_point",
  r.body #>> '{absent,timePoint}' as "time_point_absent",
  case when r.body ->> 'assessmentDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'assessmentDate') end as "assessment_date",
  case when jsonb_typeof(r.body -> 'ecog') = 'number' and r.body ->> 'ecog' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'ecog')::bigint end as "ecog",
  r.body #>> '{absent,ecog}' as "ecog_absent",
  r.body ->> 'ecogFromKarnofsky' as "ecog_from_karnofsky",
  case when jsonb_typeof(r.body -> 'karnofsky') = 'number' and r.body ->> 'karnofsky' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'karnofsky')::bigint end as "karnofsky",
  case when jsonb_typeof(r.body -> 'lansky') = 'number' and r.body ->> 'lansky' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'lansky')::bigint end as "lansky",
  case when jsonb_typeof(r.body -> 'hctCi') = 'number' and r.body ->> 'hctCi' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'hctCi')::bigint end as "hct_ci",
  case when jsonb_typeof(r.body -> 'comorbidities') = 'array' then array(select jsonb_array_elements_text(r.body -> 'comorbidities')) end as "comorbidities",
  case when jsonb_typeof(r.body -> 'height' -> 'value') = 'number' then (r.body -> 'height' ->> 'value')::numeric end as "height",
  r.body -> 'height' ->> 'comparator' as "height_comparator",
  case when jsonb_typeof(r.body #> '{height,reported,value}') = 'number' then (r.body #>> '{height,reported,value}')::numeric end as "height_reported",
  r.body #>> '{height,reported,unit}' as "height_reported_unit",
  case when jsonb_typeof(r.body -> 'weight' -> 'value') = 'number' then (r.body -> 'weight' ->> 'value')::numeric end as "weight",
  r.body -> 'weight' ->> 'comparator' as "weight_comparator",
  case when jsonb_typeof(r.body #> '{weight,reported,value}') = 'number' then (r.body #>> '{weight,reported,value}')::numeric end as "weight_reported",
  r.body #>> '{weight,reported,unit}' as "weight_reported_unit",
  r.body #>> '{absent,weight}' as "weight_absent",
  case when jsonb_typeof(r.body -> 'ejectionFraction' -> 'value') = 'number' then (r.body -> 'ejectionFraction' ->> 'value')::numeric end as "ejection_fraction",
  r.body -> 'ejectionFraction' ->> 'comparator' as "ejection_fraction_comparator",
  case when jsonb_typeof(r.body #> '{ejectionFraction,reported,value}') = 'number' then (r.body #>> '{ejectionFraction,reported,value}')::numeric end as "ejection_fraction_reported",
  r.body #>> '{ejectionFraction,reported,unit}' as "ejection_fraction_reported_unit",
  case when jsonb_typeof(r.body -> 'creatinine' -> 'value') = 'number' then (r.body -> 'creatinine' ->> 'value')::numeric end as "creatinine",
  r.body -> 'creatinine' ->> 'comparator' as "creatinine_comparator",
  case when jsonb_typeof(r.body #> '{creatinine,reported,value}') = 'number' then (r.body #>> '{creatinine,reported,value}')::numeric end as "creatinine_reported",
  r.body #>> '{creatinine,reported,unit}' as "creatinine_reported_unit",
  case when jsonb_typeof(r.body -> 'filtrationRate' -> 'value') = 'number' then (r.body -> 'filtrationRate' ->> 'value')::numeric end as "filtration_rate",
  r.body -> 'filtrationRate' ->> 'comparator' as "filtration_rate_comparator",
  case when jsonb_typeof(r.body #> '{filtrationRate,reported,value}') = 'number' then (r.body #>> '{filtrationRate,reported,value}')::numeric end as "filtration_rate_reported",
  r.body #>> '{filtrationRate,reported,unit}' as "filtration_rate_reported_unit",
  case when jsonb_typeof(r.body -> 'bilirubin' -> 'value') = 'number' then (r.body -> 'bilirubin' ->> 'value')::numeric end as "bilirubin",
  r.body -> 'bilirubin' ->> 'comparator' as "bilirubin_comparator",
  case when jsonb_typeof(r.body #> '{bilirubin,reported,value}') = 'number' then (r.body #>> '{bilirubin,reported,value}')::numeric end as "bilirubin_reported",
  r.body #>> '{bilirubin,reported,unit}' as "bilirubin_reported_unit",
  case when jsonb_typeof(r.body -> 'alanineTransaminase' -> 'value') = 'number' then (r.body -> 'alanineTransaminase' ->> 'value')::numeric end as "alanine_transaminase",
  r.body -> 'alanineTransaminase' ->> 'comparator' as "alanine_transaminase_comparator",
  case when jsonb_typeof(r.body #> '{alanineTransaminase,reported,value}') = 'number' then (r.body #>> '{alanineTransaminase,reported,value}')::numeric end as "alanine_transaminase_reported",
  r.body #>> '{alanineTransaminase,reported,unit}' as "alanine_transaminase_reported_unit",
  case when jsonb_typeof(r.body -> 'aspartateTransaminase' -> 'value') = 'number' then (r.body -> 'aspartateTransaminase' ->> 'value')::numeric end as "aspartate_transaminase",
  r.body -> 'aspartateTransaminase' ->> 'comparator' as "aspartate_transaminase_comparator",
  case when jsonb_typeof(r.body #> '{aspartateTransaminase,reported,value}') = 'number' then (r.body #>> '{aspartateTransaminase,reported,value}')::numeric end as "aspartate_transaminase_reported",
  r.body #>> '{aspartateTransaminase,reported,unit}' as "aspartate_transaminase_reported_unit",
  case when jsonb_typeof(r.body -> 'albumin' -> 'value') = 'number' then (r.body -> 'albumin' ->> 'value')::numeric end as "albumin",
  r.body -> 'albumin' ->> 'comparator' as "albumin_comparator",
  case when jsonb_typeof(r.body #> '{albumin,reported,value}') = 'number' then (r.body #>> '{albumin,reported,value}')::numeric end as "albumin_reported",
  r.body #>> '{albumin,reported,unit}' as "albumin_reported_unit",
  case when jsonb_typeof(r.body -> 'lactateDehydrogenase' -> 'value') = 'number' then (r.body -> 'lactateDehydrogenase' ->> 'value')::numeric end as "lactate_dehydrogenase",
  r.body -> 'lactateDehydrogenase' ->> 'comparator' as "lactate_dehydrogenase_comparator",
  case when jsonb_typeof(r.body #> '{lactateDehydrogenase,reported,value}') = 'number' then (r.body #>> '{lactateDehydrogenase,reported,value}')::numeric end as "lactate_dehydrogenase_reported",
  r.body #>> '{lactateDehydrogenase,reported,unit}' as "lactate_dehydrogenase_reported_unit",
  case when jsonb_typeof(r.body -> 'lactateDehydrogenaseLimit' -> 'value') = 'number' then (r.body -> 'lactateDehydrogenaseLimit' ->> 'value')::numeric end as "lactate_dehydrogenase_limit",
  r.body -> 'lactateDehydrogenaseLimit' ->> 'comparator' as "lactate_dehydrogenase_limit_comparator",
  case when jsonb_typeof(r.body #> '{lactateDehydrogenaseLimit,reported,value}') = 'number' then (r.body #>> '{lactateDehydrogenaseLimit,reported,value}')::numeric end as "lactate_dehydrogenase_limit_reported",
  r.body #>> '{lactateDehydrogenaseLimit,reported,unit}' as "lactate_dehydrogenase_limit_reported_unit",
  case when jsonb_typeof(r.body -> 'cReactiveProtein' -> 'value') = 'number' then (r.body -> 'cReactiveProtein' ->> 'value')::numeric end as "c_reactive_protein",
  r.body -> 'cReactiveProtein' ->> 'comparator' as "c_reactive_protein_comparator",
  case when jsonb_typeof(r.body #> '{cReactiveProtein,reported,value}') = 'number' then (r.body #>> '{cReactiveProtein,reported,value}')::numeric end as "c_reactive_protein_reported",
  r.body #>> '{cReactiveProtein,reported,unit}' as "c_reactive_protein_reported_unit",
  case when jsonb_typeof(r.body -> 'ferritin' -> 'value') = 'number' then (r.body -> 'ferritin' ->> 'value')::numeric end as "ferritin",
  r.body -> 'ferritin' ->> 'comparator' as "ferritin_comparator",
  case when jsonb_typeof(r.body #> '{ferritin,reported,value}') = 'number' then (r.body #>> '{ferritin,reported,value}')::numeric end as "ferritin_reported",
  r.body #>> '{ferritin,reported,unit}' as "ferritin_reported_unit",
  case when jsonb_typeof(r.body -> 'neutrophils' -> 'value') = 'number' then (r.body -> 'neutrophils' ->> 'value')::numeric end as "neutrophils",
  r.body -> 'neutrophils' ->> 'comparator' as "neutrophils_comparator",
  case when jsonb_typeof(r.body #> '{neutrophils,reported,value}') = 'number' then (r.body #>> '{neutrophils,reported,value}')::numeric end as "neutrophils_reported",
  r.body #>> '{neutrophils,reported,unit}' as "neutrophils_reported_unit",
  r.body #>> '{absent,neutrophils}' as "neutrophils_absent",
  case when jsonb_typeof(r.body -> 'platelets' -> 'value') = 'number' then (r.body -> 'platelets' ->> 'value')::numeric end as "platelets",
  r.body -> 'platelets' ->> 'comparator' as "platelets_comparator",
  case when jsonb_typeof(r.body #> '{platelets,reported,value}') = 'number' then (r.body #>> '{platelets,reported,value}')::numeric end as "platelets_reported",
  r.body #>> '{platelets,reported,unit}' as "platelets_reported_unit",
  r.body #>> '{absent,platelets}' as "platelets_absent",
  case when jsonb_typeof(r.body -> 'haemoglobin' -> 'value') = 'number' then (r.body -> 'haemoglobin' ->> 'value')::numeric end as "haemoglobin",
  r.body -> 'haemoglobin' ->> 'comparator' as "haemoglobin_comparator",
  case when jsonb_typeof(r.body #> '{haemoglobin,reported,value}') = 'number' then (r.body #>> '{haemoglobin,reported,value}')::numeric end as "haemoglobin_reported",
  r.body #>> '{haemoglobin,reported,unit}' as "haemoglobin_reported_unit",
  r.body #>> '{absent,haemoglobin}' as "haemoglobin_absent",
  case when jsonb_typeof(r.body -> 'lymphocytes' -> 'value') = 'number' then (r.body -> 'lymphocytes' ->> 'value')::numeric end as "lymphocytes",
  r.body -> 'lymphocytes' ->> 'comparator' as "lymphocytes_comparator",
  case when jsonb_typeof(r.body #> '{lymphocytes,reported,value}') = 'number' then (r.body #>> '{lymphocytes,reported,value}')::numeric end as "lymphocytes_reported",
  r.body #>> '{lymphocytes,reported,unit}' as "lymphocytes_reported_unit",
  case when jsonb_typeof(r.body -> 'metabolicTumourVolume' -> 'value') = 'number' then (r.body -> 'metabolicTumourVolume' ->> 'value')::numeric end as "metabolic_tumour_volume",
  r.body -> 'metabolicTumourVolume' ->> 'comparator' as "metabolic_tumour_volume_comparator",
  case when jsonb_typeof(r.body #> '{metabolicTumourVolume,reported,value}') = 'number' then (r.body #>> '{metabolicTumourVolume,reported,value}')::numeric end as "metabolic_tumour_volume_reported",
  r.body #>> '{metabolicTumourVolume,reported,unit}' as "metabolic_tumour_volume_reported_unit",
  r.body ->> 'tumourVolumeMethod' as "tumour_volume_method",
  case when jsonb_typeof(r.body -> 'iceScore') = 'number' and r.body ->> 'iceScore' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'iceScore')::bigint end as "ice_score",
  r.body ->> 'oxygenDevice' as "oxygen_device",
  case when jsonb_typeof(r.body -> 'vasopressors') = 'array' then array(select jsonb_array_elements_text(r.body -> 'vasopressors')) end as "vasopressors",
  r.body ->> 'hepatitisBSurface' as "hepatitis_b_surface",
  r.body ->> 'hepatitisBCore' as "hepatitis_b_core",
  r.body ->> 'hepatitisC' as "hepatitis_c",
  r.body ->> 'hiv' as "hiv",
  r.body ->> 'cmv' as "cmv",
  r.body ->> 'ebv' as "ebv",
  r.body ->> 'activeInfection' as "active_infection"
from registry.clinical_record r
where r.type = 'BaselineAssessment' and r.is_current and r.withdrawn is null;
comment on view longview_sql."baseline_assessment" is 'The patient before treatment. What decides about risk: condition, organs, blood, inflammation.';
comment on column longview_sql."baseline_assessment"."record_id" is 'Of this version';
comment on column longview_sql."baseline_assessment"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."baseline_assessment"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."baseline_assessment"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."baseline_assessment"."record_centre" is 'Which centre sent it';
comment on column longview_sql."baseline_assessment"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."baseline_assessment"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."baseline_assessment"."time_point" is 'time point: decision = decision to treat; apheresis = apheresis; preLymphodepletion = before lymphodepletion; dayZero = day of infusion';
comment on column longview_sql."baseline_assessment"."time_point_absent" is 'Why there is no value: time point';
comment on column longview_sql."baseline_assessment"."assessment_date" is 'date';
comment on column longview_sql."baseline_assessment"."ecog" is 'ECOG performance status, in {score}';
comment on column longview_sql."baseline_assessment"."ecog_absent" is 'Why there is no value: ECOG performance status';
comment on column longview_sql."baseline_assessment"."ecog_from_karnofsky" is 'ECOG follows from a Karnofsky score: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."baseline_assessment"."karnofsky" is 'Karnofsky performance status, in %';
comment on column longview_sql."baseline_assessment"."lansky" is 'Lansky play performance (under 16 years), in %';
comment on column longview_sql."baseline_assessment"."hct_ci" is 'comorbidity index (HCT-CI) as the centre reports it, in {score}';
comment on column longview_sql."baseline_assessment"."comorbidities" is 'comorbidities of the index: 17 codes, see the codebook';
comment on column longview_sql."baseline_assessment"."height" is 'height, in cm; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."height_comparator" is 'height: what stood before the number';
comment on column longview_sql."baseline_assessment"."height_reported" is 'height, as it was reported';
comment on column longview_sql."baseline_assessment"."height_reported_unit" is 'height: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."weight" is 'weight, in kg; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."weight_comparator" is 'weight: what stood before the number';
comment on column longview_sql."baseline_assessment"."weight_reported" is 'weight, as it was reported';
comment on column longview_sql."baseline_assessment"."weight_reported_unit" is 'weight: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."weight_absent" is 'Why there is no value: weight';
comment on column longview_sql."baseline_assessment"."ejection_fraction" is 'left ventricular ejection fraction, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."ejection_fraction_comparator" is 'left ventricular ejection fraction: what stood before the number';
comment on column longview_sql."baseline_assessment"."ejection_fraction_reported" is 'left ventricular ejection fraction, as it was reported';
comment on column longview_sql."baseline_assessment"."ejection_fraction_reported_unit" is 'left ventricular ejection fraction: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."creatinine" is 'creatinine, in umol/L; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."creatinine_comparator" is 'creatinine: what stood before the number';
comment on column longview_sql."baseline_assessment"."creatinine_reported" is 'creatinine, as it was reported';
comment on column longview_sql."baseline_assessment"."creatinine_reported_unit" is 'creatinine: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."filtration_rate" is 'estimated glomerular filtration rate, in mL/min/{1.73_m2}; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."filtration_rate_comparator" is 'estimated glomerular filtration rate: what stood before the number';
comment on column longview_sql."baseline_assessment"."filtration_rate_reported" is 'estimated glomerular filtration rate, as it was reported';
comment on column longview_sql."baseline_assessment"."filtration_rate_reported_unit" is 'estimated glomerular filtration rate: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."bilirubin" is 'bilirubin, in umol/L; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."bilirubin_comparator" is 'bilirubin: what stood before the number';
comment on column longview_sql."baseline_assessment"."bilirubin_reported" is 'bilirubin, as it was reported';
comment on column longview_sql."baseline_assessment"."bilirubin_reported_unit" is 'bilirubin: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."alanine_transaminase" is 'ALT, in U/L; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."alanine_transaminase_comparator" is 'ALT: what stood before the number';
comment on column longview_sql."baseline_assessment"."alanine_transaminase_reported" is 'ALT, as it was reported';
comment on column longview_sql."baseline_assessment"."alanine_transaminase_reported_unit" is 'ALT: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."aspartate_transaminase" is 'AST, in U/L; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."aspartate_transaminase_comparator" is 'AST: what stood before the number';
comment on column longview_sql."baseline_assessment"."aspartate_transaminase_reported" is 'AST, as it was reported';
comment on column longview_sql."baseline_assessment"."aspartate_transaminase_reported_unit" is 'AST: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."albumin" is 'albumin, in g/L; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."albumin_comparator" is 'albumin: what stood before the number';
comment on column longview_sql."baseline_assessment"."albumin_reported" is 'albumin, as it was reported';
comment on column longview_sql."baseline_assessment"."albumin_reported_unit" is 'albumin: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."lactate_dehydrogenase" is 'lactate dehydrogenase, in U/L; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."lactate_dehydrogenase_comparator" is 'lactate dehydrogenase: what stood before the number';
comment on column longview_sql."baseline_assessment"."lactate_dehydrogenase_reported" is 'lactate dehydrogenase, as it was reported';
comment on column longview_sql."baseline_assessment"."lactate_dehydrogenase_reported_unit" is 'lactate dehydrogenase: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."lactate_dehydrogenase_limit" is 'upper limit of the laboratory for lactate dehydrogenase, in U/L; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."lactate_dehydrogenase_limit_comparator" is 'upper limit of the laboratory for lactate dehydrogenase: what stood before the number';
comment on column longview_sql."baseline_assessment"."lactate_dehydrogenase_limit_reported" is 'upper limit of the laboratory for lactate dehydrogenase, as it was reported';
comment on column longview_sql."baseline_assessment"."lactate_dehydrogenase_limit_reported_unit" is 'upper limit of the laboratory for lactate dehydrogenase: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."c_reactive_protein" is 'C-reactive protein, in mg/L; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."c_reactive_protein_comparator" is 'C-reactive protein: what stood before the number';
comment on column longview_sql."baseline_assessment"."c_reactive_protein_reported" is 'C-reactive protein, as it was reported';
comment on column longview_sql."baseline_assessment"."c_reactive_protein_reported_unit" is 'C-reactive protein: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."ferritin" is 'ferritin, in ug/L; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."ferritin_comparator" is 'ferritin: what stood before the number';
comment on column longview_sql."baseline_assessment"."ferritin_reported" is 'ferritin, as it was reported';
comment on column longview_sql."baseline_assessment"."ferritin_reported_unit" is 'ferritin: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."neutrophils" is 'neutrophils, in 10*9/L; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."neutrophils_comparator" is 'neutrophils: what stood before the number';
comment on column longview_sql."baseline_assessment"."neutrophils_reported" is 'neutrophils, as it was reported';
comment on column longview_sql."baseline_assessment"."neutrophils_reported_unit" is 'neutrophils: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."neutrophils_absent" is 'Why there is no value: neutrophils';
comment on column longview_sql."baseline_assessment"."platelets" is 'platelets, in 10*9/L; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."platelets_comparator" is 'platelets: what stood before the number';
comment on column longview_sql."baseline_assessment"."platelets_reported" is 'platelets, as it was reported';
comment on column longview_sql."baseline_assessment"."platelets_reported_unit" is 'platelets: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."platelets_absent" is 'Why there is no value: platelets';
comment on column longview_sql."baseline_assessment"."haemoglobin" is 'haemoglobin, in g/dL; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."haemoglobin_comparator" is 'haemoglobin: what stood before the number';
comment on column longview_sql."baseline_assessment"."haemoglobin_reported" is 'haemoglobin, as it was reported';
comment on column longview_sql."baseline_assessment"."haemoglobin_reported_unit" is 'haemoglobin: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."haemoglobin_absent" is 'Why there is no value: haemoglobin';
comment on column longview_sql."baseline_assessment"."lymphocytes" is 'lymphocytes, in 10*9/L; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."lymphocytes_comparator" is 'lymphocytes: what stood before the number';
comment on column longview_sql."baseline_assessment"."lymphocytes_reported" is 'lymphocytes, as it was reported';
comment on column longview_sql."baseline_assessment"."lymphocytes_reported_unit" is 'lymphocytes: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."metabolic_tumour_volume" is 'metabolic tumour volume, in mL; with a comparator the value lies on that side of it';
comment on column longview_sql."baseline_assessment"."metabolic_tumour_volume_comparator" is 'metabolic tumour volume: what stood before the number';
comment on column longview_sql."baseline_assessment"."metabolic_tumour_volume_reported" is 'metabolic tumour volume, as it was reported';
comment on column longview_sql."baseline_assessment"."metabolic_tumour_volume_reported_unit" is 'metabolic tumour volume: the unit in which it was reported';
comment on column longview_sql."baseline_assessment"."tumour_volume_method" is 'threshold of that volume: suv4 = SUV of 4; percent41 = 41 % of the maximum; other = other';
comment on column longview_sql."baseline_assessment"."ice_score" is 'ICE score before treatment, in {score}';
comment on column longview_sql."baseline_assessment"."oxygen_device" is 'oxygen before treatment: none = none; blowBy = blow-by; nasalCannula = nasal cannula; highFlowNasalCannula = high-flow nasal cannula; facemask = face mask; nonRebreather = non-rebreather mask; venturi = Venturi mask; cpap = CPAP; bipap = BiPAP; mechanicalVentilation = mechanical ventilation';
comment on column longview_sql."baseline_assessment"."vasopressors" is 'vasopressors before treatment: norepinephrine = norepinephrine; epinephrine = epinephrine; phenylephrine = phenylephrine; dopamine = dopamine; vasopressin = vasopressin; other = other';
comment on column longview_sql."baseline_assessment"."hepatitis_b_surface" is 'hepatitis B surface antigen: positive = positive; negative = negative; notDone = not done';
comment on column longview_sql."baseline_assessment"."hepatitis_b_core" is 'antibody against hepatitis B core: positive = positive; negative = negative; notDone = not done';
comment on column longview_sql."baseline_assessment"."hepatitis_c" is 'hepatitis C: positive = positive; negative = negative; notDone = not done';
comment on column longview_sql."baseline_assessment"."hiv" is 'HIV: positive = positive; negative = negative; notDone = not done';
comment on column longview_sql."baseline_assessment"."cmv" is 'antibody against cytomegalovirus: positive = positive; negative = negative; notDone = not done';
comment on column longview_sql."baseline_assessment"."ebv" is 'antibody against Epstein-Barr virus: positive = positive; negative = negative; notDone = not done';
comment on column longview_sql."baseline_assessment"."active_infection" is 'infection at that time: yes = yes; no = no; unknown = unknown';
commit;
