// In: paths and a mapping. Out: the files to read, which can be read more than once. Refuses what is not there and two files of one name.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Mapping, readMapping, type RowContents, type SourceEvent, type SourceRow } from '@longview/csv';
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import type { RowPlace } from './pseudonymise/index.ts';
import { readSources, sourceFiles, sourcesSize } from './read/index.ts';
import { passesFor } from './validate/index.ts';

export interface Source {
  readonly files: readonly string[];
  readonly passes: number;
  /** Code of the system that all these files come from. */
  readonly system: string;
  /** Reads all files from their beginnings. */
  open(): AsyncIterable<SourceEvent>;
  pathOf(file: string): string;
  /** Rows whose patient was read to the end, of the rows that there are. */
  progress(): { readonly done: number; readonly of: number };
  /** Where a record stood when it was last read, by source record id. */
  placeOf(sourceRecordId: string): RowPlace | undefined;
}

export interface SourceOptions {
  readonly mapping?: string | undefined;
  readonly demonstration: boolean;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

export type SourceCode = 'NO_PATH' | 'NO_FILE' | 'SAME_NAME' | 'MAPPING_REFUSED';

/** Code of the source system where no mapping names one. */
const SYSTEM = 'template';

export async function openSource(
  paths: readonly string[],
  { mapping, demonstration, today }: SourceOptions,
): Promise<Result<Source, Refusal<SourceCode>>> {
  if (paths.length === 0) return err(refusal('NO_PATH', 'Name a file or a folder.'));
  for (const path of [...paths, ...(mapping === undefined ? [] : [mapping])])
    if (!existsSync(path)) return err(refusal('NO_FILE', `There is no ${path}.`));
  const files = (await Promise.all(paths.map(sourceFiles))).flat();
  if (files.length === 0) return err(refusal('NO_FILE', 'The folder holds no .csv, .tsv, .txt, .ndjson or .jsonl.'));
  // Places and problems name a file by its last part only: the folders above it may be named after a person.
  const byName = new Map(files.map((path) => [basename(path), path]));
  if (byName.size < files.length)
    return err(refusal('SAME_NAME', 'Two files have the same name: send them one after the other.'));

  const mappings = mappingsFor(files, mapping, demonstration);
  if (!mappings.ok) return mappings;
  const places = new Map<string, RowPlace>();
  const rows = { done: 0, of: 0 };
  let opened = 0;
  return ok({
    files,
    // Mappings of one hospital speak of one source system; the first that names it speaks for the refusals too.
    system: [...mappings.value.values()][0]?.source ?? SYSTEM,
    passes: passesFor(await sourcesSize(files)),
    async *open() {
      const first = opened++ === 0;
      for (const file of files) {
        const chosen = mappings.value.get(file);
        for await (const event of readSources([file], { ...(chosen && { mapping: chosen }), source: SYSTEM, today })) {
          if (event.kind === 'row' && first) rows.of++;
          yield event.kind === 'row' ? noting(event, places, rows) : event;
        }
      }
    },
    pathOf: (file) => byName.get(file) ?? file,
    progress: () => ({ ...rows }),
    placeOf: (sourceRecordId) => places.get(sourceRecordId),
  });
}

/**
 * The mapping of each file: one for all, or, where `mapping` is a folder, the one in it that is called like the file
 * (`opvolging.csv` is read by `opvolging.yaml`). A file without one is read as the template.
 */
function mappingsFor(
  files: readonly string[],
  mapping: string | undefined,
  demonstration: boolean,
): Result<ReadonlyMap<string, Mapping>, Refusal<SourceCode>> {
  const found = new Map<string, Mapping>();
  if (mapping === undefined) return ok(found);
  const folder = statSync(mapping).isDirectory();
  for (const file of files) {
    // `opvolging.csv.refused.csv`, mended and sent again, is read as `opvolging.csv` was.
    const path = folder ? join(mapping, `${basename(file).split('.')[0]}.yaml`) : mapping;
    if (folder && !existsSync(path)) continue;
    const read = readMapping(readFileSync(path, 'utf8'), { demonstration });
    if (!read.ok)
      return err(
        refusal(
          'MAPPING_REFUSED',
          [`${path} is refused:`, ...read.error.map((one) => `  ${one.path ?? ''}: ${one.message}`)].join('\n'),
        ),
      );
    found.set(file, read.value);
  }
  return ok(found);
}

/** The same row; whoever reads its records leaves their places behind. */
function noting(row: SourceRow, places: Map<string, RowPlace>, rows: { done: number }): SourceRow {
  const place = { file: row.place.file, line: row.line };
  const contents = (): RowContents => {
    const read = row.contents();
    rows.done++;
    for (const { sourceRecordId } of read.records) places.set(sourceRecordId, place);
    return read;
  };
  return { ...row, contents };
}
