// The room that sends.
export { buildSubmissions } from './build.ts';
export { type Drained, drain } from './drain.ts';
export { enqueue } from './enqueue.ts';
export { sendHead, type SendOutcome, type SendParts } from './send.ts';
