// The room that writes what was read in the project's own template.
export { type Exported, exportTo } from './export.ts';
