// The record type PriorTherapyLine, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { RADIATION_DOSE } from '../quantities.ts';
import { BODY_SITE, DRUGS, RESPONSE, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const REGIMEN = {
  'R-CHOP': 'rituximab, cyclophosphamide, doxorubicin, vincristine, prednisone',
  'Pola-R-CHP': 'polatuzumab, rituximab, cyclophosphamide, doxorubicin, prednisone',
  'R-DHAP': 'rituximab, dexamethasone, cytarabine, cisplatin',
  'R-ICE': 'rituximab, ifosfamide, carboplatin, etoposide',
  'R-GemOx': 'rituximab, gemcitabine, oxaliplatin',
  BR: 'bendamustine, rituximab',
  R2: 'rituximab, lenalidomide',
  VRd: 'bortezomib, lenalidomide, dexamethasone',
  'Dara-VTd': 'daratumumab, bortezomib, thalidomide, dexamethasone',
  KRd: 'carfilzomib, lenalidomide, dexamethasone',
  Kd: 'carfilzomib, dexamethasone',
  Pd: 'pomalidomide, dexamethasone',
  BTKi: "inhibitor of Bruton's tyrosine kinase",
  blinatumomab: 'blinatumomab',
  inotuzumab: 'inotuzumab ozogamicin',
  other: 'other',
} as const;

const item = sharing({ level: 'full', source: 'EBMT', purpose: 'label and prognosis' });

@RecordType({
  label: 'One line of treatment before this course',
  purpose: 'On-label, classes of drugs to which the disease was exposed.',
  source: 'EBMT',
  belongsTo: 'course',
  mayPrecede: true,
})
export class PriorTherapyLine {
  @Field(
    item({
      kind: 'integer',
      label: 'number of the line',
      min: 1,
      max: 25,
      unit: '{line}',
      required: true,
      level: 'key',
    }),
  )
  lineNumber?: number;

  @Field(item({ kind: 'partialDate', label: 'first day', level: 'core' }))
  startDate?: string;

  @Field(item({ kind: 'partialDate', label: 'last day' }))
  endDate?: string;

  @Field(item({ kind: 'code', label: 'regimen', values: REGIMEN, level: 'core' }))
  regimen?: string;

  @Field(item({ kind: 'text', label: 'other regimen, in words', maxLength: 120 }))
  otherRegimen?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'drugs (ATC codes)',
      values: DRUGS,
      system: 'WHO ATC',
      shape: SHAPES.ATC,
      level: 'core',
      required: true,
    }),
  )
  drugs?: readonly string[];

  @Field(item({ kind: 'code', label: 'best response', values: RESPONSE, required: true, level: 'core' }))
  bestResponse?: string;

  @Field(item({ kind: 'code', label: 'refractory to this line', values: YES_NO_UNKNOWN, level: 'core' }))
  refractory?: string;

  @Field(
    item({
      kind: 'code',
      label: 'transplant in this line',
      values: { autologous: 'autologous', allogeneic: 'allogeneic', none: 'none' },
      required: true,
      level: 'core',
    }),
  )
  transplant?: string;

  @Field(item({ kind: 'partialDate', label: 'date of the transplant' }))
  transplantDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'donor of that transplant',
      values: { related: 'related', unrelated: 'unrelated', haploidentical: 'haploidentical', cordBlood: 'cord blood' },
    }),
  )
  transplantDonor?: string;

  @Field(
    item({
      kind: 'code',
      label: 'cellular treatment in this line',
      values: YES_NO_UNKNOWN,
      level: 'core',
      required: true,
    }),
  )
  cellularTherapy?: string;

  @Field(
    item({
      kind: 'code',
      label: 'where that treatment is on record',
      values: { registry: 'in this registry', external: 'elsewhere' },
    }),
  )
  cellularTherapyCourse?: string;

  @Field(item({ kind: 'code', label: 'radiotherapy in this line', values: YES_NO_UNKNOWN }))
  radiotherapy?: string;

  @Field(item({ kind: 'codes', label: 'sites of radiotherapy', values: BODY_SITE }))
  radiotherapySites?: readonly string[];

  @Field(item({ ...RADIATION_DOSE, label: 'dose of radiotherapy' }))
  radiotherapyDose?: Quantity;

  @Field(item({ kind: 'integer', label: 'fractions', min: 1, max: 60, unit: '{fractions}' }))
  radiotherapyFractions?: number;
}
