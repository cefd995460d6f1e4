// In: the parties' files and addresses. Out: a signed federation.json, issued anew only when something in it changed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { canonicalJson, systemClock } from '@longview/foundation';
import { openFederation, sealFederation } from '@longview/nest-identity';
import type { Centre, Federation, PseudonymEpoch } from '@longview/nest-identity';
import { ensureJwk, ensureLogKey, publicHalf, witnessKeyOf } from './key-files.ts';
import { addresses, AUDIENCE, HOSPITALS, LOG_ORIGIN } from './parties.ts';
import type { Files, Ports } from './parties.ts';

/** What the pseudonymiser says of itself. */
export interface PseudonymiserKeys {
  readonly keys: readonly { readonly epoch: number; readonly publicKey: string }[];
  readonly logKey: string;
}

/** The federation's own key: signs the manifest here; every party pins its public half. */
export function ensureFederationKey(at: Files): void {
  const key = ensureJwk(at.federationSecret, 'federation-1');
  writeFileSync(at.federationPublic, `${JSON.stringify(publicHalf(key))}\n`);
}

/** @param created when the network was first made: from then on its keys speak. */
export async function issueFederation(
  at: Files,
  ports: Ports,
  created: string,
  pseudonymiser: PseudonymiserKeys,
): Promise<Federation> {
  const secret = ensureJwk(at.federationSecret, 'federation-1');
  const here = addresses(ports);
  const known = existsSync(at.federation)
    ? await openFederation({
        text: readFileSync(at.federation, 'utf8'),
        pinned: publicHalf(secret),
        clock: systemClock,
      })
    : undefined;
  const before = known?.ok ? known.value.centres : [];
  const now = `${systemClock.now().toISOString().slice(0, 19)}Z`;
  const manifest: Federation = {
    v: 1,
    id: 'local-network',
    // Of two changes within a second the later one is a second ahead.
    issued: known?.ok && known.value.issued > now ? known.value.issued : now,
    registry: {
      id: 'registry',
      url: here.registry,
      audience: AUDIENCE.registry,
      logOrigin: LOG_ORIGIN.registry,
      logKey: ensureLogKey(at.registry.logSecret, LOG_ORIGIN.registry),
      receiptKey: publicHalf(ensureJwk(at.registry.receiptSecret, 'receipt-1')),
    },
    pseudonymiser: {
      id: 'pseudonymiser',
      url: here.pseudonymiser,
      audience: AUDIENCE.pseudonymiser,
      epochs: pseudonymiser.keys.map((key): PseudonymEpoch => ({ ...key, from: created })),
      logKey: pseudonymiser.logKey,
    },
    identityProvider: { issuer: here.identityProvider, audience: AUDIENCE.registry },
    centres: HOSPITALS.map(({ id, name }): Centre => {
      const { agentSecret, witnessSecret } = at.hospital(id);
      const { kid, ...key } = ensureJwk(agentSecret, `${id}-1`);
      // What the federation's own command has changed since stands: keys that were renewed, or revoked.
      const same = before.find((centre) => centre.id === id && centre.keys.some(({ jwk }) => jwk.x === key.x));
      if (same) return { ...same, name };
      return {
        id,
        name,
        keys: [{ kid, jwk: publicHalf(key), from: created }],
        witnessKey: witnessKeyOf(ensureJwk(witnessSecret, `${id}-witness-1`), `${id}.longview.example/witness`),
        roles: ['treating'],
      };
    }).concat(before.filter(({ id }) => HOSPITALS.every((hospital) => hospital.id !== id))),
    witnesses: { quorum: 3 },
  };
  if (known?.ok && canonicalJson({ ...known.value, issued: '' }) === canonicalJson({ ...manifest, issued: '' }))
    return known.value;
  writeFileSync(at.federation, await sealFederation(manifest, secret));
  return manifest;
}
