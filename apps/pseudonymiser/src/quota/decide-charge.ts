// In: a centre's limits, its open first load and what it used. Out: the account to charge. Refuses what exceeds them, saying when to come back.
import { err, ok, refusal } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { DAY_ACCOUNT, firstLoadName } from './limits.ts';
import type { FirstLoad, Limits, OverQuota, Use } from './limits.ts';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export interface ChargeQuestion {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly elements: number;
  readonly limits: Limits;
  /** The centre's first load that is open now, and how much of it is used. */
  readonly firstLoad?: { readonly load: FirstLoad; readonly used: number };
  /** The centre's uses of the last 24 hours, oldest first. */
  readonly recent: readonly Use[];
}

/**
 * Which account a request is charged to. Both limits slide: at no moment lie more than `perMinute.requests` in the minute
 * or `perDay.elements` in the 24 hours behind it, so no midnight doubles them. A use dated ahead (a clock set back) counts.
 */
export function decideCharge(question: ChargeQuestion): Result<{ readonly account: string }, OverQuota> {
  const { now, elements, limits, firstLoad } = question;
  const lastMinute = question.recent.filter(({ at }) => at > now - MINUTE);
  const excess = lastMinute.length - limits.perMinute.requests;
  if (excess >= 0) return over(`${limits.perMinute.requests} requests a minute`, lastMinute[excess], MINUTE);

  if (firstLoad && firstLoad.used + elements <= firstLoad.load.elements)
    return ok({ account: firstLoadName(firstLoad.load) });

  const today = question.recent.filter(({ at, account }) => account === DAY_ACCOUNT && at > now - DAY);
  let used = today.reduce((sum, use) => sum + use.elements, 0);
  if (used + elements <= limits.perDay.elements) return ok({ account: DAY_ACCOUNT });
  const rule = `${limits.perDay.elements} elements in 24 hours`;
  if (elements > limits.perDay.elements) return over(rule, undefined, DAY);
  const last = today.find((use) => (used -= use.elements) + elements <= limits.perDay.elements);
  return over(rule, last, DAY);
}

function over(rule: string, leaves: Use | undefined, after: number): Result<never, OverQuota> {
  if (leaves === undefined)
    return err(refusal('OVER_QUOTA', `This centre may have ${rule}: this batch alone is larger. Send it in parts.`));
  const retryAt = new Date(leaves.at + after);
  const message = `This centre may have ${rule}. Nothing was evaluated. Come back at ${retryAt.toISOString()}.`;
  return err({ ...refusal('OVER_QUOTA', message), retryAt });
}
