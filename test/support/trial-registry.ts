// In: nothing. Out: a registry on a free port with its own PostgreSQL, identity provider and federation, people who sign in and agents
// that sign. Everything is real; only the pseudonymiser is left out, since a token is all that the registry ever sees of it.
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { canonicalJson, systemClock, systemIds, utf8 } from '@longview/foundation';
import { type Federation, type PublicJwk, sealFederation, signAssertion } from '@longview/nest-identity';
import {
  freePort,
  type IdentityConfig,
  type IdentityServer,
  type Postgres,
  signIn,
  startIdentityServer,
  startPostgres,
} from '@longview/local';
import { ed25519Signer, formatKey, KEY_TYPE, type Signer } from '@longview/transparency-proof';
import {
  canonicalBytes,
  type Receipt,
  signDetached,
  SUBMIT_DOCUMENT,
  type Submission,
  type SubmittedPatient,
} from '@longview/wire';
import pg from 'pg';
import { migrate, readRegistryConfig, type RunningRegistry, startRegistry } from '@longview/registry';
import { jwkPair } from './pseudonymiser-trial.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const AUDIENCE = 'https://registry.trial.example';
const EARLIER = '2026-01-01T00:00:00Z';
const ORIGIN = 'registry.trial.example/log';

export const CENTRES = ['centre-a', 'centre-b', 'centre-c', 'centre-d'] as const;
export type CentreId = (typeof CENTRES)[number];

export const PERMIT = {
  id: 'permit-a',
  version: 1,
  title: 'Trial',
  organisation: 'university',
  organisationType: 'academic',
  purpose: 'scientificResearch',
  from: 1_700_000_000,
  to: 4_000_000_000,
  status: 'active',
  level: 'aggregate',
  fields: [
    'product',
    'disease',
    'sex',
    'ageBand',
    'infusionYear',
    'priorLines',
    'size',
    'os',
    'pfs',
    'response',
    'crs',
    'icans',
    'competing',
    'efs',
    'dor',
    'rfs',
    'spm',
    'aplasia',
    'icaht',
    'onset',
    'waiting',
    'hospital',
    'quality',
    'apheresed',
  ],
  products: [] as string[],
  persons: ['researcher@university'],
};

export interface GraphQLAnswer {
  readonly status: number;
  readonly text: string;
  // The shape is the question's; tests read it as they asked it.
  readonly data: any;
  readonly errors: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];
}

export interface TrialOptions {
  readonly permits?: readonly object[];
  readonly poolSize?: number;
  /** Milliseconds that a request may wait for a connection. */
  readonly waitMs?: number;
  /** Grounds on which the registry stores; left out, consent alone. */
  readonly bases?: readonly ('consent' | 'publicInterest' | 'legalObligation')[];
  /** Milliseconds between two integrations and two checkpoints; left out, as fast as a test wants them. */
  readonly log?: { readonly integrateEveryMs: number; readonly checkpointEveryMs: number };
  /** Where PostgreSQL keeps its cluster; left out, in the trial's own folder. */
  readonly dataDir?: string;
  /** Settings of PostgreSQL beside the defaults. */
  readonly postgres?: Readonly<Record<string, string>>;
  /** Starts the registry from the path of its configuration; left out, inside this process. */
  readonly launch?: (config: string) => Promise<RunningRegistry>;
}

