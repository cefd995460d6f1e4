// The record type ResponseAssessment, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import {
  AREA_OF_LESIONS,
  HAEMOGLOBIN,
  KAPPA_LIGHT_CHAINS,
  LAMBDA_LIGHT_CHAINS,
  LENGTH_OF_LESION,
  LIGHT_CHAIN_RATIO,
  LYMPHOCYTES,
  NEUTROPHILS,
  PERCENT,
  PLATELETS,
  SERUM_M_PROTEIN,
  SPLEEN_LENGTH,
  URINE_M_PROTEIN,
} from '../quantities.ts';
import { POSITIVE_NEGATIVE, RESPONSE, TIME_POINT, YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'Lugano 2014', purpose: 'response' });

@RecordType({
  label: 'An assessment of the disease after infusion',
  purpose: 'Response, and where progression-free survival is censored.',
  source: 'EBMT, CIBMTR 4100',
  belongsTo: 'course',
})
export class ResponseAssessment {
  @Field({
    kind: 'date',
    label: 'date of the assessment',
    level: 'key',
    required: true,
    places: true,
    source: 'EBMT',
    purpose: 'progression-free survival',
    identifiability: 'quasi',
  })
  assessmentDate?: string;

  @Field({
    kind: 'code',
    label: 'response as the centre reports it',
    level: 'key',
    required: true,
    values: RESPONSE,
    source: 'Lugano 2014, IMWG 2016, NCCN',
    purpose: 'response',
    identifiability: 'none',
  })
  responseReported?: string;

  @Field({
    kind: 'code',
    label: 'criteria',
    level: 'core',
    values: {
      Lugano2014: 'Lugano 2014',
      LYRIC: 'LYRIC',
      IMWG2016: 'IMWG 2016',
      NCCN_ALL: 'NCCN, acute lymphoblastic leukaemia',
      iwCLL2018: 'iwCLL 2018',
      IWG_AML: 'IWG, acute myeloid leukaemia',
    },
    source: 'EBMT',
    purpose: 'comparability',
    identifiability: 'none',
    required: true,
  })
  criteria?: string;

  @Field({
    kind: 'integer',
    label: 'Deauville score',
    level: 'full',
    min: 1,
    max: 5,
    unit: '{score}',
    source: 'Lugano 2014',
    purpose: 'response',
    identifiability: 'none',
  })
  deauvilleScore?: number;

