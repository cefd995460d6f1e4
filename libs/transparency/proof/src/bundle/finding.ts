// In: what a check found. Out: a rule's name, the entry's index and one plain line. The union is closed: a reader can tell every case apart.

/** Why a bundle does not hold. */
export type FaultRule =
  | 'bundle-malformed' // not of the format: nothing else was checked
  | 'log-key' // made for another log than the one trusted
  | 'checkpoint' // malformed, of another origin, or not signed by the log
  | 'witnesses' // fewer valid cosignatures than trusted witnesses must give
  | 'entry-malformed' // a leaf that is no canonical envelope
  | 'entry-order' // an index twice, out of order, or outside the tree
  | 'entry-inclusion' // the proof does not lead from this entry to the checkpoint
  | 'entry-repeated' // one id in two entries
  | 'entries-missing' // a whole export with more or fewer entries than the checkpoint counts
  | 'root' // the entries of a whole export do not make the checkpoint's root
  | 'detail' // a detail whose hash is not the one in its envelope
  | 'growth' // not shown to contain the earlier checkpoint
  | 'known-checkpoint'; // contradicts, or ends before, a checkpoint that the reader already holds

/** What a reader should know and what breaks nothing. */
export type NoticeRule = 'intent-open' | 'detail-withheld' | 'witnesses-unchecked';

export interface Finding<Rule extends string = FaultRule> {
  readonly rule: Rule;
  /** Index in the log of the entry concerned. */
  readonly index?: number;
  readonly message: string;
}

export type Notice = Finding<NoticeRule>;

/** What was shown to hold. */
export interface Verified {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly scope: 'whole' | 'chosen';
  readonly entries: number;
  /** Names of the witnesses whose cosignature verified. */
  readonly witnesses: readonly string[];
  readonly notices: readonly Notice[];
}

export interface NotVerified {
  /** Never empty. */
  readonly faults: readonly Finding[];
  readonly notices: readonly Notice[];
}

/** `index 7: detail: ...`, for a person. */
export const findingLine = ({ rule, index, message }: Finding<string>): string =>
  `${index === undefined ? '' : `entry ${index}: `}${rule}: ${message}`;
