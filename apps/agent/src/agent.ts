// In: the configuration. Out: the agent, open: its ledger, its keys, the federation it belongs to. Refuses to start on any of them that is wrong.
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Refusal, type Result } from '@longview/foundation';
import type { AgentConfig } from './agent.config.ts';
import { type Ledger, ledgerOf, openLedger, readSiteKey, type SiteKey, siteKey } from './ledger/index.ts';
import { Membership, type Place } from './membership/index.ts';
import { http } from './network/http.ts';
import { type SignedCall, signedCall } from './network/signed-call.ts';
import { wayOut } from './network/way-out.ts';
import type { Ports } from './ports.ts';

/** Its place (federation, identity, witness, logKey) is the one of the moment at which it is read: a key may be renewed while it works. */
export interface Agent extends Ports, Place {
  readonly config: AgentConfig;
  readonly siteKey: SiteKey;
  /** Says where the new site key lies, when this start made it. */
  readonly siteKeyMade: string | undefined;
  readonly ledger: Ledger;
  readonly call: SignedCall;
  /** Takes over a newer federation file, and the next key once it is admitted. @returns what is to be told. */
  refresh(): Promise<readonly string[]>;
  close(): void;
}

/** @param fetch asks the registry for a newer federation file before anything else. */
export async function openAgent(
  config: AgentConfig,
  ports: Ports,
  { fetch }: { readonly fetch: boolean } = { fetch: false },
): Promise<Result<Agent, Refusal>> {
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

  const ca = config.ca === undefined ? undefined : readFileSync(config.ca, 'utf8');
  const door = http({ way: wayOut(config.proxy, ports.environment), ca, timeoutMs: config.timeoutSeconds * 1000 });
  const close = (): void => {
    door.close();
    ledger.close();
  };
  const membership = await Membership.open({ config, ledger, http: door, clock }, fetch);
  if (!membership.ok) {
    close();
    return membership;
  }
  const member = membership.value;
  return ok({
    ...ports,
    config,
    ledger,
    siteKey: names,
    siteKeyMade: secret.value.made ? keyFile : undefined,
    call: signedCall(door, () => member.place.identity, clock, ids),
    get federation() {
      return member.place.federation;
    },
    get identity() {
      return member.place.identity;
    },
    get witness() {
      return member.place.witness;
    },
    get logKey() {
      return member.place.logKey;
    },
    refresh: () => member.refresh(),
    close,
  });
}
