-- Emitted from the dictionary: Apheresis, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."apheresis";
create view longview_sql."apheresis" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'apheresisDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'apheresisDate') end as "apheresis_date",
  r.body ->> 'collectionOutcome' as "collection_outcome",
  r.body #>> '{absent,collectionOutcome}' as "collection_outcome_absent",
  r.body ->> 'donorType' as "donor_type",
  r.body #>> '{absent,donorType}' as "donor_type_absent",
  r.body ->> 'collectedAt' as "collected_at",
  r.body #>> '{absent,collectedAt}' as "collected_at_absent",
  r.body ->> 'collectionCountry' as "collection_country",
  r.body ->> 'donationNumberRecorded' as "donation_number_recorded",
  r.body #>> '{absent,donationNumberRecorded}' as "donation_number_recorded_absent",
  case when jsonb_typeof(r.body -> 'totalNucleatedCells' -> 'value') = 'number' then (r.body -> 'totalNucleatedCells' ->> 'value')::numeric end as "total_nucleated_cells",
  r.body -> 'totalNucleatedCells' ->> 'comparator' as "total_nucleated_cells_comparator",
  case when jsonb_typeof(r.body #> '{totalNucleatedCells,reported,value}') = 'number' then (r.body #>> '{totalNucleatedCells,reported,value}')::numeric end as "total_nucleated_cells_reported",
  r.body #>> '{totalNucleatedCells,reported,unit}' as "total_nucleated_cells_reported_unit",
  case when jsonb_typeof(r.body -> 'cd3Cells' -> 'value') = 'number' then (r.body -> 'cd3Cells' ->> 'value')::numeric end as "cd3_cells",
  r.body -> 'cd3Cells' ->> 'comparator' as "cd3_cells_comparator",
  case when jsonb_typeof(r.body #> '{cd3Cells,reported,value}') = 'number' then (r.body #>> '{cd3Cells,reported,value}')::numeric end as "cd3_cells_reported",
  r.body #>> '{cd3Cells,reported,unit}' as "cd3_cells_reported_unit",
  case when jsonb_typeof(r.body -> 'lymphocytesBefore' -> 'value') = 'number' then (r.body -> 'lymphocytesBefore' ->> 'value')::numeric end as "lymphocytes_before",
  r.body -> 'lymphocytesBefore' ->> 'comparator' as "lymphocytes_before_comparator",
  case when jsonb_typeof(r.body #> '{lymphocytesBefore,reported,value}') = 'number' then (r.body #>> '{lymphocytesBefore,reported,value}')::numeric end as "lymphocytes_before_reported",
  r.body #>> '{lymphocytesBefore,reported,unit}' as "lymphocytes_before_reported_unit",
  case when jsonb_typeof(r.body -> 'anticoagulantVolume' -> 'value') = 'number' then (r.body -> 'anticoagulantVolume' ->> 'value')::numeric end as "anticoagulant_volume",
  r.body -> 'anticoagulantVolume' ->> 'comparator' as "anticoagulant_volume_comparator",
  case when jsonb_typeof(r.body #> '{anticoagulantVolume,reported,value}') = 'number' then (r.body #>> '{anticoagulantVolume,reported,value}')::numeric end as "anticoagulant_volume_reported",
  r.body #>> '{anticoagulantVolume,reported,unit}' as "anticoagulant_volume_reported_unit",
  case when jsonb_typeof(r.body -> 'processedBloodVolume' -> 'value') = 'number' then (r.body -> 'processedBloodVolume' ->> 'value')::numeric end as "processed_blood_volume",
  r.body -> 'processedBloodVolume' ->> 'comparator' as "processed_blood_volume_comparator",
  case when jsonb_typeof(r.body #> '{processedBloodVolume,reported,value}') = 'number' then (r.body #>> '{processedBloodVolume,reported,value}')::numeric end as "processed_blood_volume_reported",
  r.body #>> '{processedBloodVolume,reported,unit}' as "processed_blood_volume_reported_unit",
  case when jsonb_typeof(r.body -> 'collectionAdverseEvents') = 'array' then array(select jsonb_array_elements_text(r.body -> 'collectionAdverseEvents')) end as "collection_adverse_events",
  case when jsonb_typeof(r.body -> 'collectionAdverseEventGrade') = 'number' and r.body ->> 'collectionAdverseEventGrade' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'collectionAdverseEventGrade')::bigint end as "collection_adverse_event_grade",
  case when r.body ->> 'shippedDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'shippedDate') end as "shipped_date",
  r.body ->> 'preservation' as "preservation",
  r.body ->> 'actCode' as "act_code"
from registry.clinical_record r
where r.type = 'Apheresis' and r.is_current and r.withdrawn is null;
comment on view longview_sql."apheresis" is 'One day of cell collection. Start of vein-to-vein time.';
comment on column longview_sql."apheresis"."record_id" is 'Of this version';
comment on column longview_sql."apheresis"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."apheresis"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."apheresis"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."apheresis"."record_centre" is 'Which centre sent it';
comment on column longview_sql."apheresis"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."apheresis"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."apheresis"."apheresis_date" is 'date of collection';
comment on column longview_sql."apheresis"."collection_outcome" is 'outcome of the collection: successful = successful; failed = failed; repeatNeeded = to be repeated';
comment on column longview_sql."apheresis"."collection_outcome_absent" is 'Why there is no value: outcome of the collection';
comment on column longview_sql."apheresis"."donor_type" is 'donor: autologous = autologous; allogeneicRelated = allogeneic, related; allogeneicUnrelated = allogeneic, unrelated; cordBlood = cord blood; iPSC = induced pluripotent stem cells';
comment on column longview_sql."apheresis"."donor_type_absent" is 'Why there is no value: donor';
comment on column longview_sql."apheresis"."collected_at" is 'where the cells were collected: thisCentre = this centre; anotherCentre = another centre; abroad = abroad';
comment on column longview_sql."apheresis"."collected_at_absent" is 'Why there is no value: where the cells were collected';
comment on column longview_sql."apheresis"."collection_country" is 'country of collection: 31 codes, see the codebook';
comment on column longview_sql."apheresis"."donation_number_recorded" is 'a donation number stands in the hospital''s file: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."apheresis"."donation_number_recorded_absent" is 'Why there is no value: a donation number stands in the hospital''s file';
comment on column longview_sql."apheresis"."total_nucleated_cells" is 'nucleated cells collected, in 10*9; with a comparator the value lies on that side of it';
comment on column longview_sql."apheresis"."total_nucleated_cells_comparator" is 'nucleated cells collected: what stood before the number';
comment on column longview_sql."apheresis"."total_nucleated_cells_reported" is 'nucleated cells collected, as it was reported';
comment on column longview_sql."apheresis"."total_nucleated_cells_reported_unit" is 'nucleated cells collected: the unit in which it was reported';
comment on column longview_sql."apheresis"."cd3_cells" is 'CD3-positive cells collected, in 10*9; with a comparator the value lies on that side of it';
comment on column longview_sql."apheresis"."cd3_cells_comparator" is 'CD3-positive cells collected: what stood before the number';
comment on column longview_sql."apheresis"."cd3_cells_reported" is 'CD3-positive cells collected, as it was reported';
comment on column longview_sql."apheresis"."cd3_cells_reported_unit" is 'CD3-positive cells collected: the unit in which it was reported';
comment on column longview_sql."apheresis"."lymphocytes_before" is 'lymphocytes before collection, in 10*9/L; with a comparator the value lies on that side of it';
comment on column longview_sql."apheresis"."lymphocytes_before_comparator" is 'lymphocytes before collection: what stood before the number';
comment on column longview_sql."apheresis"."lymphocytes_before_reported" is 'lymphocytes before collection, as it was reported';
comment on column longview_sql."apheresis"."lymphocytes_before_reported_unit" is 'lymphocytes before collection: the unit in which it was reported';
comment on column longview_sql."apheresis"."anticoagulant_volume" is 'anticoagulant, in mL; with a comparator the value lies on that side of it';
comment on column longview_sql."apheresis"."anticoagulant_volume_comparator" is 'anticoagulant: what stood before the number';
comment on column longview_sql."apheresis"."anticoagulant_volume_reported" is 'anticoagulant, as it was reported';
comment on column longview_sql."apheresis"."anticoagulant_volume_reported_unit" is 'anticoagulant: the unit in which it was reported';
comment on column longview_sql."apheresis"."processed_blood_volume" is 'blood processed, in L; with a comparator the value lies on that side of it';
comment on column longview_sql."apheresis"."processed_blood_volume_comparator" is 'blood processed: what stood before the number';
comment on column longview_sql."apheresis"."processed_blood_volume_reported" is 'blood processed, as it was reported';
comment on column longview_sql."apheresis"."processed_blood_volume_reported_unit" is 'blood processed: the unit in which it was reported';
comment on column longview_sql."apheresis"."collection_adverse_events" is 'adverse events of the collection: hypocalcaemia = hypocalcaemia; hypotension = hypotension; vascularAccess = of the vascular access; bleeding = bleeding; other = other';
comment on column longview_sql."apheresis"."collection_adverse_event_grade" is 'highest grade of these (CTCAE), in {grade}';
comment on column longview_sql."apheresis"."shipped_date" is 'date on which the cells were shipped';
comment on column longview_sql."apheresis"."preservation" is 'fresh or cryopreserved: fresh = fresh; cryopreserved = cryopreserved';
comment on column longview_sql."apheresis"."act_code" is 'code of the act, or that none exists: NO_CODE = no code exists';
commit;
