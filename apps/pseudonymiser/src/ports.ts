// In: nothing. Out: the names under which Nest hands the rooms what they share.
import type { Clock, Random } from '@longview/foundation';

export const CONFIG = Symbol('configuration');
export const CLOCK = Symbol('clock');
export const RANDOM = Symbol('randomness');
export const STATE = Symbol('state');
export const FEDERATION = Symbol('federation');

/** Where a fault is told: an operator's line, never part of an answer. */
export const REPORT = Symbol('report');
export type Report = (line: string) => void;

export interface Outside {
  readonly clock: Clock;
  readonly random: Random;
  readonly report: Report;
}
