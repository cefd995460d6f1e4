// In: a cell and the declared decimal sign. Out: the number, with the limit that stands before it. Refuses the other sign and dots or commas
// between thousands: 1.234 is not guessed at. A blank between groups of three, narrow or not, is what French and Dutch typing prescribes.
import type { Comparator } from '@longview/dictionary';
import { err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';

export type NumberFault = 'unreadable' | 'comparator' | 'not-whole';

export interface Measured {
  readonly value: number;
  readonly comparator?: Comparator;
}

const SIGNS: Readonly<Record<string, Comparator>> = {
  '<': '<',
  '<=': '<=',
  '=<': '<=',
  '≤': '<=',
  '>': '>',
  '>=': '>=',
  '=>': '>=',
  '≥': '>=',
};

const GROUPED = /^([-+]?\d{1,3})((?:[ \u00a0\u2009\u202f]\d{3})+)(?![\d \u00a0\u2009\u202f])/u;
const BLANKS = /[ \u00a0\u2009\u202f]/gu;

export function readMeasured(cell: string, decimal: ',' | '.'): Result<Measured, NumberFault> {
  const [, sign = '', rest = ''] = /^(<=?|=<|>=?|=>|[≤≥])?\s*(.*)$/su.exec(cell.trim()) ?? [];
  // A tilde says "about", which is neither a number nor a limit.
  const plain = rest.replace(GROUPED, (grouped) => grouped.replaceAll(BLANKS, ''));
  const pattern =
    decimal === ',' ? /^[-+]?\d+(?:,\d+)?(?:E[-+]?\d{1,2})?$/iu : /^[-+]?\d+(?:\.\d+)?(?:E[-+]?\d{1,2})?$/iu;
  if (plain.length > 30 || !pattern.test(plain)) return err('unreadable');
  const value = Number(plain.replace(',', '.'));
  if (!Number.isFinite(value)) return err('unreadable');
  const comparator = SIGNS[sign];
  return ok({ value, ...(comparator && { comparator }) });
}

/** A number alone: where an item takes no limit, a limit is refused as one. */
export function readNumber(cell: string, decimal: ',' | '.'): Result<number, NumberFault> {
  if (/^~\s*[-+]?\d/u.test(cell)) return err('comparator');
  const read = readMeasured(cell, decimal);
  if (!read.ok) return read;
  return read.value.comparator === undefined ? ok(read.value.value) : err('comparator');
}

export function readInteger(cell: string, decimal: ',' | '.'): Result<number, NumberFault> {
  const number = readNumber(cell, decimal);
  return number.ok && !Number.isSafeInteger(number.value) ? err('not-whole') : number;
}
