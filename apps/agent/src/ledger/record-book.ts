// In: the blinded key of a record. Out: where it stood in the hospital's files when it was last sent. Only the hospital can look this up.
import type { DatabaseSync } from 'node:sqlite';

export interface RecordBook {
  placeOf(key: string): { readonly file: string; readonly line: number } | undefined;
}

export function recordBook(database: DatabaseSync): RecordBook {
  const place = database.prepare('SELECT file, line FROM record WHERE key = ?');
  return { placeOf: (key) => place.get(key) as { file: string; line: number } | undefined };
}
