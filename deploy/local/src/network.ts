// In: a state folder and ports. Out: the whole network running: database, identity provider, pseudonymiser, registry, four agents. Stops all if one cannot start.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Federation } from '@longview/nest-identity';
import { ensureRandom, writeSecret } from './key-files.ts';
import { ensureFederationKey, issueFederation } from './manifest.ts';
import type { PseudonymiserKeys } from './manifest.ts';
import { closeState, openState, removeState, writeConfig } from './network-state.ts';
import { addresses, AUDIENCE, CLIENT_ID, DEFAULT_PORTS, files, HOSPITALS } from './parties.ts';
import type { Files, Ports } from './parties.ts';
import { removePostgres, startPostgres } from './postgres.ts';
import type { Postgres } from './postgres.ts';
import {
  agentConfig,
  auditConfig,
  type Configuration,
  identityConfig,
  migrationConfig,
  permits,
  pseudonymiserConfig,
  registryConfig,
} from './service-configs.ts';
import { endLeftover, startService } from './service.ts';
import type { Service } from './service.ts';
import { signIn } from './sign-in.ts';
import { databaseUrl } from './template-database.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const program = (project: string, name = 'main.js'): string => join(ROOT, project, 'dist', name);

/** An agent serves nobody: it says where its status is shown to its own machine. */
const READY = /\b(?:ready on|status at) (\S+)/;

export type Part = 'postgres' | 'identity-provider' | 'pseudonymiser' | 'registry' | 'agents';
const EVERY_PART: readonly Part[] = ['postgres', 'identity-provider', 'pseudonymiser', 'registry', 'agents'];

export interface NetworkOptions {
  readonly stateDir: string;
  readonly ports?: Partial<Ports>;
  /** Begins anew: everything in the state folder goes, keys and database included. */
  readonly fresh?: boolean;
  readonly log?: (line: string) => void;
  /** Left out: every part. Agents that are left out are configured all the same, for their commands, and start when they are restarted. */
  readonly parts?: readonly Part[];
  /** Given a party and its configuration, what it is to be configured with. */
  readonly configure?: (party: string, config: Configuration) => Configuration;
  /** Ports on which a service listens itself, when something that the caller runs stands at its address and hands on. */
  readonly behind?: Partial<Pick<Ports, 'registry' | 'pseudonymiser'>>;
  /** Options of Node for a party's processes, its commands too: what a trace or a test loads before the service. */
  readonly nodeOptions?: (party: string) => readonly string[];
}

