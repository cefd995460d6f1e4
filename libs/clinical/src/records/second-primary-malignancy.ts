// The record type SecondPrimaryMalignancy, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { SHAPES, TISSUE, YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'safety' });

@RecordType({
  label: 'A new malignancy after infusion',
  purpose: 'Life-long safety; whether the transgene is in it.',
  source: 'CIBMTR 4100, PRAC 2024',
  belongsTo: 'course',
  alwaysLands: true,
})
export class SecondPrimaryMalignancy {
  @Field(item({ kind: 'partialDate', label: 'date of diagnosis', required: true, level: 'key' }))
  diagnosisDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'kind',
      values: {
        MDS_AML: 'myelodysplastic neoplasm or acute myeloid leukaemia',
        tCellLymphomaLeukaemia: 'T-cell lymphoma or leukaemia',
        otherHaematologic: 'other of the blood',
        solid: 'solid',
        nonMelanomaSkin: 'skin, no melanoma',
      },
      required: true,
      level: 'key',
    }),
  )
  category?: string;

  @Field(
    item({
      kind: 'code',
      label: 'morphology (ICD-O-3, written 9680-3)',
      values: {},
      system: 'ICD-O-3.2',
      shape: SHAPES.MORPHOLOGY,
      identifiability: 'quasi',
      source: 'ICD-O-3.2',
    }),
  )
  morphology?: string;

  @Field(
    item({
      kind: 'code',
      label: 'topography (ICD-O-3)',
      values: {},
      system: 'ICD-O-3.2',
      shape: SHAPES.TOPOGRAPHY,
      identifiability: 'quasi',
      source: 'ICD-O-3.2',
    }),
  )
  topography?: string;

  @Field(
    item({
      kind: 'code',
      label: 'tested for the transgene',
      values: { yes: 'yes', no: 'no', pending: 'pending', sampleUnavailable: 'no sample', unknown: 'unknown' },
      level: 'core',
      source: 'PRAC 2024',
    }),
  )
  transgeneTested?: string;

  @Field(
    item({
      kind: 'code',
      label: 'transgene',
      values: { positive: 'found', negative: 'not found', inconclusive: 'inconclusive' },
      level: 'core',
      source: 'PRAC 2024',
    }),
  )
  transgeneResult?: string;

  @Field(
    item({
      kind: 'code',
      label: 'method',
      values: {
        qpcr: 'quantitative PCR',
        ddpcr: 'digital PCR',
        ihc: 'immunohistochemistry',
        ish: 'in-situ hybridisation',
        ngs: 'sequencing',
        other: 'other',
      },
      source: 'PRAC 2024',
    }),
  )
  transgeneMethod?: string;

  @Field(item({ kind: 'date', label: 'day of that sample', source: 'PRAC 2024' }))
  transgeneSampleDate?: string;

  @Field(item({ kind: 'code', label: 'tissue of that sample', values: TISSUE, source: 'PRAC 2024' }))
  transgeneTissue?: string;

  @Field(
    item({
      kind: 'code',
      label: 'who tested',
      values: { hospital: 'the hospital', company: 'the company', reference: 'a reference laboratory' },
      source: 'PRAC 2024',
    }),
  )
  transgeneLaboratory?: string;

  @Field(
    item({
      kind: 'quantity',
      label: 'vector copies a cell',
      unit: '{copies}/{cell}',
      min: 0,
      max: 20,
      accepts: { '{copies}/{cell}': 1 },
      source: 'PRAC 2024',
    }),
  )
  vectorCopyNumber?: Quantity;

  @Field(item({ kind: 'code', label: 'sites of integration analysed', values: YES_NO_UNKNOWN, source: 'PRAC 2024' }))
  integrationSiteAnalysis?: string;

  @Field(
    item({
      kind: 'code',
      label: 'replication-competent virus',
      values: { notTested: 'not tested', negative: 'not found', positive: 'found' },
      source: 'PRAC 2024',
    }),
  )
  replicationCompetentVirus?: string;

  @Field(
    item({ kind: 'code', label: 'tested for', values: { RCL: 'lentivirus', RCR: 'retrovirus' }, source: 'PRAC 2024' }),
  )
  replicationCompetentVirusMethod?: string;

  @Field(item({ kind: 'date', label: 'day of that test', source: 'PRAC 2024' }))
  replicationCompetentVirusDate?: string;

  @Field(item({ kind: 'code', label: 'clonal haematopoiesis before infusion', values: YES_NO_UNKNOWN }))
  clonalHaematopoiesisBefore?: string;

  @Field(item({ kind: 'code', label: 'tissue kept', values: YES_NO_UNKNOWN, required: true, level: 'core' }))
  biopsyArchived?: string;

  @Field(
    item({ kind: 'code', label: 'reported to EudraVigilance', values: YES_NO_UNKNOWN, required: true, level: 'core' }),
  )
  reportedToEudraVigilance?: string;

  @Field(item({ kind: 'date', label: 'day of that report' }))
  reportedToEudraVigilanceDate?: string;

  @Field(
    item({ kind: 'code', label: 'reported to the company', values: YES_NO_UNKNOWN, required: true, level: 'core' }),
  )
  reportedToCompany?: string;

  @Field(item({ kind: 'date', label: 'day of that report' }))
  reportedToCompanyDate?: string;

  @Field(
    item({
      kind: 'code',
      label: 'outcome',
      values: { remission: 'remission', ongoing: 'ongoing', fatal: 'fatal', unknown: 'unknown' },
      required: true,
      level: 'core',
    }),
  )
  outcome?: string;

  @Field(item({ kind: 'code', label: 'died of it', values: YES_NO_UNKNOWN }))
  deathDue?: string;
}
