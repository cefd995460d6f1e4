// In: follow-up of subjects in whole days. Out: how many had the event and how many were censored on each day.
// Refuses (throws) days below 0 or beyond two centuries, and an event flag other than 0 or 1: those are faults of the caller.

/** Two hundred years: a longer follow-up is a mistake, and would cost its length in memory. */
const LONGEST_FOLLOW_UP = 73_050;

/** Columns of equal length, one entry a subject. `rows`, when given, picks the subjects that count; nothing is copied. */
export interface Subjects {
  /** Whole days from time zero to the event or to censoring. */
  readonly days: Int32Array;
  /** 1: the event happened on that day. 0: censored on that day. */
  readonly events: Uint8Array;
  readonly rows?: Int32Array;
}

/** Everything the estimators need. Index = day; both arrays have the length of the longest follow-up + 1. */
export interface DayCounts {
  readonly size: number;
  readonly events: Uint32Array;
  readonly censored: Uint32Array;
}

/** Counts over all subjects. O(subjects + days). @throws RangeError on a day or flag outside its range. */
export function countByDay(subjects: Subjects): DayCounts {
  return countByDayInGroups(subjects, new Uint16Array(0), 1)[0] as DayCounts;
}

/**
 * The same, apart for each group; `groups` holds a group number below `groupCount` for every subject (as `days` does).
 * All results have the same length, so that they can be read side by side day by day.
 * @throws RangeError on a day, flag or group number outside its range.
 */
export function countByDayInGroups(
  subjects: Subjects,
  groups: Uint16Array | Uint8Array,
  groupCount: number,
): readonly DayCounts[] {
  const { days, events, rows } = subjects;
  const grouped = groupCount > 1;
  const length = longest(subjects) + 1;
  const half = groupCount * length;
  const cells = new Uint32Array(2 * half);
  const total = rows === undefined ? days.length : rows.length;
  let strays = 0;
  for (let index = 0; index < total; index++) {
    const row = rows === undefined ? index : (rows[index] as number);
    const event = events[row] as number;
    const group = grouped ? (groups[row] as number) : 0;
    if (event > 1 || !(group < groupCount)) strays++;
    // An out-of-range write to a typed array is dropped, so a stray costs no extra branch here and is reported below.
    const cell = event * half + group * length + (days[row] as number);
    cells[cell] = (cells[cell] as number) + 1;
  }
  if (strays > 0) throw new RangeError(`${strays} subjects have an event flag or a group number outside its range`);
  return Array.from({ length: groupCount }, (_, group) => {
    const own = cells.subarray(group * length, (group + 1) * length);
    const events = cells.subarray(half + group * length, half + (group + 1) * length);
    return { size: sum(own) + sum(events), events, censored: own };
  });
}

/** Events become censorings and the other way round: its Kaplan-Meier curve describes follow-up (Schemper & Smith 1996). */
export const reverse = (counts: DayCounts): DayCounts => ({
  size: counts.size,
  events: counts.censored,
  censored: counts.events,
});

/** Counts of several groups taken together. */
export function pool(groups: readonly DayCounts[]): DayCounts {
  const length = Math.max(1, ...groups.map((group) => group.events.length));
  const events = new Uint32Array(length);
  const censored = new Uint32Array(length);
  for (const group of groups) {
    for (let day = 0; day < group.events.length; day++) {
      events[day] = (events[day] as number) + (group.events[day] as number);
      censored[day] = (censored[day] as number) + (group.censored[day] as number);
    }
  }
  return { size: groups.reduce((size, group) => size + group.size, 0), events, censored };
}

export function sum(counts: Uint32Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

function longest({ days, events, rows }: Subjects): number {
  if (events.length !== days.length) throw new RangeError('days and events differ in length');
  const total = rows === undefined ? days.length : rows.length;
  let largest = 0;
  let signs = 0;
  for (let index = 0; index < total; index++) {
    const day = days[rows === undefined ? index : (rows[index] as number)];
    if (day === undefined) throw new RangeError('a row lies outside the columns');
    signs |= day;
    if (day > largest) largest = day;
  }
  if (signs < 0 || largest > LONGEST_FOLLOW_UP)
    throw new RangeError(`days must lie between 0 and ${LONGEST_FOLLOW_UP}`);
  return largest;
}
