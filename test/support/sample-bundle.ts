// In: how many entries. Out: a small log as a bundle and as an export, honest in every part, for tests to spoil.
import { fixedClock, unwrap } from '@longview/foundation';
import { Log, MemoryLogStore, exportLines, makeBundle } from '@longview/transparency-log';
import {
  KEY_TYPE,
  cosign,
  ed25519Signer,
  formatKey,
  formatNote,
  makeEntry,
  openCheckpoint,
} from '@longview/transparency-proof';
import type { Bundle, Entry, Envelope, Trusted } from '@longview/transparency-proof';

const fill = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
export const logSigner = ed25519Signer('log.example/registry', KEY_TYPE.log, fill(1));
export const witnessSigners = [2, 3, 4].map((byte) =>
  ed25519Signer(`hospital-${byte}.example`, KEY_TYPE.witness, fill(byte)),
);
export const clock = fixedClock('2025-03-01T10:00:00.000Z');

/** What a reader trusts: the log, three witnesses, two of whom must have cosigned. */
export const trusted: Trusted = {
  logKey: formatKey(logSigner.key),
  witnesses: witnessSigners.map(({ key }) => formatKey(key)),
  quorum: 2,
};

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Entry 3 is an intent that entry 4 closes, entry 5 has a detail, entry 6 is not plain ASCII. */
export function sampleEntryAt(number: number, change: Partial<Envelope> = {}): Entry {
  const kind = number === 3 ? 'intent' : number === 4 ? 'result' : 'act';
  const envelope = {
    v: 1 as const,
    id: uuid(number),
    at: '2025-03-01T09:00:00.000Z',
    kind,
    actor: number === 6 ? 'Zoë "de" Vries' : 'person:1',
    org: 'org:1',
    role: 'researcher',
    operation: 'cohort.size',
    activity: 'research',
    ...(kind === 'result' && { intent: uuid(3) }),
    ...change,
  } as const;
  return number === 5
    ? makeEntry({ envelope, detail: { subject: 'what identifies' }, salt: fill(number) })
    : makeEntry({ envelope });
}

export interface SampleLog {
  readonly log: Log;
  /** Checkpoints with all cosignatures, by size. */
  readonly checkpoints: ReadonlyMap<number, string>;
}

/** A log of `size` entries with a checkpoint, cosigned by all witnesses, after `earlier` entries and at its end. */
export async function sampleLog(size: number, earlier: number, entry = sampleEntryAt): Promise<SampleLog> {
  const log = new Log(new MemoryLogStore(), {
    key: logSigner.key,
    witnesses: witnessSigners.map(({ key }) => key),
    quorum: 2,
  });
  const checkpoints = new Map<number, string>();
  for (let number = 0; number <= size; number++) {
    if (number === earlier || number === size) {
      const { note } = unwrap(openCheckpoint(await log.checkpoint(logSigner, clock), logSigner.key));
      for (const witness of witnessSigners)
        unwrap(await log.addCosignature(formatNote({ ...note, signatures: [await cosign(note, witness, clock)] })));
      checkpoints.set(number, (await log.published(number)) ?? '');
    }
    if (number === size) break;
    unwrap(await log.append(entry(number)));
    await log.integrate();
  }
  return { log, checkpoints };
}

export const chosenBundle = async ({ log }: SampleLog, indexes: readonly number[], since?: number): Promise<Bundle> =>
  unwrap(await makeBundle(log, { indexes, details: true, ...(since !== undefined && { since }) }));

/** The same log with every entry and no proofs. */
export async function wholeBundle({ log }: SampleLog): Promise<Bundle> {
  const size = await log.store.size();
  const { entries, ...header } = unwrap(
    await makeBundle(log, { indexes: Array.from({ length: size }, (_, index) => index), details: true }),
  );
  return { ...header, scope: 'whole', entries: entries.map((entry) => ({ ...entry, inclusion: undefined })) };
}

export async function exportText({ log }: SampleLog, details = true): Promise<string> {
  let text = '';
  for await (const line of exportLines(log, { details })) text += line;
  return text;
}
