// In: one way of being wrong. Out: a store of the log that is wrong in that way, for the simulation to find.
import { MemoryLogStore, type Place, type StoredEntry } from '@longview/transparency-log';
import type { Entry, NodeId } from '@longview/transparency-proof';

export type Wrong = 'no lock' | 'nodes later' | 'forgets' | 'leaves one behind';

export class BrokenLogStore extends MemoryLogStore {
  #line: Entry[] = [];
  readonly #log: StoredEntry[] = [];
  readonly #hashes = new Map<string, Uint8Array>();

  constructor(
    private readonly wrong: Wrong,
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
    const left = this.wrong === 'leaves one behind' && this.#line.length > 3 ? 1 : 0;
    const taken = this.#line.slice(left, limit);
    const first = this.#log.length;
    const nodes = await place(
      first,
      taken.map(({ leafHash }) => leafHash),
      this.nodes,
    );
    if (this.wrong === 'no lock') await this.pause();
    for (const { id, kind, envelopeText, leafHash } of taken)
      this.#log.push({ index: this.#log.length, id, kind, envelopeText, leafHash });
    this.#line = left > 0 ? [] : this.#line.filter((entry) => !taken.includes(entry));
    if (this.wrong === 'nodes later') await this.pause();
    for (const { level, index, hash } of nodes) this.#hashes.set(`${level}/${index}`, hash);
    if (this.wrong === 'forgets' && this.#log.length > 12 && (await this.checkpoint())?.size === first) this.#log.pop();
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
