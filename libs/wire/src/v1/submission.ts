// In: what an agent sends. Out: its shape, version 1. Never edited after release: a change is another folder.
import { type RecordTypeName, RECORD_TYPE_NAMES } from '@longview/clinical';

/** Patients a submission may carry. */
export const MAX_PATIENTS = 100;
/** Key epochs that may be open at once, and tokens that a patient may bring. */
export const MAX_TOKENS = 2;
/** Records a patient may bring in one submission. */
export const MAX_RECORDS = 500;

/** The finalised token of one key epoch of the pseudonymiser: base64url of 64 bytes. */
export interface Token {
  readonly epoch: number;
  readonly value: string;
}

/** The member of a submitted record that holds a record of this type: `CytokineReleaseSyndrome` travels as `cytokineReleaseSyndrome`. */
export const memberOf = (type: RecordTypeName): string => type.charAt(0).toLowerCase() + type.slice(1);

export const TYPE_OF_MEMBER: ReadonlyMap<string, RecordTypeName> = new Map(
  RECORD_TYPE_NAMES.map((type) => [memberOf(type), type]),
);

/**
 * One record. Exactly one member named after a record type stands beside these, or `withdraw` alone.
 * `key` and `course` are `HMAC-SHA256(kS, …)` as base64url: the registry can recognise them and never read them.
 */
export interface SubmittedRecord {
  readonly key: string;
  readonly course?: string | null;
  /** Code of the system in the hospital that the record comes from. */
  readonly system: string;
  /** Withdraws the record known by this key, with a reason code. */
  readonly withdraw?: { readonly reason: string } | null;
  /** Why this content takes the place of an earlier one, as a code; kept with the version, and with no other. */
  readonly reason?: string | null;
  readonly [member: string]: unknown;
}

export interface SubmittedPatient {
  /** One, or while the key changes one for each of two epochs: so the registry learns that both are of one person. */
  readonly tokens: readonly Token[];
  /** False for a patient known to this centre alone (`local:<centre>`). */
  readonly linkable: boolean;
  /** The one age, completed years (half-years under 2), and the day on which it held. */
  readonly age?: { readonly value: number; readonly on: string } | null;
  readonly records: readonly SubmittedRecord[];
}

export interface Submission {
  readonly version: 1;
  /** UUID given by the agent once: the same bytes are sent again under the same id. */
  readonly id: string;
  readonly centre: string;
  /** Made with demonstration constants: marked for ever, and refused by a registry in production. */
  readonly demonstration: boolean;
  readonly patients: readonly SubmittedPatient[];
}

/** The type and body of a submitted record, or `withdraw`; undefined when it holds none or more than one. */
export function contentOf(
  record: SubmittedRecord,
):
  | { readonly type: RecordTypeName; readonly body: Readonly<Record<string, unknown>> }
  | { readonly withdraw: string }
  | undefined {
  // The members that are there are few, the record types are many.
  const held = Object.keys(record).filter(
    (member) => TYPE_OF_MEMBER.has(member) && record[member] !== undefined && record[member] !== null,
  );
  const [first] = held;
  if (record.withdraw) return held.length === 0 ? { withdraw: record.withdraw.reason } : undefined;
  if (first === undefined || held.length !== 1) return undefined;
  return {
    type: TYPE_OF_MEMBER.get(first) as RecordTypeName,
    body: record[first] as Readonly<Record<string, unknown>>,
  };
}
