// In: follow-up of subjects in whole days. Out: how many had the event, were censored and came under observation on each day.
// Refuses (throws) days below 0 or beyond two centuries, an event flag other than 0 or 1, and an entry that does not lie before the
// exit: those are faults of the caller.

/** Two hundred years: a longer follow-up is a mistake, and would cost its length in memory. */
const LONGEST_FOLLOW_UP = 73_050;

/** Columns of equal length, one entry a subject. `rows`, when given, picks the subjects that count; nothing is copied. */
export interface Subjects {
  /** Whole days from time zero to the event or to censoring. */
  readonly days: Int32Array;
  /** 1: the event happened on that day. 0: censored on that day. */
  readonly events: Uint8Array;
  readonly rows?: Int32Array;
  /**
   * Delayed entry: the day on which a subject came under observation, at risk from the day after. 0: observed from time zero.
   * A subject who is followed here but was infused elsewhere has one; without it the time before would count as survived by design.
   */
  readonly entries?: Int32Array;
}

/** Everything the estimators need. Index = day; both arrays have the length of the longest follow-up + 1. */
export interface DayCounts {
  readonly size: number;
  readonly events: Uint32Array;
  readonly censored: Uint32Array;
  /** How many came under observation on the day, at risk from the next; absent when all were from time zero. */
  readonly entered?: Uint32Array;
}

/** Those at risk on day 0: all who were observed from time zero. */
export const atRiskFirst = ({ size, entered }: DayCounts): number => size - (entered ? sum(entered) : 0);

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
  const entered = subjects.entries && countEntries(subjects, groups, groupCount, length);
  return Array.from({ length: groupCount }, (_, group) => {
    const own = cells.subarray(group * length, (group + 1) * length);
    const events = cells.subarray(half + group * length, half + (group + 1) * length);
    const delayed = entered?.subarray(group * length, (group + 1) * length);
    return { size: sum(own) + sum(events), events, censored: own, ...(delayed && { entered: delayed }) };
  });
}

function countEntries(
  { days, entries, rows }: Subjects,
  groups: Uint16Array | Uint8Array,
  groupCount: number,
  length: number,
): Uint32Array {
  const entered = new Uint32Array(groupCount * length);
  const total = rows === undefined ? days.length : rows.length;
  for (let index = 0; index < total; index++) {
    const row = rows === undefined ? index : (rows[index] as number);
    const entry = entries?.[row];
    if (entry === 0) continue;
    // Somebody whose observation begins on the last day of it was never at risk.
    if (entry === undefined || entry < 0 || entry >= (days[row] as number))
      throw new RangeError('a subject comes under observation on or after the last day');
    const cell = (groupCount > 1 ? (groups[row] as number) : 0) * length + entry;
    entered[cell] = (entered[cell] as number) + 1;
  }
  return entered;
}

/** Events become censorings and the other way round: its Kaplan-Meier curve describes follow-up (Schemper & Smith 1996). */
export const reverse = (counts: DayCounts): DayCounts => ({
  ...counts,
  events: counts.censored,
  censored: counts.events,
});

/** Counts of several groups taken together. */
export function pool(groups: readonly DayCounts[]): DayCounts {
  const length = Math.max(1, ...groups.map((group) => group.events.length));
  const events = new Uint32Array(length);
  const censored = new Uint32Array(length);
  const entered = groups.some((group) => group.entered) ? new Uint32Array(length) : undefined;
  for (const group of groups) {
    for (let day = 0; day < group.events.length; day++) {
      events[day] = (events[day] as number) + (group.events[day] as number);
      censored[day] = (censored[day] as number) + (group.censored[day] as number);
      if (entered) entered[day] = (entered[day] as number) + (group.entered?.[day] ?? 0);
    }
  }
  const size = groups.reduce((total, group) => total + group.size, 0);
  return { size, events, censored, ...(entered && { entered }) };
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
