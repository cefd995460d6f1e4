// The record type BridgingTherapy, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { DRUGS, ORDER_OF_RESPONSE, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'DESCAR-T', purpose: 'prognostic factor' });

@RecordType({
  label: 'Treatment between apheresis and lymphodepletion',
  purpose: 'Disease control while the product is made.',
  source: 'EBMT, DESCAR-T',
  belongsTo: 'course',
})
export class BridgingTherapy {
  @Field(item({ kind: 'code', label: 'given', values: YES_NO_UNKNOWN, required: true, level: 'key' }))
  bridgingGiven?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'kinds',
      values: {
        chemotherapy: 'chemotherapy',
        immunotherapy: 'immunotherapy',
        radiotherapy: 'radiotherapy',
        steroids: 'steroids',
        targeted: 'targeted',
        bispecific: 'bispecific antibody',
        other: 'other',
      },
      level: 'core',
    }),
  )
  types?: readonly string[];

  @Field(item({ kind: 'codes', label: 'drugs (ATC codes)', values: DRUGS, system: 'WHO ATC', shape: SHAPES.ATC }))
  drugs?: readonly string[];

  @Field(item({ kind: 'date', label: 'first day' }))
  startDate?: string;

  @Field(item({ kind: 'date', label: 'last day' }))
  endDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'when',
      values: { bridging: 'after apheresis', holding: 'between decision and apheresis' },
    }),
  )
  timing?: string;

  @Field(item({ kind: 'code', label: 'response', values: ORDER_OF_RESPONSE, required: true, level: 'core' }))
  response?: string;

  @Field(item({ kind: 'date', label: 'day of that assessment' }))
  responseDate?: string;
}
