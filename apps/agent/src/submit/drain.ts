// In: the queue. Out: everything sent that can be. Gives up for this run after a few failures in a row; what is left stays in the queue.
import type { Refusal } from '@longview/foundation';
import { sendHead, type SendParts } from './send.ts';

export interface Drained {
  readonly acknowledged: number;
  /** Records that the registry refused, inside submissions that it took. */
  readonly refusedRecords: number;
  /** Submissions that the registry refused as a whole. */
  readonly refused: readonly { readonly id: string; readonly refusal: Refusal }[];
  /** Why the queue is not empty. */
  readonly trouble?: string | undefined;
}

export interface DrainParts extends SendParts {
  readonly wait: (ms: number) => Promise<void>;
  /** Sendings of one submission before giving up. */
  readonly attempts: number;
  readonly onSent?: ((sent: number) => void) | undefined;
}

export async function drain(parts: DrainParts): Promise<Drained> {
  let [acknowledged, refusedRecords, failures] = [0, 0, 0];
  const refused: { id: string; refusal: Refusal }[] = [];
  for (;;) {
    const outcome = await sendHead(parts);
    if (outcome.kind === 'empty') return { acknowledged, refusedRecords, refused };
    if (outcome.kind === 'failed') {
      failures++;
      if (failures >= parts.attempts) return { acknowledged, refusedRecords, refused, trouble: outcome.trouble };
      await parts.wait(outcome.next.getTime() - parts.clock.now().getTime());
      continue;
    }
    failures = 0;
    if (outcome.kind === 'refused') refused.push(outcome);
    else {
      acknowledged++;
      refusedRecords += outcome.refusedRecords;
    }
    parts.onSent?.(acknowledged + refused.length);
  }
}