  @Field(item({ kind: 'code', label: 'time point', values: TIME_POINT, level: 'core', required: true }))
  timePoint?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'how it was assessed',
      values: {
        petCt: 'PET-CT',
        ct: 'CT',
        mri: 'MRI',
        marrow: 'bone marrow',
        serumUrine: 'serum and urine',
        flow: 'flow cytometry',
        clinical: 'clinical examination',
      },
      level: 'core',
      required: true,
    }),
  )
  modalities?: readonly string[];

  @Field(
    item({
      kind: 'code',
      label: 'who assessed',
      values: { investigator: 'the centre', centralReview: 'central review', registryAlgorithm: 'the registry' },
      level: 'core',
      required: true,
    }),
  )
  assessedBy?: string;

  @Field(
    item({
      kind: 'code',
      label: 'uptake against baseline',
      values: { reduced: 'reduced', unchanged: 'unchanged', increased: 'increased' },
    }),
  )
  uptakeChange?: string;

  @Field(item({ kind: 'code', label: 'new lesions', values: YES_NO_UNKNOWN }))
  newLesions?: string;

  @Field(item({ kind: 'code', label: 'lesions not measured clearly progress', values: YES_NO_UNKNOWN }))
  nonMeasuredProgress?: string;

  @Field(item({ ...SPLEEN_LENGTH, label: 'vertical length of the spleen' }))
  spleenLength?: Quantity;

  @Field(item({ kind: 'code', label: 'marrow involved', values: POSITIVE_NEGATIVE }))
  boneMarrowInvolvement?: string;

  @Field(item({ ...LENGTH_OF_LESION, label: 'liver below the costal margin', source: 'iwCLL 2018' }))
  liverLength?: Quantity;

  @Field(item({ kind: 'code', label: 'constitutional symptoms', values: YES_NO_UNKNOWN, source: 'iwCLL 2018' }))
  constitutionalSymptoms?: string;

  @Field(item({ ...SERUM_M_PROTEIN, label: 'M-protein in serum', source: 'IMWG 2016' }))
  serumMProtein?: Quantity;

  @Field(item({ ...URINE_M_PROTEIN, label: 'M-protein in urine of 24 hours', source: 'IMWG 2016' }))
  urineMProtein?: Quantity;

  @Field(item({ ...KAPPA_LIGHT_CHAINS, label: 'free kappa light chains', source: 'IMWG 2016' }))
  kappaLightChains?: Quantity;

  @Field(item({ ...LAMBDA_LIGHT_CHAINS, label: 'free lambda light chains', source: 'IMWG 2016' }))
  lambdaLightChains?: Quantity;

  @Field(item({ ...LIGHT_CHAIN_RATIO, label: 'ratio of free light chains', source: 'IMWG 2016' }))
  lightChainRatio?: Quantity;

  @Field(
    item({
      kind: 'code',
      label: 'involved light chain',
      values: { kappa: 'kappa', lambda: 'lambda' },
      source: 'IMWG 2016',
    }),
  )
  involvedLightChain?: string;

  @Field(item({ kind: 'code', label: 'immunofixation of serum', values: POSITIVE_NEGATIVE, source: 'IMWG 2016' }))
  immunofixationSerum?: string;

  @Field(item({ kind: 'code', label: 'immunofixation of urine', values: POSITIVE_NEGATIVE, source: 'IMWG 2016' }))
  immunofixationUrine?: string;

  @Field(item({ ...PERCENT, label: 'plasma cells in the marrow', source: 'IMWG 2016' }))
  marrowPlasmaCells?: Quantity;

  @Field(
    item({ kind: 'code', label: 'clonal plasma cells in the marrow', values: POSITIVE_NEGATIVE, source: 'IMWG 2016' }),
  )
  clonalPlasmaCells?: string;

  @Field(item({ kind: 'code', label: 'soft-tissue plasmacytoma', values: YES_NO_UNKNOWN, source: 'IMWG 2016' }))
  plasmacytoma?: string;

  @Field(item({ ...AREA_OF_LESIONS, label: 'plasmacytomas, sum of products of diameters', source: 'IMWG 2016' }))
  plasmacytomaArea?: Quantity;

  @Field(item({ ...PERCENT, label: 'blasts in the marrow', source: 'NCCN' }))
  marrowBlasts?: Quantity;

  @Field(item({ ...PERCENT, label: 'blasts in blood', source: 'NCCN' }))
  bloodBlasts?: Quantity;

  @Field(item({ kind: 'code', label: 'extramedullary disease', values: YES_NO_UNKNOWN, source: 'NCCN' }))
  extramedullaryDisease?: string;

  @Field(item({ ...NEUTROPHILS, label: 'neutrophils', source: 'NCCN' }))
  neutrophils?: Quantity;

  @Field(item({ ...PLATELETS, label: 'platelets', source: 'NCCN' }))
  platelets?: Quantity;

  @Field(item({ ...HAEMOGLOBIN, label: 'haemoglobin', source: 'iwCLL 2018' }))
  haemoglobin?: Quantity;

  @Field(item({ ...LYMPHOCYTES, label: 'lymphocytes', source: 'iwCLL 2018' }))
  lymphocytes?: Quantity;

  @Field(item({ kind: 'code', label: 'no transfusion in the week before', values: YES_NO_UNKNOWN, source: 'NCCN' }))
  transfusionFree?: string;
}
