// In: a server, a name and a migration. Out: fresh databases that already have the migration's tables, in some tens of milliseconds each.
import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface FreshDatabase {
  /** The server's URL with this database's name. */
  readonly url: string;
  drop(): Promise<void>;
}

export interface Template {
  clone(): Promise<FreshDatabase>;
}

/**
 * Runs `migrate` once on a server for a name and clones the outcome. Roles belong to the whole server: a migration makes
 * them only if they are missing. Put a digest of the migrations in the name when the server outlives the run.
 */
export async function templateDatabase(
  url: string,
  name: string,
  migrate: (url: string) => Promise<void>,
): Promise<Template> {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(name)) throw new TypeError(`${name} is no name for a template`);
  const draft = `${name}_draft`;
  await onServer(url, async (server) => {
    // Test files run side by side: the first makes the template, the others wait for it.
    await server.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await server.query('select from pg_database where datname = $1', [name]);
    if (rowCount) return;
    await server.query(`drop database if exists ${draft} with (force)`);
    await server.query(`create database ${draft}`);
    await migrate(databaseUrl(url, draft));
    // Renamed only when whole: a migration that failed leaves nothing that looks finished.
    await server.query(`alter database ${draft} rename to ${name}`);
    await server.query(`alter database ${name} with allow_connections false is_template true`);
  });
  return {
    async clone() {
      const copy = `${name}_${randomBytes(6).toString('hex')}`;
      await onServer(url, (server) => server.query(`create database ${copy} template ${name}`));
      return {
        url: databaseUrl(url, copy),
        drop: () =>
          onServer(url, async (server) => void (await server.query(`drop database if exists ${copy} with (force)`))),
      };
    },
  };
}

/** The same server and login, another database. */
export function databaseUrl(url: string, name: string): string {
  const there = new URL(url);
  there.pathname = `/${name}`;
  return there.href;
}

async function onServer<T>(url: string, work: (server: pg.Client) => Promise<T>): Promise<T> {
  const server = new pg.Client({ connectionString: url });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}
