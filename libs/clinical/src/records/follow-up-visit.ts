// The record type FollowUpVisit, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { YES_NO_UNKNOWN } from '../value-lists.ts';

const VISIT = {
  D0: 'day 0',
  D7: 'day 7',
  D14: 'day 14',
  D28: 'day 28',
  D100: 'day 100',
  M6: 'month 6',
  M12: 'month 12',
  M18: 'month 18',
  M24: 'month 24',
  Y3: 'year 3',
  Y4: 'year 4',
  Y5: 'year 5',
  Y6: 'year 6',
  Y7: 'year 7',
  Y8: 'year 8',
  Y9: 'year 9',
  Y10: 'year 10',
  Y11: 'year 11',
  Y12: 'year 12',
  Y13: 'year 13',
  Y14: 'year 14',
  Y15: 'year 15',
  EVENT: 'for an event',
} as const;

const item = sharing({ level: 'full', source: 'EBMT', purpose: 'completeness of follow-up' });

@RecordType({
  label: 'A visit of the schedule',
  purpose: 'Completeness of follow-up over fifteen years.',
  source: 'EBMT, CHMP/GTWP/60436/07',
  belongsTo: 'course',
})
export class FollowUpVisit {
  @Field(item({ kind: 'date', label: 'day of the visit', required: true, places: true, level: 'key' }))
  visitDate?: string;

  @Field(item({ kind: 'code', label: 'visit', values: VISIT, required: true, level: 'key' }))
  visitCode?: string;

  @Field(
    item({
      kind: 'code',
      label: 'how',
      values: { inPerson: 'in person', tele: 'at a distance', registerLinkage: 'from a register' },
      required: true,
      level: 'core',
    }),
  )
  visitMode?: string;

  @Field(
    item({
      kind: 'code',
      label: 'seen at',
      values: { treatingCentre: 'the treating centre', referralCentre: 'the referring centre', other: 'elsewhere' },
    }),
  )
  seenBy?: string;

  @Field(item({ kind: 'code', label: 'nothing changed since the last visit', values: YES_NO_UNKNOWN }))
  noChange?: string;

  @Field(
    item({
      kind: 'code',
      label: 'relapse or progression since the last visit',
      values: YES_NO_UNKNOWN,
      level: 'core',
      required: true,
    }),
  )
  relapseSince?: string;

  @Field(
    item({
      kind: 'code',
      label: 'new malignancy since the last visit',
      values: YES_NO_UNKNOWN,
      level: 'core',
      required: true,
    }),
  )
  secondMalignancySince?: string;

  @Field(item({ kind: 'code', label: 'infection of grade 3 or more since the last visit', values: YES_NO_UNKNOWN }))
  infectionSince?: string;

  @Field(item({ kind: 'code', label: 'new neurological event since the last visit', values: YES_NO_UNKNOWN }))
  neurotoxicitySince?: string;

  @Field(item({ kind: 'code', label: 'pregnancy since the last visit', values: YES_NO_UNKNOWN }))
  pregnancySince?: string;

  @Field(item({ kind: 'code', label: 'new treatment of the disease since the last visit', values: YES_NO_UNKNOWN }))
  newTherapySince?: string;

  @Field(
    item({
      kind: 'integer',
      label: 'ECOG performance status',
      min: 0,
      max: 5,
      unit: '{score}',
      concept: 'LOINC|89247-1',
    }),
  )
  ecog?: number;

  @Field(item({ kind: 'code', label: 'attested by a physician', values: YES_NO_UNKNOWN }))
  attested?: string;
}
