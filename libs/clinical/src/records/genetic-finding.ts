// The record type GeneticFinding, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { PERCENT } from '../quantities.ts';
import { POSITIVE_NEGATIVE } from '../value-lists.ts';

const ABNORMALITY = {
  del17p: 'del(17p)',
  TP53: 'TP53 mutated',
  t4_14: 't(4;14)',
  t14_16: 't(14;16)',
  t14_20: 't(14;20)',
  t11_14: 't(11;14)',
  gain1q: 'gain or amplification of 1q',
  del1p: 'del(1p)',
  del13q: 'del(13q)',
  BCR_ABL1: 'BCR::ABL1',
  KMT2A: 'KMT2A rearranged',
  TCF3_PBX1: 'TCF3::PBX1',
  ETV6_RUNX1: 'ETV6::RUNX1',
  hypodiploidy: 'hypodiploidy',
  hyperdiploidy: 'hyperdiploidy',
  complexKaryotype: 'complex karyotype',
  MYC: 'MYC rearranged',
  BCL2: 'BCL2 rearranged',
  BCL6: 'BCL6 rearranged',
  IGHV: 'IGHV unmutated',
  NOTCH1: 'NOTCH1 mutated',
  other: 'other',
} as const;

const item = sharing({ level: 'full', source: 'CIBMTR 2010-2018', purpose: 'prognostic factor' });

@RecordType({
  label: 'One genetic finding of the disease',
  purpose: 'Prognosis, and what the disease is.',
  source: 'CIBMTR 2010-2018',
  belongsTo: 'course',
  mayPrecede: true,
})
export class GeneticFinding {
  @Field(item({ kind: 'code', label: 'abnormality', values: ABNORMALITY, required: true, level: 'key' }))
  abnormality?: string;

  @Field(item({ kind: 'code', label: 'result', values: POSITIVE_NEGATIVE, required: true, level: 'core' }))
  result?: string;

  @Field(
    item({
      kind: 'code',
      label: 'when',
      values: {
        diagnosis: 'at diagnosis',
        beforeInfusion: 'before infusion',
        relapse: 'at relapse',
        clonalHaematopoiesis: 'of the blood, apart from the disease',
      },
    }),
  )
  timePoint?: string;

  @Field(item({ kind: 'date', label: 'day of the sample' }))
  sampleDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'method',
      values: { karyotype: 'karyotype', fish: 'FISH', pcr: 'PCR', ngs: 'sequencing', array: 'array', other: 'other' },
    }),
  )
  method?: string;

  @Field(item({ ...PERCENT, label: 'share of cells, or variant allele frequency' }))
  share?: Quantity;

  @Field(
    item({ kind: 'code', label: 'gene (HGNC symbol)', values: {}, system: 'HGNC', shape: /^[A-Z][A-Z0-9-]{1,15}$/ }),
  )
  gene?: string;

  @Field(item({ kind: 'text', label: 'karyotype (ISCN)', maxLength: 200, source: 'ISCN' }))
  karyotype?: string;
}