export class TrialRegistry {
  readonly folder = mkdtempSync(join(tmpdir(), 'longview-registry-'));
  readonly agents = Object.fromEntries(CENTRES.map((centre) => [centre, jwkPair()])) as Record<
    CentreId,
    ReturnType<typeof jwkPair>
  >;
  readonly witnessSeeds = Object.fromEntries(CENTRES.map((centre) => [centre, randomBytes(32)])) as unknown as Record<
    CentreId,
    Uint8Array
  >;
  readonly witnesses = Object.fromEntries(
    CENTRES.map((centre) => [
      centre,
      ed25519Signer(`${centre}.trial.example/witness`, KEY_TYPE.witness, this.witnessSeeds[centre]),
    ]),
  ) as Record<CentreId, Signer>;
  readonly faults: unknown[] = [];
  /** Lines for the operator. */
  readonly reports: string[] = [];
  url = '';
  receiptKey!: PublicJwk;
  postgres!: Postgres;
  #database = '';
  #registry: RunningRegistry | undefined;
  #identity: IdentityServer | undefined;
  #issuer = '';
  #launch: NonNullable<TrialOptions['launch']> = (config) =>
    startRegistry(
      readRegistryConfig(config, () => undefined),
      (fault) => this.faults.push(fault),
      (line) => this.reports.push(line),
    );
  #manifest!: Federation;
  #authority!: ReturnType<typeof jwkPair>;
  #tokens = new Map<string, Promise<string>>();
  readonly #kS = randomBytes(32);

  static async start(options: TrialOptions = {}): Promise<TrialRegistry> {
    const trial = new TrialRegistry();
    chmodSync(trial.folder, 0o755);
    if (options.launch) trial.#launch = options.launch;
    trial.postgres = await startPostgres({
      dataDir: options.dataDir ?? join(trial.folder, 'postgres', 'cluster'),
      // No power is cut here, and what a process wrote outlives it: nothing waits for the disk, unless the disk is what is tried.
      settings: { ...(options.dataDir === undefined && { fsync: 'off' }), ...options.postgres },
    });
    trial.#database = await trial.#freshDatabase();
    await trial.#prepare(options);
    await trial.restart();
    return trial;
  }

  async #freshDatabase(): Promise<string> {
    const name = `trial_${randomBytes(6).toString('hex')}`;
    await this.asAdmin((client) => client.query(`create database ${name}`), this.postgres.url);
    const url = new URL(this.postgres.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  /** The trial's database, as the superuser. */
  get adminUrl(): string {
    return this.#database;
  }

  /** A query as the superuser: what a person with the disk in hands could see. */
  async asAdmin<T>(work: (client: pg.Client) => Promise<T>, url = this.#database): Promise<T> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** A connection of the application role: what injected SQL would have. */
  async asApp(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: readFileSync(join(this.folder, 'app.url'), 'utf8') });
    await client.connect();
    return client;
  }

  get sealKey(): Uint8Array {
    return Buffer.from(readFileSync(join(this.folder, 'seal'), 'utf8'), 'base64url');
  }

