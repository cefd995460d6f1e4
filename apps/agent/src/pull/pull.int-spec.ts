// A real server on loopback that pages, tires, forgets tokens, and once leads elsewhere. What is pulled arrives whole; what is killed goes on.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { importJWK, type JWK, jwtVerify } from 'jose';
import { persons } from '../../../../test/support/agent-hospital.ts';
import { type TwoParties, twoParties } from '../../../../test/support/faulty-parties.ts';
import { cli } from '../cli.ts';
import { systemPorts } from '../ports.ts';

type Resource = Record<string, unknown> & { readonly resourceType: string; readonly id: string };

/** As much of a FHIR server as `pull` asks: search by _lastUpdated, patient and _id, in pages, for whoever has a token. */
class Hospital {
  readonly asked: string[] = [];
  /** Statuses given before it behaves. */
  readonly faults: { readonly status: number; readonly headers?: Record<string, string>; readonly on?: string }[] = [];
  resources: Resource[] = [];
  pageSize = 2;
  tokens = 0;
  next: ((url: string) => string) | undefined;
  #server: Server | undefined;
  #valid = new Set<string>();
  readonly #key: JWK;

  constructor(key: JWK) {
    this.#key = key;
  }

  async open(): Promise<string> {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    await new Promise<void>((done) => this.#server?.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}/fhir`;
  }
  close(): Promise<void> {
    return new Promise((done) => {
      this.#server?.closeAllConnections();
      this.#server?.close(() => done());
    });
  }
  forgetTokens(): void {
    this.#valid.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const give = (status: number, body: object, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/fhir+json', ...headers });
      response.end(JSON.stringify(body));
    };
    if (url.pathname === '/fhir/.well-known/smart-configuration')
      return give(200, { token_endpoint: new URL('/token', url).href });
    if (url.pathname === '/token') {
      let text = '';
      for await (const part of request) text += String(part);
      const form = new URLSearchParams(text);
      const { payload } = await jwtVerify(form.get('client_assertion') ?? '', await importJWK(this.#key, 'ES384'), {
        issuer: 'agent',
        subject: 'agent',
        audience: url.href,
      });
      if (form.get('grant_type') !== 'client_credentials' || payload.jti === undefined)
        return give(400, { error: 'invalid_request' });
      const token = `t${++this.tokens}`;
      this.#valid.add(token);
      return give(200, { access_token: token, expires_in: 300 });
    }
    this.asked.push(`${url.pathname.replace('/fhir/', '')}${url.search}`);
    if (!this.#valid.has(request.headers.authorization?.replace('Bearer ', '') ?? '')) return give(401, {});
    const at = this.faults.findIndex(({ on }) => on === undefined || url.href.includes(on));
    if (at >= 0) {
      const [{ status, headers }] = this.faults.splice(at, 1) as [{ status: number; headers?: Record<string, string> }];
      return give(
        status,
        { resourceType: 'OperationOutcome', issue: [{ code: 'exception', diagnostics: 'Jan Peeters' }] },
        headers,
      );
    }
    const type = url.pathname.split('/').at(-1);
    const list = (name: string): string[] | undefined => url.searchParams.get(name)?.split(',');
    const since = url.searchParams.get('_lastUpdated')?.replace('ge', '');
    const found = this.resources.filter((one) => {
      const updated = String((one['meta'] as { lastUpdated?: string } | undefined)?.lastUpdated ?? '');
      const subject = String(
        ((one['subject'] ?? one['patient']) as { reference?: string } | undefined)?.reference ?? '',
      );
      return (
        one.resourceType === type &&
        (since === undefined || updated >= since) &&
        (list('_id')?.includes(one.id) ?? true) &&
        (list('patient')?.includes(subject.replace('Patient/', '')) ?? true)
      );
    });
    const page = Number(url.searchParams.get('page') ?? 0);
    const more = (page + 1) * this.pageSize < found.length;
    const following = new URL(url);
    following.searchParams.set('page', String(page + 1));
    give(200, {
      resourceType: 'Bundle',
      type: 'searchset',
      ...(more && { link: [{ relation: 'next', url: this.next?.(following.href) ?? following.href }] }),
      entry: found.slice(page * this.pageSize, (page + 1) * this.pageSize).map((resource) => ({ resource })),
    });
  }
}

const people = persons(5);
const meta = (lastUpdated: string) => ({ lastUpdated });
const resourcesOf = (updated: string): Resource[] =>
  people.flatMap((one, index): Resource[] => {
    const id = `p${index}`;
    const subject = { reference: `Patient/${id}` };
    return [
      {
        resourceType: 'Patient',
        id,
        meta: meta(updated),
        gender: 'male',
        birthDate: one.birth,
        identifier: [
          { system: 'https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin', value: one.number },
        ],
      },
      {
        resourceType: 'MedicationAdministration',
        id: `i${index}`,
        meta: meta(updated),
        status: 'completed',
        subject,
        effectiveDateTime: one.infused,
        medicationReference: { reference: 'Medication/m' },
      },
      {
        resourceType: 'Encounter',
        id: `e${index}`,
        meta: meta(updated),
        status: 'finished',
        class: { code: 'AMB' },
        subject,
        period: { start: '2025-06-01', end: '2025-06-01' },
      },
    ];
  });
const MEDICATION: Resource = {
  resourceType: 'Medication',
  id: 'm',
  code: { coding: [{ system: 'http://www.whocc.no/atc', code: 'L01XL04' }] },
};

let folder: string;
let parties: TwoParties;
let hospital: Hospital;
let config: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'longview-pull-'));
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  writeFileSync(join(folder, 'fhir.jwk'), JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'k1' }), {
    mode: 0o600,
  });
  hospital = new Hospital(publicKey.export({ format: 'jwk' }) as JWK);
  hospital.resources = [...resourcesOf('2025-06-02T00:00:00Z'), MEDICATION];
  parties = await twoParties();
  config = await parties.configure(folder, {
    fhirServer: await hospital.open(),
    fhirSearches: 'Patient MedicationAdministration Encounter',
    fhirClientId: 'agent',
    fhirKey: 'fhir.jwk',
    fhirCount: 2,
  });
});
afterEach(async () => {
  await hospital.close();
  await parties.close();
  rmSync(folder, { recursive: true });
});

