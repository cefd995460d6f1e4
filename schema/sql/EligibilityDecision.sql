-- Emitted from the dictionary: EligibilityDecision, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."eligibility_decision";
create view longview_sql."eligibility_decision" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  case when r.body ->> 'decisionDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'decisionDate') end as "decision_date",
  r.body ->> 'decision' as "decision",
  r.body #>> '{absent,decision}' as "decision_absent",
  case when r.body ->> 'referralDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'referralDate') end as "referral_date",
  r.body ->> 'reasonNotEligible' as "reason_not_eligible",
  r.body #>> '{absent,reasonNotEligible}' as "reason_not_eligible_absent",
  case when jsonb_typeof(r.body -> 'furtherReasons') = 'array' then array(select jsonb_array_elements_text(r.body -> 'furtherReasons')) end as "further_reasons",
  case when r.body ->> 'tumourBoardDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'tumourBoardDate') end as "tumour_board_date",
  case when r.body ->> 'reimbursementRequestDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'reimbursementRequestDate') end as "reimbursement_request_date",
  r.body ->> 'reimbursementDecision' as "reimbursement_decision",
  case when r.body ->> 'reimbursementDecisionDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'reimbursementDecisionDate') end as "reimbursement_decision_date",
  r.body ->> 'reimbursementParagraph' as "reimbursement_paragraph",
  case when r.body ->> 'slotRequestedDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'slotRequestedDate') end as "slot_requested_date",
  case when r.body ->> 'slotConfirmedDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'slotConfirmedDate') end as "slot_confirmed_date"
from registry.clinical_record r
where r.type = 'EligibilityDecision' and r.is_current and r.withdrawn is null;
comment on view longview_sql."eligibility_decision" is 'The decision to treat, where intention-to-treat begins. Counts those who were meant to be treated and were not.';
comment on column longview_sql."eligibility_decision"."record_id" is 'Of this version';
comment on column longview_sql."eligibility_decision"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."eligibility_decision"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."eligibility_decision"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."eligibility_decision"."record_centre" is 'Which centre sent it';
comment on column longview_sql."eligibility_decision"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."eligibility_decision"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."eligibility_decision"."decision_date" is 'date of the decision';
comment on column longview_sql."eligibility_decision"."decision" is 'decision: eligible = eligible; notEligible = not eligible; deferred = deferred';
comment on column longview_sql."eligibility_decision"."decision_absent" is 'Why there is no value: decision';
comment on column longview_sql."eligibility_decision"."referral_date" is 'date of referral';
comment on column longview_sql."eligibility_decision"."reason_not_eligible" is 'reason why not: performance = performance status; organFunction = organ function; infection = infection; progression = rapid progression; death = death; slotUnavailable = no manufacturing slot; reimbursementRefused = reimbursement refused; patientChoice = choice of the patient; other = other';
comment on column longview_sql."eligibility_decision"."reason_not_eligible_absent" is 'Why there is no value: reason why not';
comment on column longview_sql."eligibility_decision"."further_reasons" is 'further reasons why not: performance = performance status; organFunction = organ function; infection = infection; progression = rapid progression; death = death; slotUnavailable = no manufacturing slot; reimbursementRefused = reimbursement refused; patientChoice = choice of the patient; other = other';
comment on column longview_sql."eligibility_decision"."tumour_board_date" is 'date of the tumour board';
comment on column longview_sql."eligibility_decision"."reimbursement_request_date" is 'date on which reimbursement was asked for';
comment on column longview_sql."eligibility_decision"."reimbursement_decision" is 'decision on reimbursement: approved = approved; refused = refused; pending = pending; notAsked = not asked for';
comment on column longview_sql."eligibility_decision"."reimbursement_decision_date" is 'date of the decision on reimbursement';
comment on column longview_sql."eligibility_decision"."reimbursement_paragraph" is 'paragraph under which it is reimbursed';
comment on column longview_sql."eligibility_decision"."slot_requested_date" is 'date on which a manufacturing slot was asked for';
comment on column longview_sql."eligibility_decision"."slot_confirmed_date" is 'date on which the slot was confirmed';
commit;
