-- Emitted from the dictionary: PatientReportedOutcome, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."patient_reported_outcome";
create view longview_sql."patient_reported_outcome" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'instrument' as "instrument",
  r.body #>> '{absent,instrument}' as "instrument_absent",
  case when r.body ->> 'assessmentDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'assessmentDate') end as "assessment_date",
  r.body ->> 'timePoint' as "time_point",
  r.body #>> '{absent,timePoint}' as "time_point_absent",
  r.body ->> 'instrumentVersion' as "instrument_version",
  r.body ->> 'language' as "language",
  r.body ->> 'mode' as "mode",
  r.body ->> 'proxy' as "proxy",
  r.body ->> 'reasonNotAnswered' as "reason_not_answered",
  case when jsonb_typeof(r.body -> 'eq5dMobility') = 'number' and r.body ->> 'eq5dMobility' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'eq5dMobility')::bigint end as "eq5d_mobility",
  case when jsonb_typeof(r.body -> 'eq5dSelfCare') = 'number' and r.body ->> 'eq5dSelfCare' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'eq5dSelfCare')::bigint end as "eq5d_self_care",
  case when jsonb_typeof(r.body -> 'eq5dUsualActivities') = 'number' and r.body ->> 'eq5dUsualActivities' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'eq5dUsualActivities')::bigint end as "eq5d_usual_activities",
  case when jsonb_typeof(r.body -> 'eq5dPain') = 'number' and r.body ->> 'eq5dPain' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'eq5dPain')::bigint end as "eq5d_pain",
  case when jsonb_typeof(r.body -> 'eq5dAnxiety') = 'number' and r.body ->> 'eq5dAnxiety' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'eq5dAnxiety')::bigint end as "eq5d_anxiety",
  case when jsonb_typeof(r.body -> 'eq5dScale') = 'number' and r.body ->> 'eq5dScale' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'eq5dScale')::bigint end as "eq5d_scale",
  case when jsonb_typeof(r.body -> 'totalScore') = 'number' then (r.body ->> 'totalScore')::numeric end as "total_score",
  r.body ->> 'employment' as "employment",
  case when jsonb_typeof(r.body -> 'sickLeaveDays') = 'number' and r.body ->> 'sickLeaveDays' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'sickLeaveDays')::bigint end as "sick_leave_days",
  case when jsonb_typeof(r.body -> 'caregiverHours') = 'number' and r.body ->> 'caregiverHours' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'caregiverHours')::bigint end as "caregiver_hours",
  case when jsonb_typeof(r.body -> 'qlqC30Item1') = 'number' and r.body ->> 'qlqC30Item1' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item1')::bigint end as "qlq_c30_item1",
  case when jsonb_typeof(r.body -> 'qlqC30Item2') = 'number' and r.body ->> 'qlqC30Item2' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item2')::bigint end as "qlq_c30_item2",
  case when jsonb_typeof(r.body -> 'qlqC30Item3') = 'number' and r.body ->> 'qlqC30Item3' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item3')::bigint end as "qlq_c30_item3",
  case when jsonb_typeof(r.body -> 'qlqC30Item4') = 'number' and r.body ->> 'qlqC30Item4' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item4')::bigint end as "qlq_c30_item4",
  case when jsonb_typeof(r.body -> 'qlqC30Item5') = 'number' and r.body ->> 'qlqC30Item5' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item5')::bigint end as "qlq_c30_item5",
  case when jsonb_typeof(r.body -> 'qlqC30Item6') = 'number' and r.body ->> 'qlqC30Item6' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item6')::bigint end as "qlq_c30_item6",
  case when jsonb_typeof(r.body -> 'qlqC30Item7') = 'number' and r.body ->> 'qlqC30Item7' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item7')::bigint end as "qlq_c30_item7",
  case when jsonb_typeof(r.body -> 'qlqC30Item8') = 'number' and r.body ->> 'qlqC30Item8' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item8')::bigint end as "qlq_c30_item8",
  case when jsonb_typeof(r.body -> 'qlqC30Item9') = 'number' and r.body ->> 'qlqC30Item9' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item9')::bigint end as "qlq_c30_item9",
  case when jsonb_typeof(r.body -> 'qlqC30Item10') = 'number' and r.body ->> 'qlqC30Item10' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item10')::bigint end as "qlq_c30_item10",
  case when jsonb_typeof(r.body -> 'qlqC30Item11') = 'number' and r.body ->> 'qlqC30Item11' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item11')::bigint end as "qlq_c30_item11",
  case when jsonb_typeof(r.body -> 'qlqC30Item12') = 'number' and r.body ->> 'qlqC30Item12' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item12')::bigint end as "qlq_c30_item12",
  case when jsonb_typeof(r.body -> 'qlqC30Item13') = 'number' and r.body ->> 'qlqC30Item13' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item13')::bigint end as "qlq_c30_item13",
  case when jsonb_typeof(r.body -> 'qlqC30Item14') = 'number' and r.body ->> 'qlqC30Item14' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item14')::bigint end as "qlq_c30_item14",
  case when jsonb_typeof(r.body -> 'qlqC30Item15') = 'number' and r.body ->> 'qlqC30Item15' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item15')::bigint end as "qlq_c30_item15",
  case when jsonb_typeof(r.body -> 'qlqC30Item16') = 'number' and r.body ->> 'qlqC30Item16' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item16')::bigint end as "qlq_c30_item16",
  case when jsonb_typeof(r.body -> 'qlqC30Item17') = 'number' and r.body ->> 'qlqC30Item17' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item17')::bigint end as "qlq_c30_item17",
  case when jsonb_typeof(r.body -> 'qlqC30Item18') = 'number' and r.body ->> 'qlqC30Item18' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item18')::bigint end as "qlq_c30_item18",
  case when jsonb_typeof(r.body -> 'qlqC30Item19') = 'number' and r.body ->> 'qlqC30Item19' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item19')::bigint end as "qlq_c30_item19",
  case when jsonb_typeof(r.body -> 'qlqC30Item20') = 'number' and r.body ->> 'qlqC30Item20' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item20')::bigint end as "qlq_c30_item20",
  case when jsonb_typeof(r.body -> 'qlqC30Item21') = 'number' and r.body ->> 'qlqC30Item21' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item21')::bigint end as "qlq_c30_item21",
  case when jsonb_typeof(r.body -> 'qlqC30Item22') = 'number' and r.body ->> 'qlqC30Item22' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item22')::bigint end as "qlq_c30_item22",
  case when jsonb_typeof(r.body -> 'qlqC30Item23') = 'number' and r.body ->> 'qlqC30Item23' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item23')::bigint end as "qlq_c30_item23",
  case when jsonb_typeof(r.body -> 'qlqC30Item24') = 'number' and r.body ->> 'qlqC30Item24' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item24')::bigint end as "qlq_c30_item24",
  case when jsonb_typeof(r.body -> 'qlqC30Item25') = 'number' and r.body ->> 'qlqC30Item25' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item25')::bigint end as "qlq_c30_item25",
  case when jsonb_typeof(r.body -> 'qlqC30Item26') = 'number' and r.body ->> 'qlqC30Item26' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item26')::bigint end as "qlq_c30_item26",
  case when jsonb_typeof(r.body -> 'qlqC30Item27') = 'number' and r.body ->> 'qlqC30Item27' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item27')::bigint end as "qlq_c30_item27",
  case when jsonb_typeof(r.body -> 'qlqC30Item28') = 'number' and r.body ->> 'qlqC30Item28' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item28')::bigint end as "qlq_c30_item28",
  case when jsonb_typeof(r.body -> 'qlqC30Item29') = 'number' and r.body ->> 'qlqC30Item29' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item29')::bigint end as "qlq_c30_item29",
  case when jsonb_typeof(r.body -> 'qlqC30Item30') = 'number' and r.body ->> 'qlqC30Item30' ~ '^-?[0-9]{1,15}$' then (r.body ->> 'qlqC30Item30')::bigint end as "qlq_c30_item30"
