// An agent becomes a member and changes its key, against the true registry and the federation's own command: from a code to a cosigned log, and
// on to the next key while it runs. Interrupted anywhere, lied to by whoever answers, it ends up with the same keys or with none.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock, systemIds, toHex, unwrap, utf8 } from '@longview/foundation';
import { federationCli } from '@longview/federation';
import {
  type Federation,
  formatEnrolmentCode,
  type PublicJwk,
  sealFederation,
  thumbprintOf,
} from '@longview/nest-identity';
import { canonicalBytes, signDetached, type Submission } from '@longview/wire';
import type { JWK } from 'jose';
import { patientOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';
import { readAgentConfig } from '../agent.config.ts';
import { cli } from '../cli.ts';
import { ledgerOf, openLedger, siteKey } from '../ledger/index.ts';
import type { Http } from '../network/http.ts';
import { systemPorts } from '../ports.ts';
import { Membership } from './membership.ts';

let trial: TrialRegistry;
let folder: string;
beforeAll(async () => {
  trial = await TrialRegistry.start();
});
afterAll(() => trial.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longview-member-'));
});
const running: { readonly end: AbortController; readonly ended: Promise<unknown> }[] = [];
afterEach(async () => {
  for (const { end, ended } of running.splice(0)) {
    end.abort();
    await ended;
  }
  rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const json = (name: string): any => JSON.parse(readFileSync(at(name), 'utf8'));

function agent(args: readonly string[], end = new AbortController()) {
  const [out, said]: [string[], string[]] = [[], []];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void said.push(line),
    progress: () => undefined,
  };
  const words = [...args, '--config', at('agent.json')];
  const ended = cli(words, { ...systemPorts, environment: {}, terminal, ending: () => end.signal });
  return { ended, out, said };
}
async function run(...args: readonly string[]) {
  const { ended, out, said } = agent([...args, '--json']);
  const exit = await ended;
  return { exit, answer: JSON.parse(out.join('\n')) as any, said: said.join('\n') };
}
/** The agent as a service, until the test ends. */
function start() {
  const end = new AbortController();
  const service = agent(['run'], end);
  running.push({ end, ended: service.ended });
  const heard = async (what: RegExp): Promise<void> => {
    for (let tries = 0; tries < 400; tries++) {
      if ([...service.out, ...service.said].some((line) => what.test(line))) return;
      await wait(50);
    }
    throw new Error(`never said ${what}; but: ${[...service.out, ...service.said].join(' / ')}`);
  };
  return { ...service, heard };
}

async function invite(centre: string): Promise<string> {
  const query = 'mutation ($centre: String!) { inviteCentre(centre: $centre) { ... on Invitation { code } } }';
  return (await trial.ask('steward@registry', query, { centre })).data.inviteCentre.code as string;
}
async function office(...args: string[]): Promise<void> {
  const said: string[] = [];
  const tell = (line: string) => void said.push(line);
  const exit = await federationCli([...args, '--folder', trial.folder], { clock: systemClock, out: tell, err: tell });
  expect([exit, said]).toEqual([0, said]);
}
/** As the steward fetches it and hands it on. */
async function admit(kid: string, ...more: string[]): Promise<void> {
  const query = '{ keyRequests { ... on KeyRequests { waiting { kid request } } } }';
  const { waiting } = (await trial.ask('steward@registry', query)).data.keyRequests as {
    waiting: { kid: string; request: string }[];
  };
  writeFileSync(at('request.json'), waiting.find((one) => one.kid === kid)?.request ?? '');
  await office('admit', at('request.json'), '--by', 'A', ...more);
}
const quick = (): void =>
  writeFileSync(
    at('agent.json'),
    JSON.stringify({ ...json('agent.json'), federationSeconds: 1, witnessSeconds: 1, workbenchPort: 0 }),
  );

describe('from a code to a member', () => {
  test('keys are made, the request waits, the agent goes on by itself once it is admitted, and its cosignature counts', async () => {
    const code = await invite('centre-k');
    const first = await run('enrol', code);
    expect(first).toMatchObject({ exit: 0, answer: { centre: 'centre-k', federation: 'trial', configMade: true } });
    const { kid, fingerprint } = first.answer as { kid: string; fingerprint: string };
    for (const name of ['agent.key.json', 'witness.key.json', 'agent.json', 'state/enrolment.json'])
      expect(statSync(at(name)).mode & 0o777).toBe(0o600);
    expect(json('agent.key.json')).toMatchObject({ kid, crv: 'Ed25519' });

    expect(await run('status')).toMatchObject({
      exit: 2,
      answer: { refusal: { code: 'WAITING', message: expect.stringContaining(fingerprint) } },
    });
    const doctor = await run('doctor');
    expect(doctor.answer.findings).toContainEqual(
      expect.objectContaining({
        check: 'agent key',
        state: 'warning',
        found: expect.stringContaining(`admit key ${kid}`),
      }),
    );

    quick();
    const service = start();
    await service.heard(/waiting for the federation to admit/);
    await admit(kid, '--by', 'B', '--fingerprint', fingerprint, '--name', 'Centre K');
    await service.heard(/agent of centre-k runs/);
    await service.heard(/log of \d+ entries checked and cosigned/);
    expect((await run('status')).exit).toBe(0);
    // Enrolled is enrolled: another code changes nothing.
    expect(await run('enrol', await invite('centre-k'))).toMatchObject({
      exit: 2,
      answer: { refusal: { code: 'ENROLLED_ALREADY' } },
    });
  });

  test('interrupted at any file and run again it is the same request', async () => {
    const code = await invite('centre-l');
    const { answer } = await run('enrol', code);
    for (const gone of [
      [],
      ['agent.json'],
      ['agent.json', 'state/enrolment.json'],
      ['agent.json', 'state/enrolment.json', 'federation.json', 'federation.jwk'],
    ]) {
      for (const name of gone) rmSync(at(name));
      expect(await run('enrol', code.toLowerCase())).toMatchObject({
        exit: 0,
        answer: { kid: answer.kid, fingerprint: answer.fingerprint },
      });
    }
    rmSync(at('agent.json'));
    rmSync(at('agent.key.json'));
    // Other keys are another request, and the code was used.
    expect(await run('enrol', code)).toMatchObject({ exit: 2, answer: { refusal: { code: 'CODE_REFUSED' } } });
  });

  test('a typing error, and a code of another centre, are told as what they are', async () => {
    const code = await invite('centre-m');
    const typo = code.replace(/.$/, (last) => (last === '2' ? '3' : '2'));
    expect(await run('enrol', typo)).toMatchObject({ exit: 2, answer: { refusal: { code: 'CODE_MISTYPED' } } });
    expect(readdirSync(folder)).toEqual([]);
    expect((await run('enrol', ...code.match(/.{1,40}/g)!)).exit).toBe(0);
    expect(await run('enrol', await invite('centre-l'))).toMatchObject({
      exit: 2,
      answer: { refusal: { code: 'OTHER_CENTRE' } },
    });
  });

  test('a lost key: the spent one is kept beside, and a new code makes a new one', async () => {
    const { answer } = await run('enrol', await invite('centre-j'));
    await admit(answer.kid, '--by', 'B', '--fingerprint', answer.fingerprint, '--name', 'J');
    expect((await run('status')).exit).toBe(0);
    await office('revoke', 'centre-j', answer.kid, '--by', 'A', '--because', 'trial');
    const again = await run('enrol', await invite('centre-j'));
    expect(again).toMatchObject({ exit: 0, answer: { configMade: false } });
    expect(again.answer.kid).not.toBe(answer.kid);
    expect(readdirSync(folder).some((name) => name.startsWith('agent.key.json.spent-'))).toBe(true);
    await admit(again.answer.kid, '--by', 'B', '--fingerprint', again.answer.fingerprint);
    expect((await run('status')).exit).toBe(0);
  });
});

describe('whoever answers in the registry’s place', () => {
  const servers: { close(): void }[] = [];
  afterEach(() => servers.splice(0).forEach((one) => one.close()));
  const keyOf = (): { secret: JWK; open: PublicJwk } => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    return {
      secret: { ...privateKey.export({ format: 'jwk' }) },
      open: { ...publicKey.export({ format: 'jwk' }) } as PublicJwk,
    };
  };
  const authority = keyOf();
  async function impostor(
    answers: (url: string, manifest: (change?: object) => Federation) => Promise<Record<string, string>>,
  ) {
    let told: Record<string, string> = {};
    const listener: RequestListener = (request, response) =>
      void response.end(told[request.url ?? ''] ?? '<html>sign in</html>');
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push({ close: () => void (server.closeAllConnections(), server.close()) });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const true_ = JSON.parse(readFileSync(join(trial.folder, 'federation.json'), 'utf8')) as { manifest: Federation };
    told = await answers(url, (change = {}) => ({
      ...true_.manifest,
      registry: { ...true_.manifest.registry, url },
      ...change,
    }));
    return formatEnrolmentCode({
      registry: url,
      centre: 'centre-y',
      thumbprint: thumbprintOf(authority.open),
      secret: new Uint8Array(16),
    });
  }

  test.each<[string, string, Parameters<typeof impostor>[0]]>([
    ['a page', 'NO_ANSWER', async () => ({})],
    [
      'another federation key, with a file that it signed itself',
      'OTHER_FEDERATION_KEY',
      async (_url, manifest) => {
        const forger = keyOf();
        return {
          '/federation.jwk': JSON.stringify(forger.open),
          '/federation.json': await sealFederation(manifest(), forger.secret),
        };
      },
    ],
    [
      'the right key, with a file that another signed',
      'BAD_SIGNATURE',
      async (_url, manifest) => ({
        '/federation.jwk': JSON.stringify(authority.open),
        '/federation.json': await sealFederation(manifest(), keyOf().secret),
      }),
    ],
    [
      'the true file of another registry',
      'OTHER_REGISTRY',
      async (_url, manifest) => ({
        '/federation.jwk': JSON.stringify(authority.open),
        '/federation.json': await sealFederation(
          manifest({ registry: { ...manifest().registry, url: 'https://registry.example' } }),
          authority.secret,
        ),
      }),
    ],
    ['no file', 'NOT_JSON', async () => ({ '/federation.jwk': JSON.stringify(authority.open) })],
  ])('%s: nothing is written', async (_what, code, answers) => {
    expect(await run('enrol', await impostor(answers))).toMatchObject({ exit: 2, answer: { refusal: { code } } });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('true files, but nothing to enrol at: the keys are kept for the next try', async () => {
    const code = await impostor(async (_url, manifest) => ({
      '/federation.jwk': JSON.stringify(authority.open),
      '/federation.json': await sealFederation(manifest(), authority.secret),
    }));
    expect(await run('enrol', code)).toMatchObject({ exit: 2, answer: { refusal: { code: 'NO_ANSWER' } } });
    const { kid } = json('agent.key.json');
    expect(existsSync(at('agent.json'))).toBe(false);
    expect((await run('enrol', code)).exit).toBe(2);
    expect(json('agent.key.json').kid).toBe(kid);
  });
});

describe('the next key', () => {
  /** A member with the keys that the trial made: no enrolment is needed for what is tried here. */
  function member(centre: 'centre-a' | 'centre-b'): void {
    const write = (name: string, value: object) => writeFileSync(at(name), JSON.stringify(value), { mode: 0o600 });
    write('agent.key.json', { ...trial.agents[centre].secret, kid: `${centre}-1` });
    const witness = keyFile(trial.witnessSeeds[centre]);
    write('witness.key.json', witness);
    write('federation.jwk', JSON.parse(readFileSync(join(trial.folder, 'federation.key.json'), 'utf8')) as object);
    writeFileSync(at('federation.json'), readFileSync(join(trial.folder, 'federation.json')));
    const paths = {
      stateDir: 'state',
      federation: 'federation.json',
      federationKey: 'federation.jwk',
      agentKey: 'agent.key.json',
      witnessKey: 'witness.key.json',
    };
    write('agent.json', { centre, ...paths, federationSeconds: 1, witnessSeconds: 1, workbenchPort: 0 });
  }
  const keyFile = (seed: Uint8Array): object => ({
    kty: 'OKP',
    crv: 'Ed25519',
    x: publicOf(seed),
    d: Buffer.from(seed).toString('base64url'),
  });

  test('is taken into use while the agent runs, and the old one may be revoked; no restart, no new site key', async () => {
    member('centre-a');
    const service = start();
    await service.heard(/agent of centre-a runs/);
    const site = readFileSync(at('state/site.key'));
    const { exit, answer } = await run('renew-key');
    expect({ exit, ...answer }).toMatchObject({ exit: 0, replaces: 'centre-a-1' });
    // Again: the same next key.
    expect((await run('renew-key')).answer.kid).toBe(answer.kid);
    expect(statSync(at('agent.key.json.next')).mode & 0o777).toBe(0o600);
    expect((await run('doctor')).answer.findings).toContainEqual(
      expect.objectContaining({ check: 'next key', state: 'warning' }),
    );

    await admit(answer.kid);
    await service.heard(new RegExp(`key ${answer.kid} is in use from now on`));
    expect([json('agent.key.json').kid, existsSync(at('agent.key.json.next'))]).toEqual([answer.kid, false]);
    await office('revoke', 'centre-a', 'centre-a-1', '--by', 'A', '--because', 'trial');
    const old = JSON.stringify({ query: '{ checkpoint { __typename } }' });
    expect((await trial.post(old, await trial.assertion('centre-a', old))).status).toBe(401);
    const said = service.out.length;
    await trial.ask('dpo@registry', '{ accessLog(first: 1) { __typename } }');
    for (let tries = 0; tries < 200 && !service.out.slice(said).some((line) => line.includes('cosigned')); tries++)
      await wait(50);
    expect(service.out.slice(said).join('\n')).toMatch(/checked and cosigned/);
    expect(readFileSync(at('state/site.key'))).toEqual(site);
  });

  test('what is queued under a key that has ended goes again with the next one: same id, same bytes', async () => {
    member('centre-b');
    expect((await run('status')).exit).toBe(0);
    const submission: Submission = {
      version: 1,
      id: systemIds.uuid(),
      centre: 'centre-b',
      demonstration: true,
      patients: [patientOf(trial, 'centre-b', 'queued', { infused: '2024-01-01', product: 'L01XL03' })],
    };
    const body = canonicalBytes(submission);
    const bodyHash = toHex(createHash('sha256').update(body).digest());
    const signature = await signDetached(
      body,
      'longview-submission+jws',
      'centre-b-1',
      trial.agents['centre-b'].secret,
    );
    const records = submission.patients.flatMap((patient) =>
      patient.records.map(({ key }) => ({ key, file: 'export.csv', line: 2 })),
    );
    const database = unwrap(
      openLedger(at('state/ledger.sqlite'), siteKey(readFileSync(at('state/site.key'))).fingerprint),
    );
    const ledger = ledgerOf(database, systemClock, systemIds);
    ledger.queue.add([{ id: submission.id, body, bodyHash, signature, patients: 1, records }]);

    const { answer } = await run('renew-key');
    await admit(answer.kid, '--overlap-days', '0');
    await wait(1500);
    const service = start();
    await service.heard(new RegExp(`submission ${submission.id} acknowledged`));
    ledger.close();
    const kept = await trial.asAdmin((client) =>
      client.query("select encode(body_hash, 'hex') as body_hash from registry.submission where id = $1", [
        submission.id,
      ]),
    );
    expect(kept.rows).toEqual([{ body_hash: bodyHash }]);
    expect(json('agent.key.json').kid).toBe(answer.kid);
  });

  test('a federation file that is forged, older or nothing is not taken over; a newer one is, and stays', async () => {
    member('centre-b');
    const config = readAgentConfig(at('agent.json'), () => undefined);
    const ledger = ledgerOf(unwrap(openLedger(':memory:', 'x')), systemClock, systemIds);
    let served = '';
    const http: Http = {
      get: async () => ({ status: 200, headers: {}, body: utf8(served) }),
      post: () => Promise.reject(new Error('nothing is posted')),
      close: () => undefined,
    };
    const before = readFileSync(at('federation.json'), 'utf8');
    const secret = JSON.parse(readFileSync(join(trial.folder, 'federation.secret.json'), 'utf8')) as JWK;
    const { manifest } = JSON.parse(before) as { manifest: Federation };
    // The key that these files speak of is the one that centre-b has now.
    writeFileSync(at('agent.key.json'), JSON.stringify({ ...trial.agents['centre-b'].secret, kid: 'centre-b-1' }));
    const membership = unwrap(await Membership.open({ config, ledger, http, clock: systemClock }, true));
    const dated = (ms: number): Federation => ({ ...manifest, issued: `${new Date(ms).toISOString().slice(0, 19)}Z` });
    const now = Date.parse(manifest.issued);
    const forger = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK;
    for (const [text, code] of [
      ['<html>', undefined],
      [await sealFederation(dated(now + 1000), forger), 'BAD_SIGNATURE'],
      [await sealFederation(dated(now - 60_000), secret), 'OLDER_THAN_KNOWN'],
    ] as const) {
      served = text;
      expect(await membership.refresh()).toEqual(code === undefined ? [] : [expect.stringContaining(code)]);
      expect(readFileSync(at('federation.json'), 'utf8')).toBe(before);
    }
    served = await sealFederation(dated(now + 1000), secret);
    expect(await membership.refresh()).toEqual([expect.stringContaining('taken over')]);
    expect(readFileSync(at('federation.json'), 'utf8')).toBe(served);
    expect(ledger.facts.get('federationIssued')).toBe(dated(now + 1000).issued);
    writeFileSync(at('federation.json'), before);
    expect(
      await Membership.open(
        {
          config,
          ledger,
          http: { ...http, get: async () => ({ status: 503, headers: {}, body: new Uint8Array() }) },
          clock: systemClock,
        },
        true,
      ),
    ).toMatchObject({
      ok: false,
      error: { code: 'OLDER_THAN_KNOWN' },
    });
    ledger.close();
  });
});

function publicOf(seed: Uint8Array): string {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return (
    createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({ format: 'jwk' }) as {
      x: string;
    }
  ).x;
}
