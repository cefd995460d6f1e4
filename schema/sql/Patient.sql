-- Emitted from the dictionary: Patient, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."patient";
create view longview_sql."patient" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'sex' as "sex",
  r.body #>> '{absent,sex}' as "sex_absent",
  r.body ->> 'countryOfResidence' as "country_of_residence",
  r.body #>> '{absent,countryOfResidence}' as "country_of_residence_absent",
  r.body ->> 'residenceNuts3' as "residence_nuts3",
  r.body ->> 'ebmtIdRecorded' as "ebmt_id_recorded",
  r.body ->> 'cibmtrIdRecorded' as "cibmtr_id_recorded",
  r.body ->> 'descartIdRecorded' as "descart_id_recorded"
from registry.clinical_record r
where r.type = 'Patient' and r.is_current and r.withdrawn is null;
comment on view longview_sql."patient" is 'Who is treated, as far as the registry may know. Describes the population.';
comment on column longview_sql."patient"."record_id" is 'Of this version';
comment on column longview_sql."patient"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."patient"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."patient"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."patient"."record_centre" is 'Which centre sent it';
comment on column longview_sql."patient"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."patient"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."patient"."sex" is 'administrative sex: female = female; male = male; other = other; unknown = unknown';
comment on column longview_sql."patient"."sex_absent" is 'Why there is no value: administrative sex';
comment on column longview_sql."patient"."country_of_residence" is 'country of residence: 31 codes, see the codebook';
comment on column longview_sql."patient"."country_of_residence_absent" is 'Why there is no value: country of residence';
comment on column longview_sql."patient"."residence_nuts3" is 'region of residence (NUTS 3)';
comment on column longview_sql."patient"."ebmt_id_recorded" is 'an EBMT number stands in the hospital''s file: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."patient"."cibmtr_id_recorded" is 'a CIBMTR number stands in the hospital''s file: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."patient"."descart_id_recorded" is 'a DESCAR-T number stands in the hospital''s file: yes = yes; no = no; unknown = unknown';
commit;
