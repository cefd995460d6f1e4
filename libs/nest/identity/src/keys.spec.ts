import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { concat, fromBase64Url, toBase64, toBase64Url, toHex, unwrap, utf8 } from '@longview/foundation';
import {
  agentKey,
  changeFederation,
  codeKey,
  type Federation,
  type FederationChange,
  fingerprintOf,
  type FirstKeyRequest,
  formatEnrolmentCode,
  parseEnrolmentCode,
  type PublicJwk,
  readKeyRequest,
  type RenewalRequest,
  signKeyRequest,
  thumbprintOf,
  verifyKeyRequest,
} from './index.ts';

const pair = (): { readonly secret: JWK; readonly open: PublicJwk } => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    secret: { ...privateKey.export({ format: 'jwk' }) },
    open: { ...publicKey.export({ format: 'jwk' }) } as PublicJwk,
  };
};
const noteKey = (holder: string, type: number, key: PublicJwk): string => {
  const bytes = concat(Uint8Array.of(type), fromBase64Url(key.x));
  const hash = createHash('sha256')
    .update(concat(utf8(`${holder}\n`), bytes))
    .digest();
  return `${holder}+${toHex(hash.subarray(0, 4))}+${toBase64(bytes)}`;
};

const SECRET = new Uint8Array(16).fill(7);
const authority = pair();
const code = {
  registry: 'https://registry.example',
  centre: 'leuven',
  thumbprint: thumbprintOf(authority.open),
  secret: SECRET,
};
const NOW = new Date('2026-03-01T12:00:00Z');
const made = '2026-03-01T11:00:00Z';

describe('an enrolment code', () => {
  const text = formatEnrolmentCode(code);

  test('says again what it was made of, in whatever case and groups it is pasted', () => {
    for (const pasted of [text, text.toLowerCase(), text.replaceAll('-', ''), text.replaceAll('-', '\n'), ` ${text} `])
      expect(unwrap(parseEnrolmentCode(pasted))).toEqual(code);
    expect(unwrap(parseEnrolmentCode(text.replaceAll('0', 'o').replaceAll('1', 'l')))).toEqual(code);
  });

  test('every typing error is told as one', () => {
    const plain = text.replaceAll('-', '');
    fc.assert(
      fc.property(fc.nat(plain.length - 1), fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZU!'), (at, letter) => {
        fc.pre(plain[at] !== letter);
        const read = parseEnrolmentCode(plain.slice(0, at) + letter + plain.slice(at + 1));
        expect(read).toMatchObject({ ok: false, error: { code: 'CODE_MISTYPED' } });
      }),
    );
    for (const cut of [
      '',
      'A',
      plain.slice(1),
      plain.slice(0, -1),
      plain.slice(0, 20),
      plain + plain,
      plain.repeat(40),
    ])
      expect(parseEnrolmentCode(cut)).toMatchObject({ ok: false, error: { code: 'CODE_MISTYPED' } });
    for (let at = 0; at < plain.length - 1; at++) {
      const swapped = plain.slice(0, at) + plain[at + 1] + plain[at] + plain.slice(at + 2);
      if (swapped !== plain) expect(parseEnrolmentCode(swapped).ok).toBe(false);
    }
  });

  test('the secret stands for a key of its own, and does not show', () => {
    expect(codeKey(SECRET)).toEqual(codeKey(SECRET));
    expect(codeKey(SECRET).open).not.toEqual(codeKey(new Uint8Array(16)).open);
    expect(codeKey(SECRET).open.x).not.toContain(toBase64Url(SECRET));
  });

  test('the thumbprint is the one of RFC 7638', async () =>
    expect(thumbprintOf(authority.open)).toBe(await calculateJwkThumbprint({ ...authority.open })));
});

