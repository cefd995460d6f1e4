-- Emitted from the dictionary: FollowUpVisit, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."follow_up_visit";
create view longview_sql."follow_up_visit" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'visitDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'visitDate') end as "visit_date",
  r.body ->> 'visitCode' as "visit_code",
  r.body #>> '{absent,visitCode}' as "visit_code_absent",
  r.body ->> 'visitMode' as "visit_mode",
  r.body #>> '{absent,visitMode}' as "visit_mode_absent",
  r.body ->> 'seenBy' as "seen_by",
  r.body ->> 'noChange' as "no_change",
  r.body ->> 'relapseSince' as "relapse_since",
  r.body #>> '{absent,relapseSince}' as "relapse_since_absent",
  r.body ->> 'secondMalignancySince' as "second_malignancy_since",
  r.body #>> '{absent,secondMalignancySince}' as "second_malignancy_since_absent",
  r.body ->> 'infectionSince' as "infection_since",
  r.body ->> 'neurotoxicitySince' as "neurotoxicity_since",
  r.body ->> 'pregnancySince' as "pregnancy_since",
  r.body ->> 'newTherapySince' as "new_therapy_since",
  case when jsonb_typeof(r.body -> 'ecog') = 'number' and r.body ->> 'ecog' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'ecog')::bigint end as "ecog",
  r.body ->> 'attested' as "attested"
from registry.clinical_record r
where r.type = 'FollowUpVisit' and r.is_current and r.withdrawn is null;
comment on view longview_sql."follow_up_visit" is 'A visit of the schedule. Completeness of follow-up over fifteen years.';
comment on column longview_sql."follow_up_visit"."record_id" is 'Of this version';
comment on column longview_sql."follow_up_visit"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."follow_up_visit"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."follow_up_visit"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."follow_up_visit"."record_centre" is 'Which centre sent it';
comment on column longview_sql."follow_up_visit"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."follow_up_visit"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."follow_up_visit"."visit_date" is 'day of the visit';
comment on column longview_sql."follow_up_visit"."visit_code" is 'visit: 23 codes, see the codebook';
comment on column longview_sql."follow_up_visit"."visit_code_absent" is 'Why there is no value: visit';
comment on column longview_sql."follow_up_visit"."visit_mode" is 'how: inPerson = in person; tele = at a distance; registerLinkage = from a register';
comment on column longview_sql."follow_up_visit"."visit_mode_absent" is 'Why there is no value: how';
comment on column longview_sql."follow_up_visit"."seen_by" is 'seen at: treatingCentre = the treating centre; referralCentre = the referring centre; other = elsewhere';
comment on column longview_sql."follow_up_visit"."no_change" is 'nothing changed since the last visit: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."follow_up_visit"."relapse_since" is 'relapse or progression since the last visit: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."follow_up_visit"."relapse_since_absent" is 'Why there is no value: relapse or progression since the last visit';
comment on column longview_sql."follow_up_visit"."second_malignancy_since" is 'new malignancy since the last visit: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."follow_up_visit"."second_malignancy_since_absent" is 'Why there is no value: new malignancy since the last visit';
comment on column longview_sql."follow_up_visit"."infection_since" is 'infection of grade 3 or more since the last visit: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."follow_up_visit"."neurotoxicity_since" is 'new neurological event since the last visit: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."follow_up_visit"."pregnancy_since" is 'pregnancy since the last visit: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."follow_up_visit"."new_therapy_since" is 'new treatment of the disease since the last visit: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."follow_up_visit"."ecog" is 'ECOG performance status, in {score}';
comment on column longview_sql."follow_up_visit"."attested" is 'attested by a physician: yes = yes; no = no; unknown = unknown';
commit;
