// In: follow-up of subjects in whole days, and which of several causes ended it. Out: counts by day and cause, apart for each group.
// Refuses (throws) a cause beyond the last, and what counting by day refuses.
import { countByDayInGroups } from './day-counts.ts';
import type { DayCounts, Subjects } from './day-counts.ts';

/** One group under competing risks. Index = day; all arrays have one length. */
export interface CompetingCounts extends Pick<DayCounts, 'size' | 'censored' | 'entered'> {
  /** Events of each cause: `causes[0]` is cause 1. */
  readonly causes: readonly Uint32Array[];
}

/** As `Subjects`, but `events` holds 0 for censored, else the number of the cause. */
export type CompetingSubjects = Subjects;

/** Counts over all subjects. O(subjects + causes x days). @throws RangeError on a day, cause or entry outside its range. */
export const countCauses = (subjects: CompetingSubjects, causes: number): CompetingCounts =>
  countCausesInGroups(subjects, causes, new Uint16Array(0), 1)[0] as CompetingCounts;

/** The same, apart for each group. @throws RangeError on a day, cause, entry or group number outside its range. */
export function countCausesInGroups(
  subjects: CompetingSubjects,
  causes: number,
  groups: Uint16Array | Uint8Array,
  groupCount: number,
): readonly CompetingCounts[] {
  const any = subjects.events.map((cause) => Math.min(cause, 1));
  const counts = countByDayInGroups({ ...subjects, events: any }, groups, groupCount);
  const length = counts[0]?.events.length ?? 1;
  const { days, events, rows } = subjects;
  const cells = Array.from({ length: groupCount }, () => Array.from({ length: causes }, () => new Uint32Array(length)));
  const total = rows === undefined ? days.length : rows.length;
  for (let index = 0; index < total; index++) {
    const row = rows === undefined ? index : (rows[index] as number);
    const cause = events[row] as number;
    if (cause === 0) continue;
    const cell = cells[groupCount > 1 ? (groups[row] as number) : 0]?.[cause - 1];
    if (cell === undefined) throw new RangeError(`a subject has cause ${cause}, and there are ${causes}`);
    const day = days[row] as number;
    cell[day] = (cell[day] as number) + 1;
  }
  return counts.map(({ size, censored, entered }, group) => ({
    size,
    censored,
    ...(entered && { entered }),
    causes: cells[group] as Uint32Array[],
  }));
}

/** All causes taken together: what overall survival without any of the events is made of. */
export function anyCause({ size, censored, causes, entered }: CompetingCounts): DayCounts {
  const events = new Uint32Array(censored.length);
  for (const cause of causes)
    for (let day = 0; day < events.length; day++) events[day] = (events[day] as number) + (cause[day] as number);
  return { size, events, censored, ...(entered && { entered }) };
}
