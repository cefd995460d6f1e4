// In: an honest bundle, and that bundle spoilt in every way an operator could. Out: the first holds; each other fails by its own rule, at its entry.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { canonicalJson, toHex, unwrap } from '@longview/foundation';
import {
  chosenBundle,
  clock,
  logSigner,
  sampleEntryAt,
  sampleLog,
  trusted,
  wholeBundle,
  witnessSigners,
} from '../../../../../test/support/sample-bundle.ts';
import type { SampleLog } from '../../../../../test/support/sample-bundle.ts';
import { openCheckpoint, signCheckpoint } from '../note/checkpoint.ts';
import { cosign } from '../note/cosignature.ts';
import { KEY_TYPE, ed25519Signer, formatKey } from '../note/key.ts';
import { formatNote, parseNote } from '../note/signed-note.ts';
import type { Bundle, BundleEntry } from './bundle.ts';
import { verifyBundle } from './verify-bundle.ts';
import type { Trusted } from './verify-bundle.ts';

const SIZE = 11;
const EARLIER = 7;
let log: SampleLog;
let chosen: Bundle;
let whole: Bundle;
beforeAll(async () => {
  log = await sampleLog(SIZE, EARLIER);
  chosen = await chosenBundle(log, [2, 3, 4, 5, 6], EARLIER);
  whole = await wholeBundle(log);
});

const faults = (value: unknown, trust: Trusted = trusted): string[] => {
  const result = verifyBundle(value, trust);
  return result.ok
    ? []
    : result.error.faults.map(({ rule, index }) => (index === undefined ? rule : `${rule}@${index}`));
};
const withEntry = (bundle: Bundle, position: number, change: Partial<BundleEntry>): Bundle => ({
  ...bundle,
  entries: bundle.entries.with(position, { ...bundle.entries[position]!, ...change }),
});
const edited = (text: string): string => canonicalJson({ ...(JSON.parse(text) as object), reason: 'none' });
const known = (size: number): Trusted => ({ ...trusted, expect: log.checkpoints.get(size)! });
const rules = (bundle: Bundle) => unwrap(verifyBundle(bundle, trusted)).notices.map(({ rule }) => rule);

describe('what is honest holds', () => {
  test('chosen entries', () => {
    expect(unwrap(verifyBundle(JSON.parse(JSON.stringify(chosen)), trusted))).toMatchObject({
      origin: 'log.example/registry',
      size: SIZE,
      scope: 'chosen',
      entries: 5,
      witnesses: witnessSigners.map(({ key }) => key.name),
      notices: [],
    });
  });

  test('the whole log, and one with nothing in it', async () => {
    expect(unwrap(verifyBundle(whole, trusted))).toMatchObject({
      size: SIZE,
      scope: 'whole',
      entries: SIZE,
      notices: [],
    });
    expect(faults(await wholeBundle(await sampleLog(0, 0)))).toEqual([]);
  });

  test('no chosen entry at all', async () => {
    expect(faults(await chosenBundle(log, []))).toEqual([]);
  });

  test('beside any earlier checkpoint that the reader holds', async () => {
    expect(faults(chosen, known(SIZE))).toEqual([]);
    expect(faults(chosen, known(EARLIER))).toEqual([]);
    expect(faults(whole, known(EARLIER))).toEqual([]);
    expect(faults(whole, known(SIZE))).toEqual([]);
  });
});

describe('what is worth knowing and breaks nothing', () => {
  test('an intent whose result is not here', async () => {
    const open = await chosenBundle(log, [2, 3]);
    expect(unwrap(verifyBundle(open, trusted)).notices).toMatchObject([{ rule: 'intent-open', index: 3 }]);
  });

  test('a detail kept back or erased', () => {
    const { detail: _, ...bare } = chosen.entries[3]!;
    expect(rules({ ...chosen, entries: chosen.entries.with(3, bare) })).toEqual(['detail-withheld']);
  });

  test('witnesses that nobody asked for', () => {
    const alone = unwrap(verifyBundle(chosen, { logKey: trusted.logKey }));
    expect(alone.notices.map(({ rule }) => rule)).toEqual(['witnesses-unchecked']);
    expect(alone.witnesses).toEqual([]);
  });
});

