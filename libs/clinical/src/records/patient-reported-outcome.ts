// The record type PatientReportedOutcome, described once: its checks, GraphQL types, JSON Schema, template and codebook page come from here.
import { Field, RecordType, sharing } from '@longview/dictionary';
import { YES_NO_UNKNOWN } from '../value-lists.ts';

const INSTRUMENT = {
  'EQ-5D-5L': 'EQ-5D-5L',
  'EQ-5D-Y': 'EQ-5D-Y',
  EORTC_QLQ_C30_v3: 'EORTC QLQ-C30, version 3',
  'QLQ-MY20': 'EORTC QLQ-MY20',
  'QLQ-NHL-HG29': 'EORTC QLQ-NHL-HG29',
  'FACT-Lym': 'FACT-Lym',
  'PROMIS-29': 'PROMIS-29',
  'FACT-Cog': 'FACT-Cog',
} as const;

const PRO_TIME = {
  beforeApheresis: 'before apheresis',
  beforeLymphodepletion: 'before lymphodepletion',
  d28: 'day 28',
  m3: 'month 3, day 100',
  m6: 'month 6',
  m12: 'month 12',
  m18: 'month 18',
  m24: 'month 24',
  annual: 'yearly after that',
  unscheduled: 'unscheduled',
} as const;

const item = sharing({ level: 'full', source: 'EORTC, EuroQol', purpose: 'quality of life' });

/** The items are known by their numbers: their wording belongs to the EORTC. */
function NumberedItems(count: number, highest: (number: number) => number): ClassDecorator {
  return (target) => {
    for (let number = 1; number <= count; number++)
      Field(
        item({
          kind: 'integer',
          label: `QLQ-C30: item ${number}`,
          min: 1,
          max: highest(number),
          unit: '{level}',
          source: 'EORTC',
        }),
      )(target.prototype as object, `qlqC30Item${number}`);
  };
}

@RecordType({
  label: 'What the patient reports',
  purpose: 'Quality of life, work and care.',
  source: 'EuroQol, EORTC',
  belongsTo: 'course',
  mayPrecede: true,
})
@NumberedItems(30, (number) => (number < 29 ? 4 : 7))
export class PatientReportedOutcome {
  @Field(item({ kind: 'code', label: 'instrument', values: INSTRUMENT, required: true, level: 'key' }))
  instrument?: string;

  @Field(item({ kind: 'date', label: 'day', required: true, places: true, level: 'key' }))
  assessmentDate?: string;

  @Field(item({ kind: 'code', label: 'time point', values: PRO_TIME, required: true, level: 'core' }))
  timePoint?: string;

  @Field(item({ kind: 'code', label: 'version', values: {}, shape: /^\d(\.\d)?$/ }))
  instrumentVersion?: string;

  @Field(
    item({
      kind: 'code',
      label: 'language',
      values: { nl: 'Dutch', fr: 'French', de: 'German', en: 'English', other: 'other' },
    }),
  )
  language?: string;

  @Field(
    item({
      kind: 'code',
      label: 'how it was answered',
      values: { paper: 'on paper', electronic: 'electronically', interview: 'in an interview' },
    }),
  )
  mode?: string;

  @Field(item({ kind: 'code', label: 'answered by somebody else', values: YES_NO_UNKNOWN }))
  proxy?: string;

  @Field(
    item({
      kind: 'code',
      label: 'why it is missing',
      values: {
        dead: 'dead',
        tooIll: 'too ill',
        refused: 'refused',
        administrative: 'administrative',
        language: 'language',
        other: 'other',
      },
    }),
  )
  reasonNotAnswered?: string;

  @Field(item({ kind: 'integer', label: 'EQ-5D-5L: mobility', min: 1, max: 5, unit: '{level}', source: 'EuroQol' }))
  eq5dMobility?: number;

  @Field(item({ kind: 'integer', label: 'EQ-5D-5L: self-care', min: 1, max: 5, unit: '{level}', source: 'EuroQol' }))
  eq5dSelfCare?: number;

  @Field(
    item({ kind: 'integer', label: 'EQ-5D-5L: usual activities', min: 1, max: 5, unit: '{level}', source: 'EuroQol' }),
  )
  eq5dUsualActivities?: number;

  @Field(
    item({
      kind: 'integer',
      label: 'EQ-5D-5L: pain or discomfort',
      min: 1,
      max: 5,
      unit: '{level}',
      source: 'EuroQol',
    }),
  )
  eq5dPain?: number;

  @Field(
    item({
      kind: 'integer',
      label: 'EQ-5D-5L: anxiety or depression',
      min: 1,
      max: 5,
      unit: '{level}',
      source: 'EuroQol',
    }),
  )
  eq5dAnxiety?: number;

  @Field(
    item({
      kind: 'integer',
      label: 'EQ-5D: visual analogue scale',
      min: 0,
      max: 100,
      unit: '{score}',
      source: 'EuroQol',
    }),
  )
  eq5dScale?: number;

  @Field(item({ kind: 'decimal', label: 'total score of another instrument', min: -200, max: 400, unit: '{score}' }))
  totalScore?: number;

  @Field(
    item({
      kind: 'code',
      label: 'work',
      values: {
        employed: 'at work',
        sickLeave: 'on sick leave',
        disabled: 'unfit for work',
        retired: 'retired',
        student: 'at school',
        homemaker: 'at home',
        unemployed: 'seeking work',
        other: 'other',
      },
      identifiability: 'quasi',
      purpose: 'value for society',
    }),
  )
  employment?: string;

  @Field(
    item({
      kind: 'integer',
      label: 'days of sick leave since the last report',
      min: 0,
      max: 400,
      unit: 'd',
      purpose: 'value for society',
    }),
  )
  sickLeaveDays?: number;

  @Field(
    item({
      kind: 'integer',
      label: 'hours of care by relatives in a week',
      min: 0,
      max: 168,
      unit: 'h',
      purpose: 'value for society',
    }),
  )
  caregiverHours?: number;
}
