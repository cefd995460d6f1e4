-- Emitted from the dictionary: Referral, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."referral";
create view longview_sql."referral" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'referralDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'referralDate') end as "referral_date",
  r.body #>> '{absent,referralDate}' as "referral_date_absent",
  r.body ->> 'referralCentre' as "referral_centre",
  r.body ->> 'selfReferred' as "self_referred",
  case when r.body ->> 'firstConsultationDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'firstConsultationDate') end as "first_consultation_date",
  case when r.body ->> 'handoverDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'handoverDate') end as "handover_date",
  case when jsonb_typeof(r.body -> 'travelDistance') = 'number' and r.body ->> 'travelDistance' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'travelDistance')::bigint end as "travel_distance",
  case when jsonb_typeof(r.body -> 'travelTime') = 'number' and r.body ->> 'travelTime' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'travelTime')::bigint end as "travel_time",
  r.body ->> 'patientObjects' as "patient_objects"
from registry.clinical_record r
where r.type = 'Referral' and r.is_current and r.withdrawn is null;
comment on view longview_sql."referral" is 'Where the patient comes from and goes back to. Waiting time, distance and shared follow-up between centres.';
comment on column longview_sql."referral"."record_id" is 'Of this version';
comment on column longview_sql."referral"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."referral"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."referral"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."referral"."record_centre" is 'Which centre sent it';
comment on column longview_sql."referral"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."referral"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."referral"."referral_date" is 'date of referral';
comment on column longview_sql."referral"."referral_date_absent" is 'Why there is no value: date of referral';
comment on column longview_sql."referral"."referral_centre" is 'referring centre (its code in the federation)';
comment on column longview_sql."referral"."self_referred" is 'referred by the treating centre itself: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."referral"."first_consultation_date" is 'first consultation at the treating centre';
comment on column longview_sql."referral"."handover_date" is 'day on which follow-up went back to the referring centre';
comment on column longview_sql."referral"."travel_distance" is 'way to the treating centre, in km';
comment on column longview_sql."referral"."travel_time" is 'time to the treating centre, in min';
comment on column longview_sql."referral"."patient_objects" is 'the patient objects to sharing with the referring centre: yes = yes; no = no; unknown = unknown';
commit;
