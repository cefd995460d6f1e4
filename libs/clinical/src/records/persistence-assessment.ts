// The record type PersistenceAssessment, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { CELLS_PER_MICROLITRE, PERCENT } from '../quantities.ts';
import { TISSUE, YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'persistence' });

@RecordType({
  label: 'Whether the cells are still there',
  purpose: 'Persistence and B-cell aplasia.',
  source: 'CIBMTR 4100',
  belongsTo: 'course',
})
export class PersistenceAssessment {
  @Field(item({ kind: 'date', label: 'day of the sample', required: true, places: true, level: 'key' }))
  sampleDate?: string;

  @Field(item({ kind: 'code', label: 'tissue', values: TISSUE, required: true, level: 'core' }))
  tissue?: string;

  @Field(
    item({
      kind: 'code',
      label: 'method',
      values: {
        flow: 'flow cytometry',
        qpcr: 'quantitative PCR',
        ddpcr: 'digital PCR',
        ihc: 'immunohistochemistry',
        other: 'other',
      },
      required: true,
      level: 'core',
    }),
  )
  method?: string;

  @Field(item({ kind: 'code', label: 'cells detected', values: YES_NO_UNKNOWN, required: true, level: 'key' }))
  detected?: string;

  @Field(
    item({
      kind: 'quantity',
      label: 'copies in a microgram of DNA',
      unit: '{copies}/ug',
      min: 0,
      max: 10000000,
      accepts: { '{copies}/ug': 1 },
    }),
  )
  transgeneCopies?: Quantity;

  @Field(item({ ...PERCENT, label: 'CAR-positive share of T cells' }))
  carShare?: Quantity;

  @Field(item({ ...CELLS_PER_MICROLITRE, label: 'CAR-positive cells' }))
  carCells?: Quantity;

  @Field(
    item({
      kind: 'quantity',
      label: 'limit of detection, in copies',
      unit: '{copies}/ug',
      min: 0,
      max: 10000,
      accepts: { '{copies}/ug': 1 },
    }),
  )
  limitOfDetection?: Quantity;

  @Field(
    item({
      kind: 'code',
      label: 'B-cell aplasia',
      values: { present: 'present', lost: 'lost', notTested: 'not tested' },
      level: 'core',
    }),
  )
  bCellAplasia?: string;

  @Field(item({ kind: 'date', label: 'first of the two samples that show its loss' }))
  aplasiaLostDate?: string;

  @Field(item({ ...PERCENT, label: 'share of B cells above which it counts as lost' }))
  aplasiaThreshold?: Quantity;

  @Field(item({ ...CELLS_PER_MICROLITRE, label: 'B cells' }))
  bCells?: Quantity;
}
