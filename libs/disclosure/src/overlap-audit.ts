// D7 whole. In: everything told to an audience, as it is told. Out: whether more may be told: in pairs and threes exactly, in larger combinations
// by the row space. Whoever asks often keeps one and adds to it; to make it anew costs more than a question.
import type { Rules } from './context.ts';
import { keepsDistanceFrom } from './rules/d7-overlap.ts';
import { RowSpace } from './rules/d7-row-space.ts';
import { keepApartInThrees } from './rules/d7-threes.ts';
import { ToldSets } from './told-sets.ts';

export class OverlapAudit {
  readonly #told: ToldSets;
  readonly #space: RowSpace;

  /** @param own patients whom the asker can subtract, so that every test also holds without them. */
  constructor(
    private readonly k: number,
    own?: Uint8Array,
  ) {
    this.#told = new ToldSets(own);
    this.#space = new RowSpace(k, own);
  }

  add(sets: readonly Uint8Array[]): void {
    this.#told.add(sets);
    this.#space.add(sets);
  }

  admits(sets: readonly Uint8Array[], rules: Pick<Rules, 'overlap' | 'threes' | 'rowSpace'>): boolean {
    return (
      (!rules.overlap || sets.every((set) => keepsDistanceFrom(set, this.#told, this.k))) &&
      (!rules.threes || keepApartInThrees(sets, this.#told, this.k)) &&
      (!rules.rowSpace || this.#told.empty || this.#space.admits(sets))
    );
  }
}
