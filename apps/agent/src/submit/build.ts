// In: pseudonymous patients. Out: submissions of so many patients, as exact bytes. Each record stands in one submission once.
import { createHash } from 'node:crypto';
import { type Ids, toHex } from '@longview/foundation';
import { canonicalBytes, MAX_PATIENTS, MAX_RECORDS, type Submission } from '@longview/wire';
import type { RecordPlace } from '../ledger/index.ts';
import type { Pseudonymous } from '../pseudonymise/index.ts';

export interface Built {
  readonly submission: Submission;
  readonly body: Uint8Array;
  /** SHA-256 of the body, hexadecimal. */
  readonly bodyHash: string;
  readonly records: readonly RecordPlace[];
}

export interface BuildOptions {
  readonly centre: string;
  readonly demonstration: boolean;
  /** Patients a submission. */
  readonly batch: number;
  readonly ids: Ids;
}

export const sha256Hex = (bytes: Uint8Array): string => toHex(createHash('sha256').update(bytes).digest());

export function buildSubmissions(patients: readonly Pseudonymous[], options: BuildOptions): readonly Built[] {
  return partition(patients.flatMap(inParts), Math.min(options.batch, MAX_PATIENTS)).map((part) => {
    const submission: Submission = {
      version: 1,
      id: options.ids.uuid(),
      centre: options.centre,
      demonstration: options.demonstration,
      patients: part.map(({ patient, records }) => ({
        ...patient,
        records: records.map(({ submitted }) => submitted),
      })),
    };
    const body = canonicalBytes(submission);
    const records = part.flatMap((one) => one.records.map(({ place }) => place));
    return { submission, body, bodyHash: sha256Hex(body), records };
  });
}

/**
 * A patient with more records than one submission may carry comes in several parts; so does one whose record stands in two
 * files, as the later is a new version of the earlier.
 */
function inParts({ patient, records }: Pseudonymous): readonly Pseudonymous[] {
  const parts: (typeof records)[number][][] = [];
  let seen = new Set<string>();
  for (const record of records) {
    const last = parts.at(-1);
    if (last === undefined || last.length === MAX_RECORDS || seen.has(record.place.key)) {
      parts.push([record]);
      seen = new Set();
    } else last.push(record);
    seen.add(record.place.key);
  }
  return parts.map((part) => ({ patient, records: part }));
}

/** Half of what the registry takes in one request. */
const MOST_BYTES = 4 * 1024 * 1024;

const bytesOf = ({ records }: Pseudonymous): number =>
  records.reduce((sum, { submitted }) => sum + JSON.stringify(submitted).length, 200);

/** In order; a patient or a record that already stands in the current submission begins the next one. */
function partition(patients: readonly Pseudonymous[], size: number): readonly (readonly Pseudonymous[])[] {
  const parts: Pseudonymous[][] = [];
  let seen = new Set<string>();
  let bytes = 0;
  for (const patient of patients) {
    const own = bytesOf(patient);
    const names = [
      ...patient.patient.tokens.map(({ epoch, value }) => `${epoch} ${value}`),
      ...patient.records.map(({ place }) => place.key),
    ];
    const last = parts.at(-1);
    const full = last === undefined || last.length === size || bytes + own > MOST_BYTES;
    if (full || names.some((name) => seen.has(name))) {
      parts.push([patient]);
      bytes = own;
      seen = new Set(names);
    } else {
      last.push(patient);
      bytes += own;
      for (const name of names) seen.add(name);
    }
  }
  return parts;
}
