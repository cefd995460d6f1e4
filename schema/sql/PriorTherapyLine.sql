-- Emitted from the dictionary: PriorTherapyLine, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."prior_therapy_line";
create view longview_sql."prior_therapy_line" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when jsonb_typeof(r.body -> 'lineNumber') = 'number' and r.body ->> 'lineNumber' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'lineNumber')::bigint end as "line_number",
  r.body #>> '{absent,lineNumber}' as "line_number_absent",
  r.body ->> 'startDate' as "start_date",
  longview_sql.first_day(r.body ->> 'startDate') as "start_date_from",
  longview_sql.last_day(r.body ->> 'startDate') as "start_date_to",
  r.body ->> 'endDate' as "end_date",
  longview_sql.first_day(r.body ->> 'endDate') as "end_date_from",
  longview_sql.last_day(r.body ->> 'endDate') as "end_date_to",
  r.body ->> 'regimen' as "regimen",
  r.body ->> 'otherRegimen' as "other_regimen",
  case when jsonb_typeof(r.body -> 'drugs') = 'array' then array(select jsonb_array_elements_text(r.body -> 'drugs')) end as "drugs",
  r.body #>> '{absent,drugs}' as "drugs_absent",
  r.body ->> 'bestResponse' as "best_response",
  r.body #>> '{absent,bestResponse}' as "best_response_absent",
  r.body ->> 'refractory' as "refractory",
  r.body ->> 'transplant' as "transplant",
  r.body #>> '{absent,transplant}' as "transplant_absent",
  r.body ->> 'transplantDate' as "transplant_date",
  longview_sql.first_day(r.body ->> 'transplantDate') as "transplant_date_from",
  longview_sql.last_day(r.body ->> 'transplantDate') as "transplant_date_to",
  r.body ->> 'transplantDonor' as "transplant_donor",
  r.body ->> 'cellularTherapy' as "cellular_therapy",
  r.body #>> '{absent,cellularTherapy}' as "cellular_therapy_absent",
  r.body ->> 'cellularTherapyCourse' as "cellular_therapy_course",
  r.body ->> 'radiotherapy' as "radiotherapy",
  case when jsonb_typeof(r.body -> 'radiotherapySites') = 'array' then array(select jsonb_array_elements_text(r.body -> 'radiotherapySites')) end as "radiotherapy_sites",
  case when jsonb_typeof(r.body -> 'radiotherapyDose' -> 'value') = 'number' then (r.body -> 'radiotherapyDose' ->> 'value')::numeric end as "radiotherapy_dose",
  r.body -> 'radiotherapyDose' ->> 'comparator' as "radiotherapy_dose_comparator",
  case when jsonb_typeof(r.body #> '{radiotherapyDose,reported,value}') = 'number' then (r.body #>> '{radiotherapyDose,reported,value}')::numeric end as "radiotherapy_dose_reported",
  r.body #>> '{radiotherapyDose,reported,unit}' as "radiotherapy_dose_reported_unit",
  case when jsonb_typeof(r.body -> 'radiotherapyFractions') = 'number' and r.body ->> 'radiotherapyFractions' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'radiotherapyFractions')::bigint end as "radiotherapy_fractions"
from registry.clinical_record r
where r.type = 'PriorTherapyLine' and r.is_current and r.withdrawn is null;
comment on view longview_sql."prior_therapy_line" is 'One line of treatment before this course. On-label, classes of drugs to which the disease was exposed.';
comment on column longview_sql."prior_therapy_line"."record_id" is 'Of this version';
comment on column longview_sql."prior_therapy_line"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."prior_therapy_line"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."prior_therapy_line"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."prior_therapy_line"."record_centre" is 'Which centre sent it';
comment on column longview_sql."prior_therapy_line"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."prior_therapy_line"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."prior_therapy_line"."line_number" is 'number of the line, in {line}';
comment on column longview_sql."prior_therapy_line"."line_number_absent" is 'Why there is no value: number of the line';
comment on column longview_sql."prior_therapy_line"."start_date" is 'first day, as far as it is known: a day, a month or a year';
comment on column longview_sql."prior_therapy_line"."start_date_from" is 'first day: the first day that it may mean';
comment on column longview_sql."prior_therapy_line"."start_date_to" is 'first day: the last day that it may mean';
comment on column longview_sql."prior_therapy_line"."end_date" is 'last day, as far as it is known: a day, a month or a year';
comment on column longview_sql."prior_therapy_line"."end_date_from" is 'last day: the first day that it may mean';
comment on column longview_sql."prior_therapy_line"."end_date_to" is 'last day: the last day that it may mean';
comment on column longview_sql."prior_therapy_line"."regimen" is 'regimen: 16 codes, see the codebook';
comment on column longview_sql."prior_therapy_line"."other_regimen" is 'other regimen, in words';
comment on column longview_sql."prior_therapy_line"."drugs" is 'drugs (ATC codes): 16 codes, see the codebook';
comment on column longview_sql."prior_therapy_line"."drugs_absent" is 'Why there is no value: drugs (ATC codes)';
comment on column longview_sql."prior_therapy_line"."best_response" is 'best response: sCR = stringent complete response; CR = complete response; CRi = complete response, incomplete recovery; VGPR = very good partial response; PR = partial response; MR = minimal response; SD = stable disease; PD = progressive disease; notEvaluable = not evaluable';
comment on column longview_sql."prior_therapy_line"."best_response_absent" is 'Why there is no value: best response';
comment on column longview_sql."prior_therapy_line"."refractory" is 'refractory to this line: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."prior_therapy_line"."transplant" is 'transplant in this line: autologous = autologous; allogeneic = allogeneic; none = none';
comment on column longview_sql."prior_therapy_line"."transplant_absent" is 'Why there is no value: transplant in this line';
comment on column longview_sql."prior_therapy_line"."transplant_date" is 'date of the transplant, as far as it is known: a day, a month or a year';
comment on column longview_sql."prior_therapy_line"."transplant_date_from" is 'date of the transplant: the first day that it may mean';
comment on column longview_sql."prior_therapy_line"."transplant_date_to" is 'date of the transplant: the last day that it may mean';
comment on column longview_sql."prior_therapy_line"."transplant_donor" is 'donor of that transplant: related = related; unrelated = unrelated; haploidentical = haploidentical; cordBlood = cord blood';
comment on column longview_sql."prior_therapy_line"."cellular_therapy" is 'cellular treatment in this line: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."prior_therapy_line"."cellular_therapy_absent" is 'Why there is no value: cellular treatment in this line';
comment on column longview_sql."prior_therapy_line"."cellular_therapy_course" is 'where that treatment is on record: registry = in this registry; external = elsewhere';
comment on column longview_sql."prior_therapy_line"."radiotherapy" is 'radiotherapy in this line: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."prior_therapy_line"."radiotherapy_sites" is 'sites of radiotherapy: 16 codes, see the codebook';
comment on column longview_sql."prior_therapy_line"."radiotherapy_dose" is 'dose of radiotherapy, in Gy; with a comparator the value lies on that side of it';
comment on column longview_sql."prior_therapy_line"."radiotherapy_dose_comparator" is 'dose of radiotherapy: what stood before the number';
comment on column longview_sql."prior_therapy_line"."radiotherapy_dose_reported" is 'dose of radiotherapy, as it was reported';
comment on column longview_sql."prior_therapy_line"."radiotherapy_dose_reported_unit" is 'dose of radiotherapy: the unit in which it was reported';
comment on column longview_sql."prior_therapy_line"."radiotherapy_fractions" is 'fractions, in {fractions}';
commit;
