-- Emitted from the dictionary: ImmuneReconstitution, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."immune_reconstitution";
create view longview_sql."immune_reconstitution" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'sampleDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'sampleDate') end as "sample_date",
  case when jsonb_typeof(r.body -> 'immunoglobulinG' -> 'value') = 'number' then (r.body -> 'immunoglobulinG' ->> 'value')::numeric end as "immunoglobulin_g",
  r.body -> 'immunoglobulinG' ->> 'comparator' as "immunoglobulin_g_comparator",
  case when jsonb_typeof(r.body #> '{immunoglobulinG,reported,value}') = 'number' then (r.body #>> '{immunoglobulinG,reported,value}')::numeric end as "immunoglobulin_g_reported",
  r.body #>> '{immunoglobulinG,reported,unit}' as "immunoglobulin_g_reported_unit",
  case when jsonb_typeof(r.body -> 'replacementThreshold' -> 'value') = 'number' then (r.body -> 'replacementThreshold' ->> 'value')::numeric end as "replacement_threshold",
  r.body -> 'replacementThreshold' ->> 'comparator' as "replacement_threshold_comparator",
  case when jsonb_typeof(r.body #> '{replacementThreshold,reported,value}') = 'number' then (r.body #>> '{replacementThreshold,reported,value}')::numeric end as "replacement_threshold_reported",
  r.body #>> '{replacementThreshold,reported,unit}' as "replacement_threshold_reported_unit",
  r.body ->> 'replacement' as "replacement",
  r.body #>> '{absent,replacement}' as "replacement_absent",
  case when r.body ->> 'replacementStartDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'replacementStartDate') end as "replacement_start_date",
  case when r.body ->> 'replacementEndDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'replacementEndDate') end as "replacement_end_date",
  r.body ->> 'replacementRoute' as "replacement_route",
  case when jsonb_typeof(r.body -> 'replacementDoses') = 'number' and r.body ->> 'replacementDoses' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'replacementDoses')::bigint end as "replacement_doses",
  case when jsonb_typeof(r.body -> 'cd4' -> 'value') = 'number' then (r.body -> 'cd4' ->> 'value')::numeric end as "cd4",
  r.body -> 'cd4' ->> 'comparator' as "cd4_comparator",
  case when jsonb_typeof(r.body #> '{cd4,reported,value}') = 'number' then (r.body #>> '{cd4,reported,value}')::numeric end as "cd4_reported",
  r.body #>> '{cd4,reported,unit}' as "cd4_reported_unit",
  case when jsonb_typeof(r.body -> 'cd8' -> 'value') = 'number' then (r.body -> 'cd8' ->> 'value')::numeric end as "cd8",
  r.body -> 'cd8' ->> 'comparator' as "cd8_comparator",
  case when jsonb_typeof(r.body #> '{cd8,reported,value}') = 'number' then (r.body #>> '{cd8,reported,value}')::numeric end as "cd8_reported",
  r.body #>> '{cd8,reported,unit}' as "cd8_reported_unit",
  case when jsonb_typeof(r.body -> 'cd19' -> 'value') = 'number' then (r.body -> 'cd19' ->> 'value')::numeric end as "cd19",
  r.body -> 'cd19' ->> 'comparator' as "cd19_comparator",
  case when jsonb_typeof(r.body #> '{cd19,reported,value}') = 'number' then (r.body #>> '{cd19,reported,value}')::numeric end as "cd19_reported",
  r.body #>> '{cd19,reported,unit}' as "cd19_reported_unit",
  case when jsonb_typeof(r.body -> 'cd19Share' -> 'value') = 'number' then (r.body -> 'cd19Share' ->> 'value')::numeric end as "cd19_share",
  r.body -> 'cd19Share' ->> 'comparator' as "cd19_share_comparator",
  case when jsonb_typeof(r.body #> '{cd19Share,reported,value}') = 'number' then (r.body #>> '{cd19Share,reported,value}')::numeric end as "cd19_share_reported",
  r.body #>> '{cd19Share,reported,unit}' as "cd19_share_reported_unit"
from registry.clinical_record r
where r.type = 'ImmuneReconstitution' and r.is_current and r.withdrawn is null;
comment on view longview_sql."immune_reconstitution" is 'Immunoglobulins and lymphocyte subsets. Hypogammaglobulinaemia and recovery of immunity.';
comment on column longview_sql."immune_reconstitution"."record_id" is 'Of this version';
comment on column longview_sql."immune_reconstitution"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."immune_reconstitution"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."immune_reconstitution"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."immune_reconstitution"."record_centre" is 'Which centre sent it';
comment on column longview_sql."immune_reconstitution"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."immune_reconstitution"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."immune_reconstitution"."sample_date" is 'day of the sample';
comment on column longview_sql."immune_reconstitution"."immunoglobulin_g" is 'IgG, in g/L; with a comparator the value lies on that side of it';
comment on column longview_sql."immune_reconstitution"."immunoglobulin_g_comparator" is 'IgG: what stood before the number';
comment on column longview_sql."immune_reconstitution"."immunoglobulin_g_reported" is 'IgG, as it was reported';
comment on column longview_sql."immune_reconstitution"."immunoglobulin_g_reported_unit" is 'IgG: the unit in which it was reported';
comment on column longview_sql."immune_reconstitution"."replacement_threshold" is 'IgG below which the centre replaces, in g/L; with a comparator the value lies on that side of it';
comment on column longview_sql."immune_reconstitution"."replacement_threshold_comparator" is 'IgG below which the centre replaces: what stood before the number';
comment on column longview_sql."immune_reconstitution"."replacement_threshold_reported" is 'IgG below which the centre replaces, as it was reported';
comment on column longview_sql."immune_reconstitution"."replacement_threshold_reported_unit" is 'IgG below which the centre replaces: the unit in which it was reported';
comment on column longview_sql."immune_reconstitution"."replacement" is 'immunoglobulins replaced: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."immune_reconstitution"."replacement_absent" is 'Why there is no value: immunoglobulins replaced';
comment on column longview_sql."immune_reconstitution"."replacement_start_date" is 'first day of replacement';
comment on column longview_sql."immune_reconstitution"."replacement_end_date" is 'last day of replacement';
comment on column longview_sql."immune_reconstitution"."replacement_route" is 'route: IV = intravenous; SC = subcutaneous';
comment on column longview_sql."immune_reconstitution"."replacement_doses" is 'doses since the last report, in {doses}';
comment on column longview_sql."immune_reconstitution"."cd4" is 'CD4-positive T cells, in 10*6/L; with a comparator the value lies on that side of it';
comment on column longview_sql."immune_reconstitution"."cd4_comparator" is 'CD4-positive T cells: what stood before the number';
comment on column longview_sql."immune_reconstitution"."cd4_reported" is 'CD4-positive T cells, as it was reported';
comment on column longview_sql."immune_reconstitution"."cd4_reported_unit" is 'CD4-positive T cells: the unit in which it was reported';
comment on column longview_sql."immune_reconstitution"."cd8" is 'CD8-positive T cells, in 10*6/L; with a comparator the value lies on that side of it';
comment on column longview_sql."immune_reconstitution"."cd8_comparator" is 'CD8-positive T cells: what stood before the number';
comment on column longview_sql."immune_reconstitution"."cd8_reported" is 'CD8-positive T cells, as it was reported';
comment on column longview_sql."immune_reconstitution"."cd8_reported_unit" is 'CD8-positive T cells: the unit in which it was reported';
comment on column longview_sql."immune_reconstitution"."cd19" is 'CD19-positive B cells, in 10*6/L; with a comparator the value lies on that side of it';
comment on column longview_sql."immune_reconstitution"."cd19_comparator" is 'CD19-positive B cells: what stood before the number';
comment on column longview_sql."immune_reconstitution"."cd19_reported" is 'CD19-positive B cells, as it was reported';
comment on column longview_sql."immune_reconstitution"."cd19_reported_unit" is 'CD19-positive B cells: the unit in which it was reported';
comment on column longview_sql."immune_reconstitution"."cd19_share" is 'share of CD19-positive cells, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."immune_reconstitution"."cd19_share_comparator" is 'share of CD19-positive cells: what stood before the number';
comment on column longview_sql."immune_reconstitution"."cd19_share_reported" is 'share of CD19-positive cells, as it was reported';
comment on column longview_sql."immune_reconstitution"."cd19_share_reported_unit" is 'share of CD19-positive cells: the unit in which it was reported';
commit;
