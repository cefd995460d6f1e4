// Out: the files of this repository as someone who clones it would hold them, without what is installed, built or run here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.nx', '.longview', 'coverage']);

/** Paths from the root, with forward slashes, sorted. */
export function repositoryFiles(ending = /./): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (NOT_OURS.has(entry.name) || path.endsWith('.log')) return [];
      return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : [];
    });
  return walk('')
    .filter((path) => ending.test(path))
    .sort();
}

export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
