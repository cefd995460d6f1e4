// In: entries, and questions about the tree. Out: indexes, checkpoints, proofs, cosigned notes. Refuses sizes that it has not reached and strangers' cosignatures.
import { err, ok, refusal } from '@longview/foundation';
import type { Clock, Refusal, Result } from '@longview/foundation';
import {
  GrowingTree,
  cosignedAt,
  foldFrontier,
  formatSignature,
  frontierSpans,
  parseCheckpoint,
  parseNote,
  signCheckpoint,
} from '@longview/transparency-proof';
import type { Entry, NoteRefusal, Signer, VerifierKey } from '@longview/transparency-proof';
import type { AppendRefusal, LogStore, Place, StoredNode } from './log-store.ts';
import { consistencyRanges, inclusionRanges } from './proof-ranges.ts';
import type { Range } from './proof-ranges.ts';

export interface LogIdentity {
  /** Its name is the log's origin. */
  readonly key: VerifierKey;
  readonly witnesses?: readonly VerifierKey[];
  /** How many witnesses must have cosigned before a checkpoint counts as witnessed; default: all. */
  readonly quorum?: number;
}

export type ProofRefusal = Refusal<'not-in-log'>;
export type CosignatureRefusal =
  NoteRefusal | Refusal<'checkpoint-malformed' | 'origin-wrong' | 'checkpoint-unknown' | 'witness-unknown'>;

export class Log {
  readonly store: LogStore;
  readonly identity: LogIdentity;

  constructor(store: LogStore, identity: LogIdentity) {
    this.store = store;
    this.identity = identity;
  }

  append(entry: Entry): Promise<Result<'appended' | 'known', AppendRefusal>> {
    return this.store.append(entry);
  }

  /** Gives up to `limit` entries in line their index; resolves to how many. */
  integrate(limit = 1000): Promise<number> {
    return this.store.integrate(limit, placeLeaves);
  }

  /** Signs the log as it stands; the same size again is the same note. Entries that are still in line are not in it. */
  async checkpoint(signer: Signer, clock: Clock): Promise<string> {
    const size = await this.store.size();
    const held = await this.store.checkpoint(size);
    if (held) return held.note;
    const root = await this.rootAt(size);
    const note = await signCheckpoint({ origin: this.identity.key.name, size, root }, signer);
    await this.store.putCheckpoint({ size, note, created: clock.now() });
    // Two publishers may have met here: the first one's note is the log's.
    return (await this.store.checkpoint(size))?.note ?? note;
  }

  /** @throws RangeError beyond the log's size. */
  async rootAt(size: number): Promise<Uint8Array> {
    return foldFrontier(await this.store.nodes(frontierSpans(size)));
  }

  async inclusionProof(index: number, size: number): Promise<Result<readonly Uint8Array[], ProofRefusal>> {
    const held = await this.store.size();
    if (!isCount(index) || !isCount(size) || index >= size || size > held)
      return err(refusal('not-in-log', `there is no entry ${index} in the first ${size} of ${held}`));
    return ok(await this.#hashes(inclusionRanges(index, size)));
  }

  /** Empty from size 0, where there is nothing to prove, and between equal sizes. */
  async consistencyProof(from: number, to: number): Promise<Result<readonly Uint8Array[], ProofRefusal>> {
    const held = await this.store.size();
    if (!isCount(from) || !isCount(to) || from > to || to > held)
      return err(refusal('not-in-log', `no growth from ${from} to ${to} in a log of ${held}`));
    return ok(from === 0 ? [] : await this.#hashes(consistencyRanges(from, to)));
  }

  /**
   * Takes a witness's line on one of this log's own checkpoints; lines of strangers and of the log itself are passed over.
   * Resolves to the names of the witnesses whose lines verified.
   */
  async addCosignature(text: string): Promise<Result<readonly string[], CosignatureRefusal>> {
    const note = parseNote(text);
    if (!note.ok) return note;
    const checkpoint = parseCheckpoint(note.value.text);
    if (!checkpoint.ok) return checkpoint;
    const { size } = checkpoint.value;
    const own = await this.store.checkpoint(size);
    // Byte for byte: a cosignature over any other text would not verify beside this log's signature.
    if (!own?.note.startsWith(`${note.value.text}\n`))
      return err(refusal('checkpoint-unknown', `this is not a checkpoint of ${this.identity.key.name} at ${size}`));
    const accepted: string[] = [];
    for (const line of note.value.signatures) {
      const witness = this.identity.witnesses?.find(({ name, id }) => name === line.name && id === line.id);
      if (!witness) continue;
      if (cosignedAt(note.value.text, line, witness) === undefined)
        return err(refusal('signature-wrong', `the cosignature of ${witness.name} does not verify`));
      await this.store.putCosignature({ size, witness: witness.name, line: formatSignature(line) });
      accepted.push(witness.name);
    }
    return accepted.length > 0 ? ok(accepted) : err(refusal('witness-unknown', 'no line of a witness of this log'));
  }

  /** The checkpoint of a size, or the latest, with all its cosignatures: what is published. */
  async published(size?: number): Promise<string | undefined> {
    const held = await this.store.checkpoint(size);
    if (!held) return undefined;
    const lines = await this.store.cosignatures(held.size);
    return held.note + lines.map(({ line }) => `${line}\n`).join('');
  }

  /** The largest checkpoint that enough witnesses have cosigned. */
  async witnessed(): Promise<string | undefined> {
    const quorum = this.identity.quorum ?? this.identity.witnesses?.length ?? 0;
    for (const { size } of (await this.store.checkpoints()).toReversed())
      if ((await this.store.cosignatures(size)).length >= quorum) return this.published(size);
    return undefined;
  }

  async #hashes(ranges: readonly Range[]): Promise<readonly Uint8Array[]> {
    const spans = ranges.map(({ from, size }) => frontierSpans(size, from));
    const nodes = await this.store.nodes(spans.flat());
    let taken = 0;
    return spans.map((parts) => foldFrontier(nodes.slice(taken, (taken += parts.length))));
  }
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

const placeLeaves: Place = async (size, leaves, read) => {
  const nodes: StoredNode[] = [];
  const tree = new GrowingTree(size, await read(frontierSpans(size)), {
    onNode: (level, index, hash) => nodes.push({ level, index, hash }),
  });
  for (const leaf of leaves) tree.append(leaf);
  return nodes;
};
