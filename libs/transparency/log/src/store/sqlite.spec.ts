// In: the SQLite store on a file. Out: it keeps the contract of the port, and its contents when it is opened again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { KEY_TYPE, ed25519Signer } from '@longview/transparency-proof';
import {
  appendOnlyContract,
  logStoreContract,
  sampleEntry,
} from '../../../../../test/conformance/log-store/contract.ts';
import { Log } from '../log.ts';
import type { OpenDatabase } from '../../../../../test/conformance/log-store/contract.ts';
import { SqliteLogStore } from './sqlite.ts';

const directory = (): string => mkdtempSync(join(tmpdir(), 'longview-log-'));

const open = async (): Promise<OpenDatabase> => {
  const place = directory();
  const path = join(place, 'log.db');
  const store = new SqliteLogStore(path);
  const database = new DatabaseSync(path);
  return {
    store,
    sql: async (text) => database.exec(text),
    close: async () => {
      database.close();
      store.close();
      rmSync(place, { recursive: true });
    },
  };
};

logStoreContract('sqlite', open);
appendOnlyContract('sqlite', open);

test('a file opened again holds what it held', async () => {
  const place = directory();
  const path = join(place, 'log.db');
  const { key } = ed25519Signer('log.example', KEY_TYPE.log, new Uint8Array(32).fill(1));
  const before = new SqliteLogStore(path);
  await before.append(sampleEntry(1));
  await new Log(before, { key }).integrate();
  await before.append(sampleEntry(2));
  before.close();
  const after = new SqliteLogStore(path);
  expect(await after.size()).toBe(1);
  expect(await new Log(after, { key }).integrate()).toBe(1);
  expect((await after.entries(0, 2)).map(({ id }) => id)).toEqual([sampleEntry(1).id, sampleEntry(2).id]);
  after.close();
  rmSync(place, { recursive: true });
});
