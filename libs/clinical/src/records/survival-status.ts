// The record type SurvivalStatus, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { CAUSE_OF_DEATH, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'EBMT', purpose: 'overall survival' });

@RecordType({
  label: 'Alive, dead or lost, and when that was last known',
  purpose: 'Overall survival.',
  source: 'EBMT, CIBMTR 4100',
  belongsTo: 'course',
  alwaysLands: true,
})
export class SurvivalStatus {
  @Field({
    kind: 'code',
    label: 'vital status',
    level: 'key',
    required: true,
    values: { alive: 'alive', dead: 'dead', lostToFollowUp: 'lost to follow-up' },
    source: 'EBMT',
    purpose: 'overall survival',
    identifiability: 'none',
  })
  status?: string;

  @Field({
    kind: 'date',
    label: 'date of last contact, or of death',
    level: 'key',
    required: true,
    source: 'EBMT',
    purpose: 'censoring',
    identifiability: 'quasi',
  })
  lastContactDate?: string;

  @Field({
    kind: 'partialDate',
    label: 'date of death',
    level: 'key',
    source: 'EBMT',
    purpose: 'overall survival',
    identifiability: 'quasi',
  })
  deathDate?: string;

  @Field({
    kind: 'code',
    label: 'primary cause of death',
    level: 'core',
    values: CAUSE_OF_DEATH,
    source: 'EBMT',
    purpose: 'non-relapse mortality',
    identifiability: 'quasi',
    required: true,
    askedWhen: { item: 'status', is: ['dead'] },
  })
  causePrimary?: string;

  @Field({
    kind: 'code',
    label: 'how the status is known',
    level: 'core',
    values: {
      clinicVisit: 'visit',
      telephone: 'telephone',
      nationalRegister: 'national register',
      deathRegister: 'register of deaths',
      referralCentre: 'referral centre',
      generalPractitioner: 'general practitioner',
    },
    source: 'EBMT',
    purpose: 'quality of follow-up',
    identifiability: 'none',
    required: true,
  })
  statusSource?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'contributing causes',
      values: CAUSE_OF_DEATH,
      identifiability: 'quasi',
      purpose: 'non-relapse mortality',
    }),
  )
  contributingCauses?: readonly string[];

  @Field(
    item({
      kind: 'code',
      label: 'underlying cause (ICD-10)',
      values: {},
      system: 'ICD-10',
      shape: SHAPES.ICD10,
      identifiability: 'quasi',
      source: 'ICD-10',
      purpose: 'non-relapse mortality',
    }),
  )
  causeIcd10?: string;

  @Field(item({ kind: 'text', label: 'other cause, in words', maxLength: 120, purpose: 'a cause without a code' }))
  otherCause?: string;

  @Field(item({ kind: 'code', label: 'autopsy', values: YES_NO_UNKNOWN, purpose: 'certainty of the cause' }))
  autopsy?: string;

  @Field(item({ kind: 'date', label: 'lost to follow-up since', purpose: 'completeness of follow-up' }))
  lostToFollowUpDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'why lost to follow-up',
      values: {
        moved: 'moved away',
        transferred: 'followed elsewhere',
        declined: 'declined follow-up',
        unreachable: 'cannot be reached',
        other: 'other',
      },
      purpose: 'completeness of follow-up',
    }),
  )
  lostToFollowUpReason?: string;
}
