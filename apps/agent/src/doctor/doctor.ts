// In: the path of the configuration. Out: one finding a check, in the order in which a person would mend them. Nothing is made, sent or
// changed that an ordinary run would not; no number is pseudonymised.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Federation } from '@longview/nest-identity';
import type { AgentConfig } from '../agent.config.ts';
import { agentIdentity } from '../keys.ts';
import { LEDGER_SHAPE } from '../ledger/index.ts';
import { http } from '../network/http.ts';
import { signedCall } from '../network/signed-call.ts';
import { wayOut } from '../network/way-out.ts';
import type { Ports } from '../ports.ts';
import { type Finding, fine } from './finding.ts';
import { lookAtLedger, lookAtState } from './look-at-files.ts';
import { lookAtFederation, lookAtKeys } from './look-at-keys.ts';
import { lookAtParties, lookAtWayOut } from './look-at-parties.ts';

export async function doctor(config: AgentConfig, file: string, ports: Ports): Promise<readonly Finding[]> {
  const { clock, environment } = ports;
  const { finding, federation } = await lookAtFederation(config, knownIssued(config), clock);
  const way = wayOut(config.proxy, environment);
  return [
    fine('versions', versions()),
    fine('configuration', `${file}: centre ${config.centre}, ${config.mode}`),
    ...lookAtState(config),
    ...lookAtLedger(config, clock),
    finding,
    ...lookAtKeys(config, federation, clock),
    ...lookAtWayOut(config, way, clock.now()),
    ...(federation === undefined ? [] : await outside(config, federation, ports)),
  ];
}

async function outside(config: AgentConfig, federation: Federation, ports: Ports): Promise<readonly Finding[]> {
  const { clock, ids } = ports;
  const way = wayOut(config.proxy, ports.environment);
  const ca = config.ca !== undefined && existsSync(config.ca) ? readFileSync(config.ca, 'utf8') : undefined;
  const timeoutMs = 1000 * Math.min(config.timeoutSeconds, 10);
  const door = http({ way, ca, timeoutMs });
  const centre = federation.centres.find(({ id }) => id === config.centre);
  const identity = centre && agentIdentity(config.agentKey, centre);
  const call = identity?.ok ? signedCall(door, () => identity.value, clock, ids) : undefined;
  try {
    return await lookAtParties({ config, federation, way, ca, http: door, call, timeoutMs, now: () => clock.now() });
  } finally {
    door.close();
  }
}

function versions(): string {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  return `agent ${version}, Node ${process.versions.node}, submissions of version 1, ledgers up to shape ${LEDGER_SHAPE}`;
}

/** The newest federation file that this agent has believed, if it has a ledger that can be read. */
function knownIssued({ stateDir }: AgentConfig): string | undefined {
  const file = join(stateDir, 'ledger.sqlite');
  if (!existsSync(file)) return undefined;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    return (
      database.prepare("SELECT value FROM fact WHERE name = 'federationIssued'").get() as { value: string } | undefined
    )?.value;
  } catch {
    // The finding on the ledger says so.
    return undefined;
  } finally {
    database?.close();
  }
}
