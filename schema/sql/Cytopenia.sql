-- Emitted from the dictionary: Cytopenia, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."cytopenia";
create view longview_sql."cytopenia" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'assessmentDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'assessmentDate') end as "assessment_date",
  r.body ->> 'neutrophilRecovery' as "neutrophil_recovery",
  r.body #>> '{absent,neutrophilRecovery}' as "neutrophil_recovery_absent",
  case when r.body ->> 'neutrophilRecoveryDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'neutrophilRecoveryDate') end as "neutrophil_recovery_date",
  r.body ->> 'plateletRecovery' as "platelet_recovery",
  r.body #>> '{absent,plateletRecovery}' as "platelet_recovery_absent",
  case when r.body ->> 'plateletRecoveryDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'plateletRecoveryDate') end as "platelet_recovery_date",
  case when jsonb_typeof(r.body -> 'growthFactorDays') = 'number' and r.body ->> 'growthFactorDays' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'growthFactorDays')::bigint end as "growth_factor_days",
  r.body ->> 'stemCellBoost' as "stem_cell_boost",
  case when r.body ->> 'stemCellBoostDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'stemCellBoostDate') end as "stem_cell_boost_date",
  r.body ->> 'thrombopoietinAgonist' as "thrombopoietin_agonist",
  case when jsonb_typeof(r.body -> 'redCellUnits') = 'number' and r.body ->> 'redCellUnits' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'redCellUnits')::bigint end as "red_cell_units",
  case when jsonb_typeof(r.body -> 'plateletUnits') = 'number' and r.body ->> 'plateletUnits' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'plateletUnits')::bigint end as "platelet_units"
from registry.clinical_record r
where r.type = 'Cytopenia' and r.is_current and r.withdrawn is null;
comment on view longview_sql."cytopenia" is 'Recovery of the blood. When counts came back, and what helped.';
comment on column longview_sql."cytopenia"."record_id" is 'Of this version';
comment on column longview_sql."cytopenia"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."cytopenia"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."cytopenia"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."cytopenia"."record_centre" is 'Which centre sent it';
comment on column longview_sql."cytopenia"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."cytopenia"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."cytopenia"."assessment_date" is 'day of the assessment';
comment on column longview_sql."cytopenia"."neutrophil_recovery" is 'neutrophils recovered (0.5 × 10⁹/L, three days): yes = yes; no = not yet; neverBelow = never below; unknown = unknown';
comment on column longview_sql."cytopenia"."neutrophil_recovery_absent" is 'Why there is no value: neutrophils recovered (0.5 × 10⁹/L, three days)';
comment on column longview_sql."cytopenia"."neutrophil_recovery_date" is 'first of these three days';
comment on column longview_sql."cytopenia"."platelet_recovery" is 'platelets recovered (20 × 10⁹/L, 7 days without transfusion): yes = yes; no = not yet; neverBelow = never below; unknown = unknown';
comment on column longview_sql."cytopenia"."platelet_recovery_absent" is 'Why there is no value: platelets recovered (20 × 10⁹/L, 7 days without transfusion)';
comment on column longview_sql."cytopenia"."platelet_recovery_date" is 'day of recovery';
comment on column longview_sql."cytopenia"."growth_factor_days" is 'days of growth factor, in d';
comment on column longview_sql."cytopenia"."stem_cell_boost" is 'boost of stem cells: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."cytopenia"."stem_cell_boost_date" is 'day of the boost';
comment on column longview_sql."cytopenia"."thrombopoietin_agonist" is 'thrombopoietin receptor agonist: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."cytopenia"."red_cell_units" is 'units of red cells since infusion, in {units}';
comment on column longview_sql."cytopenia"."platelet_units" is 'units of platelets since infusion, in {units}';
commit;
