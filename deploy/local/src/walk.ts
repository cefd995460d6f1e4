// In: a running network. Out: what happened at each step, a line each. A step that throws has failed, and the walk goes no further.
import { systemClock } from '@longview/foundation';
import { personVerifier } from '@longview/nest-identity';
import type { Network } from './network.ts';
import { ACCOUNTS, AUDIENCE } from './parties.ts';

export interface Step {
  readonly name: string;
  /** @returns what happened, for a person. */
  readonly run: (network: Network) => Promise<string>;
}

export const WALK: readonly Step[] = [
  { name: 'the pseudonymiser serves the key that the federation names', run: sameKey },
  { name: 'every role signs in', run: everyRoleSignsIn },
];

async function sameKey({ addresses, federation }: Network): Promise<string> {
  const answer = await fetch(`${addresses.pseudonymiser}/v1/keys`);
  const { keys } = (await answer.json()) as { readonly keys: readonly { epoch: number; publicKey: string }[] };
  const named = federation.pseudonymiser.epochs;
  const same = named.every(({ epoch, publicKey }) =>
    keys.some((key) => key.epoch === epoch && key.publicKey === publicKey),
  );
  if (!same || keys.length !== named.length) throw new Error('the keys differ');
  return `${keys.length} epoch open`;
}

async function everyRoleSignsIn(network: Network): Promise<string> {
  const verifier = personVerifier({
    issuer: network.addresses.identityProvider,
    audience: AUDIENCE.registry,
    claims: { organisation: 'org', roles: 'roles', mfa: { claim: 'amr', values: ['mfa'] } },
    roles: Object.fromEntries(ACCOUNTS.flatMap(({ roles }) => roles.map((role) => [role, role]))),
    clock: systemClock,
  });
  for (const { subject, organisation } of ACCOUNTS) {
    const person = await verifier.verify(await network.signIn(subject));
    if (!person.ok) throw new Error(`${subject}: ${person.error.message}`);
    if (person.value.organisation !== organisation) throw new Error(`${subject} is of ${person.value.organisation}`);
  }
  return `${ACCOUNTS.length} accounts, each with its organisation and roles`;
}
