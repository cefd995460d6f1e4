// The reading room: files that the hospital already has, as one stream of rows.
export { readNdjson, type NdjsonOptions } from './read-ndjson.ts';
export {
  describeFile,
  FHIR_SYSTEM,
  isReadable,
  READABLE,
  type ReadOptions,
  type SourceFile,
  sourceFiles,
  sourceReader,
} from './read-sources.ts';
