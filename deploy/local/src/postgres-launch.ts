// In: a cluster, the programs, an account, settings. Out: the process id of a server that takes connections. Refuses (throws) with PostgreSQL's own words.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './postgres-programs.ts';
import { poll } from './process-life.ts';

/** postmaster.pid: process id, data folder, start time, port, socket folder, address, shared memory, status. */
export function readPidFile(
  dataDir: string,
): { readonly pid: number; readonly port: number; readonly ready: boolean } | undefined {
  const lines = readIfThere(join(dataDir, 'postmaster.pid'))?.split('\n');
  if (!lines) return undefined;
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** A server that ends takes the file away at any moment, also between a look and a reading. */
function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fault;
  }
}

const STILL_THERE = /shared memory block|lock file "postmaster\.pid" already exists/u;

export interface Launch {
  readonly dataDir: string;
  readonly port: number;
  readonly programs: string;
  readonly account: Account | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Starts the server and waits until it takes connections.
 * @returns its process id.
 * @throws with PostgreSQL's own words when it ends instead.
 */
export async function launch(how: Launch): Promise<number> {
  // A killed server's children hold its shared memory for a moment longer, and it counts as alive until its parent has noticed its end;
  // PostgreSQL rightly refuses until they are gone.
  const end = Date.now() + 10_000;
  for (;;) {
    const outcome = await launchOnce(how);
    if (typeof outcome === 'number') return outcome;
    if (!STILL_THERE.test(outcome) || Date.now() > end) throw new Error(`PostgreSQL did not start:\n${outcome}`);
    await sleep(100);
  }
}

async function launchOnce({ dataDir, port, programs, account, settings }: Launch): Promise<number | string> {
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
  return child.pid;
}
