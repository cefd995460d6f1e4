// The record type LesionMeasurement, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { LENGTH_OF_LESION } from '../quantities.ts';
import { BODY_SITE } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'Lugano 2014', purpose: 'response' });

@RecordType({
  label: 'One lesion, measured at one assessment',
  purpose: 'Response is derived from the sums.',
  source: 'Lugano 2014',
  belongsTo: 'course',
})
export class LesionMeasurement {
  @Field(item({ kind: 'date', label: 'day of the assessment', required: true, places: true, level: 'key' }))
  assessmentDate?: string;

  @Field(
    item({
      kind: 'integer',
      label: 'number of the lesion, the same at each assessment',
      min: 1,
      max: 20,
      unit: '{lesion}',
      required: true,
      level: 'key',
    }),
  )
  lesionNumber?: number;

  @Field(
    item({
      kind: 'code',
      label: 'kind',
      values: {
        targetNodal: 'target, node',
        targetExtranodal: 'target, outside nodes',
        nonTarget: 'not measured',
        new: 'new',
      },
      required: true,
      level: 'core',
    }),
  )
  kind?: string;

  @Field(item({ kind: 'code', label: 'site', values: BODY_SITE }))
  site?: string;

  @Field(item({ ...LENGTH_OF_LESION, label: 'longest diameter' }))
  longestDiameter?: Quantity;

  @Field(item({ ...LENGTH_OF_LESION, label: 'diameter across' }))
  shortDiameter?: Quantity;

  @Field(
    item({
      kind: 'code',
      label: 'visibility',
      values: { measured: 'measured', tooSmall: 'too small to measure', notVisible: 'not visible' },
    }),
  )
  visibility?: string;
}
