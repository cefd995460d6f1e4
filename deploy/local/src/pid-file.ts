// In: the file in which a process wrote its id. Out: the id, if that very process still lives. A reused id is not taken for it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isAlive } from './process-life.ts';

export function writePidFile(file: string, pid: number): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${pid} ${birthOf(pid) ?? ''}`);
}

export function livingFrom(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const [, id, birth] = /^(\d+) (.*)$/.exec(readFileSync(file, 'utf8')) ?? [];
  const pid = Number(id);
  return id !== undefined && birth !== '' && isAlive(pid) && birthOf(pid) === birth ? pid : undefined;
}

/** When a process began, in whatever words the system has for it; with the id it names one process for good. */
export function birthOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    // proc(5): field 22, start time in clock ticks after boot; the name in field 2 may hold spaces.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