describe('attacks on entries', () => {
  test('edited', () => {
    const change = { envelope: edited(chosen.entries[0]!.envelope) };
    expect(faults(withEntry(chosen, 0, change))).toEqual(['entry-inclusion@2']);
    expect(faults(withEntry(whole, 2, change))).toEqual(['root']);
  });

  test('edited and given the proof of the honest text of another place', () => {
    const { inclusion } = chosen.entries[1]!;
    expect(faults(withEntry(chosen, 0, { inclusion: inclusion! }))).toEqual(['entry-inclusion@2']);
  });

  test('removed from a whole log, with and without closing the gap', () => {
    expect(faults({ ...whole, entries: whole.entries.toSpliced(4, 1) })).toContain('entry-order@5');
    const closed = whole.entries.toSpliced(4, 1).map((entry, index) => ({ ...entry, index }));
    expect(faults({ ...whole, entries: closed })).toEqual(['entries-missing']);
  });

  test('removed and replaced by a copy', () => {
    const copied = whole.entries.with(4, { ...whole.entries[3]!, index: 4 });
    expect(faults({ ...whole, entries: copied })).toEqual(['entry-repeated@4', 'root']);
  });

  test('added to a whole log', () => {
    const added = [...whole.entries, { index: SIZE, envelope: sampleEntryAt(99).envelopeText }];
    expect(faults({ ...whole, entries: added })).toEqual(['entries-missing']);
  });

  test('truncated', () => {
    expect(faults({ ...whole, entries: whole.entries.slice(0, -1) })).toEqual(['entries-missing']);
    expect(faults({ ...whole, entries: [] })).toEqual(['entries-missing']);
  });

  test('cut short in the middle of a text', () => {
    const change = { envelope: chosen.entries[0]!.envelope.slice(0, -5) };
    expect(faults(withEntry(chosen, 0, change))).toEqual(['entry-malformed@2', 'entry-inclusion@2']);
  });

  test('reordered', () => {
    const swap = (bundle: Bundle): Bundle => ({
      ...bundle,
      entries: bundle.entries.with(1, bundle.entries[2]!).with(2, bundle.entries[1]!),
    });
    expect(faults(swap(chosen))).toEqual(['entry-order@3']);
    expect(faults(swap(whole))).toEqual(['entry-order@2', 'entry-order@1', 'root']);
    const renumbered = swap(whole).entries.map((entry, index) => ({ ...entry, index }));
    expect(faults({ ...whole, entries: renumbered })).toEqual(['root']);
  });

  test('moved to another index, doubled, or placed outside the tree', () => {
    expect(faults(withEntry(chosen, 4, { index: 8 }))).toEqual(['entry-inclusion@8']);
    expect(faults({ ...chosen, entries: [...chosen.entries, chosen.entries[4]!] })).toEqual([
      'entry-order@6',
      'entry-repeated@6',
    ]);
    expect(faults(withEntry(chosen, 4, { index: SIZE }))).toEqual([`entry-inclusion@${SIZE}`]);
  });

  test('a proof left out: chosen entries may not pass as a whole log, nor a whole log as chosen', () => {
    const { inclusion: _, ...bare } = chosen.entries[0]!;
    expect(faults({ ...chosen, entries: chosen.entries.with(0, bare) })).toEqual(['entry-inclusion@2']);
    expect(faults({ ...chosen, scope: 'whole' })).toContain('entries-missing');
    expect(faults({ ...whole, scope: 'chosen' })).toHaveLength(SIZE);
  });

  test('a proof one hash longer, shorter or altered', () => {
    const { inclusion = [] } = chosen.entries[0]!;
    for (const spoilt of [[...inclusion, inclusion[0]!], inclusion.slice(1), inclusion.with(0, '0'.repeat(64))])
      expect(faults(withEntry(chosen, 0, { inclusion: spoilt }))).toEqual(['entry-inclusion@2']);
  });

  test('a detail that is another, another salt, or one that was never logged', () => {
    const { detail } = chosen.entries[3]!;
    expect(faults(withEntry(chosen, 3, { detail: { ...detail!, bodyText: '{}' } }))).toEqual(['detail@5']);
    expect(faults(withEntry(chosen, 3, { detail: { ...detail!, salt: toHex(new Uint8Array(32)) } }))).toEqual([
      'detail@5',
    ]);
    expect(faults(withEntry(chosen, 0, { detail: detail! }))).toEqual(['detail@2']);
    expect(faults(withEntry(whole, 5, { detail: { ...detail!, bodyText: '{}' } }))).toEqual(['detail@5']);
  });
});

