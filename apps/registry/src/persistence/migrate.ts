// In: an administrator's connection string and the secrets of the roles. Out: the schema at its newest version. The registry itself never
// holds this connection: it is a command of its own.
import { DataSource } from 'typeorm';
import { AccessLog1764000000002 } from './migrations/0002-access-log.ts';
import { AnswersAudited1764000000014 } from './migrations/0014-answers-audited.ts';
import { Clearances1764000000015 } from './migrations/0015-clearances.ts';
import { VersionsRead1764000000018 } from './migrations/0018-versions-read.ts';
import { EveryEndpoint1764000000025 } from './migrations/0025-every-endpoint.ts';
import { ClaimsOnce1764000000006 } from './migrations/0006-claims-once.ts';
import { PlacingByKeys1764000000010 } from './migrations/0010-placing-by-keys.ts';
import { DerivedItems1764000000024 } from './migrations/0024-derived-items.ts';
import { Keys1764000000011 } from './migrations/0011-keys.ts';
import { MoreOutcomes1764000000016 } from './migrations/0016-more-outcomes.ts';
import { Moves1764000000012 } from './migrations/0012-moves.ts';
import { BasisByPatient1764000000013 } from './migrations/0013-basis-by-patient.ts';
import { Placing1764000000004 } from './migrations/0004-placing.ts';
import { Pseudonyms1764000000005 } from './migrations/0005-pseudonyms.ts';
import { Relinking1764000000007 } from './migrations/0007-relinking.ts';
import { ReadsFirst1764000000009 } from './migrations/0009-reads-first.ts';
import { Queries1764000000017 } from './migrations/0017-queries.ts';
import { RolesAndSeal1764000000001 } from './migrations/0001-roles-and-seal.ts';
import { Store1764000000003 } from './migrations/0003-store.ts';

export interface MigrateOptions {
  readonly adminUrl: string;
  readonly appPassword: string;
  readonly integratorPassword: string;
  readonly sealKey: Uint8Array;
}

export const MIGRATIONS = [
  RolesAndSeal1764000000001,
  AccessLog1764000000002,
  Store1764000000003,
  Placing1764000000004,
  Pseudonyms1764000000005,
  ClaimsOnce1764000000006,
  Relinking1764000000007,
  ReadsFirst1764000000009,
  PlacingByKeys1764000000010,
  Keys1764000000011,
  Moves1764000000012,
  BasisByPatient1764000000013,
  AnswersAudited1764000000014,
  Clearances1764000000015,
  MoreOutcomes1764000000016,
  Queries1764000000017,
  VersionsRead1764000000018,
  DerivedItems1764000000024,
  EveryEndpoint1764000000025,
];

/** @returns the names of the migrations that ran, oldest first; empty when the schema was at its newest version. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url: options.adminUrl,
    applicationName: 'longview-migrate',
    migrations: MIGRATIONS,
    migrationsTableName: 'longview_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
  });
  await source.initialize();
  try {
    const [{ version } = { version: 0 }] = (await source.query(
      `select current_setting('server_version_num')::integer as version`,
    )) as { version: number }[];
    if (version < 180_000)
      throw new Error(`PostgreSQL 18 or newer is needed, this server is ${Math.floor(version / 10_000)}`);
    const ran = await source.runMigrations();
    const runner = source.createQueryRunner();
    try {
      // Two parties migrating at once must not both insert a key.
      await runner.query('begin');
      await runner.query(`select pg_advisory_xact_lock(hashtext('longview-migrate'))`);
      for (const [role, password] of [
        ['longview_app', options.appPassword],
        ['longview_integrator', options.integratorPassword],
      ] as const) {
        const [quoted] = (await runner.query(`select format('alter role %I password %L', $1::text, $2::text) as sql`, [
          role,
          password,
        ])) as {
          sql: string;
        }[];
        if (quoted) await runner.query(quoted.sql);
      }
      const keys = (await runner.query('select secret from authz.key order by id desc limit 1')) as {
        secret: Buffer;
      }[];
      if (!keys[0]?.secret.equals(Buffer.from(options.sealKey))) {
        await runner.query('insert into authz.key (secret) values ($1)', [Buffer.from(options.sealKey)]);
      }
      await runner.query('commit');
    } finally {
      await runner.release();
    }
    return ran.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}
