// In: the machine and the running processes. Out: what a figure cannot be read without; processor time and memory of a process (Linux).
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

export function machine(postgres: string): string[] {
  const commit = quietly(() => execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim());
  const changed = quietly(() => execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' }).trim());
  return [
    `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`,
    `Node ${process.versions.node}, PostgreSQL ${postgres}`,
    `commit ${commit || 'unknown'}${changed ? ' with changes' : ''}, ${new Date().toISOString().slice(0, 16)}Z, load before the run ${loadNow()}`,
  ];
}

/** Other work on the machine shows here: with two processors, above 2 is a queue. */
export const loadNow = (): string => (loadavg()[0] ?? 0).toFixed(1);

/** Processor seconds that a process and its children, the ended ones too, have used; NaN where there is no /proc. */
export function processorSeconds(pid: number, children = false): number {
  const ticks = (id: number | string, ended: boolean): number => {
    const fields = statOf(id).map(Number);
    return (fields[11] ?? 0) + (fields[12] ?? 0) + (ended ? (fields[13] ?? 0) + (fields[14] ?? 0) : 0);
  };
  const family = children ? childrenOf(pid) : [];
  const all =
    (quietly(() => ticks(pid, children)) ?? NaN) +
    family.reduce((sum, id) => sum + (quietly(() => ticks(id, false)) ?? 0), 0);
  return all / 100;
}

/** Resident memory in MB. */
export const residentMegabytes = (pid: number): number => memoryOf(pid, 'VmRSS');

/** The most that it ever was. */
export const peakMegabytes = (pid: number): number => memoryOf(pid, 'VmHWM');

function memoryOf(pid: number, what: string): number {
  const status = quietly(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? '';
  const kilobytes = new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1];
  return kilobytes === undefined ? NaN : Number(kilobytes) / 1024;
}

const childrenOf = (pid: number): string[] =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && quietly(() => Number(statOf(name)[1])) === pid);

/** What follows the name, which may itself hold spaces: state, parent, …, user and system ticks at 11 and 12. */
const statOf = (pid: number | string): string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').slice(1).join(') ').split(' ');

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
