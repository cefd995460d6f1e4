// In: a log and a choice of entries. Out: a bundle, or the lines of a whole export, that anyone can verify offline. Refuses entries after the checkpoint.
import { err, ok, refusal, toHex } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import { detailLine, formatKey, parseCheckpoint, parseNote } from '@longview/transparency-proof';
import type { Bundle, BundleEntry, BundleHeader, EntryDetail } from '@longview/transparency-proof';
import type { Log, ProofRefusal } from './log.ts';

export interface BundleChoice {
  /** Which entries; they come out in the order of the log, each once. */
  readonly indexes: readonly number[];
  /** Size of the checkpoint to prove against; default: the latest. */
  readonly size?: number;
  /** Size of an earlier checkpoint that the reader holds. */
  readonly since?: number;
  /** Whether details are given with their entries. */
  readonly details: boolean;
}

const BATCH = 1000;

export async function makeBundle(log: Log, choice: BundleChoice): Promise<Result<Bundle, ProofRefusal>> {
  const checkpoint = await log.published(choice.size);
  if (checkpoint === undefined) return err(refusal('not-in-log', 'there is no such checkpoint'));
  const size = sizeOf(checkpoint);
  const entries: BundleEntry[] = [];
  for (const index of [...new Set(choice.indexes)].toSorted((left, right) => left - right)) {
    const proof = await log.inclusionProof(index, size);
    if (!proof.ok) return proof;
    const [entry] = await log.store.entries(index, index + 1);
    if (!entry) throw new Error(`entry ${index} of ${size} is not in the store`);
    const detail = choice.details ? (await log.store.details([entry.id])).get(entry.id) : undefined;
    entries.push({
      index,
      envelope: entry.envelopeText,
      ...(detail && { detail: { salt: toHex(detail.salt), bodyText: detail.bodyText } }),
      inclusion: proof.value.map(toHex),
    });
  }
  const header = headerOf(log, 'chosen', checkpoint);
  if (choice.since === undefined) return ok({ ...header, entries });
  const earlier = await log.published(choice.since);
  const growth = await log.consistencyProof(choice.since, size);
  if (earlier === undefined) return err(refusal('not-in-log', `there is no checkpoint of ${choice.since} entries`));
  if (!growth.ok) return growth;
  return ok({ ...header, previous: { checkpoint: earlier, consistency: growth.value.map(toHex) }, entries });
}

/** The lines (each with its newline) of an export of the whole log up to a checkpoint; default: the latest. */
export async function* exportLines(log: Log, options: { size?: number; details: boolean }): AsyncGenerator<string> {
  const checkpoint = await log.published(options.size);
  if (checkpoint === undefined) throw new RangeError('there is no such checkpoint');
  const size = sizeOf(checkpoint);
  yield `${JSON.stringify(headerOf(log, 'whole', checkpoint))}\n`;
  for (let from = 0; from < size; from += BATCH) {
    const entries = await log.store.entries(from, Math.min(from + BATCH, size));
    const details: ReadonlyMap<string, EntryDetail> = options.details
      ? await log.store.details(entries.map(({ id }) => id))
      : new Map();
    for (const { id, envelopeText } of entries) {
      const detail = details.get(id);
      yield detail ? `${envelopeText}\n${detailLine(toHex(detail.salt), detail.bodyText)}\n` : `${envelopeText}\n`;
    }
  }
}

function headerOf(log: Log, scope: Bundle['scope'], checkpoint: string): BundleHeader {
  const { key, witnesses = [], quorum = witnesses.length } = log.identity;
  return {
    v: 1,
    origin: key.name,
    logKey: formatKey(key),
    witnesses: witnesses.map(formatKey),
    quorum,
    scope,
    checkpoint,
  };
}

function sizeOf(note: string): number {
  const parsed = parseNote(note);
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  if (!checkpoint.ok) throw new Error(`the store holds a checkpoint that is none: ${checkpoint.error.message}`);
  return checkpoint.value.size;
}
