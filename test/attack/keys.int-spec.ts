// Keys that somebody tries to get in who may not: with codes used, expired, guessed or of another centre, with keys that are another's, without the
// key that a renewal stands on, again and again. At the registry's doors, and at the desk of whoever holds the federation's key.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { fixedClock, fromBase64Url, systemClock, unwrap } from '@longview/foundation';
import { federationCli } from '@longview/federation';
import {
  codeKey,
  type EnrolmentCode,
  fingerprintOf,
  type FirstKeyRequest,
  type KeyRequest,
  openFederation,
  parseEnrolmentCode,
  type PublicJwk,
  type RenewalRequest,
  type SignedKeyRequest,
  signKeyRequest,
  thumbprintOf,
} from '@longview/nest-identity';
import { ed25519Signer, formatKey, KEY_TYPE } from '@longview/transparency-proof';
import type { JWK } from 'jose';
import { type CentreId, TrialRegistry } from '../support/trial-registry.ts';

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start();
});
afterAll(() => trial.stop());
afterEach(() => expect(trial.faults.splice(0)).toEqual([]));

type Secret = JWK & { readonly x: string; readonly d: string };
const newKey = (): Secret => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as Secret;
const open = ({ x }: { readonly x: string }): PublicJwk => ({ kty: 'OKP', crv: 'Ed25519', x });
const instant = (): string => `${new Date().toISOString().slice(0, 19)}Z`;

async function invite(centre: string): Promise<EnrolmentCode & { readonly text: string }> {
  const { data } = await trial.ask('steward@registry', INVITE, { centre });
  const text = data.inviteCentre.code as string;
  return { ...unwrap(parseEnrolmentCode(text)), text };
}
const INVITE = `mutation ($centre: String!) {
  inviteCentre(centre: $centre) { ... on Invitation { code expires } ... on Refusal { why: code } }
}`;

interface Keys {
  readonly key: Secret;
  readonly witness: Secret;
}
const newKeys = (): Keys => ({ key: newKey(), witness: newKey() });

function firstRequest(
  code: EnrolmentCode,
  { key, witness }: Keys,
  change: Partial<FirstKeyRequest> = {},
): FirstKeyRequest {
  const signer = ed25519Signer(`trial/${code.centre}/witness`, KEY_TYPE.witness, fromBase64Url(witness.d));
  return {
    v: 1,
    kind: 'first',
    federation: 'trial',
    centre: code.centre,
    kid: thumbprintOf(open(key)),
    jwk: open(key),
    witnessKey: formatKey(signer.key),
    code: codeKey(code.secret).open.x,
    made: instant(),
    ...change,
  };
}
const signedFirst = (
  code: EnrolmentCode,
  keys: Keys,
  change: Partial<FirstKeyRequest> = {},
): Promise<SignedKeyRequest> =>
  signKeyRequest(firstRequest(code, keys, change), { ...keys, code: codeKey(code.secret).secret });

const ENROL = `mutation ($request: String!) { enrol(request: $request) { ... on KeyRequestTaken { kid } ... on Refusal { code message } } }`;
async function enrol(signed: SignedKeyRequest): Promise<string> {
  const { data } = await trial.ask(undefined, ENROL, { request: JSON.stringify(signed) });
  return (data.enrol.code ?? data.enrol.kid) as string;
}

const RENEW = `mutation ($request: String!) { renewKey(request: $request) { ... on KeyRequestTaken { kid } ... on Refusal { code } } }`;
async function renew(centre: CentreId, signed: SignedKeyRequest): Promise<string> {
  const { data } = await trial.askAsAgent(centre, RENEW, { request: JSON.stringify(signed) });
  return (data.renewKey.code ?? data.renewKey.kid) as string;
}
const renewalOf = (centre: CentreId, key: Secret, change: Partial<RenewalRequest> = {}): RenewalRequest => ({
  v: 1,
  kind: 'renewal',
  federation: 'trial',
  centre,
  kid: thumbprintOf(open(key)),
  jwk: open(key),
  replaces: `${centre}-1`,
  made: instant(),
  ...change,
});
const signedRenewal = (
  centre: CentreId,
  key: Secret,
  by: JWK = trial.agents[centre].secret,
  change: Partial<RenewalRequest> = {},
) => signKeyRequest(renewalOf(centre, key, change), { key, replaced: by });