describe('attacks on the checkpoint', () => {
  const thief = ed25519Signer('log.example/registry', KEY_TYPE.log, new Uint8Array(32).fill(66));

  test('forged: another size or root under the log’s signature', () => {
    expect(faults({ ...chosen, checkpoint: chosen.checkpoint.replace(`\n${SIZE}\n`, `\n${SIZE + 1}\n`) })).toEqual([
      'checkpoint',
    ]);
    expect(faults({ ...chosen, checkpoint: 'nonsense' })).toEqual(['checkpoint']);
  });

  test('signed by another key of the same name', async () => {
    const { origin, size, root } = unwrap(openCheckpoint(chosen.checkpoint, logSigner.key));
    const checkpoint = await signCheckpoint({ origin, size, root }, thief);
    expect(faults({ ...chosen, checkpoint })).toEqual(['checkpoint']);
    expect(faults({ ...chosen, checkpoint, logKey: formatKey(thief.key) })).toEqual(['log-key', 'checkpoint']);
  });

  test('a bundle that is made for another key or origin than the trusted one', () => {
    expect(faults({ ...chosen, logKey: formatKey(thief.key) })).toEqual(['log-key']);
    expect(faults({ ...chosen, origin: 'other.example' })).toEqual(['log-key']);
    expect(faults(chosen, { ...trusted, logKey: formatKey(thief.key) })).toEqual(['log-key', 'checkpoint']);
  });

  test('a checkpoint of another log that the same bundle claims', async () => {
    const other = ed25519Signer('other.example', KEY_TYPE.log, new Uint8Array(32).fill(1));
    const { size, root } = unwrap(openCheckpoint(chosen.checkpoint, logSigner.key));
    expect(
      faults({ ...chosen, checkpoint: await signCheckpoint({ origin: 'other.example', size, root }, other) }),
    ).toEqual(['checkpoint']);
  });
});

describe('attacks on the witnesses', () => {
  const cosignedBy = async (signers: typeof witnessSigners): Promise<string> => {
    const { note } = unwrap(openCheckpoint(chosen.checkpoint, logSigner.key));
    const own = note.signatures.slice(0, 1);
    const lines = await Promise.all(signers.map((signer) => cosign(note, signer, clock)));
    return formatNote({ text: note.text, signatures: [...own, ...lines] });
  };
  const [first, second] = witnessSigners as [(typeof witnessSigners)[0], (typeof witnessSigners)[0]];

  test('too few, the same one twice, strangers', async () => {
    const stranger = ed25519Signer('stranger.example', KEY_TYPE.witness, new Uint8Array(32).fill(44));
    const impostor = ed25519Signer(second.key.name, KEY_TYPE.witness, new Uint8Array(32).fill(45));
    for (const signers of [[], [first], [first, first], [first, stranger], [first, impostor]])
      expect(faults({ ...chosen, checkpoint: await cosignedBy(signers) })).toEqual(['witnesses']);
    expect(faults({ ...chosen, checkpoint: await cosignedBy([first, second]) })).toEqual([]);
  });

  test('lines taken from an earlier checkpoint', () => {
    const lines = log.checkpoints.get(EARLIER)!.split('\n').slice(5).join('\n');
    const bare = chosen.checkpoint.split('\n').slice(0, 5).join('\n');
    const checkpoint = `${bare}\n${lines}`;
    expect(unwrap(parseNote(checkpoint)).signatures).toHaveLength(4);
    expect(faults({ ...chosen, checkpoint })).toEqual(['witnesses']);
  });

  test('a bundle cannot lower the quorum or name its own witnesses', async () => {
    const checkpoint = await cosignedBy([first]);
    expect(faults({ ...chosen, checkpoint, quorum: 0, witnesses: [] })).toEqual(['witnesses']);
  });

  test('all that the reader names must have cosigned unless it says how many', async () => {
    const { quorum: _, ...all } = trusted;
    expect(faults({ ...chosen, checkpoint: await cosignedBy([first, second]) }, all)).toEqual(['witnesses']);
  });
});

