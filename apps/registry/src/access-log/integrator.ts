// In: entries in line. Out: entries with an index, complete tree nodes, signed checkpoints; an intent that nobody closed becomes aborted.
import type { Clock } from '@longview/foundation';
import type { Log } from '@longview/transparency-log';
import type { Signer } from '@longview/transparency-proof';
import { pass } from '../passages.ts';

export interface IntegratorOptions {
  readonly everyMs: number;
  readonly checkpointEveryMs: number;
  readonly onFault: (fault: unknown) => void;
}

/** One beat after another, never two at once; a fault is told and the next beat tries again. */
export class Integrator {
  #stopped = false;
  #running: Promise<void> = Promise.resolve();
  #lastCheckpoint = 0;
  #wake: (() => void) | undefined;

  constructor(
    private readonly log: Log,
    private readonly signer: Signer,
    private readonly clock: Clock,
    private readonly sweep: () => Promise<void>,
    private readonly options: IntegratorOptions,
  ) {}

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.beat();
      } catch (fault) {
        this.options.onFault(fault);
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, this.options.everyMs);
      });
    }
  }

  /** Takes in all that waits; signs when there is something new and the last signature is old enough. */
  async beat(): Promise<void> {
    let taken: number;
    do {
      taken = await this.log.integrate(1000);
      if (taken > 0) pass('integrated');
    } while (taken === 1000);
    const now = this.clock.now().getTime();
    const since = now - this.#lastCheckpoint;
    // A clock that was ahead and is set back must not keep the log unsigned for as long as it was ahead.
    if (since < 0 || since >= this.options.checkpointEveryMs) {
      await this.sweep();
      pass('swept');
      await this.log.checkpoint(this.signer, this.clock);
      pass('checkpointed');
      this.#lastCheckpoint = now;
    }
  }
}
