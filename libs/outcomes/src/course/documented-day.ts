// In: a date as documented, perhaps only a month or a year. Out: the day that the rule of imputation gives it.
// Refuses to give a year a day; a text that no calendar has is noted and left out.
import { dateInterval, dayNumber } from '@longview/foundation';
import type { OutcomeNote } from './course-facts.ts';

export type Note = (note: OutcomeNote) => void;

/** A day number since 1970-01-01, exact or set by the rule. */
export interface KnownDay {
  readonly day: number;
  readonly imputed: boolean;
}

/** All that a year says: a closed interval of day numbers. */
export interface YearOnly {
  readonly first: number;
  readonly last: number;
}

export interface DocumentedDays {
  readonly known: readonly KnownDay[];
  readonly years: readonly YearOnly[];
}

/**
 * A month becomes its 15th, or the day of that month nearest to it within `[low, high]`, which other dates allow.
 * Where the other dates allow no day of the month they contradict it, and the 15th stays so that the contradiction is seen.
 */
export function documentedDays(dates: readonly string[], note: Note, low = -Infinity, high = Infinity): DocumentedDays {
  const known: (KnownDay & { month?: readonly [number, number] })[] = [];
  const years: YearOnly[] = [];
  for (const date of dates) {
    const interval = dateInterval(date);
    if (interval === undefined) note('dateUnreadable');
    else if (date.length === 'YYYY'.length) years.push({ first: interval[0], last: interval[1] });
    else if (interval[0] === interval[1]) known.push({ day: interval[0], imputed: false });
    else known.push({ day: middle(interval, low, high), imputed: true, month: interval });
  }
  // A vaguer date that may be the same day as a sharper one says nothing new: two sources often differ in precision only.
  const exact = exactDays(dates);
  const sharp = known.filter(
    ({ month }) => month === undefined || !exact.some((day) => month[0] <= day && day <= month[1]),
  );
  return {
    known: sharp.map(({ day, imputed }) => ({ day, imputed })).toSorted((left, right) => left.day - right.day),
    years: years.filter(({ first, last }) => !sharp.some(({ day }) => first <= day && day <= last)),
  };
}

/** Day numbers of the complete dates. */
export const exactDays = (dates: readonly string[]): number[] => dates.flatMap((date) => dayNumber(date) ?? []);

/** The earliest day; `'year'` when a year alone could have come before it, so that nobody can tell. */
export function earliest({ known, years }: DocumentedDays): KnownDay | 'year' | undefined {
  const [first] = known;
  if (years.some((year) => first === undefined || year.first <= first.day)) return 'year';
  return first;
}

function middle([first, last]: readonly [number, number], low: number, high: number): number {
  const floor = Math.max(first, low);
  const ceiling = Math.min(last, high);
  const fifteenth = first + 14;
  return floor > ceiling ? fifteenth : Math.min(Math.max(fifteenth, floor), ceiling);
}
