// The record type AdverseEvent, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { EPISODE_OUTCOME, RELATEDNESS, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const ORGANS = {
  tumourLysis: 'tumour lysis',
  cardiac: 'heart',
  vascular: 'vessels, thrombosis',
  bleeding: 'bleeding',
  respiratory: 'lungs',
  gastrointestinal: 'gastrointestinal',
  hepatic: 'liver',
  renal: 'kidneys',
  endocrine: 'endocrine',
  musculoskeletal: 'muscles and bones',
  skin: 'skin',
  eye: 'eye',
  nervousSystem: 'nervous system',
  psychiatric: 'psychiatric',
  immune: 'immune system, graft-versus-host disease',
  blood: 'blood',
  general: 'general',
  other: 'other',
} as const;

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'safety' });

@RecordType({
  label: 'Any other adverse event',
  purpose: 'Safety of the treatment.',
  source: 'CTCAE, MedDRA',
  belongsTo: 'course',
})
export class AdverseEvent {
  @Field(item({ kind: 'date', label: 'first day', required: true, places: true, level: 'key' }))
  onsetDate?: string;

  @Field(item({ kind: 'code', label: 'organ group', values: ORGANS, required: true, level: 'core' }))
  organGroup?: string;

  @Field(
    item({
      kind: 'code',
      label: 'MedDRA preferred term',
      values: {},
      system: 'MedDRA',
      shape: SHAPES.MEDDRA,
      level: 'core',
    }),
  )
  meddraTerm?: string;

  @Field(item({ kind: 'code', label: 'MedDRA lowest level term', values: {}, system: 'MedDRA', shape: SHAPES.MEDDRA }))
  meddraLowLevelTerm?: string;

  @Field(item({ kind: 'code', label: 'MedDRA version', values: {}, shape: /^\d{2}\.\d$/ }))
  meddraVersion?: string;

  @Field(item({ kind: 'text', label: 'event, in words', maxLength: 120 }))
  term?: string;

  @Field(
    item({ kind: 'integer', label: 'grade (CTCAE)', min: 1, max: 5, unit: '{grade}', required: true, level: 'key' }),
  )
  grade?: number;

  @Field(item({ kind: 'code', label: 'version of the CTCAE', values: { v4: '4', v5: '5', v6: '6' } }))
  ctcaeVersion?: string;

  @Field(item({ kind: 'date', label: 'last day' }))
  resolutionDate?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'why serious',
      values: {
        death: 'death',
        lifeThreatening: 'life-threatening',
        hospitalisation: 'admission',
        disability: 'disability',
        congenital: 'congenital anomaly',
        otherImportant: 'otherwise important',
      },
    }),
  )
  seriousness?: readonly string[];

  @Field(item({ kind: 'code', label: 'related to the product', values: RELATEDNESS, required: true, level: 'core' }))
  relatedToProduct?: string;

  @Field(item({ kind: 'code', label: 'related to lymphodepletion', values: RELATEDNESS }))
  relatedToLymphodepletion?: string;

  @Field(item({ kind: 'code', label: 'related to the disease', values: RELATEDNESS }))
  relatedToDisease?: string;

  @Field(item({ kind: 'code', label: 'expected', values: YES_NO_UNKNOWN }))
  expected?: string;

  @Field(item({ kind: 'code', label: 'reported to EudraVigilance', values: YES_NO_UNKNOWN }))
  reportedToEudraVigilance?: string;

  @Field(item({ kind: 'code', label: 'reported to the company', values: YES_NO_UNKNOWN }))
  reportedToCompany?: string;

  @Field(item({ kind: 'code', label: 'outcome', values: EPISODE_OUTCOME }))
  outcome?: string;
}
