// In: what the port takes. Out: the same, until the process ends. For tests, and for a log that nobody need keep.
import { equalBytes, err, ok, refusal, toHex } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import type { Entry, EntryDetail, NodeId } from '@longview/transparency-proof';
import type { AppendRefusal, LogStore, Place, StoredCheckpoint, StoredCosignature, StoredEntry } from '../log-store.ts';

const nodeKey = ({ level, index }: NodeId): string => `${level}/${index}`;

export class MemoryLogStore implements LogStore {
  readonly #pending = new Map<string, Entry>();
  readonly #entries: StoredEntry[] = [];
  readonly #byId = new Map<string, StoredEntry>();
  readonly #byLeafHash = new Map<string, StoredEntry>();
  readonly #nodes = new Map<string, Uint8Array>();
  readonly #details = new Map<string, EntryDetail>();
  readonly #checkpoints = new Map<number, StoredCheckpoint>();
  readonly #cosignatures = new Map<string, StoredCosignature>();
  #turn: Promise<unknown> = Promise.resolve();

  async append(entry: Entry): Promise<Result<'appended' | 'known', AppendRefusal>> {
    const held = this.#pending.get(entry.id) ?? this.#byId.get(entry.id);
    if (held)
      return equalBytes(held.leafHash, entry.leafHash)
        ? ok('known')
        : err(refusal('entry-id-taken', `another entry has the id ${entry.id}`));
    this.#pending.set(entry.id, entry);
    if (entry.detail) this.#details.set(entry.id, entry.detail);
    return ok('appended');
  }

  integrate(limit: number, place: Place): Promise<number> {
    const turn = this.#turn.then(async () => {
      const taken = [...this.#pending.values()].slice(0, limit);
      const first = this.#entries.length;
      const leaves = taken.map(({ leafHash }) => leafHash);
      const nodes = await place(first, leaves, this.nodes);
      for (const [offset, { id, kind, envelopeText, leafHash }] of taken.entries()) {
        const entry = { index: first + offset, id, kind, envelopeText, leafHash };
        this.#entries.push(entry);
        this.#byId.set(id, entry);
        this.#byLeafHash.set(toHex(leafHash), entry);
        this.#pending.delete(id);
      }
      for (const node of nodes) this.#nodes.set(nodeKey(node), node.hash);
      return taken.length;
    });
    // A failed turn must not keep the next one from coming.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  readonly nodes = async (ids: readonly NodeId[]): Promise<readonly Uint8Array[]> =>
    ids.map((id) => {
      const hash = id.level === 0 ? this.#entries[id.index]?.leafHash : this.#nodes.get(nodeKey(id));
      if (!hash) throw new RangeError(`node ${nodeKey(id)} is not complete`);
      return hash;
    });

  size = async (): Promise<number> => this.#entries.length;
  entries = async (from: number, to: number): Promise<readonly StoredEntry[]> => this.#entries.slice(from, to);
  entryByLeafHash = async (leafHash: Uint8Array): Promise<StoredEntry | undefined> =>
    this.#byLeafHash.get(toHex(leafHash));

  async details(ids: readonly string[]): Promise<ReadonlyMap<string, EntryDetail>> {
    return new Map(ids.flatMap((id) => (this.#details.has(id) ? [[id, this.#details.get(id) as EntryDetail]] : [])));
  }

  eraseDetail = async (id: string): Promise<boolean> => this.#details.delete(id);

  async putCheckpoint(checkpoint: StoredCheckpoint): Promise<void> {
    if (!this.#checkpoints.has(checkpoint.size)) this.#checkpoints.set(checkpoint.size, checkpoint);
  }

  async checkpoint(size?: number): Promise<StoredCheckpoint | undefined> {
    return size === undefined ? (await this.checkpoints()).at(-1) : this.#checkpoints.get(size);
  }

  checkpoints = async (): Promise<readonly StoredCheckpoint[]> =>
    [...this.#checkpoints.values()].toSorted((left, right) => left.size - right.size);

  async putCosignature(cosignature: StoredCosignature): Promise<void> {
    const key = `${cosignature.size} ${cosignature.witness}`;
    if (!this.#cosignatures.has(key)) this.#cosignatures.set(key, cosignature);
  }

  cosignatures = async (size: number): Promise<readonly StoredCosignature[]> =>
    [...this.#cosignatures.values()]
      .filter((cosignature) => cosignature.size === size)
      .toSorted((left, right) => (left.witness < right.witness ? -1 : 1));
}
