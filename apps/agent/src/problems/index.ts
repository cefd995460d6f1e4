// The room that tells a person what to mend.
export { problemLine } from './problem-text.ts';
export { type RefusedRowsFiles, refusedRowsFiles } from './refused-rows-files.ts';
