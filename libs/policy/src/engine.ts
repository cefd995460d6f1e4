// In: a request. Out: allow or deny, with the policies that decided. Whatever cannot be evaluated is denied.
import { statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import type { Clock } from '@longview/foundation';
import { canonicalJson } from '@longview/foundation';
import { KeptDecisions } from './kept-decisions.ts';
import { MalformedRequest, toCedar } from './request.ts';
import type { PolicyRequest } from './request.ts';

/**
 * `policies`: on allow the permits that allowed, on deny the forbids that denied; a deny without one means that no permit applied.
 * `errors`: why a request or a policy could not be evaluated, for the log and never for the one who asked; not empty means deny.
 */
export interface PolicyDecision {
  readonly decision: 'allow' | 'deny';
  readonly policies: readonly string[];
  readonly errors: readonly string[];
}

const deny = (policies: readonly string[], errors: readonly string[]): PolicyDecision => ({
  decision: 'deny',
  policies,
  errors,
});

/** When the permit asked under ends, in milliseconds since 1970. */
function permitEnd(request: PolicyRequest): number {
  const to = request.resource.type === 'Permit' ? request.resource.attributes['to'] : undefined;
  return typeof to === 'number' ? to * 1000 : Infinity;
}

/** Decides by one loaded set of policies; made by `loadPolicies`. */
export class PolicyEngine {
  readonly policyHash: string;
  readonly #clock: Clock;
  readonly #keepMilliseconds: number;
  readonly #kept: KeptDecisions<PolicyDecision>;

  constructor(policyHash: string, clock: Clock, keep: { readonly keepSeconds: number; readonly keepAtMost: number }) {
    this.policyHash = policyHash;
    this.#clock = clock;
    this.#keepMilliseconds = keep.keepSeconds * 1000;
    this.#kept = new KeptDecisions(keep.keepAtMost);
  }

  /** How many decisions are kept now. */
  get kept(): number {
    return this.#kept.size;
  }

  /**
   * Never throws for what a caller may send: a request that does not fit the schema is denied with its error.
   * An allow is given again for the same request (all of it, the permit's version and window included) while it is kept
   * and the permit runs. A deny is never kept: it would outlive the opening of a window.
   */
  decide(request: PolicyRequest): PolicyDecision {
    const now = this.#clock.now().getTime();
    let key: string;
    try {
      key = canonicalJson(request);
    } catch (problem) {
      if (problem instanceof TypeError) return deny([], [problem.message]);
      throw problem;
    }
    const before = this.#kept.find(key, now);
    if (before !== undefined) return before;

    const decision = this.#evaluate(request, Math.floor(now / 1000));
    if (decision.decision === 'allow')
      this.#kept.keep(key, decision, now, Math.min(now + this.#keepMilliseconds, permitEnd(request)));
    return decision;
  }

  #evaluate(request: PolicyRequest, now: number): PolicyDecision {
    try {
      const answer = statefulIsAuthorized({
        ...toCedar(request, now),
        preparsedSchemaName: this.policyHash,
        preparsedPolicySetId: this.policyHash,
        validateRequest: true,
      });
      if (answer.type === 'failure')
        return deny(
          [],
          answer.errors.map((error) => error.message),
        );
      const { decision, diagnostics } = answer.response;
      const policies = diagnostics.reason.toSorted();
      // Cedar skips a policy that fails. A skipped forbid would open what it guards, so any failure denies.
      if (diagnostics.errors.length > 0)
        return deny(
          decision === 'deny' ? policies : [],
          diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`),
        );
      return Object.freeze({ decision, policies: Object.freeze(policies), errors: Object.freeze([]) });
    } catch (problem) {
      if (problem instanceof MalformedRequest) return deny([], [problem.message]);
      throw problem;
    }
  }
}
