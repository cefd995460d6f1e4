// In: a file or a folder. Out: one stream of rows over all of it. Refuses a file of a kind that nobody reads.
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { readCsv } from '@longview/csv';
import type { Mapping, SourceEvent } from '@longview/csv';
import { readNdjson } from './read-ndjson.ts';

export interface ReadOptions {
  /** For CSV; absent: files in the project's template. */
  readonly mapping?: Mapping;
  /** Code of the source system where the mapping does not say it. */
  readonly source: string;
  readonly today: string;
}

const CSV = new Set(['.csv', '.tsv', '.txt']);
const NDJSON = new Set(['.ndjson', '.jsonl']);

/** Rows that were refused are written beside their file; a person sends them again by name, once they are mended. */
const REFUSED = /\.refused\.\w+$/i;

/** The file itself, or the readable files of a folder by name. */
export async function sourceFiles(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => !REFUSED.test(name))
    .filter((name) => CSV.has(extname(name).toLowerCase()) || NDJSON.has(extname(name).toLowerCase()))
    .sort()
    .map((name) => join(path, name));
}

/** Bytes in all, from which the number of passes over large files follows. */
export async function sourcesSize(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

export async function* readSources(files: readonly string[], options: ReadOptions): AsyncGenerator<SourceEvent> {
  for (const path of files) {
    const file = basename(path);
    const bytes = createReadStream(path);
    if (NDJSON.has(extname(path).toLowerCase())) yield* readNdjson(bytes, { file, ...options });
    else yield* readCsv(bytes, { file, ...options });
  }
}
