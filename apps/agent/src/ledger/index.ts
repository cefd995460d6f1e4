// The ledger's door.
export type { CourseSeen } from './course-book.ts';
export { ledgerFault } from './ledger-fault.ts';
export { type Ledger, ledgerOf } from './ledger.ts';
export { LEDGER_SHAPE } from './migrations.ts';
export { openLedger } from './open-ledger.ts';
export type { KnownTrouble, PlacedTrouble } from './problem-book.ts';
export type { Acknowledgement, Queue, Queued, RecordPlace, SubmissionState, ToQueue } from './queue.ts';
export { readSiteKey } from './site-key-file.ts';
export { SITE_KEY_BYTES, type SiteKey, siteKey } from './site-key.ts';
export type { Alarm, KnownCheckpoint, WitnessBook } from './witness-book.ts';
