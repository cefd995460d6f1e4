// In: a process id. Out: whether it lives, and a wait until it does not. A zombie that nobody reaps counts as dead.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    // It went between the two questions.
    return false;
  }
}

/** Asks again every few milliseconds. Gives what was answered, or undefined when the time (milliseconds) has passed. */
export async function poll<T>(
  limit: number,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T | undefined> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() >= end) return undefined;
    await sleep(10);
  }
}

/** @throws when the process still lives after `limit` milliseconds. */
export async function untilGone(pid: number, limit: number): Promise<void> {
  if (!(await poll(limit, () => (isAlive(pid) ? undefined : true)))) throw new Error(`process ${pid} does not end`);
}
