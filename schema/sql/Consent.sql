-- Emitted from the dictionary: Consent, a typed column an item, of current records that were not withdrawn. It asks with
-- the rights of its reader, under the row policies; nobody is granted it here.
begin;
drop view if exists longview_sql."consent";
create view longview_sql."consent" with (security_invoker = true) as
select
  r.id as "record_id",
  r.version as "record_version",
  r.patient_id as "record_patient_id",
  r.course_id as "record_course_id",
  r.centre as "record_centre",
  r.demonstration as "record_demonstration",
  jsonb_array_length(r.problems) as "record_queries",
  r.body ->> 'eventType' as "event_type",
  case when r.body ->> 'eventDate' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then longview_sql.first_day(r.body ->> 'eventDate') end as "event_date",
  r.body ->> 'legalBasis' as "legal_basis",
  r.body #>> '{absent,legalBasis}' as "legal_basis_absent",
  r.body ->> 'formVersion' as "form_version",
  r.body ->> 'careSharing' as "care_sharing",
  r.body ->> 'registry' as "registry",
  r.body ->> 'academicResearch' as "academic_research",
  r.body ->> 'companyResearch' as "company_research",
  r.body ->> 'shareInEea' as "share_in_eea",
  r.body ->> 'shareOutsideEea' as "share_outside_eea",
  r.body ->> 'artificialIntelligence' as "artificial_intelligence",
  r.body ->> 'genetics' as "genetics",
  r.body ->> 'recontactStudies' as "recontact_studies",
  r.body ->> 'recontactFindings' as "recontact_findings",
  r.body ->> 'linkSamples' as "link_samples",
  r.body ->> 'linkRegisters' as "link_registers",
  r.body ->> 'decidedBy' as "decided_by",
  r.body ->> 'assent' as "assent"
from registry.clinical_record r
where r.type = 'Consent' and r.is_current and r.withdrawn is null;
comment on view longview_sql."consent" is 'A decision of the patient, or the law that stands in its place. Nothing is stored or shared without it.';
comment on column longview_sql."consent"."record_id" is 'Of this version';
comment on column longview_sql."consent"."record_version" is 'Counted from 1; only the current one is here';
comment on column longview_sql."consent"."record_patient_id" is 'The same for every record of a patient';
comment on column longview_sql."consent"."record_course_id" is 'Null while the record waits for a course, and for records of the patient';
comment on column longview_sql."consent"."record_centre" is 'Which centre sent it';
comment on column longview_sql."consent"."record_demonstration" is 'Whether the data are synthetic';
comment on column longview_sql."consent"."record_queries" is 'Queries with which it landed';
comment on column longview_sql."consent"."event_type" is 'what happened: given = given; amended = amended; withdrawn = withdrawn; optout = objects to secondary use (EHDS Art. 71); optoutReversed = takes that back; objection = objects (GDPR Art. 21); restriction = restriction (GDPR Art. 18); erasure = erasure (GDPR Art. 17)';
comment on column longview_sql."consent"."event_date" is 'date';
comment on column longview_sql."consent"."legal_basis" is 'legal basis: consent = consent; publicInterest = public interest; legalObligation = legal obligation';
comment on column longview_sql."consent"."legal_basis_absent" is 'Why there is no value: legal basis';
comment on column longview_sql."consent"."form_version" is 'version of the form shown';
comment on column longview_sql."consent"."care_sharing" is 'C1 shared with my treating and referral centres: permit = permits; deny = refuses; notAsked = not asked';
comment on column longview_sql."consent"."registry" is 'C2 kept in the registry: permit = permits; deny = refuses; notAsked = not asked';
comment on column longview_sql."consent"."academic_research" is 'C3 academic research: permit = permits; deny = refuses; notAsked = not asked';
comment on column longview_sql."consent"."company_research" is 'C4 research by companies: permit = permits; deny = refuses; notAsked = not asked';
comment on column longview_sql."consent"."share_in_eea" is 'C5a shared within the EEA: permit = permits; deny = refuses; notAsked = not asked';
comment on column longview_sql."consent"."share_outside_eea" is 'C5b shared outside the EEA: permit = permits; deny = refuses; notAsked = not asked';
comment on column longview_sql."consent"."artificial_intelligence" is 'C6 training of artificial intelligence: permit = permits; deny = refuses; notAsked = not asked';
comment on column longview_sql."consent"."genetics" is 'C7 genetic data: permit = permits; deny = refuses; notAsked = not asked';
comment on column longview_sql."consent"."recontact_studies" is 'C8 asked for further studies: permit = permits; deny = refuses; notAsked = not asked';
comment on column longview_sql."consent"."recontact_findings" is 'C9 told of findings: permit = permits; deny = refuses; notAsked = not asked';
comment on column longview_sql."consent"."link_samples" is 'C10 linked to samples: permit = permits; deny = refuses; notAsked = not asked';
comment on column longview_sql."consent"."link_registers" is 'C11 linked to other registers: permit = permits; deny = refuses; notAsked = not asked';
comment on column longview_sql."consent"."decided_by" is 'who decided: patient = the patient; parents = the parents; legalRepresentative = a legal representative';
comment on column longview_sql."consent"."assent" is 'assent of the child: given = given; refused = refused; notAsked = not asked; notApplicable = no child';
commit;
