// The record type IecHs, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import {
  ALANINE_TRANSAMINASE,
  FERRITIN,
  FERRITIN_LIMIT,
  FIBRINOGEN,
  TRANSAMINASE_LIMIT,
  TRIGLYCERIDES,
} from '../quantities.ts';
import { DRUGS, EPISODE_OUTCOME, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'Hines 2023', purpose: 'safety' });

@RecordType({
  label: 'IEC-associated haemophagocytic lymphohistiocytosis-like syndrome',
  purpose: 'Safety of the treatment.',
  source: 'Hines 2023',
  belongsTo: 'course',
})
export class IecHs {
  @Field(item({ kind: 'code', label: 'did it occur', values: YES_NO_UNKNOWN, required: true, level: 'key' }))
  occurred?: string;

  @Field(item({ kind: 'date', label: 'first day' }))
  onsetDate?: string;

  @Field(item({ kind: 'date', label: 'last day' }))
  resolutionDate?: string;

  @Field(
    item({
      kind: 'integer',
      label: 'highest grade as the clinician reports it',
      min: 1,
      max: 5,
      unit: '{grade}',
      level: 'core',
    }),
  )
  gradeReported?: number;

  @Field(item({ ...FERRITIN, label: 'highest ferritin' }))
  ferritin?: Quantity;

  @Field(item({ ...FERRITIN_LIMIT, label: 'upper limit of the laboratory for ferritin' }))
  ferritinLimit?: Quantity;

  @Field(item({ ...FERRITIN, label: 'ferritin at infusion' }))
  ferritinBaseline?: Quantity;

  @Field(item({ ...FIBRINOGEN, label: 'lowest fibrinogen' }))
  fibrinogen?: Quantity;

  @Field(item({ ...ALANINE_TRANSAMINASE, label: 'highest ALT' }))
  alanineTransaminase?: Quantity;

  @Field(item({ ...TRANSAMINASE_LIMIT, label: 'upper limit of the laboratory for ALT' }))
  transaminaseLimit?: Quantity;

  @Field(item({ ...TRIGLYCERIDES, label: 'highest triglycerides' }))
  triglycerides?: Quantity;

  @Field(item({ kind: 'code', label: 'haemophagocytosis seen', values: YES_NO_UNKNOWN }))
  haemophagocytosis?: string;

  @Field(item({ kind: 'code', label: 'new or worse cytopenia', values: YES_NO_UNKNOWN }))
  newCytopenia?: string;

  @Field(item({ kind: 'code', label: 'hypoxia or infiltrates', values: YES_NO_UNKNOWN }))
  hypoxia?: string;

  @Field(item({ kind: 'code', label: 'coagulopathy', values: YES_NO_UNKNOWN }))
  coagulopathy?: string;

  @Field(item({ kind: 'code', label: 'new splenomegaly', values: YES_NO_UNKNOWN }))
  splenomegaly?: string;

  @Field(item({ kind: 'code', label: 'renal insufficiency', values: YES_NO_UNKNOWN }))
  renalInsufficiency?: string;

  @Field(item({ kind: 'code', label: 'neurotoxicity at the same time', values: YES_NO_UNKNOWN }))
  neurotoxicity?: string;

  @Field(item({ kind: 'code', label: 'better explained by CRS, infection or progression', values: YES_NO_UNKNOWN }))
  otherExplanation?: string;

  @Field(item({ kind: 'code', label: 'CRS resolving or resolved at onset', values: YES_NO_UNKNOWN }))
  crsResolving?: string;

  @Field(
    item({ kind: 'codes', label: 'given for it (ATC codes)', values: DRUGS, system: 'WHO ATC', shape: SHAPES.ATC }),
  )
  treatments?: readonly string[];

  @Field(item({ kind: 'code', label: 'admitted to intensive care', values: YES_NO_UNKNOWN }))
  icuAdmission?: string;

  @Field(item({ kind: 'code', label: 'outcome', values: EPISODE_OUTCOME, level: 'core' }))
  outcome?: string;
}