const LIST = '{ keyRequests { ... on KeyRequests { waiting { centre kid kind fingerprint request } } } }';
const waiting = async (): Promise<
  { centre: string; kid: string; kind: string; fingerprint: string; request: string }[]
> => (await trial.ask('steward@registry', LIST)).data.keyRequests.waiting;

describe('a code', () => {
  test('is kept nowhere, and says where the registry is and by whose key its federation is known', async () => {
    const code = await invite('centre-n');
    expect([code.registry, code.centre]).toEqual([trial.url, 'centre-n']);
    const key = JSON.parse(
      (await trial.send({ method: 'GET', path: '/federation.jwk', headers: {} })).text,
    ) as PublicJwk;
    expect(thumbprintOf(key)).toBe(code.thumbprint);
    const stored = await trial.asAdmin((client) =>
      client.query('select i::text as row from registry.key_invitation i'),
    );
    const rows = stored.rows.map(({ row }) => row as string).join('\n');
    const secret = Buffer.from(code.secret);
    for (const form of ['hex', 'base64', 'base64url'] as const) expect(rows).not.toContain(secret.toString(form));
    expect(rows).toContain(codeKey(code.secret).open.x);
  });

  test('opens once: the same keys again are the same request, other keys are refused', async () => {
    const code = await invite('centre-o');
    const keys = newKeys();
    const signed = await signedFirst(code, keys);
    const { kid } = signed.request;
    expect([await enrol(signed), await enrol(signed), await enrol(await signedFirst(code, keys))]).toEqual([
      kid,
      kid,
      kid,
    ]);
    expect(await enrol(await signedFirst(code, newKeys()))).toBe('CODE_REFUSED');
    expect((await waiting()).filter(({ centre }) => centre === 'centre-o')).toEqual([
      {
        centre: 'centre-o',
        kid,
        kind: 'first',
        fingerprint: fingerprintOf(signed.request),
        request: JSON.stringify(signed),
      },
    ]);
  });

  test('of many keys that come at once with one code, one is taken', async () => {
    const code = await invite('centre-p');
    const all = await Promise.all(Array.from({ length: 8 }, async () => enrol(await signedFirst(code, newKeys()))));
    expect(all.filter((one) => one === 'CODE_REFUSED')).toHaveLength(7);
  });

  test('expired, of another centre, and never made are refused in the same words, which say nothing of which', async () => {
    const [expired, others] = [await invite('centre-q'), await invite('centre-r')];
    await trial.asAdmin((client) =>
      client.query(
        `update registry.key_invitation set expires = now() - interval '1 second' where centre = 'centre-q'`,
      ),
    );
    const guessed = { ...others, secret: randomBytes(16) };
    const words = new Set<string>();
    for (const signed of [
      await signedFirst(expired, newKeys()),
      await signedFirst({ ...others, centre: 'centre-q' }, newKeys()),
      await signedFirst({ ...others, centre: 'centre-a' }, newKeys()),
      await signedFirst(guessed, newKeys()),
      await signedFirst({ ...guessed, centre: 'centre-nowhere' }, newKeys()),
    ])
      words.add((await trial.ask(undefined, ENROL, { request: JSON.stringify(signed) })).text);
    expect([...words]).toEqual([expect.stringContaining('CODE_REFUSED')]);
    expect(await enrol(await signedFirst(others, newKeys()))).not.toBe('CODE_REFUSED');
  });

  test('seen on the way is worth nothing: the request that it opens for cannot be changed', async () => {
    const code = await invite('centre-s');
    const [signed, thief] = [await signedFirst(code, newKeys()), newKeys()];
    const swapped = firstRequest(code, thief);
    const forged = await signKeyRequest(swapped, thief);
    expect(await enrol({ ...forged, proofs: { ...forged.proofs, code: signed.proofs.code ?? '' } })).toBe(
      'REQUEST_NOT_PROVEN',
    );
    expect(await enrol(signed)).toBe(signed.request.kid);
  });

  test('without a proof of the key, of the witness key or of the code nothing is enrolled', async () => {
    const code = await invite('centre-t');
    const keys = newKeys();
    const request = firstRequest(code, keys);
    const all = { ...keys, code: codeKey(code.secret).secret };
    for (const wrong of [
      { ...all, key: newKey() },
      { ...all, witness: newKey() },
      { ...all, code: newKey() },
    ])
      expect(await enrol(await signKeyRequest(request, wrong))).toBe('REQUEST_NOT_PROVEN');
    const { key, witness } = all;
    for (const less of [{ key }, { key, witness }, { key, code: all.code }])
      expect(await enrol(await signKeyRequest(request, less))).toBe('REQUEST_NOT_PROVEN');
    // Somebody else's public key: its holder signs nothing for a stranger.
    const others = { ...request, jwk: trial.agents['centre-a'].open, kid: thumbprintOf(trial.agents['centre-a'].open) };
    expect(await enrol(await signKeyRequest(others, all))).toBe('REQUEST_NOT_PROVEN');
    expect((await waiting()).filter(({ centre }) => centre === 'centre-t')).toEqual([]);
  });

  test('a key that is in the federation, or waits for another centre, is not taken a second time by its own holder', async () => {
    const [one, two] = [await invite('centre-u'), await invite('centre-v')];
    const held = { key: trial.agents['centre-b'].secret as Secret, witness: newKey() };
    expect(await enrol(await signedFirst(one, held))).toBe('KEY_KNOWN');
    const keys = newKeys();
    expect(await enrol(await signedFirst(one, keys))).not.toBe('KEY_KNOWN');
    expect(await enrol(await signedFirst(two, keys))).toBe('KEY_KNOWN');
    // The refusal took the use of the code back.
    expect(await enrol(await signedFirst(two, newKeys()))).toMatch(/^[\w-]{43}$/);
  });

  test('what is open is bounded, for a centre and in all', async () => {
    const codes = [];
    for (let n = 0; n < 4; n++)
      codes.push((await trial.ask('steward@registry', INVITE, { centre: 'centre-w' })).data.inviteCentre);
    expect(codes.map((one) => one.why)).toEqual([undefined, undefined, undefined, 'TOO_MANY_OPEN']);
    const all = await trial.asAdmin((client) =>
      client.query(`insert into registry.key_invitation (code, centre, made_by, made_at, expires)
        select 'filler ' || n, 'filler', 'nobody', now(), now() + interval '1 day' from generate_series(1, 100) n`),
    );
    expect(all.rowCount).toBe(100);
    expect((await trial.ask('steward@registry', INVITE, { centre: 'centre-x' })).data.inviteCentre.why).toBe(
      'TOO_MANY_OPEN',
    );
    await trial.asAdmin((client) => client.query(`delete from registry.key_invitation where centre = 'filler'`));
    expect((await trial.ask('steward@registry', INVITE, { centre: 'Centre X' })).data.inviteCentre.why).toBe(
      'CENTRE_INVALID',
    );
  });

  test('a flood of requests without a code leaves nothing behind', async () => {
    const code = { registry: trial.url, centre: 'centre-flood', thumbprint: '', secret: randomBytes(16) };
    const count = async () => {
      const tables = await trial.asAdmin((client) =>
        client.query(
          'select (select count(*) from registry.key_request) + (select count(*) from registry.key_invitation) as n',
        ),
      );
      return Number(tables.rows[0].n);
    };
    const before = await count();
    const signed = await Promise.all(
      Array.from({ length: 100 }, () => signedFirst({ ...code, secret: randomBytes(16) }, newKeys())),
    );
    const answers = await Promise.all(signed.map(enrol));
    expect(new Set(answers)).toEqual(new Set(['CODE_REFUSED']));
    expect(await count()).toBe(before);
    expect((await trial.send({ method: 'GET', path: '/health', headers: {} })).status).toBe(200);
  });
});

