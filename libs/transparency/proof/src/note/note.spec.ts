// In: keys, notes, checkpoints, cosignatures. Out: those of the formats pass; each field altered, each wrong key and each second spelling does not.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fixedClock, toBase64, toHex, unwrap } from '@longview/foundation';
import { emptyRoot } from '../merkle/hash.ts';
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { cosign, cosignedAt, cosigners } from './cosignature.ts';
import { KEY_TYPE, ed25519Signer, formatKey, parseKey, verifierKey } from './key.ts';
import { formatNote, parseNote, signNote, verifyNote } from './signed-note.ts';

const secret = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const log = ed25519Signer('log.example/registry', KEY_TYPE.log, secret(1));
const witness = ed25519Signer('hospital.example/w', KEY_TYPE.witness, secret(2));
const clock = fixedClock('2025-03-01T10:00:00.000Z');
const code = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? 'ok' : result.error?.code);

describe('keys', () => {
  // The example of golang.org/x/mod/sumdb/note: the text of the package's own test key.
  const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';

  test('the published example key is read and written back', () => {
    const key = unwrap(parseKey(PETER));
    expect([key.name, key.id, key.type]).toEqual(['PeterNeumann', 'c74f20a3', 1]);
    expect(formatKey(key)).toBe(PETER);
  });

  test.each([
    ['another id', PETER.replace('c74f20a3', 'c74f20a4')],
    ['another name under the same id', PETER.replace('Peter', 'Petra')],
    ['an unknown type', PETER.replace('+ARpc', '+Ahpc')],
    ['a short key', PETER.slice(0, -4)],
    ['no name', PETER.replace('PeterNeumann', '')],
    ['a name with a space', PETER.replace('PeterNeumann', 'Peter Neumann')],
    ['nothing', ''],
  ])('refused: %s', (_, text) => expect(code(parseKey(text))).toBe('key-malformed'));

  test('a name that no line could carry is a fault', () => {
    for (const name of ['', 'a b', 'a+b', 'a\nb', '\ud800'])
      expect(() => verifierKey(name, KEY_TYPE.log, secret(1))).toThrow(TypeError);
    expect(() => verifierKey('a', KEY_TYPE.log, new Uint8Array(31))).toThrow(TypeError);
  });
});

