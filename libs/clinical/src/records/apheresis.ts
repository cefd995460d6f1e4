// The record type Apheresis, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType } from '@longview/dictionary';

@RecordType({
  label: 'One day of cell collection',
  purpose: 'Start of vein-to-vein time.',
  source: 'EBMT, CIBMTR 4003',
  belongsTo: 'course',
})
export class Apheresis {
  @Field({
    kind: 'date',
    label: 'date of collection',
    level: 'key',
    required: true,
    places: true,
    source: 'EBMT',
    purpose: 'vein-to-vein time',
    identifiability: 'quasi',
  })
  apheresisDate?: string;

  @Field({
    kind: 'code',
    label: 'outcome of the collection',
    level: 'core',
    required: true,
    values: { successful: 'successful', failed: 'failed', repeatNeeded: 'to be repeated' },
    source: 'CIBMTR 4003',
    purpose: 'product flow',
    identifiability: 'none',
  })
  collectionOutcome?: string;

  @Field({
    kind: 'code',
    label: 'donor',
    level: 'core',
    values: {
      autologous: 'autologous',
      allogeneicRelated: 'allogeneic, related',
      allogeneicUnrelated: 'allogeneic, unrelated',
      cordBlood: 'cord blood',
      iPSC: 'induced pluripotent stem cells',
    },
    source: 'CIBMTR 4003',
    purpose: 'product description',
    identifiability: 'none',
  })
  donorType?: string;
}
