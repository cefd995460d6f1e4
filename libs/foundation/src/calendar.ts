// In: calendar dates as ISO 8601 text. Out: whole days since 1970-01-01. Refuses a date that no calendar has.

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whole days since 1970-01-01 of a `YYYY-MM-DD` text, or undefined when it is no real date (2023-02-29, 2024-13-01). */
export function dayNumber(date: string): number | undefined {
  const match = DATE.exec(date);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const instant = new Date(Date.UTC(year, month - 1, day));
  // Date.UTC reads years 0 to 99 as 1900 to 1999: the comparison below refuses those as well.
  if (instant.getUTCFullYear() !== year || instant.getUTCMonth() !== month - 1 || instant.getUTCDate() !== day)
    return undefined;
  return Math.round(instant.getTime() / 86_400_000);
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
