import { afterAll, describe, expect, test } from '@jest/globals';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { removePostgres, startPostgres, templateDatabase } from './index.ts';
import type { Postgres } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'longview-postgres-'));
chmodSync(folder, 0o755);
const dataDir = join(folder, 'cluster');
let last: Postgres | undefined;
// What is tried here is how a cluster is made; one test below asks for a copy.
delete process.env['LONGVIEW_CLUSTER_TEMPLATE'];
const start = async (port?: number): Promise<Postgres> =>
  (last = await startPostgres({ dataDir, databaseUrl: '', ...(port && { port }) }));

const query = async (url: string, text: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  // A server that is killed ends its clients; the test asks the next server, not this one.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
};

afterAll(async () => {
  await last?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  test('starts, is version 18, keeps its promises and listens to this machine only', async () => {
    const { url } = await start();
    expect(await query(url, 'show server_version_num')).toEqual([expect.stringMatching(/^18/)]);
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums'])
      expect([setting, ...(await query(url, `show ${setting}`))]).toEqual([setting, 'on']);
    expect(await query(url, 'show listen_addresses')).toEqual(['127.0.0.1']);
    expect(await query(url, 'show timezone')).toEqual(['UTC']);
    expect(await query(url, 'select uuidv7() is not null')).toEqual([true]);
  });

  test('the password is its starter’s alone, and another one is refused', async () => {
    const { url } = await start();
    expect(statSync(`${dataDir}.password`).mode & 0o777).toBe(0o600);
    expect(url).toContain(readFileSync(`${dataDir}.password`, 'utf8'));
    const other = new URL(url);
    other.password = 'guessed';
    await expect(query(other.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    other.password = '';
    await expect(query(other.href, 'select 1')).rejects.toThrow(/password/);
  });

  test('a second start adopts the running server', async () => {
    const first = await start();
    const [pid] = await query(first.url, 'select pg_postmaster_start_time()::text');
    const second = await start(1);
    expect(second).toMatchObject({ url: first.url, port: first.port });
    expect(await query(second.url, 'select pg_postmaster_start_time()::text')).toEqual([pid]);
  });

  test('kill -9 loses nothing that was committed and keeps nothing that was not', async () => {
    const server = await start();
    await query(server.url, 'create table kept (n int)');
    const open = new pg.Client({ connectionString: server.url });
    open.on('error', () => undefined);
    await open.connect();
    await open.query('begin; insert into kept values (-1)');
    for (let n = 0; n < 20; n++) await query(server.url, `insert into kept values (${n})`);
    await server.kill9();
    expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(true);
    await expect(query(server.url, 'select 1')).rejects.toThrow();
    const again = await start(server.port);
    expect(again.url).toBe(server.url);
    expect(await query(again.url, 'select array_agg(n order by n) from kept')).toEqual([[...Array(20).keys()]]);
    await open.end().catch(() => undefined);
  });

  test('a process id that is now somebody else’s is not mistaken for the server', async () => {
    const server = await start();
    const pidFile = join(dataDir, 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    await server.kill9();
    writeFileSync(pidFile, lines.with(0, String(process.ppid)).join('\n'));
    const again = await start();
    expect(await query(again.url, 'select count(*)::int from kept')).toEqual([20]);
  });

  test('a port that is taken is told with PostgreSQL’s own words', async () => {
    await last?.stop();
    const blocker = createServer();
    await new Promise<void>((done) => blocker.listen(0, '127.0.0.1', done));
    const { port } = blocker.address() as { port: number };
    await expect(start(port)).rejects.toThrow(/did not start[^]*could not (bind|create)/);
    await new Promise((done) => blocker.close(done));
  });

  test('a lost password is told, not replaced', async () => {
    await last?.stop();
    const password = readFileSync(`${dataDir}.password`);
    rmSync(`${dataDir}.password`);
    await expect(start()).rejects.toThrow(/password is gone/);
    writeFileSync(`${dataDir}.password`, password, { mode: 0o600 });
  });

  test('a new cluster may be the copy of another at rest; of one that is not there it is none', async () => {
    await last?.stop();
    const [copy, none] = [join(folder, 'copy'), join(folder, 'none')];
    process.env['LONGVIEW_CLUSTER_TEMPLATE'] = dataDir;
    try {
      const server = await startPostgres({ dataDir: copy, databaseUrl: '' });
      expect(await query(server.url, 'select 1')).toEqual([1]);
      expect(readFileSync(`${copy}.password`)).toEqual(readFileSync(`${dataDir}.password`));
      expect(statSync(`${copy}.password`).mode & 0o777).toBe(0o600);
      await server.remove();
      process.env['LONGVIEW_CLUSTER_TEMPLATE'] = join(folder, 'nowhere');
      await expect(startPostgres({ dataDir: none, databaseUrl: '' })).rejects.toThrow(/no cluster in/);
      expect(existsSync(none)).toBe(false);
    } finally {
      delete process.env['LONGVIEW_CLUSTER_TEMPLATE'];
    }
  });

  test('a server that is given is used and left running', async () => {
    const server = await start();
    const given = await startPostgres({ dataDir: join(folder, 'never'), databaseUrl: server.url });
    await given.stop();
    await expect(given.kill9()).rejects.toThrow(/not killed here/);
    expect(await query(given.url, 'select 1')).toEqual([1]);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });
});

describe('removing', () => {
  test('ends what runs on the folder, and takes cluster, password and log away', async () => {
    const other = join(folder, 'other');
    const { url } = await startPostgres({ dataDir: other, databaseUrl: '' });
    expect(await query(url, 'select 1')).toEqual([1]);
    await removePostgres(other);
    await expect(query(url, 'select 1')).rejects.toThrow();
    expect(readdirSync(folder).filter((name) => name.startsWith('other'))).toEqual([]);
    await removePostgres(other);
  });
});

describe('a template', () => {
  const migrate = async (url: string): Promise<void> =>
    void (await query(url, 'create table seeded as select generate_series(1, 3) as n'));

  test('is migrated once and cloned into databases that know nothing of each other', async () => {
    const { url } = await start();
    let runs = 0;
    const make = (): ReturnType<typeof templateDatabase> =>
      templateDatabase(url, 'seeded', async (draft) => {
        runs++;
        await query(draft, 'create table seeded as select generate_series(1, 3) as n');
      });
    const [template] = await Promise.all([make(), make(), make()]);
    expect(runs).toBe(1);
    const [one, two] = await Promise.all([template.clone(), template.clone()]);
    await query(one.url, 'insert into seeded values (4)');
    expect(await query(one.url, 'select count(*)::int from seeded')).toEqual([4]);
    expect(await query(two.url, 'select count(*)::int from seeded')).toEqual([3]);
    await one.drop();
    await expect(query(one.url, 'select 1')).rejects.toThrow(/does not exist/);
    await two.drop();
  });

  test('a migration that fails leaves no template behind', async () => {
    const { url } = await start();
    await expect(templateDatabase(url, 'broken', () => Promise.reject(new Error('no such type')))).rejects.toThrow(
      'no such type',
    );
    let ran = false;
    await templateDatabase(url, 'broken', async (draft) => {
      ran = true;
      await migrate(draft);
    });
    expect(ran).toBe(true);
  });

  test('a name that would be more than a name is refused', () =>
    expect(templateDatabase('postgres://x', 'a; drop', migrate)).rejects.toThrow(TypeError));
});
