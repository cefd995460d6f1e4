// The record type Product, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { PERCENT } from '../quantities.ts';
import { PRODUCT_LIST } from '../reference/product-list.ts';
import { ANTIGENS, PRODUCTS, YES_NO_UNKNOWN } from '../value-lists.ts';

/** What failed or was given up was never delivered. */
const DELIVERABLE = { item: 'manufacturingOutcome', is: ['released', 'outOfSpecification'] } as const;

/** Of a listed product the list says it: nobody is asked for what the registry knows. */
const NOT_LISTED = { item: 'productCode', isNot: PRODUCT_LIST.map(({ code }) => code) };

const item = sharing({ level: 'full', source: 'CIBMTR 4003', purpose: 'product description' });

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
    system: 'WHO ATC',
    // What will be authorised is not known yet: any code of the class lands, with the query V32 until the list has it.
    shape: /^L01XL\d{2}$/,
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
    required: true,
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
    level: 'core',
    source: 'EBMT',
    purpose: 'vein-to-door time',
    identifiability: 'quasi',
    required: true,
    askedWhen: DELIVERABLE,
  })
  receivedDate?: string;

  @Field({
    kind: 'code',
    label: "a lot number stands in the hospital's file",
    level: 'core',
    values: YES_NO_UNKNOWN,
    source: 'CIBMTR 4006',
    purpose: 'traceability without the number',
    identifiability: 'none',
    required: true,
    askedWhen: DELIVERABLE,
  })
  lotNumberRecorded?: string;

  @Field(
    item({
      kind: 'code',
      label: 'ground of the hospital exemption',
      level: 'core',
      values: {
        noProduct: 'no authorised product',
        noTrial: 'no authorised product, no trial',
        noCompassionateUse: 'no authorised product, no trial, no compassionate use',
      },
      source: 'Regulation (EC) 1394/2007 Art. 28',
      purpose: 'the exemption holds only where nothing else is available',
    }),
  )
  exemptionGround?: string;

  @Field(
    item({
      kind: 'code',
      label: "the number of the trial or of the exemption stands in the hospital's file",
      values: YES_NO_UNKNOWN,
      source: 'EU CTR',
      purpose: 'regulatory stratum',
    }),
  )
  authorisationNumberRecorded?: string;

  @Field(
    item({
      kind: 'code',
      label: 'who makes it',
      values: { company: 'a company', academic: 'an academic centre', pointOfCare: 'the treating hospital' },
      level: 'core',
      required: true,
      askedWhen: NOT_LISTED,
    }),
  )
  manufacturer?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'target antigens',
      level: 'core',
      values: ANTIGENS,
      required: true,
      askedWhen: NOT_LISTED,
    }),
  )
  targetAntigens?: readonly string[];

  @Field(
    item({
      kind: 'code',
      label: 'costimulatory domain',
      values: { CD28: 'CD28', '4-1BB': '4-1BB', both: 'both', other: 'other' },
      source: 'EMA18',
    }),
  )
  costimulatoryDomain?: string;

  @Field(
    item({
      kind: 'code',
      label: 'vector',
      values: {
        lentiviral: 'lentiviral',
        retroviral: 'retroviral',
        transposon: 'transposon',
        crispr: 'CRISPR knock-in',
        mrna: 'mRNA',
        other: 'other',
      },
      source: 'EMA18',
    }),
  )
  vector?: string;

  @Field(
    item({
      kind: 'code',
      label: 'source of the binding domain',
      values: { murine: 'murine', humanised: 'humanised', human: 'human', camelid: 'camelid', other: 'other' },
      source: 'EMA18',
    }),
  )
  bindingDomainSource?: string;

  @Field(
    item({
      kind: 'code',
      label: 'where the cells come from',
      values: { autologous: 'autologous', allogeneic: 'allogeneic', inVivo: 'made in the body' },
      level: 'core',
      required: true,
      askedWhen: NOT_LISTED,
    }),
  )
  cellSource?: string;

  @Field(
    item({
      kind: 'code',
      label: "a cell product number stands in the hospital's file",
      values: YES_NO_UNKNOWN,
      source: 'CIBMTR 4006',
      purpose: 'traceability without the number',
    }),
  )
  cellProductNumberRecorded?: string;

  @Field(
    item({
      kind: 'integer',
      label: 'lots of components on file',
      min: 0,
      max: 6,
      unit: '{lots}',
      source: 'CIBMTR 4006',
      purpose: 'traceability without the number',
    }),
  )
  componentLotsOnFile?: number;

  @Field(
    item({
      kind: 'code',
      label: "a Single European Code of the starting material stands in the hospital's file",
      values: YES_NO_UNKNOWN,
      source: 'Directive (EU) 2015/565',
      purpose: 'traceability without the number',
    }),
  )
  singleEuropeanCodeRecorded?: string;

  @Field(item({ kind: 'date', label: 'start of manufacturing', purpose: 'vein-to-vein time' }))
  manufacturingStartDate?: string;

  @Field(item({ kind: 'date', label: 'release of the product', purpose: 'vein-to-vein time' }))
  releaseDate?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'why it is out of specification',
      values: {
        viability: 'viability',
        dose: 'dose',
        carPositive: 'share of CAR-positive cells',
        interferonGamma: 'interferon gamma',
        sterility: 'sterility',
        other: 'other',
      },
    }),
  )
  outOfSpecificationReasons?: readonly string[];

  @Field(item({ ...PERCENT, label: 'viability' }))
  viability?: Quantity;

  @Field(item({ ...PERCENT, label: 'CAR-positive cells' }))
  transduction?: Quantity;

  @Field(
    item({
      kind: 'quantity',
      label: 'vector copies a cell',
      unit: '{copies}/{cell}',
      min: 0,
      max: 20,
      accepts: { '{copies}/{cell}': 1 },
    }),
  )
  vectorCopyNumber?: Quantity;

  @Field(
    item({
      kind: 'integer',
      label: 'attempts at manufacturing',
      min: 1,
      max: 6,
      unit: '{attempts}',
      purpose: 'intention to treat',
      level: 'core',
      required: true,
      askedWhen: { item: 'manufacturingOutcome', is: ['released', 'outOfSpecification', 'failed'] },
    }),
  )
  attempts?: number;
}