describe('attacks on history', () => {
  let other: SampleLog;
  beforeAll(async () => {
    other = await sampleLog(SIZE, EARLIER, (number) =>
      number === 2 ? sampleEntryAt(number, { reason: 'rewritten' }) : sampleEntryAt(number),
    );
  });

  test('rewritten after the reader saw it', async () => {
    const rewritten = await chosenBundle(other, [3], EARLIER);
    expect(faults(rewritten)).toEqual([]);
    expect(faults(rewritten, known(EARLIER))).toEqual(['known-checkpoint']);
    expect(faults(rewritten, known(SIZE))).toEqual(['known-checkpoint']);
    expect(faults(await wholeBundle(other), known(EARLIER))).toEqual(['known-checkpoint']);
  });

  test('a growth that is not proved', () => {
    const consistency = chosen.previous!.consistency;
    for (const spoilt of [
      [],
      consistency.slice(1),
      consistency.with(0, '0'.repeat(64)),
      [...consistency, consistency[0]!],
    ])
      expect(faults({ ...chosen, previous: { ...chosen.previous!, consistency: spoilt } })).toEqual(['growth']);
    const previous = { ...chosen.previous!, checkpoint: other.checkpoints.get(EARLIER)! };
    expect(faults({ ...chosen, previous })).toEqual(['growth']);
    expect(faults({ ...whole, previous })).toEqual(['growth']);
    expect(faults({ ...chosen, previous: { ...chosen.previous!, checkpoint: 'nonsense' } })).toEqual(['growth']);
  });

  test('no proof from what the reader holds', async () => {
    expect(faults(await chosenBundle(log, [2]), known(EARLIER))).toEqual(['known-checkpoint']);
  });

  test('an older state shown to a reader who has seen more', async () => {
    const older = await wholeBundle(await sampleLog(EARLIER, 0));
    expect(faults(older)).toEqual([]);
    expect(faults(older, known(SIZE))).toEqual(['known-checkpoint']);
  });

  test('a known checkpoint that is none of this log', () => {
    expect(faults(chosen, { ...trusted, expect: 'nonsense' })).toEqual(['known-checkpoint']);
  });
});

describe('what cannot be checked at all', () => {
  test.each([
    ['null', () => null],
    ['a list', () => []],
    ['another version', () => ({ ...chosen, v: 2 })],
    ['no entries', () => ({ ...chosen, entries: undefined })],
    ['an unknown scope', () => ({ ...chosen, scope: 'most' })],
    ['an entry that is none', () => ({ ...chosen, entries: [null] })],
    ['a fractional index', () => withEntry(chosen, 0, { index: 2.5 })],
    ['a proof that is not hexadecimal', () => withEntry(chosen, 0, { inclusion: ['x'] })],
    ['text without a UTF-8 form', () => withEntry(chosen, 0, { envelope: '\ud800' })],
    ['a detail without salt', () => withEntry(chosen, 0, { detail: { bodyText: '' } as never })],
    ['a broken earlier checkpoint', () => ({ ...chosen, previous: {} })],
  ])('malformed: %s', (_, value) => expect(faults(value())).toEqual(['bundle-malformed']));

  test('an unusable key of the reader is the reader’s fault, not the bundle’s', () => {
    expect(() => verifyBundle(chosen, { logKey: 'x' })).toThrow(TypeError);
    expect(() => verifyBundle(chosen, { ...trusted, witnesses: ['x'] })).toThrow(TypeError);
    expect(() => verifyBundle(chosen, { ...trusted, witnesses: [trusted.logKey] })).toThrow(TypeError);
    expect(() => verifyBundle(chosen, { ...trusted, quorum: 4 })).toThrow(RangeError);
  });
});
