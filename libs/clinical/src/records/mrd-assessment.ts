// The record type MrdAssessment, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { TIME_POINT, TISSUE } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'depth of response' });

@RecordType({
  label: 'Measurable residual disease',
  purpose: 'Depth of response.',
  source: 'NCCN, IMWG 2016',
  belongsTo: 'course',
})
export class MrdAssessment {
  @Field(item({ kind: 'date', label: 'day of the sample', required: true, places: true, level: 'key' }))
  sampleDate?: string;

  @Field(item({ kind: 'code', label: 'time point', values: TIME_POINT }))
  timePoint?: string;

  @Field(item({ kind: 'code', label: 'tissue', values: TISSUE, required: true, level: 'core' }))
  tissue?: string;

  @Field(
    item({
      kind: 'code',
      label: 'method',
      values: {
        flow: 'flow cytometry',
        ngf: 'next-generation flow',
        ngs: 'sequencing',
        qpcr: 'quantitative PCR',
        ddpcr: 'digital PCR',
        massSpectrometry: 'mass spectrometry',
        other: 'other',
      },
      required: true,
      level: 'core',
    }),
  )
  method?: string;

  @Field(
    item({
      kind: 'code',
      label: 'sensitivity reached',
      values: { 'e-3': '1 in 10³', 'e-4': '1 in 10⁴', 'e-5': '1 in 10⁵', 'e-6': '1 in 10⁶' },
      required: true,
      level: 'core',
    }),
  )
  sensitivity?: string;

  @Field(
    item({
      kind: 'code',
      label: 'result',
      values: { negative: 'negative', positive: 'positive', indeterminate: 'indeterminate' },
      required: true,
      level: 'key',
    }),
  )
  result?: string;

  @Field(
    item({
      kind: 'quantity',
      label: 'residual disease',
      unit: '%',
      min: 0,
      max: 100,
      accepts: { '%': 1, '{fraction}': 100 },
    }),
  )
  burden?: Quantity;
}
