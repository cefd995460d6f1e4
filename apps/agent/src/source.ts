// In: paths and a mapping. Out: the files to read, which can be read more than once. Refuses what is not there and two files of one name.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type Mapping,
  type MappingRefusal,
  readMapping,
  type RowContents,
  type SourceEvent,
  type SourceRow,
} from '@longview/csv';
import { type FhirSettings, isFhirMapping, readFhirSettings } from '@longview/fhir';
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import type { RowPlace } from './pseudonymise/index.ts';
import { describeFile, FHIR_SYSTEM, READABLE, sourceFiles, sourceReader } from './read/index.ts';
import { needsSurvey } from './validate/index.ts';

export interface Source {
  readonly files: readonly string[];
  /** Too large to be held: it is looked through beforehand. */
  readonly isLarge: boolean;
  /** Code of the system that all these files come from. */
  readonly system: string;
  /** Reads all files from their beginnings. */
  open(): AsyncIterable<SourceEvent>;
  pathOf(file: string): string;
  /** Rows whose patient was read to the end, of the rows that there are. */
  progress(): { readonly done: number; readonly of: number };
  /** Where a record stood when it was last read, by source record id; told once, as millions of them would fill the memory. */
  takePlace(sourceRecordId: string): RowPlace | undefined;
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
  if (files.length === 0) return err(refusal('NO_FILE', `The folder holds no file that is read: ${READABLE}.`));
  // Places and problems name a file by its last part only: the folders above it may be named after a person.
  const byName = new Map(files.map((path) => [basename(path), path]));
  if (byName.size < files.length)
    return err(refusal('SAME_NAME', 'Two files have the same name: send them one after the other.'));

  const described = await Promise.all(files.map(describeFile));
  const chosen = mappingsFor(files, mapping, demonstration);
  if (!chosen.ok) return chosen;
  const { mappings, fhir } = chosen.value;
  const resources = described.some(({ kind }) => kind.startsWith('fhir')) ? (fhir?.source ?? FHIR_SYSTEM) : undefined;
  const system = [...mappings.values()][0]?.source ?? resources ?? SYSTEM;
  const withMappings = described.map((file) => {
    const own = mappings.get(file.path);
    return { ...file, ...(own && { mapping: own }) };
  });
  const read = sourceReader(withMappings, { source: SYSTEM, ...(fhir && { fhir }), today });
  const places = new Map<string, RowPlace>();
  const rows = { done: 0, of: 0 };
  let opened = 0;
  return ok({
    files,
    // Mappings of one hospital speak of one source system; the first that names it speaks for the refusals too.
    system,
    isLarge: needsSurvey(described.reduce((sum, { size }) => sum + size, 0)),
    async *open() {
      const first = opened++ === 0;
      for await (const event of read()) {
        if (event.kind === 'row' && first) rows.of++;
        yield event.kind === 'row' ? noting(event, places, rows) : event;
      }
    },
    pathOf: (file) => byName.get(file) ?? file,
    progress: () => ({ ...rows }),
    takePlace: (sourceRecordId) => {
      const place = places.get(sourceRecordId);
      places.delete(sourceRecordId);
      return place;
    },
  });
}

/**
 * The mapping of each file: one for all, or, where `mapping` is a folder, the one in it that is called like the file
 * (`opvolging.csv` is read by `opvolging.yaml`). A file without one is read as the template. What FHIR leaves open stands in a mapping with
 * `format: fhir`, which is called fhir.yaml in a folder.
 */
function mappingsFor(
  files: readonly string[],
  mapping: string | undefined,
  demonstration: boolean,
): Result<{ readonly mappings: ReadonlyMap<string, Mapping>; readonly fhir?: FhirSettings }, Refusal<SourceCode>> {
  const mappings = new Map<string, Mapping>();
  if (mapping === undefined) return ok({ mappings });
  const folder = statSync(mapping).isDirectory();
  if (!folder) {
    const yaml = readFileSync(mapping, 'utf8');
    if (isFhirMapping(yaml)) {
      const fhir = readFhirSettings(yaml);
      return fhir.ok ? ok({ mappings, fhir: fhir.value }) : refusedMapping(mapping, fhir.error);
    }
  }
  const forFhir = join(mapping, 'fhir.yaml');
  const fhir = folder && existsSync(forFhir) ? readFhirSettings(readFileSync(forFhir, 'utf8')) : undefined;
  if (fhir?.ok === false) return refusedMapping(forFhir, fhir.error);
  for (const file of files) {
    // `opvolging.csv.refused.csv`, mended and sent again, is read as `opvolging.csv` was.
    const path = folder ? join(mapping, `${basename(file).split('.')[0]}.yaml`) : mapping;
    if (folder && !existsSync(path)) continue;
    const read = readMapping(readFileSync(path, 'utf8'), { demonstration });
    if (!read.ok) return refusedMapping(path, read.error);
    mappings.set(file, read.value);
  }
  return ok({ mappings, ...(fhir?.ok === true && { fhir: fhir.value }) });
}

const refusedMapping = (path: string, refusals: readonly MappingRefusal[]): Result<never, Refusal<SourceCode>> =>
  err(
    refusal(
      'MAPPING_REFUSED',
      [`${path} is refused:`, ...refusals.map((one) => `  ${one.path ?? ''}: ${one.message}`)].join('\n'),
    ),
  );

/** The same row; whoever reads its records leaves their places behind. */
function noting(row: SourceRow, places: Map<string, RowPlace>, rows: { done: number }): SourceRow {
  const place = { file: row.place.file, line: row.line };
  const contents = (): RowContents => {
    const read = row.contents();
    rows.done++;
    for (const { sourceRecordId, part, place: own } of read.records) {
      // A resource of FHIR stands on a line of its own, and not on that of its patient.
      const apart = own.file !== '' && (own.file !== place.file || own.line !== place.line);
      places.set(sourceRecordId, {
        ...place,
        ...(part !== undefined && { part }),
        ...(apart && { at: { file: own.file, line: own.line } }),
      });
    }
    return read;
  };
  return { ...row, contents };
}
