// In: what a walk needs of the network. Out: the local network on free ports in a temporary folder, its database seen by the superuser. Nothing of it stays.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, freePorts, type Network, type NetworkOptions, startNetwork } from '@longview/local';
import pg from 'pg';
import { type Relay, startRelay } from './recording-relay.ts';

export interface WalkNetwork {
  readonly network: Network;
  readonly stateDir: string;
  /** What was said to and by a service, when the network was started with `recorded`. */
  readonly relays: Readonly<Partial<Record<'registry' | 'pseudonymiser', Relay>>>;
  /** As the superuser, who is bound by no row policy. Reconnects by itself after the server was killed. */
  rows<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

/** A walk kills its database and reads its files: it is never one that was lent. */
const OWN_DATABASE = (): void => void delete process.env['DATABASE_URL'];

/** All but the agents that serve: hospitals send by their commands, and nobody witnesses. */
export const WITHOUT_WITNESSES = ['postgres', 'identity-provider', 'pseudonymiser', 'registry'] as const;

export interface WalkOptions extends Pick<NetworkOptions, 'configure' | 'nodeOptions' | 'parts'> {
  readonly recorded?: boolean;
  /** Stands at the address of a party and hands on to where it listens. */
  readonly relay?: (
    party: 'registry' | 'pseudonymiser',
    port: number,
    to: number,
  ) => Promise<{ close(): Promise<void> }>;
}

export async function startWalkNetwork({
  recorded = false,
  relay,
  ...options
}: WalkOptions = {}): Promise<WalkNetwork> {
  OWN_DATABASE();
  const stateDir = mkdtempSync(join(tmpdir(), 'longview-walk-'));
  // PostgreSQL runs as another account when root starts it, and has to pass through.
  chmodSync(stateDir, 0o755);
  const ports = {
    registry: await freePort(),
    pseudonymiser: await freePort(),
    identityProvider: await freePort(),
    postgres: await freePort(),
    workbenches: await freePorts(4),
  };
  const relays: Partial<Record<'registry' | 'pseudonymiser', Relay>> = {};
  const behind: Partial<Record<'registry' | 'pseudonymiser', number>> = {};
  if (recorded)
    for (const party of ['registry', 'pseudonymiser'] as const) {
      behind[party] = await freePort();
      relays[party] = await startRelay(ports[party], behind[party]);
    }
  const others: { close(): Promise<void> }[] = [];
  if (relay)
    for (const party of ['registry', 'pseudonymiser'] as const) {
      behind[party] = await freePort();
      others.push(await relay(party, ports[party], behind[party]));
    }
  const end = async (): Promise<void> => {
    for (const one of [...Object.values(relays), ...others]) await one.close();
    rmSync(stateDir, { recursive: true, force: true });
  };
  try {
    const network = await startNetwork({ stateDir, ports, behind, ...options });
    const database = (): string => {
      const url = new URL(network.postgres?.url ?? '');
      url.pathname = '/longview';
      return url.href;
    };
    return {
      network,
      stateDir,
      relays,
      async rows<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) {
        const client = new pg.Client({ connectionString: database() });
        await client.connect();
        try {
          return (await client.query<Row>(sql, [...values])).rows;
        } finally {
          await client.end();
        }
      },
      async stop() {
        await network.stop();
        await end();
      },
    };
  } catch (fault) {
    await end();
    throw fault;
  }
}
