-- Emitted from the dictionary: Product, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."product";
create view longview_sql."product" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'productCode' as "product_code",
  r.body #>> '{absent,productCode}' as "product_code_absent",
  r.body ->> 'authorisationStatus' as "authorisation_status",
  r.body #>> '{absent,authorisationStatus}' as "authorisation_status_absent",
  r.body ->> 'manufacturingOutcome' as "manufacturing_outcome",
  r.body #>> '{absent,manufacturingOutcome}' as "manufacturing_outcome_absent",
  case when r.body ->> 'receivedDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'receivedDate') end as "received_date",
  r.body #>> '{absent,receivedDate}' as "received_date_absent",
  r.body ->> 'lotNumberRecorded' as "lot_number_recorded",
  r.body #>> '{absent,lotNumberRecorded}' as "lot_number_recorded_absent",
  r.body ->> 'exemptionGround' as "exemption_ground",
  r.body ->> 'authorisationNumberRecorded' as "authorisation_number_recorded",
  r.body ->> 'manufacturer' as "manufacturer",
  r.body #>> '{absent,manufacturer}' as "manufacturer_absent",
  case when jsonb_typeof(r.body -> 'targetAntigens') = 'array' then array(select jsonb_array_elements_text(r.body -> 'targetAntigens')) end as "target_antigens",
  r.body #>> '{absent,targetAntigens}' as "target_antigens_absent",
  r.body ->> 'costimulatoryDomain' as "costimulatory_domain",
  r.body ->> 'vector' as "vector",
  r.body ->> 'bindingDomainSource' as "binding_domain_source",
  r.body ->> 'cellSource' as "cell_source",
  r.body #>> '{absent,cellSource}' as "cell_source_absent",
  r.body ->> 'cellProductNumberRecorded' as "cell_product_number_recorded",
  case when jsonb_typeof(r.body -> 'componentLotsOnFile') = 'number' and r.body ->> 'componentLotsOnFile' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'componentLotsOnFile')::bigint end as "component_lots_on_file",
  r.body ->> 'singleEuropeanCodeRecorded' as "single_european_code_recorded",
  case when r.body ->> 'manufacturingStartDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'manufacturingStartDate') end as "manufacturing_start_date",
  case when r.body ->> 'releaseDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'releaseDate') end as "release_date",
  case when jsonb_typeof(r.body -> 'outOfSpecificationReasons') = 'array' then array(select jsonb_array_elements_text(r.body -> 'outOfSpecificationReasons')) end as "out_of_specification_reasons",
  case when jsonb_typeof(r.body -> 'viability' -> 'value') = 'number' then (r.body -> 'viability' ->> 'value')::numeric end as "viability",
  r.body -> 'viability' ->> 'comparator' as "viability_comparator",
  case when jsonb_typeof(r.body #> '{viability,reported,value}') = 'number' then (r.body #>> '{viability,reported,value}')::numeric end as "viability_reported",
  r.body #>> '{viability,reported,unit}' as "viability_reported_unit",
  case when jsonb_typeof(r.body -> 'transduction' -> 'value') = 'number' then (r.body -> 'transduction' ->> 'value')::numeric end as "transduction",
  r.body -> 'transduction' ->> 'comparator' as "transduction_comparator",
  case when jsonb_typeof(r.body #> '{transduction,reported,value}') = 'number' then (r.body #>> '{transduction,reported,value}')::numeric end as "transduction_reported",
  r.body #>> '{transduction,reported,unit}' as "transduction_reported_unit",
  case when jsonb_typeof(r.body -> 'vectorCopyNumber' -> 'value') = 'number' then (r.body -> 'vectorCopyNumber' ->> 'value')::numeric end as "vector_copy_number",
  r.body -> 'vectorCopyNumber' ->> 'comparator' as "vector_copy_number_comparator",
  case when jsonb_typeof(r.body #> '{vectorCopyNumber,reported,value}') = 'number' then (r.body #>> '{vectorCopyNumber,reported,value}')::numeric end as "vector_copy_number_reported",
  r.body #>> '{vectorCopyNumber,reported,unit}' as "vector_copy_number_reported_unit",
  case when jsonb_typeof(r.body -> 'attempts') = 'number' and r.body ->> 'attempts' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'attempts')::bigint end as "attempts",
  r.body #>> '{absent,attempts}' as "attempts_absent"
from registry.clinical_record r
where r.type = 'Product' and r.is_current and r.withdrawn is null;
comment on view longview_sql."product" is 'The product made for this course. Which product was meant and what came of it.';
comment on column longview_sql."product"."record_id" is 'Of this version';
comment on column longview_sql."product"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."product"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."product"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."product"."record_centre" is 'Which centre sent it';
comment on column longview_sql."product"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."product"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."product"."product_code" is 'product (ATC code, or how a product without one is called): ARI0001 = varnimcabtagene autoleucel; ARI0002h = cesnicabtagene autoleucel; L01XL03 = axicabtagene ciloleucel; L01XL04 = tisagenlecleucel; L01XL05 = ciltacabtagene autoleucel; L01XL06 = brexucabtagene autoleucel; L01XL07 = idecabtagene vicleucel; L01XL08 = lisocabtagene maraleucel; L01XL12 = obecabtagene autoleucel; hospitalExemption = academic product under hospital exemption; other = other';
comment on column longview_sql."product"."product_code_absent" is 'Why there is no value: product (ATC code, or how a product without one is called)';
comment on column longview_sql."product"."authorisation_status" is 'under which authorisation: centralMA = central marketing authorisation; conditionalMA = conditional marketing authorisation; hospitalExemption = hospital exemption; clinicalTrial = clinical trial; compassionateUse = compassionate use; namedPatient = named patient; outOfSpecification = out of specification';
comment on column longview_sql."product"."authorisation_status_absent" is 'Why there is no value: under which authorisation';
comment on column longview_sql."product"."manufacturing_outcome" is 'outcome of manufacturing: released = released; outOfSpecification = out of specification; failed = failed; terminated = terminated; pending = pending';
comment on column longview_sql."product"."manufacturing_outcome_absent" is 'Why there is no value: outcome of manufacturing';
comment on column longview_sql."product"."received_date" is 'date on which the product was received';
comment on column longview_sql."product"."received_date_absent" is 'Why there is no value: date on which the product was received';
comment on column longview_sql."product"."lot_number_recorded" is 'a lot number stands in the hospital''s file: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."product"."lot_number_recorded_absent" is 'Why there is no value: a lot number stands in the hospital''s file';
comment on column longview_sql."product"."exemption_ground" is 'ground of the hospital exemption: noProduct = no authorised product; noTrial = no authorised product, no trial; noCompassionateUse = no authorised product, no trial, no compassionate use';
comment on column longview_sql."product"."authorisation_number_recorded" is 'the number of the trial or of the exemption stands in the hospital''s file: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."product"."manufacturer" is 'who makes it: company = a company; academic = an academic centre; pointOfCare = the treating hospital';
comment on column longview_sql."product"."manufacturer_absent" is 'Why there is no value: who makes it';
comment on column longview_sql."product"."target_antigens" is 'target antigens: CD19 = CD19; BCMA = BCMA; CD20 = CD20; CD22 = CD22; GPRC5D = GPRC5D; other = another antigen';
comment on column longview_sql."product"."target_antigens_absent" is 'Why there is no value: target antigens';
comment on column longview_sql."product"."costimulatory_domain" is 'costimulatory domain: CD28 = CD28; 4-1BB = 4-1BB; both = both; other = other';
comment on column longview_sql."product"."vector" is 'vector: lentiviral = lentiviral; retroviral = retroviral; transposon = transposon; crispr = CRISPR knock-in; mrna = mRNA; other = other';
comment on column longview_sql."product"."binding_domain_source" is 'source of the binding domain: murine = murine; humanised = humanised; human = human; camelid = camelid; other = other';
comment on column longview_sql."product"."cell_source" is 'where the cells come from: autologous = autologous; allogeneic = allogeneic; inVivo = made in the body';
comment on column longview_sql."product"."cell_source_absent" is 'Why there is no value: where the cells come from';
comment on column longview_sql."product"."cell_product_number_recorded" is 'a cell product number stands in the hospital''s file: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."product"."component_lots_on_file" is 'lots of components on file, in {lots}';
comment on column longview_sql."product"."single_european_code_recorded" is 'a Single European Code of the starting material stands in the hospital''s file: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."product"."manufacturing_start_date" is 'start of manufacturing';
comment on column longview_sql."product"."release_date" is 'release of the product';
comment on column longview_sql."product"."out_of_specification_reasons" is 'why it is out of specification: viability = viability; dose = dose; carPositive = share of CAR-positive cells; interferonGamma = interferon gamma; sterility = sterility; other = other';
comment on column longview_sql."product"."viability" is 'viability, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."product"."viability_comparator" is 'viability: what stood before the number';
comment on column longview_sql."product"."viability_reported" is 'viability, as it was reported';
comment on column longview_sql."product"."viability_reported_unit" is 'viability: the unit in which it was reported';
comment on column longview_sql."product"."transduction" is 'CAR-positive cells, in %; with a comparator the value lies on that side of it';
comment on column longview_sql."product"."transduction_comparator" is 'CAR-positive cells: what stood before the number';
comment on column longview_sql."product"."transduction_reported" is 'CAR-positive cells, as it was reported';
comment on column longview_sql."product"."transduction_reported_unit" is 'CAR-positive cells: the unit in which it was reported';
comment on column longview_sql."product"."vector_copy_number" is 'vector copies a cell, in {copies}/{cell}; with a comparator the value lies on that side of it';
comment on column longview_sql."product"."vector_copy_number_comparator" is 'vector copies a cell: what stood before the number';
comment on column longview_sql."product"."vector_copy_number_reported" is 'vector copies a cell, as it was reported';
comment on column longview_sql."product"."vector_copy_number_reported_unit" is 'vector copies a cell: the unit in which it was reported';
comment on column longview_sql."product"."attempts" is 'attempts at manufacturing, in {attempts}';
comment on column longview_sql."product"."attempts_absent" is 'Why there is no value: attempts at manufacturing';
commit;
