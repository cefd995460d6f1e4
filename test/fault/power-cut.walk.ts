// In: a network whose parties keep everything on a disk that forgets what was not synced, and power cuts in the middle of a submission. Out: what was
// acknowledged before each is there after it. And controls that do lose it: a server and a ledger that do not wait for the disk. LONGVIEW_LONG=1 cuts
// fifty times.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  freePort,
  freePorts,
  HOSPITALS,
  type Network,
  poll,
  runAgent,
  startAgent,
  startNetwork,
  startPostgres,
} from '@longview/local';
import pg from 'pg';
import { ledgerRows, pseudonymiserRows } from '../support/party-books.ts';
import { type Disk, killFamily, powerCutDisk } from './power-cut-disk.ts';
import { hospitalOf, writeRound } from './rounds.ts';
import { chance } from './tampering-chance.ts';

const LONG = process.env['LONGVIEW_LONG'] === '1';
const CUTS = LONG ? 50 : 3;
jest.setTimeout(LONG ? 1_500_000 : 240_000);

let disk: Disk;
beforeAll(async () => {
  delete process.env['DATABASE_URL'];
  disk = await powerCutDisk();
});
afterAll(() => disk?.stop());

const pidOf = (dataDir: string): number => Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);

describe('what does not wait for the disk loses what it acknowledged; what waits does not', () => {
  test.each([
    ['off', true],
    ['on', false],
  ])('PostgreSQL with fsync = %s', async (fsync, loses) => {
    const folder = join(disk.folder, `fsync-${fsync}`);
    mkdirSync(folder);
    const dataDir = join(folder, 'cluster');
    const settings = { fsync };
    const server = await startPostgres({ dataDir, settings, databaseUrl: '' });
    const client = new pg.Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    // Whole on the disk before anything is acknowledged.
    await client.query('create table told (n int)');
    disk.keep();
    let acknowledged = 0;
    for (; acknowledged < 200; acknowledged++) await client.query('insert into told values ($1)', [acknowledged]);
    await killFamily(pidOf(dataDir));
    disk.cut(`/fsync-${fsync}`);
    await client.end().catch(() => undefined);
    const found = await startPostgres({ dataDir, settings, databaseUrl: '' }).then(
      async (again) => {
        const reader = new pg.Client({ connectionString: again.url });
        await reader.connect();
        const { rows } = await reader
          .query<{ n: number }>('select count(*)::int as n from told')
          .catch(() => ({ rows: [{ n: 0 }] }));
        await reader.end();
        await again.kill9();
        return rows[0]?.n ?? 0;
      },
      // A cluster that does not even start has lost all of them.
      () => 0,
    );
    expect(found < acknowledged).toBe(loses);
    if (!loses) expect(found).toBe(acknowledged);
  });

  test.each([
    ['OFF', true],
    ['FULL', false],
  ])('SQLite with synchronous = %s', async (synchronous, loses) => {
    const name = `sqlite-${synchronous}`;
    mkdirSync(join(disk.folder, name));
    const file = join(disk.folder, name, 'ledger.sqlite');
    const writer = `
      const { DatabaseSync } = require('node:sqlite');
      const database = new DatabaseSync(${JSON.stringify(file)});
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; CREATE TABLE told (n INTEGER)');
      const insert = database.prepare('INSERT INTO told VALUES (?)');
      for (let n = 0; n < 200; n++) { insert.run(n); }
      console.log('told');
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', writer], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((told) => child.stdout.once('data', () => told()));
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
    disk.cut(`/${name}`);
    const found = countOf(file);
    expect(found < 200).toBe(loses);
    if (!loses) expect(found).toBe(200);
  });
});

function countOf(file: string): number {
  try {
    const database = new DatabaseSync(file);
    const { n } = database.prepare('SELECT count(*) AS n FROM told').get() as { n: number };
    database.close();
    return n;
  } catch {
    // Not even its schema had reached the disk.
    return 0;
  }
}

type Party = 'postgres' | 'agent' | 'pseudonymiser';
const PARTIES: readonly Party[] = ['postgres', 'agent', 'pseudonymiser'];

describe('a power cut in the middle of a submission', () => {
  let network: Network;
  let files: string;
  const receipts = new Map<string, string>();

  beforeAll(async () => {
    files = mkdtempSync(join(tmpdir(), 'longview-rounds-'));
    network = await startNetwork({
      stateDir: join(disk.folder, 'network'),
      ports: {
        registry: await freePort(),
        pseudonymiser: await freePort(),
        identityProvider: await freePort(),
        postgres: await freePort(),
        workbenches: await freePorts(4),
      },
    });
    for (const { id } of HOSPITALS) {
      const path = network.files.config(id);
      writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), batch: 1 }));
    }
    // Keys and configurations were laid down by people, long before.
    disk.keep();
  });
  afterAll(async () => {
    await network?.stop();
    rmSync(files, { recursive: true, force: true });
  });

  const rows = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> => {
    const url = new URL(network.postgres?.url ?? '');
    url.pathname = '/longview';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  /** What the hospitals can read of their receipts: whoever reads it may rely on it. */
  const told = (): { submission: string; receipt: string }[] =>
    HOSPITALS.flatMap((hospital) =>
      ledgerRows<{ submission: string; receipt: string }>(network, hospital, 'select submission, receipt from receipt'),
    );
  const tokens = (id: string): number =>
    ledgerRows<{ n: number }>(network, { id, name: id }, 'select count(*) as n from token')[0]?.n ?? 0;

  const CASES = Array.from({ length: CUTS }, (_, number) => ({
    number,
    party: PARTIES[number % PARTIES.length] as Party,
    how: number % 2 === 0 ? ('cut' as const) : ('torn' as const),
  }));

  test.each(CASES)('$number: $party, $how', async ({ number, party, how }) => {
    const by = chance(1000 + number);
    const hospital = hospitalOf(number);
    const words = writeRound(files, number);
    const before = told().length;
    const charged = (): number => pseudonymiserRows(network, 'state.db', 'select id from request').length;
    const requests = charged();
    const sending = startAgent(network, hospital, words);
    const ended = sending.done.then(
      ({ exit }) => exit,
      () => 'killed',
    );
    const after = by.below(3);
    const moment = (): boolean => (party === 'pseudonymiser' ? charged() > requests : told().length - before >= after);
    if (!(await poll(60_000, () => moment() || undefined))) throw new Error('its moment never came');
    await sleep(by.below(40));

    for (const { submission, receipt } of party === 'agent' ? told() : []) receipts.set(submission, receipt);
    if (party === 'postgres') {
      await killFamily(pidOf(network.files.cluster));
      disk.cut('/network/postgres', how);
    } else if (party === 'agent') {
      sending.kill9();
      await network.services.get(hospital.id)?.kill9();
      await ended;
      disk.cut(`/network/${hospital.id}`, how);
    } else {
      await network.services.get('pseudonymiser')?.kill9();
      disk.cut('/network/pseudonymiser', how);
    }
    const held = HOSPITALS.map(({ id }) => tokens(id));
    for (const { submission, receipt } of told()) receipts.set(submission, receipt);
    await network.restart(party === 'agent' ? hospital.id : party);
    await ended;
    // The registry may still be finding its database again: what is queued then goes with the next run.
    let again = await runAgent(network, hospital, words);
    for (let runs = 0; again.exit === 2 && runs < 5; runs++) again = await runAgent(network, hospital, words);
    expect({ exit: again.exit, words: again.exit <= 1 ? '' : again.words }).toEqual({
      exit: expect.any(Number),
      words: '',
    });
    expect(again.exit).toBeLessThanOrEqual(1);

    // Every receipt that was ever read is still in its ledger, and is the one that the registry holds.
    const ledgers = new Map(told().map(({ submission, receipt }) => [submission, receipt]));
    expect([...receipts].filter(([submission, receipt]) => ledgers.get(submission) !== receipt)).toEqual([]);
    const stored = new Map(
      (await rows<{ id: string; receipt: string }>('select id, receipt from registry.submission')).map((row) => [
        row.id,
        row.receipt,
      ]),
    );
    expect([...ledgers].filter(([submission, receipt]) => stored.get(submission) !== receipt)).toEqual([]);
    // Every token that a hospital holds was charged, and stands in the pseudonymiser's log.
    for (const [index, { id }] of HOSPITALS.entries()) {
      expect(tokens(id)).toBeGreaterThanOrEqual(held[index] as number);
      const [use] = pseudonymiserRows<{ n: number }>(
        network,
        'state.db',
        'select coalesce(sum(elements), 0) as n from request where centre = ?',
        id,
      );
      const [logged] = pseudonymiserRows<{ n: number }>(
        network,
        'log.db',
        `select coalesce(sum(envelope ->> 'rows'), 0) as n from (select envelope from entry union all select envelope from pending) where envelope ->> 'org' = ?`,
        id,
      );
      expect([id, (use?.n ?? 0) >= tokens(id), (logged?.n ?? 0) >= tokens(id)]).toEqual([id, true, true]);
    }
    for (const { id } of HOSPITALS)
      expect(ledgerRows(network, { id, name: id }, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    for (const file of ['state.db', 'log.db'] as const)
      expect(pseudonymiserRows(network, file, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    if (number % 10 === 2 || number === CUTS - 1) await everythingAgrees();
  });

  async function everythingAgrees(): Promise<void> {
    const main = resolve(import.meta.dirname, '../../apps/registry/dist/main.js');
    const { status, stdout } = spawnSync(process.execPath, [main, network.files.registry.audit, 'audit'], {
      encoding: 'utf8',
    });
    expect({ status, said: status === 0 ? '' : stdout }).toEqual({ status: 0, said: '' });
    await rows('create extension if not exists amcheck');
    // Throws where an index does not hold each row of its table.
    const checked = await rows<{ n: number }>(
      `with indexes as materialized (
         select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_am a on a.oid = c.relam
         where c.relkind = 'i' and a.amname = 'btree' and n.nspname in ('registry', 'log'))
       select count(*)::int as n from indexes, lateral (select bt_index_check(indexes.oid, true)) checked`,
    );
    expect(checked[0]?.n).toBeGreaterThan(10);
    expect(receipts.size).toBeGreaterThan(0);
  }
});
