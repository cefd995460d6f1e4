// In: a running PostgreSQL of the local network. Out: the steps of deploy/runbooks/restore.md with the programs that it ships: an archive of what is written
// ahead, a base backup made while it serves, and a cluster put back from the two, to the last archived moment or to an earlier one.
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { poll } from '@longview/local';
import pg from 'pg';
import type { WalkNetwork } from '../support/walk-network.ts';

export class RestoreDrill {
  readonly #archive: string;
  readonly #backup: string;

  constructor(private readonly walk: WalkNetwork) {
    this.#archive = join(walk.stateDir, 'archive');
    this.#backup = join(walk.stateDir, 'backup');
  }

  get #cluster(): string {
    return this.walk.network.files.cluster;
  }

  /** Every finished piece of what is written ahead is copied away, and none is given up before it was. */
  async archive(): Promise<void> {
    const { network, rows } = this.walk;
    mkdirSync(this.#archive);
    chmodSync(this.#archive, 0o777);
    await rows(`alter system set archive_mode = on`);
    await rows(`alter system set archive_command = 'test ! -f ${this.#archive}/%f && cp %p ${this.#archive}/%f'`);
    await network.postgres?.stop();
    await network.restart('postgres');
  }

  /** The cluster is copied while it serves; start and stop are told by one session. */
  async backUp(): Promise<void> {
    const url = new URL(this.walk.network.postgres?.url ?? '');
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      await client.query(`select pg_backup_start('drill', fast => true)`);
      copy(this.#cluster, this.#backup);
      for (const name of ['postmaster.pid', 'postmaster.opts']) spawnSync('rm', ['-f', join(this.#backup, name)]);
      // What was written ahead comes from the archive.
      for (const name of readdirSync(join(this.#backup, 'pg_wal')))
        if (/^[0-9A-F]{24}$/.test(name)) spawnSync('rm', ['-f', join(this.#backup, 'pg_wal', name)]);
      const { rows } = await client.query<{ labelfile: string }>(
        'select labelfile from pg_backup_stop(wait_for_archive => true)',
      );
      writeFileSync(join(this.#backup, 'backup_label'), rows[0]?.labelfile ?? '');
    } finally {
      await client.end();
    }
  }

  /** Waits until everything that was committed until now is in the archive. */
  async archived(): Promise<void> {
    const { rows } = this.walk;
    const [{ name } = { name: '' }] = await rows<{ name: string }>('select pg_walfile_name(pg_switch_wal()) as name');
    const there = await poll(60_000, () => existsSync(join(this.#archive, name)) || undefined);
    if (!there) throw new Error(`${name} never came to the archive`);
  }

  /** The machine is lost: nothing of its cluster is looked at again. The registry is down while another one is put in its place. */
  async restore(until?: Date): Promise<void> {
    const { network } = this.walk;
    await network.services.get('registry')?.stop();
    await network.postgres?.kill9();
    renameSync(this.#cluster, `${this.#cluster}.lost-${Date.now()}`);
    copy(this.#backup, this.#cluster);
    appendFileSync(
      join(this.#cluster, 'postgresql.auto.conf'),
      [
        '',
        `restore_command = 'cp ${this.#archive}/%f %p'`,
        // A cluster that was put back must not write into the archive that it came from.
        `archive_mode = off`,
        ...(until
          ? [
              `recovery_target_time = '${until.toISOString().replace('T', ' ').replace('Z', '+00')}'`,
              `recovery_target_timeline = 'current'`,
              `recovery_target_action = 'promote'`,
            ]
          : []),
        '',
      ].join('\n'),
    );
    const signal = join(this.#cluster, 'recovery.signal');
    writeFileSync(signal, '');
    spawnSync('chown', [
      `--reference=${join(this.#cluster, 'PG_VERSION')}`,
      signal,
      join(this.#cluster, 'backup_label'),
    ]);
    await network.restart('postgres');
    await network.restart('registry');
  }
}

function copy(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' });
  // A file that the server took away meanwhile is not missed.
  if (status !== 0 && !existsSync(join(to, 'PG_VERSION'))) throw new Error(`cp says ${stderr}`);
}
