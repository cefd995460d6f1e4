// The record type ResponseAssessment, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType } from '@longview/dictionary';
import { RESPONSE } from '../value-lists.ts';

@RecordType({
  label: 'An assessment of the disease after infusion',
  purpose: 'Response, and where progression-free survival is censored.',
  source: 'EBMT, CIBMTR 4100',
  belongsTo: 'course',
})
export class ResponseAssessment {
  @Field({
    kind: 'date',
    label: 'date of the assessment',
    level: 'key',
    required: true,
    places: true,
    source: 'EBMT',
    purpose: 'progression-free survival',
    identifiability: 'quasi',
  })
  assessmentDate?: string;

  @Field({
    kind: 'code',
    label: 'response as the centre reports it',
    level: 'key',
    required: true,
    values: RESPONSE,
    source: 'Lugano 2014, IMWG 2016, NCCN',
    purpose: 'response',
    identifiability: 'none',
  })
  responseReported?: string;

  @Field({
    kind: 'code',
    label: 'criteria',
    level: 'full',
    values: {
      Lugano2014: 'Lugano 2014',
      LYRIC: 'LYRIC',
      IMWG2016: 'IMWG 2016',
      NCCN_ALL: 'NCCN, acute lymphoblastic leukaemia',
      iwCLL2018: 'iwCLL 2018',
      IWG_AML: 'IWG, acute myeloid leukaemia',
    },
    source: 'EBMT',
    purpose: 'comparability',
    identifiability: 'none',
  })
  criteria?: string;

  @Field({
    kind: 'integer',
    label: 'Deauville score',
    level: 'full',
    min: 1,
    max: 5,
    unit: '{score}',
    source: 'Lugano 2014',
    purpose: 'response',
    identifiability: 'none',
  })
  deauvilleScore?: number;
}
