// In: a request with its assertion. Out: which centre calls. Refuses every other caller in one and the same way.
import { Inject, Injectable } from '@nestjs/common';
import { err, ok, refusal } from '@longview/foundation';
import type { Clock, Refusal, Result } from '@longview/foundation';
import { agentKeys, anyAgentKey, Attempts, FederationSource, verifyAssertion } from '@longview/nest-identity';
import type { AssertionRefusal, Caller } from '@longview/nest-identity';
import { CLOCK, FEDERATION, REPORT } from '../ports.ts';
import type { Report } from '../ports.ts';
import { AssertionMemory } from './assertion-memory.ts';

export interface IncomingCall {
  readonly method: string;
  /** Path of the door as published, `/v1/evaluate`. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly bodyBytes: Uint8Array;
}

@Injectable()
export class CallerCheck {
  constructor(
    @Inject(FEDERATION) private readonly federation: FederationSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(AssertionMemory) private readonly memory: AssertionMemory,
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(REPORT) private readonly report: Report,
  ) {}

  async identify(call: IncomingCall): Promise<Result<Caller, Refusal<'UNAUTHENTICATED'>>> {
    await this.federation.refresh();
    const token = /^Bearer ([^\s]+)$/i.exec(call.authorization ?? '')?.[1];
    const { url, audience } = this.federation.current.pseudonymiser;
    const caller =
      token &&
      (await verifyAssertion({
        token,
        method: call.method,
        // The address that the federation publishes, not one that a Host header could claim.
        url: url.replace(/\/$/, '') + call.path,
        bodyBytes: call.bodyBytes,
        audience,
        keyOf: agentKeys(() => this.federation.current, this.clock),
        anyKeyOf: (centre, kid) => anyAgentKey(this.federation.current, centre, kid),
        clock: this.clock,
        seen: (jti, exp) => this.memory.seen(jti, exp),
      }));
    if (caller && caller.ok) return ok(caller.value);
    await this.#note(caller ? caller.error : undefined);
    // One answer for all: whether a centre exists, a key was revoked or a clock is wrong is told to nobody who cannot sign.
    return err(refusal('UNAUTHENTICATED', 'Sign each request anew with a key that the federation publishes for you.'));
  }

  /** The caller is refused in any case; that the log cannot be written is a fault of ours, and the operator's. */
  async #note({ code = 'NO_BEARER_TOKEN', signedBy }: { code?: string } & Pick<AssertionRefusal, 'signedBy'> = {}) {
    if (!signedBy) return this.attempts.unsigned(code);
    const { centre, kid } = signedBy;
    await this.attempts
      .signed({ actor: `${centre}/${kid}`, org: centre, role: 'agent' }, code)
      .catch((fault: unknown) => this.report(`fault: ${String(fault)}`));
  }
}
