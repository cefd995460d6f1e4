// In: the records that one centre holds of one course. Out: ways to read them: by type, by date, by measure. Nothing is filled in.
import { describe, type Item, type Quantity } from '@longview/dictionary';
import { dateInterval } from '@longview/foundation';
import { compared, type Measure } from '@longview/grading';
import { recordClass, type RecordTypeName } from './record-types.ts';

export interface PlacedRecord {
  /** Whatever the caller knows the record by; findings name it. */
  readonly key: string;
  readonly type: RecordTypeName;
  readonly record: Readonly<Record<string, unknown>>;
}

export interface CourseView {
  readonly records: readonly PlacedRecord[];
  /** Who he is and what he allowed: records of the patient, not of the course. */
  readonly patient?: readonly PlacedRecord[];
  /** Completed years at day 0, when the asker may know it. */
  readonly age?: number;
  /** `YYYY-MM-DD`: the day on which the question is asked. */
  readonly today: string;
}

export const ofType = (course: CourseView, ...types: readonly RecordTypeName[]): readonly PlacedRecord[] =>
  course.records.filter((record) => types.includes(record.type));

/** The interval of days that a date may mean, or undefined when there is none to read. */
export const when = (record: PlacedRecord, field: string): readonly [number, number] | undefined => {
  const value = record.record[field];
  return typeof value === 'string' ? dateInterval(value) : undefined;
};

/** The day, when it is known to the day. */
export const dayOf = (record: PlacedRecord, field: string): number | undefined => {
  const interval = when(record, field);
  return interval && interval[0] === interval[1] ? interval[0] : undefined;
};

/** Infusions that took place. */
export const infusions = (course: CourseView): readonly { readonly record: PlacedRecord; readonly day: number }[] =>
  ofType(course, 'Infusion')
    .flatMap((record) => {
      const day = when(record, 'infusionDate')?.[0];
      return day === undefined ? [] : [{ record, day }];
    })
    .toSorted((left, right) => left.day - right.day);

/** Day 0: the earliest first-possible day of any infusion. */
export const dayZero = (course: CourseView): number | undefined => infusions(course)[0]?.day;

/** Of a split dose the last: what follows a dose is counted from it. */
export const lastInfusion = (course: CourseView): number | undefined => infusions(course).at(-1)?.day;

/** The earliest day of a kind of record. */
export const firstDay = (course: CourseView, type: RecordTypeName, field: string): number | undefined => {
  const days = ofType(course, type).flatMap((record) => when(record, field)?.[0] ?? []);
  return days.length > 0 ? Math.min(...days) : undefined;
};

export const textOf = (record: PlacedRecord, field: string): string | undefined => {
  const value = record.record[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const codesOf = (record: PlacedRecord, field: string): readonly string[] | undefined => {
  const value = record.record[field];
  return Array.isArray(value) ? value.filter((code): code is string => typeof code === 'string') : undefined;
};

export const numberOf = (record: PlacedRecord, field: string): number | undefined => {
  const value = record.record[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
};

/** `yes` is true, `no` is false; unknown and not done are neither. */
export const yesNo = (record: PlacedRecord, field: string): boolean | undefined => {
  const value = record.record[field];
  return value === 'yes' ? true : value === 'no' ? false : undefined;
};

const items = new Map<string, Item | undefined>();

function itemOf(type: RecordTypeName, field: string): Item | undefined {
  const path = `${type}.${field}`;
  if (!items.has(path))
    items.set(
      path,
      describe(recordClass(type)).items.find((one) => one.name === field),
    );
  return items.get(path);
}

/** A code of the list. Lists are open: what a record says beyond it is kept, and nothing is derived from it. */
export function listedOf(record: PlacedRecord, field: string): string | undefined {
  const [code, item] = [textOf(record, field), itemOf(record.type, field)];
  return code !== undefined && item?.kind === 'code' && Object.hasOwn(item.values, code) ? code : undefined;
}

/** A number on its scale. */
export function scoreOf(record: PlacedRecord, field: string): number | undefined {
  const [value, item] = [numberOf(record, field), itemOf(record.type, field)];
  if (value === undefined || (item?.kind !== 'integer' && item?.kind !== 'decimal')) return undefined;
  if (item.kind === 'integer' && !Number.isInteger(value)) return undefined;
  return value >= item.min && value <= item.max ? value : undefined;
}

/** What was measured, in the canonical unit. Outside its range it is likely in another unit: nothing is derived from it. */
export function measureOf(record: PlacedRecord, field: string): Measure | undefined {
  const quantity = record.record[field] as Partial<Quantity> | null | undefined;
  const range = itemOf(record.type, field);
  if (typeof quantity?.value !== 'number' || range?.kind !== 'quantity') return undefined;
  if (quantity.value < range.min || quantity.value > range.max) return undefined;
  return quantity.comparator ? compared(quantity.comparator, quantity.value) : quantity.value;
}

/** The measure when it is a number and no limit. */
export function exactly(record: PlacedRecord, field: string): number | undefined {
  const measure = measureOf(record, field);
  return typeof measure === 'number' ? measure : undefined;
}

/** Without the members that nothing is known of: a table of grades tells one that is missing from one that is there. */
export const defined = <T extends object>(value: T): { [Name in keyof T]: Exclude<T[Name], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;
