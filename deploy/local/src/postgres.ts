// In: a data folder. Out: a running PostgreSQL that only this machine can reach, new, restarted or found running. Refuses (throws) what cannot start.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ensureCluster, passwordFile, removeCluster } from './postgres-cluster.ts';
import { birthOf } from './pid-file.ts';
import { postgresPlace } from './postgres-place.ts';
import { postgresAccount, postgresPrograms } from './postgres-programs.ts';
import type { Account } from './postgres-programs.ts';
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
  const server = await launch({ dataDir, port, password, programs, account, settings: options.settings ?? {} });
  log(`PostgreSQL started on port ${port}`);
  return server;
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
    stop: () => end('SIGINT'),
    kill9: () => end('SIGKILL'),
    async remove() {
      await end('SIGKILL');
      removeCluster(dataDir);
    },
  };
}

/** postmaster.pid: process id, data folder, start time, port, socket folder, address, shared memory, status. */
function readPidFile(
  dataDir: string,
): { readonly pid: number; readonly port: number; readonly ready: boolean } | undefined {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
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

interface Launch {
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  readonly programs: string;
  readonly account: Account | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

async function launch(how: Launch): Promise<Postgres> {
  // A killed server's children hold its shared memory for a moment longer; PostgreSQL rightly refuses until they are gone.
  const end = Date.now() + 10_000;
  for (;;) {
    const outcome = await launchOnce(how);
    if (typeof outcome !== 'string') return outcome;
    if (!outcome.includes('shared memory block') || Date.now() > end)
      throw new Error(`PostgreSQL did not start:\n${outcome}`);
    await sleep(100);
  }
}

async function launchOnce({
  dataDir,
  port,
  password,
  programs,
  account,
  settings,
}: Launch): Promise<Postgres | string> {
  const logFile = `${dataDir}.log`;
  const output = openSync(logFile, 'a', 0o600);
  const before = readFileSync(logFile).length;
  const chosen = { listen_addresses: '127.0.0.1', unix_socket_directories: '', timezone: 'UTC', ...settings };
  const child = spawn(
    join(programs, 'postgres'),
    [
      '-D',
      dataDir,
      '-p',
      String(port),
      ...Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      ...(account && { uid: account.uid, gid: account.gid }),
      cwd: dataDir,
      // Its own process group: Ctrl-C in the terminal must reach the services first, and the database last.
      detached: true,
      stdio: ['ignore', output, output],
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH'] },
    },
  );
  closeSync(output);
  child.unref();
  const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const ready = poll(60_000, () => {
    const file = readPidFile(dataDir);
    return ended() || (file?.pid === child.pid && file?.ready) || undefined;
  });
  await Promise.race([ready, failed]);
  if (ended() || child.pid === undefined) return readFileSync(logFile).subarray(before).toString('utf8').trim();
  return running(child.pid, port, password, dataDir);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
