-- Emitted from the dictionary: Lymphodepletion, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."lymphodepletion";
create view longview_sql."lymphodepletion" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'given' as "given",
  r.body #>> '{absent,given}' as "given_absent",
  r.body ->> 'reasonNotGiven' as "reason_not_given",
  r.body ->> 'regimen' as "regimen",
  case when jsonb_typeof(r.body -> 'drugs') = 'array' then array(select jsonb_array_elements_text(r.body -> 'drugs')) end as "drugs",
  case when r.body ->> 'startDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'startDate') end as "start_date",
  case when r.body ->> 'endDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'endDate') end as "end_date",
  case when jsonb_typeof(r.body -> 'fludarabineDose' -> 'value') = 'number' then (r.body -> 'fludarabineDose' ->> 'value')::numeric end as "fludarabine_dose",
  r.body -> 'fludarabineDose' ->> 'comparator' as "fludarabine_dose_comparator",
  case when jsonb_typeof(r.body #> '{fludarabineDose,reported,value}') = 'number' then (r.body #>> '{fludarabineDose,reported,value}')::numeric end as "fludarabine_dose_reported",
  r.body #>> '{fludarabineDose,reported,unit}' as "fludarabine_dose_reported_unit",
  case when jsonb_typeof(r.body -> 'fludarabineDays') = 'number' and r.body ->> 'fludarabineDays' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'fludarabineDays')::bigint end as "fludarabine_days",
  case when jsonb_typeof(r.body -> 'cyclophosphamideDose' -> 'value') = 'number' then (r.body -> 'cyclophosphamideDose' ->> 'value')::numeric end as "cyclophosphamide_dose",
  r.body -> 'cyclophosphamideDose' ->> 'comparator' as "cyclophosphamide_dose_comparator",
  case when jsonb_typeof(r.body #> '{cyclophosphamideDose,reported,value}') = 'number' then (r.body #>> '{cyclophosphamideDose,reported,value}')::numeric end as "cyclophosphamide_dose_reported",
  r.body #>> '{cyclophosphamideDose,reported,unit}' as "cyclophosphamide_dose_reported_unit",
  case when jsonb_typeof(r.body -> 'cyclophosphamideDays') = 'number' and r.body ->> 'cyclophosphamideDays' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'cyclophosphamideDays')::bigint end as "cyclophosphamide_days",
  r.body ->> 'doseReduced' as "dose_reduced",
  r.body ->> 'repeated' as "repeated"
from registry.clinical_record r
where r.type = 'Lymphodepletion' and r.is_current and r.withdrawn is null;
comment on view longview_sql."lymphodepletion" is 'Lymphodepletion before infusion. What was given to make room for the product.';
comment on column longview_sql."lymphodepletion"."record_id" is 'Of this version';
comment on column longview_sql."lymphodepletion"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."lymphodepletion"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."lymphodepletion"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."lymphodepletion"."record_centre" is 'Which centre sent it';
comment on column longview_sql."lymphodepletion"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."lymphodepletion"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."lymphodepletion"."given" is 'given: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."lymphodepletion"."given_absent" is 'Why there is no value: given';
comment on column longview_sql."lymphodepletion"."reason_not_given" is 'why not: cytopenia = cytopenia; infection = infection; protocol = not foreseen; other = other';
comment on column longview_sql."lymphodepletion"."regimen" is 'regimen: FluCy = fludarabine and cyclophosphamide; bendamustine = bendamustine; cladribineCy = cladribine and cyclophosphamide; cytarabineEtoposide = cytarabine and etoposide; other = other';
comment on column longview_sql."lymphodepletion"."drugs" is 'drugs (ATC codes): 16 codes, see the codebook';
comment on column longview_sql."lymphodepletion"."start_date" is 'first day';
comment on column longview_sql."lymphodepletion"."end_date" is 'last day';
comment on column longview_sql."lymphodepletion"."fludarabine_dose" is 'fludarabine a day and square metre, in mg/m2; with a comparator the value lies on that side of it';
comment on column longview_sql."lymphodepletion"."fludarabine_dose_comparator" is 'fludarabine a day and square metre: what stood before the number';
comment on column longview_sql."lymphodepletion"."fludarabine_dose_reported" is 'fludarabine a day and square metre, as it was reported';
comment on column longview_sql."lymphodepletion"."fludarabine_dose_reported_unit" is 'fludarabine a day and square metre: the unit in which it was reported';
comment on column longview_sql."lymphodepletion"."fludarabine_days" is 'days of fludarabine, in d';
comment on column longview_sql."lymphodepletion"."cyclophosphamide_dose" is 'cyclophosphamide a day and square metre, in mg/m2; with a comparator the value lies on that side of it';
comment on column longview_sql."lymphodepletion"."cyclophosphamide_dose_comparator" is 'cyclophosphamide a day and square metre: what stood before the number';
comment on column longview_sql."lymphodepletion"."cyclophosphamide_dose_reported" is 'cyclophosphamide a day and square metre, as it was reported';
comment on column longview_sql."lymphodepletion"."cyclophosphamide_dose_reported_unit" is 'cyclophosphamide a day and square metre: the unit in which it was reported';
comment on column longview_sql."lymphodepletion"."cyclophosphamide_days" is 'days of cyclophosphamide, in d';
comment on column longview_sql."lymphodepletion"."dose_reduced" is 'dose reduced: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."lymphodepletion"."repeated" is 'a second time, because infusion was put off: yes = yes; no = no; unknown = unknown';
commit;
