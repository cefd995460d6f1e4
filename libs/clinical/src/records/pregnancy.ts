// The record type Pregnancy, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'safety' });

@RecordType({
  label: 'A pregnancy after exposure',
  purpose: 'Safety for the child.',
  source: 'CIBMTR 4100',
  belongsTo: 'course',
  alwaysLands: true,
})
export class Pregnancy {
  @Field(item({ kind: 'date', label: 'day on which it was reported', required: true, places: true, level: 'key' }))
  reportedDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'who was treated',
      values: { patient: 'the pregnant patient', partner: 'the partner of the pregnant woman' },
      required: true,
      level: 'key',
    }),
  )
  exposedParent?: string;

  @Field(item({ kind: 'partialDate', label: 'conception, estimated' }))
  conceptionDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'outcome',
      values: {
        live: 'live birth',
        miscarriage: 'miscarriage',
        termination: 'termination',
        stillborn: 'stillbirth',
        ectopic: 'ectopic',
        ongoing: 'ongoing',
        unknown: 'unknown',
      },
      required: true,
      level: 'core',
      identifiability: 'quasi',
    }),
  )
  outcome?: string;

  @Field(item({ kind: 'partialDate', label: 'month of the outcome' }))
  outcomeDate?: string;

  @Field(item({ kind: 'integer', label: 'gestational age at the outcome', min: 1, max: 44, unit: 'wk' }))
  gestationalAge?: number;

  @Field(item({ kind: 'code', label: 'congenital anomaly', values: YES_NO_UNKNOWN, identifiability: 'quasi' }))
  congenitalAnomaly?: string;

  @Field(
    item({
      kind: 'code',
      label: 'B cells of the child',
      values: { normal: 'normal', low: 'low', notTested: 'not tested' },
    }),
  )
  neonatalBCells?: string;
}
