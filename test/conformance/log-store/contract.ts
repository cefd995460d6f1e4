// In: a way to open an empty store. Out: the one suite that every implementation of the LogStore port must pass.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fixedClock, unwrap } from '@longview/foundation';
import { Log, fsck } from '@longview/transparency-log';
import type { LogStore } from '@longview/transparency-log';
import {
  KEY_TYPE,
  cosign,
  ed25519Signer,
  formatCheckpoint,
  formatNote,
  makeEntry,
  openCheckpoint,
  treeHash,
  verifyConsistency,
  verifyInclusion,
} from '@longview/transparency-proof';
import type { Entry, EntryKind } from '@longview/transparency-proof';

export interface OpenStore {
  readonly store: LogStore;
  close(): Promise<void>;
}

export interface OpenDatabase extends OpenStore {
  /** Runs SQL as the most powerful role there is; the tables' schema is in its path. */
  sql(text: string): Promise<unknown>;
}

const signer = ed25519Signer('log.example/registry', KEY_TYPE.log, new Uint8Array(32).fill(1));
const witness = ed25519Signer('hospital.example/witness', KEY_TYPE.witness, new Uint8Array(32).fill(2));
const stranger = ed25519Signer('stranger.example/witness', KEY_TYPE.witness, new Uint8Array(32).fill(3));
const clock = fixedClock('2025-03-01T10:00:00.000Z');

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A plain entry; with `secret`, one that has a detail. */
export function sampleEntry(number: number, kind: EntryKind = 'act', secret?: string): Entry {
  const envelope = {
    v: 1 as const,
    id: uuid(number),
    at: '2025-03-01T09:00:00.000Z',
    kind,
    actor: 'person:1',
    org: 'org:1',
    role: 'researcher',
    operation: 'cohort.survival',
    activity: 'research',
    rows: number,
    ...(kind === 'result' || kind === 'aborted' ? { intent: uuid(number - 1) } : {}),
  };
  return secret === undefined
    ? makeEntry({ envelope })
    : makeEntry({ envelope, detail: { secret }, salt: new Uint8Array(16).fill(number) });
}

const samples = (count: number, from = 0): Entry[] =>
  Array.from({ length: count }, (_, offset) => sampleEntry(from + offset));

