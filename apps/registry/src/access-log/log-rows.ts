// In: rows of the schema `log` as the driver gives them. Out: the log's own values.
import type { StoredEntry } from '@longview/transparency-log';
import type { EntryKind } from '@longview/transparency-proof';

export interface EntryRow {
  readonly idx: string;
  readonly id: string;
  readonly kind: EntryKind;
  readonly envelope: string;
  readonly leaf_hash: Buffer;
}

export const entryOf = ({ idx, id, kind, envelope, leaf_hash }: EntryRow): StoredEntry => ({
  index: Number(idx),
  id,
  kind,
  envelopeText: envelope,
  leafHash: new Uint8Array(leaf_hash),
});

/** Held by whoever gives indexes or closes stale intents, until the end of the transaction. */
export const TAKE_LOG_LOCK = `SELECT pg_advisory_xact_lock(hashtext('longview access log'))`;
