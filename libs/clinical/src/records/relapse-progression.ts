// The record type RelapseProgression, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType } from '@longview/dictionary';

@RecordType({
  label: 'First documented relapse or progression after infusion',
  purpose: 'Event of progression-free survival.',
  source: 'EBMT, CIBMTR 4100',
  belongsTo: 'course',
  alwaysLands: true,
})
export class RelapseProgression {
  @Field({
    kind: 'partialDate',
    label: 'first documented on',
    level: 'key',
    required: true,
    source: 'EBMT',
    purpose: 'progression-free survival',
    identifiability: 'quasi',
  })
  date?: string;

  @Field({
    kind: 'code',
    label: 'relapse after a response, or progression',
    level: 'core',
    values: { relapse: 'relapse', progression: 'progression' },
    source: 'EBMT',
    purpose: 'event type',
    identifiability: 'none',
  })
  type?: string;

  @Field({
    kind: 'code',
    label: 'target antigen at relapse',
    level: 'full',
    values: { positive: 'positive', negative: 'negative', dim: 'dim', unknown: 'unknown' },
    source: 'EMA18',
    purpose: 'mechanism of relapse',
    identifiability: 'none',
  })
  antigenStatus?: string;
}
