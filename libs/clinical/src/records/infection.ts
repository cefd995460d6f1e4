// The record type Infection, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { NEUTROPHILS } from '../quantities.ts';
import { EPISODE_OUTCOME, SHAPES, YES_NO_UNKNOWN } from '../value-lists.ts';

const ORGANISM = {
  hbvReactivation: 'hepatitis B, reactivated',
  cmv: 'cytomegalovirus',
  hhv6: 'human herpesvirus 6',
  ebv: 'Epstein-Barr virus',
  adenovirus: 'adenovirus',
  jcPml: 'JC virus, progressive multifocal leukoencephalopathy',
  covid19: 'SARS-CoV-2',
  influenza: 'influenza',
  rsv: 'respiratory syncytial virus',
  pjp: 'Pneumocystis jirovecii',
  aspergillus: 'Aspergillus',
  candida: 'Candida',
  gramNegative: 'Gram-negative bacterium',
  gramPositive: 'Gram-positive bacterium',
  cDifficile: 'Clostridioides difficile',
  other: 'other',
} as const;

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'safety' });

@RecordType({ label: 'One infection', purpose: 'Safety of the treatment.', source: 'CIBMTR 4100', belongsTo: 'course' })
export class Infection {
  @Field(item({ kind: 'date', label: 'first day', required: true, places: true, level: 'key' }))
  onsetDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'kind of organism',
      values: {
        bacterial: 'bacterial',
        viral: 'viral',
        fungal: 'fungal',
        parasitic: 'parasitic',
        clinicallyDiagnosed: 'no organism found',
      },
      required: true,
      level: 'core',
    }),
  )
  organismType?: string;

  @Field(item({ kind: 'code', label: 'organism', values: ORGANISM }))
  organism?: string;

  @Field(item({ kind: 'code', label: 'organism (SNOMED CT)', values: {}, system: 'SNOMED CT', shape: SHAPES.SNOMED }))
  organismCode?: string;

  @Field(
    item({
      kind: 'codes',
      label: 'sites',
      values: {
        blood: 'blood',
        lowerRespiratory: 'lower airways',
        upperRespiratory: 'upper airways',
        gastrointestinal: 'gastrointestinal',
        urinary: 'urinary',
        cns: 'central nervous system',
        skin: 'skin',
        disseminated: 'disseminated',
        other: 'other',
      },
      required: true,
      level: 'core',
    }),
  )
  sites?: readonly string[];

  @Field(
    item({ kind: 'integer', label: 'grade (CTCAE)', min: 1, max: 5, unit: '{grade}', required: true, level: 'core' }),
  )
  grade?: number;

  @Field(
    item({
      kind: 'code',
      label: 'severity (Young)',
      values: {
        mild: 'mild',
        moderate: 'moderate',
        severe: 'severe',
        lifeThreatening: 'life-threatening',
        fatal: 'fatal',
      },
    }),
  )
  severityYoung?: string;

  @Field(item({ kind: 'code', label: 'admitted', values: YES_NO_UNKNOWN }))
  hospitalised?: string;

  @Field(item({ kind: 'code', label: 'admitted to intensive care', values: YES_NO_UNKNOWN }))
  icuAdmission?: string;

  @Field(item({ kind: 'date', label: 'last day' }))
  resolutionDate?: string;

  @Field(item({ kind: 'code', label: 'outcome', values: EPISODE_OUTCOME }))
  outcome?: string;

  @Field(item({ kind: 'code', label: 'prevention at onset', values: YES_NO_UNKNOWN }))
  prophylaxis?: string;

  @Field(item({ kind: 'code', label: 'immunoglobulins at onset', values: YES_NO_UNKNOWN }))
  immunoglobulins?: string;

  @Field(item({ ...NEUTROPHILS, label: 'neutrophils at onset' }))
  neutrophils?: Quantity;
}
