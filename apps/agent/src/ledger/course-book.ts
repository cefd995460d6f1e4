// In: a patient's course without a key of the centre. Out: the key that the ledger gave it, now or at an earlier run.
import type { DatabaseSync } from 'node:sqlite';
import type { Ids } from '@longview/foundation';
import { transaction } from './open-ledger.ts';

/** Two dates of day 0 within so many days are one infusion. */
const SAME_COURSE_DAYS = 7;

/** Days are counted since 1970-01-01. */
export interface CourseSeen {
  /** HMAC of the patient. */
  readonly who: string;
  readonly product?: string | undefined;
  /** The earliest of eligibility decision, apheresis and infusion. */
  readonly begun: number;
  /** The first infusion, once there is one. */
  readonly dayZero?: number | undefined;
}

interface CourseRow {
  readonly key: string;
  readonly product: string | null;
  readonly begun: number;
  readonly day_zero: number | null;
}

const apart = (left: number, right: number): number => Math.abs(left - right);

/**
 * How far a known course is from the one seen, in days; undefined when they are two courses.
 * A course that was known before its infusion is found again by when it began, or by being the last to begin before that infusion.
 */
export function distance(known: CourseRow, seen: CourseSeen): number | undefined {
  if (known.product !== null && seen.product !== undefined && known.product !== seen.product) return undefined;
  if (known.day_zero !== null && seen.dayZero !== undefined) {
    const days = apart(known.day_zero, seen.dayZero);
    return days <= SAME_COURSE_DAYS ? days : undefined;
  }
  const begun = apart(known.begun, seen.begun);
  if (begun <= SAME_COURSE_DAYS) return begun;
  if (known.day_zero === null && seen.dayZero !== undefined && known.begun <= seen.dayZero)
    return seen.dayZero - known.begun;
  return undefined;
}

export interface CourseBook {
  /** The key of this course: found again, or assigned. */
  keyOf(seen: CourseSeen): string;
  /** The latest course of the patient that had begun by that day. */
  begunBy(who: string, day: number): string | undefined;
  /** The first course of the patient, for what lies before all of them. */
  first(who: string): string | undefined;
}

export function courseBook(database: DatabaseSync, ids: Ids): CourseBook {
  const known = database.prepare('SELECT key, product, begun, day_zero FROM course WHERE who = ?');
  const insert = database.prepare('INSERT INTO course (key, who, product, begun, day_zero) VALUES (?, ?, ?, ?, ?)');
  const learn = database.prepare(
    'UPDATE course SET product = coalesce(?, product), begun = min(begun, ?), day_zero = coalesce(?, day_zero) WHERE key = ?',
  );
  const latest = database.prepare(
    'SELECT key FROM course WHERE who = ? AND begun <= ? ORDER BY begun DESC, key LIMIT 1',
  );
  const earliest = database.prepare('SELECT key FROM course WHERE who = ? ORDER BY begun, key LIMIT 1');
  return {
    keyOf: (seen) =>
      transaction(database, () => {
        const nearest = (known.all(seen.who) as unknown as CourseRow[])
          .flatMap((row) => {
            const days = distance(row, seen);
            return days === undefined ? [] : [{ key: row.key, days }];
          })
          .toSorted((left, right) => left.days - right.days)[0];
        const [product, dayZero] = [seen.product ?? null, seen.dayZero ?? null];
        if (nearest) {
          learn.run(product, seen.begun, dayZero, nearest.key);
          return nearest.key;
        }
        const key = ids.uuid();
        insert.run(key, seen.who, product, seen.begun, dayZero);
        return key;
      }),
    begunBy: (who, day) => (latest.get(who, day) as { key: string } | undefined)?.key,
    first: (who) => (earliest.get(who) as { key: string } | undefined)?.key,
  };
}
