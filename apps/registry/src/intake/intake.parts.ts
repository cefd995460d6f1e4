// In: nothing. Out: what the intake needs from the rest of the registry, as a small bag: keys, time, policy, log, sealed transactions.
import type { ConsentRegime, LawRegime } from '@longview/consent';
import type { Clock, Ids } from '@longview/foundation';
import type { JWK } from 'jose';
import type { AccessLog } from '../access-log/access-log.service.ts';
import type { Policy } from '../governance/policy.service.ts';
import type { IntakeStore } from './intake-store.ts';

export interface AgentCaller {
  readonly centre: string;
  readonly kid: string;
}

export interface IntakeParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly store: IntakeStore;
  readonly log: Pick<AccessLog, 'actOf'>;
  /** kR: what is stored can be computed neither by a hospital nor by the pseudonymiser. */
  readonly pseudonymKey: Uint8Array;
  readonly receiptKey: { readonly kid: string; readonly jwk: JWK };
  /** The public key of a centre's agent that is in force now. */
  readonly keyOf: (centre: string, kid: string) => JWK | undefined;
  /** Key epochs of the pseudonymiser in force now. */
  readonly epochs: () => readonly number[];
  readonly policy: Pick<Policy, 'submit' | 'hash'>;
  /** Whether data made with demonstration constants may land here. */
  readonly demonstration: boolean;
  /** The grounds on which the registry stores: the patient's consent, laws that the controllers have signed. */
  readonly bases: readonly (ConsentRegime | LawRegime)[];
}
