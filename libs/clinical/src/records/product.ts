// The record type Product, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType } from '@longview/dictionary';
import { PRODUCTS, YES_NO_UNKNOWN } from '../value-lists.ts';

@RecordType({
  label: 'The product made for this course',
  purpose: 'Which product was meant and what came of it.',
  source: 'EBMT, CIBMTR 4003',
  belongsTo: 'course',
})
export class Product {
  @Field({
    kind: 'code',
    label: 'product (ATC code, or how a product without one is called)',
    level: 'key',
    required: true,
    values: PRODUCTS,
    source: 'WHO ATC',
    purpose: 'comparison of products',
    identifiability: 'none',
  })
  productCode?: string;

  @Field({
    kind: 'code',
    label: 'under which authorisation',
    level: 'core',
    values: {
      centralMA: 'central marketing authorisation',
      conditionalMA: 'conditional marketing authorisation',
      hospitalExemption: 'hospital exemption',
      clinicalTrial: 'clinical trial',
      compassionateUse: 'compassionate use',
      namedPatient: 'named patient',
      outOfSpecification: 'out of specification',
    },
    source: 'EBMT',
    purpose: 'regulatory stratum',
    identifiability: 'none',
  })
  authorisationStatus?: string;

  @Field({
    kind: 'code',
    label: 'outcome of manufacturing',
    level: 'core',
    required: true,
    values: {
      released: 'released',
      outOfSpecification: 'out of specification',
      failed: 'failed',
      terminated: 'terminated',
      pending: 'pending',
    },
    source: 'EBMT',
    purpose: 'intention to treat',
    identifiability: 'none',
  })
  manufacturingOutcome?: string;

  @Field({
    kind: 'date',
    label: 'date on which the product was received',
    level: 'full',
    source: 'EBMT',
    purpose: 'vein-to-door time',
    identifiability: 'quasi',
  })
  receivedDate?: string;

  @Field({
    kind: 'code',
    label: "a lot number stands in the hospital's file",
    level: 'full',
    values: YES_NO_UNKNOWN,
    source: 'CIBMTR 4006',
    purpose: 'traceability without the number',
    identifiability: 'none',
  })
  lotNumberRecorded?: string;
}
