// In: nothing. Out: the tables of a log in SQLite. What the tree covers can be added to and nothing else; details can be erased.

const APPEND_ONLY = ['entry', 'node', 'checkpoint', 'cosignature'];

const forbid = (table: string, event: 'UPDATE' | 'DELETE'): string => `
CREATE TRIGGER IF NOT EXISTS ${table}_no_${event.toLowerCase()} BEFORE ${event} ON ${table}
BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END;`;

export const SQLITE_SCHEMA = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA busy_timeout = 5000;
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS pending (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, envelope TEXT NOT NULL,
  leaf_hash BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS entry (
  idx INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, envelope TEXT NOT NULL,
  leaf_hash BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS detail (id TEXT PRIMARY KEY, salt BLOB NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS node (
  level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL, created TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS cosignature (
  size INTEGER NOT NULL, witness TEXT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (size, witness)) STRICT, WITHOUT ROWID;
${APPEND_ONLY.flatMap((table) => [forbid(table, 'UPDATE'), forbid(table, 'DELETE')]).join('')}
`;
