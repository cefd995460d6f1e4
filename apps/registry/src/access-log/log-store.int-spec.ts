// In: a real PostgreSQL with the schema `log`. Out: the store keeps the port's contract; roles, checks and sweeps hold against misuse.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fixedClock, systemIds, toHex, unwrap, utf8 } from '@longview/foundation';
import { startPostgres, templateDatabase } from '@longview/local';
import type { FreshDatabase, Postgres, Template } from '@longview/local';
import { Log, fsck } from '@longview/transparency-log';
import { KEY_TYPE, ed25519Signer, leafHash, makeEntry, parseEnvelope } from '@longview/transparency-proof';
import type { Entry } from '@longview/transparency-proof';
import pg from 'pg';
import { appendOnlyContract, logStoreContract, sampleEntry } from '../../../../test/conformance/log-store/contract.ts';
import type { OpenDatabase } from '../../../../test/conformance/log-store/contract.ts';
import { ACCESS_LOG_SQL } from '../persistence/migrations/sql/access-log.ts';
import { abortStaleIntents } from './abort-stale-intents.ts';
import { PostgresLogStore, appendWithin } from './log-store.postgres.ts';

const folder = mkdtempSync(join(tmpdir(), 'longview-access-log-'));
chmodSync(folder, 0o755);
let server: Postgres;
let template: Template;

