// In: a fact with a name. Out: the fact again at the next start, such as the newest federation manifest that was believed.
import type { DatabaseSync } from 'node:sqlite';

/** `pulled`: up to when which server was read. */
export type Fact = 'federationIssued' | 'pulled';

export interface FactBook {
  get(name: Fact): string | undefined;
  set(name: Fact, value: string): void;
}

export function factBook(database: DatabaseSync): FactBook {
  const select = database.prepare('SELECT value FROM fact WHERE name = ?');
  const upsert = database.prepare('INSERT INTO fact VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value');
  return {
    get: (name) => (select.get(name) as { value: string } | undefined)?.value,
    set: (name, value) => void upsert.run(name, value),
  };
}
