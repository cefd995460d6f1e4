// In: a date, dateTime or instant of FHIR. Out: the calendar day at the hospital, or as much of it as is known. An instant in another zone is
// moved to the hospital's: 23:30 in Greenwich is the next day in Brussels.
import { dateInterval, err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';

const FORM = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/u;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, made);
  return made;
}

/** @returns `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
export function localDate(written: unknown, timeZone: string): Result<string, string> {
  if (typeof written !== 'string') return err('is no text');
  const parts = FORM.exec(written.trim());
  if (!parts) return err('is not written as FHIR writes dates');
  const [, year = '', month, day, hour, , , zone] = parts;
  const date = [year, month, day].filter((part) => part !== undefined).join('-');
  if (dateInterval(date) === undefined) return err('does not exist in the calendar');
  if (hour === undefined) return ok(date);
  if (Number(hour) > 24) return err('has an hour that does not exist');
  // Without a zone it is the hospital's own time.
  if (zone === undefined) return ok(date);
  const instant = new Date(written.trim());
  return Number.isNaN(instant.getTime())
    ? err('has a time that does not exist')
    : ok(formatOf(timeZone).format(instant));
}
