-- Emitted from the dictionary: DrugTreatment, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."drug_treatment";
create view longview_sql."drug_treatment" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'givenFor' as "given_for",
  r.body #>> '{absent,givenFor}' as "given_for_absent",
  r.body ->> 'drug' as "drug",
  r.body #>> '{absent,drug}' as "drug_absent",
  case when r.body ->> 'startDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'startDate') end as "start_date",
  case when r.body ->> 'endDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'endDate') end as "end_date",
  case when jsonb_typeof(r.body -> 'doses') = 'number' and r.body ->> 'doses' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'doses')::bigint end as "doses",
  case when jsonb_typeof(r.body -> 'cumulativeDose' -> 'value') = 'number' then (r.body -> 'cumulativeDose' ->> 'value')::numeric end as "cumulative_dose",
  r.body -> 'cumulativeDose' ->> 'comparator' as "cumulative_dose_comparator",
  case when jsonb_typeof(r.body #> '{cumulativeDose,reported,value}') = 'number' then (r.body #>> '{cumulativeDose,reported,value}')::numeric end as "cumulative_dose_reported",
  r.body #>> '{cumulativeDose,reported,unit}' as "cumulative_dose_reported_unit",
  case when jsonb_typeof(r.body -> 'dosePerSquareMetre' -> 'value') = 'number' then (r.body -> 'dosePerSquareMetre' ->> 'value')::numeric end as "dose_per_square_metre",
  r.body -> 'dosePerSquareMetre' ->> 'comparator' as "dose_per_square_metre_comparator",
  case when jsonb_typeof(r.body #> '{dosePerSquareMetre,reported,value}') = 'number' then (r.body #>> '{dosePerSquareMetre,reported,value}')::numeric end as "dose_per_square_metre_reported",
  r.body #>> '{dosePerSquareMetre,reported,unit}' as "dose_per_square_metre_reported_unit",
  case when jsonb_typeof(r.body -> 'days') = 'number' and r.body ->> 'days' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'days')::bigint end as "days",
  r.body ->> 'doseReduced' as "dose_reduced",
  r.body ->> 'prophylactic' as "prophylactic",
  r.body ->> 'route' as "route",
  case when jsonb_typeof(r.body -> 'lineNumber') = 'number' and r.body ->> 'lineNumber' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'lineNumber')::bigint end as "line_number"
from registry.clinical_record r
where r.type = 'DrugTreatment' and r.is_current and r.withdrawn is null;
comment on view longview_sql."drug_treatment" is 'One drug, given for one reason. Doses and days where the record of the episode or line names only the drug.';
comment on column longview_sql."drug_treatment"."record_id" is 'Of this version';
comment on column longview_sql."drug_treatment"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."drug_treatment"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."drug_treatment"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."drug_treatment"."record_centre" is 'Which centre sent it';
comment on column longview_sql."drug_treatment"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."drug_treatment"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."drug_treatment"."given_for" is 'reason: 14 codes, see the codebook';
comment on column longview_sql."drug_treatment"."given_for_absent" is 'Why there is no value: reason';
comment on column longview_sql."drug_treatment"."drug" is 'drug (ATC code): 16 codes, see the codebook';
comment on column longview_sql."drug_treatment"."drug_absent" is 'Why there is no value: drug (ATC code)';
comment on column longview_sql."drug_treatment"."start_date" is 'first day';
comment on column longview_sql."drug_treatment"."end_date" is 'last day';
comment on column longview_sql."drug_treatment"."doses" is 'doses, in {doses}';
comment on column longview_sql."drug_treatment"."cumulative_dose" is 'cumulative dose, in mg; with a comparator the value lies on that side of it';
comment on column longview_sql."drug_treatment"."cumulative_dose_comparator" is 'cumulative dose: what stood before the number';
comment on column longview_sql."drug_treatment"."cumulative_dose_reported" is 'cumulative dose, as it was reported';
comment on column longview_sql."drug_treatment"."cumulative_dose_reported_unit" is 'cumulative dose: the unit in which it was reported';
comment on column longview_sql."drug_treatment"."dose_per_square_metre" is 'dose a day and square metre, in mg/m2; with a comparator the value lies on that side of it';
comment on column longview_sql."drug_treatment"."dose_per_square_metre_comparator" is 'dose a day and square metre: what stood before the number';
comment on column longview_sql."drug_treatment"."dose_per_square_metre_reported" is 'dose a day and square metre, as it was reported';
comment on column longview_sql."drug_treatment"."dose_per_square_metre_reported_unit" is 'dose a day and square metre: the unit in which it was reported';
comment on column longview_sql."drug_treatment"."days" is 'days on which it was given, in d';
comment on column longview_sql."drug_treatment"."dose_reduced" is 'dose reduced: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."drug_treatment"."prophylactic" is 'given to prevent: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."drug_treatment"."route" is 'route: IV = intravenous; SC = subcutaneous; PO = by mouth; IT = intrathecal; other = other';
comment on column longview_sql."drug_treatment"."line_number" is 'line of treatment to which it belongs, in {line}';
commit;