describe('a renewal', () => {
  test('stands on the key that calls: not on another centre’s, not on none, and for its own centre alone', async () => {
    const key = newKey();
    expect(await renew('centre-b', await signedRenewal('centre-a', key))).toBe('OTHER_CALLER');
    expect(await renew('centre-a', await signedRenewal('centre-a', key, trial.agents['centre-b'].secret))).toBe(
      'REQUEST_NOT_PROVEN',
    );
    expect(await renew('centre-a', await signKeyRequest(renewalOf('centre-a', key), { key }))).toBe(
      'REQUEST_NOT_PROVEN',
    );
    expect(await renew('centre-a', await signedRenewal('centre-a', key, undefined, { replaces: 'centre-b-1' }))).toBe(
      'OTHER_CALLER',
    );
    expect(await renew('centre-a', await signedRenewal('centre-a', key, undefined, { federation: 'another' }))).toBe(
      'OTHER_FEDERATION',
    );
    // The new key is not the sender's.
    const borrowed = renewalOf('centre-a', trial.agents['centre-b'].secret as Secret);
    expect(
      await renew('centre-a', await signKeyRequest(borrowed, { key, replaced: trial.agents['centre-a'].secret })),
    ).toBe('REQUEST_NOT_PROVEN');
    expect(await renew('centre-a', await signedRenewal('centre-a', trial.agents['centre-a'].secret as Secret))).toBe(
      'REQUEST_NOT_PROVEN',
    );
    expect((await waiting()).filter(({ kind }) => kind === 'renewal')).toEqual([]);
  });

  test('through the door of codes it is none, and sent again it is one; more than three keys wait for no centre', async () => {
    const signed = await signedRenewal('centre-c', newKey());
    expect(await enrol(signed)).toBe('REQUEST_MALFORMED');
    for (let n = 0; n < 3; n++) expect(await renew('centre-c', signed)).toBe(signed.request.kid);
    const more = [
      await renew('centre-c', await signedRenewal('centre-c', newKey())),
      await renew('centre-c', await signedRenewal('centre-c', newKey())),
    ];
    expect(more.every((one) => /^[\w-]{43}$/.test(one))).toBe(true);
    expect(await renew('centre-c', await signedRenewal('centre-c', newKey()))).toBe('TOO_MANY_OPEN');
    expect((await waiting()).filter(({ centre }) => centre === 'centre-c')).toHaveLength(3);
  });
});

