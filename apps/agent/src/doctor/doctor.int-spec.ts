// One planted fault a test: the doctor names it, in the words of whoever has to mend it, and nothing else beside what follows from it.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fixedClock } from '@longview/foundation';
import type { Federation } from '@longview/nest-identity';
import { persons, writeExport } from '../../../../test/support/agent-hospital.ts';
import { type Issued, issue } from '../../../../test/support/certificates.ts';
import { type TwoParties, twoParties } from '../../../../test/support/faulty-parties.ts';
import { cli } from '../cli.ts';
import { type Ports, systemPorts } from '../ports.ts';
import type { Finding } from './finding.ts';
import { judgeSpace } from './look-at-files.ts';
import { judgeKey } from './look-at-keys.ts';
import { judgeClock } from './look-at-parties.ts';

let folder: string;
let parties: TwoParties;
let config: string;
const open: { close(): void }[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'longview-doctor-'));
  parties = await twoParties();
  config = await parties.configure(folder, { timeoutSeconds: 2 });
});
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await parties.close();
  rmSync(folder, { recursive: true });
});

async function run(args: readonly string[], change: Partial<Ports> = {}) {
  const [out, said]: [string[], string[]] = [[], []];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void said.push(line),
    progress: () => undefined,
  };
  const ports = { ...systemPorts, environment: {}, wait: () => Promise.resolve(), ...change };
  const exit = await cli([...args, '--config', config], {
    ...ports,
    terminal,
    ending: () => new AbortController().signal,
  });
  return { exit, out: out.join('\n'), said: said.join('\n') };
}

async function diagnosis(change: Partial<Ports> = {}) {
  const { exit, out } = await run(['doctor', '--json'], change);
  const { findings } = JSON.parse(out) as { readonly findings: readonly Finding[] };
  return { exit, findings, unwell: findings.filter(({ state }) => state !== 'ok') };
}

/** Exactly this is not well. */
async function only(
  check: string,
  state: Finding['state'],
  found: RegExp,
  change: Partial<Ports> = {},
): Promise<Finding> {
  const { exit, unwell } = await diagnosis(change);
  expect(unwell).toEqual([{ check, state, found: expect.stringMatching(found), mend: expect.stringMatching(/\w/) }]);
  expect(exit).toBe(1);
  return unwell[0]!;
}

const edit = (name: string, change: (json: any) => object): void =>
  writeFileSync(join(folder, name), JSON.stringify(change(JSON.parse(readFileSync(join(folder, name), 'utf8')))));
const refederate = (change: (manifest: Federation) => Federation, more: object = {}): Promise<string> =>
  parties.configure(folder, { timeoutSeconds: 2, ...more }, change);
const withKey = (span: object) => (manifest: Federation) => ({
  ...manifest,
  centres: manifest.centres.map((centre) => ({ ...centre, keys: centre.keys.map((key) => ({ ...key, ...span })) })),
});
const state = (name: string): string => join(folder, 'state', name);
/** As it is after a first export. */
const used = async (): Promise<void> => {
  await run(['submit', writeExport(folder, persons(2)), '--mapping', join(folder, 'mapping.yaml')]);
};
const inLedger = (sql: string): void => {
  const database = new DatabaseSync(state('ledger.sqlite'));
  database.exec(sql);
  database.close();
};

async function listening<T extends Server | TcpServer>(server: T): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => void ('closeAllConnections' in server && server.closeAllConnections(), server.close()) });
  return (server.address() as AddressInfo).port;
}

describe('all well', () => {
  test('before the first use nothing is made, and the exit is 1 only for the folder that is to come', async () => {
    await only('state folder', 'warning', /not there yet/);
    expect(() => readFileSync(state('site.key'))).toThrow('ENOENT');
  });

  test('after it: exit 0, one line a check', async () => {
    await used();
    const { exit, findings } = await diagnosis();
    expect({ exit, unwell: findings.filter((one) => one.state !== 'ok') }).toEqual({ exit: 0, unwell: [] });
    expect(findings.map(({ check }) => check)).toEqual([
      'versions',
      'configuration',
      'state folder',
      'disk',
      'site key',
      'ledger',
      'queue',
      'federation',
      'agent key',
      'witness key',
      'way out',
      'registry',
      'pseudonymiser',
      'clock',
    ]);
    const text = (await run(['doctor'])).out;
    expect(text.split('\n')).toHaveLength(findings.length);
    expect(text).toMatch(
      /^ok +registry +answers, takes this agent's key, and its log of 1 entries bears its signature/m,
    );
    // Knocking at the pseudonymiser evaluates nothing.
    expect(parties.evaluations).toEqual([2]);
  });
});

