// In: a path. Out: the pseudonymiser's own database: uses of assertions, requests and quotas, the newest federation manifest known.
import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `
  create table if not exists assertion (jti text primary key, exp integer not null) strict, without rowid;
  create index if not exists assertion_exp on assertion (exp);
  create table if not exists request (
    id text primary key,
    centre text not null,
    epoch integer not null,
    elements integer not null check (elements > 0),
    account text not null,
    at integer not null
  ) strict, without rowid;
  create index if not exists request_use on request (centre, at);
  create index if not exists request_account on request (centre, account);
  create table if not exists federation (one integer primary key check (one = 1), issued text not null) strict;
`;

/**
 * Opens or creates the file.
 * What a refusal rests on must outlive a power cut, hence `synchronous = FULL`: a commit returns once the disk has it.
 */
export function openState(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;');
  database.exec(SCHEMA);
  return database;
}

/** Runs `work` in one transaction that excludes every other writer, also of another process. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('begin immediate');
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (fault) {
    database.exec('rollback');
    throw fault;
  }
}
