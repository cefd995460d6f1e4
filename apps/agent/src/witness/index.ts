// The room that watches the log.
export { type LogDoor, logDoor, NoLogAnswer } from './log-door.ts';
export { type Witnessed, witnessOnce } from './witness.ts';
