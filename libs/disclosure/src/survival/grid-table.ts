// D-KM, step 1 to 3. In: exact counts by day. Out: rounded cumulative events and numbers at risk at the ends of a grid of days,
// as far as enough patients are at risk. From here on nothing looks at an exact count again.
import type { DayCounts } from '@longview/outcomes';
import { roundCount } from '../rules/d4-rounding.ts';

/** What is changed or held back, and by how much; tests turn one off at a time. */
export interface CurveProtection {
  /** Counts are shown as the middle of bins of this width. */
  readonly k: number;
  /** Days between two rows. */
  readonly gridDays: number;
  /** A row is shown while at least this many are still at risk after its day. */
  readonly leastAtRisk: number;
}

/** The state after a grid day. Row 0 is day 0 before anything happened: nobody has had the event, everybody is at risk. */
export interface RoundedRow {
  readonly day: number;
  /** Events up to and including the day, rounded. */
  readonly events: number;
  /** Still under observation after the day, rounded. */
  readonly atRisk: number;
}

export function roundedTable(counts: DayCounts, protection: CurveProtection): readonly RoundedRow[] {
  const { k, gridDays, leastAtRisk } = protection;
  // Day 0 is a structural zero, not an observed one: showing it tells nothing about anybody.
  const rows: RoundedRow[] = [{ day: 0, events: 0, atRisk: roundCount(counts.size, k) }];
  let [events, atRisk] = [0, counts.size];
  for (let day = 0; day < counts.events.length; day++) {
    const today = counts.events[day] as number;
    events += today;
    atRisk -= today + (counts.censored[day] as number);
    if (day === 0 || day % gridDays !== 0) continue;
    if (atRisk < leastAtRisk) break;
    rows.push({ day, events: roundCount(events, k), atRisk: roundCount(atRisk, k) });
  }
  return rows;
}
