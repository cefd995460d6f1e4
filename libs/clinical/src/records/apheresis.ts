// The record type Apheresis, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { LYMPHOCYTES } from '../quantities.ts';
import { COUNTRIES, DONOR, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const COLLECTED_AT = { thisCentre: 'this centre', anotherCentre: 'another centre', abroad: 'abroad' } as const;

const item = sharing({ level: 'full', source: 'CIBMTR 4003', purpose: 'product description' });

@RecordType({
  label: 'One day of cell collection',
  purpose: 'Start of vein-to-vein time.',
  source: 'EBMT, CIBMTR 4003',
  belongsTo: 'course',
})
export class Apheresis {
  @Field({
    kind: 'date',
    label: 'date of collection',
    level: 'key',
    required: true,
    places: true,
    source: 'EBMT',
    purpose: 'vein-to-vein time',
    identifiability: 'quasi',
  })
  apheresisDate?: string;

  @Field({
    kind: 'code',
    label: 'outcome of the collection',
    level: 'core',
    required: true,
    values: { successful: 'successful', failed: 'failed', repeatNeeded: 'to be repeated' },
    source: 'CIBMTR 4003',
    purpose: 'product flow',
    identifiability: 'none',
  })
  collectionOutcome?: string;

  @Field({
    kind: 'code',
    label: 'donor',
    level: 'core',
    values: DONOR,
    source: 'CIBMTR 4003',
    purpose: 'product description',
    identifiability: 'none',
    required: true,
  })
  donorType?: string;

  @Field(
    item({
      kind: 'code',
      label: 'where the cells were collected',
      values: COLLECTED_AT,
      level: 'core',
      required: true,
    }),
  )
  collectedAt?: string;

  @Field(
    item({
      kind: 'code',
      label: 'country of collection',
      values: COUNTRIES,
      shape: SHAPES.COUNTRY,
      system: 'ISO 3166-1 alpha-2',
      identifiability: 'quasi',
      purpose: 'cross-border care',
    }),
  )
  collectionCountry?: string;

  @Field(
    item({
      kind: 'code',
      label: "a donation number stands in the hospital's file",
      values: YES_NO_UNKNOWN,
      source: 'Directive (EU) 2015/565',
      purpose: 'traceability without the number',
      level: 'core',
      required: true,
    }),
  )
  donationNumberRecorded?: string;

  @Field(
    item({
      kind: 'quantity',
      label: 'nucleated cells collected',
      unit: '10*9',
      min: 0.1,
      max: 200,
      accepts: { '10*9': 1, '10*8': 0.1, '10*6': 0.001 },
    }),
  )
  totalNucleatedCells?: Quantity;

  @Field(
    item({
      kind: 'quantity',
      label: 'CD3-positive cells collected',
      unit: '10*9',
      min: 0.01,
      max: 100,
      accepts: { '10*9': 1, '10*8': 0.1, '10*6': 0.001 },
    }),
  )
  cd3Cells?: Quantity;

  @Field(item({ ...LYMPHOCYTES, label: 'lymphocytes before collection' }))
  lymphocytesBefore?: Quantity;

  @Field(item({ kind: 'quantity', label: 'anticoagulant', unit: 'mL', min: 0, max: 5000, accepts: { mL: 1, L: 1000 } }))
  anticoagulantVolume?: Quantity;

  @Field(
    item({ kind: 'quantity', label: 'blood processed', unit: 'L', min: 0.1, max: 60, accepts: { L: 1, mL: 0.001 } }),
  )
  processedBloodVolume?: Quantity;

  @Field(
    item({
      kind: 'codes',
      label: 'adverse events of the collection',
      values: {
        hypocalcaemia: 'hypocalcaemia',
        hypotension: 'hypotension',
        vascularAccess: 'of the vascular access',
        bleeding: 'bleeding',
        other: 'other',
      },
      purpose: 'safety',
    }),
  )
  collectionAdverseEvents?: readonly string[];

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
  collectionAdverseEventGrade?: number;

  @Field(item({ kind: 'date', label: 'date on which the cells were shipped', purpose: 'vein-to-vein time' }))
  shippedDate?: string;

  @Field(
    item({ kind: 'code', label: 'fresh or cryopreserved', values: { fresh: 'fresh', cryopreserved: 'cryopreserved' } }),
  )
  preservation?: string;

  @Field(
    item({
      kind: 'code',
      label: 'code of the act, or that none exists',
      values: { NO_CODE: 'no code exists' },
      shape: SHAPES.NOMENCLATURE,
      system: 'RIZIV-INAMI nomenclature',
      source: 'RIZIV-INAMI',
      purpose: 'evidence for a nomenclature',
    }),
  )
  actCode?: string;
}
