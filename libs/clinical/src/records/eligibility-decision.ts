// The record type EligibilityDecision, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType } from '@longview/dictionary';

@RecordType({
  label: 'The decision to treat, where intention-to-treat begins',
  purpose: 'Counts those who were meant to be treated and were not.',
  source: 'DESCAR-T',
  belongsTo: 'course',
})
export class EligibilityDecision {
  @Field({
    kind: 'date',
    label: 'date of the decision',
    level: 'key',
    required: true,
    places: true,
    source: 'DESCAR-T',
    purpose: 'intention to treat',
    identifiability: 'quasi',
  })
  decisionDate?: string;

  @Field({
    kind: 'code',
    label: 'decision',
    level: 'key',
    required: true,
    values: { eligible: 'eligible', notEligible: 'not eligible', deferred: 'deferred' },
    source: 'DESCAR-T',
    purpose: 'intention to treat',
    identifiability: 'none',
  })
  decision?: string;

  @Field({
    kind: 'date',
    label: 'date of referral',
    level: 'full',
    source: 'DESCAR-T',
    purpose: 'waiting time',
    identifiability: 'quasi',
  })
  referralDate?: string;

  @Field({
    kind: 'code',
    label: 'reason why not',
    level: 'full',
    values: {
      performance: 'performance status',
      organFunction: 'organ function',
      infection: 'infection',
      progression: 'rapid progression',
      death: 'death',
      slotUnavailable: 'no manufacturing slot',
      reimbursementRefused: 'reimbursement refused',
      patientChoice: 'choice of the patient',
      other: 'other',
    },
    source: 'DESCAR-T',
    purpose: 'access to treatment',
    identifiability: 'none',
  })
  reasonNotEligible?: string;
}
