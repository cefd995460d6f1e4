// In: a caller's request. Out: the request charged, durably. Refuses a request id used before and what exceeds the centre's quota.
import { Inject, Injectable } from '@nestjs/common';
import type { DatabaseSync } from 'node:sqlite';
import { err, ok, refusal } from '@longview/foundation';
import type { Clock, Refusal, Result } from '@longview/foundation';
import { CLOCK, CONFIG, STATE } from '../ports.ts';
import type { PseudonymiserConfig } from '../pseudonymiser.config.ts';
import { inTransaction } from '../state.ts';
import { DAY, decideCharge } from './decide-charge.ts';
import { firstLoadName } from './limits.ts';
import type { OverQuota } from './limits.ts';
import { QuotaRepository } from './quota.repository.ts';

export interface RequestToCharge {
  readonly id: string;
  readonly centre: string;
  readonly epoch: number;
  readonly elements: number;
}

export type QuotaRefusal = OverQuota | Refusal<'REPLAY'>;

@Injectable()
export class QuotaService {
  constructor(
    @Inject(CONFIG) private readonly config: PseudonymiserConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(STATE) private readonly state: DatabaseSync,
    @Inject(QuotaRepository) private readonly repository: QuotaRepository,
  ) {}

  /** Decides and records in one transaction, so that requests at the same moment cannot each see the other's room. */
  charge(request: RequestToCharge): Result<{ readonly account: string }, QuotaRefusal> {
    const now = this.clock.now().getTime();
    return inTransaction(this.state, () => {
      if (this.repository.isKnown(request.id))
        return err(refusal('REPLAY', 'This requestId was used before: take a fresh one for each request.'));
      const charged = decideCharge({
        now,
        elements: request.elements,
        limits: this.config.quotas.centres[request.centre] ?? this.config.quotas.default,
        recent: this.repository.usesSince(request.centre, now - DAY),
        ...this.openFirstLoad(request.centre, now),
      });
      if (charged.ok) this.repository.add({ ...request, account: charged.value.account, at: now });
      return charged.ok ? ok(charged.value) : charged;
    });
  }

  private openFirstLoad(centre: string, now: number) {
    const load = this.config.quotas.firstLoads.find(
      (one) => one.centre === centre && Date.parse(one.from) <= now && now < Date.parse(one.to),
    );
    if (!load) return {};
    return { firstLoad: { load, used: this.repository.elementsOf(centre, firstLoadName(load)) } };
  }
}
