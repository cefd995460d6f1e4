// The record type AntigenExpression, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { PERCENT } from '../quantities.ts';
import { ANTIGENS } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'EMA18', purpose: 'mechanism of response and relapse' });

@RecordType({
  label: 'The target antigen on the disease',
  purpose: 'Whether the target is there, before infusion and at relapse.',
  source: 'EMA18',
  belongsTo: 'course',
  mayPrecede: true,
})
export class AntigenExpression {
  @Field(item({ kind: 'date', label: 'day of the sample', required: true, places: true, level: 'key' }))
  sampleDate?: string;

  @Field(item({ kind: 'code', label: 'antigen', values: ANTIGENS, required: true, level: 'key' }))
  antigen?: string;

  @Field(
    item({
      kind: 'code',
      label: 'when',
      values: { beforeInfusion: 'before infusion', relapse: 'at relapse' },
      required: true,
      level: 'core',
    }),
  )
  timePoint?: string;

  @Field(
    item({
      kind: 'code',
      label: 'method',
      values: { flow: 'flow cytometry', ihc: 'immunohistochemistry', other: 'other' },
    }),
  )
  method?: string;

  @Field(
    item({
      kind: 'code',
      label: 'result',
      values: {
        positive: 'positive',
        negative: 'negative',
        dim: 'dim',
        heterogeneous: 'positive in part',
        notDone: 'not done',
      },
      required: true,
      level: 'core',
    }),
  )
  result?: string;

  @Field(item({ ...PERCENT, label: 'share of positive cells' }))
  share?: Quantity;
}
