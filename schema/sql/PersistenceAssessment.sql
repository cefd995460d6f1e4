-- Emitted from the dictionary: PersistenceAssessment, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."persistence_assessment";
create view longview_sql."persistence_assessment" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'sampleDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'sampleDate') end as "sample_date",
  r.body ->> 'tissue' as "tissue",
  r.body #>> '{absent,tissue}' as "tissue_absent",
  r.body ->> 'method' as "method",
  r.body #>> '{absent,method}' as "method_absent",
  r.body ->> 'detected' as "detected",
  r.body #>> '{absent,detected}' as "detected_absent",
  case when jsonb_typeof(r.body -> 'transgeneCopies' -> 'value') = 'number' then (r.body -> 'transgeneCopies' ->> 'value')::numeric end as "transgene_copies",
  r.body -> 'transgeneCopies' ->> 'comparator' as "transgene_copies_comparator",
  case when jsonb_typeof(r.body #> '{transgeneCopies,reported,value}') = 'number' then (r.body #>> '{transgeneCopies,reported,value}')::numeric end as "transgene_copies_reported",
  r.body #>> '{transgeneCopies,reported,unit}' as "transgene_copies_reported_unit",
  case when jsonb_typeof(r.body -> 'carShare' -> 'value') = 'number' then (r.body -> 'carShare' ->> 'value')::numeric end as "car_share",
  r.body -> 'carShare' ->> 'comparator' as "car_share_comparator",
  case when jsonb_typeof(r.body #> '{carShare,reported,value}') = 'number' then (r.body #>> '{carShare,reported,value}')::numeric end as "car_share_reported",
  r.body #>> '{carShare,reported,unit}' as "car_share_reported_unit",
  case when jsonb_typeof(r.body -> 'carCells' -> 'value') = 'number' then (r.body -> 'carCells' ->> 'value')::numeric end as "car_cells",
  r.body -> 'carCells' ->> 'comparator' as "car_cells_comparator",
  case when jsonb_typeof(r.body #> '{carCells,reported,value}') = 'number' then (r.body #>> '{carCells,reported,value}')::numeric end as "car_cells_reported",
  r.body #>> '{carCells,reported,unit}' as "car_cells_reported_unit",
  case when jsonb_typeof(r.body -> 'limitOfDetection' -> 'value') = 'number' then (r.body -> 'limitOfDetection' ->> 'value')::numeric end as "limit_of_detection",
  r.body -> 'limitOfDetection' ->> 'comparator' as "limit_of_detection_comparator",
  case when jsonb_typeof(r.body #> '{limitOfDetection,reported,value}') = 'number' then (r.body #>> '{limitOfDetection,reported,value}')::numeric end as "limit_of_detection_reported",
  r.body #>> '{limitOfDetection,reported,unit}' as "limit_of_detection_reported_unit",
  r.body ->> 'bCellAplasia' as "b_cell_aplasia",
  case when r.body ->> 'aplasiaLostDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'aplasiaLostDate') end as "aplasia_lost_date",
  case when jsonb_typeof(r.body -> 'aplasiaThreshold' -> 'value') = 'number' then (r.body -> 'aplasiaThreshold' ->> 'value')::numeric end as "aplasia_threshold",
  r.body -> 'aplasiaThreshold' ->> 'comparator' as "aplasia_threshold_comparator",
  case when jsonb_typeof(r.body #> '{aplasiaThreshold,reported,value}') = 'number' then (r.body #>> '{aplasiaThreshold,reported,value}')::numeric end as "aplasia_threshold_reported",
  r.body #>> '{aplasiaThreshold,reported,unit}' as "aplasia_threshold_reported_unit",
  case when jsonb_typeof(r.body -> 'bCells' -> 'value') = 'number' then (r.body -> 'bCells' ->> 'value')::numeric end as "b_cells",
  r.body -> 'bCells' ->> 'comparator' as "b_cells_comparator",
  case when jsonb_typeof(r.body #> '{bCells,reported,value}') = 'number' then (r.body #>> '{bCells,reported,value}')::numeric end as "b_cells_reported",
  r.body #>> '{bCells,reported,unit}' as "b_cells_reported_unit"
from registry.clinical_record r
where r.type = 'PersistenceAssessment' and r.is_current and r.withdrawn is null;
comment on view longview_sql."persistence_assessment" is 'Whether the cells are still there. Persistence and B-cell aplasia.';
comment on column longview_sql."persistence_assessment"."record_id" is 'Of this version';
comment on column longview_sql."persistence_assessment"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."persistence_assessment"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."persistence_assessment"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."persistence_assessment"."record_centre" is 'Which centre sent it';
comment on column longview_sql."persistence_assessment"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."persistence_assessment"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."persistence_assessment"."sample_date" is 'day of the sample';
comment on column longview_sql."persistence_assessment"."tissue" is 'tissue: bloodPeripheral = peripheral blood; marrow = bone marrow; csf = cerebrospinal fluid; lymphNode = lymph node; tumour = tumour; other = other';
comment on column longview_sql."persistence_assessment"."tissue_absent" is 'Why there is no value: tissue';
comment on column longview_sql."persistence_assessment"."method" is 'method: flow = flow cytometry; qpcr = quantitative PCR; ddpcr = digital PCR; ihc = immunohistochemistry; other = other';
comment on column longview_sql."persistence_assessment"."method_absent" is 'Why there is no value: method';
comment on column longview_sql."persistence_assessment"."detected" is 'cells detected: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."persistence_assessment"."detected_absent" is 'Why there is no value: cells detected';
comment on column longview_sql."persistence_assessment"."transgene_copies" is 'copies in a microgram of DNA, in {copies}/ug; with a comparator the value lies on that side of it';
comment on column longview_sql."persistence_assessment"."transgene_copies_comparator" is 'copies in a microgram of DNA: what stood before the number';
comment on column longview_sql."persistence_assessment"."transgene_copies_reported" is 'copies in a microgram of DNA, as it was reported';
comment on column longview_sql."persistence_assessment"."transgene_copies_reported_unit" is 'copies in a microgram of DNA: the unit in which it was reported';
comment on column longview_sql."persistence_assessment"."car_share" is 'CAR-positive share of T cells, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."persistence_assessment"."car_share_comparator" is 'CAR-positive share of T cells: what stood before the number';
comment on column longview_sql."persistence_assessment"."car_share_reported" is 'CAR-positive share of T cells, as it was reported';
comment on column longview_sql."persistence_assessment"."car_share_reported_unit" is 'CAR-positive share of T cells: the unit in which it was reported';
comment on column longview_sql."persistence_assessment"."car_cells" is 'CAR-positive cells, in 10*6/L; with a comparator the value lies on that side of it';
comment on column longview_sql."persistence_assessment"."car_cells_comparator" is 'CAR-positive cells: what stood before the number';
comment on column longview_sql."persistence_assessment"."car_cells_reported" is 'CAR-positive cells, as it was reported';
comment on column longview_sql."persistence_assessment"."car_cells_reported_unit" is 'CAR-positive cells: the unit in which it was reported';
comment on column longview_sql."persistence_assessment"."limit_of_detection" is 'limit of detection, in copies, in {copies}/ug; with a comparator the value lies on that side of it';
comment on column longview_sql."persistence_assessment"."limit_of_detection_comparator" is 'limit of detection, in copies: what stood before the number';
comment on column longview_sql."persistence_assessment"."limit_of_detection_reported" is 'limit of detection, in copies, as it was reported';
comment on column longview_sql."persistence_assessment"."limit_of_detection_reported_unit" is 'limit of detection, in copies: the unit in which it was reported';
comment on column longview_sql."persistence_assessment"."b_cell_aplasia" is 'B-cell aplasia: present = present; lost = lost; notTested = not tested';
comment on column longview_sql."persistence_assessment"."aplasia_lost_date" is 'first of the two samples that show its loss';
comment on column longview_sql."persistence_assessment"."aplasia_threshold" is 'share of B cells above which it counts as lost, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."persistence_assessment"."aplasia_threshold_comparator" is 'share of B cells above which it counts as lost: what stood before the number';
comment on column longview_sql."persistence_assessment"."aplasia_threshold_reported" is 'share of B cells above which it counts as lost, as it was reported';
comment on column longview_sql."persistence_assessment"."aplasia_threshold_reported_unit" is 'share of B cells above which it counts as lost: the unit in which it was reported';
comment on column longview_sql."persistence_assessment"."b_cells" is 'B cells, in 10*6/L; with a comparator the value lies on that side of it';
comment on column longview_sql."persistence_assessment"."b_cells_comparator" is 'B cells: what stood before the number';
comment on column longview_sql."persistence_assessment"."b_cells_reported" is 'B cells, as it was reported';
comment on column longview_sql."persistence_assessment"."b_cells_reported_unit" is 'B cells: the unit in which it was reported';
commit;
