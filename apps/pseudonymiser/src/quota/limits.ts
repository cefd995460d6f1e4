// In: nothing. Out: the shapes of what a centre may use and what it has used.
import type { Refusal } from '@longview/foundation';

/** How much one centre may have evaluated: the number space of national numbers is small, so volume is the defence. */
export interface Limits {
  readonly perMinute: { readonly requests: number };
  readonly perDay: { readonly elements: number };
}

/** A first load of old records: for its time and up to its number of elements, the daily limit does not count. */
export interface FirstLoad {
  readonly centre: string;
  /** RFC 3339 instants in UTC: from `from`, before `to`. */
  readonly from: string;
  readonly to: string;
  readonly elements: number;
  /** Two different people. */
  readonly openedBy: readonly string[];
}

export interface Use {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly elements: number;
  /** `day`, or the name of a first load (see {@link firstLoadName}). */
  readonly account: string;
}

export const DAY_ACCOUNT = 'day';

/** Names a first load in the records; two of one centre never overlap, so its start tells them apart. */
export const firstLoadName = (load: FirstLoad): string => `first-load ${load.from}`;

export interface OverQuota extends Refusal<'OVER_QUOTA'> {
  /** When the same request would fit; missing when it never will. */
  readonly retryAt?: Date;
}
