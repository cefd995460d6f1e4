// In: a cell and the declared decimal sign. Out: the number. Refuses thousands separators and the other sign: 1.234 is not guessed at.
import { err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';

export type NumberFault = 'unreadable' | 'comparator' | 'not-whole';

export function readNumber(cell: string, decimal: ',' | '.'): Result<number, NumberFault> {
  if (/^(?:<=?|>=?|[≤≥~])\s*[-+]?\d/u.test(cell)) return err('comparator');
  const pattern =
    decimal === ',' ? /^[-+]?\d+(?:,\d+)?(?:E[-+]?\d{1,2})?$/iu : /^[-+]?\d+(?:\.\d+)?(?:E[-+]?\d{1,2})?$/iu;
  if (!pattern.test(cell) || cell.length > 30) return err('unreadable');
  return ok(Number(cell.replace(',', '.')));
}

export function readInteger(cell: string, decimal: ',' | '.'): Result<number, NumberFault> {
  const number = readNumber(cell, decimal);
  return number.ok && !Number.isSafeInteger(number.value) ? err('not-whole') : number;
}
