// In: nothing. Out: a pseudonymiser on a free port with its own folder, clock and federation, and agents that sign. For tests.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  concat,
  fromBase64Url,
  systemIds,
  systemRandom,
  toBase64,
  toBase64Url,
  toHex,
  unwrap,
  utf8,
} from '@longview/foundation';
import type { Clock } from '@longview/foundation';
import { sealFederation, signAssertion } from '@longview/nest-identity';
import type { AgentKey, Federation, PublicJwk } from '@longview/nest-identity';
import { freePort } from '@longview/local';
import { blindBatch } from '@longview/pseudonym-client';
import type { BlindedBatch } from '@longview/pseudonym-client';
import { requestJson } from '@longview/pseudonym-protocol';
import { deriveKeyPair } from '@longview/pseudonym-server';
import { readPseudonymiserConfig, startPseudonymiser } from '@longview/pseudonymiser';
import type { Pseudonymiser } from '@longview/pseudonymiser';

const START = '2026-03-01T12:00:00.000Z';
const EARLIER = '2026-01-01T00:00:00Z';

/** An Ed25519 key pair as JWKs. */
export function jwkPair() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    secret: { ...privateKey.export({ format: 'jwk' }) },
    open: { ...publicKey.export({ format: 'jwk' }) } as PublicJwk,
  };
}

function noteKey(name: string, type: 1 | 4): string {
  const bytes = concat(Uint8Array.of(type), fromBase64Url(jwkPair().open.x));
  const digest = createHash('sha256')
    .update(concat(utf8(`${name}\n`), bytes))
    .digest();
  return `${name}+${toHex(digest.subarray(0, 4))}+${toBase64(bytes)}`;
}

/** The secret of each epoch, so that a test can evaluate directly. */
export const epochKey = (epoch: number) => deriveKeyPair(new Uint8Array(32).fill(epoch), utf8('trial'));

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

export class Trial {
  readonly folder = mkdtempSync(join(tmpdir(), 'longview-pseudonymiser-'));
  readonly reports: string[] = [];
  readonly agents = { gent: jwkPair(), leuven: jwkPair() };
  readonly authority = jwkPair();
  readonly clock: Clock & { at: number } = { at: Date.parse(START), now: () => new Date(this.clock.at) };
  url = '';
  #service: Pseudonymiser | undefined;
  #manifest!: Federation;
  #config!: Record<string, unknown>;

  static async prepare(quotas: Record<string, unknown> = {}): Promise<Trial> {
    const trial = new Trial();
    const port = await freePort();
    trial.url = `http://127.0.0.1:${port}`;
    trial.#config = {
      mode: 'development',
      listen: { port },
      federation: { file: 'federation.json', key: 'federation.jwk' },
      state: 'state.db',
      keys: { folder: 'keys' },
      log: { file: 'log.db', origin: 'pseudonymiser.example/log', key: 'log.key' },
      quotas,
    };
    trial.#manifest = trial.#newManifest();
    trial.write('federation.jwk', JSON.stringify(trial.authority.open));
    trial.write('log.key', toBase64Url(new Uint8Array(32).fill(9)));
    await trial.publish({});
    return trial;
  }

  #newManifest(): Federation {
    const centre = (id: 'gent' | 'leuven') => ({
      id,
      name: id,
      keys: [{ kid: 'k1', jwk: this.agents[id].open, from: EARLIER }],
      witnessKey: noteKey(id, 4),
    });
    return {
      v: 1,
      id: 'trial',
      issued: EARLIER,
      registry: {
        id: 'registry',
        url: 'http://localhost:4000',
        audience: 'http://localhost:4000',
        logOrigin: 'registry.example/log',
        logKey: noteKey('registry.example/log', 1),
        receiptKey: jwkPair().open,
      },
      pseudonymiser: {
        id: 'pseudonymiser',
        url: this.url,
        audience: 'https://pseudonymiser.example',
        epochs: [
          { epoch: 1, publicKey: toBase64Url(epochKey(1).publicKey), from: EARLIER },
          { epoch: 2, publicKey: toBase64Url(epochKey(2).publicKey), from: '2026-03-02T00:00:00Z' },
        ],
      },
      identityProvider: { issuer: 'http://localhost:4020', audience: 'http://localhost:4000' },
      centres: [centre('gent'), centre('leuven')],
      witnesses: { quorum: 1 },
    };
  }

  write(name: string, text: string, mode = 0o600): void {
    writeFileSync(join(this.folder, name), text, { mode });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Signs the manifest with these changes and puts it in place. */
  async publish(change: Partial<Federation>, signer = this.authority.secret): Promise<void> {
    const manifest = { ...this.#manifest, ...change };
    if (signer === this.authority.secret) this.#manifest = manifest;
    this.write('federation.json', await sealFederation(manifest, signer));
  }

  get manifest(): Federation {
    return this.#manifest;
  }

  /** Replaces the keys of gent; `issued` has to move on. */
  gentKeys(keys: readonly AgentKey[], issued: string): Promise<void> {
    const centres = this.#manifest.centres.map((centre) => (centre.id === 'gent' ? { ...centre, keys } : centre));
    return this.publish({ centres, issued });
  }

  /** Writes `config.json`, beside which all relative paths in it lie. */
  configure(change: Record<string, unknown> = {}): void {
    this.write('config.json', JSON.stringify({ ...this.#config, ...change }));
  }

  async start(change: Record<string, unknown> = {}): Promise<void> {
    this.configure(change);
    this.#service = await startPseudonymiser(
      readPseudonymiserConfig(this.path('config.json'), () => undefined),
      {
        clock: this.clock,
        random: systemRandom,
        report: (line) => void this.reports.push(line),
      },
    );
  }

  async stop(): Promise<void> {
    await this.#service?.close();
    this.#service = undefined;
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  batch(inputs: readonly string[], epoch = 1): BlindedBatch {
    return unwrap(blindBatch({ epoch, requestId: systemIds.uuid(), inputs: inputs.map(utf8), random: systemRandom }));
  }

  body(inputs: readonly string[]): string {
    return JSON.stringify(requestJson(this.batch(inputs).request));
  }

  /** As many different inputs as asked for. */
  inputs(count: number): string[] {
    return Array.from({ length: count }, (_, index) => `input ${index}`);
  }

  sign(body: string, change: Partial<Parameters<typeof signAssertion>[0]> = {}): Promise<string> {
    return signAssertion({
      centre: 'gent',
      kid: 'k1',
      privateJwk: this.agents.gent.secret,
      audience: 'https://pseudonymiser.example',
      method: 'POST',
      url: `${this.url}/v1/evaluate`,
      bodyBytes: utf8(body),
      clock: this.clock,
      ids: systemIds,
      ...change,
    });
  }

  async post(body: string, token?: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.url}/v1/evaluate`, {
      method: 'POST',
      body,
      headers: {
        'Content-Type': 'application/json',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
    });
    return { status: response.status, headers: response.headers, json: (await response.json()) as Answer['json'] };
  }

  /** Signed by gent and sent. */
  async send(body: string): Promise<Answer> {
    return this.post(body, await this.sign(body));
  }

  async get(path: string): Promise<{ readonly status: number; readonly text: string; readonly type: string | null }> {
    const response = await fetch(this.url + path);
    return { status: response.status, text: await response.text(), type: response.headers.get('content-type') };
  }
}
