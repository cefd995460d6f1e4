// The record type BaselineAssessment, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import {
  ALANINE_TRANSAMINASE,
  ALBUMIN,
  ASPARTATE_TRANSAMINASE,
  BILIRUBIN,
  CREATININE,
  C_REACTIVE_PROTEIN,
  FERRITIN,
  FILTRATION_RATE,
  HAEMOGLOBIN,
  HEIGHT,
  LACTATE_DEHYDROGENASE,
  LACTATE_DEHYDROGENASE_LIMIT,
  LYMPHOCYTES,
  NEUTROPHILS,
  PERCENT,
  PLATELETS,
  WEIGHT,
} from '../quantities.ts';
import { OXYGEN_DEVICE, POSITIVE_NEGATIVE, VASOPRESSORS, YES_NO_UNKNOWN } from '../value-lists.ts';

const COMORBIDITIES = {
  arrhythmia: 'arrhythmia',
  cardiac: 'heart disease',
  heartValve: 'heart valve disease',
  cerebrovascular: 'cerebrovascular disease',
  diabetes: 'diabetes',
  hepaticMild: 'liver disease, mild',
  hepaticSevere: 'liver disease, moderate or severe',
  infection: 'infection',
  inflammatoryBowel: 'inflammatory bowel disease',
  obesity: 'obesity',
  pepticUlcer: 'peptic ulcer',
  priorTumour: 'earlier tumour',
  psychiatric: 'psychiatric disturbance',
  pulmonaryModerate: 'lung disease, moderate',
  pulmonarySevere: 'lung disease, severe',
  renal: 'renal disease, moderate or severe',
  rheumatologic: 'rheumatologic disease',
} as const;

const item = sharing({ level: 'full', source: 'CIBMTR 4000', purpose: 'prognostic factor' });

@RecordType({
  label: 'The patient before treatment',
  purpose: 'What decides about risk: condition, organs, blood, inflammation.',
  source: 'EBMT, CIBMTR 4000',
  belongsTo: 'course',
  mayPrecede: true,
})
export class BaselineAssessment {
  @Field(
    item({
      kind: 'code',
      label: 'time point',
      values: {
        decision: 'decision to treat',
        apheresis: 'apheresis',
        preLymphodepletion: 'before lymphodepletion',
        dayZero: 'day of infusion',
      },
      required: true,
      level: 'key',
    }),
  )
  timePoint?: string;

  @Field(item({ kind: 'date', label: 'date', required: true, places: true, level: 'key' }))
  assessmentDate?: string;

  @Field(
    item({
      kind: 'integer',
      label: 'ECOG performance status',
      min: 0,
      max: 5,
      unit: '{score}',
      level: 'core',
      required: true,
      concept: 'LOINC|89247-1',
    }),
  )
  ecog?: number;

  @Field(item({ kind: 'code', label: 'ECOG follows from a Karnofsky score', values: YES_NO_UNKNOWN }))
  ecogFromKarnofsky?: string;

  @Field(
    item({
      kind: 'integer',
      label: 'Karnofsky performance status',
      min: 0,
      max: 100,
      unit: '%',
      concept: 'LOINC|89243-0',
    }),
  )
  karnofsky?: number;

  @Field(item({ kind: 'integer', label: 'Lansky play performance (under 16 years)', min: 0, max: 100, unit: '%' }))
  lansky?: number;

  @Field(
    item({
      kind: 'integer',
      label: 'comorbidity index (HCT-CI) as the centre reports it',
      min: 0,
      max: 26,
      unit: '{score}',
    }),
  )
  hctCi?: number;

  @Field(item({ kind: 'codes', label: 'comorbidities of the index', values: COMORBIDITIES, identifiability: 'quasi' }))
  comorbidities?: readonly string[];

  @Field(item({ ...HEIGHT, label: 'height', identifiability: 'quasi' }))
  height?: Quantity;

  @Field(item({ ...WEIGHT, label: 'weight', level: 'core', required: true, identifiability: 'quasi', purpose: 'dose' }))
  weight?: Quantity;

  @Field(item({ ...PERCENT, label: 'left ventricular ejection fraction' }))
  ejectionFraction?: Quantity;

  @Field(item({ ...CREATININE, label: 'creatinine' }))
  creatinine?: Quantity;

  @Field(item({ ...FILTRATION_RATE, label: 'estimated glomerular filtration rate' }))
  filtrationRate?: Quantity;

  @Field(item({ ...BILIRUBIN, label: 'bilirubin' }))
  bilirubin?: Quantity;

