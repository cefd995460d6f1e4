import { describe, expect, test } from '@jest/globals';
import { fixedClock, systemIds, unwrap, utf8 } from '@longview/foundation';
import {
  cosigners,
  ed25519Signer,
  KEY_TYPE,
  leafHash,
  nodeHash,
  parseNote,
  signCheckpoint,
} from '@longview/transparency-proof';
import { ledgerOf, openLedger } from '../ledger/index.ts';
import { type LogDoor, NoLogAnswer } from './log-door.ts';
import { witnessOnce } from './witness.ts';

const clock = fixedClock('2026-03-01T08:00:00Z');
const ORIGIN = 'log.example/access';
const log = ed25519Signer(ORIGIN, KEY_TYPE.log, new Uint8Array(32).fill(1));
const signer = ed25519Signer('gent', KEY_TYPE.witness, new Uint8Array(32).fill(2));
const leaf = (name: string) => leafHash(utf8(name));

// Trees of one to four leaves, small enough to write their roots and proofs (RFC 6962 section 2.1.3) out by hand.
const [a, b, c, d, x] = [leaf('a'), leaf('b'), leaf('c'), leaf('d'), leaf('x')];
const [ab, cd] = [nodeHash(a, b), nodeHash(c, d)];
const tree1 = { size: 1, root: a };
const tree2 = { size: 2, root: ab };
const tree4 = { size: 4, root: nodeHash(ab, cd) };
const forked4 = { size: 4, root: nodeHash(nodeHash(x, b), cd) };

const note = (tree: { size: number; root: Uint8Array }, by = log) => signCheckpoint({ origin: ORIGIN, ...tree }, by);

interface Shown {
  readonly note: string;
  readonly proof?: readonly Uint8Array[];
  readonly takes?: boolean;
}

function scene() {
  const ledger = ledgerOf(unwrap(openLedger(':memory:', 'key')), clock, systemIds);
  const posted: string[] = [];
  const poll = (shown: Shown) => {
    const door: LogDoor = {
      checkpoint: () => Promise.resolve(shown.note),
      consistencyProof: () => Promise.resolve(shown.proof ?? []),
      cosign: (text) => {
        posted.push(text);
        return Promise.resolve({ accepted: (shown.takes ?? true) ? ['gent'] : [] });
      },
    };
    return witnessOnce({ log: door, logKey: log.key, signer, book: ledger.witness, clock });
  };
  return { ledger, posted, poll };
}

describe('a witness', () => {
  test('cosigns a log that grows, each checkpoint once, and the cosignature verifies', async () => {
    const { posted, poll, ledger } = scene();
    expect(await poll({ note: await note(tree2) })).toEqual({ kind: 'cosigned', size: 2 });
    expect(await poll({ note: await note(tree2) })).toEqual({ kind: 'nothing new', size: 2 });
    expect(await poll({ note: await note(tree4), proof: [cd] })).toEqual({ kind: 'cosigned', size: 4 });
    expect(posted).toHaveLength(2);
    for (const text of posted) {
      const parsed = unwrap(parseNote(text));
      expect(cosigners(parsed, [signer.key])).toHaveLength(1);
      expect(parsed.signatures).toHaveLength(2);
    }
    expect(ledger.witness.alarms()).toEqual([]);
  });

  test('offers the same checkpoint again when its cosignature was not taken', async () => {
    const { posted, poll } = scene();
    expect(await poll({ note: await note(tree2), takes: false })).toEqual({ kind: 'not taken', size: 2 });
    expect(await poll({ note: await note(tree2) })).toEqual({ kind: 'cosigned', size: 2 });
    expect(posted).toHaveLength(2);
  });

  test.each([
    ['went back', 'LOG_WENT_BACK', async () => ({ note: await note(tree1) })],
    ['forked at the same size', 'LOG_FORKED', async () => ({ note: await note({ size: 2, root: x }) })],
    ['forked and grew', 'LOG_NOT_CONSISTENT', async () => ({ note: await note(forked4), proof: [cd] })],
    ['gives no proof', 'LOG_NOT_CONSISTENT', async () => ({ note: await note(tree4) })],
    [
      'is signed by another key',
      'signature-missing',
      async () => ({
        note: await note(tree4, ed25519Signer(ORIGIN, KEY_TYPE.log, new Uint8Array(32).fill(3))),
        proof: [cd],
      }),
    ],
    ['shows no note', 'note-malformed', async () => ({ note: 'hello' })],
  ])('tells of a log that %s, keeps the evidence and cosigns nothing', async (_, code, shown) => {
    const { posted, poll, ledger } = scene();
    await poll({ note: await note(tree2) });
    const bad = await shown();
    expect(await poll(bad)).toMatchObject({ kind: 'alarm', refusal: { code } });
    expect(await poll(bad)).toMatchObject({ kind: 'alarm' });
    expect(posted).toHaveLength(1);
    expect(ledger.witness.last()?.size).toBe(2);
    expect(ledger.witness.alarms()).toMatchObject([{ code, shownNote: bad.note, knownNote: await note(tree2) }]);
    // The branch that it stands behind may still grow; the alarm stays.
    expect(await poll({ note: await note(tree4), proof: [cd] })).toEqual({ kind: 'cosigned', size: 4 });
    expect(ledger.witness.alarms()).toHaveLength(1);
  });

  test('stands behind a checkpoint before its signature leaves', async () => {
    const { ledger } = scene();
    let stored: number | undefined;
    const text = await note(tree2);
    const door: LogDoor = {
      checkpoint: () => Promise.resolve(text),
      consistencyProof: () => Promise.resolve([]),
      cosign: () => {
        stored = ledger.witness.last()?.size;
        return Promise.reject(new NoLogAnswer('is gone'));
      },
    };
    await expect(witnessOnce({ log: door, logKey: log.key, signer, book: ledger.witness, clock })).rejects.toThrow(
      NoLogAnswer,
    );
    expect(stored).toBe(2);
  });

  test('two processes of one witness do not stand behind two branches', async () => {
    const { ledger, posted } = scene();
    const [ours, theirs] = [await note(tree2), await note({ size: 2, root: x })];
    const door: LogDoor = {
      // The other process is first, while this one waits for its answer.
      checkpoint: () => {
        ledger.witness.advance(undefined, 2, theirs, 'now');
        return Promise.resolve(ours);
      },
      consistencyProof: () => Promise.resolve([]),
      cosign: (text) => {
        posted.push(text);
        return Promise.resolve({ accepted: ['gent'] });
      },
    };
    expect(await witnessOnce({ log: door, logKey: log.key, signer, book: ledger.witness, clock })).toMatchObject({
      kind: 'alarm',
      refusal: { code: 'LOG_FORKED' },
    });
    expect(posted).toEqual([]);
    expect(ledger.witness.advance(undefined, 2, ours, 'later')).toBe(false);
  });
});
