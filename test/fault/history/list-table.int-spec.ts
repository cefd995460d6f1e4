import { randomInt } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Postgres, startPostgres } from '@longview/local';
import { checkHistory } from './check-history.ts';
import { PROTECTIONS, runListClients } from './list-table.ts';

const TRANSACTIONS = process.env['LONGVIEW_LONG'] === '1' ? 200 : 25;

const folder = mkdtempSync(join(tmpdir(), 'longview-lists-'));
let postgres: Postgres;
beforeAll(async () => {
  chmodSync(folder, 0o755);
  postgres = await startPostgres({ dataDir: join(folder, 'cluster') });
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

const kinds = async (name: keyof typeof PROTECTIONS): Promise<string[]> => {
  const work = { clients: 8, transactions: TRANSACTIONS, draw: randomInt };
  const history = await runListClients({ url: postgres.url, protection: PROTECTIONS[name], ...work });
  expect(history.filter(({ outcome }) => outcome === 'committed').length).toBeGreaterThan(TRANSACTIONS);
  return [...new Set(checkHistory(history).map(({ kind }) => kind))];
};

/** Chance may spare a round on a slow machine; never ten. */
async function until(wanted: readonly string[], name: keyof typeof PROTECTIONS): Promise<string[]> {
  const found = new Set<string>();
  for (let round = 0; round < 10 && !wanted.every((kind) => found.has(kind)); round++)
    for (const kind of await kinds(name)) found.add(kind);
  return [...found];
}

describe('eight clients that read lists and write them back', () => {
  test('without protection lose updates, and the checker says so', async () => {
    const wanted = ['lostUpdate', 'G-single'];
    expect(await until(wanted, 'none')).toEqual(expect.arrayContaining(wanted));
  });

  test('on snapshots lose none, but write over what others read', async () => {
    expect(await until(['G2'], 'snapshot')).toEqual(['G2']);
  });

  test.each(['rowLock', 'serializable'] as const)('with %s leave nothing to find', async (name) => {
    expect(await kinds(name)).toEqual([]);
  });
});
