// The record type Patient, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType } from '@longview/dictionary';
import { COUNTRIES, SEX } from '../value-lists.ts';

// The one age and its day travel beside this record, never in it: see the wire and the registry's patient table.
@RecordType({
  label: 'Who is treated, as far as the registry may know',
  purpose: 'Describes the population.',
  source: 'EMA18',
  belongsTo: 'patient',
})
export class Patient {
  @Field({
    kind: 'code',
    label: 'administrative sex',
    level: 'key',
    required: true,
    values: SEX,
    source: 'HL7 administrative-gender',
    purpose: 'prognostic factor; population description',
    identifiability: 'quasi',
    concept: 'LOINC|46098-0',
  })
  sex?: string;

  @Field({
    kind: 'code',
    label: 'country of residence',
    level: 'core',
    required: true,
    values: COUNTRIES,
    source: 'ISO 3166-1 alpha-2',
    purpose: 'cross-border care',
    identifiability: 'quasi',
  })
  countryOfResidence?: string;
}
