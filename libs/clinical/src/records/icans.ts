// The record type Icans, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { DRUGS, EPISODE_OUTCOME, GRADING_SYSTEM, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

/** Of what did not happen nothing further is asked. */
const OCCURRED = { item: 'occurred', is: ['yes'] } as const;

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'safety' });

@RecordType({
  label: 'Immune effector cell-associated neurotoxicity syndrome',
  purpose: 'Safety of the treatment.',
  source: 'ASTCT 2019, EBMT, CIBMTR 4100',
  belongsTo: 'course',
})
export class Icans {
  @Field({
    kind: 'code',
    label: 'did it occur',
    level: 'key',
    required: true,
    values: YES_NO_UNKNOWN,
    source: 'EBMT',
    purpose: 'safety',
    identifiability: 'none',
  })
  occurred?: string;

  @Field({
    kind: 'date',
    label: 'first day',
    level: 'core',
    source: 'EBMT',
    purpose: 'time to onset',
    identifiability: 'quasi',
  })
  onsetDate?: string;

  @Field({
    kind: 'date',
    label: 'last day',
    level: 'full',
    source: 'EBMT',
    purpose: 'duration',
    identifiability: 'quasi',
  })
  resolutionDate?: string;

  @Field({
    kind: 'integer',
    label: 'highest grade as the centre reports it',
    level: 'key',
    min: 0,
    max: 5,
    unit: '{grade}',
    source: 'ASTCT 2019',
    purpose: 'safety',
    identifiability: 'none',
    required: true,
    askedWhen: OCCURRED,
  })
  maximumGradeReported?: number;

  @Field({
    kind: 'code',
    label: 'graded by',
    level: 'core',
    values: GRADING_SYSTEM,
    source: 'ASTCT 2019',
    purpose: 'only ASTCT grades are pooled',
    identifiability: 'none',
    required: true,
    askedWhen: OCCURRED,
  })
  gradingSystem?: string;

  @Field({
    kind: 'integer',
    label: 'lowest ICE score',
    level: 'full',
    min: 0,
    max: 10,
    unit: '{score}',
    source: 'ASTCT 2019',
    purpose: 'severity',
    identifiability: 'none',
  })
  iceNadir?: number;

  @Field({
    kind: 'code',
    label: 'admitted to intensive care',
    level: 'core',
    values: YES_NO_UNKNOWN,
    source: 'EBMT',
    purpose: 'severity and resource use',
    identifiability: 'none',
    required: true,
    askedWhen: OCCURRED,
  })
  icuAdmission?: string;

  @Field({
    kind: 'code',
    label: 'outcome',
    level: 'core',
    values: EPISODE_OUTCOME,
    source: 'EBMT',
    purpose: 'safety',
    identifiability: 'none',
    required: true,
    askedWhen: OCCURRED,
  })
  outcome?: string;

  @Field(item({ kind: 'date', label: 'day of the highest grade' }))
  maximumGradeDate?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'signs',
      values: {
        alteredMentalStatus: 'altered mental status',
        aphasia: 'aphasia',
        tremor: 'tremor',
        dysgraphia: 'dysgraphia',
        seizure: 'seizure',
        hemiparesis: 'hemiparesis',
        motorWeakness: 'motor weakness',
        cerebralOedema: 'cerebral oedema',
        leukoencephalopathy: 'leukoencephalopathy',
        hallucination: 'hallucination',
        depressedConsciousness: 'depressed consciousness',
      },
    }),
  )
  signs?: readonly string[];

  @Field(
    item({
      kind: 'codes',
      label: 'given for it (ATC codes)',
      values: DRUGS,
      system: 'WHO ATC',
      shape: SHAPES.ATC,
      purpose: 'severity',
    }),
  )
  treatments?: readonly string[];

  @Field(item({ kind: 'date', label: 'admission to intensive care', purpose: 'resource use' }))
  icuAdmissionDate?: string;

  @Field(item({ kind: 'date', label: 'discharge from intensive care', purpose: 'resource use' }))
  icuDischargeDate?: string;
}
