import { beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, generateKeyPairSync } from 'node:crypto';
import type { JWK } from 'jose';
import { CompactSign, importJWK } from 'jose';
import {
  canonicalJson,
  concat,
  fixedClock,
  fromBase64Url,
  toBase64,
  toBase64Url,
  toHex,
  unwrap,
  utf8,
} from '@longview/foundation';
import { agentKey, agentKeys, openEpochs, openFederation, sealFederation } from './index.ts';
import type { Federation, FederationCheck, PublicJwk } from './index.ts';

const pair = (): { readonly secret: JWK; readonly open: PublicJwk } => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    secret: { ...privateKey.export({ format: 'jwk' }) },
    open: { ...publicKey.export({ format: 'jwk' }) } as PublicJwk,
  };
};

const verifierKey = (holder: string, type: number, key = pair().open): string => {
  const bytes = concat(Uint8Array.of(type), fromBase64Url(key.x));
  const hash = createHash('sha256')
    .update(concat(utf8(`${holder}\n`), bytes))
    .digest()
    .subarray(0, 4);
  return `${holder}+${toHex(hash)}+${toBase64(bytes)}`;
};

const authority = pair();
const gent = pair();
const NOW = '2026-03-01T12:00:00Z';
const from = '2026-01-01T00:00:00Z';

const manifest: Federation = {
  v: 1,
  id: 'trial',
  issued: '2026-02-01T00:00:00Z',
  registry: {
    id: 'registry',
    url: 'https://registry.example/graphql',
    audience: 'https://registry.example',
    logOrigin: 'registry.example/log',
    logKey: verifierKey('registry.example/log', 1),
    receiptKey: pair().open,
  },
  pseudonymiser: {
    id: 'pseudonymiser',
    url: 'http://localhost:4010',
    audience: 'https://pseudonymiser.example',
    epochs: [
      { epoch: 1, publicKey: toBase64Url(new Uint8Array(32).fill(1)), from, to: '2026-02-15T00:00:00Z' },
      { epoch: 2, publicKey: toBase64Url(new Uint8Array(32).fill(2)), from: '2026-02-01T00:00:00Z' },
    ],
  },
  identityProvider: { issuer: 'http://localhost:4020', audience: 'https://registry.example' },
  centres: [
    {
      id: 'gent',
      name: 'University hospital',
      keys: [
        { kid: 'k1', jwk: pair().open, from, to: '2026-02-01T00:00:00Z' },
        { kid: 'k2', jwk: gent.open, from },
        { kid: 'k3', jwk: pair().open, from, revoked: '2026-02-20T00:00:00Z' },
        { kid: 'k4', jwk: pair().open, from: '2026-04-01T00:00:00Z' },
      ],
      witnessKey: verifierKey('gent', 4),
      roles: ['treating'],
    },
    {
      id: 'leuven',
      name: 'Referral centre',
      keys: [{ kid: 'k1', jwk: pair().open, from }],
      witnessKey: verifierKey('leuven', 4),
    },
  ],
  witnesses: { quorum: 2 },
};

type Loose = Record<string, any>;

