// In: a place between two acts of which each outlives the process. Out: word that it was passed, on a diagnostics channel of its name:
// for tracing, and for tests that end the process there. Without a listener it costs nothing and says nothing.
import { channel, type Channel } from 'node:diagnostics_channel';

/** In the order of the walk. */
export const PASSAGES = [
  /** Rows are read and validated; of these patients nothing is kept yet. */
  'read',
  /** The pseudonymiser has charged and answered; no token is in the ledger. */
  'evaluated',
  /** Tokens are in the ledger; nothing is queued. */
  'pseudonymised',
  /** The bytes and their signature are in the queue. */
  'queued',
  /** The ledger says that they may have left. */
  'sending',
  /** An answer came; the ledger does not know it. */
  'answered',
  /** The receipt is in the ledger. */
  'ledgered',
  /** Problems are in the ledger; the refused rows may not be beside the files. */
  'told',
  /** A checkpoint was found to continue the one before; nothing stands behind it. */
  'checked',
  /** This witness stands behind it; nothing was signed. */
  'advanced',
  /** The log took the cosignature; the ledger does not know it. */
  'cosigned',
] as const;

export type Passage = (typeof PASSAGES)[number];

const channels = new Map<Passage, Channel>(PASSAGES.map((at) => [at, channel(`longview:agent:${at}`)]));

/** Nothing travels but the name of the place: a listener learns when, never of whom. */
export function pass(at: Passage): void {
  const told = channels.get(at);
  if (told?.hasSubscribers === true) told.publish({ at });
}
