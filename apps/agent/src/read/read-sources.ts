// In: files and folders. Out: one stream of rows over all of them, each read by its kind. Refuses a file of a kind that nobody reads.
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { readCsv, readWorkbook } from '@longview/csv';
import type { Mapping, SourceEvent } from '@longview/csv';
import { fhirReader, type FhirFile, type FhirOptions, type FhirSettings } from '@longview/fhir';
import { readNdjson } from './read-ndjson.ts';

export type FileKind = 'csv' | 'workbook' | 'records' | 'fhir' | 'fhirLines';

export interface SourceFile {
  readonly path: string;
  readonly kind: FileKind;
  readonly size: number;
  /** Of CSV and workbooks; absent: in the project's template. */
  readonly mapping?: Mapping;
}

export interface ReadOptions {
  /** Code of the source system where no mapping says it. */
  readonly source: string;
  /** For resources of FHIR. */
  readonly fhir?: FhirSettings;
  readonly today: string;
}

const BY_NAME: Readonly<Record<string, FileKind>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.xlsx': 'workbook',
  '.xlsm': 'workbook',
  '.json': 'fhir',
  '.ndjson': 'records',
  '.jsonl': 'records',
};

/** Rows that were refused are written beside their file; a person sends them again by name, once they are mended. */
const REFUSED = /\.(?:refused|result)\.\w+$/i;
/** Open in Excel, or hidden. */
const PASSING = /^(?:~\$|\.)/;

export const isReadable = (name: string): boolean =>
  !REFUSED.test(name) && !PASSING.test(name) && Object.hasOwn(BY_NAME, extname(name).toLowerCase());

export const READABLE = Object.keys(BY_NAME).join(', ');

/** The file itself, or the readable files of a folder by name. */
export async function sourceFiles(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path);
  return names
    .filter(isReadable)
    .sort()
    .map((name) => join(path, name));
}

/** What is in a file, by its name; of one JSON value a line by what stands on the first. */
export async function describeFile(path: string): Promise<SourceFile> {
  const { size } = await stat(path);
  const kind = BY_NAME[extname(path).toLowerCase()] ?? 'csv';
  return { path, size, kind: kind === 'records' && (await startsWithResource(path)) ? 'fhirLines' : kind };
}

const HEAD = 65_536;

async function startsWithResource(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    const line = buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\ufeff/u, '')
      .split('\n')
      .find((text) => text.trim() !== '');
    // A record of ours has its type under another name, and never a resourceType beside it.
    return line !== undefined && /"resourceType"\s*:/u.test(line) && !/"recordType"\s*:/u.test(line);
  } finally {
    await file.close();
  }
}

/** Code of the source system of resources whose mapping names none. */
export const FHIR_SYSTEM = 'fhir';

/** Reads all files from their beginnings at each call. Resources of FHIR are read together: they refer to each other. */
export function sourceReader(files: readonly SourceFile[], options: ReadOptions): () => AsyncGenerator<SourceEvent> {
  const fhirFiles = files
    .filter(({ kind }) => kind === 'fhir' || kind === 'fhirLines')
    .map(({ path, kind, size }): FhirFile => ({
      name: basename(path),
      lines: kind === 'fhirLines',
      size,
      open: () => createReadStream(path),
    }));
  const { fhir, source, today } = options;
  const fhirOptions: FhirOptions = { source: FHIR_SYSTEM, ...fhir, today };
  const resources = fhirReader(fhirFiles, fhirOptions);
  return async function* read() {
    for (const { path, kind, mapping } of files) {
      const file = basename(path);
      const own = { file, source, today, ...(mapping && { mapping }) };
      if (kind === 'records') yield* readNdjson(createReadStream(path), { file, source, today });
      else if (kind === 'workbook') yield* readWorkbook(createReadStream(path), own);
      else if (kind === 'csv') yield* readCsv(createReadStream(path), own);
    }
    if (fhirFiles.length > 0) yield* resources();
  };
}
