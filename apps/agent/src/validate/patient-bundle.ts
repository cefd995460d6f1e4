// In: nothing. Out: the shape of one patient ready to be pseudonymised: the identity, which stays, beside what may travel.
import type { RecordTypeName } from '@longview/clinical';
import type { PatientIdentity } from '@longview/identity';

export interface BundleRecord {
  readonly type: RecordTypeName;
  /** Local: leaves as an HMAC. */
  readonly sourceRecordId: string;
  /** Local as well; absent where the source names no course and the ledger will. */
  readonly courseKey?: string;
  readonly source: string;
  /** Only what the dictionary describes. Empty when the record is withdrawn. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly withdraw?: { readonly reason: string };
  /** Why this content takes the place of an earlier one: a code. */
  readonly reason?: string;
}

export interface PatientBundle {
  /** Never leaves the agent. */
  readonly identity: PatientIdentity;
  /** The one age and the day on which it held: first infusion, else the decision to treat. */
  readonly age?: { readonly value: number; readonly on: string };
  /** True when a constant stood for what a person decides. */
  readonly demonstration: boolean;
  readonly records: readonly BundleRecord[];
}
