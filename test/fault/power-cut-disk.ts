// In: nothing. Out: a mounted file system on which a power cut can be had, built from power-cut/power-cut.c; what it needs is installed through apt. Refuses
// (throws), with what is missing, where it cannot be mounted: a power cut that was not tried is not a power cut that was survived.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poll, untilGone } from '@longview/local';

export interface Disk {
  /** What is written below it is forgotten when the power is cut, unless it was synced. */
  readonly folder: string;
  /** Everything under this path, given from the disk's root, that was not synced is gone; torn: some of it had reached the disk. */
  cut(path: string, how?: 'cut' | 'torn'): void;
  /** All of it is on the disk, as if it had been written long ago. */
  keep(): void;
  stop(): Promise<void>;
}

const SOURCE = join(import.meta.dirname, 'power-cut', 'power-cut.c');
const PACKAGES = ['fuse3', 'libfuse3-dev', 'gcc', 'libc6-dev'];

function run(program: string, ...words: string[]): { ok: boolean; said: string } {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    encoding: 'utf8',
    timeout: 240_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return { ok: status === 0, said: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` };
}

function needed(holds: boolean, what: string): void {
  if (!holds) throw new Error(`power cuts cannot be tried here: ${what}`);
}

function install(): void {
  const there = existsSync('/usr/include/fuse3/fuse.h') && run('gcc', '--version').ok;
  if (there) return;
  run('apt-get', 'update');
  const { ok, said } = run('apt-get', 'install', '-y', '--no-install-recommends', ...PACKAGES);
  needed(ok, `apt-get install ${PACKAGES.join(' ')} says\n${said.slice(-2000)}`);
}

export async function powerCutDisk(): Promise<Disk> {
  needed(process.getuid?.() === 0, 'only root mounts a file system for everybody');
  install();
  needed(
    existsSync('/dev/fuse'),
    'there is no /dev/fuse; in a container, start it with --device /dev/fuse --cap-add SYS_ADMIN',
  );
  const place = mkdtempSync(join(tmpdir(), 'longview-power-'));
  chmodSync(place, 0o755);
  const [program, kept, folder] = [join(place, 'power-cut'), join(place, 'kept'), join(place, 'disk')];
  for (const one of [kept, folder]) mkdirSync(one, { mode: 0o755 });
  const built = run(
    'gcc',
    '-O2',
    '-Wall',
    '-Werror',
    '-D_FILE_OFFSET_BITS=64',
    SOURCE,
    '-I/usr/include/fuse3',
    '-lfuse3',
    '-o',
    program,
  );
  needed(built.ok, `gcc says\n${built.said}`);
  const child = spawn(program, [kept, folder, '-f', '-s', '-o', 'allow_other,default_permissions'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const control = join(folder, '.power-cut');
  const mounted = await poll(10_000, () => existsSync(control) || child.exitCode !== null || undefined);
  needed(mounted === true && child.exitCode === null, `the file system was not mounted: ${said}`);
  return {
    folder,
    cut: (path, how = 'cut') => writeFileSync(control, `${how} ${path}\n`),
    keep: () => writeFileSync(control, 'keep /\n'),
    async stop() {
      if (!run('umount', folder).ok) run('umount', '-l', folder);
      await ended(child);
      rmSync(place, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (await poll(5_000, () => child.exitCode !== null || child.signalCode !== null || undefined)) return;
  child.kill('SIGKILL');
}

/** A server and every process that it made, at once: none of them writes another byte. Resolves when they are gone. */
export async function killFamily(pid: number): Promise<void> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const children = [...parents].flatMap(([child, parent]) => (parent === pid ? [child] : []));
  for (const one of [pid, ...children]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // The same.
    }
  }
  for (const one of [pid, ...children]) await untilGone(one, 30_000);
}
