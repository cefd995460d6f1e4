// In: the records that one centre holds of one course. Out: what does not fit between them. Every rule here asks; none refuses.
import type { Problem } from '@longview/dictionary';
import { dateInterval } from '@longview/foundation';
import type { RecordTypeName } from '../record-types.ts';

export interface PlacedRecord {
  /** Whatever the caller knows the record by; findings name it. */
  readonly key: string;
  readonly type: RecordTypeName;
  readonly record: Readonly<Record<string, unknown>>;
}

export interface CourseView {
  readonly records: readonly PlacedRecord[];
  /** `YYYY-MM-DD`: the day on which the question is asked. */
  readonly today: string;
}

export interface Finding extends Problem {
  readonly key: string;
}

export interface Rule {
  readonly id: string;
  /** What must hold, in one sentence. */
  readonly statement: string;
  check(course: CourseView): Finding[];
}

export const ofType = (course: CourseView, ...types: readonly RecordTypeName[]): readonly PlacedRecord[] =>
  course.records.filter((record) => types.includes(record.type));

/** The interval of days that a date may mean, or undefined when there is none to read. */
export const when = (record: PlacedRecord, field: string): readonly [number, number] | undefined => {
  const value = record.record[field];
  return typeof value === 'string' ? dateInterval(value) : undefined;
};

/** Day 0: the earliest first-possible day of any infusion. */
export function dayZero(course: CourseView): number | undefined {
  const days = ofType(course, 'Infusion').flatMap((record) => when(record, 'infusionDate')?.[0] ?? []);
  return days.length > 0 ? Math.min(...days) : undefined;
}

export const ask = (rule: string, record: PlacedRecord, field: string, message: string, mend: string): Finding => ({
  rule,
  severity: 'query',
  key: record.key,
  field,
  value: record.record[field],
  message,
  mend,
});