  async #prepare({
    permits = [PERMIT],
    poolSize = 6,
    waitMs = 20_000,
    bases = ['consent'],
    log = { integrateEveryMs: 20, checkpointEveryMs: 100 },
  }: TrialOptions): Promise<void> {
    const secret = (name: string, text: string): string => {
      writeFileSync(join(this.folder, name), text, { mode: 0o600 });
      return name;
    };
    const [port, identityPort] = [await freePort(), await freePort()];
    this.url = `http://127.0.0.1:${port}`;
    this.#issuer = `http://127.0.0.1:${identityPort}`;
    const accounts = [
      { subject: 'researcher@university', organisation: 'university', roles: ['researcher'] },
      { subject: 'stranger@university', organisation: 'university', roles: ['researcher'] },
      { subject: 'steward@registry', organisation: 'registry', roles: ['steward'] },
      { subject: 'dpo@registry', organisation: 'registry', roles: ['dpo'] },
      { subject: 'checker@registry', organisation: 'registry', roles: ['outputChecker'] },
      { subject: 'checker@university', organisation: 'university', roles: ['outputChecker'] },
      ...CENTRES.flatMap((centre) =>
        ['manager', 'deputy'].map((who) => ({
          subject: `${who}@${centre}`,
          organisation: centre,
          roles: ['dataManager'],
        })),
      ),
    ];
    this.#identity = await startIdentityServer({
      mode: 'development',
      port: identityPort,
      issuer: this.#issuer,
      stateDir: join(this.folder, 'identity'),
      resource: AUDIENCE,
      client: { id: 'trial', redirectUris: [`${this.url}/callback`] },
      accounts,
    } as unknown as IdentityConfig);

    const logSeed = randomBytes(32);
    const receipt = jwkPair();
    this.receiptKey = receipt.open;
    const authority = jwkPair();
    const manifest: Federation = {
      v: 1,
      id: 'trial',
      issued: `${systemClock.now().toISOString().slice(0, 19)}Z`,
      registry: {
        id: 'registry',
        url: this.url,
        audience: AUDIENCE,
        logOrigin: ORIGIN,
        logKey: formatKey(ed25519Signer(ORIGIN, KEY_TYPE.log, logSeed).key),
        receiptKey: receipt.open,
      },
      pseudonymiser: {
        id: 'pseudonymiser',
        url: 'http://127.0.0.1:1',
        audience: 'https://pseudonymiser.trial.example',
        epochs: [{ epoch: 1, publicKey: '4vLq6n9Xh0o0m0P3X0cM2qk0mR2mG1l6oJm6Kx3o0l8', from: EARLIER }],
      },
      identityProvider: { issuer: this.#issuer, audience: AUDIENCE },
      centres: CENTRES.map((centre) => ({
        id: centre,
        name: centre,
        keys: [{ kid: `${centre}-1`, jwk: this.agents[centre].open, from: EARLIER }],
        witnessKey: formatKey(this.witnesses[centre].key),
      })),
      witnesses: { quorum: 2 },
    };
    [this.#manifest, this.#authority] = [manifest, authority];
    await this.federate((same) => same);
    writeFileSync(join(this.folder, 'federation.key.json'), JSON.stringify(authority.open));
    // In the same folder, so that the federation's own command works there; the registry never reads it.
    secret('federation.secret.json', JSON.stringify(authority.secret));
    writeFileSync(join(this.folder, 'permits.json'), JSON.stringify(permits));

    const [seal, appPassword, integratorPassword] = [randomBytes(32), 'app', 'integrator'];
    await migrate({ adminUrl: this.#database, appPassword, integratorPassword, sealKey: seal });
    const as = (role: string, password: string): string => {
      const url = new URL(this.#database);
      [url.username, url.password] = [role, password];
      return url.href;
    };
    writeFileSync(
      join(this.folder, 'config.json'),
      JSON.stringify({
        mode: 'development',
        listen: { port },
        federation: { file: 'federation.json', key: 'federation.key.json' },
        database: {
          app: secret('app.url', as('longview_app', appPassword)),
          integrator: secret('integrator.url', as('longview_integrator', integratorPassword)),
          poolSize,
          waitMs,
        },
        keys: {
          pseudonym: secret('kR', randomBytes(32).toString('base64url')),
          seal: secret('seal', seal.toString('base64url')),
          receipt: secret('receipt', JSON.stringify(receipt.secret)),
          log: secret('log', logSeed.toString('base64url')),
        },
        people: {
          roles: Object.fromEntries(
            ['researcher', 'steward', 'dpo', 'dataManager', 'outputChecker'].map((role) => [role, role]),
          ),
        },
        permits: 'permits.json',
        activities: join(ROOT, 'schema', 'activities.json'),
        policies: join(ROOT, 'schema', 'policies'),
        bases,
        demonstration: true,
        log,
      }),
    );
  }

  async restart(): Promise<void> {
    await this.#registry?.close();
    this.#registry = undefined;
    this.#registry = await this.#launch(join(this.folder, 'config.json'));
  }

  /** From now on the identity provider gives no answer. */
  async stopIdentityProvider(): Promise<void> {
    await this.#identity?.stop();
    this.#identity = undefined;
  }

  async stop(): Promise<void> {
    await this.#registry?.close();
    await this.#identity?.stop();
    // Nothing of it is looked at any more: a server that writes all to disk first would take seconds.
    await this.postgres.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Changes the federation file and signs it anew, as the federation's office would; the registry is not told. */
  async federate(change: (manifest: Federation) => Federation): Promise<string> {
    this.#manifest = change(this.#manifest);
    const text = await sealFederation(this.#manifest, this.#authority.secret);
    writeFileSync(join(this.folder, 'federation.json'), text);
    return text;
  }

  get federation(): Federation {
    return this.#manifest;
  }

  get issuer(): string {
    return this.#issuer;
  }

  token(account: string): Promise<string> {
    const kept =
      this.#tokens.get(account) ??
      signIn({
        issuer: this.#issuer,
        clientId: 'trial',
        redirectUri: `${this.url}/callback`,
        resource: AUDIENCE,
        account,
      });
    this.#tokens.set(account, kept);
    return kept;
  }

  async ask(account: string | undefined, query: string, variables: unknown = {}): Promise<GraphQLAnswer> {
    return this.post(
      JSON.stringify({ query, variables }),
      account === undefined ? undefined : await this.token(account),
    );
  }

  async post(body: string, token?: string): Promise<GraphQLAnswer> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body,
    });
    const text = await response.text();
    const { data, errors = [] } = JSON.parse(text) as Pick<GraphQLAnswer, 'data' | 'errors'>;
    return { status: response.status, text, data, errors };
  }

  /** Any request at all, and how long its answer took in milliseconds. */
  async send(
    request: { method?: string; path?: string; headers?: Record<string, string>; body?: string | Uint8Array } = {},
  ): Promise<{ status: number; headers: Headers; text: string; milliseconds: number }> {
    const { method = 'POST', path = '/graphql', headers = { 'content-type': 'application/json' }, body } = request;
    const start = performance.now();
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: body as BodyInit }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, milliseconds: performance.now() - start };
  }

  async askAsAgent(centre: CentreId, query: string, variables: unknown = {}): Promise<GraphQLAnswer> {
    const body = JSON.stringify({ query, variables });
    return this.post(body, await this.assertion(centre, body));
  }

  assertion = (
    centre: CentreId,
    body: string,
    change: Partial<Parameters<typeof signAssertion>[0]> = {},
  ): Promise<string> =>
    signAssertion({
      centre,
      kid: `${centre}-1`,
      privateJwk: this.agents[centre].secret,
      audience: AUDIENCE,
      method: 'POST',
      url: `${this.url}/graphql`,
      bodyBytes: utf8(body),
      clock: systemClock,
      ids: systemIds,
      ...change,
    });

  async submit(
    centre: CentreId,
    patients: readonly SubmittedPatient[],
    change: Partial<Submission> = {},
  ): Promise<{ answer: GraphQLAnswer; receipt: Receipt; submission: Submission; outcomes: string[] }> {
    const submission: Submission = {
      version: 1,
      id: systemIds.uuid(),
      centre,
      demonstration: true,
      patients,
      ...change,
    };
    const signature = await signDetached(
      canonicalBytes(submission),
      'longview-submission+jws',
      `${centre}-1`,
      this.agents[centre].secret,
    );
    const answer = await this.askAsAgent(centre, SUBMIT_DOCUMENT, { submission, signature });
    const text = answer.data?.submit?.receipt as string | undefined;
    const receipt = (text === undefined ? { records: [] } : JSON.parse(text)) as Receipt;
    return { answer, receipt, submission, outcomes: receipt.records.map(({ outcome }) => outcome) };
  }

  /** A blinded key, as a centre makes it. */
  key = (centre: string, text: string): string =>
    createHash('sha256').update(this.#kS).update(`${centre}|${text}`).digest('base64url');
}

export const bodyHash = (submission: Submission): string =>
  createHash('sha256').update(canonicalJson(submission)).digest('hex');

export { type CourseSketch, patientOf, tokenOf } from './course-sketch.ts';
