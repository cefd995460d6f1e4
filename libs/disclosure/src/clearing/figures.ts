// In: what was cleared before to the same permit, and the sets that one more answer would tell, figure by figure. Out: whether each may be told as well.
// An exact count is told with a set: who is counted, who of them had the event, who had it not. Two counts can be subtracted, also of two endpoints
// about the same patients: those with progression and those who died leave those alive with progression. So all of these sets are audited together.
import { equalSets, without } from '../bitmap.ts';
import type { Rules } from '../context.ts';
import { OverlapAudit } from '../overlap-audit.ts';
import type { Audience } from '../rules/d2-threshold.ts';
import { thresholdOf } from '../rules/d2-threshold.ts';

export interface ClearedBefore {
  /** What the counts are of, whoever is counted: one endpoint, one event, one mark. */
  readonly figure: string;
  /** Who was counted, a set for each stratum; and who of them had the event or had it not. */
  readonly patients: readonly Uint8Array[];
  readonly having: readonly Uint8Array[];
}

export interface ClearingContext {
  readonly audience: Audience;
  /** Everything cleared before to the same permit. */
  readonly cleared: readonly ClearedBefore[];
  /** Patients whose rows the asker's own organisation contributed. */
  readonly own?: Uint8Array;
}

export class Figures {
  readonly #audit: OverlapAudit;
  readonly #patients: Uint8Array[] = [];
  readonly #having: Uint8Array[] = [];

  constructor(
    private readonly figure: string,
    private readonly context: ClearingContext,
    private readonly rules: Rules,
  ) {
    this.#audit = new OverlapAudit(thresholdOf(context.audience), rules.own ? context.own : undefined);
    for (const { patients, having } of context.cleared) this.#audit.add([...patients, ...having]);
  }

  /** What was told, to be remembered with the answer. */
  get told(): { readonly patients: readonly Uint8Array[]; readonly having: readonly Uint8Array[] } {
    return { patients: this.#patients, having: this.#having };
  }

  /** Whether these patients may be counted as well; if so, they are. */
  tell(patients: readonly Uint8Array[]): boolean {
    const may = this.#admits(patients);
    if (may) this.#patients.push(...patients);
    return may;
  }

  /**
   * The same for those of some patients who had the event, or had it not. Where they are exactly those of another figure, the two counts say of a group that
   * nobody in it had the event: an observed zero is a small cell. The same figure of the same patients says nothing new.
   */
  tellOf(patients: Uint8Array, having: readonly Uint8Array[]): boolean {
    const same = this.context.cleared.some(
      (earlier) => earlier.figure === this.figure && earlier.patients.some((set) => equalSets(set, patients)),
    );
    if (!same && this.rules.zero && having.some((set) => this.#leavesNobody(set))) return false;
    const may = this.#admits(having);
    if (may) this.#having.push(...having);
    return may;
  }

  #admits(sets: readonly Uint8Array[]): boolean {
    const may = this.#audit.admits(sets, this.rules);
    if (may) this.#audit.add(sets);
    return may;
  }

  #leavesNobody(set: Uint8Array): boolean {
    const own = this.rules.own ? this.context.own : undefined;
    const others = own && without(set, own);
    return this.context.cleared.some(({ having }) =>
      having.some((earlier) => equalSets(set, earlier) || (own && others && equalSets(others, without(earlier, own)))),
    );
  }
}