const [agent, witness, other, next] = [pair(), pair(), pair(), pair()];
const opener = codeKey(SECRET);
const first: FirstKeyRequest = {
  v: 1,
  kind: 'first',
  federation: 'trial',
  centre: 'leuven',
  kid: thumbprintOf(agent.open),
  jwk: agent.open,
  witnessKey: noteKey('leuven', 4, witness.open),
  code: opener.open.x,
  made,
};
const renewal: RenewalRequest = {
  v: 1,
  kind: 'renewal',
  federation: 'trial',
  centre: 'gent',
  kid: thumbprintOf(next.open),
  jwk: next.open,
  replaces: 'k1',
  made,
};
const firstKeys = { key: agent.secret, witness: witness.secret, code: opener.secret };

describe('a request to admit a key', () => {
  const verdict = async (...of: Parameters<typeof verifyKeyRequest>) => {
    const result = await verifyKeyRequest(...of);
    return result.ok ? 'ok' : `${result.error.code}: ${result.error.message}`;
  };

  test('proved with all its keys is read back and verified', async () => {
    const signed = await signKeyRequest(first, firstKeys);
    expect(unwrap(readKeyRequest(JSON.stringify(signed)))).toEqual(signed);
    expect(await verdict(signed)).toBe('ok');
    const renewed = await signKeyRequest(renewal, { key: next.secret, replaced: other.secret });
    expect(await verdict(unwrap(readKeyRequest(JSON.stringify(renewed))), other.open)).toBe('ok');
  });

  test.each([
    ['without the key itself', { ...firstKeys, key: other.secret }, /not signed with the key/],
    ['without the witness key', { ...firstKeys, witness: other.secret }, /not signed with the witness key/],
    ['without the code', { ...firstKeys, code: other.secret }, /not signed with the code/],
  ])('%s is not believed', async (_what, keys, why) =>
    expect(await verdict(await signKeyRequest(first, keys))).toMatch(why),
  );

  test('a renewal needs the key that it replaces, and that it is in force', async () => {
    const alone = await signKeyRequest(renewal, { key: next.secret });
    expect(await verdict(alone, other.open)).toMatch(/number of signatures/);
    expect(
      await verdict(await signKeyRequest(renewal, { key: next.secret, replaced: agent.secret }), other.open),
    ).toMatch(/key that is replaced/);
    const whole = await signKeyRequest(renewal, { key: next.secret, replaced: other.secret });
    expect(await verdict(whole, undefined)).toMatch(/key that is replaced/);
    expect(await verdict({ ...whole, proofs: { ...whole.proofs, key: whole.proofs.replaced! } }, other.open)).toMatch(
      /not signed with the new key/,
    );
  });

  test('one key for two purposes, a key under another’s name, a signature of something else', async () => {
    const twice = { ...first, witnessKey: noteKey('leuven', 4, agent.open) };
    expect(await verdict(await signKeyRequest(twice, { ...firstKeys, witness: agent.secret }))).toMatch(/same one/);
    const renamed = await signKeyRequest({ ...first, kid: thumbprintOf(other.open) }, firstKeys);
    expect(readKeyRequest(JSON.stringify(renamed))).toMatchObject({ ok: false, error: { path: 'request.kid' } });
    const signed = await signKeyRequest(first, firstKeys);
    for (const change of [{ centre: 'gent' }, { federation: 'another' }, { made: '2026-03-01T11:00:01Z' }])
      expect(await verdict({ ...signed, request: { ...first, ...change } })).toMatch(/REQUEST_NOT_PROVEN/);
  });

  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['nothing', 'null'],
    ['too long', ' '.repeat(9000)],
    ['a member more', JSON.stringify({ request: { ...first, admin: true }, proofs: { key: 'x' } })],
    ['no proofs', JSON.stringify({ request: first })],
    ['a private key', JSON.stringify({ request: { ...first, jwk: agent.secret }, proofs: { key: 'x' } })],
    ['another kind', JSON.stringify({ request: { ...first, kind: 'other' }, proofs: { key: 'x' } })],
  ])('%s is malformed', (_what, text) =>
    expect(readKeyRequest(text)).toMatchObject({ ok: false, error: { code: 'REQUEST_MALFORMED' } }),
  );

  test('the fingerprint changes with every key and name in it, and not with the moment', () => {
    const all = [
      first,
      { ...first, kid: 'x' },
      { ...first, centre: 'gent' },
      { ...first, federation: 'another' },
      { ...first, witnessKey: noteKey('leuven', 4, other.open) },
    ].map(fingerprintOf);
    expect(new Set(all).size).toBe(5);
    expect(fingerprintOf({ ...first, made: '2026-03-02T00:00:00Z' })).toBe(all[0]);
    expect(all[0]).toMatch(/^([0-9A-F]{4} ){5}[0-9A-F]{4}$/);
  });
});