describe('at the desk of the federation', () => {
  const file = (name: string): string => join(trial.folder, name);
  async function desk(...args: string[]) {
    const said: string[] = [];
    const exit = await federationCli([...args, '--folder', trial.folder], {
      clock: systemClock,
      out: (line) => void said.push(line),
      err: (line) => void said.push(line),
    });
    return { exit, said: said.join('\n') };
  }
  const request = (signed: SignedKeyRequest): string => {
    writeFileSync(file('request.json'), JSON.stringify(signed));
    return file('request.json');
  };
  const spoken = (of: KeyRequest): string => fingerprintOf(of).toLowerCase().replaceAll(' ', '-');
  const issued = async () => {
    const { secret } = { secret: JSON.parse(readFileSync(file('federation.secret.json'), 'utf8')) as Secret };
    const text = readFileSync(file('federation.json'), 'utf8');
    return unwrap(await openFederation({ text, pinned: { ...open(secret) }, clock: systemClock }));
  };
  const two = ['--by', 'A', '--by', 'B'];

  test('a first key is admitted by two people who heard its fingerprint, and speaks from then on', async () => {
    const code = await invite('centre-e');
    const keys = newKeys();
    const signed = await signedFirst(code, keys);
    expect(await enrol(signed)).toBe(signed.request.kid);
    const { kid } = signed.request;
    const heard = ['--fingerprint', spoken(signed.request)];
    const admit = (...more: string[]) => desk('admit', request(signed), ...more);
    const before = readFileSync(file('federation.json'), 'utf8');
    expect(await admit(...heard, '--by', 'A', '--name', 'E')).toMatchObject({
      exit: 1,
      said: expect.stringContaining('TWO_PEOPLE'),
    });
    expect(await admit(...heard, '--by', 'A', '--by', 'a ', '--name', 'E')).toMatchObject({
      exit: 1,
      said: expect.stringContaining('TWO_PEOPLE'),
    });
    expect(await admit(...two, '--name', 'E')).toMatchObject({
      exit: 1,
      said: expect.stringContaining('FINGERPRINT_MISSING'),
    });
    expect(await admit('--fingerprint', '0000 0000 0000 0000 0000 0000', ...two, '--name', 'E')).toMatchObject({
      exit: 1,
      said: expect.stringContaining('OTHER_FINGERPRINT'),
    });
    expect(await admit(...heard, ...two)).toMatchObject({ exit: 1, said: expect.stringContaining('NAME_MISSING') });
    expect(readFileSync(file('federation.json'), 'utf8')).toBe(before);

    expect(await admit(...heard, ...two, '--name', 'Centre E')).toMatchObject({ exit: 0 });
    expect((await issued()).centres.at(-1)).toMatchObject({ id: 'centre-e', name: 'Centre E', keys: [{ kid }] });
    const body = JSON.stringify({ query: '{ checkpoint { __typename } }' });
    const token = await trial.assertion('centre-a', body, {
      centre: 'centre-e',
      kid,
      privateJwk: keys.key,
    });
    expect((await trial.post(body, token)).status).toBe(200);
    expect((await waiting()).some((one) => one.kid === kid)).toBe(false);
    expect(await admit(...heard, ...two, '--name', 'Centre E')).toMatchObject({
      exit: 1,
      said: expect.stringContaining('KEY_KNOWN'),
    });
  });

  test('a registry that puts its own key in the place of the hospital’s is found out', async () => {
    const code = await invite('centre-g');
    const honest = await signedFirst(code, newKeys());
    // The registry made the code, and knows its secret.
    const forged = await signedFirst(code, newKeys());
    const heard = ['--fingerprint', spoken(honest.request), ...two, '--name', 'G'];
    expect(await desk('admit', request(forged), ...heard)).toMatchObject({
      exit: 1,
      said: expect.stringContaining('OTHER_FINGERPRINT'),
    });
    const mixed = { request: honest.request, proofs: forged.proofs };
    expect(await desk('admit', request(mixed), ...heard)).toMatchObject({
      exit: 1,
      said: expect.stringContaining('REQUEST_NOT_PROVEN'),
    });
    expect(await desk('admit', request(honest), ...heard)).toMatchObject({ exit: 0 });
  });

  test('a renewal that the registry made up, changed or kept for too long is refused; one person admits a true one', async () => {
    const key = newKey();
    const signed = await signedRenewal('centre-d', key);
    const made_up = await signedRenewal('centre-d', newKey(), newKey());
    expect(await desk('admit', request(made_up), '--by', 'A')).toMatchObject({
      exit: 1,
      said: expect.stringContaining('REQUEST_NOT_PROVEN'),
    });
    const changed = { ...signed, request: { ...signed.request, replaces: 'centre-a-1' } as KeyRequest };
    expect(await desk('admit', request(changed), '--by', 'A')).toMatchObject({ exit: 1 });
    const old = await signedRenewal('centre-d', newKey(), undefined, { made: '2026-01-01T00:00:00Z' });
    expect(await desk('admit', request(old), '--by', 'A')).toMatchObject({
      exit: 1,
      said: expect.stringContaining('STALE_REQUEST'),
    });
    expect(await desk('admit', request(signed))).toMatchObject({ exit: 2 });

    expect(await desk('admit', request(signed), '--by', 'A')).toMatchObject({ exit: 0 });
    const body = JSON.stringify({ query: '{ checkpoint { __typename } }' });
    const token = await trial.assertion('centre-d', body, { kid: signed.request.kid, privateJwk: key });
    expect([
      (await trial.post(body, token)).status,
      (await trial.askAsAgent('centre-d', '{ checkpoint { __typename } }')).status,
    ]).toEqual([200, 200]);
    // Played again it adds nothing, nor does it once the key has been revoked.
    expect(await desk('admit', request(signed), '--by', 'A')).toMatchObject({
      exit: 1,
      said: expect.stringContaining('KEY_KNOWN'),
    });
    expect(await desk('revoke', 'centre-d', signed.request.kid, '--by', 'A', '--because', 'trial')).toMatchObject({
      exit: 0,
    });
    const late = await trial.assertion('centre-d', body, { kid: signed.request.kid, privateJwk: key });
    expect((await trial.post(body, late)).status).toBe(401);
    expect(await desk('admit', request(signed), '--by', 'A')).toMatchObject({
      exit: 1,
      said: expect.stringContaining('KEY_KNOWN'),
    });
    const onRevoked = await signKeyRequest(renewalOf('centre-d', newKey(), { replaces: signed.request.kid }), {
      key: newKey(),
      replaced: key,
    });
    expect(await desk('admit', request(onRevoked), '--by', 'A')).toMatchObject({
      exit: 1,
      said: expect.stringContaining('KEY_NOT_IN_FORCE'),
    });
  });

  test('each change is in the journal with who made it and why, and a journal that was changed stops the next', async () => {
    const lines = readFileSync(file('journal.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, any>);
    expect(lines.at(-1)).toMatchObject({ by: ['A'], change: { kind: 'revoke', centre: 'centre-d', because: 'trial' } });
    expect(lines[0]).toMatchObject({ by: ['A', 'B'], change: { kind: 'admit', request: { centre: 'centre-e' } } });
    const whole = readFileSync(file('journal.ndjson'), 'utf8');
    for (const broken of [whole.replace('"A"', '"C"'), whole.split('\n').slice(1).join('\n')]) {
      writeFileSync(file('journal.ndjson'), broken);
      expect(await desk('revoke', 'centre-a', 'centre-a-1', '--by', 'A', '--because', 'x')).toMatchObject({
        exit: 1,
        said: expect.stringContaining('JOURNAL_BROKEN'),
      });
    }
    writeFileSync(file('journal.ndjson'), whole);
    expect((await issued()).centres[0]?.keys[0]?.revoked).toBeUndefined();
  });

  test('it shows what is in force, and does nothing without a name, a reason or a key of its own', async () => {
    expect((await desk('show')).said).toMatch(/centre-d +centre-d\n +centre-d-1 .*in force\n.*revoked/);
    for (const args of [
      ['revoke', 'centre-a', 'centre-a-1', '--because', 'x'],
      ['revoke', 'centre-a', 'centre-a-1', '--by', 'A'],
      ['revoke', 'centre-a', '--by', 'A'],
      ['destroy'],
      [],
    ])
      expect(await desk(...args)).toMatchObject({
        exit: 2,
        said: expect.stringContaining('longview-federation <command>'),
      });
    const kept = readFileSync(file('federation.secret.json'), 'utf8');
    writeFileSync(file('federation.secret.json'), JSON.stringify(newKey()));
    expect(await desk('show')).toMatchObject({ exit: 1, said: expect.stringContaining('BAD_SIGNATURE') });
    writeFileSync(file('federation.secret.json'), kept);
    const behind = await federationCli(
      ['revoke', 'centre-a', 'centre-a-1', '--by', 'A', '--because', 'x', '--folder', trial.folder],
      {
        clock: fixedClock('2020-01-01T00:00:00Z'),
        out: () => undefined,
        err: () => undefined,
      },
    );
    expect(behind).toBe(1);
  });
});
