// The record type Infusion, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, type Quantity } from '@longview/dictionary';

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
  })
  totalCarPositiveViableTCells?: Quantity;

  @Field({
    kind: 'code',
    label: 'setting',
    level: 'full',
    values: { inpatient: 'inpatient', outpatient: 'outpatient' },
    source: 'EBMT',
    purpose: 'resource use',
    identifiability: 'none',
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
  })
  notInfusedReason?: string;
}
