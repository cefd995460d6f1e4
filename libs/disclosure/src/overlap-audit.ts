// D7 whole. In: everything told to an audience, as it is told. Out: whether more may be told: in pairs and threes exactly, in larger combinations
// by the row space. Whoever asks often keeps one and adds to it; to make it anew costs more than a question.
import type { Rules } from './context.ts';
import { keepsDistanceFor } from './rules/d7-overlap.ts';
import { RowSpace } from './rules/d7-row-space.ts';
import { Threes } from './rules/d7-threes.ts';

export class OverlapAudit {
  readonly #told: Uint8Array[] = [];
  readonly #threes: Threes;
  readonly #space: RowSpace;

  /** @param own patients whom the asker can subtract, so that every test also holds without them. */
  constructor(
    private readonly k: number,
    private readonly own?: Uint8Array,
  ) {
    this.#threes = new Threes(k, own);
    this.#space = new RowSpace(k, own);
  }

  add(sets: readonly Uint8Array[]): void {
    this.#told.push(...sets);
    this.#threes.add(sets);
    this.#space.add(sets);
  }

  admits(sets: readonly Uint8Array[], rules: Pick<Rules, 'overlap' | 'threes' | 'rowSpace'>): boolean {
    return (
      (!rules.overlap || sets.every((set) => keepsDistanceFor(set, this.#told, this.k, this.own))) &&
      (!rules.threes || this.#threes.admits(sets)) &&
      (!rules.rowSpace || this.#told.length === 0 || this.#space.admits(sets))
    );
  }
}