describe('the configuration', () => {
  test('that cannot be read ends with 2', async () => {
    writeFileSync(config, '{"centre": "gent", "colour": "red"}');
    const { exit, said } = await run(['doctor']);
    expect([exit, said]).toEqual([2, expect.stringMatching(/colour is unknown/)]);
    rmSync(config);
    expect((await run(['doctor'])).exit).toBe(2);
  });
});

describe('this machine', () => {
  beforeEach(used);

  test('a state folder open to others', async () => {
    chmodSync(join(folder, 'state'), 0o755);
    await only('state folder', 'broken', /others/);
  });
  test('a disk that takes nothing', async () => {
    edit('agent.json', (json) => ({ ...json, stateDir: '/proc' }));
    const { unwell } = await diagnosis();
    expect(unwell).toContainEqual(expect.objectContaining({ check: 'disk', state: 'broken' }));
  });
  test('a disk nearly full', () => {
    expect(judgeSpace(50 * 1024 ** 2)).toMatchObject({ state: 'broken' });
    expect(judgeSpace(500 * 1024 ** 2)).toMatchObject({ state: 'warning' });
    expect(judgeSpace(5 * 1024 ** 3)).toMatchObject({ state: 'ok' });
  });
  test('a site key that is gone', async () => {
    rmSync(state('site.key'));
    expect((await only('site key', 'broken', /not there, but the ledger is/)).mend).toContain('same backup');
  });
  test('a site key of another ledger', async () => {
    writeFileSync(state('site.key'), new Uint8Array(32).fill(1));
    await only('site key', 'broken', /another one/);
  });
  test('a site key cut short', async () => {
    writeFileSync(state('site.key'), 'short');
    await only('site key', 'broken', /no site key/);
  });
  test('a site key open to others', async () => {
    chmodSync(state('site.key'), 0o644);
    await only('site key', 'broken', /others/);
  });
  test('a ledger that is none', async () => {
    for (const tail of ['-wal', '-shm']) rmSync(state(`ledger.sqlite${tail}`), { force: true });
    writeFileSync(state('ledger.sqlite'), 'x'.repeat(8192));
    await only('ledger', 'broken', /cannot be/);
  });
  test('a ledger of a newer agent', async () => {
    inLedger('PRAGMA user_version = 99');
    await only('ledger', 'broken', /of shape 99/);
  });
  test('a submission refused as a whole', async () => {
    parties.faults.push('refuse');
    await run(['submit', writeExport(folder, persons(3)), '--mapping', join(folder, 'mapping.yaml')]);
    await only('queue', 'warning', /1 submissions were refused/);
  });
  test('a queue that has stood for days', async () => {
    parties.faults.push('503', '503', '503', '503');
    await run(['submit', writeExport(folder, persons(3)), '--mapping', join(folder, 'mapping.yaml')]);
    expect((await diagnosis()).exit).toBe(0);
    inLedger(`UPDATE submission SET queued_at = '2026-01-01T00:00:00.000Z' WHERE state = 'queued'`);
    expect((await only('queue', 'warning', /oldest for \d+ hours/)).mend).toContain('503');
  });
});

