// In: a date format such as dd/MM/yyyy and a cell. Out: the ISO date, or why it is none. Refuses two-digit years unless a person has declared
// the century: it is never guessed.
import { dayNumber, err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';

export type DateFault = 'unreadable' | 'impossible' | 'two-digit-year' | 'day-number';

export interface DateFormat {
  readonly pattern: string;
  /** Whether it gives a day, or only a month or a year. */
  readonly exact: boolean;
  read(cell: string): Result<string, DateFault>;
}

const TOKEN = /yyyy|yy|MM?|dd?|HH|mm|ss|T|[^A-Za-z]+|[A-Za-z]+/gu;
const TIME = new Set(['HH', 'mm', 'ss']);

/**
 * Tokens yyyy MM M dd d HH mm ss; anything else but letters stands for itself. A time of day is read and left out.
 * @param century 19 or 20, where a person has declared it: only then may a format have yy.
 */
export function dateFormat(pattern: string, century?: number): Result<DateFormat, string> {
  const tokens = pattern.match(TOKEN) ?? [];
  let source = '';
  let shortYear = '';
  const seen = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    const kind = TIME.has(token) ? token : token.charAt(0);
    const isToken = /^(?:yyyy|yy|MM?|dd?|HH|mm|ss)$/u.test(token);
    if (token === 'yy' && century === undefined)
      return err('two-digit years are not read: which century would be a guess; declare century: 20 if all lie in one');
    if (!isToken && token !== 'T' && /[A-Za-z]/u.test(token))
      return err(`"${token}" is not part of a date format; use yyyy, MM, dd`);
    if (!isToken) {
      const literal = token.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
      source += literal;
      shortYear += literal;
      continue;
    }
    if (seen.has(kind)) return err(`"${token}" stands twice in the date format`);
    seen.add(kind);
    // Spreadsheets write 1/2/2005 where 01/02/2005 was meant; between separators one digit is as clear as two.
    const packed = [tokens[index - 1], tokens[index + 1]].some((near) => near !== undefined && /^[a-z]/iu.test(near));
    const name = { y: 'year', M: 'month', d: 'day' }[kind];
    const digits =
      kind === 'y'
        ? token === 'yy'
          ? String.raw`\d{2}`
          : String.raw`\d{4}`
        : packed
          ? String.raw`\d{2}`
          : String.raw`\d{1,2}`;
    source += name ? `(?<${name}>${digits})` : digits;
    shortYear += kind === 'y' ? String.raw`\d{2}` : digits;
  }
  if (!seen.has('y')) return err('a date format needs a year, yyyy');
  if (seen.has('d') && !seen.has('M')) return err('a date format with a day needs a month, MM');
  const readable = new RegExp(`^${source}$`, 'u');
  const tooShort = new RegExp(`^${shortYear}$`, 'u');
  const exact = seen.has('d');

  return ok({
    pattern,
    exact,
    read(cell) {
      const parts = readable.exec(cell)?.groups;
      if (!parts) {
        if (tooShort.test(cell)) return err('two-digit-year');
        return err(/^\d{5}(?:[.,]\d+)?$/u.test(cell) ? 'day-number' : 'unreadable');
      }
      const year = parts['year'] ?? '';
      const date = [
        year.length === 2 ? `${century}${year}` : year,
        parts['month']?.padStart(2, '0'),
        parts['day']?.padStart(2, '0'),
      ]
        .filter((part) => part !== undefined)
        .join('-');
      return dayNumber(exact ? date : `${date}${seen.has('M') ? '' : '-01'}-01`) === undefined
        ? err('impossible')
        : ok(date);
    },
  });
}

/** Tries the formats in order; the fault told is the most telling one. */
export function readDate(cell: string, formats: readonly DateFormat[]): Result<string, DateFault> {
  const order: readonly DateFault[] = ['impossible', 'two-digit-year', 'day-number', 'unreadable'];
  const faults: DateFault[] = [];
  for (const format of formats) {
    const date = format.read(cell);
    if (date.ok) return date;
    faults.push(date.error);
  }
  return err(order.find((fault) => faults.includes(fault)) ?? 'unreadable');
}

export const DATE_FAULTS: Readonly<Record<DateFault, string>> = {
  unreadable: 'the date is not written as declared',
  impossible: 'the date does not exist in the calendar',
  'two-digit-year': 'the date has a year of two digits, and a century is never guessed',
  'day-number': 'the cell holds a spreadsheet’s day number instead of a date',
};
