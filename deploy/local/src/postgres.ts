// In: a data folder. Out: a running PostgreSQL that only this machine can reach, new, restarted or found running. Refuses (throws) what cannot start.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';
import { birthOf } from './pid-file.ts';
import { ensureCluster, passwordFile, removeCluster } from './postgres-cluster.ts';
import { freePort } from './free-ports.ts';
import { launch, readPidFile } from './postgres-launch.ts';
import { postgresPlace } from './postgres-place.ts';
import { postgresAccount, postgresPrograms } from './postgres-programs.ts';
import { isAlive, poll, untilGone } from './process-life.ts';

export interface PostgresOptions {
  /** The cluster's folder; made on first use. Password and log are kept beside it. */
  readonly dataDir: string;
  /** Left out: any free port. A server found running keeps its own. */
  readonly port?: number;
  readonly log?: (line: string) => void;
  /** A server that is used instead of starting one; an empty text starts one whatever the environment says. */
  readonly databaseUrl?: string;
  /** Server settings beside the defaults, which keep every acknowledged commit. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Postgres {
  /** Connection URL of the superuser. */
  readonly url: string;
  readonly port: number;
  /** Of the server, where it was started from a data folder. */
  readonly pid: number | undefined;
  /** Fast shutdown: open transactions are rolled back. Leaves alone a server that was not started from a data folder. */
  stop(): Promise<void>;
  /** What a power cut does to the server: nothing is written any more. */
  kill9(): Promise<void>;
  /** Stops it and removes its cluster, password and log. A server that was given is left as it is. */
  remove(): Promise<void>;
}

/** Starts PostgreSQL, or adopts the one that an earlier process left running on the same folder. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { databaseUrl = process.env['DATABASE_URL'] ?? '', log = () => undefined } = options;
  if (databaseUrl !== '') return given(databaseUrl);

  const account = postgresAccount();
  const { dataDir, programs } = postgresPlace(
    { dataDir: resolve(options.dataDir), programs: postgresPrograms() },
    account,
  );
  const password = await ensureCluster(dataDir, programs, account);

  const found = await adopt(dataDir, password);
  if (found) {
    log(`PostgreSQL found running on port ${found.port}`);
    return found;
  }
  const port = options.port ?? (await freePort());
  const pid = await launch({ dataDir, port, programs, account, settings: options.settings ?? {} });
  log(`PostgreSQL started on port ${port}`);
  return running(pid, port, password, dataDir);
}

/** Makes a cluster that no server runs on, and says where: new ones can be copies of it (LONGVIEW_CLUSTER_TEMPLATE). */
export async function clusterAtRest(folder: string): Promise<string> {
  const account = postgresAccount();
  const { dataDir, programs } = postgresPlace({ dataDir: resolve(folder), programs: postgresPrograms() }, account);
  await ensureCluster(dataDir, programs, account);
  return dataDir;
}

/** Ends the server that runs on a data folder, if one does, and removes the folder, its password and its log. */
export async function removePostgres(folder: string): Promise<void> {
  const { dataDir } = postgresPlace({ dataDir: resolve(folder), programs: postgresPrograms() }, postgresAccount());
  const password = passwordFile(dataDir);
  const found = existsSync(password) ? await adopt(dataDir, readFileSync(password, 'utf8')) : undefined;
  await found?.kill9();
  removeCluster(dataDir);
}

function given(url: string): Postgres {
  return {
    url,
    port: Number(new URL(url).port || 5432),
    pid: undefined,
    stop: async () => undefined,
    kill9: () => Promise.reject(new Error('a PostgreSQL that was not started here is not killed here')),
    remove: async () => undefined,
  };
}

const urlOf = (port: number, password: string): string => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;

function running(pid: number, port: number, password: string, dataDir: string): Postgres {
  const birth = birthOf(pid);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    // Once it is gone, its id may be given to a process that is none of ours.
    if (!isAlive(pid) || birthOf(pid) !== birth) return;
    process.kill(pid, signal);
    await untilGone(pid, 30_000);
  };
  return {
    url: urlOf(port, password),
    port,
    pid,
    stop: () => end('SIGINT'),
    kill9: () => end('SIGKILL'),
    async remove() {
      await end('SIGKILL');
      removeCluster(dataDir);
    },
  };
}

/** After a crash of the machine the process id may be somebody else's: only a server that takes the password is ours. */
async function adopt(dataDir: string, password: string): Promise<Postgres | undefined> {
  const left = readPidFile(dataDir);
  if (!left || !isAlive(left.pid)) return undefined;
  await poll(5_000, () => readPidFile(dataDir)?.ready || !isAlive(left.pid) || undefined);
  const now = readPidFile(dataDir);
  return now?.ready && (await answers(urlOf(now.port, password)))
    ? running(now.pid, now.port, password, dataDir)
    : undefined;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}
