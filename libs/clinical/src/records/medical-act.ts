// The record type MedicalAct, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const ACT = {
  leukapheresis: 'leukapheresis',
  tumourBoard: 'tumour board',
  imaging: 'imaging',
  marrow: 'marrow examination',
  infusion: 'infusion',
  ward: 'stay on a ward',
  icu: 'stay in intensive care',
  dayCare: 'day care',
  emergencyVisit: 'emergency visit',
  transfusion: 'transfusion',
  ivig: 'immunoglobulins',
  dialysis: 'dialysis',
  ventilation: 'ventilation',
  'tele-consult': 'consultation at a distance',
  dataRegistration: 'registration of data',
  other: 'other',
} as const;

const item = sharing({ level: 'full', source: 'RIZIV-INAMI', purpose: 'resource use' });

@RecordType({
  label: 'An act, a stay, or another use of resources',
  purpose: 'What the treatment takes; what has no code yet.',
  source: 'RIZIV-INAMI',
  belongsTo: 'course',
  mayPrecede: true,
})
export class MedicalAct {
  @Field(item({ kind: 'code', label: 'kind', values: ACT, required: true, level: 'key' }))
  actType?: string;

  @Field(
    item({
      kind: 'code',
      label: 'code of the act, or that none exists',
      values: { NO_CODE: 'no code exists' },
      shape: SHAPES.NOMENCLATURE,
      system: 'RIZIV-INAMI nomenclature',
      required: true,
      level: 'core',
      purpose: 'evidence for a nomenclature',
    }),
  )
  nomenclatureCode?: string;

  @Field(item({ kind: 'date', label: 'first day', required: true, places: true, level: 'key' }))
  startDate?: string;

  @Field(item({ kind: 'date', label: 'last day' }))
  endDate?: string;

  @Field(item({ kind: 'decimal', label: 'amount', min: 0, max: 10000, unit: '{units}' }))
  quantity?: number;

  @Field(
    item({
      kind: 'code',
      label: 'what is counted',
      values: { acts: 'acts', days: 'days', units: 'units', doses: 'doses', hours: 'hours' },
    }),
  )
  quantityUnit?: string;

  @Field(item({ kind: 'code', label: 'planned', values: YES_NO_UNKNOWN }))
  planned?: string;

  @Field(
    item({
      kind: 'code',
      label: 'who pays',
      values: {
        socialSecurity: 'social security',
        hospital: 'the hospital',
        company: 'the company',
        trial: 'a trial',
        patient: 'the patient',
        other: 'other',
      },
    }),
  )
  payer?: string;

  @Field(
    item({
      kind: 'decimal',
      label: 'cost of one, if the centre reports it',
      min: 0,
      max: 1000000,
      unit: 'EUR',
      seenBy: 'centre',
      purpose: 'cost, only within the centre',
    }),
  )
  unitCost?: number;

  @Field(
    item({
      kind: 'integer',
      label: 'year of that price',
      min: 2010,
      max: 2100,
      unit: 'a',
      seenBy: 'centre',
      purpose: 'cost, only within the centre',
    }),
  )
  priceYear?: number;

  @Field(
    item({
      kind: 'code',
      label: 'where that cost comes from',
      values: { tariff: 'tariff', accounting: 'accounting of the hospital', invoice: 'invoice' },
      seenBy: 'centre',
      purpose: 'cost, only within the centre',
    }),
  )
  costSource?: string;

  @Field(
    item({
      kind: 'integer',
      label: 'working time',
      min: 0,
      max: 6000,
      unit: 'min',
      purpose: 'cost of registration itself',
    }),
  )
  timeSpent?: number;
}
