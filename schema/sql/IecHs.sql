-- Emitted from the dictionary: IecHs, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."iec_hs";
create view longview_sql."iec_hs" with (security_invoker = true) as
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
  case when jsonb_typeof(r.body -> 'gradeReported') = 'number' and r.body ->> 'gradeReported' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'gradeReported')::bigint end as "grade_reported",
  case when jsonb_typeof(r.body -> 'ferritin' -> 'value') = 'number' then (r.body -> 'ferritin' ->> 'value')::numeric end as "ferritin",
  r.body -> 'ferritin' ->> 'comparator' as "ferritin_comparator",
  case when jsonb_typeof(r.body #> '{ferritin,reported,value}') = 'number' then (r.body #>> '{ferritin,reported,value}')::numeric end as "ferritin_reported",
  r.body #>> '{ferritin,reported,unit}' as "ferritin_reported_unit",
  case when jsonb_typeof(r.body -> 'ferritinLimit' -> 'value') = 'number' then (r.body -> 'ferritinLimit' ->> 'value')::numeric end as "ferritin_limit",
  r.body -> 'ferritinLimit' ->> 'comparator' as "ferritin_limit_comparator",
  case when jsonb_typeof(r.body #> '{ferritinLimit,reported,value}') = 'number' then (r.body #>> '{ferritinLimit,reported,value}')::numeric end as "ferritin_limit_reported",
  r.body #>> '{ferritinLimit,reported,unit}' as "ferritin_limit_reported_unit",
  case when jsonb_typeof(r.body -> 'ferritinBaseline' -> 'value') = 'number' then (r.body -> 'ferritinBaseline' ->> 'value')::numeric end as "ferritin_baseline",
  r.body -> 'ferritinBaseline' ->> 'comparator' as "ferritin_baseline_comparator",
  case when jsonb_typeof(r.body #> '{ferritinBaseline,reported,value}') = 'number' then (r.body #>> '{ferritinBaseline,reported,value}')::numeric end as "ferritin_baseline_reported",
  r.body #>> '{ferritinBaseline,reported,unit}' as "ferritin_baseline_reported_unit",
  case when jsonb_typeof(r.body -> 'fibrinogen' -> 'value') = 'number' then (r.body -> 'fibrinogen' ->> 'value')::numeric end as "fibrinogen",
  r.body -> 'fibrinogen' ->> 'comparator' as "fibrinogen_comparator",
  case when jsonb_typeof(r.body #> '{fibrinogen,reported,value}') = 'number' then (r.body #>> '{fibrinogen,reported,value}')::numeric end as "fibrinogen_reported",
  r.body #>> '{fibrinogen,reported,unit}' as "fibrinogen_reported_unit",
  case when jsonb_typeof(r.body -> 'alanineTransaminase' -> 'value') = 'number' then (r.body -> 'alanineTransaminase' ->> 'value')::numeric end as "alanine_transaminase",
  r.body -> 'alanineTransaminase' ->> 'comparator' as "alanine_transaminase_comparator",
  case when jsonb_typeof(r.body #> '{alanineTransaminase,reported,value}') = 'number' then (r.body #>> '{alanineTransaminase,reported,value}')::numeric end as "alanine_transaminase_reported",
  r.body #>> '{alanineTransaminase,reported,unit}' as "alanine_transaminase_reported_unit",
  case when jsonb_typeof(r.body -> 'transaminaseLimit' -> 'value') = 'number' then (r.body -> 'transaminaseLimit' ->> 'value')::numeric end as "transaminase_limit",
  r.body -> 'transaminaseLimit' ->> 'comparator' as "transaminase_limit_comparator",
  case when jsonb_typeof(r.body #> '{transaminaseLimit,reported,value}') = 'number' then (r.body #>> '{transaminaseLimit,reported,value}')::numeric end as "transaminase_limit_reported",
  r.body #>> '{transaminaseLimit,reported,unit}' as "transaminase_limit_reported_unit",
  case when jsonb_typeof(r.body -> 'triglycerides' -> 'value') = 'number' then (r.body -> 'triglycerides' ->> 'value')::numeric end as "triglycerides",
  r.body -> 'triglycerides' ->> 'comparator' as "triglycerides_comparator",
  case when jsonb_typeof(r.body #> '{triglycerides,reported,value}') = 'number' then (r.body #>> '{triglycerides,reported,value}')::numeric end as "triglycerides_reported",
  r.body #>> '{triglycerides,reported,unit}' as "triglycerides_reported_unit",
  r.body ->> 'haemophagocytosis' as "haemophagocytosis",
  r.body ->> 'newCytopenia' as "new_cytopenia",
  r.body ->> 'hypoxia' as "hypoxia",
  r.body ->> 'coagulopathy' as "coagulopathy",
  r.body ->> 'splenomegaly' as "splenomegaly",
  r.body ->> 'renalInsufficiency' as "renal_insufficiency",
  r.body ->> 'neurotoxicity' as "neurotoxicity",
  r.body ->> 'otherExplanation' as "other_explanation",
  r.body ->> 'crsResolving' as "crs_resolving",
  case when jsonb_typeof(r.body -> 'treatments') = 'array' then array(select jsonb_array_elements_text(r.body -> 'treatments')) end as "treatments",
  r.body ->> 'icuAdmission' as "icu_admission",
  r.body ->> 'outcome' as "outcome"
from registry.clinical_record r
where r.type = 'IecHs' and r.is_current and r.withdrawn is null;
comment on view longview_sql."iec_hs" is 'IEC-associated haemophagocytic lymphohistiocytosis-like syndrome. Safety of the treatment.';
comment on column longview_sql."iec_hs"."record_id" is 'Of this version';
comment on column longview_sql."iec_hs"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."iec_hs"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."iec_hs"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."iec_hs"."record_centre" is 'Which centre sent it';
comment on column longview_sql."iec_hs"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."iec_hs"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."iec_hs"."occurred" is 'did it occur: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."iec_hs"."occurred_absent" is 'Why there is no value: did it occur';
comment on column longview_sql."iec_hs"."onset_date" is 'first day';
comment on column longview_sql."iec_hs"."resolution_date" is 'last day';
comment on column longview_sql."iec_hs"."grade_reported" is 'highest grade as the clinician reports it, in {grade}';
comment on column longview_sql."iec_hs"."ferritin" is 'highest ferritin, in ug/L; with a comparator the value lies on that side of it';
comment on column longview_sql."iec_hs"."ferritin_comparator" is 'highest ferritin: what stood before the number';
comment on column longview_sql."iec_hs"."ferritin_reported" is 'highest ferritin, as it was reported';
comment on column longview_sql."iec_hs"."ferritin_reported_unit" is 'highest ferritin: the unit in which it was reported';
comment on column longview_sql."iec_hs"."ferritin_limit" is 'upper limit of the laboratory for ferritin, in ug/L; with a comparator the value lies on that side of it';
comment on column longview_sql."iec_hs"."ferritin_limit_comparator" is 'upper limit of the laboratory for ferritin: what stood before the number';
comment on column longview_sql."iec_hs"."ferritin_limit_reported" is 'upper limit of the laboratory for ferritin, as it was reported';
comment on column longview_sql."iec_hs"."ferritin_limit_reported_unit" is 'upper limit of the laboratory for ferritin: the unit in which it was reported';
comment on column longview_sql."iec_hs"."ferritin_baseline" is 'ferritin at infusion, in ug/L; with a comparator the value lies on that side of it';
comment on column longview_sql."iec_hs"."ferritin_baseline_comparator" is 'ferritin at infusion: what stood before the number';
comment on column longview_sql."iec_hs"."ferritin_baseline_reported" is 'ferritin at infusion, as it was reported';
comment on column longview_sql."iec_hs"."ferritin_baseline_reported_unit" is 'ferritin at infusion: the unit in which it was reported';
comment on column longview_sql."iec_hs"."fibrinogen" is 'lowest fibrinogen, in g/L; with a comparator the value lies on that side of it';
comment on column longview_sql."iec_hs"."fibrinogen_comparator" is 'lowest fibrinogen: what stood before the number';
comment on column longview_sql."iec_hs"."fibrinogen_reported" is 'lowest fibrinogen, as it was reported';
comment on column longview_sql."iec_hs"."fibrinogen_reported_unit" is 'lowest fibrinogen: the unit in which it was reported';
comment on column longview_sql."iec_hs"."alanine_transaminase" is 'highest ALT, in U/L; with a comparator the value lies on that side of it';
comment on column longview_sql."iec_hs"."alanine_transaminase_comparator" is 'highest ALT: what stood before the number';
comment on column longview_sql."iec_hs"."alanine_transaminase_reported" is 'highest ALT, as it was reported';
comment on column longview_sql."iec_hs"."alanine_transaminase_reported_unit" is 'highest ALT: the unit in which it was reported';
comment on column longview_sql."iec_hs"."transaminase_limit" is 'upper limit of the laboratory for ALT, in U/L; with a comparator the value lies on that side of it';
comment on column longview_sql."iec_hs"."transaminase_limit_comparator" is 'upper limit of the laboratory for ALT: what stood before the number';
comment on column longview_sql."iec_hs"."transaminase_limit_reported" is 'upper limit of the laboratory for ALT, as it was reported';
comment on column longview_sql."iec_hs"."transaminase_limit_reported_unit" is 'upper limit of the laboratory for ALT: the unit in which it was reported';
comment on column longview_sql."iec_hs"."triglycerides" is 'highest triglycerides, in mmol/L; with a comparator the value lies on that side of it';
comment on column longview_sql."iec_hs"."triglycerides_comparator" is 'highest triglycerides: what stood before the number';
comment on column longview_sql."iec_hs"."triglycerides_reported" is 'highest triglycerides, as it was reported';
comment on column longview_sql."iec_hs"."triglycerides_reported_unit" is 'highest triglycerides: the unit in which it was reported';
comment on column longview_sql."iec_hs"."haemophagocytosis" is 'haemophagocytosis seen: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."iec_hs"."new_cytopenia" is 'new or worse cytopenia: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."iec_hs"."hypoxia" is 'hypoxia or infiltrates: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."iec_hs"."coagulopathy" is 'coagulopathy: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."iec_hs"."splenomegaly" is 'new splenomegaly: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."iec_hs"."renal_insufficiency" is 'renal insufficiency: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."iec_hs"."neurotoxicity" is 'neurotoxicity at the same time: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."iec_hs"."other_explanation" is 'better explained by CRS, infection or progression: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."iec_hs"."crs_resolving" is 'CRS resolving or resolved at onset: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."iec_hs"."treatments" is 'given for it (ATC codes): 16 codes, see the codebook';
comment on column longview_sql."iec_hs"."icu_admission" is 'admitted to intensive care: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."iec_hs"."outcome" is 'outcome: resolved = resolved; resolvedWithSequelae = resolved with sequelae; ongoing = ongoing; fatal = fatal';
commit;
