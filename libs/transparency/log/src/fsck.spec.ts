// In: a store in which one thing was altered behind the log's back. Out: each alteration is found, with its place.
import { beforeEach, expect, test } from '@jest/globals';
import { leafHash } from '@longview/transparency-proof';
import { utf8 } from '@longview/foundation';
import { sampleEntryAt, sampleLog } from '../../../../test/support/sample-bundle.ts';
import type { SampleLog } from '../../../../test/support/sample-bundle.ts';
import { fsck } from './fsck.ts';
import { Log } from './log.ts';
import type { LogStore, StoredEntry } from './log-store.ts';

const SIZE = 11;
let sample: SampleLog;
beforeEach(async () => {
  sample = await sampleLog(SIZE, 7);
});

/** The faults of the same log when some answers of its store are replaced. */
async function found(change: (store: LogStore) => Partial<LogStore>): Promise<string[]> {
  const { store, identity } = sample.log;
  const altered = new Proxy(store, {
    get: (target, key) => {
      const own = change(store)[key as keyof LogStore] ?? target[key as keyof LogStore];
      return own.bind(target);
    },
  });
  return (await fsck(new Log(altered, identity))).map(({ where, at }) => `${where}@${at}`);
}
const entriesWith = (alter: (entry: StoredEntry) => StoredEntry) => (store: LogStore) => ({
  entries: async (from: number, to: number) => (await store.entries(from, to)).map(alter),
});
const at = (index: number, change: Partial<StoredEntry>) =>
  entriesWith((entry) => (entry.index === index ? { ...entry, ...change } : entry));

test('an unaltered log has no faults', async () => {
  expect(await found(() => ({}))).toEqual([]);
});

test('an edited text, with and without its leaf hash', async () => {
  const { envelopeText } = sampleEntryAt(9, { reason: 'other' });
  expect(await found(at(9, { envelopeText }))).toEqual(['entry@9', 'checkpoint@11', 'node@8']);
  expect(await found(at(9, { envelopeText, leafHash: leafHash(utf8(envelopeText)) }))).toEqual([
    'checkpoint@11',
    'node@8',
  ]);
});

test('a text that is no envelope, an id or kind that is not its own, an index twice, an entry gone', async () => {
  expect(await found(at(9, { kind: 'refusal' }))).toEqual(['entry@9']);
  expect(await found(at(9, { id: 'other' }))).toEqual(['entry@9']);
  expect(await found(at(9, { index: 8 }))).toEqual(['entry@9']);
  expect(await found(at(9, { id: sampleEntryAt(2).id }))).toEqual(['entry@9', 'entry@9']);
  expect(await found(at(10, { envelopeText: 'x', leafHash: leafHash(utf8('x')) }))).toContain('entry@10');
  const short = (store: LogStore) => ({ entries: (from: number, to: number) => store.entries(from, to - 1) });
  expect(await found(short)).toEqual(['entry@0', 'checkpoint@11']);
});

test('an altered or missing node', async () => {
  const altered = (store: LogStore) => ({
    nodes: async (ids: Parameters<LogStore['nodes']>[0]) =>
      (await store.nodes(ids)).map((hash, position) => (ids[position]!.level === 3 ? hash.with(0, 0) : hash)),
  });
  expect(await found(altered)).toEqual(['node@0']);
  const missing = () => ({
    nodes: async (ids: Parameters<LogStore['nodes']>[0]) => {
      if (ids.some(({ level, index }) => level === 2 && index === 1)) throw new RangeError('not complete');
      return sample.log.store.nodes(ids);
    },
  });
  expect(await found(missing)).toEqual(['node@4']);
});

test('a store that fails is a fault, not a finding', async () => {
  await expect(found(() => ({ nodes: () => Promise.reject(new Error('disk')) }))).rejects.toThrow('disk');
});

test('another detail', async () => {
  const detail = { salt: new Uint8Array(16), bodyText: '{}' };
  const altered = async () => new Map([[sampleEntryAt(5).id, detail]]);
  expect(await found(() => ({ details: altered }))).toEqual(['detail@5']);
});

test('a checkpoint under another size, of another root, or beyond the log; a cosignature that is none', async () => {
  const list = await sample.log.store.checkpoints();
  const [seven, eleven] = list as [(typeof list)[0], (typeof list)[0]];
  const checkpoints = (given: typeof list) => () => ({ checkpoints: async () => given });
  expect(await found(checkpoints([seven, { ...eleven, note: seven.note }]))).toContain('checkpoint@11');
  expect(await found(checkpoints([{ ...seven, size: 6 }, eleven]))).toContain('checkpoint@6');
  expect(await found(checkpoints([seven, eleven, { ...eleven, size: 12 }]))).toEqual(['checkpoint@12']);
  expect(await found(checkpoints([{ ...seven, note: 'nonsense' }, eleven]))).toContain('checkpoint@7');
  const lines = async (size: number) => {
    const [first] = await sample.log.store.cosignatures(18 - size);
    return first ? [{ ...first, size }] : [];
  };
  expect(await found(() => ({ cosignatures: lines }))).toEqual(['cosignature@7', 'cosignature@11']);
});
