// In: envelopes and details. Out: leaves that read back; what is not the one canonical envelope is refused, by the slow reader and the fast one alike.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, unwrap, utf8 } from '@longview/foundation';
import { leafHash } from '../merkle/hash.ts';
import { detailHash, makeEntry } from './entry.ts';
import { ENTRY_KINDS, parseEnvelope } from './envelope.ts';
import type { Envelope } from './envelope.ts';
import { scanLine } from './scan.ts';

const envelope = {
  v: 1 as const,
  id: '00000000-0000-4000-8000-000000000001',
  at: '2025-03-01T09:00:00.000Z',
  kind: 'act' as const,
  actor: 'person:1',
  org: 'org:1',
  role: 'steward',
  operation: 'permit.grant',
  activity: 'governance',
};
const salt = new Uint8Array(16).fill(7);

describe('making', () => {
  test('the leaf is the hash of the canonical text', () => {
    const entry = makeEntry({ envelope });
    expect(entry.envelopeText).toBe(canonicalJson(envelope));
    expect(entry.leafHash).toEqual(leafHash(utf8(entry.envelopeText)));
    expect(unwrap(parseEnvelope(entry.envelopeText))).toEqual(envelope);
    expect(entry).not.toHaveProperty('detail');
  });

  test('a detail stays out of the text and is bound to it with its salt', () => {
    const entry = makeEntry({ envelope, detail: { b: 'personal', a: 1 }, salt });
    expect(entry.detail).toEqual({ salt, bodyText: '{"a":1,"b":"personal"}' });
    expect(entry.envelopeText).not.toContain('personal');
    expect(unwrap(parseEnvelope(entry.envelopeText)).detailHash).toBe(detailHash(entry.detail!));
    const other = makeEntry({ envelope, detail: { b: 'personal', a: 1 }, salt: salt.with(0, 8) });
    expect(other.envelopeText).not.toBe(entry.envelopeText);
  });

  test('a detail that could be guessed back, and an envelope that no verifier would read, are faults', () => {
    expect(() => makeEntry({ envelope, detail: {} })).toThrow('salt');
    expect(() => makeEntry({ envelope, detail: {}, salt: salt.subarray(1) })).toThrow('salt');
    const claimed = { ...envelope, detailHash: '0'.repeat(64) };
    expect(() => makeEntry({ envelope: claimed })).toThrow('computed here');
    expect(() => makeEntry({ envelope: { ...envelope, at: '2025-03-01' } })).toThrow('"at"');
  });
});

const wrong: [string, object][] = [
  ['an unknown member', { surname: 'x' }],
  ['another version', { v: 2 }],
  ['an unknown kind', { kind: 'note' }],
  ['an identifier in capitals', { id: '00000000-0000-4000-8000-00000000000A' }],
  ['a month that is none', { at: '2025-13-01T09:00:00.000Z' }],
  ['a local time', { at: '2025-03-01T09:00:00.000+01:00' }],
  ['a negative count', { rows: -1 }],
  ['half a row', { rows: 0.5 }],
  ['a number as text', { cells: '1' }],
  ['policies that are one text', { policyIds: 'p1' }],
  ['policies that are numbers', { policyIds: [1] }],
  ['a short detail hash', { detailHash: 'ab' }],
  ['no actor', { actor: undefined }],
  ['a character that no database keeps', { reason: 'a\u0000b' }],
  ['a null', { purpose: null }],
  ['an object', { purpose: {} }],
  ['a result of nothing', { kind: 'result' }],
  ['an aborted nothing', { kind: 'aborted' }],
  ['an intent that is no id', { kind: 'result', intent: 'x' }],
];

describe('reading', () => {
  test.each(wrong)('refused: %s', (_, change) => {
    const text = canonicalJson({ ...envelope, ...change });
    expect(parseEnvelope(text)).toMatchObject({ ok: false, error: { code: 'envelope-malformed' } });
    expect(scanLine(`${text}\n`, 0)).toBeUndefined();
  });

  test.each([
    ['a space', (text: string) => text.replace('":', '": ')],
    ['another order', (text: string) => text.replace(/^\{("activity":"[^"]*"),(.*)\}$/, '{$2,$1}')],
    ['a member twice', (text: string) => text.replace('{', '{"activity":"governance",')],
    ['a needless escape', (text: string) => text.replace('steward', '\\u0073teward')],
    ['a number in a second spelling', (text: string) => text.replace('"v":1', '"v":1.0')],
    ['more behind it', (text: string) => `${text} `],
    ['no JSON', () => 'nonsense'],
    ['a list', () => '[]'],
    ['null', () => 'null'],
  ])('refused, not canonical: %s', (_, spoil) => {
    const text = spoil(canonicalJson(envelope));
    expect(parseEnvelope(text)).toMatchObject({ ok: false });
    expect(scanLine(`${text}\n`, 0)).toBeUndefined();
  });
});

describe('scanning agrees with reading', () => {
  const uuid = fc.uuid();
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', '')),
    fc.constantFrom('"kind":"intent"', '}', '\\', '\n', 'é'),
  );
  const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const envelopesOf = (text: fc.Arbitrary<string>): fc.Arbitrary<Envelope> =>
    fc.record({
      v: fc.constant(1 as const),
      id: uuid,
      at: fc
        .date({ min: new Date(0), max: new Date('2999-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      kind: fc.constantFrom(...ENTRY_KINDS),
      actor: text,
      org: text,
      role: text,
      operation: text,
      activity: text,
      purpose: optional(text),
      policyIds: optional(fc.array(text, { maxLength: 3 })),
      intent: uuid,
      rows: optional(fc.nat()),
      detailHash: optional(hash),
      reason: optional(text),
    }) as fc.Arbitrary<Envelope>;
  const envelopes = fc.oneof(envelopesOf(fc.stringMatching(/^[ !#-[\]-~]*$/)), envelopesOf(text));

  test('every envelope that can be written is read; the scan gives the same or leaves it to the reader', () => {
    let scannedOnes = 0;
    fc.assert(
      fc.property(envelopes, (value) => {
        const line = canonicalJson(value);
        const read = unwrap(parseEnvelope(line));
        const bytes = new TextDecoder('latin1').decode(utf8(`{}\n${line}\n`));
        const scanned = scanLine(bytes, 3);
        const plain = /^[ -~]*$/.test(line) && !line.includes('\\');
        expect(scanned !== undefined).toBe(plain);
        if (!scanned) return;
        scannedOnes += 1;
        expect(scanned).toMatchObject({ id: read.id, kind: read.kind, next: bytes.length });
        expect([scanned.intent, scanned.detailHash]).toEqual([read.intent, read.detailHash]);
      }),
      { numRuns: 300 },
    );
    expect(scannedOnes).toBeGreaterThan(10);
  });

  test('no changed character makes the scan accept what the reader refuses', () => {
    const line = canonicalJson({ ...envelope, kind: 'result', intent: envelope.id, rows: 12, policyIds: ['p1', 'p2'] });
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.integer({ min: 0x20, max: 0x7e }), (at, character) => {
        const changed = line.slice(0, at) + String.fromCharCode(character) + line.slice(at + 1);
        if (scanLine(`${changed}\n`, 0)) expect(parseEnvelope(changed)).toMatchObject({ ok: true });
      }),
      { numRuns: 1000 },
    );
  });
});
