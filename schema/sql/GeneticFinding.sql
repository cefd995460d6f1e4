-- Emitted from the dictionary: GeneticFinding, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."genetic_finding";
create view longview_sql."genetic_finding" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'abnormality' as "abnormality",
  r.body #>> '{absent,abnormality}' as "abnormality_absent",
  r.body ->> 'result' as "result",
  r.body #>> '{absent,result}' as "result_absent",
  r.body ->> 'timePoint' as "time_point",
  case when r.body ->> 'sampleDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'sampleDate') end as "sample_date",
  r.body ->> 'method' as "method",
  case when jsonb_typeof(r.body -> 'share' -> 'value') = 'number' then (r.body -> 'share' ->> 'value')::numeric end as "share",
  r.body -> 'share' ->> 'comparator' as "share_comparator",
  case when jsonb_typeof(r.body #> '{share,reported,value}') = 'number' then (r.body #>> '{share,reported,value}')::numeric end as "share_reported",
  r.body #>> '{share,reported,unit}' as "share_reported_unit",
  r.body ->> 'gene' as "gene",
  r.body ->> 'karyotype' as "karyotype"
from registry.clinical_record r
where r.type = 'GeneticFinding' and r.is_current and r.withdrawn is null;
comment on view longview_sql."genetic_finding" is 'One genetic finding of the disease. Prognosis, and what the disease is.';
comment on column longview_sql."genetic_finding"."record_id" is 'Of this version';
comment on column longview_sql."genetic_finding"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."genetic_finding"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."genetic_finding"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."genetic_finding"."record_centre" is 'Which centre sent it';
comment on column longview_sql."genetic_finding"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."genetic_finding"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."genetic_finding"."abnormality" is 'abnormality: 22 codes, see the codebook';
comment on column longview_sql."genetic_finding"."abnormality_absent" is 'Why there is no value: abnormality';
comment on column longview_sql."genetic_finding"."result" is 'result: positive = positive; negative = negative; notDone = not done';
comment on column longview_sql."genetic_finding"."result_absent" is 'Why there is no value: result';
comment on column longview_sql."genetic_finding"."time_point" is 'when: diagnosis = at diagnosis; beforeInfusion = before infusion; relapse = at relapse; clonalHaematopoiesis = of the blood, apart from the disease';
comment on column longview_sql."genetic_finding"."sample_date" is 'day of the sample';
comment on column longview_sql."genetic_finding"."method" is 'method: karyotype = karyotype; fish = FISH; pcr = PCR; ngs = sequencing; array = array; other = other';
comment on column longview_sql."genetic_finding"."share" is 'share of cells, or variant allele frequency, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."genetic_finding"."share_comparator" is 'share of cells, or variant allele frequency: what stood before the number';
comment on column longview_sql."genetic_finding"."share_reported" is 'share of cells, or variant allele frequency, as it was reported';
comment on column longview_sql."genetic_finding"."share_reported_unit" is 'share of cells, or variant allele frequency: the unit in which it was reported';
comment on column longview_sql."genetic_finding"."gene" is 'gene (HGNC symbol)';
comment on column longview_sql."genetic_finding"."karyotype" is 'karyotype (ISCN)';
commit;
