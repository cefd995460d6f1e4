// In: nothing. Out: a registry that took in a little of everything (second sources, corrections, withdrawals, refusals, a withdrawn consent), cut releases,
// answered questions and was witnessed; then it is closed, and copies of its database are handed out to whoever wants to spoil them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64Url, systemClock, unwrap } from '@longview/foundation';
import { type Federation, openFederation } from '@longview/nest-identity';
import { readRegistryConfig, type RunningRegistry, startRegistry } from '@longview/registry';
import {
  cosign,
  ed25519Signer,
  formatNote,
  KEY_TYPE,
  openCheckpoint,
  parseKey,
  type Signer,
} from '@longview/transparency-proof';
import type { SubmittedPatient } from '@longview/wire';
import { poll } from '@longview/local';
import pg from 'pg';
import {
  CENTRES,
  type CentreId,
  type CourseSketch,
  patientOf,
  PERMIT,
  tokenOf,
  TrialRegistry,
} from '../support/trial-registry.ts';

export interface ClosedRegistry {
  readonly trial: TrialRegistry;
  readonly federation: Federation;
  /** The key that signs checkpoints: what a registry that lies would use. */
  readonly logSigner: Signer;
  /** Checkpoints as a reader kept them, with their cosignatures. */
  readonly known: readonly string[];
  /** A copy of the closed database, as its superuser, without its triggers and constraints. */
  copy(): Promise<pg.Client>;
  /** The database as it was after a third of its life, whole. */
  earlier(): Promise<pg.Client>;
  stop(): Promise<void>;
}

export async function closedRegistry(): Promise<ClosedRegistry> {
  let running: RunningRegistry | undefined;
  const close = async (): Promise<void> => {
    const ending = running;
    running = undefined;
    await ending?.close();
  };
  const trial = await TrialRegistry.start({
    log: { integrateEveryMs: 20, checkpointEveryMs: 1_000 },
    // What is proved here needs no disk to wait for.
    postgres: { fsync: 'off', synchronous_commit: 'off', autovacuum: 'off' },
    launch: async (config) => {
      running = await startRegistry(
        readRegistryConfig(config, () => undefined),
        (fault) => {
          throw fault;
        },
      );
      return { url: running.url, close };
    },
  });
  await trial.federate((manifest) => ({
    ...manifest,
    pseudonymiser: { ...manifest.pseudonymiser, epochs: [...manifest.pseudonymiser.epochs, SECOND_EPOCH] },
  }));
  await trial.restart();
  const copyAs = async (name: string): Promise<void> => {
    const source = new URL(trial.adminUrl).pathname.slice(1);
    await trial.asAdmin((client) => client.query(`create database ${name} template ${source}`), trial.postgres.url);
  };
  const federation = unwrap(
    await openFederation({
      text: readFileSync(join(trial.folder, 'federation.json'), 'utf8'),
      pinned: JSON.parse(readFileSync(join(trial.folder, 'federation.key.json'), 'utf8')) as { kty: string },
      clock: systemClock,
    }),
  );
  const known: string[] = [];
  for (const third of [0, 1, 2]) {
    if (third > 0) await trial.restart();
    await fill(trial, third);
    known.push(await witnessed(trial, federation));
    await close();
    if (third === 0) await copyAs('earlier');
  }
  const { name } = unwrap(parseKey(federation.registry.logKey));
  const secret = fromBase64Url(readFileSync(join(trial.folder, 'log'), 'utf8'));
  const opened: pg.Client[] = [];
  let copies = 0;
  const connect = async (database: string): Promise<pg.Client> => {
    const url = new URL(trial.adminUrl);
    url.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    opened.push(client);
    return client;
  };
  return {
    trial,
    federation,
    logSigner: ed25519Signer(name, KEY_TYPE.log, secret),
    known,
    async copy() {
      const database = `copy_${++copies}`;
      await copyAs(database);
      const client = await connect(database);
      await client.query(UNGUARDED);
      return client;
    },
    earlier: () => connect('earlier'),
    async stop() {
      for (const client of opened) await client.end();
      await trial.stop();
    },
  };
}

/** Whoever has the disk has these out of the way first. Primary keys stay: two rows of one key are found by nobody who asks by key. */
const UNGUARDED = `do $$ declare one record; begin
  for one in select conrelid::regclass as relation, conname from pg_constraint
      where connamespace in ('log'::regnamespace, 'registry'::regnamespace) and contype in ('c', 'f') loop
    execute format('alter table %s drop constraint if exists %I cascade', one.relation, one.conname);
  end loop;
  for one in select conrelid::regclass as relation, conname from pg_constraint
      where connamespace in ('log'::regnamespace, 'registry'::regnamespace) and contype in ('p', 'u') loop
    execute format('alter table %s drop constraint if exists %I cascade', one.relation, one.conname);
  end loop;
  for one in select tgrelid::regclass as relation, tgname from pg_trigger where not tgisinternal loop
    execute format('drop trigger %I on %s', one.tgname, one.relation);
  end loop;
  drop index registry.clinical_record_current;
end $$`;

const SECOND_EPOCH = {
  epoch: 2,
  publicKey: '5vLq6n9Xh0o0m0P3X0cM2qk0mR2mG1l6oJm6Kx3o0l8',
  from: '2026-01-01T00:00:00Z',
};

const PRODUCTS = ['L01XL03', 'L01XL04', 'L01XL05'];

