// In: the name of an assertion and until when it matters. Out: whether it was used before. Outlives the process.
import { Inject, Injectable } from '@nestjs/common';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@longview/foundation';
import { CLOCK, STATE } from '../ports.ts';
import { inTransaction } from '../state.ts';

@Injectable()
export class AssertionMemory {
  constructor(
    @Inject(STATE) private readonly state: DatabaseSync,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Looks and remembers in one step. @param exp seconds since 1970; an expired assertion is refused anyway and forgotten here. */
  seen(jti: string, exp: number): boolean {
    return inTransaction(this.state, () => {
      this.state.prepare('delete from assertion where exp < ?').run(Math.floor(this.clock.now().getTime() / 1000));
      const added = this.state.prepare('insert into assertion (jti, exp) values (?, ?) on conflict do nothing');
      return added.run(jti, Math.ceil(exp)).changes === 0;
    });
  }
}
