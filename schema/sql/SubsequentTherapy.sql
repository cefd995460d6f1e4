-- Emitted from the dictionary: SubsequentTherapy, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."subsequent_therapy";
create view longview_sql."subsequent_therapy" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'startDate' as "start_date",
  longview_sql.first_day(r.body ->> 'startDate') as "start_date_from",
  longview_sql.last_day(r.body ->> 'startDate') as "start_date_to",
  r.body #>> '{absent,startDate}' as "start_date_absent",
  r.body ->> 'type' as "type",
  r.body #>> '{absent,type}' as "type_absent",
  case when jsonb_typeof(r.body -> 'drugs') = 'array' then array(select jsonb_array_elements_text(r.body -> 'drugs')) end as "drugs",
  r.body ->> 'reason' as "reason",
  r.body #>> '{absent,reason}' as "reason_absent",
  r.body ->> 'donor' as "donor",
  r.body ->> 'inTrial' as "in_trial",
  r.body ->> 'bestResponse' as "best_response",
  r.body ->> 'endDate' as "end_date",
  longview_sql.first_day(r.body ->> 'endDate') as "end_date_from",
  longview_sql.last_day(r.body ->> 'endDate') as "end_date_to"
from registry.clinical_record r
where r.type = 'SubsequentTherapy' and r.is_current and r.withdrawn is null;
comment on view longview_sql."subsequent_therapy" is 'Treatment after this course. Where response and progression-free survival are censored or end.';
comment on column longview_sql."subsequent_therapy"."record_id" is 'Of this version';
comment on column longview_sql."subsequent_therapy"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."subsequent_therapy"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."subsequent_therapy"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."subsequent_therapy"."record_centre" is 'Which centre sent it';
comment on column longview_sql."subsequent_therapy"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."subsequent_therapy"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."subsequent_therapy"."start_date" is 'first day, as far as it is known: a day, a month or a year';
comment on column longview_sql."subsequent_therapy"."start_date_from" is 'first day: the first day that it may mean';
comment on column longview_sql."subsequent_therapy"."start_date_to" is 'first day: the last day that it may mean';
comment on column longview_sql."subsequent_therapy"."start_date_absent" is 'Why there is no value: first day';
comment on column longview_sql."subsequent_therapy"."type" is 'kind: 14 codes, see the codebook';
comment on column longview_sql."subsequent_therapy"."type_absent" is 'Why there is no value: kind';
comment on column longview_sql."subsequent_therapy"."drugs" is 'drugs (ATC codes): 16 codes, see the codebook';
comment on column longview_sql."subsequent_therapy"."reason" is 'reason: progression = relapse or progression; consolidationInRemission = consolidation in remission; mrdPositive = residual disease; secondMalignancy = second malignancy; other = other';
comment on column longview_sql."subsequent_therapy"."reason_absent" is 'Why there is no value: reason';
comment on column longview_sql."subsequent_therapy"."donor" is 'donor of a transplant: autologous = autologous; allogeneicRelated = allogeneic, related; allogeneicUnrelated = allogeneic, unrelated; cordBlood = cord blood; iPSC = induced pluripotent stem cells';
comment on column longview_sql."subsequent_therapy"."in_trial" is 'within a trial: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."subsequent_therapy"."best_response" is 'best response: sCR = stringent complete response; CR = complete response; CRi = complete response, incomplete recovery; VGPR = very good partial response; PR = partial response; MR = minimal response; SD = stable disease; PD = progressive disease; notEvaluable = not evaluable';
comment on column longview_sql."subsequent_therapy"."end_date" is 'last day, as far as it is known: a day, a month or a year';
comment on column longview_sql."subsequent_therapy"."end_date_from" is 'last day: the first day that it may mean';
comment on column longview_sql."subsequent_therapy"."end_date_to" is 'last day: the last day that it may mean';
commit;
