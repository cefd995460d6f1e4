// In: a tree that grows over all entries of an export. Out: the faults where its root is not that of a signed checkpoint.
import { equalBytes } from '@longview/foundation';
import type { SignedCheckpoint } from '../note/checkpoint.ts';
import type { FaultRule, Finding } from './finding.ts';
import type { TrustedHeader } from './trust.ts';

/** Compares the root at every size for which a checkpoint is at hand: no consistency proof is needed. */
export class RootCheck {
  readonly #faults: Finding[];
  readonly #header: TrustedHeader;
  readonly #due: readonly { rule: FaultRule; checkpoint: SignedCheckpoint }[];
  #held = 0;

  constructor(header: TrustedHeader, faults: Finding[]) {
    this.#faults = faults;
    this.#header = header;
    this.#due = [
      { rule: 'root' as const, checkpoint: header.checkpoint },
      ...(header.previous ? [{ rule: 'growth' as const, checkpoint: header.previous }] : []),
      ...(header.known ? [{ rule: 'known-checkpoint' as const, checkpoint: header.known }] : []),
    ];
  }

  /** The sizes at which {@link at} must be called. */
  get sizes(): readonly number[] {
    return [...new Set(this.#due.map(({ checkpoint }) => checkpoint.size))].toSorted((a, b) => a - b);
  }

  at(size: number, root: () => Uint8Array): void {
    for (const { rule, checkpoint } of this.#due) {
      if (checkpoint.size !== size) continue;
      if (equalBytes(root(), checkpoint.root)) this.#held = Math.max(this.#held, size);
      else
        this.#faults.push({
          rule,
          message:
            size === 0
              ? 'the root that was signed for the empty log is not that of an empty log'
              : `entries ${this.#held} to ${size - 1} are not those that were signed: one was edited, removed, added or moved`,
        });
    }
  }

  /** Call at the end of the entries. */
  finish(count: number): void {
    const { size } = this.#header.checkpoint;
    if (count !== size)
      this.#faults.push({
        rule: 'entries-missing',
        message: `${count} entries are here, the checkpoint counts ${size}`,
      });
  }
}