describe('the federation and the keys', () => {
  beforeEach(used);

  test('a federation file of another federation', async () => {
    edit('federation.jwk', (json) => ({ ...json, x: Buffer.alloc(32, 1).toString('base64url') }));
    await only('federation', 'broken', /BAD_SIGNATURE/);
  });
  test('an older federation file than the one known', async () => {
    inLedger(`UPDATE fact SET value = '2026-06-01T00:00:00Z' WHERE name = 'federationIssued'`);
    await only('federation', 'broken', /OLDER_THAN_KNOWN/);
  });
  test('no federation file', async () => {
    rmSync(join(folder, 'federation.json'));
    await only('federation', 'broken', /ENOENT/);
  });
  test('a pinned key that is none', async () => {
    writeFileSync(join(folder, 'federation.jwk'), '{"kty":"RSA"}');
    await only('federation', 'broken', /no public Ed25519 key/);
  });
  test('a key file open to the group', async () => {
    chmodSync(join(folder, 'agent.jwk'), 0o640);
    await only('agent key', 'broken', /others/);
    chmodSync(join(folder, 'agent.jwk'), 0o600);
    chmodSync(join(folder, 'witness.jwk'), 0o640);
    await only('witness key', 'broken', /others/);
  });
  test('a key that ends soon', async () => {
    const to = `${new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 19)}Z`;
    await refederate(withKey({ to }));
    await only('agent key', 'warning', /ends .* in \d+ days/);
  });
  test.each([
    ['ended', { to: '2026-01-02T00:00:00Z' }, /ended/],
    ['revoked', { revoked: '2026-01-02T00:00:00Z' }, /was revoked/],
    ['to come', { from: '2099-01-01T00:00:00Z' }, /in force from 2099/],
  ])('a key that is %s is told before the parties that refuse it', async (_what, span, found) => {
    await refederate(withKey(span));
    expect((await diagnosis()).unwell[0]).toMatchObject({ check: 'agent key', found: expect.stringMatching(found) });
    const [key] = withKey(span)(parties.federation).centres[0]!.keys;
    expect(judgeKey(key!, new Date())).toMatchObject({ state: 'broken' });
  });
  test('a key file that is not the one published, or none', async () => {
    edit('agent.jwk', (json) => ({ ...json, kid: 'gent-2' }));
    const { unwell } = await diagnosis();
    expect(unwell.map(({ check }) => check)).toEqual(['agent key', 'registry', 'pseudonymiser']);
    expect(unwell[0]?.found).toContain('no key gent-2');
    writeFileSync(join(folder, 'agent.jwk'), '{}');
    expect((await diagnosis()).unwell[0]).toMatchObject({
      check: 'agent key',
      found: expect.stringContaining('not a private'),
    });
  });
  test('another witness key', async () => {
    writeFileSync(join(folder, 'witness.jwk'), readFileSync(join(folder, 'agent.jwk')));
    await only('witness key', 'broken', /another witness key/);
  });
  test('a centre that the federation does not have', async () => {
    edit('agent.json', (json) => ({ ...json, centre: 'leuven' }));
    expect((await diagnosis()).unwell[0]).toMatchObject({
      check: 'agent key',
      found: expect.stringContaining('no centre leuven'),
    });
  });
});

