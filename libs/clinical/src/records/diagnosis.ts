// The record type Diagnosis, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType } from '@longview/dictionary';
import { DISEASE_STATUS, PRIMARY_DISEASE } from '../value-lists.ts';

@RecordType({
  label: 'The disease for which the course is given',
  purpose: 'Defines the population of every analysis.',
  source: 'CIBMTR 4000, EBMT',
  belongsTo: 'course',
})
export class Diagnosis {
  @Field({
    kind: 'code',
    label: 'primary disease',
    level: 'key',
    required: true,
    values: PRIMARY_DISEASE,
    source: 'CIBMTR 4000, EBMT',
    purpose: 'indication',
    identifiability: 'quasi',
  })
  primaryDisease?: string;

  @Field({
    kind: 'partialDate',
    label: 'date of diagnosis',
    level: 'core',
    required: true,
    source: 'EBMT',
    purpose: 'disease duration',
    identifiability: 'quasi',
  })
  diagnosisDate?: string;

  @Field({
    kind: 'code',
    label: 'disease status before infusion',
    level: 'core',
    required: true,
    values: DISEASE_STATUS,
    source: 'EBMT',
    purpose: 'prognostic factor',
    identifiability: 'none',
  })
  statusAtInfusion?: string;

  @Field({
    kind: 'integer',
    label: 'Karnofsky performance status before infusion',
    level: 'full',
    min: 0,
    max: 100,
    unit: '%',
    source: 'CIBMTR 4000',
    purpose: 'prognostic factor',
    identifiability: 'none',
    concept: 'LOINC|89243-0',
  })
  karnofsky?: number;

  @Field({
    kind: 'integer',
    label: 'lines of treatment before this course',
    level: 'full',
    min: 0,
    max: 20,
    unit: '{lines}',
    source: 'EBMT',
    purpose: 'label and prognosis',
    identifiability: 'none',
  })
  numberOfPriorLines?: number;
}