export interface Network {
  readonly stateDir: string;
  readonly ports: Ports;
  readonly files: Files;
  readonly addresses: ReturnType<typeof addresses>;
  readonly federation: Federation;
  readonly postgres: Postgres | undefined;
  /** By party, as last started: `registry`, `hospital-1`. */
  readonly services: ReadonlyMap<string, Service>;
  readonly nodeOptions: (party: string) => readonly string[];
  /** Starts a party (or `postgres`) that has ended, as it was started first, or an agent that was left out. */
  restart(party: string): Promise<void>;
  /** An access token for an account of the identity provider. */
  signIn(account: string): Promise<string>;
  /** Resolves, with what happened, when a service ends that nobody stopped. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
}

export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const stateDir = resolve(options.stateDir);
  const at = files(stateDir);
  const ports = { ...DEFAULT_PORTS, ...options.ports };
  const listening = { ...ports, ...options.behind };
  const parts = new Set(options.parts ?? EVERY_PART);
  const log = options.log ?? (() => undefined);
  const nodeOptions = options.nodeOptions ?? (() => []);

  let created = openState(stateDir, at);
  if (options.fresh) created = await beginAnew(stateDir, at, log);

  // In the order of starting; a party that starts again keeps its place.
  const started = new Map<string, Service>();
  const starters = new Map<string, () => Promise<void>>();
  let postgres: Postgres | undefined;
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    // Those who send before those who receive, and the database last.
    for (const service of [...started.values()].toReversed()) await service.stop();
    await postgres?.stop();
    closeState(at);
  };
  let breaks: (how: string) => void = () => undefined;
  const broken = new Promise<string>((done) => (breaks = done));
  const configured = options.configure ?? ((_, config) => config);
  /** @returns what starts it. */
  const prepare = (party: string, script: string, config: Configuration, ...args: string[]): (() => Promise<void>) => {
    const path = writeConfig(at.config(party), configured(party, config));
    const again = async (): Promise<void> => {
      const begun = Date.now();
      const service = await startService({
        name: party,
        script,
        args: [...args, path],
        nodeOptions: nodeOptions(party),
        logFile: at.log(party),
        pidFile: at.pid(party),
        ready: READY,
      });
      started.set(party, service);
      void service.ended.then((how) => {
        if (!stopping) breaks(`${party} ended with ${how}; its log is ${at.log(party)}`);
      });
      log(`${party} on ${service.url} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    };
    starters.set(party, again);
    return again;
  };
  const startDatabase = async (): Promise<Postgres> =>
    (postgres = await startPostgres({ dataDir: at.cluster, port: ports.postgres, log }));

  try {
    ensureFederationKey(at);
    const blind = pseudonymiserConfig(at, listening, HOSPITALS, created);
    const federation = await issueFederation(at, ports, created, await pseudonymiserKeys(at, blind));
    log(`federation.json issued ${federation.issued}, ${federation.centres.length} hospitals`);

    if (parts.has('postgres')) {
      writeSecret(at.registry.databaseUrl, await registryDatabase(await startDatabase()));
    }
    await everyOne([
      parts.has('identity-provider') &&
        prepare('identity-provider', program('deploy/local', 'identity-provider.js'), identityConfig(at, ports))(),
      parts.has('pseudonymiser') && prepare('pseudonymiser', program('apps/pseudonymiser'), blind)(),
    ]);
    if (parts.has('registry')) {
      log(await migrateRegistry(at));
      writeConfig(at.registry.permits, permits(created));
      await prepare('registry', program('apps/registry'), registryConfig(at, listening))();
    }
    const agents = HOSPITALS.map((hospital, index) =>
      prepare(hospital.id, program('apps/agent'), agentConfig(at, ports, hospital, index), 'run', '--config'),
    );
    if (parts.has('agents')) await everyOne(agents.map((begin) => begin()));
    const here = addresses(ports);
    return {
      stateDir,
      ports,
      files: at,
      addresses: here,
      federation,
      get postgres() {
        return postgres;
      },
      services: started,
      nodeOptions,
      restart: async (party) => {
        const again = party === 'postgres' ? startDatabase : starters.get(party);
        if (!again) throw new Error(`${party} was never started`);
        await again();
      },
      signIn: (account) =>
        signIn({
          issuer: here.identityProvider,
          clientId: CLIENT_ID,
          redirectUri: here.redirect,
          resource: AUDIENCE.registry,
          account,
        }),
      broken,
      stop,
    };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** Waits for all, also once one has failed: what is still starting then could not be stopped, and would be left behind. */
async function everyOne(starts: readonly (Promise<void> | false)[]): Promise<void> {
  const failed = (await Promise.allSettled(starts)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

async function beginAnew(stateDir: string, at: Files, log: (line: string) => void): Promise<string> {
  for (const party of ['identity-provider', 'pseudonymiser', 'registry', ...HOSPITALS.map(({ id }) => id)])
    await endLeftover(at.pid(party));
  if (process.env['DATABASE_URL']) log('the database at DATABASE_URL is left as it is: empty it yourself');
  else await removePostgres(at.cluster);
  removeState(stateDir);
  return openState(stateDir, at);
}

/** The pseudonymiser makes its own keys and says only their public halves: its secrets are never in this process. */
async function pseudonymiserKeys(at: Files, config: Configuration): Promise<PseudonymiserKeys> {
  const path = writeConfig(at.config('pseudonymiser'), config);
  const { stdout } = await promisify(execFile)(process.execPath, [program('apps/pseudonymiser'), path, 'keys']);
  return JSON.parse(stdout) as PseudonymiserKeys;
}

/** Makes the registry's secrets on the first start and brings its schema up to date, as an administrator would. */
async function migrateRegistry(at: Files): Promise<string> {
  const { registry } = at;
  ensureRandom(registry.sealSecret);
  ensureRandom(registry.pseudonymSecret);
  for (const [role, password, url] of [
    ['longview_app', registry.appPassword, registry.appUrl],
    ['longview_integrator', registry.integratorPassword, registry.integratorUrl],
  ] as const) {
    const there = new URL(readFileSync(registry.databaseUrl, 'utf8').trim());
    there.username = role;
    there.password = ensureRandom(password);
    writeSecret(url, there.href);
  }
  writeConfig(registry.audit, auditConfig(at));
  const config = writeConfig(registry.migration, migrationConfig(at));
  const { stdout } = await promisify(execFile)(process.execPath, [
    program('apps/registry'),
    config,
    'migrate',
    '--rederive',
  ]);
  return stdout.trim();
}

/** A server of our own gets a database for the registry; one that was given is used as it is. */
async function registryDatabase({ url }: Postgres): Promise<string> {
  if (process.env['DATABASE_URL']) return url;
  const server = new pg.Client({ connectionString: url });
  await server.connect();
  try {
    const { rowCount } = await server.query("select from pg_database where datname = 'longview'");
    if (!rowCount) await server.query('create database longview');
  } finally {
    await server.end();
  }
  return databaseUrl(url, 'longview');
}
