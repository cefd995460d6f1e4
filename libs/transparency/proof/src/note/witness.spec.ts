// In: what a log shows a witness. Out: a cosignature on honest growth; none where the log shrank, forked, or is not the log.
import { expect, test } from '@jest/globals';
import { fixedClock, unwrap, utf8 } from '@longview/foundation';
import { treeHash } from '../merkle/growing-tree.ts';
import { leafHash, nodeHash } from '../merkle/hash.ts';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { cosigners } from './cosignature.ts';
import { KEY_TYPE, ed25519Signer } from './key.ts';
import { formatNote, parseNote } from './signed-note.ts';
import { witnessCheckpoint } from './witness.ts';

const log = ed25519Signer('log.example', KEY_TYPE.log, new Uint8Array(32).fill(1));
const thief = ed25519Signer('log.example', KEY_TYPE.log, new Uint8Array(32).fill(5));
const witness = ed25519Signer('hospital.example', KEY_TYPE.witness, new Uint8Array(32).fill(2));
const clock = fixedClock('2025-03-01T10:00:00.000Z');
const leaves = ['a', 'b', 'c', 'd'].map((text) => leafHash(utf8(text)));
const [a, b, c, d] = leaves as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
const growth = [nodeHash(c, d)];

const noteOf = (hashes: readonly Uint8Array[], signer = log): Promise<string> =>
  signCheckpoint({ origin: log.key.name, size: hashes.length, root: treeHash(hashes) }, signer);
const open = async (hashes: readonly Uint8Array[]): Promise<SignedCheckpoint> =>
  unwrap(openCheckpoint(await noteOf(hashes), log.key));
const ask = (note: string, known?: SignedCheckpoint, consistency: readonly Uint8Array[] = []) =>
  witnessCheckpoint({ note, logKey: log.key, consistency, ...(known && { known }) }, witness, clock);

test('honest growth is cosigned, with this witness alone beside the log', async () => {
  const witnessed = unwrap(await ask(await noteOf(leaves), await open([a, b]), growth));
  const note = unwrap(parseNote(witnessed.cosigned));
  expect(note.signatures.map(({ name }) => name)).toEqual(['log.example', 'hospital.example']);
  expect(cosigners(note, [witness.key])).toEqual([witness.key]);
  expect(witnessed.checkpoint.size).toBe(4);
});

test('the first contact and an unchanged log are cosigned', async () => {
  expect(await ask(await noteOf(leaves))).toMatchObject({ ok: true });
  expect(await ask(await noteOf(leaves), await open(leaves))).toMatchObject({ ok: true });
  expect(await ask(await noteOf(leaves), await open([]))).toMatchObject({ ok: true });
});

test('lines of others do not travel with the cosignature', async () => {
  const crowded = unwrap(parseNote(await noteOf(leaves)));
  const other = { name: 'other.example', id: '00000000', bytes: new Uint8Array(64) };
  const note = formatNote({ ...crowded, signatures: [...crowded.signatures, other] });
  const { cosigned } = unwrap(await ask(note));
  expect(cosigned).not.toContain('other.example');
});

test.each([
  ['log-shrank', () => noteOf([a, b]), () => open([a, b, c])],
  ['log-forked', () => noteOf([a, c, b, d]), () => open([a, b])],
  ['log-forked', () => noteOf([a, c]), () => open([a, b])],
  ['signature-missing', () => noteOf(leaves, thief), () => open([a, b])],
  ['note-malformed', () => Promise.resolve('nonsense'), () => open([a, b])],
])('%s is refused', async (code, note, known) => {
  expect(await ask(await note(), await known(), growth)).toMatchObject({ ok: false, error: { code } });
});

test('growth without its proof is refused', async () => {
  expect(await ask(await noteOf(leaves), await open([a, b]))).toMatchObject({ error: { code: 'log-forked' } });
  expect(await ask(await noteOf(leaves), await open([]), growth)).toMatchObject({ error: { code: 'log-forked' } });
});
