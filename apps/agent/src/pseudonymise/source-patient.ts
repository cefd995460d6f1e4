// In: nothing. Out: what pseudonymisation takes: a validated patient, and where each record stands in the hospital's files.
import type { BundleRecord, PatientBundle } from '../validate/index.ts';

export interface RowPlace {
  readonly file: string;
  readonly line: number;
  /** Which of several courses of that line. */
  readonly part?: number;
  /** Where the record itself stands, when it is not that line: what a person is told. */
  readonly at?: { readonly file: string; readonly line: number };
}

export interface RecordToSend extends BundleRecord {
  readonly place: RowPlace;
}

export interface PatientToSend extends PatientBundle {
  readonly records: readonly RecordToSend[];
}
