// The record type Consent, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { CONSENT_ANSWER } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'ISO/IEC TS 27560', purpose: 'lawfulness' });

@RecordType({
  label: 'A decision of the patient, or the law that stands in its place',
  purpose: 'Nothing is stored or shared without it.',
  source: 'ISO/IEC TS 27560',
  belongsTo: 'patient',
  alwaysLands: true,
})
export class Consent {
  @Field({
    kind: 'code',
    label: 'what happened',
    level: 'key',
    required: true,
    places: true,
    values: {
      given: 'given',
      amended: 'amended',
      withdrawn: 'withdrawn',
      optout: 'objects to secondary use (EHDS Art. 71)',
      optoutReversed: 'takes that back',
      objection: 'objects (GDPR Art. 21)',
      restriction: 'restriction (GDPR Art. 18)',
      erasure: 'erasure (GDPR Art. 17)',
    },
    source: 'ISO/IEC TS 27560',
    purpose: 'lawfulness',
    identifiability: 'none',
  })
  eventType?: string;

  @Field({
    kind: 'date',
    label: 'date',
    level: 'key',
    required: true,
    places: true,
    source: 'ISO/IEC TS 27560',
    purpose: 'which decision holds',
    identifiability: 'none',
  })
  eventDate?: string;

  @Field({
    kind: 'code',
    label: 'legal basis',
    level: 'key',
    required: true,
    values: { consent: 'consent', publicInterest: 'public interest', legalObligation: 'legal obligation' },
    source: 'GDPR Art. 6',
    purpose: 'lawfulness',
    identifiability: 'none',
  })
  legalBasis?: string;

  @Field({
    kind: 'code',
    label: 'version of the form shown',
    level: 'full',
    values: {},
    source: 'ISO/IEC TS 27560',
    purpose: 'proof of what was asked',
    identifiability: 'none',
  })
  formVersion?: string;

  @Field({
    kind: 'code',
    label: 'C1 shared with my treating and referral centres',
    level: 'core',
    values: CONSENT_ANSWER,
    source: 'governance catalogue',
    purpose: 'decides what the data may be used for',
    identifiability: 'none',
  })
  careSharing?: string;

  @Field({
    kind: 'code',
    label: 'C2 kept in the registry',
    level: 'core',
    values: CONSENT_ANSWER,
    source: 'governance catalogue',
    purpose: 'decides what the data may be used for',
    identifiability: 'none',
  })
  registry?: string;

  @Field({
    kind: 'code',
    label: 'C3 academic research',
    level: 'core',
    values: CONSENT_ANSWER,
    source: 'governance catalogue',
    purpose: 'decides what the data may be used for',
    identifiability: 'none',
  })
  academicResearch?: string;

  @Field({
    kind: 'code',
    label: 'C4 research by companies',
    level: 'core',
    values: CONSENT_ANSWER,
    source: 'governance catalogue',
    purpose: 'decides what the data may be used for',
    identifiability: 'none',
  })
  companyResearch?: string;

  @Field({
    kind: 'code',
    label: 'C5a shared within the EEA',
    level: 'core',
    values: CONSENT_ANSWER,
    source: 'governance catalogue',
    purpose: 'decides what the data may be used for',
    identifiability: 'none',
  })
  shareInEea?: string;

  @Field({
    kind: 'code',
    label: 'C5b shared outside the EEA',
    level: 'core',
    values: CONSENT_ANSWER,
    source: 'governance catalogue',
    purpose: 'decides what the data may be used for',
    identifiability: 'none',
  })
  shareOutsideEea?: string;

  @Field({
    kind: 'code',
    label: 'C6 training of artificial intelligence',
    level: 'core',
    values: CONSENT_ANSWER,
    source: 'governance catalogue',
    purpose: 'decides what the data may be used for',
    identifiability: 'none',
  })
  artificialIntelligence?: string;

  @Field({
    kind: 'code',
    label: 'C7 genetic data',
    level: 'core',
    values: CONSENT_ANSWER,
    source: 'governance catalogue',
    purpose: 'decides what the data may be used for',
    identifiability: 'none',
  })
  genetics?: string;

  @Field({
    kind: 'code',
    label: 'C8 asked for further studies',
    level: 'core',
    values: CONSENT_ANSWER,
    source: 'governance catalogue',
    purpose: 'decides what the data may be used for',
    identifiability: 'none',
  })
  recontactStudies?: string;

  @Field({
    kind: 'code',
    label: 'C9 told of findings',
    level: 'core',
    values: CONSENT_ANSWER,
    source: 'governance catalogue',
    purpose: 'decides what the data may be used for',
    identifiability: 'none',
  })
  recontactFindings?: string;

  @Field({
    kind: 'code',
    label: 'C10 linked to samples',
    level: 'core',
    values: CONSENT_ANSWER,
    source: 'governance catalogue',
    purpose: 'decides what the data may be used for',
    identifiability: 'none',
  })
  linkSamples?: string;

  @Field({
    kind: 'code',
    label: 'C11 linked to other registers',
    level: 'core',
    values: CONSENT_ANSWER,
    source: 'governance catalogue',
    purpose: 'decides what the data may be used for',
    identifiability: 'none',
  })
  linkRegisters?: string;

  @Field(
    item({
      kind: 'code',
      label: 'who decided',
      values: { patient: 'the patient', parents: 'the parents', legalRepresentative: 'a legal representative' },
      source: 'GDPR Art. 8',
      purpose: 'a child decides anew when of age',
    }),
  )
  decidedBy?: string;

  @Field(
    item({
      kind: 'code',
      label: 'assent of the child',
      values: { given: 'given', refused: 'refused', notAsked: 'not asked', notApplicable: 'no child' },
      purpose: 'a child is heard beside those who decide',
    }),
  )
  assent?: string;
}
