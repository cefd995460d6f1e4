// The record type Lymphodepletion, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { DRUGS, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'CIBMTR 4000', purpose: 'prognostic factor' });

@RecordType({
  label: 'Lymphodepletion before infusion',
  purpose: 'What was given to make room for the product.',
  source: 'CIBMTR 4000, EBMT',
  belongsTo: 'course',
})
export class Lymphodepletion {
  @Field(item({ kind: 'code', label: 'given', values: YES_NO_UNKNOWN, required: true, level: 'key' }))
  given?: string;

  @Field(
    item({
      kind: 'code',
      label: 'why not',
      values: { cytopenia: 'cytopenia', infection: 'infection', protocol: 'not foreseen', other: 'other' },
    }),
  )
  reasonNotGiven?: string;

  @Field(
    item({
      kind: 'code',
      label: 'regimen',
      values: {
        FluCy: 'fludarabine and cyclophosphamide',
        bendamustine: 'bendamustine',
        cladribineCy: 'cladribine and cyclophosphamide',
        cytarabineEtoposide: 'cytarabine and etoposide',
        other: 'other',
      },
      level: 'core',
    }),
  )
  regimen?: string;

  @Field(item({ kind: 'codes', label: 'drugs (ATC codes)', values: DRUGS, system: 'WHO ATC', shape: SHAPES.ATC }))
  drugs?: readonly string[];

  @Field(item({ kind: 'date', label: 'first day', level: 'core' }))
  startDate?: string;

  @Field(item({ kind: 'date', label: 'last day', level: 'core' }))
  endDate?: string;

  @Field(
    item({
      kind: 'quantity',
      label: 'fludarabine a day and square metre',
      unit: 'mg/m2',
      min: 5,
      max: 60,
      accepts: { 'mg/m2': 1 },
    }),
  )
  fludarabineDose?: Quantity;

  @Field(item({ kind: 'integer', label: 'days of fludarabine', min: 1, max: 7, unit: 'd' }))
  fludarabineDays?: number;

  @Field(
    item({
      kind: 'quantity',
      label: 'cyclophosphamide a day and square metre',
      unit: 'mg/m2',
      min: 50,
      max: 2000,
      accepts: { 'mg/m2': 1, 'g/m2': 1000 },
    }),
  )
  cyclophosphamideDose?: Quantity;

  @Field(item({ kind: 'integer', label: 'days of cyclophosphamide', min: 1, max: 7, unit: 'd' }))
  cyclophosphamideDays?: number;

  @Field(item({ kind: 'code', label: 'dose reduced', values: YES_NO_UNKNOWN }))
  doseReduced?: string;

  @Field(item({ kind: 'code', label: 'a second time, because infusion was put off', values: YES_NO_UNKNOWN }))
  repeated?: string;
}
