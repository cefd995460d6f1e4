// The record type DrugTreatment, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { DRUGS, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const GIVEN_FOR = {
  priorLine: 'a line before this course',
  holding: 'disease control before apheresis',
  bridging: 'bridging',
  lymphodepletion: 'lymphodepletion',
  CRS: 'cytokine release syndrome',
  ICANS: 'ICANS',
  IECHS: 'IEC-HS',
  cytopenia: 'cytopenia',
  infection: 'infection',
  infectionProphylaxis: 'prevention of infection',
  hypogammaglobulinaemia: 'hypogammaglobulinaemia',
  otherToxicity: 'other toxicity',
  subsequentTherapy: 'treatment after this course',
  other: 'other',
} as const;

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'treatment of the disease and of toxicity' });

@RecordType({
  label: 'One drug, given for one reason',
  purpose: 'Doses and days where the record of the episode or line names only the drug.',
  source: 'CIBMTR 4100',
  belongsTo: 'course',
  mayPrecede: true,
})
export class DrugTreatment {
  @Field(item({ kind: 'code', label: 'reason', values: GIVEN_FOR, required: true, level: 'key' }))
  givenFor?: string;

  @Field(
    item({
      kind: 'code',
      label: 'drug (ATC code)',
      values: DRUGS,
      system: 'WHO ATC',
      shape: SHAPES.ATC,
      required: true,
      level: 'key',
    }),
  )
  drug?: string;

  @Field(item({ kind: 'date', label: 'first day', required: true, places: true, level: 'key' }))
  startDate?: string;

  @Field(item({ kind: 'date', label: 'last day' }))
  endDate?: string;

  @Field(item({ kind: 'integer', label: 'doses', min: 1, max: 400, unit: '{doses}' }))
  doses?: number;

  @Field(
    item({
      kind: 'quantity',
      label: 'cumulative dose',
      unit: 'mg',
      min: 0.01,
      max: 500000,
      accepts: { mg: 1, g: 1000, ug: 0.001 },
    }),
  )
  cumulativeDose?: Quantity;

  @Field(
    item({
      kind: 'quantity',
      label: 'dose a day and square metre',
      unit: 'mg/m2',
      min: 1,
      max: 5000,
      accepts: { 'mg/m2': 1, 'g/m2': 1000 },
    }),
  )
  dosePerSquareMetre?: Quantity;

  @Field(item({ kind: 'integer', label: 'days on which it was given', min: 1, max: 400, unit: 'd' }))
  days?: number;

  @Field(item({ kind: 'code', label: 'dose reduced', values: YES_NO_UNKNOWN }))
  doseReduced?: string;

  @Field(item({ kind: 'code', label: 'given to prevent', values: YES_NO_UNKNOWN }))
  prophylactic?: string;

  @Field(
    item({
      kind: 'code',
      label: 'route',
      values: { IV: 'intravenous', SC: 'subcutaneous', PO: 'by mouth', IT: 'intrathecal', other: 'other' },
    }),
  )
  route?: string;

  @Field(item({ kind: 'integer', label: 'line of treatment to which it belongs', min: 1, max: 25, unit: '{line}' }))
  lineNumber?: number;
}
