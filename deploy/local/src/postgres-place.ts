// In: where cluster and programs should be, and who runs PostgreSQL. Out: where they are. Refuses (throws) a shelter that others could have prepared.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isReachable } from './postgres-programs.ts';
import type { Account } from './postgres-programs.ts';

export const SHELTER = '/var/tmp/longview-postgres';

export interface PostgresPlace {
  readonly dataDir: string;
  readonly programs: string;
}

/**
 * Root may have cloned into a folder that nobody else may enter, /root as a rule, and PostgreSQL does not run as root.
 * Then cluster and programs live in a folder of root's under /var/tmp that anyone may enter and only root may change.
 */
export function postgresPlace(wanted: PostgresPlace, account: Account | undefined): PostgresPlace {
  return {
    dataDir: isReachable(dirname(wanted.dataDir), account) ? wanted.dataDir : shelteredCluster(wanted.dataDir),
    programs: isReachable(wanted.programs, account) ? wanted.programs : shelteredPrograms(wanted.programs),
  };
}

function shelter(name: string): string {
  for (const folder of [SHELTER, join(SHELTER, name)]) {
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o755 });
    const { uid, mode } = statSync(folder);
    // /var/tmp is everybody's: programs that somebody else could put there must not be run.
    if (uid !== 0 || (mode & 0o022) !== 0) throw new Error(`${folder} is not root's alone: remove it`);
  }
  return join(SHELTER, name);
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const shelteredCluster = (dataDir: string): string => join(shelter(digestOf(dataDir)), 'cluster');

function shelteredPrograms(programs: string): string {
  const native = resolve(programs, '..');
  const { mtimeMs } = statSync(join(programs, 'postgres'));
  const copy = join(shelter(digestOf(`${native} ${mtimeMs}`)), 'native');
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, copy);
    } catch (fault) {
      rmSync(draft, { recursive: true });
      if (!existsSync(copy)) throw fault;
    }
  }
  return join(copy, 'bin');
}
