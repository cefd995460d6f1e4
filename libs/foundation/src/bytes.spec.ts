import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from './bytes.ts';

describe('base64 (RFC 4648)', () => {
  test('reads what it writes, in both alphabets', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      }),
    ));

  test('a text is taken only if it is the one text of its bytes', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'AQgwZz09-_+/= é'), maxLength: 12 }), (text) => {
        const canonical = Buffer.from(text, 'base64url').toString('base64url') === text;
        const taken = ((): boolean => {
          try {
            return fromBase64Url(text).length >= 0;
          } catch {
            return false;
          }
        })();
        expect(taken).toBe(canonical);
      }),
      { numRuns: 2000 },
    ));

  test.each(['A', 'AA', 'AAA', 'AA=', 'A===', 'AAAA=', '====', 'AB==', 'AAB=', 'AA-_', 'AA\n='])(
    '%j is no base64',
    (text) => expect(() => fromBase64(text)).toThrow(TypeError),
  );
  test.each(['A', 'AB', 'AAB', 'AA==', 'AA+/', 'Aé', 'A A'])('%j is no base64url', (text) =>
    expect(() => fromBase64Url(text)).toThrow(TypeError),
  );
});