/** A third of the registry's life. */
async function fill(trial: TrialRegistry, third: number): Promise<void> {
  const send = async (centre: CentreId, patients: readonly SubmittedPatient[]): Promise<void> => {
    const { answer, outcomes } = await trial.submit(centre, patients);
    if (outcomes.length === 0) throw new Error(`nothing was taken in: ${answer.text}`);
  };
  const sketch = (n: number, more: CourseSketch = {}): CourseSketch => ({
    infused: `2024-0${1 + (n % 9)}-1${n % 9}`,
    product: PRODUCTS[n % 3] as string,
    disease: ['DLBCL', 'MM', 'B-ALL'][n % 3] as string,
    sex: n % 2 === 0 ? 'female' : 'male',
    ...(n % 4 === 0 ? { died: '2025-02-03' } : { alive: '2025-03-04' }),
    ...(n % 5 === 0 && { relapsed: '2024-12-01' }),
    ...(n % 3 === 0 && { assessed: '2024-11-11' }),
    ...more,
  });
  const person = (n: number): string => `person ${third}.${n}`;
  for (const [at, centre] of CENTRES.slice(0, 3).entries())
    await send(
      centre,
      [0, 1, 2].map((n) => patientOf(trial, centre, person(3 * at + n), sketch(3 * at + n + third))),
    );
  // A follow-up from elsewhere; a correction; the same again; one who gave no consent; one who withdraws it.
  const [first, second, , fourth] = CENTRES;
  await send(fourth, [
    patientOf(trial, fourth, person(0), { alive: '2025-05-06', course: 'follow-up', sex: 'female' }),
    patientOf(trial, fourth, person(20), { alive: '2025-05-06', course: 'waiting' }),
  ]);
  await send(first, [patientOf(trial, first, person(1), sketch(1 + third, { alive: '2025-04-05' }))]);
  await send(second, [patientOf(trial, second, person(4), sketch(4 + third))]);
  await send(second, [
    patientOf(trial, second, person(30), sketch(30, { consent: 'none' })),
    patientOf(trial, second, person(5), sketch(5 + third, { consent: 'registryOnly' })),
  ]);
  const whole = patientOf(trial, first, person(2), sketch(2 + third));
  const last = whole.records.at(-1) as SubmittedPatient['records'][number];
  await send(first, [
    {
      ...whole,
      records: [
        ...whole.records.slice(0, 1),
        { key: last.key, system: last.system, withdraw: { reason: 'wrongPatient' } },
      ],
    },
  ]);
  // One person under two keys of the pseudonymiser: two patients, until one submission names them together.
  const twice = (epochs: readonly (1 | 2)[], centre: CentreId): SubmittedPatient => ({
    ...patientOf(trial, centre, person(40), sketch(8)),
    tokens: epochs.map((epoch) => ({ epoch, value: tokenOf(`${person(40)} ${epoch}`) })),
  });
  await send(first, [twice([1], first)]);
  await send(second, [twice([2], second)]);
  if (third === 1) {
    // A release that counts him twice; one is named after the second of its cut.
    await cut(trial);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
  }
  await send(fourth, [twice([1, 2], fourth)]);
  await cut(trial);
  const SIZE = '{ size { ... on CohortSize { patients } ... on Refusal { code } } }';
  await trial.ask(`manager@${first}`, `{ cohort { ... on Cohort ${SIZE} } }`);
  await trial.ask(
    'researcher@university',
    `query Ask($permit: ID, $purpose: Code) { cohort(permit: $permit, purpose: $purpose) { ... on Cohort ${SIZE} } }`,
    { permit: PERMIT.id, purpose: PERMIT.purpose },
  );
  await trial.ask('researcher@university', '{ accessLog(first: 5) { ... on Refusal { code } } }');
}

const cut = (trial: TrialRegistry) =>
  trial.ask('steward@registry', 'mutation { cutRelease { ... on Release { id } ... on Refusal { message } } }');

/** Three hospitals look at the head, once it covers everything. @returns the note as a reader finds it afterwards. */
async function witnessed(trial: TrialRegistry, { registry }: Federation): Promise<string> {
  const logKey = unwrap(parseKey(registry.logKey));
  const covered = await poll(30_000, async () => {
    const { rows } = await trial.asAdmin((client) =>
      client.query<{ whole: boolean }>(
        `select (select max(size) from log.checkpoint) = (select count(*) from log.entry)
           and not exists (select from log.pending) as whole`,
      ),
    );
    return rows[0]?.whole === true ? true : undefined;
  });
  if (!covered) throw new Error('the log was never covered by a head');
  const { note } = unwrap(openCheckpoint(await head(trial), logKey));
  const own = note.signatures.filter(({ name, id }) => name === logKey.name && id === logKey.id);
  for (const centre of CENTRES.slice(0, 3)) {
    const line = await cosign(note, trial.witnesses[centre], systemClock);
    const { data, text } = await trial.askAsAgent(
      centre,
      'mutation Cosign($note: String!) { cosign(note: $note) { ... on Cosigned { accepted } ... on Refusal { message } } }',
      { note: formatNote({ text: note.text, signatures: [...own, line] }) },
    );
    if (data?.cosign?.accepted?.length !== 1) throw new Error(`not cosigned: ${text}`);
  }
  return head(trial);
}

async function head(trial: TrialRegistry): Promise<string> {
  const { data, text } = await trial.askAsAgent(
    'centre-a',
    '{ checkpoint { ... on Checkpoint { note } ... on Refusal { message } } }',
  );
  const note: unknown = data?.checkpoint?.note;
  if (typeof note !== 'string') throw new Error(`no checkpoint: ${text}`);
  return note;
}
