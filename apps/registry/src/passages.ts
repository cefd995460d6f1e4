// In: a place between two acts of which each outlives the process. Out: word that it was passed, on a diagnostics channel of its name:
// for tracing, and for tests that end the process there. Without a listener it costs nothing and says nothing.
import { channel, type Channel } from 'node:diagnostics_channel';

/** In the order of the walk. */
export const PASSAGES = [
  /** A submission is signed, within contract and policy; nothing of it is stored. */
  'received',
  /** Patients and courses are found or made, in a transaction that is open. */
  'placed',
  /** Versions, outcomes and consents are written, in the same transaction. */
  'stored',
  /** So are entry and receipt; it commits next. */
  'entered',
  /** The submission is durable; nobody was told. */
  'committed',
  /** An intent to show rows is durable; none was read. */
  'intent',
  /** Rows were read under their seal; no result is in the log. */
  'read',
  /** What an epoch seal opened is committed: an answer may be kept that nobody was told. */
  'kept',
  /** An act that reads, and its result, are written; it commits next. */
  'acting',
  /** The act is durable; nobody was told. */
  'acted',
  /** All entries of an operation are durable; no byte of the answer has left. */
  'answered',
  /** Entries have their index and nodes, in a transaction that is open. */
  'integrating',
  /** Entries are in the tree; no checkpoint covers them. */
  'integrated',
  /** What nobody closed is aborted; no checkpoint covers it. */
  'swept',
  /** A checkpoint is signed and kept; no witness has seen it. */
  'checkpointed',
  /** A cosignature is kept; its witness was not told. */
  'cosignature',
] as const;

export type Passage = (typeof PASSAGES)[number];

const channels = new Map<Passage, Channel>(PASSAGES.map((at) => [at, channel(`longview:registry:${at}`)]));

/** Nothing travels but the name of the place: a listener learns when, never of whom. */
export function pass(at: Passage): void {
  const told = channels.get(at);
  if (told?.hasSubscribers === true) told.publish({ at });
}
