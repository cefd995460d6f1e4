// In: a decision under a key and the instant until which it holds. Out: the same decision for as long. Refuses to grow beyond its bound.

interface Kept<Decision> {
  readonly decision: Decision;
  readonly from: number;
  readonly until: number;
}

/** A bounded memory of decisions, in milliseconds since 1970; the one longest unasked is dropped first. */
export class KeptDecisions<Decision> {
  readonly #kept = new Map<string, Kept<Decision>>();
  readonly #atMost: number;

  constructor(atMost: number) {
    this.#atMost = atMost;
  }

  get size(): number {
    return this.#kept.size;
  }

  find(key: string, now: number): Decision | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    // A clock that was set back must not lengthen a decision: it holds only between its making and its end.
    if (now < kept.from || now >= kept.until) return undefined;
    this.#kept.set(key, kept);
    return kept.decision;
  }

  keep(key: string, decision: Decision, from: number, until: number): void {
    if (until <= from || this.#atMost < 1) return;
    this.#kept.delete(key);
    if (this.#kept.size >= this.#atMost) {
      const longestUnasked = this.#kept.keys().next();
      if (!longestUnasked.done) this.#kept.delete(longestUnasked.value);
    }
    this.#kept.set(key, { decision, from, until });
  }
}
