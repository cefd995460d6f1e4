// In: what became of each record. Out: the receipt, version 1: the same for placed and unplaced, for a known and a new patient.
import type { Problem } from '@longview/dictionary';

/**
 * `ACCEPTED` a first version; `UPDATED` a new version of a record that this centre sent before; `UNCHANGED` the same content again;
 * `WITHDRAWN`; `REFUSED` nothing was stored, the problems say why.
 */
export type RecordOutcome = 'ACCEPTED' | 'UPDATED' | 'UNCHANGED' | 'WITHDRAWN' | 'REFUSED';

export interface RecordReceipt {
  /** As in the submission. */
  readonly key: string;
  readonly outcome: RecordOutcome;
  readonly problems: readonly Problem[];
}

export interface Receipt {
  readonly version: 1;
  readonly submission: string;
  /** SHA-256 of the canonical JSON of the submission, hexadecimal. */
  readonly bodyHash: string;
  readonly receivedAt: string;
  readonly records: readonly RecordReceipt[];
  /** Leaf hash of the entry in the access log that tells of this submission, hexadecimal. Never an index. */
  readonly leafHash: string;
}
