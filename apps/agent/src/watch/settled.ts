// In: what a folder holds, look after look. Out: the files that have stopped changing. A file that is being written grows, or was written a
// moment ago; one that is copied under another name and then renamed appears whole.
import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isReadable } from '../read/index.ts';

export interface SettledFile {
  readonly path: string;
  readonly name: string;
  /** Changes with every writing and renaming. */
  readonly state: string;
}

const stateOf = ({ size, mtimeMs, ino }: Stats): string => `${ino} ${size} ${mtimeMs}`;

export class SettledFiles {
  readonly #folder: string;
  #before = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Files that are as they were at the last look; an empty file is not yet one. */
  async look(): Promise<readonly SettledFile[]> {
    const now = new Map<string, string>();
    const settled: SettledFile[] = [];
    for (const name of (await readdir(this.#folder)).filter(isReadable).sort()) {
      const path = join(this.#folder, name);
      // It may be renamed or removed between the two calls.
      const stats = await stat(path).catch(() => undefined);
      if (stats?.isFile() !== true || stats.size === 0) continue;
      const state = stateOf(stats);
      now.set(name, state);
      if (this.#before.get(name) === state) settled.push({ path, name, state });
    }
    this.#before = now;
    return settled;
  }
}
