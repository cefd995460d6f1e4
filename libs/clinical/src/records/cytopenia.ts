// The record type Cytopenia, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'safety' });

@RecordType({
  label: 'Recovery of the blood',
  purpose: 'When counts came back, and what helped.',
  source: 'CIBMTR 4100',
  belongsTo: 'course',
})
export class Cytopenia {
  @Field(item({ kind: 'date', label: 'day of the assessment', required: true, places: true, level: 'key' }))
  assessmentDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'neutrophils recovered (0.5 × 10⁹/L, three days)',
      values: { yes: 'yes', no: 'not yet', neverBelow: 'never below', unknown: 'unknown' },
      required: true,
      level: 'core',
    }),
  )
  neutrophilRecovery?: string;

  @Field(item({ kind: 'date', label: 'first of these three days' }))
  neutrophilRecoveryDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'platelets recovered (20 × 10⁹/L, 7 days without transfusion)',
      values: { yes: 'yes', no: 'not yet', neverBelow: 'never below', unknown: 'unknown' },
      required: true,
      level: 'core',
    }),
  )
  plateletRecovery?: string;

  @Field(item({ kind: 'date', label: 'day of recovery' }))
  plateletRecoveryDate?: string;

  @Field(item({ kind: 'integer', label: 'days of growth factor', min: 0, max: 400, unit: 'd' }))
  growthFactorDays?: number;

  @Field(item({ kind: 'code', label: 'boost of stem cells', values: YES_NO_UNKNOWN }))
  stemCellBoost?: string;

  @Field(item({ kind: 'date', label: 'day of the boost' }))
  stemCellBoostDate?: string;

  @Field(item({ kind: 'code', label: 'thrombopoietin receptor agonist', values: YES_NO_UNKNOWN }))
  thrombopoietinAgonist?: string;

  @Field(item({ kind: 'integer', label: 'units of red cells since infusion', min: 0, max: 300, unit: '{units}' }))
  redCellUnits?: number;

  @Field(item({ kind: 'integer', label: 'units of platelets since infusion', min: 0, max: 300, unit: '{units}' }))
  plateletUnits?: number;
}
