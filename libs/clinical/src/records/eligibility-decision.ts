// The record type EligibilityDecision, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';

const REASONS = {
  performance: 'performance status',
  organFunction: 'organ function',
  infection: 'infection',
  progression: 'rapid progression',
  death: 'death',
  slotUnavailable: 'no manufacturing slot',
  reimbursementRefused: 'reimbursement refused',
  patientChoice: 'choice of the patient',
  other: 'other',
} as const;

const item = sharing({ level: 'full', source: 'DESCAR-T', purpose: 'access to treatment' });

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
    level: 'core',
    values: REASONS,
    source: 'DESCAR-T',
    purpose: 'access to treatment',
    identifiability: 'none',
    required: true,
    askedWhen: { item: 'decision', is: ['notEligible'] },
  })
  reasonNotEligible?: string;

  @Field(item({ kind: 'codes', label: 'further reasons why not', values: REASONS }))
  furtherReasons?: readonly string[];

  @Field(item({ kind: 'date', label: 'date of the tumour board', purpose: 'waiting time' }))
  tumourBoardDate?: string;

  @Field(item({ kind: 'date', label: 'date on which reimbursement was asked for', purpose: 'waiting time' }))
  reimbursementRequestDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'decision on reimbursement',
      values: { approved: 'approved', refused: 'refused', pending: 'pending', notAsked: 'not asked for' },
    }),
  )
  reimbursementDecision?: string;

  @Field(item({ kind: 'date', label: 'date of the decision on reimbursement', purpose: 'waiting time' }))
  reimbursementDecisionDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'paragraph under which it is reimbursed',
      values: {},
      system: 'RIZIV-INAMI chapter IV',
      shape: /^\d{5,8}$/,
      source: 'RIZIV-INAMI',
    }),
  )
  reimbursementParagraph?: string;

  @Field(item({ kind: 'date', label: 'date on which a manufacturing slot was asked for', purpose: 'waiting time' }))
  slotRequestedDate?: string;

  @Field(item({ kind: 'date', label: 'date on which the slot was confirmed', purpose: 'waiting time' }))
  slotConfirmedDate?: string;
}
