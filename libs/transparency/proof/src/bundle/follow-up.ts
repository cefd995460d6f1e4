// In: envelopes in the order of the log. Out: intents that no result or aborted entry closes. Keeps only the open ones.
import type { Notice } from './finding.ts';

/** The members that pair an intent with what closes it. */
export interface Step {
  readonly id: string;
  readonly kind: string;
  readonly intent?: string | undefined;
}

/** An intent without a result is no fault (the log may end between the two), but a reader wants to know. */
export class OpenIntents {
  readonly #open = new Map<string, number>();

  see(step: Step, index: number): void {
    if (step.kind === 'intent') this.#open.set(step.id, index);
    else if (step.intent !== undefined) this.#open.delete(step.intent);
  }

  notices(): readonly Notice[] {
    return [...this.#open].map(([id, index]) => ({
      rule: 'intent-open',
      index,
      message: `the intent ${id} has no result here`,
    }));
  }
}
