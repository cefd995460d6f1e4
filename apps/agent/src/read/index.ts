// The reading room: files that the hospital already has, as one stream of rows.
export { readNdjson, type NdjsonOptions } from './read-ndjson.ts';
export { readSources, sourceFiles, sourcesSize, type ReadOptions } from './read-sources.ts';
