// In: one patient's records. Out: the key of the course of each: the centre's own, else one that the ledger keeps; none where none fits.
import { datedItems, recordClass } from '@longview/clinical';
import { describe } from '@longview/dictionary';
import { dateInterval, dayNumber } from '@longview/foundation';
import type { Ledger } from '../ledger/index.ts';
import type { RecordToSend } from './source-patient.ts';

const firstDay = (value: unknown): number | undefined =>
  typeof value === 'string' ? dateInterval(value)?.[0] : undefined;

const least = (days: readonly (number | undefined)[]): number | undefined => {
  const known = days.filter((day) => day !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

/** A planned split dose and a boost belong to the course that they follow. */
const LATER_INFUSIONS: readonly unknown[] = ['plannedSplit', 'boost'];

const dayOf = (records: readonly RecordToSend[], type: string, field: string): number | undefined =>
  least(
    records
      .filter((one) => one.type === type && !LATER_INFUSIONS.includes(one.record['infusionType']))
      .map(({ record }) => firstDay(record[field])),
  );

/** What is withdrawn is known by its key alone. */
const ofCourse = ({ type, withdraw }: RecordToSend): boolean =>
  withdraw === undefined && describe(recordClass(type)).belongsTo === 'course';

/** The earliest day that the record speaks of. */
const dayOfRecord = ({ type, record }: RecordToSend): number | undefined =>
  least(datedItems(type).map(({ name }) => firstDay(record[name])));

/**
 * @param who the ledger's name of the patient.
 * @param today `YYYY-MM-DD`: where a record without a date stands.
 * @returns course keys by source record id, not yet blinded.
 */
export function courseKeys(
  who: string,
  records: readonly RecordToSend[],
  courses: Ledger['courses'],
  today: string,
): ReadonlyMap<string, string> {
  const keys = new Map(
    records
      .filter(ofCourse)
      .flatMap(({ sourceRecordId, courseKey }) =>
        courseKey === undefined ? [] : [[sourceRecordId, courseKey] as const],
      ),
  );
  // What stands in one row of the source is of one course.
  const rows = Object.values(
    Object.groupBy(
      records.filter((one) => ofCourse(one) && one.courseKey === undefined),
      ({ place }) => `${place.line} ${place.part ?? 0} ${place.file}`,
    ),
  ) as RecordToSend[][];
  const dated = rows.map((row) => {
    const dayZero = dayOf(row, 'Infusion', 'infusionDate');
    const begun = least([
      dayZero,
      dayOf(row, 'Apheresis', 'apheresisDate'),
      dayOf(row, 'EligibilityDecision', 'decisionDate'),
    ]);
    return { row, dayZero, begun };
  });
  // Rows that begin a course come first, so that a follow-up in the same file finds it.
  dated.sort((left, right) => (left.begun ?? Infinity) - (right.begun ?? Infinity) || 0);
  for (const { row, dayZero, begun } of dated) {
    const product = row.find(({ type }) => type === 'Product')?.record['productCode'];
    const whole =
      begun === undefined
        ? undefined
        : courses.keyOf({ who, product: typeof product === 'string' ? product : undefined, begun, dayZero });
    for (const record of row) {
      const key =
        whole ??
        courses.begunBy(who, dayOfRecord(record) ?? (dayNumber(today) as number)) ??
        (describe(recordClass(record.type)).mayPrecede ? courses.first(who) : undefined);
      if (key !== undefined) keys.set(record.sourceRecordId, key);
    }
  }
  return keys;
}
