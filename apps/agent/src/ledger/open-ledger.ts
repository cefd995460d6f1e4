// In: a file and the fingerprint of the site key. Out: the open ledger, at its newest shape. Refuses another key's ledger and a newer agent's.
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import { MIGRATIONS } from './migrations.ts';

export type LedgerCode = 'LEDGER_NEWER' | 'LEDGER_OTHER_KEY';

/** `:memory:` is taken for tests. */
export function openLedger(file: string, fingerprint: string): Result<DatabaseSync, Refusal<LedgerCode>> {
  // Made first, so that the file is never readable by others, not even for a moment.
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 10_000 });
  // WAL lets `status` read while `run` writes; FULL makes a commit survive a power cut, not only a crash.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  const refused = migrate(database) ?? claim(database, fingerprint);
  if (refused === undefined) return ok(database);
  database.close();
  return err(refused);
}

/** All that happens inside is on disk together, or not at all. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (fault) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw fault;
  }
}

function migrate(database: DatabaseSync): Refusal<LedgerCode> | undefined {
  return transaction(database, () => {
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version > MIGRATIONS.length)
      return refusal('LEDGER_NEWER', 'The ledger was written by a newer agent: install that one again.');
    for (const step of MIGRATIONS.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    return undefined;
  });
}

function claim(database: DatabaseSync, fingerprint: string): Refusal<LedgerCode> | undefined {
  database.prepare("INSERT INTO fact VALUES ('siteKey', ?) ON CONFLICT DO NOTHING").run(fingerprint);
  const held = database.prepare("SELECT value FROM fact WHERE name = 'siteKey'").get() as { value: string };
  return held.value === fingerprint
    ? undefined
    : refusal('LEDGER_OTHER_KEY', 'The ledger belongs to another site key: restore the two from the same backup.');
}
