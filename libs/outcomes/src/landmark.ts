// In: subjects and a landmark day. Out: those still under observation after it, their clock started there, and how many were dropped.
import type { Subjects } from './day-counts.ts';

export interface Landmark {
  /** Days count from the landmark. */
  readonly subjects: Subjects;
  /** Event or censoring on the landmark day or before it: they cannot be compared by what they were on that day. */
  readonly dropped: number;
}

/**
 * Anderson, Cain & Gelber, J Clin Oncol 1983;1:710–9: groups are fixed at the landmark, so that nobody is in the better group for
 * having lived long enough to reach it.
 */
export function landmark({ days, events, rows, entries }: Subjects, day: number): Landmark {
  const all = rows ?? Int32Array.from(days.keys());
  const kept = all.filter((row) => (days[row] as number) > day);
  const shifted = days.map((own) => Math.max(0, own - day));
  const entered = entries?.map((entry) => Math.max(0, entry - day));
  return {
    subjects: { days: shifted, events, rows: kept, ...(entered && { entries: entered }) },
    dropped: all.length - kept.length,
  };
}
