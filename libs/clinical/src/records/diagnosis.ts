// The record type Diagnosis, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { LENGTH_OF_LESION } from '../quantities.ts';
import { AUTOIMMUNE_DISEASE, DISEASE_STATUS, PRIMARY_DISEASE, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'CIBMTR 4000', purpose: 'prognostic factor' });

@RecordType({
  label: 'The disease for which the course is given',
  purpose: 'Defines the population of every analysis.',
  source: 'CIBMTR 4000, EBMT',
  belongsTo: 'course',
  mayPrecede: true,
})
export class Diagnosis {
  @Field({
    kind: 'code',
    label: 'primary disease',
    level: 'key',
    required: true,
    values: PRIMARY_DISEASE,
    source: 'CIBMTR 4000, EBMT',
    purpose: 'indication',
    identifiability: 'quasi',
  })
  primaryDisease?: string;

  @Field({
    kind: 'partialDate',
    label: 'date of diagnosis',
    level: 'core',
    required: true,
    source: 'EBMT',
    purpose: 'disease duration',
    identifiability: 'quasi',
  })
  diagnosisDate?: string;

  @Field({
    kind: 'code',
    label: 'disease status before infusion',
    level: 'core',
    required: true,
    values: DISEASE_STATUS,
    source: 'EBMT',
    purpose: 'prognostic factor',
    identifiability: 'none',
  })
  statusAtInfusion?: string;

  @Field({
    kind: 'integer',
    label: 'Karnofsky performance status before infusion',
    level: 'full',
    min: 0,
    max: 100,
    unit: '%',
    source: 'CIBMTR 4000',
    purpose: 'prognostic factor',
    identifiability: 'none',
    concept: 'LOINC|89243-0',
  })
  karnofsky?: number;

  @Field({
    kind: 'integer',
    label: 'lines of treatment before this course',
    level: 'full',
    min: 0,
    max: 20,
    unit: '{lines}',
    source: 'EBMT',
    purpose: 'label and prognosis',
    identifiability: 'none',
  })
  numberOfPriorLines?: number;

  @Field(
    item({
      kind: 'code',
      label: 'morphology (ICD-O-3, written 9680-3)',
      values: {},
      system: 'ICD-O-3.2',
      shape: SHAPES.MORPHOLOGY,
      level: 'core',
      identifiability: 'quasi',
      source: 'ICD-O-3.2',
      required: true,
      askedWhen: { item: 'primaryDisease', isNot: ['autoimmune'] },
    }),
  )
  histology?: string;

  @Field(
    item({
      kind: 'code',
      label: 'ICD-10 code',
      values: {},
      system: 'ICD-10',
      shape: SHAPES.ICD10,
      identifiability: 'quasi',
      source: 'ICD-10',
      purpose: 'reimbursement',
    }),
  )
  icd10?: string;

  @Field(
    item({
      kind: 'code',
      label: 'autoimmune disease',
      values: AUTOIMMUNE_DISEASE,
      level: 'core',
      identifiability: 'quasi',
      source: 'registry',
      purpose: 'indication',
    }),
  )
  autoimmuneDisease?: string;

  @Field(
    item({
      kind: 'text',
      label: 'other disease, in words',
      maxLength: 120,
      source: 'registry',
      purpose: 'a disease without a code',
    }),
  )
  otherDisease?: string;

  @Field(
    item({
      kind: 'code',
      label: 'cell of origin',
      values: {
        GCB: 'germinal centre',
        nonGCB: 'not germinal centre',
        unclassifiable: 'cannot be classified',
        unknown: 'unknown',
      },
      source: 'DESCAR-T',
    }),
  )
  cellOfOrigin?: string;

  @Field(
    item({
      kind: 'code',
      label: 'rearrangements of MYC with BCL2 or BCL6',
      values: {
        none: 'none',
        MYC_BCL2: 'MYC and BCL2',
        MYC_BCL6: 'MYC and BCL6',
        MYC_BCL2_BCL6: 'all three',
        unknown: 'unknown',
      },
      source: 'CIBMTR 2018',
    }),
  )
  doubleTripleHit?: string;

