// The record type Icaht, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';

const item = sharing({ level: 'full', source: 'EHA/EBMT 2023', purpose: 'safety' });

@RecordType({
  label: 'Haematotoxicity after immune effector cells, as the centre grades it',
  purpose: 'Compared with the grade derived from the counts.',
  source: 'EHA/EBMT 2023',
  belongsTo: 'course',
})
export class Icaht {
  @Field(
    item({
      kind: 'code',
      label: 'early or late',
      values: { early: 'day 0 to 30', late: 'after day 30' },
      required: true,
      level: 'key',
    }),
  )
  phase?: string;

  @Field(item({ kind: 'date', label: 'day of the assessment', required: true, places: true, level: 'key' }))
  assessmentDate?: string;

  @Field(
    item({
      kind: 'integer',
      label: 'grade as the centre reports it',
      min: 0,
      max: 4,
      unit: '{grade}',
      required: true,
      level: 'core',
    }),
  )
  gradeReported?: number;

  @Field(
    item({
      kind: 'integer',
      label: 'grade of the platelets as the centre reports it',
      min: 0,
      max: 4,
      unit: '{grade}',
    }),
  )
  thrombocytopeniaGradeReported?: number;

  @Field(
    item({
      kind: 'code',
      label: 'course of the neutrophils',
      values: { quick: 'quick recovery', intermittent: 'intermittent', aplastic: 'aplastic' },
    }),
  )
  phenotype?: string;
}
