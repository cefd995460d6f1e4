// The record type SurvivalStatus, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType } from '@longview/dictionary';
import { CAUSE_OF_DEATH } from '../value-lists.ts';

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
  })
  causePrimary?: string;

  @Field({
    kind: 'code',
    label: 'how the status is known',
    level: 'full',
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
  })
  statusSource?: string;
}
