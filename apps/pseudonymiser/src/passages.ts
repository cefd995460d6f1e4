// In: a place between two acts of which each outlives the process. Out: word that it was passed, on a diagnostics channel of its name:
// for tracing, and for tests that end the process there. Without a listener it costs nothing and says nothing.
import { channel, type Channel } from 'node:diagnostics_channel';

/** In the order of the walk. */
export const PASSAGES = [
  /** The quota is charged; nothing is evaluated. */
  'charged',
  /** The elements are evaluated; the log does not know it. */
  'evaluated',
  /** The entry is durable; it has no place in the tree. */
  'in-line',
  /** The entry is in the tree; no byte of the answer has left. */
  'logged',
] as const;

export type Passage = (typeof PASSAGES)[number];

const channels = new Map<Passage, Channel>(PASSAGES.map((at) => [at, channel(`longview:pseudonymiser:${at}`)]));

/** Nothing travels but the name of the place: a listener learns when, never of whom. */
export function pass(at: Passage): void {
  const told = channels.get(at);
  if (told?.hasSubscribers === true) told.publish({ at });
}
