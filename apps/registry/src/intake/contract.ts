// In: the submission as it was received, its types already checked by GraphQL. Out: the same, read, or where it breaks the contract.
// A broken contract refuses the request as a whole; rules about single records come later and are answered record by record.
import { dayNumber, err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import {
  contentOf,
  MAX_PATIENTS,
  MAX_RECORDS,
  MAX_TOKENS,
  type Submission,
  type SubmittedPatient,
} from '@longview/wire';
import type { RecordTypeName } from '@longview/clinical';

export type ContractCode =
  | 'VERSION_UNKNOWN'
  | 'SUBMISSION_ID_INVALID'
  | 'PATIENT_COUNT'
  | 'RECORD_COUNT'
  | 'TOKEN_INVALID'
  | 'AGE_INVALID'
  | 'KEY_INVALID'
  | 'KEY_TWICE'
  | 'CONTENT_NOT_ONE'
  | 'PATIENT_TWICE';

export type Content =
  { readonly type: RecordTypeName; readonly body: Readonly<Record<string, unknown>> } | { readonly withdraw: string };

export interface ReadRecord {
  readonly key: string;
  readonly course: string | undefined;
  readonly system: string;
  readonly content: Content;
  /** Why this content takes the place of an earlier one. */
  readonly reason?: string;
}

export interface ReadPatient {
  readonly tokens: SubmittedPatient['tokens'];
  readonly linkable: boolean;
  readonly age: { readonly value: number; readonly on: string } | undefined;
  readonly records: readonly ReadRecord[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const BLINDED = /^[A-Za-z0-9_-]{43}$/;
const TOKEN = /^[A-Za-z0-9_-]{86}$/;

export function readContract(submission: Submission): Result<readonly ReadPatient[], Refusal<ContractCode>> {
  const no = (code: ContractCode, message: string, path: string) => err(refusal(code, message, `submission.${path}`));
  if (submission.version !== 1) return no('VERSION_UNKNOWN', 'This registry reads version 1 of the wire.', 'version');
  if (!UUID.test(submission.id)) return no('SUBMISSION_ID_INVALID', 'The id is a UUID in lower case.', 'id');
  // GraphQL takes one thing where a list of one is meant; what was signed says which, and is not bent.
  if (!Array.isArray(submission.patients))
    return no('PATIENT_COUNT', 'The patients are a list, also of one.', 'patients');
  if (submission.patients.length < 1 || submission.patients.length > MAX_PATIENTS) {
    return no('PATIENT_COUNT', `A submission carries 1 to ${MAX_PATIENTS} patients; split it.`, 'patients');
  }
  const keys = new Set<string>();
  const tokens = new Set<string>();
  const patients: ReadPatient[] = [];
  for (const [p, patient] of submission.patients.entries()) {
    const at = `patients[${p}]`;
    if (!Array.isArray(patient.records))
      return no('RECORD_COUNT', 'The records of a patient are a list, also of one.', `${at}.records`);
    if (patient.records.length < 1 || patient.records.length > MAX_RECORDS) {
      return no('RECORD_COUNT', `A patient brings 1 to ${MAX_RECORDS} records; split them.`, `${at}.records`);
    }
    if (!Array.isArray(patient.tokens) || patient.tokens.length < 1 || patient.tokens.length > MAX_TOKENS)
      return no('TOKEN_INVALID', 'A patient has one token, or one for each of two key epochs.', `${at}.tokens`);
    if (new Set(patient.tokens.map(({ epoch }: { epoch: number }) => epoch)).size < patient.tokens.length)
      return no('TOKEN_INVALID', 'Two tokens of a patient are of two key epochs.', `${at}.tokens`);
    for (const [t, token] of patient.tokens.entries()) {
      if (!TOKEN.test(token.value) || !Number.isInteger(token.epoch) || token.epoch < 1) {
        return no('TOKEN_INVALID', 'A token is 64 bytes in base64url with the epoch of its key.', `${at}.tokens[${t}]`);
      }
      if (tokens.has(token.value))
        return no('PATIENT_TWICE', 'The patient stands in this submission twice; put the records together.', at);
      tokens.add(token.value);
    }
    const { age } = patient;
    if (age) {
      const step = age.value < 2 ? 0.5 : 1;
      if (!(age.value >= 0 && age.value <= 120) || age.value % step !== 0 || dayNumber(age.on) === undefined) {
        return no(
          'AGE_INVALID',
          'An age is completed years (half-years under 2) with the day on which it held.',
          `${at}.age`,
        );
      }
    }
    const records: ReadRecord[] = [];
    for (const [r, record] of patient.records.entries()) {
      const place = `${at}.records[${r}]`;
      if (!BLINDED.test(record.key) || (record.course != null && !BLINDED.test(record.course))) {
        return no(
          'KEY_INVALID',
          'Keys are HMAC-SHA256 in base64url: the registry never takes a number of the hospital.',
          place,
        );
      }
      const known = `${record.system}|${record.key}`;
      if (keys.has(known)) return no('KEY_TWICE', 'Two records in this submission have the same key.', `${place}.key`);
      keys.add(known);
      const content = contentOf(record);
      if (!content)
        return no('CONTENT_NOT_ONE', 'A record holds one record type, or withdraw, and nothing beside it.', place);
      const { key, system, course, reason } = record;
      records.push({ key, course: course ?? undefined, system, content, ...(reason != null && { reason }) });
    }
    patients.push({ tokens: patient.tokens, linkable: patient.linkable, age: age ?? undefined, records });
  }
  return ok(patients);
}
