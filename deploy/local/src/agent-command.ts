// In: a hospital and the words of an agent's command line. Out: its exit code and its machine-readable answer. The agent that serves is
// another process on the same ledger, as when a data manager works beside it.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { Network } from './network.ts';
import type { Hospital } from './parties.ts';
import { asWeRun } from './service.ts';

const PROGRAM = resolve(import.meta.dirname, '../../../apps/agent/dist/main.js');

export interface AgentAnswer {
  /** 0 all accepted, 1 some refused, 2 could not run. */
  readonly exit: number;
  readonly answer: Record<string, unknown>;
  readonly words: string;
}

export interface RunningAgent {
  readonly done: Promise<AgentAnswer>;
  /** What a power cut does to the process: nothing it was about to say is said. */
  kill9(): void;
}

/** @throws (by `done`) when it ended without an answer. */
export function startAgent(
  { files, nodeOptions }: Network,
  hospital: Hospital,
  words: readonly string[],
): RunningAgent {
  let kill9 = (): void => undefined;
  const done = new Promise<AgentAnswer>((answered, failed) => {
    const child = execFile(
      process.execPath,
      [...asWeRun(), ...nodeOptions(hospital.id), PROGRAM, ...words, '--config', files.config(hospital.id), '--json'],
      { maxBuffer: 64 * 1024 * 1024 },
      (fault, stdout, stderr) => {
        const exit = fault ? (typeof fault.code === 'number' ? fault.code : 2) : 0;
        try {
          answered({
            exit,
            answer: JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>,
            words: stderr.trim() || stdout.trim(),
          });
        } catch {
          failed(new Error(`${hospital.id}: ${stderr || stdout || String(fault)}`));
        }
      },
    );
    kill9 = () => void child.kill('SIGKILL');
  });
  return { done, kill9: () => kill9() };
}

export const runAgent = (...of: Parameters<typeof startAgent>): Promise<AgentAnswer> => startAgent(...of).done;
