// In: a registry, an agent and a pseudonymiser, and disks without room or logs that may not be written. Out: nothing of a person leaves without its entry,
// the refusal says which it is, health says why, nothing acknowledged is lost, and it goes on by itself when the cause is gone.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { toBase64Url } from '@longview/foundation';
import { poll } from '@longview/local';
import { persons, writeExport } from '../support/agent-hospital.ts';
import { twoParties, type TwoParties } from '../support/faulty-parties.ts';
import { epochKey, Trial } from '../support/pseudonymiser-trial.ts';
import { type GraphQLAnswer, patientOf, TrialRegistry } from '../support/trial-registry.ts';

const LONG = process.env['LONGVIEW_LONG'] === '1';
if (LONG) jest.setTimeout(600_000);

/** A disk of its own, of so many mebibytes. */
function smallDisk(megabytes: number): { folder: string; fill(left?: number): void; free(): void; remove(): void } {
  if (process.getuid?.() !== 0) throw new Error('a full disk cannot be tried here: only root mounts a small one');
  const folder = mkdtempSync(join(tmpdir(), 'longview-small-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder], {
    encoding: 'utf8',
  });
  if (mounted.status !== 0) throw new Error(`a full disk cannot be tried here: mount says ${mounted.stderr}`);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: (left = 0) => {
      const { bavail, bsize } = statfsSync(folder);
      try {
        writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left)), { flag: 'a' });
      } catch (fault) {
        // Whoever else writes there took a block meanwhile: full is what it was to be.
        if ((fault as NodeJS.ErrnoException).code !== 'ENOSPC') throw fault;
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove: () => {
      spawnSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const OWN = '{ cohort { ... on Cohort { size { ... on CohortSize { patients } } } } }';
const code = ({ errors }: GraphQLAnswer): unknown => errors[0]?.extensions?.['code'];

describe('the registry’s log', () => {
  let trial: TrialRegistry;
  let disk: ReturnType<typeof smallDisk>;
  const as = <T>(sql: string): Promise<T[]> => trial.asAdmin(async (client) => (await client.query(sql)).rows as T[]);
  const health = async (): Promise<{ status: number; problems: { part: string; reason: string }[] }> => {
    const { status, text } = await trial.send({ method: 'GET', path: '/health', headers: {} });
    return { status, problems: (JSON.parse(text) as { problems?: [] }).problems ?? [] };
  };
  const submit = (name: string) =>
    trial.submit('centre-a', [
      patientOf(trial, 'centre-a', name, { infused: '2024-02-03', product: 'L01XL04', alive: '2025-01-01' }),
    ]);
  const results = async (): Promise<number> =>
    (
      await as<{ n: number }>(
        `select count(*)::int as n from (select kind from log.entry where body ->> 'operation' = 'cohort' union all
         select kind from log.pending where envelope::jsonb ->> 'operation' = 'cohort') e where kind = 'result'`,
      )
    )[0]?.n ?? 0;

  beforeAll(async () => {
    disk = smallDisk(220);
    // A small log that is written ahead, so that it is the tables that find no room.
    trial = await TrialRegistry.start({
      dataDir: join(disk.folder, 'cluster'),
      postgres: { max_wal_size: '32MB', min_wal_size: '32MB' },
    });
    expect((await submit('the first')).outcomes).not.toEqual([]);
    expect((await trial.ask('manager@centre-a', OWN)).data.cohort.size.patients).toBe(1);
    expect(await health()).toEqual({ status: 200, problems: [] });
  });
  afterAll(async () => {
    await trial?.stop();
    disk?.remove();
  });

  const CASES: [name: string, spoil: string, mend: string, reason: RegExp][] = [
    [
      'the right to write it revoked',
      'revoke insert on log.pending from longview_app',
      'grant insert (id, kind, envelope, leaf_hash) on log.pending to longview_app',
      /may not write the log/,
    ],
    [
      'a trigger that raises',
      `create function log.no() returns trigger language plpgsql as $$ begin raise exception 'no' using errcode = '53100'; end $$;
       create trigger no before insert on log.pending for each row execute function log.no()`,
      'drop trigger no on log.pending; drop function log.no()',
      /disk of the database is full/,
    ],
  ];

  test.each(CASES)('%s: LOG_UNAVAILABLE, nothing shown, and health says why', async (name, spoil, mend, reason) => {
    const told = await results();
    const stored = await as('select id from registry.submission');
    await as(spoil);
    const [own, cut, taken] = [
      await trial.ask('manager@centre-a', OWN),
      await trial.ask('steward@registry', 'mutation { cutRelease { ... on Release { id } ... on Refusal { code } } }'),
      await submit(name),
    ];
    expect([own, cut, taken.answer].map(code)).toEqual(['LOG_UNAVAILABLE', 'LOG_UNAVAILABLE', 'LOG_UNAVAILABLE']);
    for (const answer of [own, cut, taken.answer]) {
      expect(code(answer)).toBe('LOG_UNAVAILABLE');
      expect(answer.status).toBe(503);
      expect(answer.data ?? null).toBeNull();
      expect(answer.text).not.toContain('patients"');
    }
    expect(await health()).toEqual({
      status: 503,
      problems: expect.arrayContaining([{ part: 'accessLog', reason: expect.stringMatching(reason) }]),
    });
    await as(mend);
    // Nothing else is done: the same process goes on.
    expect(await as('select id from registry.submission')).toEqual(stored);
    expect(await results()).toBe(told);
    expect(await health()).toEqual({ status: 200, problems: [] });
    expect((await trial.ask('manager@centre-a', OWN)).data.cohort.size.patients).toBeGreaterThan(0);
    expect((await submit(name)).outcomes).not.toEqual([]);
  });

  if (LONG)
    test('locked: refused when its time is up', async () => {
      await trial.asAdmin(async (client) => {
        await client.query('begin; lock table log.pending in access exclusive mode');
        const asked = trial.ask('manager@centre-a', OWN);
        expect((await health()).problems).toEqual([{ part: 'accessLog', reason: expect.stringContaining('a lock') }]);
        expect(code(await asked)).toBe('LOG_UNAVAILABLE');
        await client.query('rollback');
      });
      expect((await health()).status).toBe(200);
    });

  test('a disk that fills while records come and questions are asked', async () => {
    disk.fill(3_000_000);
    const acknowledged: string[] = [];
    const seen = { answered: 0, refused: 0, failed: 0 };
    const before = await results();
    let full = false;
    for (let round = 0; round < 300 && !full; round++) {
      const { answer, receipt, submission } = await submit(`person ${round}`).catch(() => ({
        answer: undefined,
        receipt: undefined,
        submission: undefined,
      }));
      if (receipt?.leafHash !== undefined && submission) acknowledged.push(submission.id);
      const own = await trial.ask('manager@centre-a', OWN).catch(() => undefined);
      if (own?.data?.cohort?.size?.patients !== undefined) seen.answered += 1;
      else if (own && code(own) === 'LOG_UNAVAILABLE') seen.refused += 1;
      else seen.failed += 1;
      full = answer !== undefined && code(answer) !== undefined && seen.refused + seen.failed > 2;
      if (round === 15) disk.fill();
    }
    expect(full).toBe(true);
    expect(acknowledged.length).toBeGreaterThan(10);
    const { status, problems } = await health();
    expect(status).toBe(503);
    expect(problems.map(({ reason }) => reason).join()).toMatch(/disk of the database is full|does not answer/);

    disk.free();
    // PostgreSQL ends itself where not even its own log of changes can be written; whoever runs it starts it again. Here it may be either.
    const healed = await poll(60_000, async () =>
      (await health().catch(() => undefined))?.status === 200 ? true : undefined,
    );
    expect(healed).toBe(true);
    const kept = new Set((await as<{ id: string }>('select id from registry.submission')).map(({ id }) => id));
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    // One result for every answer that was seen, at least: more where an answer was lost after its entry.
    expect(await results()).toBeGreaterThanOrEqual(before + seen.answered);
    expect((await submit('after it')).outcomes).not.toEqual([]);
    expect((await trial.ask('manager@centre-a', OWN)).data.cohort.size.patients).toBeGreaterThan(0);
  });
});

describe('the agent’s ledger', () => {
  let parties: TwoParties;
  let disk: ReturnType<typeof smallDisk>;
  beforeAll(async () => {
    disk = smallDisk(4);
    parties = await twoParties();
  });
  afterAll(async () => {
    await parties?.close();
    disk?.remove();
  });

  test('says that the disk is full and what to do, ends with 2, loses nothing, and goes on when there is room', async () => {
    const place = mkdtempSync(join(tmpdir(), 'longview-full-'));
    const state = join(disk.folder, 'state');
    mkdirSync(state, { mode: 0o700 });
    const people = persons(40);
    const few = writeExport(join(place, 'few'), people.slice(0, 4));
    const many = writeExport(join(place, 'many'), people);
    const config = await parties.configure(place, {
      stateDir: state,
      batch: 2,
      attempts: 1,
      mapping: join(place, 'few'),
    });
    const submit = (file: string) =>
      agent(['submit', file, '--mapping', join(place, 'few', 'mapping.yaml'), '--config', config, '--json']);
    const first = await submit(few);
    expect([first.status, first.out]).toEqual([0, expect.stringContaining('"acknowledged":2')]);
    const receipts = (): string[] => {
      const ledger = new DatabaseSync(join(state, 'ledger.sqlite'), { readOnly: true });
      const rows = ledger.prepare('select receipt from receipt order by submission').all() as { receipt: string }[];
      ledger.close();
      return rows.map(({ receipt }) => receipt);
    };
    const before = receipts();
    disk.fill(12_000);
    const full = await submit(many);
    expect(full.status).toBe(2);
    expect(full.err).toContain(`The disk under ${state} is full. Make room on it, then run the same command again.`);
    expect(full.err).toContain('Nothing that was acknowledged is lost');
    expect(full.err).not.toMatch(/\bat .*\.(?:ts|js):\d+/);
    expect(JSON.parse(full.out.trim().split('\n').at(-1) ?? '')).toMatchObject({
      exit: 2,
      refusal: { code: 'DISK_FULL' },
    });
    disk.free();
    expect(receipts()).toEqual(expect.arrayContaining(before));
    const again = await submit(many);
    expect(again.status).toBe(0);
    expect(receipts()).toEqual(expect.arrayContaining(before));
    // Each record once in the registry, however often its bytes had to be sent.
    expect([...parties.versions.values()].filter((versions) => versions !== 1)).toEqual([]);
    rmSync(place, { recursive: true });
  });
});

/** Its own process: the ledger of one that hung would stay open. The parties answer from this one, so it is not waited for in place. */
async function agent(words: readonly string[]): Promise<{ status: number | null; out: string; err: string }> {
  const { spawn } = await import('node:child_process');
  const root = resolve(import.meta.dirname, '../..');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'apps/agent/dist/main.js'), ...words],
    { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const status = await new Promise<number | null>((done) => child.once('close', done));
  return { status, out, err };
}

describe('the pseudonymiser', () => {
  let trial: Trial;
  let disk: ReturnType<typeof smallDisk>;
  afterEach(async () => {
    await trial?.end();
    disk?.remove();
  });

  test('gives nothing out without an entry, health says why, and it goes on when there is room', async () => {
    disk = smallDisk(4);
    trial = await Trial.prepare({ default: { perMinute: { requests: 1000 }, perDay: { elements: 10_000 } } });
    mkdirSync(trial.path('keys'), { mode: 0o700 });
    for (const epoch of [1, 2]) {
      const secret = toBase64Url(epochKey(epoch).secret);
      trial.write(join('keys', `epoch-${epoch}.json`), JSON.stringify({ v: 1, epoch, secret }));
    }
    await trial.start({
      state: join(disk.folder, 'state.db'),
      log: { file: join(disk.folder, 'log.db'), origin: 'pseudonymiser.example/log', key: 'log.key' },
    });
    const entries = (): number => {
      const log = new DatabaseSync(join(disk.folder, 'log.db'), { readOnly: true });
      const { n } = log.prepare('select (select count(*) from entry) + (select count(*) from pending) as n').get() as {
        n: number;
      };
      log.close();
      return n;
    };
    const health = async (): Promise<{ status: number; text: string }> =>
      trial.get('/health').then(({ status, text }) => ({ status, text }));
    expect((await trial.send(trial.body(['somebody']))).status).toBe(200);
    expect(await health()).toEqual({ status: 200, text: '{"status":"ok"}' });
    expect(entries()).toBe(1);

    disk.fill();
    let given = 1;
    let refused = 0;
    // What was written ahead is used up first.
    for (let n = 0; n < 300 && refused === 0; n++) {
      const { status, json } = await trial.send(trial.body(['somebody']));
      if (status === 200) given += 1;
      else {
        refused += 1;
        expect([status, json['code'], json['evaluated']]).toEqual([500, 'FAULT', undefined]);
      }
    }
    expect(refused).toBe(1);
    expect(entries()).toBeGreaterThanOrEqual(given);
    const failing = await health();
    expect(failing.status).toBe(503);
    expect(failing.text).toContain('its disk is full');

    disk.free();
    expect((await trial.send(trial.body(['somebody']))).status).toBe(200);
    expect(await health()).toEqual({ status: 200, text: '{"status":"ok"}' });
    expect(entries()).toBeGreaterThan(given);
  });
});
