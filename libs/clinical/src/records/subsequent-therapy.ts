// The record type SubsequentTherapy, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { DONOR, DRUGS, RESPONSE, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const SUBSEQUENT = {
  chemo: 'chemotherapy',
  immunotherapy: 'immunotherapy',
  bispecific: 'bispecific antibody',
  adc: 'antibody-drug conjugate',
  radiotherapy: 'radiotherapy',
  autoHct: 'autologous transplant',
  alloHct: 'allogeneic transplant',
  secondCarT: 'another cellular treatment',
  donorLymphocytes: 'donor lymphocytes',
  targeted: 'targeted',
  maintenance: 'maintenance',
  surgery: 'surgery',
  trial: 'in a trial',
  other: 'other',
} as const;

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'endpoints' });

@RecordType({
  label: 'Treatment after this course',
  purpose: 'Where response and progression-free survival are censored or end.',
  source: 'EBMT, CIBMTR 4100',
  belongsTo: 'course',
})
export class SubsequentTherapy {
  @Field(item({ kind: 'partialDate', label: 'first day', required: true, level: 'key' }))
  startDate?: string;

  @Field(item({ kind: 'code', label: 'kind', values: SUBSEQUENT, required: true, level: 'key' }))
  type?: string;

  @Field(item({ kind: 'codes', label: 'drugs (ATC codes)', values: DRUGS, system: 'WHO ATC', shape: SHAPES.ATC }))
  drugs?: readonly string[];

  @Field(
    item({
      kind: 'code',
      label: 'reason',
      values: {
        progression: 'relapse or progression',
        consolidationInRemission: 'consolidation in remission',
        mrdPositive: 'residual disease',
        secondMalignancy: 'second malignancy',
        other: 'other',
      },
      required: true,
      level: 'core',
    }),
  )
  reason?: string;

  @Field(item({ kind: 'code', label: 'donor of a transplant', values: DONOR }))
  donor?: string;

  @Field(item({ kind: 'code', label: 'within a trial', values: YES_NO_UNKNOWN }))
  inTrial?: string;

  @Field(item({ kind: 'code', label: 'best response', values: RESPONSE }))
  bestResponse?: string;

  @Field(item({ kind: 'partialDate', label: 'last day' }))
  endDate?: string;
}
