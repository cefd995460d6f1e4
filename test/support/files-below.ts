// In: folders. Out: the files in them, at any depth, and their bytes while others write and remove there.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const filesBelow = (...folders: readonly string[]): string[] => [
  ...new Set(
    folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    ),
  ),
];

/** PostgreSQL removes files while they are listed. */
export function readIfThere(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return new Uint8Array();
    throw fault;
  }
}

/** @param since milliseconds since the epoch. A file that is gone meanwhile has not changed. */
export const changedSince = (path: string, since: number): boolean =>
  (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= since;