from registry.clinical_record r
where r.type = 'PatientReportedOutcome' and r.is_current and r.withdrawn is null;
comment on view longview_sql."patient_reported_outcome" is 'What the patient reports. Quality of life, work and care.';
comment on column longview_sql."patient_reported_outcome"."record_id" is 'Of this version';
comment on column longview_sql."patient_reported_outcome"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."patient_reported_outcome"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."patient_reported_outcome"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."patient_reported_outcome"."record_centre" is 'Which centre sent it';
comment on column longview_sql."patient_reported_outcome"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."patient_reported_outcome"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."patient_reported_outcome"."instrument" is 'instrument: EQ-5D-5L = EQ-5D-5L; EQ-5D-Y = EQ-5D-Y; EORTC_QLQ_C30_v3 = EORTC QLQ-C30, version 3; QLQ-MY20 = EORTC QLQ-MY20; QLQ-NHL-HG29 = EORTC QLQ-NHL-HG29; FACT-Lym = FACT-Lym; PROMIS-29 = PROMIS-29; FACT-Cog = FACT-Cog';
comment on column longview_sql."patient_reported_outcome"."instrument_absent" is 'Why there is no value: instrument';
comment on column longview_sql."patient_reported_outcome"."assessment_date" is 'day';
comment on column longview_sql."patient_reported_outcome"."time_point" is 'time point: beforeApheresis = before apheresis; beforeLymphodepletion = before lymphodepletion; d28 = day 28; m3 = month 3, day 100; m6 = month 6; m12 = month 12; m18 = month 18; m24 = month 24; annual = yearly after that; unscheduled = unscheduled';
comment on column longview_sql."patient_reported_outcome"."time_point_absent" is 'Why there is no value: time point';
comment on column longview_sql."patient_reported_outcome"."instrument_version" is 'version';
comment on column longview_sql."patient_reported_outcome"."language" is 'language: nl = Dutch; fr = French; de = German; en = English; other = other';
comment on column longview_sql."patient_reported_outcome"."mode" is 'how it was answered: paper = on paper; electronic = electronically; interview = in an interview';
comment on column longview_sql."patient_reported_outcome"."proxy" is 'answered by somebody else: yes = yes; no = no; unknown = unknown';
comment on column longview_sql."patient_reported_outcome"."reason_not_answered" is 'why it is missing: dead = dead; tooIll = too ill; refused = refused; administrative = administrative; language = language; other = other';
comment on column longview_sql."patient_reported_outcome"."eq5d_mobility" is 'EQ-5D-5L: mobility, in {level}';
comment on column longview_sql."patient_reported_outcome"."eq5d_self_care" is 'EQ-5D-5L: self-care, in {level}';
comment on column longview_sql."patient_reported_outcome"."eq5d_usual_activities" is 'EQ-5D-5L: usual activities, in {level}';
comment on column longview_sql."patient_reported_outcome"."eq5d_pain" is 'EQ-5D-5L: pain or discomfort, in {level}';
comment on column longview_sql."patient_reported_outcome"."eq5d_anxiety" is 'EQ-5D-5L: anxiety or depression, in {level}';
comment on column longview_sql."patient_reported_outcome"."eq5d_scale" is 'EQ-5D: visual analogue scale, in {score}';
comment on column longview_sql."patient_reported_outcome"."total_score" is 'total score of another instrument, in {score}';
comment on column longview_sql."patient_reported_outcome"."employment" is 'work: employed = at work; sickLeave = on sick leave; disabled = unfit for work; retired = retired; student = at school; homemaker = at home; unemployed = seeking work; other = other';
comment on column longview_sql."patient_reported_outcome"."sick_leave_days" is 'days of sick leave since the last report, in d';
comment on column longview_sql."patient_reported_outcome"."caregiver_hours" is 'hours of care by relatives in a week, in h';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item1" is 'QLQ-C30: item 1, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item2" is 'QLQ-C30: item 2, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item3" is 'QLQ-C30: item 3, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item4" is 'QLQ-C30: item 4, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item5" is 'QLQ-C30: item 5, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item6" is 'QLQ-C30: item 6, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item7" is 'QLQ-C30: item 7, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item8" is 'QLQ-C30: item 8, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item9" is 'QLQ-C30: item 9, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item10" is 'QLQ-C30: item 10, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item11" is 'QLQ-C30: item 11, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item12" is 'QLQ-C30: item 12, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item13" is 'QLQ-C30: item 13, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item14" is 'QLQ-C30: item 14, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item15" is 'QLQ-C30: item 15, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item16" is 'QLQ-C30: item 16, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item17" is 'QLQ-C30: item 17, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item18" is 'QLQ-C30: item 18, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item19" is 'QLQ-C30: item 19, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item20" is 'QLQ-C30: item 20, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item21" is 'QLQ-C30: item 21, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item22" is 'QLQ-C30: item 22, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item23" is 'QLQ-C30: item 23, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item24" is 'QLQ-C30: item 24, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item25" is 'QLQ-C30: item 25, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item26" is 'QLQ-C30: item 26, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item27" is 'QLQ-C30: item 27, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item28" is 'QLQ-C30: item 28, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item29" is 'QLQ-C30: item 29, in {level}';
comment on column longview_sql."patient_reported_outcome"."qlq_c30_item30" is 'QLQ-C30: item 30, in {level}';
commit;
