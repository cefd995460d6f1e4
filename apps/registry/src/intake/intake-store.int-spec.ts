// In: a real PostgreSQL with the registry's schema. Out: the store of the intake keeps the port's contract under its roles and row policies.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { systemClock, systemIds, systemRandom } from '@longview/foundation';
import { type Postgres, startPostgres, templateDatabase } from '@longview/local';
import pg from 'pg';
import { intakeStoreContract } from '../../../../test/conformance/intake-store/contract.ts';
import { AccessLog } from '../access-log/access-log.service.ts';
import { Database } from '../persistence/database.ts';
import { migrate } from '../persistence/migrate.ts';
import { SealedContext } from '../persistence/sealed-context.ts';
import { PostgresIntakeStore } from './intake-store.postgres.ts';

const folder = mkdtempSync(join(tmpdir(), 'longview-intake-store-'));
chmodSync(folder, 0o755);
const sealKey = randomBytes(32);
let server: Postgres | undefined;
afterAll(async () => {
  // Nothing of it is looked at any more: a server that writes all to disk first would take seconds.
  await server?.remove();
  rmSync(folder, { recursive: true, force: true });
});

intakeStoreContract('PostgreSQL', async () => {
  const postgres = await startPostgres({ dataDir: join(folder, 'cluster'), settings: { fsync: 'off' } });
  server = postgres;
  const template = await templateDatabase(postgres.url, `intake_store_${process.pid}`, async (adminUrl) => {
    await migrate({ adminUrl, appPassword: 'app', integratorPassword: 'integrator', sealKey });
  });
  return async () => {
    const fresh = await template.clone();
    const url = new URL(fresh.url);
    [url.username, url.password] = ['longview_app', 'app'];
    const database = await Database.connect({ url: url.href, poolSize: 10, name: 'intake-store' });
    const admin = new pg.Pool({ connectionString: fresh.url, max: 1 }).on('error', () => undefined);
    const column = async (text: string): Promise<string[]> =>
      (await admin.query<{ v: string }>(text)).rows.map(({ v }) => v);
    return {
      store: new PostgresIntakeStore(
        new SealedContext(database, sealKey, systemClock),
        new AccessLog(database, systemClock, systemIds, systemRandom),
        systemIds,
      ),
      peek: async () => ({
        epoch: Number((await column('select epoch::text as v from registry.consent_epoch'))[0]),
        inLine: await column('select id::text as v from log.pending order by seq'),
        outcomes: await column(
          `select course_id || ' ' || serves_pool::text as v from registry.course_outcome order by 1`,
        ),
      }),
      close: async () => {
        await database.close();
        await admin.end();
        await fresh.drop();
      },
    };
  };
});
