// In: what is about to be done, and what the policies decided of it. Out: what its entry in the log rests on. Where they say no, the refusal is put
// into the log here and nothing comes out: a door cannot answer and forget to ask.
import { err, ok, type Result } from '@longview/foundation';
import type { PolicyDecision } from '@longview/policy';
import type { Operation } from '../graphql/operation.ts';

export interface Decided {
  /** As the log calls the act. */
  readonly operation: string;
  /** Of schema/activities.json. */
  readonly activity: string;
  readonly policyHash: string;
  readonly policyIds: readonly string[];
  readonly decision: 'allow' | 'deny';
}

export function decided(
  operation: Pick<Operation, 'refuse'>,
  act: Pick<Decided, 'operation' | 'activity'>,
  policyHash: string,
  { decision, policies }: PolicyDecision,
): Result<Decided, undefined> {
  const basis: Decided = { ...act, policyHash, policyIds: policies, decision };
  if (decision === 'allow') return ok(basis);
  operation.refuse(basis, 'NOT_ALLOWED');
  return err(undefined);
}
