// In: how often a sending failed. Out: how long to wait. Doubles to five minutes, spread so that hospitals do not return all at once.
import type { Random } from '@longview/foundation';

const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

/** Milliseconds: between half and all of 1, 2, 4 … 300 seconds. @param attempts sendings that failed, from 1. */
export function backoff(attempts: number, random: Random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20));
  const [byte = 0] = random.bytes(1);
  return Math.round(full * (0.5 + byte / 510));
}
