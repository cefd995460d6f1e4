// The record type RelapseProgression, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { ANTIGENS, YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'event type' });

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
    required: true,
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

  @Field(
    item({
      kind: 'codes',
      label: 'sites',
      values: {
        nodal: 'nodes',
        extranodal: 'outside nodes',
        marrow: 'bone marrow',
        blood: 'blood',
        cns: 'central nervous system',
        testis: 'testis',
        skin: 'skin',
        bone: 'bone',
        softTissue: 'soft tissue',
        biochemical: 'in the laboratory alone',
        other: 'other',
      },
    }),
  )
  sites?: readonly string[];

  @Field(item({ kind: 'code', label: 'proven by biopsy', values: YES_NO_UNKNOWN }))
  biopsyProven?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'antigens tested at relapse',
      values: ANTIGENS,
      source: 'EMA18',
      purpose: 'mechanism of relapse',
    }),
  )
  antigensTested?: readonly string[];

  @Field(
    item({
      kind: 'code',
      label: 'switch of lineage',
      values: YES_NO_UNKNOWN,
      source: 'EMA18',
      purpose: 'mechanism of relapse',
    }),
  )
  lineageSwitch?: string;

  @Field(
    item({
      kind: 'code',
      label: 'how it was found',
      values: { imaging: 'imaging', laboratory: 'laboratory', marrow: 'bone marrow', clinical: 'clinically' },
    }),
  )
  detectedBy?: string;
}
