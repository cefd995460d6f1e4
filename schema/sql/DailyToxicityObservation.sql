-- Emitted from the dictionary: DailyToxicityObservation, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."daily_toxicity_observation";
create view longview_sql."daily_toxicity_observation" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'observationDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'observationDate') end as "observation_date",
  case when jsonb_typeof(r.body -> 'temperatureMax' -> 'value') = 'number' then (r.body -> 'temperatureMax' ->> 'value')::numeric end as "temperature_max",
  r.body -> 'temperatureMax' ->> 'comparator' as "temperature_max_comparator",
  case when jsonb_typeof(r.body #> '{temperatureMax,reported,value}') = 'number' then (r.body #>> '{temperatureMax,reported,value}')::numeric end as "temperature_max_reported",
  r.body #>> '{temperatureMax,reported,unit}' as "temperature_max_reported_unit",
  r.body ->> 'feverAttribution' as "fever_attribution",
  r.body ->> 'antipyreticOrAnticytokine' as "antipyretic_or_anticytokine",
  case when jsonb_typeof(r.body -> 'systolicPressure' -> 'value') = 'number' then (r.body -> 'systolicPressure' ->> 'value')::numeric end as "systolic_pressure",
  r.body -> 'systolicPressure' ->> 'comparator' as "systolic_pressure_comparator",
  case when jsonb_typeof(r.body #> '{systolicPressure,reported,value}') = 'number' then (r.body #>> '{systolicPressure,reported,value}')::numeric end as "systolic_pressure_reported",
  r.body #>> '{systolicPressure,reported,unit}' as "systolic_pressure_reported_unit",
  r.body ->> 'hypotension' as "hypotension",
  r.body ->> 'fluidBolus' as "fluid_bolus",
  r.body ->> 'vasopressorGiven' as "vasopressor_given",
  case when jsonb_typeof(r.body -> 'vasopressors') = 'array' then array(select jsonb_array_elements_text(r.body -> 'vasopressors')) end as "vasopressors",
  r.body ->> 'oxygenDevice' as "oxygen_device",
  case when jsonb_typeof(r.body -> 'oxygenFlow' -> 'value') = 'number' then (r.body -> 'oxygenFlow' ->> 'value')::numeric end as "oxygen_flow",
  r.body -> 'oxygenFlow' ->> 'comparator' as "oxygen_flow_comparator",
  case when jsonb_typeof(r.body #> '{oxygenFlow,reported,value}') = 'number' then (r.body #>> '{oxygenFlow,reported,value}')::numeric end as "oxygen_flow_reported",
  r.body #>> '{oxygenFlow,reported,unit}' as "oxygen_flow_reported_unit",
  case when jsonb_typeof(r.body -> 'oxygenSaturation' -> 'value') = 'number' then (r.body -> 'oxygenSaturation' ->> 'value')::numeric end as "oxygen_saturation",
  r.body -> 'oxygenSaturation' ->> 'comparator' as "oxygen_saturation_comparator",
  case when jsonb_typeof(r.body #> '{oxygenSaturation,reported,value}') = 'number' then (r.body #>> '{oxygenSaturation,reported,value}')::numeric end as "oxygen_saturation_reported",
  r.body #>> '{oxygenSaturation,reported,unit}' as "oxygen_saturation_reported_unit",
  r.body ->> 'ventilationIndication' as "ventilation_indication",
  case when jsonb_typeof(r.body -> 'iceScore') = 'number' and r.body ->> 'iceScore' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'iceScore')::bigint end as "ice_score",
  case when jsonb_typeof(r.body -> 'iceOrientation') = 'number' and r.body ->> 'iceOrientation' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'iceOrientation')::bigint end as "ice_orientation",
  case when jsonb_typeof(r.body -> 'iceNaming') = 'number' and r.body ->> 'iceNaming' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'iceNaming')::bigint end as "ice_naming",
  case when jsonb_typeof(r.body -> 'iceCommand') = 'number' and r.body ->> 'iceCommand' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'iceCommand')::bigint end as "ice_command",
  case when jsonb_typeof(r.body -> 'iceWriting') = 'number' and r.body ->> 'iceWriting' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'iceWriting')::bigint end as "ice_writing",
  case when jsonb_typeof(r.body -> 'iceAttention') = 'number' and r.body ->> 'iceAttention' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'iceAttention')::bigint end as "ice_attention",
  r.body ->> 'iceNotTestable' as "ice_not_testable",
  case when jsonb_typeof(r.body -> 'capdScore') = 'number' and r.body ->> 'capdScore' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'capdScore')::bigint end as "capd_score",
  r.body ->> 'consciousness' as "consciousness",
  r.body ->> 'seizure' as "seizure",
  r.body ->> 'deepFocalWeakness' as "deep_focal_weakness",
  r.body ->> 'cerebralOedema' as "cerebral_oedema",
  r.body ->> 'neurologyAttribution' as "neurology_attribution",
  r.body ->> 'sedated' as "sedated",
  case when jsonb_typeof(r.body -> 'cReactiveProtein' -> 'value') = 'number' then (r.body -> 'cReactiveProtein' ->> 'value')::numeric end as "c_reactive_protein",
  r.body -> 'cReactiveProtein' ->> 'comparator' as "c_reactive_protein_comparator",
  case when jsonb_typeof(r.body #> '{cReactiveProtein,reported,value}') = 'number' then (r.body #>> '{cReactiveProtein,reported,value}')::numeric end as "c_reactive_protein_reported",
  r.body #>> '{cReactiveProtein,reported,unit}' as "c_reactive_protein_reported_unit",
  case when jsonb_typeof(r.body -> 'ferritin' -> 'value') = 'number' then (r.body -> 'ferritin' ->> 'value')::numeric end as "ferritin",
  r.body -> 'ferritin' ->> 'comparator' as "ferritin_comparator",
  case when jsonb_typeof(r.body #> '{ferritin,reported,value}') = 'number' then (r.body #>> '{ferritin,reported,value}')::numeric end as "ferritin_reported",
  r.body #>> '{ferritin,reported,unit}' as "ferritin_reported_unit",
  case when jsonb_typeof(r.body -> 'ferritinLimit' -> 'value') = 'number' then (r.body -> 'ferritinLimit' ->> 'value')::numeric end as "ferritin_limit",
  r.body -> 'ferritinLimit' ->> 'comparator' as "ferritin_limit_comparator",
  case when jsonb_typeof(r.body #> '{ferritinLimit,reported,value}') = 'number' then (r.body #>> '{ferritinLimit,reported,value}')::numeric end as "ferritin_limit_reported",
  r.body #>> '{ferritinLimit,reported,unit}' as "ferritin_limit_reported_unit",
  case when jsonb_typeof(r.body -> 'interleukin6' -> 'value') = 'number' then (r.body -> 'interleukin6' ->> 'value')::numeric end as "interleukin6",
  r.body -> 'interleukin6' ->> 'comparator' as "interleukin6_comparator",
  case when jsonb_typeof(r.body #> '{interleukin6,reported,value}') = 'number' then (r.body #>> '{interleukin6,reported,value}')::numeric end as "interleukin6_reported",
  r.body #>> '{interleukin6,reported,unit}' as "interleukin6_reported_unit",
  case when jsonb_typeof(r.body -> 'interferonGamma' -> 'value') = 'number' then (r.body -> 'interferonGamma' ->> 'value')::numeric end as "interferon_gamma",
  r.body -> 'interferonGamma' ->> 'comparator' as "interferon_gamma_comparator",
  case when jsonb_typeof(r.body #> '{interferonGamma,reported,value}') = 'number' then (r.body #>> '{interferonGamma,reported,value}')::numeric end as "interferon_gamma_reported",
  r.body #>> '{interferonGamma,reported,unit}' as "interferon_gamma_reported_unit",
  case when jsonb_typeof(r.body -> 'solubleInterleukin2Receptor' -> 'value') = 'number' then (r.body -> 'solubleInterleukin2Receptor' ->> 'value')::numeric end as "soluble_interleukin2_receptor",
  r.body -> 'solubleInterleukin2Receptor' ->> 'comparator' as "soluble_interleukin2_receptor_comparator",
  case when jsonb_typeof(r.body #> '{solubleInterleukin2Receptor,reported,value}') = 'number' then (r.body #>> '{solubleInterleukin2Receptor,reported,value}')::numeric end as "soluble_interleukin2_receptor_reported",
  r.body #>> '{solubleInterleukin2Receptor,reported,unit}' as "soluble_interleukin2_receptor_reported_unit",
  case when jsonb_typeof(r.body -> 'fibrinogen' -> 'value') = 'number' then (r.body -> 'fibrinogen' ->> 'value')::numeric end as "fibrinogen",
  r.body -> 'fibrinogen' ->> 'comparator' as "fibrinogen_comparator",
  case when jsonb_typeof(r.body #> '{fibrinogen,reported,value}') = 'number' then (r.body #>> '{fibrinogen,reported,value}')::numeric end as "fibrinogen_reported",
  r.body #>> '{fibrinogen,reported,unit}' as "fibrinogen_reported_unit",
  case when jsonb_typeof(r.body -> 'dDimer' -> 'value') = 'number' then (r.body -> 'dDimer' ->> 'value')::numeric end as "d_dimer",
  r.body -> 'dDimer' ->> 'comparator' as "d_dimer_comparator",
  case when jsonb_typeof(r.body #> '{dDimer,reported,value}') = 'number' then (r.body #>> '{dDimer,reported,value}')::numeric end as "d_dimer_reported",
  r.body #>> '{dDimer,reported,unit}' as "d_dimer_reported_unit",
  case when jsonb_typeof(r.body -> 'lactateDehydrogenase' -> 'value') = 'number' then (r.body -> 'lactateDehydrogenase' ->> 'value')::numeric end as "lactate_dehydrogenase",
  r.body -> 'lactateDehydrogenase' ->> 'comparator' as "lactate_dehydrogenase_comparator",
  case when jsonb_typeof(r.body #> '{lactateDehydrogenase,reported,value}') = 'number' then (r.body #>> '{lactateDehydrogenase,reported,value}')::numeric end as "lactate_dehydrogenase_reported",
  r.body #>> '{lactateDehydrogenase,reported,unit}' as "lactate_dehydrogenase_reported_unit",
  case when jsonb_typeof(r.body -> 'alanineTransaminase' -> 'value') = 'number' then (r.body -> 'alanineTransaminase' ->> 'value')::numeric end as "alanine_transaminase",
  r.body -> 'alanineTransaminase' ->> 'comparator' as "alanine_transaminase_comparator",
  case when jsonb_typeof(r.body #> '{alanineTransaminase,reported,value}') = 'number' then (r.body #>> '{alanineTransaminase,reported,value}')::numeric end as "alanine_transaminase_reported",
  r.body #>> '{alanineTransaminase,reported,unit}' as "alanine_transaminase_reported_unit",
  case when jsonb_typeof(r.body -> 'aspartateTransaminase' -> 'value') = 'number' then (r.body -> 'aspartateTransaminase' ->> 'value')::numeric end as "aspartate_transaminase",
  r.body -> 'aspartateTransaminase' ->> 'comparator' as "aspartate_transaminase_comparator",
  case when jsonb_typeof(r.body #> '{aspartateTransaminase,reported,value}') = 'number' then (r.body #>> '{aspartateTransaminase,reported,value}')::numeric end as "aspartate_transaminase_reported",
  r.body #>> '{aspartateTransaminase,reported,unit}' as "aspartate_transaminase_reported_unit",
  case when jsonb_typeof(r.body -> 'transaminaseLimit' -> 'value') = 'number' then (r.body -> 'transaminaseLimit' ->> 'value')::numeric end as "transaminase_limit",
  r.body -> 'transaminaseLimit' ->> 'comparator' as "transaminase_limit_comparator",
  case when jsonb_typeof(r.body #> '{transaminaseLimit,reported,value}') = 'number' then (r.body #>> '{transaminaseLimit,reported,value}')::numeric end as "transaminase_limit_reported",
  r.body #>> '{transaminaseLimit,reported,unit}' as "transaminase_limit_reported_unit",
  case when jsonb_typeof(r.body -> 'bilirubin' -> 'value') = 'number' then (r.body -> 'bilirubin' ->> 'value')::numeric end as "bilirubin",
  r.body -> 'bilirubin' ->> 'comparator' as "bilirubin_comparator",
  case when jsonb_typeof(r.body #> '{bilirubin,reported,value}') = 'number' then (r.body #>> '{bilirubin,reported,value}')::numeric end as "bilirubin_reported",
  r.body #>> '{bilirubin,reported,unit}' as "bilirubin_reported_unit",
  case when jsonb_typeof(r.body -> 'triglycerides' -> 'value') = 'number' then (r.body -> 'triglycerides' ->> 'value')::numeric end as "triglycerides",
  r.body -> 'triglycerides' ->> 'comparator' as "triglycerides_comparator",
  case when jsonb_typeof(r.body #> '{triglycerides,reported,value}') = 'number' then (r.body #>> '{triglycerides,reported,value}')::numeric end as "triglycerides_reported",
  r.body #>> '{triglycerides,reported,unit}' as "triglycerides_reported_unit",
  case when jsonb_typeof(r.body -> 'creatinine' -> 'value') = 'number' then (r.body -> 'creatinine' ->> 'value')::numeric end as "creatinine",
  r.body -> 'creatinine' ->> 'comparator' as "creatinine_comparator",
  case when jsonb_typeof(r.body #> '{creatinine,reported,value}') = 'number' then (r.body #>> '{creatinine,reported,value}')::numeric end as "creatinine_reported",
  r.body #>> '{creatinine,reported,unit}' as "creatinine_reported_unit",
  case when jsonb_typeof(r.body -> 'leukocytes' -> 'value') = 'number' then (r.body -> 'leukocytes' ->> 'value')::numeric end as "leukocytes",
  r.body -> 'leukocytes' ->> 'comparator' as "leukocytes_comparator",
  case when jsonb_typeof(r.body #> '{leukocytes,reported,value}') = 'number' then (r.body #>> '{leukocytes,reported,value}')::numeric end as "leukocytes_reported",
  r.body #>> '{leukocytes,reported,unit}' as "leukocytes_reported_unit",
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
  case when jsonb_typeof(r.body -> 'transfusionsRedCells') = 'number' and r.body ->> 'transfusionsRedCells' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'transfusionsRedCells')::bigint end as "transfusions_red_cells",
  case when jsonb_typeof(r.body -> 'transfusionsPlatelets') = 'number' and r.body ->> 'transfusionsPlatelets' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'transfusionsPlatelets')::bigint end as "transfusions_platelets",
  r.body ->> 'growthFactorGiven' as "growth_factor_given"
from registry.clinical_record r
where r.type = 'DailyToxicityObservation' and r.is_current and r.withdrawn is null;
comment on view longview_sql."daily_toxicity_observation" is 'One day of observation after infusion. Grades are derived from these days.';
comment on column longview_sql."daily_toxicity_observation"."record_id" is 'Of this version';
comment on column longview_sql."daily_toxicity_observation"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."daily_toxicity_observation"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."daily_toxicity_observation"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."daily_toxicity_observation"."record_centre" is 'Which centre sent it';
comment on column longview_sql."daily_toxicity_observation"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."daily_toxicity_observation"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."daily_toxicity_observation"."observation_date" is 'day';
comment on column longview_sql."daily_toxicity_observation"."temperature_max" is 'highest temperature, in Cel; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."temperature_max_comparator" is 'highest temperature: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."temperature_max_reported" is 'highest temperature, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."temperature_max_reported_unit" is 'highest temperature: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."fever_attribution" is 'cause of the fever: CRS = cytokine release syndrome; infection = infection; other = other; unknown = unknown';
comment on column longview_sql."daily_toxicity_observation"."antipyretic_or_anticytokine" is 'antipyretics or anticytokine treatment within 24 hours: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."daily_toxicity_observation"."systolic_pressure" is 'lowest systolic pressure, in mm[Hg]; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."systolic_pressure_comparator" is 'lowest systolic pressure: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."systolic_pressure_reported" is 'lowest systolic pressure, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."systolic_pressure_reported_unit" is 'lowest systolic pressure: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."hypotension" is 'hypotension: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."daily_toxicity_observation"."fluid_bolus" is 'fluid bolus: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."daily_toxicity_observation"."vasopressor_given" is 'vasopressor given: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."daily_toxicity_observation"."vasopressors" is 'vasopressors: norepinephrine = norepinephrine; epinephrine = epinephrine; phenylephrine = phenylephrine; dopamine = dopamine; vasopressin = vasopressin; other = other';
comment on column longview_sql."daily_toxicity_observation"."oxygen_device" is 'oxygen by: none = none; blowBy = blow-by; nasalCannula = nasal cannula; highFlowNasalCannula = high-flow nasal cannula; facemask = face mask; nonRebreather = non-rebreather mask; venturi = Venturi mask; cpap = CPAP; bipap = BiPAP; mechanicalVentilation = mechanical ventilation';
comment on column longview_sql."daily_toxicity_observation"."oxygen_flow" is 'flow of oxygen, in L/min; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."oxygen_flow_comparator" is 'flow of oxygen: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."oxygen_flow_reported" is 'flow of oxygen, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."oxygen_flow_reported_unit" is 'flow of oxygen: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."oxygen_saturation" is 'lowest oxygen saturation, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."oxygen_saturation_comparator" is 'lowest oxygen saturation: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."oxygen_saturation_reported" is 'lowest oxygen saturation, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."oxygen_saturation_reported_unit" is 'lowest oxygen saturation: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."ventilation_indication" is 'reason for ventilation: hypoxia = hypoxia; airwayProtection = protection of the airway; procedure = a procedure';
comment on column longview_sql."daily_toxicity_observation"."ice_score" is 'ICE score, in {score}';
comment on column longview_sql."daily_toxicity_observation"."ice_orientation" is 'ICE: orientation, in {score}';
comment on column longview_sql."daily_toxicity_observation"."ice_naming" is 'ICE: naming, in {score}';
comment on column longview_sql."daily_toxicity_observation"."ice_command" is 'ICE: following a command, in {score}';
comment on column longview_sql."daily_toxicity_observation"."ice_writing" is 'ICE: writing, in {score}';
comment on column longview_sql."daily_toxicity_observation"."ice_attention" is 'ICE: attention, in {score}';
comment on column longview_sql."daily_toxicity_observation"."ice_not_testable" is 'why the ICE could not be tested: unarousable = cannot be aroused; sedated = sedated; language = language; refused = refused; other = other';
comment on column longview_sql."daily_toxicity_observation"."capd_score" is 'CAPD score (under 12 years), in {score}';
comment on column longview_sql."daily_toxicity_observation"."consciousness" is 'level of consciousness: spontaneous = awake; voice = awakens to voice; tactile = awakens to touch; vigorousTactile = awakens to vigorous touch; unarousable = cannot be aroused; coma = coma';
comment on column longview_sql."daily_toxicity_observation"."seizure" is 'seizure: none = none; resolvesRapidly = resolves rapidly; nonConvulsiveResolves = not convulsive, resolves with treatment; prolonged = longer than 5 minutes; repetitive = repeated without return to baseline';
comment on column longview_sql."daily_toxicity_observation"."deep_focal_weakness" is 'deep focal motor weakness: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."daily_toxicity_observation"."cerebral_oedema" is 'cerebral oedema: none = none; focal = focal on imaging; diffuse = diffuse on imaging; posturing = posturing; cranialNerveVI = palsy of cranial nerve VI; papilloedema = papilloedema; cushingTriad = Cushing triad';
comment on column longview_sql."daily_toxicity_observation"."neurology_attribution" is 'cause of these signs: icans = ICANS; otherCause = another cause; unknown = unknown';
comment on column longview_sql."daily_toxicity_observation"."sedated" is 'sedated: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."daily_toxicity_observation"."c_reactive_protein" is 'C-reactive protein, in mg/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."c_reactive_protein_comparator" is 'C-reactive protein: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."c_reactive_protein_reported" is 'C-reactive protein, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."c_reactive_protein_reported_unit" is 'C-reactive protein: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."ferritin" is 'ferritin, in ug/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."ferritin_comparator" is 'ferritin: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."ferritin_reported" is 'ferritin, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."ferritin_reported_unit" is 'ferritin: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."ferritin_limit" is 'upper limit of the laboratory for ferritin, in ug/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."ferritin_limit_comparator" is 'upper limit of the laboratory for ferritin: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."ferritin_limit_reported" is 'upper limit of the laboratory for ferritin, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."ferritin_limit_reported_unit" is 'upper limit of the laboratory for ferritin: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."interleukin6" is 'interleukin 6, in ng/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."interleukin6_comparator" is 'interleukin 6: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."interleukin6_reported" is 'interleukin 6, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."interleukin6_reported_unit" is 'interleukin 6: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."interferon_gamma" is 'interferon gamma, in [IU]/mL; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."interferon_gamma_comparator" is 'interferon gamma: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."interferon_gamma_reported" is 'interferon gamma, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."interferon_gamma_reported_unit" is 'interferon gamma: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."soluble_interleukin2_receptor" is 'soluble interleukin 2 receptor, in U/mL; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."soluble_interleukin2_receptor_comparator" is 'soluble interleukin 2 receptor: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."soluble_interleukin2_receptor_reported" is 'soluble interleukin 2 receptor, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."soluble_interleukin2_receptor_reported_unit" is 'soluble interleukin 2 receptor: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."fibrinogen" is 'fibrinogen, in g/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."fibrinogen_comparator" is 'fibrinogen: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."fibrinogen_reported" is 'fibrinogen, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."fibrinogen_reported_unit" is 'fibrinogen: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."d_dimer" is 'D-dimer, in ug/L{FEU}; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."d_dimer_comparator" is 'D-dimer: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."d_dimer_reported" is 'D-dimer, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."d_dimer_reported_unit" is 'D-dimer: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."lactate_dehydrogenase" is 'lactate dehydrogenase, in U/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."lactate_dehydrogenase_comparator" is 'lactate dehydrogenase: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."lactate_dehydrogenase_reported" is 'lactate dehydrogenase, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."lactate_dehydrogenase_reported_unit" is 'lactate dehydrogenase: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."alanine_transaminase" is 'ALT, in U/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."alanine_transaminase_comparator" is 'ALT: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."alanine_transaminase_reported" is 'ALT, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."alanine_transaminase_reported_unit" is 'ALT: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."aspartate_transaminase" is 'AST, in U/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."aspartate_transaminase_comparator" is 'AST: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."aspartate_transaminase_reported" is 'AST, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."aspartate_transaminase_reported_unit" is 'AST: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."transaminase_limit" is 'upper limit of the laboratory for ALT, in U/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."transaminase_limit_comparator" is 'upper limit of the laboratory for ALT: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."transaminase_limit_reported" is 'upper limit of the laboratory for ALT, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."transaminase_limit_reported_unit" is 'upper limit of the laboratory for ALT: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."bilirubin" is 'bilirubin, in umol/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."bilirubin_comparator" is 'bilirubin: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."bilirubin_reported" is 'bilirubin, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."bilirubin_reported_unit" is 'bilirubin: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."triglycerides" is 'triglycerides, in mmol/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."triglycerides_comparator" is 'triglycerides: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."triglycerides_reported" is 'triglycerides, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."triglycerides_reported_unit" is 'triglycerides: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."creatinine" is 'creatinine, in umol/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."creatinine_comparator" is 'creatinine: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."creatinine_reported" is 'creatinine, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."creatinine_reported_unit" is 'creatinine: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."leukocytes" is 'leukocytes, in 10*9/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."leukocytes_comparator" is 'leukocytes: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."leukocytes_reported" is 'leukocytes, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."leukocytes_reported_unit" is 'leukocytes: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."neutrophils" is 'lowest neutrophils of the day, in 10*9/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."neutrophils_comparator" is 'lowest neutrophils of the day: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."neutrophils_reported" is 'lowest neutrophils of the day, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."neutrophils_reported_unit" is 'lowest neutrophils of the day: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."platelets" is 'lowest platelets of the day, in 10*9/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."platelets_comparator" is 'lowest platelets of the day: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."platelets_reported" is 'lowest platelets of the day, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."platelets_reported_unit" is 'lowest platelets of the day: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."haemoglobin" is 'lowest haemoglobin of the day, in g/dL; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."haemoglobin_comparator" is 'lowest haemoglobin of the day: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."haemoglobin_reported" is 'lowest haemoglobin of the day, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."haemoglobin_reported_unit" is 'lowest haemoglobin of the day: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."lymphocytes" is 'lymphocytes, in 10*9/L; with a comparator the value lies on that side of it';
comment on column longview_sql."daily_toxicity_observation"."lymphocytes_comparator" is 'lymphocytes: what stood before the number';
comment on column longview_sql."daily_toxicity_observation"."lymphocytes_reported" is 'lymphocytes, as it was reported';
comment on column longview_sql."daily_toxicity_observation"."lymphocytes_reported_unit" is 'lymphocytes: the unit in which it was reported';
comment on column longview_sql."daily_toxicity_observation"."transfusions_red_cells" is 'units of red cells transfused, in {units}';
comment on column longview_sql."daily_toxicity_observation"."transfusions_platelets" is 'units of platelets transfused, in {units}';
comment on column longview_sql."daily_toxicity_observation"."growth_factor_given" is 'growth factor (G-CSF) given: yes = yes; no = no; unknown = unknown';
commit;