  @Field(item({ ...ALANINE_TRANSAMINASE, label: 'ALT' }))
  alanineTransaminase?: Quantity;

  @Field(item({ ...ASPARTATE_TRANSAMINASE, label: 'AST' }))
  aspartateTransaminase?: Quantity;

  @Field(item({ ...ALBUMIN, label: 'albumin' }))
  albumin?: Quantity;

  @Field(item({ ...LACTATE_DEHYDROGENASE, label: 'lactate dehydrogenase', level: 'core' }))
  lactateDehydrogenase?: Quantity;

  @Field(
    item({
      ...LACTATE_DEHYDROGENASE_LIMIT,
      label: 'upper limit of the laboratory for lactate dehydrogenase',
      level: 'core',
    }),
  )
  lactateDehydrogenaseLimit?: Quantity;

  @Field(item({ ...C_REACTIVE_PROTEIN, label: 'C-reactive protein', level: 'core', purpose: 'CAR-HEMATOTOX' }))
  cReactiveProtein?: Quantity;

  @Field(item({ ...FERRITIN, label: 'ferritin', level: 'core', purpose: 'CAR-HEMATOTOX' }))
  ferritin?: Quantity;

  @Field(item({ ...NEUTROPHILS, label: 'neutrophils', level: 'core', required: true, purpose: 'CAR-HEMATOTOX' }))
  neutrophils?: Quantity;

  @Field(item({ ...PLATELETS, label: 'platelets', level: 'core', required: true, purpose: 'CAR-HEMATOTOX' }))
  platelets?: Quantity;

  @Field(item({ ...HAEMOGLOBIN, label: 'haemoglobin', level: 'core', required: true, purpose: 'CAR-HEMATOTOX' }))
  haemoglobin?: Quantity;

  @Field(item({ ...LYMPHOCYTES, label: 'lymphocytes' }))
  lymphocytes?: Quantity;

  @Field(
    item({
      kind: 'quantity',
      label: 'metabolic tumour volume',
      unit: 'mL',
      min: 0,
      max: 15000,
      accepts: { mL: 1, cm3: 1, L: 1000 },
      source: 'DESCAR-T',
    }),
  )
  metabolicTumourVolume?: Quantity;

  @Field(
    item({
      kind: 'code',
      label: 'threshold of that volume',
      values: { suv4: 'SUV of 4', percent41: '41 % of the maximum', other: 'other' },
      source: 'DESCAR-T',
    }),
  )
  tumourVolumeMethod?: string;

  @Field(
    item({
      kind: 'integer',
      label: 'ICE score before treatment',
      min: 0,
      max: 10,
      unit: '{score}',
      source: 'ASTCT 2019',
      purpose: 'what was so before is no sign later',
    }),
  )
  iceScore?: number;

  @Field(
    item({
      kind: 'code',
      label: 'oxygen before treatment',
      values: OXYGEN_DEVICE,
      source: 'ASTCT 2019',
      purpose: 'what was so before is no sign later',
    }),
  )
  oxygenDevice?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'vasopressors before treatment',
      values: VASOPRESSORS,
      source: 'ASTCT 2019',
      purpose: 'what was so before is no sign later',
    }),
  )
  vasopressors?: readonly string[];

  @Field(
    item({ kind: 'code', label: 'hepatitis B surface antigen', values: POSITIVE_NEGATIVE, identifiability: 'quasi' }),
  )
  hepatitisBSurface?: string;

  @Field(
    item({
      kind: 'code',
      label: 'antibody against hepatitis B core',
      values: POSITIVE_NEGATIVE,
      identifiability: 'quasi',
    }),
  )
  hepatitisBCore?: string;

  @Field(item({ kind: 'code', label: 'hepatitis C', values: POSITIVE_NEGATIVE, identifiability: 'quasi' }))
  hepatitisC?: string;

  @Field(item({ kind: 'code', label: 'HIV', values: POSITIVE_NEGATIVE, identifiability: 'quasi', seenBy: 'centre' }))
  hiv?: string;

  @Field(item({ kind: 'code', label: 'antibody against cytomegalovirus', values: POSITIVE_NEGATIVE }))
  cmv?: string;

  @Field(item({ kind: 'code', label: 'antibody against Epstein-Barr virus', values: POSITIVE_NEGATIVE }))
  ebv?: string;

  @Field(item({ kind: 'code', label: 'infection at that time', values: YES_NO_UNKNOWN }))
  activeInfection?: string;
}
