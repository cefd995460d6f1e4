// In: nothing. Out: what a history of transactions is: lists that are only ever appended to, when each transaction was begun and answered,
// and what it saw. After the list-append histories of Kingsbury and Alvaro (Elle, VLDB 2020), in which a list shows its own versions.

export type Operation =
  { readonly append: string; readonly value: string } | { readonly read: string; readonly values: readonly string[] };

export interface Transaction {
  readonly id: string;
  /** On one clock for the whole history. */
  readonly invoked: number;
  /** Absent: nobody was ever told how it ended. */
  readonly completed?: number;
  /** `unknown`: it may have happened or not; what it wrote counts once somebody saw it. */
  readonly outcome: 'committed' | 'aborted' | 'unknown';
  readonly operations: readonly Operation[];
}

/** Adya's phenomena for lists, and what a list shows beside them. */
export type AnomalyKind =
  /** Writes of two transactions follow each other in both directions. */
  | 'G0'
  /** Something was seen that was taken back. */
  | 'G1a'
  /** Something was seen in the middle of a transaction of somebody else. */
  | 'G1b'
  /** Information flows in a circle. */
  | 'G1c'
  /** A circle with one read that a later write made old: read skew, and with real time a stale read or a lost append. */
  | 'G-single'
  /** A circle with several such reads: write skew. */
  | 'G2'
  /** Two saw the same version and both wrote onto it. */
  | 'lostUpdate'
  /** Two reads of which neither is the beginning of the other. */
  | 'forkedOrder'
  /** A transaction did not see what itself had done or seen. */
  | 'internal'
  | 'duplicate'
  /** Something was seen that nobody wrote. */
  | 'unwritten';

export interface Anomaly {
  readonly kind: AnomalyKind;
  /** Only because one transaction was answered before another was begun: breaks strict serialisability, not serialisability. */
  readonly realTime: boolean;
  readonly transactions: readonly string[];
  readonly evidence: string;
}
