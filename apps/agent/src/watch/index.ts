// The room that waits for files.
export { watch, type WatchOptions, type Watched } from './watch.ts';