describe('signed notes', () => {
  // The signed example of golang.org/x/mod/sumdb/note.
  const PUBLISHED =
    'If you think cryptography is the answer to your problem,\n' +
    "then you don't know what your problem is.\n\n" +
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
  const peter = unwrap(parseKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'));

  test('the published example verifies and is written back', () => {
    const note = unwrap(parseNote(PUBLISHED));
    expect(code(verifyNote(note, peter))).toBe('ok');
    expect(formatNote(note)).toBe(PUBLISHED);
  });

  test('no changed character of the text passes', () => {
    const note = unwrap(parseNote(PUBLISHED));
    fc.assert(
      fc.property(fc.nat(note.text.length - 2), (at) => {
        const text =
          note.text.slice(0, at) + String.fromCharCode(note.text.charCodeAt(at) ^ 1) + note.text.slice(at + 1);
        const changed = verifyNote({ ...note, text }, peter);
        expect(code(changed)).toBe('signature-wrong');
      }),
    );
  });

  test('a line of this key must verify even beside one that does; unknown lines are passed over', async () => {
    const note = unwrap(parseNote(PUBLISHED));
    const other = await signNote(note.text, log);
    expect(code(verifyNote({ ...note, signatures: [...other.signatures, ...note.signatures] }, peter))).toBe('ok');
    expect(code(verifyNote(note, log.key))).toBe('signature-missing');
    const own = note.signatures[0]!;
    const bad = { ...own, bytes: own.bytes.with(3, (own.bytes[3] ?? 0) ^ 1) };
    expect(code(verifyNote({ ...note, signatures: [own, bad] }, peter))).toBe('signature-wrong');
  });

  test.each([
    ['no signatures', 'text\n'],
    ['no empty line', 'text\n— a AAAAAAA=\n'],
    ['no text', '\n\n— a AAAAAAA=\n'],
    ['no last newline', 'text\n\n— a AAAAAAA='],
    ['a hyphen for the dash', 'text\n\n- a AAAAAAA=\n'],
    ['a control character', 'te\u0007xt\n\n— a AAAAAAA=\n'],
    ['a carriage return', 'text\r\n\n— a AAAAAAA=\n'],
    ['a lone surrogate', 'te\ud800xt\n\n— a AAAAAAA=\n'],
    ['an id alone', 'text\n\n— a AAAAAA==\n'],
    ['base64 in a second spelling', 'text\n\n— a AAAAAAB=\n'],
    ['too many lines', `text\n\n${'— a AAAAAAA=\n'.repeat(101)}`],
  ])('refused: %s', (_, text) => expect(code(parseNote(text))).toBe('note-malformed'));

  test('text that no reader would take is not signed', async () => {
    for (const text of ['no newline', '\n', 'bell\u0007\n', '\ud800\n'])
      await expect(signNote(text, log)).rejects.toThrow(TypeError);
  });
});

describe('checkpoints', () => {
  const checkpoint = { origin: 'log.example/registry', size: 7, root: emptyRoot() };

  test('what is written is read', async () => {
    expect(formatCheckpoint(checkpoint)).toBe(`log.example/registry\n7\n${toBase64(emptyRoot())}\n`);
    const opened = unwrap(openCheckpoint(await signCheckpoint(checkpoint, log), log.key));
    expect(opened).toMatchObject({ origin: checkpoint.origin, size: 7, root: checkpoint.root });
    expect(code(parseCheckpoint(`${formatCheckpoint(checkpoint)}an extension\n`))).toBe('ok');
  });

  test.each([
    ['a leading zero', 'o\n07\nROOT\n'],
    ['a sign', 'o\n+7\nROOT\n'],
    ['a negative size', 'o\n-7\nROOT\n'],
    ['a size beyond exact numbers', 'o\n9007199254740993\nROOT\n'],
    ['a fraction', 'o\n7.0\nROOT\n'],
    ['no origin', '\n7\nROOT\n'],
    ['no root', 'o\n7\n'],
    ['a short root', 'o\n7\nAAAA\n'],
    ['no newline', 'o\n7\nROOT'],
    ['an empty extension', 'o\n7\nROOT\n\nx\n'],
  ])('refused: %s', (_, text) =>
    expect(code(parseCheckpoint(text.replace('ROOT', toBase64(emptyRoot()))))).toBe('checkpoint-malformed'),
  );

  test('only the log key of that origin opens it', async () => {
    const note = await signCheckpoint(checkpoint, log);
    const thief = ed25519Signer('log.example/registry', KEY_TYPE.log, secret(9));
    const other = ed25519Signer('other.example', KEY_TYPE.log, secret(1));
    expect(code(openCheckpoint(note, thief.key))).toBe('signature-missing');
    expect(code(openCheckpoint(note, other.key))).toBe('origin-wrong');
    expect(code(openCheckpoint(note.replace('\n7\n', '\n8\n'), log.key))).toBe('signature-wrong');
    expect(code(openCheckpoint('nonsense', log.key))).toBe('note-malformed');
    const asWitness = { ...log, key: verifierKey(log.key.name, KEY_TYPE.witness, log.key.publicKey) };
    const crossed = formatNote(await signNote(formatCheckpoint(checkpoint), asWitness));
    expect(code(openCheckpoint(crossed, asWitness.key))).toBe('signature-missing');
    await expect(signCheckpoint(checkpoint, other)).rejects.toThrow(TypeError);
    await expect(signCheckpoint({ ...checkpoint, origin: witness.key.name }, witness)).rejects.toThrow(TypeError);
  });
});

describe('cosignatures', () => {
  const note = async () =>
    unwrap(openCheckpoint(await signCheckpoint({ origin: log.key.name, size: 3, root: emptyRoot() }, log), log.key))
      .note;

  test('the signed message is that of cosignature/v1', async () => {
    const signed: string[] = [];
    const listening = {
      key: witness.key,
      sign: (message: Uint8Array) => (signed.push(new TextDecoder().decode(message)), witness.sign(message)),
    };
    const { text } = await note();
    const line = await cosign(await note(), listening, clock);
    expect(signed).toEqual([`cosignature/v1\ntime 1740823200\n${text}`]);
    expect(toHex(line.bytes.subarray(0, 8))).toBe('0000000067c2daa0');
    expect(line.bytes).toHaveLength(72);
    expect(cosignedAt(text, line, witness.key)).toBe(1_740_823_200);
  });

  test('another time, text, key or length does not verify', async () => {
    const { text } = await note();
    const line = await cosign(await note(), witness, clock);
    const stranger = ed25519Signer(witness.key.name, KEY_TYPE.witness, secret(3));
    for (let at = 0; at < line.bytes.length; at++)
      expect(
        cosignedAt(text, { ...line, bytes: line.bytes.with(at, (line.bytes[at] ?? 0) ^ 1) }, witness.key),
      ).toBeUndefined();
    expect(cosignedAt(text.replace('3', '4'), line, witness.key)).toBeUndefined();
    expect(cosignedAt(text, line, stranger.key)).toBeUndefined();
    expect(cosignedAt(text, { ...line, id: stranger.key.id }, stranger.key)).toBeUndefined();
    expect(cosignedAt(text, { ...line, id: stranger.key.id }, witness.key)).toBeUndefined();
    expect(cosignedAt(text, { ...line, name: 'other.example' }, witness.key)).toBeUndefined();
    expect(cosignedAt(text, { ...line, bytes: line.bytes.subarray(0, 71) }, witness.key)).toBeUndefined();
  });

  test('a log key gives no cosignature, and its note signature is none', async () => {
    await expect(cosign(await note(), log, clock)).rejects.toThrow(TypeError);
    const signed = await note();
    expect(cosigners(signed, [log.key])).toEqual([]);
    const bytes = (await cosign(signed, witness, clock)).bytes;
    const asLog = verifierKey(witness.key.name, KEY_TYPE.log, witness.key.publicKey);
    expect(cosignedAt(signed.text, { name: asLog.name, id: asLog.id, bytes }, asLog)).toBeUndefined();
  });

  test('two names for one key are one witness', async () => {
    const twin = ed25519Signer('hospital.example/twin', KEY_TYPE.witness, secret(2));
    const signed = await note();
    const both = { ...signed, signatures: [await cosign(signed, witness, clock), await cosign(signed, twin, clock)] };
    expect(cosigners(both, [witness.key, twin.key])).toHaveLength(1);
    expect(cosigners(both, [witness.key]).map(({ name }) => name)).toEqual([witness.key.name]);
  });
});

test('a small-order key signs nothing', async () => {
  // The identity point verifies any message under the loose rules of ZIP 215.
  const identity = verifierKey('weak.example', KEY_TYPE.log, new Uint8Array(32).with(0, 1));
  const forged = { name: identity.name, id: identity.id, bytes: new Uint8Array(64).with(0, 1) };
  expect(code(verifyNote({ text: 'text\n', signatures: [forged] }, identity))).toBe('signature-wrong');
});
