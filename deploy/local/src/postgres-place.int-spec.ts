import { afterAll, describe, expect, test } from '@jest/globals';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { postgresPlace } from './postgres-place.ts';
import { isReachable, postgresAccount, postgresPrograms } from './postgres-programs.ts';
import { startPostgres } from './postgres.ts';

const account = postgresAccount();
const folder = mkdtempSync(join(tmpdir(), 'longview-shut-'));
const dataDir = join(folder, 'deep', 'cluster');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('where PostgreSQL lives', () => {
  test('a folder that lets it pass is used as it is', () => {
    chmodSync(folder, 0o755);
    const wanted = { dataDir, programs: postgresPrograms() };
    expect(isReachable(dirname(dataDir), account)).toBe(true);
    expect(postgresPlace(wanted, account).dataDir).toBe(dataDir);
  });

  test('whoever is not root runs it as themselves, wherever they may write', () => {
    chmodSync(folder, 0o700);
    expect(isReachable(dataDir, undefined)).toBe(true);
  });

  test('under a folder of root’s alone it starts from a shelter, and leaves nothing there', async () => {
    chmodSync(folder, 0o700);
    expect(isReachable(dirname(dataDir), account)).toBe(false);
    const server = await startPostgres({ dataDir, databaseUrl: '' });
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query<{ at: string }>("select current_setting('data_directory') as at");
    await client.end();
    const at = rows[0]?.at ?? '';
    expect(at).toMatch(/^\/var\/tmp\/longview-postgres\/[0-9a-f]{16}\/cluster$/);
    expect(statSync(dirname(at))).toMatchObject({ uid: 0 });
    expect(statSync(dirname(at)).mode & 0o022).toBe(0);
    await server.remove();
    expect(statSync(dirname(at), { throwIfNoEntry: false })).toBeUndefined();
  });

  test('a shelter that somebody else may write to is not used', () => {
    if (!account) return expect(process.getuid?.()).not.toBe(0);
    chmodSync(folder, 0o700);
    const wanted = { dataDir, programs: postgresPrograms() };
    const made = dirname(postgresPlace(wanted, account).dataDir);
    chmodSync(made, 0o777);
    expect(() => postgresPlace(wanted, account)).toThrow(/not root's alone/);
    rmSync(made, { recursive: true });
  });
});
