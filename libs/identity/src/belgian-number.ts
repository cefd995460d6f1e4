// In: a Belgian national number (NISS) or BIS number as a hospital typed it. Out: its eleven digits and what they say of birth and sex.
// Refuses what no register issued: wrong length, check digits, month or counter. No text here repeats a digit of the number.
import { err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { finding } from './finding.ts';
import type { IdentityFinding } from './finding.ts';

export interface BelgianNumber {
  readonly system: 'be:niss' | 'be:bis';
  readonly digits: string;
  /** What the number carries of the birth date: a part is absent when the register did not know it or its counter had run out. */
  readonly birth: { readonly year?: number; readonly month?: number; readonly day?: number };
  /** Absent for a BIS number issued without a known sex (month + 20). */
  readonly sex?: 'male' | 'female';
  readonly notes: readonly IdentityFinding[];
}

const SEPARATORS = /[\s.\-/·–]/gu;
const MEND = 'Copy the number from the identity card or from the patient master index.';
const error = (code: IdentityFinding['code'], message: string, mend = MEND): IdentityFinding =>
  finding('error', code, 'nationalNumber', message, mend);

/**
 * The century in which the check digits hold, or undefined.
 * Check = 97 − (first nine digits mod 97), with a 2 put before them for births from 2000 on. As 2·10⁹ mod 97 = 68, never both.
 */
function centuryOf(digits: string): 1900 | 2000 | undefined {
  const body = Number(digits.slice(0, 9));
  const check = Number(digits.slice(9));
  if (97 - (body % 97) === check) return 1900;
  return 97 - ((2_000_000_000 + body) % 97) === check ? 2000 : undefined;
}

/** Reads exactly eleven digits by the rules of the National Register (layout and special cases as in python-stdnum's `be.ssn`). */
function read(digits: string): Result<Omit<BelgianNumber, 'notes'>, IdentityFinding> {
  const century = centuryOf(digits);
  if (century === undefined)
    return err(error('number-check-digits', 'the check digits do not fit: a digit is wrong, or two are swapped'));
  const printedMonth = Number(digits.slice(2, 4));
  const offset = printedMonth >= 40 ? 40 : printedMonth >= 20 ? 20 : 0;
  const month = printedMonth - offset;
  if (month > 12) return err(error('number-date', 'the number names a month that does not exist'));
  const counter = Number(digits.slice(6, 9));
  // Registers issue 001 to 998. Without this rule the row of zeros that stands for "none" in many exports would be a person.
  if (counter === 0 || counter === 999)
    return err(error('number-counter', 'the serial part is one that is never issued'));

  const year = century + Number(digits.slice(0, 2));
  const day = Number(digits.slice(4, 6));
  // 00.00.00 and 00.00.01: nothing was known at issue. Month 00: month unknown, or the serials of that day were used up.
  const nothingKnown = digits.startsWith('00') && month === 0;
  const longest = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const birth = nothingKnown
    ? {}
    : month === 0
      ? { year }
      : day === 0 || day > longest
        ? { year, month }
        : { year, month, day };
  return ok({
    system: offset === 0 ? 'be:niss' : 'be:bis',
    digits,
    birth,
    ...(offset === 20 ? {} : { sex: counter % 2 === 1 ? ('male' as const) : ('female' as const) }),
  });
}

/** A spreadsheet drops leading zeros: births in the years 00 to 09 come back with ten digits, and from 2000 with nine. */
export function belgianNumber(typed: string): Result<BelgianNumber, IdentityFinding> {
  const text = typed.trim();
  if (/^\d[.,]\d+E\+?\d+$/iu.test(text))
    return err(
      error(
        'number-rounded',
        'a spreadsheet has rounded the number (scientific notation): its last digits are lost',
        'Export again with the column formatted as text.',
      ),
    );
  const notes: IdentityFinding[] = [];
  const whole = text.replace(/^(\d{9,11})[.,]0+$/u, '$1');
  if (whole !== text)
    notes.push(
      finding(
        'note',
        'number-decimals-dropped',
        'nationalNumber',
        'the number was exported as a decimal; its empty decimals were dropped',
        'Export the column as text.',
      ),
    );
  const compact = whole.replaceAll(SEPARATORS, '');
  if (!/^\d+$/u.test(compact))
    return err(error('number-characters', 'the number holds something else than digits and separators'));
  if (compact.length === 11) {
    const result = read(compact);
    return result.ok ? ok({ ...result.value, notes }) : result;
  }
  if (compact.length === 9 || compact.length === 10) {
    const restored = read(compact.padStart(11, '0'));
    if (restored.ok) {
      notes.push(
        finding(
          'note',
          'number-zero-restored',
          'nationalNumber',
          `the number had ${compact.length} digits; with the leading ${compact.length === 9 ? 'zeros' : 'zero'} restored it is valid`,
          'Export the column as text, so that a spreadsheet keeps leading zeros.',
        ),
      );
      return ok({ ...restored.value, notes });
    }
  }
  return err(error('number-length', `the number has ${compact.length} digits where eleven are needed`));
}
