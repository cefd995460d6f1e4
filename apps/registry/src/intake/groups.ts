// In: the readable records of one patient in a submission. Out: the courses they speak of, as the placing function needs to know them.
import { datedItems, type RecordTypeName, recordClass } from '@longview/clinical';
import { describe } from '@longview/dictionary';
import { dateInterval, dayText } from '@longview/foundation';

export interface GroupedRecord {
  readonly type: RecordTypeName;
  readonly body: Readonly<Record<string, unknown>>;
  /** The centre's blinded key of the course; undefined when the source has none. */
  readonly course: string | undefined;
}

export interface CourseGroup<R extends GroupedRecord> {
  readonly course: string | undefined;
  readonly records: readonly R[];
  readonly product: string | undefined;
  readonly day0: string | undefined;
  /** Earliest of decision, apheresis and infusion: a course exists from then, so that intention-to-treat can be counted. */
  readonly begun: string | undefined;
  readonly latest: string | undefined;
}

const BEGINS: Partial<Record<RecordTypeName, string>> = {
  EligibilityDecision: 'decisionDate',
  Apheresis: 'apheresisDate',
  Infusion: 'infusionDate',
};

/** The last possible day of each dated item of a record. */
export function daysOf(type: RecordTypeName, body: Readonly<Record<string, unknown>>): number[] {
  return datedItems(type).flatMap((item) => {
    const value = body[item.name];
    return typeof value === 'string' ? (dateInterval(value)?.[1] ?? []) : [];
  });
}

const firstDay = (
  records: readonly GroupedRecord[],
  items: Partial<Record<RecordTypeName, string>>,
): string | undefined => {
  const days = records.flatMap((record) => {
    const item = items[record.type];
    const value = item === undefined ? undefined : record.body[item];
    return typeof value === 'string' ? (dateInterval(value)?.[0] ?? []) : [];
  });
  return days.length > 0 ? dayText(Math.min(...days)) : undefined;
};

/** Only records that belong to a course; those of the patient (who, consent) need none. */
export function groupByCourse<R extends GroupedRecord>(records: readonly R[]): CourseGroup<R>[] {
  const groups = new Map<string | undefined, R[]>();
  for (const record of records) {
    if (describe(recordClass(record.type)).belongsTo !== 'course') continue;
    groups.set(record.course, [...(groups.get(record.course) ?? []), record]);
  }
  return [...groups].map(([course, members]) => {
    const latest = members.flatMap((record) => daysOf(record.type, record.body));
    const product = members.find((record) => record.type === 'Product')?.body['productCode'];
    return {
      course,
      records: members,
      product: typeof product === 'string' ? product : undefined,
      day0: firstDay(members, { Infusion: 'infusionDate' }),
      begun: firstDay(members, BEGINS),
      latest: latest.length > 0 ? dayText(Math.max(...latest)) : undefined,
    };
  });
}
