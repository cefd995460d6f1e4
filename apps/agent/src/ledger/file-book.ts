// In: the hash of a file that was read. Out: whether and when it was, under which name. The content stands nowhere here.
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '@longview/foundation';

export interface FileBook {
  done(hash: string): { readonly name: string; readonly at: string; readonly exit: number } | undefined;
  finish(hash: string, name: string, exit: number): void;
  /** The same content under a name. @returns whether it is met there for the first time. */
  meet(hash: string, name: string): boolean;
}

export function fileBook(database: DatabaseSync, clock: Clock): FileBook {
  const select = database.prepare('SELECT name, at, exit FROM file WHERE hash = ?');
  const insert = database.prepare('INSERT INTO file (hash, name, at, exit) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const meet = database.prepare('INSERT INTO file_name (hash, name) VALUES (?, ?) ON CONFLICT DO NOTHING');
  return {
    done: (hash) => select.get(hash) as { name: string; at: string; exit: number } | undefined,
    finish: (hash, name, exit) => {
      insert.run(hash, name, clock.now().toISOString(), exit);
      meet.run(hash, name);
    },
    meet: (hash, name) => meet.run(hash, name).changes > 0,
  };
}
