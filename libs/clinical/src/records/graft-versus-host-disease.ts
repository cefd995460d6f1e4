// The record type GraftVersusHostDisease, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { EPISODE_OUTCOME, YES_NO_UNKNOWN } from '../value-lists.ts';

const STAGE = { min: 0, max: 4, unit: '{stage}' } as const;

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'safety' });

@RecordType({
  label: 'Graft-versus-host disease',
  purpose: 'Safety of products made of donor cells, and after an earlier transplant.',
  source: 'CIBMTR 4100',
  belongsTo: 'course',
})
export class GraftVersusHostDisease {
  @Field(
    item({
      kind: 'code',
      label: 'acute or chronic',
      values: { acute: 'acute', chronic: 'chronic' },
      required: true,
      level: 'key',
    }),
  )
  form?: string;

  @Field(item({ kind: 'date', label: 'first day', required: true, places: true, level: 'key' }))
  onsetDate?: string;

  @Field(item({ kind: 'date', label: 'last day' }))
  resolutionDate?: string;

  @Field(item({ kind: 'integer', label: 'highest grade, acute', min: 0, max: 4, unit: '{grade}', level: 'core' }))
  maximumGrade?: number;

  @Field(item({ kind: 'date', label: 'day of the highest grade' }))
  maximumGradeDate?: string;

  @Field(item({ kind: 'integer', label: 'stage of the skin', ...STAGE }))
  skinStage?: number;

  @Field(item({ kind: 'integer', label: 'stage of the lower gut', ...STAGE }))
  lowerGutStage?: number;

  @Field(item({ kind: 'code', label: 'upper gut involved', values: YES_NO_UNKNOWN }))
  upperGut?: string;

  @Field(item({ kind: 'integer', label: 'stage of the liver', ...STAGE }))
  liverStage?: number;

  @Field(item({ kind: 'code', label: 'other sites involved', values: YES_NO_UNKNOWN }))
  otherSites?: string;

  @Field(
    item({
      kind: 'code',
      label: 'highest severity, chronic',
      values: { mild: 'mild', moderate: 'moderate', severe: 'severe' },
      level: 'core',
    }),
  )
  chronicSeverity?: string;

  @Field(item({ kind: 'code', label: 'extent, chronic', values: { limited: 'limited', extensive: 'extensive' } }))
  chronicExtent?: string;

  @Field(item({ kind: 'code', label: 'still on systemic steroids', values: YES_NO_UNKNOWN }))
  steroidsOngoing?: string;

  @Field(item({ kind: 'code', label: 'still on other immunosuppression', values: YES_NO_UNKNOWN }))
  immunosuppressionOngoing?: string;

  @Field(item({ kind: 'code', label: 'outcome', values: EPISODE_OUTCOME }))
  outcome?: string;
}
