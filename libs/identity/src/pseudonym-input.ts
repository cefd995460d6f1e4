// In: an identity and the centre that knows it. Out: what the blind pseudonymisation takes. Stays inside the agent.
import { canonicalFileNumber, registerOf } from './patient-identity.ts';
import type { PatientIdentity } from './patient-identity.ts';

export interface PseudonymInput {
  /** `be:niss` (BIS numbers too), another country's `xx:name`, or `local:<centre>`. */
  readonly idType: string;
  readonly digits: string;
  /** False when only this centre can know the patient by it. */
  readonly linkable: boolean;
}

/** @throws TypeError for an identity with neither number nor file number, which `identify` never makes. */
export function pseudonymInput(identity: PatientIdentity, centre: string): PseudonymInput {
  if (identity.system !== undefined && identity.digits !== undefined)
    return { idType: registerOf(identity.system), digits: identity.digits, linkable: true };
  if (identity.fileNumber === undefined) throw new TypeError('an identity without any number');
  return { idType: `local:${centre}`, digits: canonicalFileNumber(identity.fileNumber), linkable: false };
}
