// The record type Referral, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'DESCAR-T', purpose: 'access to treatment' });

@RecordType({
  label: 'Where the patient comes from and goes back to',
  purpose: 'Waiting time, distance and shared follow-up between centres.',
  source: 'eIPM, DESCAR-T',
  belongsTo: 'course',
  mayPrecede: true,
})
export class Referral {
  @Field(item({ kind: 'date', label: 'date of referral', required: true, level: 'key' }))
  referralDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'referring centre (its code in the federation)',
      values: {},
      identifiability: 'quasi',
    }),
  )
  referralCentre?: string;

  @Field(item({ kind: 'code', label: 'referred by the treating centre itself', values: YES_NO_UNKNOWN }))
  selfReferred?: string;

  @Field(item({ kind: 'date', label: 'first consultation at the treating centre' }))
  firstConsultationDate?: string;

  @Field(
    item({
      kind: 'date',
      label: 'day on which follow-up went back to the referring centre',
      purpose: 'who follows the patient',
    }),
  )
  handoverDate?: string;

  @Field(
    item({
      kind: 'integer',
      label: 'way to the treating centre',
      min: 0,
      max: 3000,
      unit: 'km',
      identifiability: 'quasi',
      seenBy: 'centre',
      purpose: 'burden of travel',
    }),
  )
  travelDistance?: number;

  @Field(
    item({
      kind: 'integer',
      label: 'time to the treating centre',
      min: 0,
      max: 2880,
      unit: 'min',
      identifiability: 'quasi',
      seenBy: 'centre',
      purpose: 'burden of travel',
    }),
  )
  travelTime?: number;

  @Field(
    item({
      kind: 'code',
      label: 'the patient objects to sharing with the referring centre',
      values: YES_NO_UNKNOWN,
      purpose: 'no sharing against the will of the patient',
    }),
  )
  patientObjects?: string;
}
