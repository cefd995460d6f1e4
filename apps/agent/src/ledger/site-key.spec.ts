import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { systemRandom, unwrap } from '@longview/foundation';
import fc from 'fast-check';
import { readSiteKey } from './site-key-file.ts';
import { siteKey } from './site-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'longview-site-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('names under the site key', () => {
  const key = new Uint8Array(32).fill(7);

  test('are 43 characters of base64url, the same at every run, and other under another key or for another purpose', () => {
    const names = siteKey(key);
    expect(names.record('ehr', 'r1')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(names.record('ehr', 'r1')).toBe(siteKey(key).record('ehr', 'r1'));
    expect(
      new Set([names.record('x', 'x'), names.course('x'), names.patient('x'), names.token('x', ''), names.fingerprint])
        .size,
    ).toBe(5);
    expect(siteKey(new Uint8Array(32).fill(8)).record('ehr', 'r1')).not.toBe(names.record('ehr', 'r1'));
  });

  // RFC 4231 has no 32-byte key: this value was computed with `openssl dgst -sha256 -mac HMAC`.
  test('are HMAC-SHA256 over the purpose, a bar and the text', () => {
    expect(Buffer.from(siteKey(new Uint8Array(32)).record('ehr', 'a'), 'base64url').toString('hex')).toBe(
      '3730071cb5d98e0df351672c7c5e90fd07072fb37e53ad35255bdbc1f1e937fe',
    );
  });

  test('a type and a number are never taken for another split of the same text', () => {
    const names = siteKey(key);
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        fc.pre(b !== '');
        expect(names.token(a + b, c)).not.toBe(names.token(a, b + c));
      }),
    );
  });

  test('a key of another size is a fault', () => {
    expect(() => siteKey(new Uint8Array(31))).toThrow(RangeError);
  });
});

describe('the file of the site key', () => {
  test('is made once, for its owner alone, and read again', () => {
    const file = join(folder, 'a.key');
    const made = unwrap(readSiteKey(file, join(folder, 'no-ledger'), systemRandom));
    expect(made.made).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = unwrap(readSiteKey(file, join(folder, 'no-ledger'), systemRandom));
    expect(again).toEqual({ key: readFileSync(file), made: false });
    expect([...again.key]).toEqual([...made.key]);
  });

  test('is never made anew beside a ledger', () => {
    const ledger = join(folder, 'ledger');
    writeFileSync(ledger, '');
    const lost = readSiteKey(join(folder, 'lost.key'), ledger, systemRandom);
    expect(lost).toMatchObject({ ok: false, error: { code: 'SITE_KEY_LOST' } });
  });

  test('is refused when it was cut short, or when others can read it', () => {
    const file = join(folder, 'short.key');
    writeFileSync(file, 'short', { mode: 0o600 });
    expect(readSiteKey(file, 'no-ledger', systemRandom)).toMatchObject({
      ok: false,
      error: { code: 'SITE_KEY_MALFORMED' },
    });
    const open = join(folder, 'open.key');
    writeFileSync(open, new Uint8Array(32), { mode: 0o644 });
    expect(readSiteKey(open, 'no-ledger', systemRandom)).toMatchObject({ ok: false, error: { code: 'SITE_KEY_OPEN' } });
  });
});