describe('the parties', () => {
  beforeEach(used);

  const at = (party: 'registry' | 'pseudonymiser', change: object) => (manifest: Federation) => ({
    ...manifest,
    [party]: { ...manifest[party], ...change },
  });
  const registryAt = (url: string, more: object = {}) => refederate(at('registry', { url }), more);
  const plain = async (answer: RequestListener) => `http://127.0.0.1:${await listening(createServer(answer))}`;
  /** The true registry behind TLS: what is said to it comes to it as it was. */
  const behindTls = async ({ certificate, key }: Issued, host = 'localhost') =>
    `https://${host}:${await listening(createSecureServer({ cert: certificate, key }, relay))}`;
  const relay = (request: IncomingMessage, response: ServerResponse): void => {
    const there = connect(Number(new URL(parties.federation.registry.url).port), '127.0.0.1');
    const head = Object.entries(request.headers).filter(([name]) => name !== 'connection');
    there.write(
      `${request.method} ${request.url} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}connection: close\r\n\r\n`,
    );
    request.pipe(there, { end: false });
    there.once('data', (chunk) => {
      response.writeHead(Number(/ (\d{3})/.exec(chunk.toString())?.[1]), { 'content-type': 'application/json' });
      response.write(chunk.toString().split('\r\n\r\n').slice(1).join('\r\n\r\n'));
      there.pipe(response);
    });
  };

  test('down', async () => {
    await registryAt('http://127.0.0.1:1');
    await only('registry', 'broken', /nothing listens at 127\.0\.0\.1:1, .*ECONNREFUSED/);
  });
  test('a name that leads nowhere', async () => {
    await registryAt('https://registry.invalid');
    await only('registry', 'broken', /the name registry\.invalid of the registry leads nowhere/);
  });
  test('silent', async () => {
    await registryAt(await plain(() => undefined));
    await only('registry', 'broken', /gives no answer/);
  });
  test('not well', async () => {
    await registryAt(await plain((_, response) => void response.writeHead(503).end('{}')));
    await only('registry', 'broken', /answers 503/);
  });
  test('a captive portal that answers with a page', async () => {
    const page = '<!doctype html><html><head><title>Guest network: sign in</title></head></html>';
    await registryAt(await plain((_, response) => void response.setHeader('content-type', 'text/html').end(page)));
    expect(
      (await only('registry', 'broken', /a web page answers in its place: "Guest network: sign in"/)).mend,
    ).toContain('sign in to the network');
  });
  test('a captive portal that sends on', async () => {
    await registryAt(
      await plain((_, response) => void response.writeHead(302, { location: 'http://login.hospital.example/' }).end()),
    );
    await only('registry', 'broken', /sent on to http:\/\/login\.hospital\.example/);
  });
  test('a party that takes another key', async () => {
    await refederate((manifest) => at('registry', { audience: 'https://other.example' })(manifest));
    await only('registry', 'broken', /does not take this agent's key/);
    await refederate((manifest) => at('pseudonymiser', { audience: 'https://other.example' })(manifest));
    await only('pseudonymiser', 'broken', /does not take this agent's key/);
  });
  test('a registry that cannot sign as its log', async () => {
    parties.checkpoint = parties.checkpoint.replace('1\n', '2\n');
    const { unwell } = await diagnosis();
    expect(unwell).toEqual([
      expect.objectContaining({ check: 'registry', found: expect.stringContaining('cannot sign as the registry') }),
    ]);
  });
  test('a pseudonymiser with another key, or another epoch', async () => {
    const [epoch] = parties.federation.pseudonymiser.epochs;
    const other = 'rkSXrVG1nkTkqxCbBeuOd_Nc4AhxZ2-1T6oPz9a3KjM';
    await refederate(at('pseudonymiser', { epochs: [{ ...epoch, publicKey: other }] }));
    await only('pseudonymiser', 'broken', /another key of epoch 1/);
    await refederate(at('pseudonymiser', { epochs: [{ ...epoch, epoch: 2 }] }));
    await only('pseudonymiser', 'broken', /serves the epochs 1, the federation's file asks for 2/);
  });

  describe('through TLS', () => {
    const authority = issue({ name: 'Hospital authority' });
    const leaf = (change: Partial<Parameters<typeof issue>[0]> = {}) =>
      issue({ name: 'registry', hosts: ['localhost'], by: authority, ...change });
    const trusting = () => {
      writeFileSync(join(folder, 'ca.pem'), authority.certificate);
      return { ca: 'ca.pem' };
    };

    test('of an authority that nobody named: the doctor says whose it is', async () => {
      await registryAt(await behindTls(leaf()));
      const { mend } = await only(
        'registry',
        'broken',
        /a certificate for registry made by Hospital authority, which nothing trusted here has made/,
      );
      expect(mend).toContain('"ca"');
    });
    test('of the hospital’s own authority, once it is named', async () => {
      const url = await behindTls(leaf());
      // The assertion is for the address that the registry knows; what TLS says is looked at before.
      await registryAt(url, trusting());
      const { findings } = await diagnosis();
      expect(findings).toContainEqual(expect.objectContaining({ check: 'authority', state: 'ok' }));
      expect(findings.find(({ check }) => check === 'registry')?.found).toContain('TLS by Hospital authority until');
    });
    test('that ended, is to come, or is for another name', async () => {
      const past = new Date(Date.now() - 86_400_000);
      await registryAt(await behindTls(leaf({ from: new Date(0), to: past })), trusting());
      await only('registry', 'broken', /that ended/);
      await registryAt(await behindTls(leaf({ from: new Date(Date.now() + 86_400_000) })), trusting());
      await only('registry', 'broken', /that begins/);
      await registryAt(await behindTls(leaf({ hosts: ['elsewhere.example'] })), trusting());
      await only('registry', 'broken', /which is for DNS:elsewhere\.example/);
    });
    test('that is not spoken, or cut off', async () => {
      const port = await listening(createServer((_, response) => void response.end('x')));
      await registryAt(`https://localhost:${port}`, trusting());
      await only('registry', 'broken', /does not speak TLS/);
      const cutting = await listening(createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
      await registryAt(`https://localhost:${cutting}`, trusting());
      await only('registry', 'broken', /cut as soon as TLS begins/);
    });
    test('an authority that ended, is none, or no certificate', async () => {
      const ended = issue({ name: 'Old authority', from: new Date(0), to: new Date(86_400_000) });
      for (const [text, stateOf, found] of [
        [ended.certificate, 'broken', /ended/],
        [leaf().certificate, 'warning', /is not an authority/],
        ['nonsense', 'broken', /no certificate as PEM/],
      ] as const) {
        writeFileSync(join(folder, 'ca.pem'), text);
        config = await parties.configure(folder, { timeoutSeconds: 2, ca: 'ca.pem' });
        await only('authority', stateOf, found);
      }
    });
  });

  describe('behind a proxy', () => {
    const proxy = async (status: string): Promise<string> => {
      const server = createServer();
      server.on('connect', (request, socket) => {
        if (status !== '200') return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
        const there = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connected\r\n\r\n');
          socket.pipe(there).pipe(socket);
        });
        there.on('error', () => socket.destroy());
        socket.on('error', () => there.destroy());
      });
      return `http://127.0.0.1:${await listening(server)}`;
    };
    // A name that only the proxy could know.
    const outside = 'https://registry.example';

    test.each([
      ['407', /wants a login \(407\)/],
      ['403', /forbids registry\.example:443 \(403\)/],
      ['502', /does not connect to registry\.example:443 \(502\)/],
    ])('that answers %s', async (status, found) => {
      await registryAt(outside, { proxy: await proxy(status) });
      await only('registry', 'broken', found);
    });
    test('that is down, or whose name leads nowhere', async () => {
      await registryAt(outside, { proxy: 'http://127.0.0.1:1' });
      await only('registry', 'broken', /nothing listens at 127\.0\.0\.1:1, where the proxy should be/);
      await registryAt(outside, { proxy: 'http://proxy.invalid:3128' });
      await only('registry', 'broken', /the name proxy\.invalid of the proxy leads nowhere/);
    });
    test('that opens TLS with an authority of its own', async () => {
      const authority = issue({ name: 'Hospital proxy' });
      const opened = issue({ name: 'registry.example', hosts: ['registry.example'], by: authority });
      const port = await listening(
        createSecureServer({ cert: opened.certificate, key: opened.key }, (_, response) => void response.end()),
      );
      const server = createServer();
      server.on('connect', (_request, socket) => {
        const there = connect(port, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connected\r\n\r\n');
          socket.pipe(there).pipe(socket);
        });
        for (const one of [there, socket]) one.on('error', () => (there.destroy(), socket.destroy()));
      });
      const proxyUrl = `http://127.0.0.1:${await listening(server)}`;
      await registryAt(outside, { proxy: proxyUrl });
      await only(
        'registry',
        'broken',
        /a certificate for registry\.example made by Hospital proxy, which nothing trusted/,
      );
    });
    test('named by the environment, and what it spares', async () => {
      await registryAt(outside);
      const refusing = await proxy('403');
      await only('registry', 'broken', /the proxy .* forbids/, { environment: { HTTPS_PROXY: refusing } });
      const { findings } = await diagnosis({ environment: { HTTPS_PROXY: refusing, NO_PROXY: '.invalid' } });
      expect(findings.find(({ check }) => check === 'way out')?.found).toMatch(
        /through 127.* named in the environment/,
      );
      await registryAt('https://registry.invalid');
      await only('registry', 'broken', /leads nowhere/, {
        environment: { HTTPS_PROXY: refusing, NO_PROXY: '.invalid' },
      });
    });
  });

  test('a clock that is off is told with the party whose clock it is not', async () => {
    const ahead = (seconds: number) => fixedClock(new Date(Date.now() + seconds * 1000).toISOString());
    await only('clock', 'warning', /1[45] s ahead of the (registry|pseudonymiser)/, { clock: ahead(15) });
    const { unwell } = await diagnosis({ clock: ahead(-300) });
    expect(unwell.at(-1)).toMatchObject({
      check: 'clock',
      state: 'broken',
      found: expect.stringMatching(/(299|300|301) s behind/),
    });
    expect(
      judgeClock([
        { party: 'registry', ahead: 1 },
        { party: 'pseudonymiser', ahead: -90 },
      ]),
    ).toMatchObject({
      state: 'broken',
      mend: expect.stringContaining('the clock of the pseudonymiser is wrong'),
    });
  });
});
