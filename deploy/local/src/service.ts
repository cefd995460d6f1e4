// In: a built program and its arguments. Out: a supervised process that has said it is ready. Refuses (throws) one that ends before, with its last words.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { livingFrom, writePidFile } from './pid-file.ts';
import { isAlive, poll, untilGone } from './process-life.ts';

export interface ServiceSpec {
  readonly name: string;
  /** The compiled entry. */
  readonly script: string;
  readonly args: readonly string[];
  /** Options of Node before the script, such as a module to load first. */
  readonly nodeOptions?: readonly string[];
  readonly logFile: string;
  readonly pidFile: string;
  /** The line that it prints once it serves, with its address as the first group; left out, `… ready on <address>`. */
  readonly ready?: RegExp;
  /** Milliseconds. */
  readonly readyWithin?: number;
}

export interface Service {
  readonly name: string;
  readonly pid: number;
  /** The address it said it is ready on. */
  readonly url: string;
  /** Resolves when the process is gone, with how it ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
  /** What a power cut does to the process. */
  kill9(): Promise<void>;
}

const living = new Set<number>();
// However this process ends, short of being killed itself, nothing it started stays behind.
process.on('exit', () => {
  for (const pid of living) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
});

export async function startService(spec: ServiceSpec): Promise<Service> {
  const {
    name,
    script,
    args,
    logFile,
    pidFile,
    ready: line = /\bready on (\S+)/,
    readyWithin = 60_000,
    nodeOptions = [],
  } = spec;
  if (!existsSync(script)) throw new Error(`${name}: ${script} is not built: npm run build`);
  await endLeftover(pidFile);
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a', 0o600);
  const before = readFileSync(logFile).length;
  // The superuser's login is for whoever starts the database, not for every service.
  const { DATABASE_URL: _unused, ...environment } = process.env;
  const child = spawn(process.execPath, [...asWeRun(), ...nodeOptions, script, ...args], {
    // Its own process group: Ctrl-C reaches this process alone, which then stops the services in order.
    detached: true,
    stdio: ['ignore', 'pipe', log],
    env: environment,
  });
  const ended = new Promise<string>((done) => {
    child.once('error', (fault) => done(fault.message));
    child.once('close', (code, signal) => done(signal ?? `code ${code}`));
  });
  const { pid, stdout } = child;
  if (pid === undefined || stdout === null) throw new Error(`${name}: ${await ended}`);
  living.add(pid);
  writePidFile(pidFile, pid);
  void ended.then(() => {
    living.delete(pid);
    if (livingFrom(pidFile) === undefined) rmSync(pidFile, { force: true });
    closeSync(log);
  });

  const ready = new Promise<string>((done) => {
    createInterface({ input: stdout }).on('line', (text) => {
      writeSync(log, `${text}\n`);
      const [, url] = line.exec(text) ?? [];
      if (url !== undefined) done(url);
    });
  });
  const late = new Promise<undefined>((done) =>
    AbortSignal.timeout(readyWithin).addEventListener('abort', () => done(undefined)),
  );
  const url = await Promise.race([ready, ended.then(() => undefined), late]);
  if (url === undefined) {
    const how = isAlive(pid) ? `was not ready in ${readyWithin / 1000} s` : `ended with ${await ended}`;
    await end(pid, 'SIGKILL');
    const words = readFileSync(logFile).subarray(before).toString('utf8').trim().split('\n').slice(-20).join('\n');
    throw new Error(`${name} ${how}; its log is ${logFile}\n${words}`);
  }
  // Once it is gone, its id may be given to a process that is none of ours.
  const endOnce = async (signal: NodeJS.Signals): Promise<void> => {
    if (living.has(pid)) await end(pid, signal);
  };
  return { name, pid, url, ended, stop: () => endOnce('SIGTERM'), kill9: () => endOnce('SIGKILL') };
}

/** Source maps where we have them ourselves (`npm run dev`): reading them takes a twentieth of each start, for stack traces alone. */
export const asWeRun = (): string[] => process.execArgv.filter((option) => option === '--enable-source-maps');

/** Asks, waits ten seconds, then insists. */
async function end(pid: number, signal: NodeJS.Signals): Promise<void> {
  if (isAlive(pid)) process.kill(pid, signal);
  if (await poll(10_000, () => (isAlive(pid) ? undefined : true))) return;
  process.kill(pid, 'SIGKILL');
  await untilGone(pid, 5_000);
}

/** A supervisor that was killed leaves its services running, on the ports that are needed now. */
export async function endLeftover(pidFile: string): Promise<void> {
  const pid = livingFrom(pidFile);
  if (pid !== undefined) await end(pid, 'SIGTERM');
  rmSync(pidFile, { force: true });
}