describe('federation.json', () => {
  let text: string;
  beforeAll(async () => {
    text = await sealFederation(manifest, authority.secret);
  });

  const open = (file: string, change: Partial<FederationCheck> = {}): Promise<string> =>
    openFederation({ text: file, pinned: authority.open, clock: fixedClock(NOW), ...change }).then((result) =>
      result.ok ? 'ok' : [result.error.code, result.error.path].filter(Boolean).join(' '),
    );

  /** Signs whatever it is told to, as only the holder of the federation key could: the shape has to hold by itself. */
  const signed = async (change: (manifest: Loose) => void): Promise<string> => {
    const copy = JSON.parse(JSON.stringify(manifest)) as Loose;
    change(copy);
    const whole = await new CompactSign(utf8(canonicalJson(copy)))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'longview-federation+jws' })
      .sign(await importJWK(authority.secret, 'EdDSA'));
    return JSON.stringify({ manifest: copy, signature: whole.replace(/\..*\./, '..') });
  };
  const changed = (change: (file: Loose) => void): string => {
    const file = JSON.parse(text) as Loose;
    change(file);
    return JSON.stringify(file);
  };

  test('what was signed is read back', async () => {
    const read = unwrap(await openFederation({ text, pinned: authority.open, clock: fixedClock(NOW) }));
    expect(read).toEqual(manifest);
  });

  test('white space and the order of members are not what is signed', () =>
    expect(
      open(changed((file) => (file['manifest'] = Object.fromEntries(Object.entries(file['manifest']).reverse())))),
    ).resolves.toBe('ok'));

  test('every changed character of the manifest or the signature is refused', async () => {
    const compact = JSON.stringify(JSON.parse(text));
    let tried = 0;
    for (let at = 0; at < compact.length; at += 4) {
      if (!/[A-Za-z0-9]/.test(compact[at] ?? '')) continue;
      const other = compact[at] === 'b' ? 'c' : compact[at] === '2' ? '3' : /\d/.test(compact[at] ?? '') ? '2' : 'b';
      expect(await open(compact.slice(0, at) + other + compact.slice(at + 1))).not.toBe('ok');
      tried++;
    }
    expect(tried).toBeGreaterThan(300);
  });

  test.each<[string, () => string | Promise<string>, Partial<FederationCheck>, string]>([
    ['no JSON', () => text.slice(1), {}, 'NOT_JSON'],
    ['a list', () => '[]', {}, 'WRONG_VALUE'],
    ['a third member', () => changed((file) => (file['note'] = '')), {}, 'UNKNOWN_MEMBER note'],
    ['no manifest', () => changed((file) => delete file['manifest']), {}, 'MISSING_MEMBER manifest'],
    ['no signature', () => changed((file) => delete file['signature']), {}, 'MISSING_MEMBER signature'],
    ['a number as signature', () => changed((file) => (file['signature'] = 1)), {}, 'WRONG_VALUE signature'],
    ['another key', () => text, { pinned: pair().open }, 'BAD_SIGNATURE signature'],
    ['signed by a centre', () => sealFederation(manifest, gent.secret), {}, 'BAD_SIGNATURE signature'],
    [
      'a payload in the signature',
      () => changed((file) => (file['signature'] = file['signature'].replace('..', '.e30.'))),
      {},
      'BAD_SIGNATURE signature',
    ],
    [
      'an unsigned header',
      () => changed((file) => (file['signature'] = `${toBase64Url(utf8('{"alg":"none"}'))}..AA`)),
      {},
      'BAD_SIGNATURE signature',
    ],
    [
      'a signature of another purpose',
      async () => {
        const whole = await new CompactSign(utf8(canonicalJson(manifest)))
          .setProtectedHeader({ alg: 'EdDSA' })
          .sign(await importJWK(authority.secret, 'EdDSA'));
        return changed((file) => (file['signature'] = whole.replace(/\..*\./, '..')));
      },
      {},
      'BAD_SIGNATURE signature',
    ],
    [
      'an expired federation key',
      () => text,
      { pinned: { ...authority.open, exp: Date.parse(NOW) / 1000 } },
      'KEY_EXPIRED',
    ],
    ['dated ahead', () => text, { clock: fixedClock('2026-01-31T23:54:59Z') }, 'FROM_THE_FUTURE manifest.issued'],
    [
      'older than the one known',
      () => text,
      { knownIssued: '2026-02-01T00:00:01Z' },
      'OLDER_THAN_KNOWN manifest.issued',
    ],
    ['version 2', () => signed((m) => (m['v'] = 2)), {}, 'WRONG_VALUE manifest.v'],
    ['an unknown member', () => signed((m) => (m['comment'] = 'x')), {}, 'UNKNOWN_MEMBER manifest.comment'],
    [
      'an unknown member deep down',
      () => signed((m) => (m['centres'][1].keys[0].use = 'sig')),
      {},
      'UNKNOWN_MEMBER manifest.centres[1].keys[0].use',
    ],
    [
      'a private key',
      () => signed((m) => (m['centres'][0].keys[0].jwk = gent.secret)),
      {},
      'UNKNOWN_MEMBER manifest.centres[0].keys[0].jwk.d',
    ],
    ['no registry', () => signed((m) => delete m['registry']), {}, 'MISSING_MEMBER manifest.registry'],
    ['no quorum', () => signed((m) => delete m['witnesses'].quorum), {}, 'MISSING_MEMBER manifest.witnesses.quorum'],
    [
      'a quorum of nobody',
      () => signed((m) => (m['witnesses'].quorum = 0)),
      {},
      'WRONG_VALUE manifest.witnesses.quorum',
    ],
    [
      'a quorum that cannot be met',
      () => signed((m) => (m['witnesses'].quorum = 3)),
      {},
      'WRONG_VALUE manifest.witnesses.quorum',
    ],
    ['no centre', () => signed((m) => (m['centres'] = [])), {}, 'WRONG_VALUE manifest.centres'],
    ['a centre twice', () => signed((m) => (m['centres'][1].id = 'gent')), {}, 'DUPLICATE manifest.centres[1]'],
    [
      'a centre in capitals',
      () => signed((m) => (m['centres'][1].id = 'Leuven')),
      {},
      'WRONG_VALUE manifest.centres[1].id',
    ],
    [
      'a name over two lines',
      () => signed((m) => (m['centres'][1].name = 'a\nb')),
      {},
      'WRONG_VALUE manifest.centres[1].name',
    ],
    [
      'a key name twice',
      () => signed((m) => (m['centres'][0].keys[1].kid = 'k1')),
      {},
      'DUPLICATE manifest.centres[0].keys[1]',
    ],
    [
      'a key that two centres hold',
      () => signed((m) => (m['centres'][1].keys[0].jwk = gent.open)),
      {},
      'DUPLICATE manifest.centres[1].keys',
    ],
    [
      'the registry’s key in a centre',
      () => signed((m) => (m['centres'][1].keys[0].jwk = m['registry'].receiptKey)),
      {},
      'DUPLICATE manifest.centres[1].keys',
    ],
    [
      'a key of 31 bytes',
      () => signed((m) => (m['registry'].receiptKey.x = toBase64Url(new Uint8Array(31)))),
      {},
      'WRONG_VALUE manifest.registry.receiptKey.x',
    ],
    [
      'a key of another curve',
      () => signed((m) => (m['registry'].receiptKey.crv = 'X25519')),
      {},
      'WRONG_VALUE manifest.registry.receiptKey.crv',
    ],
    [
      'a key that ends before it begins',
      () => signed((m) => (m['centres'][0].keys[1].to = '2025-01-01T00:00:00Z')),
      {},
      'WRONG_VALUE manifest.centres[0].keys[1].to',
    ],
    ['a day for an instant', () => signed((m) => (m['issued'] = '2026-02-01')), {}, 'WRONG_VALUE manifest.issued'],
    [
      'the 30th of February',
      () => signed((m) => (m['issued'] = '2026-02-30T00:00:00Z')),
      {},
      'WRONG_VALUE manifest.issued',
    ],
    [
      'an instant with an offset',
      () => signed((m) => (m['issued'] = '2026-02-01T00:00:00+01:00')),
      {},
      'WRONG_VALUE manifest.issued',
    ],
    [
      'clear text to another machine',
      () => signed((m) => (m['registry'].url = 'http://registry.example')),
      {},
      'WRONG_VALUE manifest.registry.url',
    ],
    [
      'a login in an address',
      () => signed((m) => (m['registry'].url = 'https://a:b@registry.example')),
      {},
      'WRONG_VALUE manifest.registry.url',
    ],
    [
      'a query in an address',
      () => signed((m) => (m['registry'].url = 'https://registry.example/?')),
      {},
      'WRONG_VALUE manifest.registry.url',
    ],
    [
      'no epoch',
      () => signed((m) => (m['pseudonymiser'].epochs = [])),
      {},
      'WRONG_VALUE manifest.pseudonymiser.epochs',
    ],
    [
      'an epoch twice',
      () => signed((m) => (m['pseudonymiser'].epochs[1].epoch = 1)),
      {},
      'DUPLICATE manifest.pseudonymiser.epochs[1]',
    ],
    [
      'three epochs at once',
      () =>
        signed((m) =>
          m['pseudonymiser'].epochs.push({
            epoch: 3,
            publicKey: toBase64Url(new Uint8Array(32).fill(3)),
            from: '2026-02-10T00:00:00Z',
          }),
        ),
      {},
      'WRONG_VALUE manifest.pseudonymiser.epochs[2].from',
    ],
    [
      'epoch 0',
      () => signed((m) => (m['pseudonymiser'].epochs[0].epoch = 0)),
      {},
      'WRONG_VALUE manifest.pseudonymiser.epochs[0].epoch',
    ],
    [
      'a witness that is a log',
      () => signed((m) => (m['centres'][0].witnessKey = verifierKey('gent', 1))),
      {},
      'WRONG_VALUE manifest.centres[0].witnessKey',
    ],
    [
      'a verifier key with a wrong hash',
      () => signed((m) => (m['registry'].logKey = m['registry'].logKey.replace('registry', 'register'))),
      {},
      'WRONG_VALUE manifest.registry.logKey',
    ],
    [
      'a witness twice',
      () => signed((m) => (m['centres'][1].witnessKey = m['centres'][0].witnessKey)),
      {},
      'DUPLICATE manifest.centres[1]',
    ],
    [
      'a prototype as member',
      async () => (await signed(() => undefined)).replace('"v":1', '"v":1,"__proto__":{}'),
      {},
      'BAD_SIGNATURE signature',
    ],
  ])('%s', async (_what, make, change, code) => {
    expect(await open(await make(), change)).toBe(code);
  });

  test('a manifest that would be refused is not signed', () =>
    expect(sealFederation({ ...manifest, centres: [] }, authority.secret)).rejects.toThrow(/WRONG_VALUE/));

  test.each([
    ['expired', 'gent', 'k1', false],
    ['valid', 'gent', 'k2', true],
    ['revoked', 'gent', 'k3', false],
    ['not yet begun', 'gent', 'k4', false],
    ['unknown', 'gent', 'k5', false],
    ['of another centre', 'leuven', 'k2', false],
    ['of no centre', 'nowhere', 'k1', false],
  ])('a key that is %s', (_what, centre, kid, there) => {
    expect(agentKeys(() => manifest, fixedClock(NOW))(centre, kid) !== undefined).toBe(there);
  });

  test('a key speaks from its first second up to its last, and before it was revoked', () => {
    const at = (kid: string, instant: string): boolean =>
      agentKey(manifest, 'gent', kid, new Date(instant)) !== undefined;
    expect([
      at('k1', '2025-12-31T23:59:59Z'),
      at('k1', from),
      at('k1', '2026-01-31T23:59:59.999Z'),
      at('k1', '2026-02-01T00:00:00Z'),
    ]).toEqual([false, true, true, false]);
    expect([at('k3', '2026-02-19T23:59:59Z'), at('k3', '2026-02-20T00:00:00Z')]).toEqual([true, false]);
  });

  test('the open epochs, the oldest first', () => {
    const open = (at: string) => openEpochs(manifest, new Date(at)).map(({ epoch }) => epoch);
    expect(open('2026-01-10T00:00:00Z')).toEqual([1]);
    expect(open('2026-02-10T00:00:00Z')).toEqual([1, 2]);
    expect(open('2026-02-15T00:00:00Z')).toEqual([2]);
    expect(open('2025-01-10T00:00:00Z')).toEqual([]);
  });
});
