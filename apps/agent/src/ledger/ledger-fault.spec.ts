import { expect, test } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { ledgerFault } from './ledger-fault.ts';

test.each([
  [{ code: 'ERR_SQLITE_ERROR', errcode: 13 }, 'DISK_FULL'],
  [{ code: 'ENOSPC', syscall: 'write' }, 'DISK_FULL'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 1544 }, 'LEDGER_NOT_WRITABLE'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 5 }, 'LEDGER_BUSY'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 11 }, 'LEDGER_DAMAGED'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 1 }, undefined],
  [new Error('a fault of ours'), undefined],
  [undefined, undefined],
])('%j is %s', (fault, code) => {
  const told = ledgerFault(fault, '/state');
  expect(told?.code).toBe(code);
  if (told) expect(told.message).toContain('/state');
});

test('SQLite says so in just these words', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('pragma page_size = 512; pragma max_page_count = 4; create table t (x)');
  let thrown: unknown;
  try {
    database.exec(`insert into t values (zeroblob(100000))`);
  } catch (fault) {
    thrown = fault;
  }
  expect(ledgerFault(thrown, '/state')?.code).toBe('DISK_FULL');
});
