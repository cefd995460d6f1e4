// In: the type and the digits of a patient's number. Out: the one text that every site hashes for it. Refuses what could be read in two ways.
import { err, ok, refusal, utf8 } from '@longview/foundation';
import type { Refusal, Result } from '@longview/foundation';

export type NumberCode = 'ID_TYPE' | 'ID_DIGITS';

const NATIONAL_TYPE = /^[a-z]{2}:[a-z0-9-]{1,32}$/;
const LOCAL_TYPE = /^local:[A-Za-z0-9-]{1,64}$/;

/**
 * The input of the PRF: UTF-8 of `lv|v1|<idType>|<digits>`.
 * National numbers (`be:niss`, `nl:bsn`, ...) lose the spaces, dots, hyphens and slashes they are printed with, since two sites may print them differently.
 * A `local:<centre>` number is a centre's own and is kept to the letter: there `1-11` and `11-1` may be two patients.
 * Check digits are the concern of the caller, who knows the country's rule.
 */
export function normalise(idType: string, digits: string): Result<Uint8Array, Refusal<NumberCode>> {
  const national = NATIONAL_TYPE.test(idType);
  if (!national && !LOCAL_TYPE.test(idType))
    return err(refusal('ID_TYPE', 'an idType is <country>:<kind> in lower case, or local:<centre>', 'idType'));
  const text = national ? digits.replace(/[ .\-/]/g, '').toUpperCase() : digits;
  const shape = idType === 'be:niss' ? /^[0-9]{11}$/ : national ? /^[0-9A-Z]{1,64}$/ : /^[!-{}~]{1,64}$/;
  // The message names no digit: refusals end up in logs.
  if (!shape.test(text)) return err(refusal('ID_DIGITS', `this number does not have the form of ${idType}`, 'digits'));
  return ok(utf8(`lv|v1|${idType}|${text}`));
}
