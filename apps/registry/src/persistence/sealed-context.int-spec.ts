// In: the application role's own connection, as injected SQL would have it. Out: no rows without a seal, and no seal without a committed,
// unused intent; every table of the registry, whatever is tried.
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { canonicalJson } from '@longview/foundation';
import { makeEntry } from '@longview/transparency-proof';
import type pg from 'pg';
import { patientOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';
import type { Connection, Database } from './database.ts';
import { SealedContext } from './sealed-context.ts';

let trial: TrialRegistry;
let app: pg.Client;
beforeAll(async () => {
  trial = await TrialRegistry.start();
  const sketch = { infused: '2024-03-01', product: 'L01XL03', disease: 'LBCL', alive: '2025-03-01' };
  await trial.submit(
    'centre-a',
    Array.from({ length: 5 }, (_, n) => patientOf(trial, 'centre-a', `a${n}`, sketch)),
  );
  await trial.submit(
    'centre-b',
    Array.from({ length: 3 }, (_, n) => patientOf(trial, 'centre-b', `b${n}`, sketch)),
  );
  await trial.ask('steward@registry', 'mutation { cutRelease { __typename } }');
  app = await trial.asApp();
});
afterAll(async () => {
  await app.end();
  await trial.stop();
});
beforeEach(async () => {
  await app.query('rollback');
});

/** Tables that hold something of a patient; a release's existence is public. */
const TABLES = [
  'clinical_record',
  'course',
  'course_outcome',
  'consent_state',
  'submission',
  'release_row',
  'stored_answer',
  'readable_record',
  'readable_version',
];

async function visible(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const { rows } = await app.query(`select count(*)::int as n from registry.${table}`);
    if (rows[0].n > 0) counts[table] = rows[0].n;
  }
  return counts;
}

const intent = (id = randomUUID(), at = new Date()) =>
  makeEntry({
    envelope: {
      v: 1,
      id,
      at: at.toISOString(),
      kind: 'intent',
      actor: 'x',
      org: 'x',
      role: 'x',
      operation: 'x',
      activity: 'x',
    },
  });
const append = (entry = intent()) =>
  app.query('insert into log.pending (id, kind, envelope, leaf_hash) values ($1, $2, $3, $4)', [
    entry.id,
    entry.kind,
    entry.envelopeText,
    entry.leafHash,
  ]);

const inAMinute = () => Math.floor(Date.now() / 1000) + 50;
const own = (id: string, centre = 'centre-a') => ({ kind: 'read', scope: 'own', centre, id, expires: inAMinute() });
const sign = (decision: string) => createHmac('sha256', trial.sealKey).update(decision).digest();
const open = (claims: object) => {
  const decision = canonicalJson(claims);
  return app.query('select authz.open($1, $2)', [decision, sign(decision)]);
};
/** A committed intent, then a transaction with its seal. */
async function sealed(claims: (id: string) => object): Promise<void> {
  const entry = intent();
  await append(entry);
  await app.query('begin');
  await open(claims(entry.id));
}