describe('a change of the federation', () => {
  const from = '2026-01-01T00:00:00Z';
  const manifest: Federation = {
    v: 1,
    id: 'trial',
    issued: '2026-02-01T00:00:00Z',
    registry: {
      id: 'registry',
      url: 'https://registry.example',
      audience: 'https://registry.example',
      logOrigin: 'registry.example/log',
      logKey: noteKey('registry.example/log', 1, pair().open),
      receiptKey: pair().open,
    },
    pseudonymiser: {
      id: 'pseudonymiser',
      url: 'https://pseudonymiser.example',
      audience: 'https://pseudonymiser.example',
      epochs: [{ epoch: 1, publicKey: toBase64Url(new Uint8Array(32).fill(1)), from }],
    },
    identityProvider: { issuer: 'https://login.example', audience: 'https://registry.example' },
    centres: [
      {
        id: 'gent',
        name: 'Gent',
        keys: [
          { kid: 'k1', jwk: other.open, from },
          { kid: 'k0', jwk: pair().open, from, to: '2026-02-01T00:00:00Z' },
        ],
        witnessKey: noteKey('gent', 4, pair().open),
      },
    ],
    witnesses: { quorum: 1 },
  };
  const after = (change: FederationChange, now = NOW, before = manifest): Federation =>
    unwrap(changeFederation(before, change, now));
  const code_ = (change: FederationChange, now = NOW, before = manifest): string => {
    const result = changeFederation(before, change, now);
    return result.ok ? 'ok' : result.error.code;
  };

  test('a first key opens a centre; its date is later than that of the manifest before', () => {
    const changed = after({ kind: 'admit', request: first, name: 'Leuven', roles: ['treating'] });
    expect(changed.centres.at(-1)).toEqual({
      id: 'leuven',
      name: 'Leuven',
      roles: ['treating'],
      witnessKey: first.witnessKey,
      keys: [{ kid: first.kid, jwk: agent.open, from: '2026-03-01T12:00:00Z' }],
    });
    expect(changed.issued).toBe('2026-03-01T12:00:00Z');
    expect(agentKey(changed, 'leuven', first.kid, NOW)).toEqual(agent.open);
    // Twice in one second: still one after the other.
    expect(after({ kind: 'revoke', centre: 'gent', kid: 'k1' }, NOW, changed).issued).toBe('2026-03-01T12:00:01Z');
  });

  test('a new centre needs a name, and another federation’s or month’s request is refused', () => {
    expect(code_({ kind: 'admit', request: first })).toBe('NAME_MISSING');
    expect(code_({ kind: 'admit', request: { ...first, federation: 'another' }, name: 'x' })).toBe('OTHER_FEDERATION');
    expect(code_({ kind: 'admit', request: first, name: 'x' }, new Date('2026-04-02T00:00:00Z'))).toBe('STALE_REQUEST');
    expect(code_({ kind: 'admit', request: first, name: 'x' }, new Date('2026-03-01T10:00:00Z'))).toBe('STALE_REQUEST');
  });

  test('a lost machine: a centre that is known gets another key and witness key, the others stay as they are', () => {
    const changed = after({ kind: 'admit', request: { ...first, centre: 'gent' } });
    expect(changed.centres[0]?.keys.map(({ kid }) => kid)).toEqual(['k1', 'k0', first.kid]);
    expect(changed.centres[0]?.witnessKey).toBe(first.witnessKey);
  });

  test('a key of somebody, in force or not, is admitted nowhere', () => {
    const admitted = after({ kind: 'admit', request: first, name: 'Leuven' });
    const revoked = after({ kind: 'revoke', centre: 'leuven', kid: first.kid }, NOW, admitted);
    for (const before of [admitted, revoked])
      for (const centre of ['leuven', 'gent', 'brugge'])
        expect(code_({ kind: 'admit', request: { ...first, centre }, name: 'x' }, NOW, before)).toBe('KEY_KNOWN');
    const stolen = { ...renewal, jwk: other.open, kid: thumbprintOf(other.open) };
    expect(code_({ kind: 'admit', request: stolen })).toBe('KEY_KNOWN');
    const registrys = {
      ...renewal,
      jwk: manifest.registry.receiptKey,
      kid: thumbprintOf(manifest.registry.receiptKey),
    };
    expect(code_({ kind: 'admit', request: registrys })).toBe('DUPLICATE');
  });

  test('a renewed key begins now, and the one before goes on for a week at most', () => {
    const keys = after({ kind: 'admit', request: renewal }).centres[0]!.keys;
    expect(keys[0]).toMatchObject({ kid: 'k1', to: '2026-03-08T12:00:00Z' });
    expect(keys.at(-1)).toEqual({ kid: renewal.kid, jwk: next.open, from: '2026-03-01T12:00:00Z' });
    expect(after({ kind: 'admit', request: renewal, overlapDays: 0 }).centres[0]!.keys[0]?.to).toBe(
      '2026-03-01T12:00:01Z',
    );
    const ending = after({ kind: 'end', centre: 'gent', kid: 'k1', at: '2026-03-02T00:00:00Z' });
    expect(after({ kind: 'admit', request: renewal }, NOW, ending).centres[0]!.keys[0]?.to).toBe(
      '2026-03-02T00:00:00Z',
    );
  });

  test('a renewal stands on a key in force: not on one that ended, was revoked, is another centre’s or nobody’s', () => {
    for (const replaces of ['k0', 'k9'])
      expect(code_({ kind: 'admit', request: { ...renewal, replaces } })).toBe('KEY_NOT_IN_FORCE');
    expect(code_({ kind: 'admit', request: { ...renewal, centre: 'leuven' } })).toBe('KEY_NOT_IN_FORCE');
    const revoked = after({ kind: 'revoke', centre: 'gent', kid: 'k1' });
    expect(code_({ kind: 'admit', request: renewal }, NOW, revoked)).toBe('KEY_NOT_IN_FORCE');
    const done = after({ kind: 'admit', request: renewal });
    expect(code_({ kind: 'admit', request: renewal }, NOW, done)).toBe('KEY_KNOWN');
  });

  test('a revoked key is out at that second, is never revoked twice and never ends later', () => {
    const revoked = after({ kind: 'revoke', centre: 'gent', kid: 'k1' });
    expect(agentKey(revoked, 'gent', 'k1', NOW)).toBeUndefined();
    expect(code_({ kind: 'revoke', centre: 'gent', kid: 'k1' }, NOW, revoked)).toBe('ENDED_ALREADY');
    expect(code_({ kind: 'end', centre: 'gent', kid: 'k1', at: '2026-04-01T00:00:00Z' }, NOW, revoked)).toBe(
      'ENDED_ALREADY',
    );
    expect(code_({ kind: 'revoke', centre: 'gent', kid: 'k9' })).toBe('UNKNOWN_KEY');
    expect(code_({ kind: 'revoke', centre: 'nowhere', kid: 'k1' })).toBe('UNKNOWN_KEY');
    expect(code_({ kind: 'end', centre: 'gent', kid: 'k1', at: '2026-02-01T00:00:00Z' })).toBe('WRONG_VALUE');
    expect(code_({ kind: 'end', centre: 'gent', kid: 'k1', at: 'tomorrow' })).toBe('WRONG_VALUE');
  });

  test('a machine whose clock is behind signs nothing', () =>
    expect(code_({ kind: 'revoke', centre: 'gent', kid: 'k1' }, new Date('2026-01-15T00:00:00Z'))).toBe(
      'CLOCK_BEHIND',
    ));
});
