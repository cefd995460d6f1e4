// In: a hospital and the words of an agent's command line. Out: its exit code and its machine-readable answer. The agent that serves is
// another process on the same ledger, as when a data manager works beside it.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { Network } from './network.ts';
import type { Hospital } from './parties.ts';

const PROGRAM = resolve(import.meta.dirname, '../../../apps/agent/dist/main.js');

export interface AgentAnswer {
  /** 0 all accepted, 1 some refused, 2 could not run. */
  readonly exit: number;
  readonly answer: Record<string, unknown>;
  readonly words: string;
}

export function runAgent({ files }: Network, hospital: Hospital, words: readonly string[]): Promise<AgentAnswer> {
  return new Promise((done, failed) => {
    execFile(
      process.execPath,
      ['--enable-source-maps', PROGRAM, ...words, '--config', files.config(hospital.id), '--json'],
      { maxBuffer: 64 * 1024 * 1024 },
      (fault, stdout, stderr) => {
        const exit = fault ? (typeof fault.code === 'number' ? fault.code : 2) : 0;
        try {
          done({
            exit,
            answer: JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>,
            words: stderr.trim() || stdout.trim(),
          });
        } catch {
          failed(new Error(`${hospital.id}: ${stderr || stdout || String(fault)}`));
        }
      },
    );
  });
}
