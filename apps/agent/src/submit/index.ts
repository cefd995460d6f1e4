// The room that sends.
export { buildSubmissions } from './build.ts';
export { type Drained, drain } from './drain.ts';
export { enqueue } from './enqueue.ts';
export { LONGEST_PAUSE_MS, sendHead, type SendOutcome, type SendParts } from './send.ts';
