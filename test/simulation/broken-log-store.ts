// In: what the log's store takes. Out: the same without the lock under which one integrator at a time gives indexes, for the simulation to find.
import { MemoryLogStore, type Place, type StoredEntry } from '@longview/transparency-log';
import type { Entry, NodeId } from '@longview/transparency-proof';

export class BrokenLogStore extends MemoryLogStore {
  #line: Entry[] = [];
  readonly #log: StoredEntry[] = [];
  readonly #hashes = new Map<string, Uint8Array>();

  constructor(
    /** A place where the others go first. */
    private readonly pause: () => Promise<void>,
  ) {
    super();
  }

  override append: MemoryLogStore['append'] = async (entry) => {
    this.#line.push(entry);
    return { ok: true, value: 'appended' };
  };

  override async integrate(limit: number, place: Place): Promise<number> {
    const taken = this.#line.slice(0, limit);
    const leaves = taken.map(({ leafHash }) => leafHash);
    const nodes = await place(this.#log.length, leaves, this.nodes);
    await this.pause();
    for (const { id, kind, envelopeText, leafHash } of taken)
      this.#log.push({ index: this.#log.length, id, kind, envelopeText, leafHash });
    this.#line = this.#line.filter((entry) => !taken.includes(entry));
    for (const { level, index, hash } of nodes) this.#hashes.set(`${level}/${index}`, hash);
    return taken.length;
  }

  override readonly nodes = async (ids: readonly NodeId[]): Promise<readonly Uint8Array[]> =>
    ids.map(({ level, index }) => {
      const hash = level === 0 ? this.#log[index]?.leafHash : this.#hashes.get(`${level}/${index}`);
      if (!hash) throw new RangeError(`node ${level}/${index} is not complete`);
      return hash;
    });

  override size = async (): Promise<number> => this.#log.length;
  override entries = async (from: number, to: number): Promise<readonly StoredEntry[]> => this.#log.slice(from, to);
}
