// In: the site key kS. Out: the names under which records, courses and patients are known outside and on disk: HMACs, nothing to read back.
// kS never leaves the centre and is never rotated: under another key the registry would take every record for a new one.
import { createHmac } from 'node:crypto';
import { canonicalJson } from '@longview/foundation';

export const SITE_KEY_BYTES = 32;

export interface SiteKey {
  /** `key` of a submitted record, from the system that it comes from and the id that this gives it. */
  record(system: string, sourceRecordId: string): string;
  /** `course` of a submitted record, from the centre's own key of the course. */
  course(courseKey: string): string;
  /** Under which the ledger knows a pseudonymised number. */
  token(idType: string, digits: string): string;
  /** Under which the ledger knows a patient of this centre. */
  patient(identityKey: string): string;
  /** Tells whether a ledger was made with this key, and says nothing else of it. */
  readonly fingerprint: string;
}

/** Every name is base64url of 32 bytes; the word before the bar keeps the purposes apart. */
export function siteKey(key: Uint8Array): SiteKey {
  if (key.length !== SITE_KEY_BYTES) throw new RangeError(`the site key has ${SITE_KEY_BYTES} bytes`);
  const name = (purpose: string, text: string): string =>
    createHmac('sha256', key).update(`${purpose}|${text}`, 'utf8').digest('base64url');
  return {
    // A system is a code and holds no bar.
    record: (system, sourceRecordId) => name('record', `${system}|${sourceRecordId}`),
    course: (courseKey) => name('course', courseKey),
    token: (idType, digits) => name('token', canonicalJson([idType, digits])),
    patient: (identityKey) => name('patient', identityKey),
    fingerprint: name('fingerprint', ''),
  };
}