beforeAll(async () => {
  server = await startPostgres({ dataDir: join(folder, 'cluster'), settings: { fsync: 'off' } });
  template = await templateDatabase(server.url, `access_log_${process.pid}`, async (url) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const statement of ACCESS_LOG_SQL) await client.query(statement);
    await client.end();
  });
});
afterAll(async () => {
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened extends OpenDatabase {
  readonly app: pg.Pool;
  readonly integrator: pg.Pool;
  readonly admin: pg.Pool;
  readonly store: PostgresLogStore;
}

/** Every session takes the role it stands for, with that role's rights alone. */
async function open(): Promise<Opened> {
  const database: FreshDatabase = await template.clone();
  // The database is dropped while sessions are still closing, and one test ends a session itself.
  const pool = (options: string) =>
    new pg.Pool({ connectionString: database.url, options }).on('error', () => undefined);
  const [app, integrator, admin] = [
    pool('-c role=longview_app'),
    pool('-c role=longview_integrator'),
    pool('-c search_path=log'),
  ] as const;
  return {
    app,
    integrator,
    admin,
    store: new PostgresLogStore({ app, integrator, details: admin }),
    sql: (text) => admin.query(text),
    close: async () => {
      await Promise.all([app, integrator, admin].map((each) => each.end()));
      await database.drop();
    },
  };
}

logStoreContract('PostgreSQL', open);
appendOnlyContract('PostgreSQL', open);

describe('the schema log', () => {
  let opened: Opened;
  let log: Log;
  const signer = ed25519Signer('log.example/registry', KEY_TYPE.log, new Uint8Array(32).fill(1));
  beforeEach(async () => {
    opened = await open();
    log = new Log(opened.store, { key: signer.key });
  });
  afterEach(() => opened.close());

  const fill = async (...entries: Entry[]): Promise<void> => {
    for (const entry of entries) unwrap(await log.append(entry));
    await log.integrate();
  };

  test.each(['entry', 'node', 'checkpoint', 'cosignature'])(
    '%s can be neither emptied nor changed by its owner',
    async (table) => {
      const owner = await opened.admin.connect();
      try {
        await owner.query('SET ROLE longview_owner');
        for (const change of [`DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`, `UPDATE ${table} SET ctid = ctid`])
          await expect(
            owner.query(change.replace('ctid = ctid', `${COLUMN[table]} = ${COLUMN[table]}`)),
          ).rejects.toThrow('the access log is append-only');
        await owner.query('RESET ROLE');
        await owner.query('SET session_replication_role = replica');
        await expect(owner.query(`DELETE FROM ${table}`)).rejects.toThrow('the access log is append-only');
      } finally {
        owner.release(true);
      }
    },
  );

  test.each<[string, 'app' | 'integrator', string]>([
    [
      'the application gives no index',
      'app',
      'INSERT INTO log.entry SELECT 0, id, kind, now(), envelope FROM log.pending',
    ],
    ['the application removes nothing from the line', 'app', 'DELETE FROM log.pending'],
    ['the application changes nothing in line', 'app', "UPDATE log.pending SET kind = 'act'"],
    ['the application signs nothing', 'app', "INSERT INTO log.checkpoint VALUES (9, '', now())"],
    ['the application stores no node', 'app', "INSERT INTO log.node VALUES (1, 0, '')"],
    ['the application reads no detail', 'app', 'SELECT * FROM log.detail'],
    ['the application erases no detail', 'app', 'DELETE FROM log.detail'],
    ['the application closes no intent by hand', 'app', 'DELETE FROM log.open_intent'],
    ['the integrator reads no detail', 'integrator', 'SELECT * FROM log.detail'],
    ['the integrator puts nothing in line', 'integrator', 'INSERT INTO log.pending (id) VALUES (gen_random_uuid())'],
    ['the integrator changes nothing in line', 'integrator', "UPDATE log.pending SET kind = 'act'"],
    ['the integrator creates nothing', 'integrator', 'CREATE TABLE log.mine ()'],
  ])('%s', async (_, role, text) => {
    await expect(opened[role].query(text)).rejects.toMatchObject({ code: '42501' });
  });

  test('neither role owns anything, nor may pass over row policies', async () => {
    const { rows } = await opened.admin.query(
      `SELECT rolname, rolbypassrls, rolsuper,
         (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid)::int AS owned
       FROM pg_roles WHERE rolname IN ('longview_app', 'longview_integrator') ORDER BY rolname`,
    );
    expect(rows).toEqual(
      ['longview_app', 'longview_integrator'].map((rolname) => ({
        rolname,
        rolbypassrls: false,
        rolsuper: false,
        owned: 0,
      })),
    );
  });

  test('what could not be integrated does not get in line', async () => {
    const good = sampleEntry(1);
    const spoilt: Partial<Entry>[] = [
      { leafHash: leafHash(utf8('another text')) },
      { kind: 'intent' },
      { id: sampleEntry(2).id },
      textOf(good, '"at":"2025-03-01', '"at":"2025-02-31'),
      textOf(good, '"role":"researcher"', '"role":"\\u0000"'),
      textOf(good, '{', ''),
    ];
    for (const change of spoilt) await expect(log.append({ ...good, ...change })).rejects.toThrow();
    await fill(good);
    expect(await log.store.size()).toBe(1);
  });

  test('an act and its entry commit together or not at all', async () => {
    const client = await opened.app.connect();
    await client.query('BEGIN');
    unwrap(await appendWithin(client, sampleEntry(1, 'act', 'secret')));
    await client.query('ROLLBACK');
    client.release();
    expect(await log.integrate()).toBe(0);
    expect((await opened.admin.query('SELECT FROM detail')).rowCount).toBe(0);
  });

  test('an entry whose transaction commits late comes later and is never passed over', async () => {
    const late = await opened.app.connect();
    await late.query('BEGIN');
    unwrap(await appendWithin(late, sampleEntry(1)));
    await fill(sampleEntry(2));
    expect((await log.store.entries(0, 9)).map(({ id }) => id)).toEqual([sampleEntry(2).id]);
    await late.query('COMMIT');
    late.release();
    await fill(sampleEntry(3));
    expect((await log.store.entries(0, 9)).map(({ id }) => id)).toEqual([2, 1, 3].map((at) => sampleEntry(at).id));
    expect(await fsck(log)).toEqual([]);
  });

  test('an entry put in line again in the moment of its integration leaves the line, once in the log', async () => {
    await fill(sampleEntry(1));
    const { id, kind, envelopeText, leafHash: hash } = sampleEntry(1);
    await opened.admin.query('INSERT INTO pending (id, kind, envelope, leaf_hash) VALUES ($1, $2, $3, $4)', [
      id,
      kind,
      envelopeText,
      hash,
    ]);
    await fill(sampleEntry(2));
    expect(await log.store.size()).toBe(2);
    expect((await opened.admin.query('SELECT FROM pending')).rowCount).toBe(0);
  });

  test('an integrator that dies in its turn leaves the line as it was', async () => {
    unwrap(await log.append(sampleEntry(1)));
    const dying = opened.store.integrate(10, async () => {
      await opened.admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'`,
      );
      return [];
    });
    await expect(dying).rejects.toThrow();
    expect(await log.integrate()).toBe(1);
    expect(await fsck(log)).toEqual([]);
  });

  test('fsck finds what somebody with every right altered behind the triggers', async () => {
    await fill(sampleEntry(1), sampleEntry(2));
    await opened.admin.query('ALTER TABLE entry DISABLE TRIGGER append_only');
    await opened.admin.query(`UPDATE entry SET envelope = replace(envelope, '"rows":1', '"rows":9') WHERE idx = 0`);
    expect((await fsck(log)).map(({ where, at }) => `${where}@${at}`)).toEqual(['entry@0', 'node@0']);
  });

  describe('stale intents', () => {
    const sources = { clock: fixedClock('2025-03-01T09:01:30.000Z'), ids: systemIds };
    const kinds = async (): Promise<string[]> => (await log.store.entries(0, 99)).map(({ kind }) => kind);
    const sweep = (olderThanMs?: number) => abortStaleIntents(opened.app, sources, olderThanMs);
    /** What is open becomes so much older, where the database keeps how old it is. */
    const pass = (seconds: number) =>
      opened.admin.query(`UPDATE open_intent SET at = at - $1::float8 * interval '1 second'`, [seconds]);

    test('one that is old and without a result is closed once, in its own name', async () => {
      await fill(sampleEntry(1, 'intent'));
      await pass(61);
      expect(await Promise.all([sweep(), sweep()]).then((counts) => counts.toSorted())).toEqual([0, 1]);
      await log.integrate();
      expect(await sweep()).toBe(0);
      expect(await kinds()).toEqual(['intent', 'aborted']);
      const [, entry] = await log.store.entries(0, 2);
      expect(unwrap(parseEnvelope(entry!.envelopeText))).toMatchObject({
        intent: sampleEntry(1).id,
        actor: 'person:1',
        operation: 'cohort.survival',
        at: '2025-03-01T09:01:30.000Z',
      });
    });

    test('one with a result, in the log or still in line, is left alone', async () => {
      await fill(sampleEntry(1, 'intent'), sampleEntry(2, 'result'), sampleEntry(3, 'intent'));
      unwrap(await log.append(sampleEntry(4, 'result')));
      await pass(61);
      expect(await sweep()).toBe(0);
      await log.integrate();
      expect(await sweep()).toBe(0);
      expect((await opened.admin.query('SELECT FROM open_intent')).rowCount).toBe(0);
    });

    test('one is as old as the database says, whatever the clock of an instance', async () => {
      await fill(sampleEntry(1, 'intent'));
      const ahead = { ...sources, clock: fixedClock('2999-01-01T00:00:00.000Z') };
      expect(await abortStaleIntents(opened.app, ahead)).toBe(0);
      await pass(61);
      const behind = { ...sources, clock: fixedClock('1999-01-01T00:00:00.000Z') };
      expect(await abortStaleIntents(opened.app, behind)).toBe(1);
    });

    test('one that is young, and one that is still in line, are left alone', async () => {
      await fill(sampleEntry(1, 'intent'));
      unwrap(await log.append(sampleEntry(5, 'intent')));
      await pass(90);
      expect(await sweep(100_000)).toBe(0);
      expect(await sweep(89_999)).toBe(1);
    });
  });
});

const COLUMN: Readonly<Record<string, string>> = {
  entry: 'kind',
  node: 'hash',
  checkpoint: 'note',
  cosignature: 'line',
};

/** The entry with another text and the hash that goes with it. */
function textOf({ envelopeText }: Entry, from: string, to: string): Partial<Entry> {
  const text = envelopeText.replace(from, to);
  expect(toHex(leafHash(utf8(text)))).not.toBe(
    toHex(makeEntry({ envelope: unwrap(parseEnvelope(envelopeText)) }).leafHash),
  );
  return { envelopeText: text, leafHash: leafHash(utf8(text)) };
}
