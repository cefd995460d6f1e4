// In: pages. Out: the same on the disk, and how far the pull has come: killed at any moment, it goes on after the last whole page. The
// folder lies in the state of the agent, is readable by nobody else, and is emptied when everything was read.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

export interface Progress {
  readonly server: string;
  /** Changes since then are asked for; absent: everything. */
  readonly since?: string;
  /** When this pull began, by the clock of this machine: what changes later comes with the next. */
  readonly begun: string;
  readonly phase: 'cohort' | 'changes' | 'patients' | 'referred' | 'read';
  readonly step: number;
  readonly next?: string;
  /** Names of patients with a change. */
  readonly patients: readonly string[];
  /** Names of all who are wanted; absent: everybody. */
  readonly cohort?: readonly string[];
  /** Length of the file of resources that belongs to this. */
  readonly bytes: number;
}

export class Spool {
  readonly file: string;
  readonly #state: string;
  readonly #folder: string;
  readonly #known: string;

  constructor(stateDir: string) {
    this.#folder = join(stateDir, 'pull');
    this.file = join(this.#folder, 'resources.ndjson');
    this.#state = join(this.#folder, 'progress.json');
    this.#known = join(stateDir, 'pulled-patients.json');
  }

  /** What an interrupted pull of this server left. */
  resume(server: string): Progress | undefined {
    if (!existsSync(this.#state)) return undefined;
    try {
      const progress = JSON.parse(readFileSync(this.#state, 'utf8')) as Progress;
      if (progress.server !== server || !existsSync(this.file) || statSync(this.file).size < progress.bytes)
        return undefined;
      // What came after the last word on it is a page that was not whole.
      truncateSync(this.file, progress.bytes);
      return progress;
    } catch {
      return undefined;
    }
  }

  begin(): void {
    this.clear();
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(this.file, '', { mode: 0o600 });
  }

  /** @returns the length of the file. */
  append(resources: readonly object[]): number {
    if (resources.length > 0) appendFileSync(this.file, resources.map((one) => `${JSON.stringify(one)}\n`).join(''));
    return statSync(this.file).size;
  }

  keep(progress: Progress): void {
    writeFileSync(`${this.#state}.new`, JSON.stringify(progress), { mode: 0o600 });
    renameSync(`${this.#state}.new`, this.#state);
  }

  /** Patients of the pulls that were read to the end: who is new among the wanted is read whole, changed or not. */
  known(): ReadonlySet<string> {
    try {
      return new Set(JSON.parse(readFileSync(this.#known, 'utf8')) as string[]);
    } catch {
      return new Set();
    }
  }

  finish({ cohort }: Progress): void {
    if (cohort) {
      writeFileSync(`${this.#known}.new`, JSON.stringify(cohort), { mode: 0o600 });
      renameSync(`${this.#known}.new`, this.#known);
    }
    this.clear();
  }

  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