describe('the sealed context', () => {
  test('with a committed intent: the rows of the decision and no others', async () => {
    await sealed((id) => own(id));
    expect(await visible()).toEqual({ course: 5, course_outcome: 5, readable_record: 30, readable_version: 30 });
    await app.query('commit');
    expect(await visible()).toEqual({});
  });

  test('no context: every table answers with nothing', async () => expect(await visible()).toEqual({}));

  test('no context, or that of a centre: nobody who consents', async () => {
    const consenting = async () => (await app.query('select registry.consenting()')).rows;
    expect(await consenting()).toEqual([]);
    await sealed((id) => own(id));
    expect(await consenting()).toEqual([]);
  });

  test('a forged setting', async () => {
    await app.query('begin');
    const claims = canonicalJson(own(randomUUID()));
    const { rows } = await app.query('select pg_current_xact_id()::text as xid');
    for (const seal of [
      claims,
      `${rows[0].xid}|${'0'.repeat(64)}|${claims}`,
      `${rows[0].xid}||${claims}`,
      '||',
      `|${claims}`,
    ]) {
      await app.query(`select set_config('longview.seal', $1, true)`, [seal]);
      expect(await visible()).toEqual({});
    }
  });

  test('a seal stolen from one transaction and used in another, also with other claims', async () => {
    await sealed((id) => own(id));
    const { rows } = await app.query(`select current_setting('longview.seal') as seal`);
    await app.query('commit');
    await app.query('begin');
    await app.query('select pg_current_xact_id()');
    await app.query(`select set_config('longview.seal', $1, true)`, [rows[0].seal]);
    expect(await visible()).toEqual({});
    await app.query('rollback');
    await sealed((id) => own(id));
    await app.query(
      `select set_config('longview.seal', replace(current_setting('longview.seal'), 'centre-a', 'centre-b'), true)`,
    );
    expect(await visible()).toEqual({});
  });

  test('a session setting that outlives the transaction', async () => {
    await sealed((id) => own(id));
    await app.query(`select set_config('longview.seal', current_setting('longview.seal'), false)`);
    await app.query('commit');
    expect(await visible()).toEqual({});
    await app.query('reset longview.seal');
  });

  test('a wrong MAC, a decision that expired or lives too long, an unknown kind', async () => {
    await append();
    for (const [claims, message] of [
      [{ ...own(randomUUID()), expires: Math.floor(Date.now() / 1000) - 1 }, 'SEAL_EXPIRED'],
      [{ ...own(randomUUID()), expires: Math.floor(Date.now() / 1000) + 3600 }, 'SEAL_EXPIRED'],
      [{ ...own(randomUUID()), kind: 'all' }, 'SEAL_KIND'],
    ] as const) {
      await app.query('begin');
      await expect(open(claims)).rejects.toThrow(message);
      await app.query('rollback');
    }
    await app.query('begin');
    await expect(
      app.query('select authz.open($1, $2)', [canonicalJson(own(randomUUID())), Buffer.alloc(32)]),
    ).rejects.toThrow('SEAL_MAC');
  });

  test('the clocks of registry and database may be half a minute apart, whichever is ahead, and no more', async () => {
    const connection = {
      query: async (text: string, values: readonly unknown[] = []) => (await app.query(text, [...values])).rows,
      run: async (text: string) => void (await app.query(text)),
    };
    const opening = async (seconds: number): Promise<void> => {
      const clock = { now: () => new Date(Date.now() + seconds * 1000) };
      // No connection is borrowed: this one is given.
      const sealed = new SealedContext({} as Database, trial.sealKey, clock);
      await app.query('begin');
      await sealed.open(connection as Connection, randomUUID(), { kind: 'epoch' }).finally(() => app.query('rollback'));
    };
    for (const apart of [-25, 0, 25]) await opening(apart);
    for (const apart of [-40, 40]) await expect(opening(apart)).rejects.toThrow('SEAL_EXPIRED');
  });

  test('replay: the same decision twice, in two transactions and in one', async () => {
    const entry = intent();
    await append(entry);
    await app.query('begin');
    await open(own(entry.id));
    await app.query('commit');
    await app.query('begin');
    await expect(open(own(entry.id))).rejects.toThrow('SEAL_USED');
    await app.query('rollback');
    await sealed((id) => own(id));
    const { rows } = await app.query(`select (authz.claims() ->> 'id') as id`);
    await expect(open(own(rows[0].id, 'centre-b'))).rejects.toThrow('SEAL_USED');
  });

  test('the same decision in two transactions at once: one waits for the other, and is refused when that commits', async () => {
    const entry = intent();
    await append(entry);
    const other = await trial.asApp();
    try {
      await app.query('begin');
      await open(own(entry.id));
      await other.query('begin');
      const decision = canonicalJson(own(entry.id));
      const second = other.query('select authz.open($1, $2)', [decision, sign(decision)]);
      const refused = expect(second).rejects.toThrow('SEAL_USED');
      await app.query('commit');
      await refused;
    } finally {
      await other.end();
    }
  });

  test('what a policy asks is answered for the seal of its own kind alone, and for none that is forged', async () => {
    const asked = async () =>
      (
        await app.query(
          'select authz.reads_own(), authz.reads_fields(), authz.cuts(), authz.writes(), authz.writes_for()',
        )
      ).rows[0];
    const nothing = { reads_own: null, reads_fields: null, cuts: null, writes: null, writes_for: null };
    expect(await asked()).toEqual(nothing);
    const patients = [randomUUID()];
    for (const [claims, told] of [
      [{ kind: 'read', scope: 'own', centre: 'centre-a', patients }, { reads_own: 'centre-a' }],
      [
        { kind: 'read', scope: 'own', centre: 'centre-a', fields: ['A.b'] },
        { reads_own: 'centre-a', reads_fields: ['A.b'] },
      ],
      [{ kind: 'read', scope: 'own', fields: 'all', patients }, {}],
      [{ kind: 'read', scope: 'cut', centre: 'centre-a', release: 'r', patients }, { cuts: true }],
      [{ kind: 'read', scope: 'permit', centre: 'centre-a', permit: 'p', patients }, {}],
      [
        { kind: 'write', scope: 'own', centre: 'centre-a', patients },
        { writes: patients, writes_for: 'centre-a' },
      ],
      [{ kind: 'epoch', scope: 'own', centre: 'centre-a', patients }, {}],
    ] as const) {
      await app.query('rollback');
      await sealed((id) => ({ ...claims, id, expires: inAMinute() }));
      // An array of identifiers comes as PostgreSQL writes it.
      const found = await asked();
      expect({ ...found, writes: found.writes ?? null }).toEqual({ ...nothing, ...told });
      await app.query(
        `select set_config('longview.seal', replace(current_setting('longview.seal'), '"kind"', '"Kind"'), true)`,
      );
      expect(await asked()).toEqual(nothing);
    }
  });

  test('what was used is forgotten only when it can be used no more', async () => {
    await sealed((id) => own(id));
    await app.query('commit');
    const used = () =>
      trial.asAdmin(async (client) => Number((await client.query('select count(*) from authz.used')).rows[0].count));
    const before = await used();
    await app.query('select authz.forget_used()');
    expect(await used()).toBe(before);
    await trial.asAdmin((client) => client.query(`update authz.used set expires = now() - interval '6 minutes'`));
    await app.query('select authz.forget_used()');
    expect(await used()).toBe(0);
  });

  test('no intent, an intent of the same transaction, also behind a savepoint, an entry that is no intent', async () => {
    await app.query('begin');
    await expect(open(own(randomUUID()))).rejects.toThrow('SEAL_INTENT');
    await app.query('rollback');
    const same = intent();
    await app.query('begin');
    await append(same);
    await expect(open(own(same.id))).rejects.toThrow('SEAL_INTENT');
    await app.query('rollback');
    const saved = intent();
    await app.query('begin');
    await app.query('savepoint a');
    await append(saved);
    await app.query('release savepoint a');
    await expect(open(own(saved.id))).rejects.toThrow('SEAL_INTENT');
    await app.query('rollback');
    const act = makeEntry({
      envelope: {
        v: 1,
        id: randomUUID(),
        at: new Date().toISOString(),
        kind: 'act',
        actor: 'x',
        org: 'x',
        role: 'x',
        operation: 'x',
        activity: 'x',
      },
    });
    await append(act);
    await app.query('begin');
    await expect(open(own(act.id))).rejects.toThrow('SEAL_INTENT');
  });

  test('the application cannot tell another transaction than its own, or another time, of its intent', async () => {
    const entry = intent();
    for (const column of ['xid', 'created', 'seq'])
      await expect(
        app.query(
          `insert into log.pending (id, kind, envelope, leaf_hash, ${column}) values ($1, $2, $3, $4, default)`,
          [entry.id, entry.kind, entry.envelopeText, entry.leafHash],
        ),
      ).rejects.toThrow('permission denied');
  });

  test('an intent that is older than a minute, in line or in the log', async () => {
    const entry = intent(randomUUID(), new Date(Date.now() - 120_000));
    await append(entry);
    // The integrator may be faster than this: then the instant in the entry counts, which is as old.
    await trial.asAdmin((client) =>
      client.query(`update log.pending set created = now() - interval '2 minutes' where id = $1`, [entry.id]),
    );
    await app.query('begin');
    await expect(open(own(entry.id))).rejects.toThrow('SEAL_INTENT');
    await app.query('rollback');
    for (let tries = 0; tries < 100; tries++) {
      const { rowCount } = await trial.asAdmin((client) =>
        client.query('select from log.entry where id = $1', [entry.id]),
      );
      if (rowCount === 1) break;
      await new Promise((done) => setTimeout(done, 50));
    }
    await app.query('begin');
    await expect(open(own(entry.id))).rejects.toThrow('SEAL_INTENT');
  });

  test('rollback: rows that were read have their entry', async () => {
    const entry = intent();
    await append(entry);
    await app.query('begin');
    await open(own(entry.id));
    expect(Object.keys(await visible()).length).toBeGreaterThan(0);
    await app.query('rollback');
    expect(await visible()).toEqual({});
    const { rows } = await trial.asAdmin((client) =>
      client.query('select from log.pending where id = $1 union all select from log.entry where id = $1', [entry.id]),
    );
    expect(rows).toHaveLength(1);
  });

  test('a write opens only what the placing function found or made; an epoch opens nothing', async () => {
    await app.query('begin');
    await open({ kind: 'write', centre: 'centre-a', id: randomUUID(), expires: inAMinute() });
    expect(await visible()).toEqual({ clinical_record: 30, submission: 1 });
    await app.query('rollback');
    await app.query('begin');
    await open({ kind: 'epoch', id: randomUUID(), expires: inAMinute() });
    expect(await visible()).toEqual({});
  });

  test('a read cannot write, and a permit sees only its products and only who consents', async () => {
    const release = await trial.asAdmin(
      async (client) => (await client.query('select id from registry.release')).rows[0].id as string,
    );
    const permit = (id: string, change: object) => ({
      kind: 'read',
      scope: 'permit',
      permit: 'p',
      release,
      products: [],
      needs: ['C3'],
      id,
      expires: inAMinute(),
      ...change,
    });
    await sealed((id) => permit(id, {}));
    expect(await visible()).toEqual({ release_row: 8 });
    await expect(app.query(`update registry.release_row set sex = 'x'`)).rejects.toThrow('permission denied');
    await app.query('rollback');
    await sealed((id) => permit(id, { products: ['L01XL04'] }));
    expect(await visible()).toEqual({});
    await app.query('rollback');
    await sealed((id) => permit(id, { needs: ['C6'] }));
    expect(await visible()).toEqual({});
    await app.query('rollback');
    await sealed((id) => own(id));
    await expect(
      app.query(`insert into registry.course_outcome (serves_pool, serves_own, patient_id, patient_no, course_id, treating_centre, decided, apheresed, released, infused, demonstration)
        values (true, true, gen_random_uuid(), 1, gen_random_uuid(), 'centre-a', true, true, true, true, true)`),
    ).rejects.toThrow('row-level security');
  });

  test('the field list of a decision filters the keys of a record', async () => {
    await sealed((id) => ({ ...own(id), fields: ['Infusion.infusionDate', 'Patient.sex'] }));
    const { rows } = await app.query(
      `select type, body from registry.readable_record where type in ('Infusion', 'Product') order by type limit 6`,
    );
    expect(rows.filter(({ type }) => type === 'Infusion')[0].body).toEqual({ infusionDate: '2024-03-01' });
    expect(rows.filter(({ type }) => type === 'Product').every(({ body }) => Object.keys(body).length === 0)).toBe(
      true,
    );
  });

  test.each([
    'select * from authz.key',
    'select * from registry.patient',
    'select authz.mac($$x$$)',
    'select authz.seal($${}$$)',
    'select authz.widen($${}$$)',
    'select * from log.detail',
    'delete from log.pending',
    'update log.entry set kind = $$x$$',
    'truncate log.entry',
    'alter table registry.course disable row level security',
    'set role longview_owner',
    'set role longview_reader',
    'set session authorization postgres',
    'drop policy see_courses on registry.course',
    'delete from registry.clinical_record',
    'create table public.mine (a int)',
    'create function public.f() returns int language sql as $$select 1$$',
  ])('the application may not: %s', async (statement) => {
    const attempt = app.query(statement).then((result) => {
      if (statement.startsWith('select') && result.rowCount === 0) throw new Error('permission denied: no rows');
      return result;
    });
    await expect(attempt).rejects.toThrow(/permission denied|must be owner|must be able to|no rows/);
  });

  test('owner and roles: the application owns nothing, and nobody bypasses the row policies', async () => {
    const { rows } = await trial.asAdmin((client) =>
      client.query(
        `select rolname, rolsuper, rolbypassrls from pg_roles where rolname like 'longview%' and (rolsuper or rolbypassrls)
         union all select tableowner::name, false, false from pg_tables where tableowner in ('longview_app', 'longview_integrator', 'longview_reader', 'longview_placer')`,
      ),
    );
    expect(rows).toEqual([]);
  });
});
