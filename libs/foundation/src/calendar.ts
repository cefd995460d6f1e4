// In: calendar dates as ISO 8601 text. Out: whole days since 1970-01-01. Refuses a date that no calendar has.

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Whole days since 1970-01-01 of a `YYYY-MM-DD` text, or undefined when it is no real date (2023-02-29, 2024-13-01). */
export function dayNumber(date: string): number | undefined {
  if (!DATE.test(date)) return undefined;
  const digit = (at: number): number => date.charCodeAt(at) - 48;
  const year = 1000 * digit(0) + 100 * digit(1) + 10 * digit(2) + digit(3);
  const month = 10 * digit(5) + digit(6);
  const day = 10 * digit(8) + digit(9);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = month === 2 && leap ? 29 : (MONTHS[month - 1] ?? 0);
  // Years below 100 are refused: other programs read them as 1900 to 1999.
  if (year < 100 || day < 1 || day > length) return undefined;
  // Counted in years that begin in March, so that the leap day is the last; 719468 days from 0000-03-01 to 1970-01-01.
  const shifted = month > 2 ? year : year - 1;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    365 * shifted + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + ofYear - 719_468
  );
}

/** The `YYYY-MM-DD` text of a day number. */
export const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** Whole calendar days from one date to another (negative when `to` is earlier), or undefined when either is no date. */
export function daysBetween(from: string, to: string): number | undefined {
  const start = dayNumber(from);
  const end = dayNumber(to);
  return start === undefined || end === undefined ? undefined : end - start;
}

/** A partial date `YYYY`, `YYYY-MM` or `YYYY-MM-DD` as the closed interval of day numbers that it may mean. */
export function dateInterval(date: string): readonly [first: number, last: number] | undefined {
  const exact = dayNumber(date);
  if (exact !== undefined) return [exact, exact];
  const match = /^(\d{4})(?:-(\d{2}))?$/.exec(date);
  if (!match) return undefined;
  const year = Number(match[1]);
  const month = match[2] === undefined ? undefined : Number(match[2]);
  if (year < 1000 || (month !== undefined && (month < 1 || month > 12))) return undefined;
  const first = dayNumber(`${match[1]}-${match[2] ?? '01'}-01`);
  const next =
    month === undefined || month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
  const last = dayNumber(next);
  return first === undefined || last === undefined ? undefined : [first, last - 1];
}
