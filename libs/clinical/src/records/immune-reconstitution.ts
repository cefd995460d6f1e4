// The record type ImmuneReconstitution, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing, type Quantity } from '@longview/dictionary';
import { CELLS_PER_MICROLITRE, IMMUNOGLOBULIN_G, IMMUNOGLOBULIN_G_LIMIT, PERCENT } from '../quantities.ts';
import { YES_NO_UNKNOWN } from '../value-lists.ts';

const item = sharing({ level: 'full', source: 'CIBMTR 4100', purpose: 'safety' });

@RecordType({
  label: 'Immunoglobulins and lymphocyte subsets',
  purpose: 'Hypogammaglobulinaemia and recovery of immunity.',
  source: 'CIBMTR 4100',
  belongsTo: 'course',
})
export class ImmuneReconstitution {
  @Field(item({ kind: 'date', label: 'day of the sample', required: true, places: true, level: 'key' }))
  sampleDate?: string;

  @Field(item({ ...IMMUNOGLOBULIN_G, label: 'IgG' }))
  immunoglobulinG?: Quantity;

  @Field(item({ ...IMMUNOGLOBULIN_G_LIMIT, label: 'IgG below which the centre replaces' }))
  replacementThreshold?: Quantity;

  @Field(
    item({ kind: 'code', label: 'immunoglobulins replaced', values: YES_NO_UNKNOWN, required: true, level: 'core' }),
  )
  replacement?: string;

  @Field(item({ kind: 'date', label: 'first day of replacement' }))
  replacementStartDate?: string;

  @Field(item({ kind: 'date', label: 'last day of replacement' }))
  replacementEndDate?: string;

  @Field(item({ kind: 'code', label: 'route', values: { IV: 'intravenous', SC: 'subcutaneous' } }))
  replacementRoute?: string;

  @Field(item({ kind: 'integer', label: 'doses since the last report', min: 0, max: 200, unit: '{doses}' }))
  replacementDoses?: number;

  @Field(item({ ...CELLS_PER_MICROLITRE, label: 'CD4-positive T cells', concept: 'LOINC|24467-3' }))
  cd4?: Quantity;

  @Field(item({ ...CELLS_PER_MICROLITRE, label: 'CD8-positive T cells' }))
  cd8?: Quantity;

  @Field(item({ ...CELLS_PER_MICROLITRE, label: 'CD19-positive B cells', concept: 'LOINC|8117-4' }))
  cd19?: Quantity;

  @Field(item({ ...PERCENT, label: 'share of CD19-positive cells' }))
  cd19Share?: Quantity;
}
