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
export function countByDayInGroups(subjects: Subjects, groups: Groups, groupCount: number): readonly DayCounts[] {
  const { days, events, rows } = subjects;
  if (events.length !== days.length) throw new RangeError('days and events differ in length');
  if (groupCount > 1 && groups.length < days.length) throw new RangeError('a subject has no group number');
  // A day is a line of cells: two for each group, filled up to a power of two, so that a cell is found by shifting.
  const shift = 32 - Math.clz32(2 * groupCount - 1);
  const total = rows === undefined ? days.length : rows.length;
  // Many subjects are looked at once, with room for every day that is allowed. For a few, looking for the last day first costs less than that room.
  const wide = total >= MANY && shift <= WIDEST;
  const room = wide ? 2 ** DAY_BITS : lastDay(days, rows) + 1;
  const cells = wide ? sameCells(room * 2 ** shift) : new Int32Array(room * 2 ** shift);
  const apart = groupCount > 1 ? groups : undefined;
  const seen = ((): Seen => {
    if (rows !== undefined) return tallyRows(cells, shift, subjects, apart, rows);
    return apart === undefined ? tallyOneGroup(cells, subjects) : tallyAll(cells, shift, subjects, apart);
  })();
  if (seen.days < 0 || seen.days >= 2 ** DAY_BITS) throw tooLong();
  if (seen.events > 1) throw new RangeError('an event flag is neither 0 nor 1');
  if (seen.groups >= 2 ** (shift - 1)) throw new RangeError('a group number is outside its range');

  // No day is later than all bits that were seen together.
  const length = lastUsed(cells, shift, Math.min(room, 2 ** (32 - Math.clz32(seen.days)))) + 1;
  if (length - 1 > LONGEST_FOLLOW_UP) throw tooLong();
  const entered = subjects.entries && countEntries(subjects, groups, groupCount, length);
  const counted = Array.from({ length: groupCount }, (_, group): DayCounts => {
    const [censored, happened] = [new Uint32Array(length), new Uint32Array(length)];
    let size = 0;
    for (let day = 0, cell = 2 * group; day < length; day++, cell += 2 ** shift) {
      const [left, right] = [cells[cell] as number, cells[cell + 1] as number];
      censored[day] = left;
      happened[day] = right;
      size += left + right;
    }
    const delayed = entered?.subarray(group * length, (group + 1) * length);
    return { size, events: happened, censored, ...(delayed && { entered: delayed }) };
  });
  // What lies in the cells that only fill a line up belongs to no group.
  if (counted.reduce((sum, { size }) => sum + size, 0) !== total)
    throw new RangeError('a group number is outside its range');
  return counted;
}

/** From so many subjects on a second look at all of them costs more than room for every day. */
const MANY = 20_000;
/** Bits of the longest follow-up. */
const DAY_BITS = 17;
/** Up to sixteen groups have room for every day: 16 MiB of addresses. */
const WIDEST = 5;

let kept = new Int32Array(0);

/**
 * The same memory for each count of many: megabytes that are new each time are first touched page by page and then collected, which makes one count
 * in three take five times as long. A count ends before the next begins, and keeps nothing of it.
 */
function sameCells(size: number): Int32Array {
  if (kept.length < size) kept = new Int32Array(size);
  return kept.subarray(0, size).fill(0);
}

type Groups = Uint16Array | Uint8Array;

/** All values of a column, one over the other: what no value has is not in it. */
interface Seen {
  readonly days: number;
  readonly events: number;
  readonly groups: number;
}

// One pass each, without a branch that hangs on the data; what lies outside its range is found afterwards in the bits that were seen. A write outside the
// cells is dropped. Apart from each other because a loop that chooses its columns anew for each subject takes twice as long.
function tallyAll(cells: Int32Array, shift: number, { days, events }: Subjects, groups: Groups): Seen {
  let [day, event, group] = [0, 0, 0];
  for (let row = 0; row < days.length; row++) {
    const [own, flag, number] = [days[row] as number, events[row] as number, groups[row] as number];
    day |= own;
    event |= flag;
    group |= number;
    const cell = (own << shift) | (number << 1) | flag;
    cells[cell] = ((cells[cell] as number) + 1) | 0;
  }
  return { days: day, events: event, groups: group };
}

function tallyRows(
  cells: Int32Array,
  shift: number,
  { days, events }: Subjects,
  groups: Groups | undefined,
  rows: Int32Array,
): Seen {
  let [day, event, group] = [0, 0, 0];
  for (const row of rows) {
    inside(row, days.length);
    const [own, flag] = [days[row] as number, events[row] as number];
    const number = groups === undefined ? 0 : (groups[row] as number);
    day |= own;
    event |= flag;
    group |= number;
    const cell = (own << shift) | (number << 1) | flag;
    cells[cell] = ((cells[cell] as number) + 1) | 0;
  }
  return { days: day, events: event, groups: group };
}

function tallyOneGroup(cells: Int32Array, { days, events }: Subjects): Seen {
  let [day, event] = [0, 0];
  for (let row = 0; row < days.length; row++) {
    const [own, flag] = [days[row] as number, events[row] as number];
    day |= own;
    event |= flag;
    const cell = (own << 1) | flag;
    cells[cell] = ((cells[cell] as number) + 1) | 0;
  }
  return { days: day, events: event, groups: 0 };
}

function inside(row: number, size: number): number {
  if (!(row >= 0 && row < size)) throw new RangeError('a row lies outside the columns');
  return row;
}

const tooLong = (): RangeError => new RangeError(`days must lie between 0 and ${LONGEST_FOLLOW_UP}`);

/** The last day on which anything was counted; 0 when nothing was. */
function lastUsed(cells: Int32Array, shift: number, upTo: number): number {
  for (let cell = upTo * 2 ** shift - 1; cell > 0; cell--) if (cells[cell] !== 0) return Math.floor(cell / 2 ** shift);
  return 0;
}

function countEntries(
  { days, entries, rows }: Subjects,
  groups: Groups,
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

function lastDay(days: Int32Array, rows: Int32Array | undefined): number {
  const total = rows === undefined ? days.length : rows.length;
  let [last, bits] = [0, 0];
  for (let index = 0; index < total; index++) {
    const day = days[rows === undefined ? index : inside(rows[index] as number, days.length)] as number;
    bits |= day;
    if (day > last) last = day;
  }
  if (bits < 0 || last > LONGEST_FOLLOW_UP) throw tooLong();
  return last;
}
