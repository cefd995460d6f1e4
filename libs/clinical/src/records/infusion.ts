// The record type Infusion, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { PERCENT, WEIGHT } from '../quantities.ts';
import { COUNTRIES, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

/** Of what was infused; where nothing was, the reason is asked instead. */
const INFUSED = { item: 'infusionDate', is: 'given' } as const;

const item = sharing({ level: 'full', source: 'CIBMTR 4006', purpose: 'dose' });

@RecordType({
  label: 'An infusion of the product, or the reason why there was none',
  purpose: 'Day 0 of the course is the first infusion.',
  source: 'EBMT, CIBMTR 4006',
  belongsTo: 'course',
})
export class Infusion {
  @Field({
    kind: 'date',
    label: 'date of infusion',
    level: 'key',
    required: true,
    source: 'EBMT',
    purpose: 'day 0',
    identifiability: 'quasi',
  })
  infusionDate?: string;

  @Field({
    kind: 'code',
    label: 'kind of infusion',
    level: 'core',
    values: { initial: 'initial', plannedSplit: 'planned split dose', newCourse: 'new course', boost: 'boost' },
    source: 'CIBMTR 4006',
    purpose: 'day 0 of split doses',
    identifiability: 'none',
    required: true,
    askedWhen: INFUSED,
  })
  infusionType?: string;

  @Field({
    kind: 'quantity',
    label: 'CAR-positive viable T cells infused',
    level: 'core',
    min: 1,
    max: 2000,
    unit: '10*6',
    accepts: { '10*6': 1, '10*8': 100 },
    source: 'EBMT',
    purpose: 'dose',
    identifiability: 'none',
    required: true,
    askedWhen: INFUSED,
  })
  totalCarPositiveViableTCells?: Quantity;

  @Field({
    kind: 'code',
    label: 'setting',
    level: 'core',
    values: { inpatient: 'inpatient', outpatient: 'outpatient' },
    source: 'EBMT',
    purpose: 'resource use',
    identifiability: 'none',
    required: true,
    askedWhen: INFUSED,
  })
  setting?: string;

  @Field({
    kind: 'code',
    label: 'why there was no infusion',
    level: 'core',
    values: {
      death: 'death',
      progression: 'progression',
      manufacturingFailure: 'manufacturing failure',
      infection: 'infection',
      patientChoice: 'choice of the patient',
      remission: 'remission after bridging',
      other: 'other',
    },
    source: 'DESCAR-T',
    purpose: 'intention to treat',
    identifiability: 'none',
    required: true,
    askedWhen: { item: 'infusionDate', is: 'missing' },
  })
  notInfusedReason?: string;

  @Field(
    item({
      kind: 'integer',
      label: 'which dose of a split',
      min: 1,
      max: 6,
      unit: '{dose}',
      purpose: 'day 0 of split doses',
    }),
  )
  doseNumber?: number;

  @Field(
    item({
      kind: 'code',
      label: 'why a planned further dose was not given',
      values: {
        toxicity: 'toxicity of the dose before',
        progression: 'progression',
        diseaseBurden: 'disease burden',
        death: 'death',
        notPlanned: 'none was planned',
        other: 'other',
      },
      purpose: 'day 0 of split doses',
    }),
  )
  splitNotCompletedReason?: string;

  @Field(item({ ...WEIGHT, label: 'weight at infusion' }))
  weight?: Quantity;

  @Field(
    item({
      kind: 'quantity',
      label: 'dose a kilogram as the centre reports it',
      unit: '10*6/kg',
      min: 0.01,
      max: 50,
      accepts: { '10*6/kg': 1 },
    }),
  )
  dosePerKgReported?: Quantity;

  @Field(
    item({
      kind: 'code',
      label: 'whole volume infused',
      values: YES_NO_UNKNOWN,
      level: 'core',
      required: true,
      askedWhen: INFUSED,
    }),
  )
  entireVolumeInfused?: string;

  @Field(item({ ...PERCENT, label: 'part of the volume infused' }))
  volumeInfused?: Quantity;

  @Field(
    item({
      kind: 'code',
      label: 'route',
      values: {
        IV: 'intravenous',
        intrathecal: 'intrathecal',
        intraventricular: 'intraventricular',
        intratumoral: 'into the tumour',
        intraperitoneal: 'intraperitoneal',
        other: 'other',
      },
      level: 'core',
      required: true,
      askedWhen: INFUSED,
    }),
  )
  route?: string;

  @Field(
    item({
      kind: 'code',
      label: 'where it was infused',
      values: { thisCentre: 'this centre', anotherCentre: 'another centre of the country', abroad: 'abroad' },
      level: 'core',
      purpose: 'treated elsewhere and followed here: observed from the first visit here',
    }),
  )
  infusedAt?: string;

  @Field(
    item({
      kind: 'code',
      label: 'country of infusion',
      values: COUNTRIES,
      shape: SHAPES.COUNTRY,
      system: 'ISO 3166-1 alpha-2',
      identifiability: 'quasi',
      purpose: 'cross-border care',
    }),
  )
  infusionCountry?: string;

  @Field(
    item({
      kind: 'date',
      label: 'day from which this centre follows the patient',
      purpose: 'delayed entry: nobody is counted before being seen',
    }),
  )
  followedSince?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'reactions to the infusion',
      values: {
        fever: 'fever',
        chills: 'chills',
        rash: 'rash',
        hypotension: 'hypotension',
        hypoxia: 'hypoxia',
        nausea: 'nausea',
        anaphylaxis: 'anaphylaxis',
        other: 'other',
      },
      purpose: 'safety',
    }),
  )
  infusionReactions?: readonly string[];

  @Field(
    item({
      kind: 'integer',
      label: 'highest grade of these (CTCAE)',
      min: 1,
      max: 5,
      unit: '{grade}',
      purpose: 'safety',
    }),
  )
  infusionReactionGrade?: number;

  @Field(item({ kind: 'date', label: 'admission', purpose: 'resource use' }))
  admissionDate?: string;

  @Field(item({ kind: 'date', label: 'discharge', purpose: 'resource use' }))
  dischargeDate?: string;
}
