// In: the configuration. Out: the agent, open: its ledger, its keys, the federation it belongs to. Refuses to start on any of them that is wrong.
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Refusal, refusal, type Result, unwrap } from '@longview/foundation';
import { type Federation, openFederation } from '@longview/nest-identity';
import { parseKey, type Signer, type VerifierKey } from '@longview/transparency-proof';
import type { JWK } from 'jose';
import type { AgentConfig } from './agent.config.ts';
import { agentIdentity, witnessSigner } from './keys.ts';
import { type Ledger, ledgerOf, openLedger, readSiteKey, type SiteKey, siteKey } from './ledger/index.ts';
import { http } from './network/http.ts';
import { type AgentIdentity, type SignedCall, signedCall } from './network/signed-call.ts';
import { wayOut } from './network/way-out.ts';
import type { Ports } from './ports.ts';

export interface Agent extends Ports {
  readonly config: AgentConfig;
  readonly federation: Federation;
  readonly identity: AgentIdentity;
  readonly witness: Signer;
  readonly logKey: VerifierKey;
  readonly siteKey: SiteKey;
  /** Says where the new site key lies, when this start made it. */
  readonly siteKeyMade: string | undefined;
  readonly ledger: Ledger;
  readonly call: SignedCall;
  close(): void;
}

export async function openAgent(config: AgentConfig, ports: Ports): Promise<Result<Agent, Refusal>> {
  const { clock, random, ids } = ports;
  mkdirSync(config.stateDir, { recursive: true, mode: 0o700 });
  // Also where the folder was there before: it holds what links the centre's rows to the registry's.
  chmodSync(config.stateDir, 0o700);
  const keyFile = config.siteKey ?? join(config.stateDir, 'site.key');
  const ledgerFile = join(config.stateDir, 'ledger.sqlite');
  const secret = readSiteKey(keyFile, ledgerFile, random);
  if (!secret.ok) return secret;
  const names = siteKey(secret.value.key);
  const database = openLedger(ledgerFile, names.fingerprint);
  if (!database.ok) return database;
  const ledger = ledgerOf(database.value, clock, ids);

  const parties = await readParties(config, ledger, ports);
  if (!parties.ok) {
    ledger.close();
    return parties;
  }
  const { identity } = parties.value;
  const ca = config.ca === undefined ? undefined : readFileSync(config.ca, 'utf8');
  const door = http({ way: wayOut(config.proxy, ports.environment), ca, timeoutMs: config.timeoutSeconds * 1000 });
  return ok({
    ...ports,
    ...parties.value,
    config,
    ledger,
    siteKey: names,
    siteKeyMade: secret.value.made ? keyFile : undefined,
    call: signedCall(door, identity, clock, ids),
    close: () => {
      door.close();
      ledger.close();
    },
  });
}

type Parties = Pick<Agent, 'federation' | 'identity' | 'witness' | 'logKey'>;

async function readParties(config: AgentConfig, ledger: Ledger, { clock }: Ports): Promise<Result<Parties, Refusal>> {
  const knownIssued = ledger.facts.get('federationIssued');
  const manifest = await openFederation({
    text: readFileSync(config.federation, 'utf8'),
    pinned: JSON.parse(readFileSync(config.federationKey, 'utf8')) as JWK & { exp?: number },
    clock,
    ...(knownIssued === undefined ? {} : { knownIssued }),
  });
  if (!manifest.ok) return manifest;
  const federation = manifest.value;
  ledger.facts.set('federationIssued', federation.issued);
  const centre = federation.centres.find(({ id }) => id === config.centre);
  if (!centre)
    return err(refusal('UNKNOWN_CENTRE', `The manifest of ${federation.id} has no centre ${config.centre}.`));
  const identity = agentIdentity(config.agentKey, centre);
  if (!identity.ok) return identity;
  const witness = witnessSigner(config.witnessKey, centre);
  if (!witness.ok) return witness;
  return ok({
    federation,
    identity: identity.value,
    witness: witness.value,
    // The manifest's reader has checked that it is a verifier key.
    logKey: unwrap(parseKey(federation.registry.logKey)),
  });
}