async function pull() {
  const [out, said]: [string[], string[]] = [[], []];
  const waits: number[] = [];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void said.push(line),
    progress: () => undefined,
  };
  const ports = {
    ...systemPorts,
    wait: (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    },
    terminal,
    ending: () => new AbortController().signal,
  };
  const exit = await cli(['pull', '--config', config, '--json'], ports);
  return { exit, answer: JSON.parse(out.join('\n')) as any, said: said.join('\n'), waits };
}

/** Patient, product, infusion, last contact. */
const RECORDS = 4;

test('everything at first, in pages; afterwards what changed, and that whole', async () => {
  const first = await pull();
  expect(first).toMatchObject({ exit: 0, answer: { patients: 5, read: { accepted: 5 * RECORDS } } });
  expect(parties.records.size).toBe(5 * RECORDS);
  expect(existsSync(join(folder, 'state', 'pull'))).toBe(false);

  hospital.asked.length = 0;
  expect(await pull()).toMatchObject({ exit: 0, answer: { patients: 0 } });
  expect(hospital.asked.every((one) => one.includes('_lastUpdated=ge20'))).toBe(true);

  hospital.resources = hospital.resources.map((one) =>
    one.id === 'e3'
      ? { ...one, meta: meta(new Date().toISOString()), period: { start: '2025-07-02', end: '2025-07-02' } }
      : one,
  );
  expect(await pull()).toMatchObject({ exit: 0, answer: { patients: 1, read: { accepted: RECORDS } } });
  // The visit is a new version; what did not change beside it is unchanged, and nothing is missing.
  expect([...parties.versions.values()].filter((versions) => versions === 2)).toHaveLength(1);
  expect(parties.records.size).toBe(5 * RECORDS);
});

test('a tired server is waited for, as long as it asks; a forgotten token is asked for again', async () => {
  hospital.faults.push({ status: 503 }, { status: 429, headers: { 'retry-after': '7' } }, { status: 502 });
  const { exit, waits } = await pull();
  expect(exit).toBe(0);
  expect(waits[0]).toBe(1000);
  expect(waits[1]).toBeGreaterThan(6000);
  hospital.forgetTokens();
  hospital.tokens = 10;
  expect((await pull()).exit).toBe(0);
});

test('what stops goes on after the last whole page', async () => {
  hospital.faults.push({ status: 404, on: 'Encounter?patient' });
  const stopped = await pull();
  expect(stopped).toMatchObject({ exit: 2, answer: { refusal: { code: 'PULL_NO_BUNDLE' } } });
  expect(stopped.said).not.toContain('Peeters');
  expect(existsSync(join(folder, 'state', 'pull', 'resources.ndjson'))).toBe(true);
  hospital.asked.length = 0;
  expect(await pull()).toMatchObject({ exit: 0, answer: { read: { accepted: 5 * RECORDS } } });
  expect(hospital.asked.some((one) => one.startsWith('Patient?'))).toBe(false);
});

test('a next link to another place is not followed, and the token does not go there', async () => {
  const stolen: string[] = [];
  const thief = createServer((request, response) => {
    stolen.push(request.headers.authorization ?? 'nothing');
    response.end('{}');
  });
  thief.unref();
  await new Promise<void>((done) => thief.listen(0, '127.0.0.1', done));
  const port = (thief.address() as AddressInfo).port;
  for (const elsewhere of [`http://127.0.0.1:${port}/fhir/Patient?page=1`, '../other/Patient?page=1']) {
    hospital.next = () => elsewhere;
    expect(await pull()).toMatchObject({ exit: 2, answer: { refusal: { code: 'PULL_OTHER_ORIGIN' } } });
    rmSync(join(folder, 'state', 'pull'), { recursive: true });
  }
  hospital.next = (url) => url.replace(/page=\d+/u, 'page=1');
  hospital.pageSize = 1;
  expect(await pull()).toMatchObject({ exit: 2, answer: { refusal: { code: 'PULL_CIRCLE' } } });
  expect(stolen).toEqual([]);
  await new Promise((done) => thief.close(done));
});

test('only those who are wanted, and whoever is new among them whole', async () => {
  const wanted = await parties.configure(folder, {
    fhirServer: await configured('fhirServer'),
    fhirSearches: 'Patient MedicationAdministration Encounter',
    fhirPatients: 'Patient?_id=p0,p1',
    fhirClientId: 'agent',
    fhirKey: 'fhir.jwk',
  });
  config = wanted;
  expect(await pull()).toMatchObject({ exit: 0, answer: { patients: 2 } });
  expect(parties.records.size).toBe(2 * RECORDS);
});

async function configured(name: string): Promise<string> {
  const { readFileSync } = await import('node:fs');
  return (JSON.parse(readFileSync(config, 'utf8')) as Record<string, string>)[name] as string;
}