export function logStoreContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`log store: ${name}`, () => {
    let opened: OpenStore;
    let store: LogStore;
    let log: Log;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      log = new Log(store, { key: signer.key, witnesses: [witness.key], quorum: 1 });
    });
    afterEach(() => opened.close());

    const fill = async (entries: readonly Entry[], limit = 1000): Promise<void> => {
      for (const entry of entries) unwrap(await log.append(entry));
      while ((await log.integrate(limit)) > 0);
    };

    test('an entry is in line until integration gives it an index', async () => {
      unwrap(await log.append(sampleEntry(1)));
      expect(await store.size()).toBe(0);
      expect(await store.entryByLeafHash(sampleEntry(1).leafHash)).toBeUndefined();
      expect(await log.integrate()).toBe(1);
      expect(await store.size()).toBe(1);
      const held = await store.entryByLeafHash(sampleEntry(1).leafHash);
      expect(held).toMatchObject({ index: 0, id: uuid(1), kind: 'act', envelopeText: sampleEntry(1).envelopeText });
      expect(await log.integrate()).toBe(0);
    });

    test('the same entry again is known, in line and in the log; another entry under its id is refused', async () => {
      const other = sampleEntry(1, 'refusal');
      expect(await log.append(sampleEntry(1))).toEqual({ ok: true, value: 'appended' });
      expect(await log.append(sampleEntry(1))).toEqual({ ok: true, value: 'known' });
      expect(await log.append(other)).toMatchObject({ ok: false, error: { code: 'entry-id-taken' } });
      expect(await log.integrate()).toBe(1);
      expect(await log.append(sampleEntry(1))).toEqual({ ok: true, value: 'known' });
      expect(await log.append(other)).toMatchObject({ ok: false, error: { code: 'entry-id-taken' } });
      expect(await log.integrate()).toBe(0);
      expect(await store.size()).toBe(1);
    });

    test('indexes follow the order of arrival, whatever the size of a turn', async () => {
      await fill(samples(13), 4);
      const entries = await store.entries(0, 13);
      expect(entries.map(({ index }) => index)).toEqual(Array.from({ length: 13 }, (_, index) => index));
      expect(entries.map(({ id }) => id)).toEqual(samples(13).map(({ id }) => id));
      expect((await store.entries(11, 99)).map(({ index }) => index)).toEqual([11, 12]);
    });

    test('integrators that meet take every entry once', async () => {
      for (const entry of samples(30)) unwrap(await log.append(entry));
      const taken = await Promise.all(Array.from({ length: 6 }, () => log.integrate(7)));
      expect(taken.reduce((sum, count) => sum + count, 0)).toBe(30);
      expect(new Set((await store.entries(0, 30)).map(({ id }) => id)).size).toBe(30);
      expect(await fsck(log)).toEqual([]);
    });

    test('every proof at every size verifies against the recomputed root', async () => {
      const size = 19;
      const entries = samples(size);
      await fill(entries, 5);
      const leaves = entries.map(({ leafHash }) => leafHash);
      for (let to = 1; to <= size; to++) {
        const root = treeHash(leaves.slice(0, to));
        expect(await log.rootAt(to)).toEqual(root);
        for (let index = 0; index < to; index++) {
          const proof = unwrap(await log.inclusionProof(index, to));
          expect(verifyInclusion({ leafHash: leaves[index] as Uint8Array, index, size: to, proof, root })).toBe(true);
        }
        for (let from = 1; from <= to; from++) {
          const proof = unwrap(await log.consistencyProof(from, to));
          const fromRoot = treeHash(leaves.slice(0, from));
          expect(verifyConsistency({ from, to, fromRoot, toRoot: root, proof })).toBe(true);
        }
      }
      expect(await log.consistencyProof(0, size)).toEqual({ ok: true, value: [] });
    });

    test('proofs beyond the log are refused and incomplete nodes are not given', async () => {
      await fill(samples(3));
      expect(await log.inclusionProof(3, 3)).toMatchObject({ ok: false, error: { code: 'not-in-log' } });
      expect(await log.inclusionProof(0, 4)).toMatchObject({ ok: false, error: { code: 'not-in-log' } });
      expect(await log.inclusionProof(-1, 3)).toMatchObject({ ok: false, error: { code: 'not-in-log' } });
      expect(await log.consistencyProof(2, 4)).toMatchObject({ ok: false, error: { code: 'not-in-log' } });
      expect(await log.consistencyProof(3, 2)).toMatchObject({ ok: false, error: { code: 'not-in-log' } });
      await expect(store.nodes([{ level: 1, index: 1 }])).rejects.toThrow(RangeError);
      await expect(store.nodes([{ level: 0, index: 3 }])).rejects.toThrow(RangeError);
    });

    test('nodes come in the order asked, leaf hashes among them', async () => {
      await fill(samples(4));
      const [leaf, pair] = await store.nodes([
        { level: 0, index: 2 },
        { level: 1, index: 0 },
      ]);
      expect(leaf).toEqual(sampleEntry(2).leafHash);
      expect(pair).toEqual(treeHash(samples(2).map(({ leafHash }) => leafHash)));
    });

    test('a turn that fails leaves nothing behind and the next one goes on', async () => {
      for (const entry of samples(3)) unwrap(await log.append(entry));
      await expect(store.integrate(10, () => Promise.reject(new Error('planted')))).rejects.toThrow('planted');
      expect(await store.size()).toBe(0);
      expect(await log.integrate()).toBe(3);
      expect(await fsck(log)).toEqual([]);
    });

    test('a checkpoint is signed once a size and signs what is in the log only', async () => {
      const empty = await log.checkpoint(signer, clock);
      expect(unwrap(openCheckpoint(empty, signer.key)).size).toBe(0);
      await fill(samples(3));
      unwrap(await log.append(sampleEntry(3)));
      const note = await log.checkpoint(signer, clock);
      const idle = { key: signer.key, sign: () => Promise.reject(new Error('signed a second time')) };
      expect(await log.checkpoint(idle, fixedClock('2030-01-01T00:00:00.000Z'))).toBe(note);
      expect(unwrap(openCheckpoint(note, signer.key)).size).toBe(3);
      expect(await store.checkpoint()).toEqual({ size: 3, note, created: clock.now() });
      expect((await store.checkpoint(0))?.note).toBe(empty);
      expect(await store.checkpoint(2)).toBeUndefined();
      await store.putCheckpoint({ size: 3, note: empty, created: clock.now() });
      expect((await store.checkpoint(3))?.note).toBe(note);
      expect((await store.checkpoints()).map(({ size }) => size)).toEqual([0, 3]);
    });

    test('a witness adds its line to a checkpoint of this log; strangers and altered lines are refused', async () => {
      await fill(samples(2));
      const opened = unwrap(openCheckpoint(await log.checkpoint(signer, clock), signer.key));
      const line = await cosign(opened.note, witness, clock);
      const note = (...lines: (typeof line)[]): string => formatNote({ text: opened.note.text, signatures: lines });
      const spoilt = { ...line, bytes: line.bytes.with(20, (line.bytes[20] ?? 0) ^ 1) };
      expect(await log.witnessed()).toBeUndefined();
      expect(await log.addCosignature(note(spoilt))).toMatchObject({ error: { code: 'signature-wrong' } });
      expect(await log.addCosignature(note(await cosign(opened.note, stranger, clock)))).toMatchObject({
        error: { code: 'witness-unknown' },
      });
      const otherRoot = formatCheckpoint({ ...opened, root: new Uint8Array(32) });
      const forked = { text: otherRoot, signatures: [] };
      expect(
        await log.addCosignature(formatNote({ ...forked, signatures: [await cosign(forked, witness, clock)] })),
      ).toMatchObject({ error: { code: 'checkpoint-unknown' } });
      const elsewhere = { text: opened.note.text.replace('\n2\n', '\n1\n'), signatures: [] };
      expect(
        await log.addCosignature(formatNote({ ...elsewhere, signatures: [await cosign(elsewhere, witness, clock)] })),
      ).toMatchObject({ error: { code: 'checkpoint-unknown' } });
      expect(await store.cosignatures(2)).toEqual([]);

      expect(await log.addCosignature(note(line))).toEqual({ ok: true, value: [witness.key.name] });
      const later = await cosign(opened.note, witness, fixedClock('2025-03-01T11:00:00.000Z'));
      expect(await log.addCosignature(note(later))).toMatchObject({ ok: true });
      expect(await log.published()).toBe(formatNote({ ...opened.note, signatures: [...opened.note.signatures, line] }));
      expect(await log.witnessed()).toBe(await log.published(2));
      expect(await fsck(log)).toEqual([]);
    });

    test('a detail can be erased; the tree does not notice', async () => {
      await fill([sampleEntry(1), sampleEntry(2, 'act', 'what identifies')]);
      const root = await log.rootAt(2);
      expect((await store.details([uuid(1), uuid(2)])).get(uuid(2))).toEqual(
        sampleEntry(2, 'act', 'what identifies').detail,
      );
      expect(await store.eraseDetail(uuid(2))).toBe(true);
      expect(await store.eraseDetail(uuid(2))).toBe(false);
      expect((await store.details([uuid(1), uuid(2)])).size).toBe(0);
      expect(await log.rootAt(2)).toEqual(root);
      expect(await fsck(log)).toEqual([]);
    });
  });
}

/** The part that only a database must pass: its own guard against whoever holds its most powerful role. */
export function appendOnlyContract(name: string, open: () => Promise<OpenDatabase>): void {
  describe(`append-only log store: ${name}`, () => {
    test('what is in the log cannot be changed or removed, by any role', async () => {
      const opened = await open();
      const { store } = opened;
      const log = new Log(store, { key: signer.key });
      for (const entry of samples(2)) unwrap(await log.append(entry));
      await log.integrate();
      await log.checkpoint(signer, clock);
      await store.putCosignature({ size: 2, witness: 'w', line: 'l' });
      for (const change of [
        "UPDATE entry SET envelope = ''",
        'DELETE FROM entry',
        'DELETE FROM entry WHERE idx = 1',
        'UPDATE node SET level = 9',
        'DELETE FROM node',
        "UPDATE checkpoint SET note = ''",
        'DELETE FROM checkpoint',
        "UPDATE cosignature SET line = ''",
        'DELETE FROM cosignature',
      ])
        await expect(opened.sql(change)).rejects.toThrow('the access log is append-only');
      expect(await store.size()).toBe(2);
      await opened.close();
    });
  });
}
