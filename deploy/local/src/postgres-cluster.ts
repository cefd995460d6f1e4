// In: a data folder. Out: a cluster in it and the superuser's password. Refuses (throws) a cluster whose password is lost.
// With LONGVIEW_CLUSTER_TEMPLATE a new cluster is a copy of that one, at rest, and of its password: a run of tests starts dozens.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { SHELTER } from './postgres-place.ts';
import type { Account } from './postgres-programs.ts';

const run = promisify(execFile);

/** Where the superuser's password is kept: beside the data folder, readable by whoever started it. */
export const passwordFile = (dataDir: string): string => `${dataDir}.password`;

/** Makes the cluster unless there is one, and gives the password of its superuser `postgres`. */
export async function ensureCluster(dataDir: string, programs: string, account: Account | undefined): Promise<string> {
  if (existsSync(join(dataDir, 'PG_VERSION'))) {
    if (!existsSync(passwordFile(dataDir)))
      throw new Error(`${passwordFile(dataDir)} is gone: put it back, or remove ${dataDir} to begin anew`);
    return readFileSync(passwordFile(dataDir), 'utf8');
  }
  mkdirSync(dirname(dataDir), { recursive: true });
  const like = templateOf(dataDir);
  const password = keepPassword(passwordFile(dataDir), like && readFileSync(passwordFile(like), 'utf8'));
  // Made aside and moved into place whole: a start that was cut short must not leave half a cluster behind.
  const draft = `${dataDir}.${process.pid}.new`;
  const pwfile = `${draft}.pw`;
  try {
    writeFileSync(pwfile, password, { mode: 0o600 });
    mkdirSync(draft, { mode: 0o700 });
    if (account) for (const path of [pwfile, draft]) chownSync(path, account.uid, account.gid);
    if (like !== undefined) {
      await run('cp', ['-a', `${like}/.`, draft]);
      renameSync(draft, dataDir);
      return password;
    }
    const shape = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--no-instructions'];
    const login = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${pwfile}`];
    await run(join(programs, 'initdb'), [`--pgdata=${draft}`, ...login, ...shape], {
      ...(account && { uid: account.uid, gid: account.gid }),
      cwd: dirname(dataDir),
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: process.env['PATH'] },
    });
    renameSync(draft, dataDir);
  } finally {
    rmSync(pwfile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
  return password;
}

function templateOf(dataDir: string): string | undefined {
  const named = process.env['LONGVIEW_CLUSTER_TEMPLATE'] ?? '';
  if (named === '' || resolve(named) === resolve(dataDir)) return undefined;
  if (!existsSync(join(named, 'PG_VERSION')))
    throw new Error(`LONGVIEW_CLUSTER_TEMPLATE: there is no cluster in ${named}`);
  return named;
}

function keepPassword(file: string, password = randomBytes(24).toString('base64url')): string {
  if (!existsSync(file)) writeFileSync(file, password, { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}

/** Removes a cluster that is not running, with its password and log, and the shelter that was made for it. */
export function removeCluster(dataDir: string): void {
  for (const path of [dataDir, passwordFile(dataDir), `${dataDir}.log`]) rmSync(path, { recursive: true, force: true });
  if (dirname(dirname(dataDir)) === SHELTER) rmSync(dirname(dataDir), { recursive: true, force: true });
}
