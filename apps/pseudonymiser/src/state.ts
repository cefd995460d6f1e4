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
  create table if not exists health (one integer primary key check (one = 1), at integer not null) strict;
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
    // A full disk ends the transaction by itself; a second end would hide why.
    if (database.isTransaction) database.exec('rollback');
    throw fault;
  }
}

/** Goes the whole way to the disk. @throws what SQLite says when it cannot. */
export const tryDisk = (database: DatabaseSync, at: number): void =>
  void database.prepare('insert into health values (1, ?) on conflict (one) do update set at = excluded.at').run(at);

/** SQLite's result codes, in words for whoever watches the service. */
const WORDS: Readonly<Record<number, string>> = {
  5: 'another program holds it',
  8: 'it may not be written',
  10: 'its disk does not take or give data',
  11: 'it is damaged',
  13: 'its disk is full',
};

export function reasonOf(fault: unknown): string {
  const errcode = (fault as { errcode?: unknown } | null)?.errcode;
  const code = typeof errcode === 'number' ? errcode & 0xff : undefined;
  return (
    (code === undefined ? undefined : WORDS[code]) ??
    `it cannot be written${code === undefined ? '' : ` (SQLite ${code})`}`
  );
}
