// In: a verified manifest and an instant. Out: the key that speaks then. Gives nothing for a key that is early, expired, revoked or unknown.
import type { Clock } from '@longview/foundation';
import type { Federation, PseudonymEpoch, PublicJwk } from './federation.ts';

const instantOf = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** The public key with which an agent's assertion or submission is verified, if it was valid at `at`. */
export function agentKey(federation: Federation, centre: string, kid: string, at: Date): PublicJwk | undefined {
  const now = instantOf(at);
  const key = named(federation, centre, kid);
  if (!key || now < key.from) return undefined;
  if ((key.to !== undefined && now >= key.to) || (key.revoked !== undefined && now >= key.revoked)) return undefined;
  return key.jwk;
}

/** The same whenever it is or was valid: only to recognise who uses a key that is no longer good. */
export const anyAgentKey = (federation: Federation, centre: string, kid: string): PublicJwk | undefined =>
  named(federation, centre, kid)?.jwk;

const named = (federation: Federation, centre: string, kid: string) =>
  federation.centres.find(({ id }) => id === centre)?.keys.find((one) => one.kid === kid);

/** The `keyOf` of `verifyAssertion`, over a manifest that may be replaced while the service runs. */
export const agentKeys =
  (federation: () => Federation, clock: Clock) =>
  (centre: string, kid: string): PublicJwk | undefined =>
    agentKey(federation(), centre, kid, clock.now());

/** The pseudonym epochs that have begun and not ended, oldest first: one, or two while the key changes. */
export function openEpochs(federation: Federation, at: Date): readonly PseudonymEpoch[] {
  const now = instantOf(at);
  return federation.pseudonymiser.epochs
    .filter(({ from, to }) => from <= now && (to === undefined || now < to))
    .toSorted((left, right) => left.epoch - right.epoch);
}
