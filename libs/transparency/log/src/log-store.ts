// In: entries, nodes, checkpoints, cosignatures. Out: the same, durable. The port refuses a second entry under a used id; nothing is ever changed.
import type { Refusal, Result } from '@longview/foundation';
import type { Entry, EntryDetail, EntryKind, NodeId } from '@longview/transparency-proof';

/** An entry with its place in the log. */
export interface StoredEntry {
  readonly index: number;
  readonly id: string;
  readonly kind: EntryKind;
  readonly envelopeText: string;
  readonly leafHash: Uint8Array;
}

/** Root of a complete subtree; level 1 or above, since level 0 is the entries' own leaf hashes. */
export interface StoredNode extends NodeId {
  readonly hash: Uint8Array;
}

export interface StoredCheckpoint {
  readonly size: number;
  /** Note text with the log's signature alone. */
  readonly note: string;
  readonly created: Date;
}

export interface StoredCosignature {
  readonly size: number;
  /** Name of the witness's key. */
  readonly witness: string;
  /** The signature line of the note, without newline. */
  readonly line: string;
}

export type AppendRefusal = Refusal<'entry-id-taken'>;

export type ReadNodes = (ids: readonly NodeId[]) => Promise<readonly Uint8Array[]>;

/** Gives the nodes that become complete when these leaves follow a tree of this size. */
export type Place = (size: number, leaves: readonly Uint8Array[], read: ReadNodes) => Promise<readonly StoredNode[]>;

/** Where a log is kept. Every method is durable when its promise resolves. Faults of the store are thrown. */
export interface LogStore {
  /** Puts an entry, with its detail, in line. The same entry again is `known`, whether still in line or already in the log. */
  append(entry: Entry): Promise<Result<'appended' | 'known', AppendRefusal>>;
  /**
   * Under an exclusive lock and in one transaction: takes up to `limit` entries in line, oldest first, gives them the next
   * indexes, stores the nodes that `place` gives. Resolves to how many it took.
   */
  integrate(limit: number, place: Place): Promise<number>;
  size(): Promise<number>;
  /** Hashes in the order asked; level 0 is a leaf hash. @throws RangeError where a node is not complete. */
  nodes: ReadNodes;
  /** Entries `from` to `to - 1`, those there are, in order. */
  entries(from: number, to: number): Promise<readonly StoredEntry[]>;
  entryByLeafHash(leafHash: Uint8Array): Promise<StoredEntry | undefined>;
  /** Details by entry id, without those that were erased or never given. */
  details(ids: readonly string[]): Promise<ReadonlyMap<string, EntryDetail>>;
  /** Erases salt and body. Resolves to whether there was one; the tree is not touched. */
  eraseDetail(id: string): Promise<boolean>;
  /** Keeps the first checkpoint of each size. */
  putCheckpoint(checkpoint: StoredCheckpoint): Promise<void>;
  /** The checkpoint of that size, or the latest. */
  checkpoint(size?: number): Promise<StoredCheckpoint | undefined>;
  /** All of them, smallest first. */
  checkpoints(): Promise<readonly StoredCheckpoint[]>;
  /** Keeps the first cosignature of each witness on each size. */
  putCosignature(cosignature: StoredCosignature): Promise<void>;
  /** Of that size, by name of the witness. */
  cosignatures(size: number): Promise<readonly StoredCosignature[]>;
}