  @Field(
    item({
      kind: 'code',
      label: 'transformed from an indolent disease',
      values: YES_NO_UNKNOWN,
      source: 'CIBMTR 2018',
    }),
  )
  transformedFromIndolent?: string;

  @Field(
    item({
      kind: 'code',
      label: 'morphology before transformation',
      values: {},
      system: 'ICD-O-3.2',
      shape: SHAPES.MORPHOLOGY,
      identifiability: 'quasi',
      source: 'ICD-O-3.2',
    }),
  )
  originalHistology?: string;

  @Field(
    item({
      kind: 'code',
      label: 'high-risk cytogenetics, as the centre reports it',
      values: YES_NO_UNKNOWN,
      source: 'CIBMTR 2010-2016',
    }),
  )
  highRiskCytogenetics?: string;

  @Field(
    item({
      kind: 'code',
      label: 'definition of high risk',
      values: { rIss: 'that of R-ISS', other: 'another' },
      source: 'IMWG',
    }),
  )
  highRiskDefinition?: string;

  @Field(
    item({
      kind: 'code',
      label: 'Ann Arbor stage at the decision to treat',
      values: { I: 'I', II: 'II', III: 'III', IV: 'IV' },
      source: 'DESCAR-T',
    }),
  )
  annArborStage?: string;

  @Field(item({ kind: 'code', label: 'B symptoms', values: YES_NO_UNKNOWN, source: 'DESCAR-T' }))
  bSymptoms?: string;

  @Field(item({ kind: 'code', label: 'bulky disease', values: YES_NO_UNKNOWN, source: 'DESCAR-T' }))
  bulkyDisease?: string;

  @Field(item({ ...LENGTH_OF_LESION, label: 'largest diameter of a mass', source: 'DESCAR-T' }))
  largestMass?: Quantity;

  @Field(item({ kind: 'integer', label: 'extranodal sites', min: 0, max: 15, unit: '{sites}', source: 'IPI' }))
  extranodalSites?: number;

  @Field(
    item({ kind: 'integer', label: 'IPI as the centre reports it', min: 0, max: 5, unit: '{score}', source: 'IPI' }),
  )
  ipi?: number;

  @Field(
    item({
      kind: 'integer',
      label: 'FLIPI as the centre reports it',
      min: 0,
      max: 5,
      unit: '{score}',
      source: 'FLIPI',
    }),
  )
  flipi?: number;

  @Field(
    item({
      kind: 'integer',
      label: 'simplified MIPI as the centre reports it',
      min: 0,
      max: 11,
      unit: '{score}',
      source: 'MIPI',
    }),
  )
  mipi?: number;

  @Field(item({ kind: 'code', label: 'ISS stage', values: { I: 'I', II: 'II', III: 'III' }, source: 'ISS' }))
  issStage?: string;

  @Field(item({ kind: 'code', label: 'R-ISS stage', values: { I: 'I', II: 'II', III: 'III' }, source: 'R-ISS' }))
  rIssStage?: string;

  @Field(
    item({
      kind: 'code',
      label: 'extramedullary disease',
      values: { none: 'none', paraosseous: 'from bone', extramedullary: 'apart from bone', unknown: 'unknown' },
      source: 'CIBMTR',
    }),
  )
  extramedullaryDisease?: string;

  @Field(
    item({
      kind: 'code',
      label: 'involvement of the central nervous system',
      values: { no: 'never', past: 'in the past', active: 'active at infusion', unknown: 'unknown' },
      level: 'core',
      source: 'EBMT',
      required: true,
      askedWhen: { item: 'primaryDisease', isNot: ['autoimmune'] },
    }),
  )
  cnsInvolvement?: string;

  @Field(item({ kind: 'date', label: 'day on which the status was assessed', source: 'EBMT' }))
  statusAssessedDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'response to first-line treatment',
      values: {
        primaryRefractory: 'refractory to first line',
        relapseWithin12: 'relapse within 12 months',
        relapseAfter12: 'relapse after 12 months',
        refractoryToLast: 'refractory to the last line',
      },
      source: 'EMA product information',
      purpose: 'label of second-line treatment',
    }),
  )
  lymphomaRefractoriness?: string;
}
