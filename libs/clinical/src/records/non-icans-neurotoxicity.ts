// The record type NonIcansNeurotoxicity, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { DRUGS, EPISODE_OUTCOME, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'safety' });

@RecordType({
  label: 'Neurotoxicity that is not ICANS',
  purpose: 'Late and rare effects on the nervous system.',
  source: 'CIBMTR 4100',
  belongsTo: 'course',
})
export class NonIcansNeurotoxicity {
  @Field(
    item({
      kind: 'code',
      label: 'kind',
      values: {
        movementNeurocognitive: 'movement and neurocognitive disorder',
        cranialNervePalsy: 'cranial nerve palsy',
        peripheralNeuropathy: 'Guillain-Barre or other neuropathy',
        myelitis: 'myelitis',
        encephalitis: 'encephalitis',
        PRES: 'posterior reversible encephalopathy',
        strokeOrHaemorrhage: 'stroke or haemorrhage',
        cognitiveDecline: 'cognitive decline',
        other: 'other',
      },
      required: true,
      level: 'key',
    }),
  )
  type?: string;

  @Field(item({ kind: 'date', label: 'first day', required: true, places: true, level: 'key' }))
  onsetDate?: string;

  @Field(item({ kind: 'date', label: 'last day' }))
  resolutionDate?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'signs of parkinsonism',
      values: {
        bradykinesia: 'bradykinesia',
        rigidity: 'rigidity',
        tremor: 'tremor',
        gait: 'gait',
        micrographia: 'micrographia',
        facialMasking: 'facial masking',
      },
    }),
  )
  parkinsonism?: readonly string[];

  @Field(item({ kind: 'integer', label: 'UPDRS, motor part', min: 0, max: 132, unit: '{score}' }))
  updrsMotor?: number;

  @Field(
    item({ kind: 'integer', label: 'grade (CTCAE)', min: 1, max: 5, unit: '{grade}', required: true, level: 'core' }),
  )
  gradeReported?: number;

  @Field(item({ kind: 'code', label: 'began after ICANS had resolved', values: YES_NO_UNKNOWN }))
  afterIcansResolved?: string;

  @Field(
    item({ kind: 'codes', label: 'given for it (ATC codes)', values: DRUGS, system: 'WHO ATC', shape: SHAPES.ATC }),
  )
  treatments?: readonly string[];

  @Field(item({ kind: 'code', label: 'outcome', values: EPISODE_OUTCOME }))
  outcome?: string;

  @Field(item({ kind: 'code', label: 'MedDRA term', values: {}, system: 'MedDRA', shape: SHAPES.MEDDRA }))
  meddraTerm?: string;
}
