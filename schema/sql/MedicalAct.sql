-- Emitted from the dictionary: MedicalAct, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."medical_act";
create view longview_sql."medical_act" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'actType' as "act_type",
  r.body #>> '{absent,actType}' as "act_type_absent",
  r.body ->> 'nomenclatureCode' as "nomenclature_code",
  r.body #>> '{absent,nomenclatureCode}' as "nomenclature_code_absent",
  case when r.body ->> 'startDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'startDate') end as "start_date",
  case when r.body ->> 'endDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'endDate') end as "end_date",
  case when jsonb_typeof(r.body -> 'quantity') = 'number' then (r.body ->> 'quantity')::numeric end as "quantity",
  r.body ->> 'quantityUnit' as "quantity_unit",
  r.body ->> 'planned' as "planned",
  r.body ->> 'payer' as "payer",
  case when jsonb_typeof(r.body -> 'unitCost') = 'number' then (r.body ->> 'unitCost')::numeric end as "unit_cost",
  case when jsonb_typeof(r.body -> 'priceYear') = 'number' and r.body ->> 'priceYear' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'priceYear')::bigint end as "price_year",
  r.body ->> 'costSource' as "cost_source",
  case when jsonb_typeof(r.body -> 'timeSpent') = 'number' and r.body ->> 'timeSpent' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'timeSpent')::bigint end as "time_spent"
from registry.clinical_record r
where r.type = 'MedicalAct' and r.is_current and r.withdrawn is null;
comment on view longview_sql."medical_act" is 'An act, a stay, or another use of resources. What the treatment takes; what has no code yet.';
comment on column longview_sql."medical_act"."record_id" is 'Of this version';
comment on column longview_sql."medical_act"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."medical_act"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."medical_act"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."medical_act"."record_centre" is 'Which centre sent it';
comment on column longview_sql."medical_act"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."medical_act"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."medical_act"."act_type" is 'kind: 16 codes, see the codebook';
comment on column longview_sql."medical_act"."act_type_absent" is 'Why there is no value: kind';
comment on column longview_sql."medical_act"."nomenclature_code" is 'code of the act, or that none exists: NO_CODE = no code exists';
comment on column longview_sql."medical_act"."nomenclature_code_absent" is 'Why there is no value: code of the act, or that none exists';
comment on column longview_sql."medical_act"."start_date" is 'first day';
comment on column longview_sql."medical_act"."end_date" is 'last day';
comment on column longview_sql."medical_act"."quantity" is 'amount, in {units}';
comment on column longview_sql."medical_act"."quantity_unit" is 'what is counted: acts = acts; days = days; units = units; doses = doses; hours = hours';
comment on column longview_sql."medical_act"."planned" is 'planned: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."medical_act"."payer" is 'who pays: socialSecurity = social security; hospital = the hospital; company = the company; trial = a trial; patient = the patient; other = other';
comment on column longview_sql."medical_act"."unit_cost" is 'cost of one, if the centre reports it, in EUR';
comment on column longview_sql."medical_act"."price_year" is 'year of that price, in a';
comment on column longview_sql."medical_act"."cost_source" is 'where that cost comes from: tariff = tariff; accounting = accounting of the hospital; invoice = invoice';
comment on column longview_sql."medical_act"."time_spent" is 'working time, in min';
commit;
