// In: the name of a use and until when it matters. Out: whether it was seen before. Forgets what has expired; does not outlive the process.
import type { Clock } from '@longview/foundation';

/**
 * A memory of uses for one process that needs none to survive a restart. A service that runs twice, or must refuse a
 * replay across its own restart, keeps this in its database instead.
 */
export function replayMemory(clock: Clock): (jti: string, exp: number) => boolean {
  const until = new Map<string, number>();
  let swept = 0;
  return (jti, exp) => {
    const now = clock.now().getTime() / 1000;
    if (now - swept >= 10) {
      for (const [use, end] of until) if (end <= now) until.delete(use);
      swept = now;
    }
    if (until.has(jti)) return true;
    until.set(jti, exp);
    return false;
  };
}
