// In: another country's personal number as typed. Out: its canonical form. Refuses placeholders, which would make one person of many.
import { err, ok } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { finding } from './finding.ts';
import type { IdentityFinding } from './finding.ts';

/** `fr:nir`, `nl:bsn`, `lu:matricule`: an ISO 3166-1 country and that country's name of the number. */
export const NUMBER_TYPE = /^[a-z]{2}:[a-z0-9-]{2,20}$/u;

/**
 * Capital letters and digits, separators dropped. No check digits are tried: each country has its own, and a rule that refuses
 * a true number would lose a patient. What is refused can be no number: under five characters, under four digits, one digit repeated.
 */
export function foreignNumber(typed: string): Result<string, IdentityFinding> {
  const error = (code: IdentityFinding['code'], message: string): Result<never, IdentityFinding> =>
    err(
      finding(
        'error',
        code,
        'nationalNumber',
        message,
        'Give the number as the country prints it, or leave it empty: the patient is then known by the local file number.',
      ),
    );
  const compact = typed
    .normalize('NFKC')
    .replaceAll(/[\s.\-/·–]/gu, '')
    .toUpperCase();
  if (!/^[A-Z0-9]*$/u.test(compact))
    return error('number-characters', 'the number holds something else than letters, digits and separators');
  if (compact.length < 5 || compact.length > 32)
    return error('number-length', `the number has ${compact.length} characters where 5 to 32 are expected`);
  const digits = compact.replaceAll(/\D/gu, '');
  if (digits.length < 4 || /^(\d)\1*$/u.test(digits))
    return error('number-placeholder', 'the text stands for "no number" and would make one person of many');
  return ok(compact);
}
