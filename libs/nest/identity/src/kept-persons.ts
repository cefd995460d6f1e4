// In: tokens that were verified, and the clock. Out: the person again for the same token, without verifying it again, for a minute and never past its
// end. Refuses nothing by itself: what it does not know is verified.
import { createHash } from 'node:crypto';
import type { Clock } from '@longview/foundation';
import type { Person } from './person-claims.ts';

/**
 * Seconds. As long as a policy decision may be kept. A key that the provider withdraws is known for longer anyway, since
 * its keys are fetched every ten minutes; nothing else ends a token before its time.
 */
export const KEEP_TOKEN_SECONDS = 60;

interface Kept {
  readonly person: Person;
  readonly from: number;
  readonly until: number;
}

/** Holds digests, never a token: whoever sees this memory cannot sign in with it. */
export class KeptPersons {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly clock: Clock,
    private readonly most = 1000,
  ) {}

  find(token: string): Person | undefined {
    const key = digest(token);
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    const now = this.clock.now().getTime();
    // A clock that was set back must not make it last longer.
    if (now >= kept.from && now < kept.until) return kept.person;
    this.#kept.delete(key);
    return undefined;
  }

  /** @param expires seconds since 1970. */
  keep(token: string, person: Person, expires: number): void {
    const from = this.clock.now().getTime();
    const until = Math.min(from + KEEP_TOKEN_SECONDS * 1000, expires * 1000);
    if (until <= from) return;
    if (this.#kept.size >= this.most) this.#kept.delete(this.#kept.keys().next().value as string);
    this.#kept.set(digest(token), { person: Object.freeze({ ...person }), from, until });
  }
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64');
