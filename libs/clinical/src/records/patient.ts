// The record type Patient, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { COUNTRIES, SEX, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

// The one age and its day travel beside this record, never in it: see the wire and the registry's patient table.
const item = sharing({
  level: 'full',
  source: 'EMA18',
  purpose: 'which other registry has the patient, without the number',
});

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
    shape: SHAPES.COUNTRY,
    system: 'ISO 3166-1 alpha-2',
    source: 'ISO 3166-1 alpha-2',
    purpose: 'cross-border care',
    identifiability: 'quasi',
  })
  countryOfResidence?: string;

  @Field(
    item({
      kind: 'code',
      label: 'region of residence (NUTS 3)',
      values: {},
      system: 'NUTS 3',
      shape: SHAPES.NUTS3,
      identifiability: 'quasi',
      source: 'Eurostat NUTS 2024',
      purpose: 'distance to care',
    }),
  )
  residenceNuts3?: string;

  @Field(
    item({
      kind: 'code',
      label: "an EBMT number stands in the hospital's file",
      values: YES_NO_UNKNOWN,
      source: 'EBMT',
    }),
  )
  ebmtIdRecorded?: string;

  @Field(
    item({
      kind: 'code',
      label: "a CIBMTR number stands in the hospital's file",
      values: YES_NO_UNKNOWN,
      source: 'CIBMTR 2804',
    }),
  )
  cibmtrIdRecorded?: string;

  @Field(
    item({
      kind: 'code',
      label: "a DESCAR-T number stands in the hospital's file",
      values: YES_NO_UNKNOWN,
      source: 'DESCAR-T',
    }),
  )
  descartIdRecorded?: string;
}
