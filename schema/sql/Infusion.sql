-- Emitted from the dictionary: Infusion, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."infusion";
create view longview_sql."infusion" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'infusionDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'infusionDate') end as "infusion_date",
  r.body #>> '{absent,infusionDate}' as "infusion_date_absent",
  r.body ->> 'infusionType' as "infusion_type",
  r.body #>> '{absent,infusionType}' as "infusion_type_absent",
  case when jsonb_typeof(r.body -> 'totalCarPositiveViableTCells' -> 'value') = 'number' then (r.body -> 'totalCarPositiveViableTCells' ->> 'value')::numeric end as "total_car_positive_viable_t_cells",
  r.body -> 'totalCarPositiveViableTCells' ->> 'comparator' as "total_car_positive_viable_t_cells_comparator",
  case when jsonb_typeof(r.body #> '{totalCarPositiveViableTCells,reported,value}') = 'number' then (r.body #>> '{totalCarPositiveViableTCells,reported,value}')::numeric end as "total_car_positive_viable_t_cells_reported",
  r.body #>> '{totalCarPositiveViableTCells,reported,unit}' as "total_car_positive_viable_t_cells_reported_unit",
  r.body #>> '{absent,totalCarPositiveViableTCells}' as "total_car_positive_viable_t_cells_absent",
  r.body ->> 'setting' as "setting",
  r.body #>> '{absent,setting}' as "setting_absent",
  r.body ->> 'notInfusedReason' as "not_infused_reason",
  r.body #>> '{absent,notInfusedReason}' as "not_infused_reason_absent",
  case when jsonb_typeof(r.body -> 'doseNumber') = 'number' and r.body ->> 'doseNumber' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'doseNumber')::bigint end as "dose_number",
  r.body ->> 'splitNotCompletedReason' as "split_not_completed_reason",
  case when jsonb_typeof(r.body -> 'weight' -> 'value') = 'number' then (r.body -> 'weight' ->> 'value')::numeric end as "weight",
  r.body -> 'weight' ->> 'comparator' as "weight_comparator",
  case when jsonb_typeof(r.body #> '{weight,reported,value}') = 'number' then (r.body #>> '{weight,reported,value}')::numeric end as "weight_reported",
  r.body #>> '{weight,reported,unit}' as "weight_reported_unit",
  case when jsonb_typeof(r.body -> 'dosePerKgReported' -> 'value') = 'number' then (r.body -> 'dosePerKgReported' ->> 'value')::numeric end as "dose_per_kg_reported",
  r.body -> 'dosePerKgReported' ->> 'comparator' as "dose_per_kg_reported_comparator",
  case when jsonb_typeof(r.body #> '{dosePerKgReported,reported,value}') = 'number' then (r.body #>> '{dosePerKgReported,reported,value}')::numeric end as "dose_per_kg_reported_reported",
  r.body #>> '{dosePerKgReported,reported,unit}' as "dose_per_kg_reported_reported_unit",
  r.body ->> 'entireVolumeInfused' as "entire_volume_infused",
  r.body #>> '{absent,entireVolumeInfused}' as "entire_volume_infused_absent",
  case when jsonb_typeof(r.body -> 'volumeInfused' -> 'value') = 'number' then (r.body -> 'volumeInfused' ->> 'value')::numeric end as "volume_infused",
  r.body -> 'volumeInfused' ->> 'comparator' as "volume_infused_comparator",
  case when jsonb_typeof(r.body #> '{volumeInfused,reported,value}') = 'number' then (r.body #>> '{volumeInfused,reported,value}')::numeric end as "volume_infused_reported",
  r.body #>> '{volumeInfused,reported,unit}' as "volume_infused_reported_unit",
  r.body ->> 'route' as "route",
  r.body #>> '{absent,route}' as "route_absent",
  r.body ->> 'infusedAt' as "infused_at",
  r.body ->> 'infusionCountry' as "infusion_country",
  case when r.body ->> 'followedSince' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'followedSince') end as "followed_since",
  case when jsonb_typeof(r.body -> 'infusionReactions') = 'array' then array(select jsonb_array_elements_text(r.body -> 'infusionReactions')) end as "infusion_reactions",
  case when jsonb_typeof(r.body -> 'infusionReactionGrade') = 'number' and r.body ->> 'infusionReactionGrade' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'infusionReactionGrade')::bigint end as "infusion_reaction_grade",
  case when r.body ->> 'admissionDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'admissionDate') end as "admission_date",
  case when r.body ->> 'dischargeDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'dischargeDate') end as "discharge_date"
from registry.clinical_record r
where r.type = 'Infusion' and r.is_current and r.withdrawn is null;
comment on view longview_sql."infusion" is 'An infusion of the product, or the reason why there was none. Day 0 of the course is the first infusion.';
comment on column longview_sql."infusion"."record_id" is 'Of this version';
comment on column longview_sql."infusion"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."infusion"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."infusion"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."infusion"."record_centre" is 'Which centre sent it';
comment on column longview_sql."infusion"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."infusion"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."infusion"."infusion_date" is 'date of infusion';
comment on column longview_sql."infusion"."infusion_date_absent" is 'Why there is no value: date of infusion';
comment on column longview_sql."infusion"."infusion_type" is 'kind of infusion: initial = initial; plannedSplit = planned split dose; newCourse = new course; boost = boost';
comment on column longview_sql."infusion"."infusion_type_absent" is 'Why there is no value: kind of infusion';
comment on column longview_sql."infusion"."total_car_positive_viable_t_cells" is 'CAR-positive viable T cells infused, in 10*6; with a comparator the value lies on that side of it';
comment on column longview_sql."infusion"."total_car_positive_viable_t_cells_comparator" is 'CAR-positive viable T cells infused: what stood before the number';
comment on column longview_sql."infusion"."total_car_positive_viable_t_cells_reported" is 'CAR-positive viable T cells infused, as it was reported';
comment on column longview_sql."infusion"."total_car_positive_viable_t_cells_reported_unit" is 'CAR-positive viable T cells infused: the unit in which it was reported';
comment on column longview_sql."infusion"."total_car_positive_viable_t_cells_absent" is 'Why there is no value: CAR-positive viable T cells infused';
comment on column longview_sql."infusion"."setting" is 'setting: inpatient = inpatient; outpatient = outpatient';
comment on column longview_sql."infusion"."setting_absent" is 'Why there is no value: setting';
comment on column longview_sql."infusion"."not_infused_reason" is 'why there was no infusion: death = death; progression = progression; manufacturingFailure = manufacturing failure; infection = infection; patientChoice = choice of the patient; remission = remission after bridging; other = other';
comment on column longview_sql."infusion"."not_infused_reason_absent" is 'Why there is no value: why there was no infusion';
comment on column longview_sql."infusion"."dose_number" is 'which dose of a split, in {dose}';
comment on column longview_sql."infusion"."split_not_completed_reason" is 'why a planned further dose was not given: toxicity = toxicity of the dose before; progression = progression; diseaseBurden = disease burden; death = death; notPlanned = none was planned; other = other';
comment on column longview_sql."infusion"."weight" is 'weight at infusion, in kg; with a comparator the value lies on that side of it';
comment on column longview_sql."infusion"."weight_comparator" is 'weight at infusion: what stood before the number';
comment on column longview_sql."infusion"."weight_reported" is 'weight at infusion, as it was reported';
comment on column longview_sql."infusion"."weight_reported_unit" is 'weight at infusion: the unit in which it was reported';
comment on column longview_sql."infusion"."dose_per_kg_reported" is 'dose a kilogram as the centre reports it, in 10*6/kg; with a comparator the value lies on that side of it';
comment on column longview_sql."infusion"."dose_per_kg_reported_comparator" is 'dose a kilogram as the centre reports it: what stood before the number';
comment on column longview_sql."infusion"."dose_per_kg_reported_reported" is 'dose a kilogram as the centre reports it, as it was reported';
comment on column longview_sql."infusion"."dose_per_kg_reported_reported_unit" is 'dose a kilogram as the centre reports it: the unit in which it was reported';
comment on column longview_sql."infusion"."entire_volume_infused" is 'whole volume infused: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."infusion"."entire_volume_infused_absent" is 'Why there is no value: whole volume infused';
comment on column longview_sql."infusion"."volume_infused" is 'part of the volume infused, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."infusion"."volume_infused_comparator" is 'part of the volume infused: what stood before the number';
comment on column longview_sql."infusion"."volume_infused_reported" is 'part of the volume infused, as it was reported';
comment on column longview_sql."infusion"."volume_infused_reported_unit" is 'part of the volume infused: the unit in which it was reported';
comment on column longview_sql."infusion"."route" is 'route: IV = intravenous; intrathecal = intrathecal; intraventricular = intraventricular; intratumoral = into the tumour; intraperitoneal = intraperitoneal; other = other';
comment on column longview_sql."infusion"."route_absent" is 'Why there is no value: route';
comment on column longview_sql."infusion"."infused_at" is 'where it was infused: thisCentre = this centre; anotherCentre = another centre of the country; abroad = abroad';
comment on column longview_sql."infusion"."infusion_country" is 'country of infusion: 31 codes, see the codebook';
comment on column longview_sql."infusion"."followed_since" is 'day from which this centre follows the patient';
comment on column longview_sql."infusion"."infusion_reactions" is 'reactions to the infusion: fever = fever; chills = chills; rash = rash; hypotension = hypotension; hypoxia = hypoxia; nausea = nausea; anaphylaxis = anaphylaxis; other = other';
comment on column longview_sql."infusion"."infusion_reaction_grade" is 'highest grade of these (CTCAE), in {grade}';
comment on column longview_sql."infusion"."admission_date" is 'admission';
comment on column longview_sql."infusion"."discharge_date" is 'discharge';
commit;
