// In: nothing. Out: the disk of a hospital's agent: its real ledger, in SQLite, that outlives every life of the agent. A write may find the
// disk full, or the process ended before or after it; what was half done is rolled back, as SQLite does when it is opened again.
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type Ledger, ledgerOf, openLedger } from '@longview/agent';
import { unwrap } from '@longview/foundation';
import { Crashed, Injected, type Process, type World } from './world.ts';

export class DiskFull extends Injected {
  constructor() {
    super('database or disk is full');
    this.name = 'DiskFull';
  }
}

/** Tables in an order in which they can be emptied. */
const TABLES = 'receipt record problem submission token age_day course checkpoint alarm'.split(' ');

export class Disk {
  readonly raw: DatabaseSync = unwrap(openLedger(':memory:', 'simulation'));
  /** As the agent reaches it: each write may be the last. */
  readonly guarded: DatabaseSync;
  readonly ledger: Ledger;
  /** Grows with every write: who watches looks again only when it moved. */
  writes = 0;
  readonly #told = this.raw.prepare(
    `SELECT id, coalesce(receipt, 'none') AS receipt FROM submission LEFT JOIN receipt ON submission = id
     WHERE state = 'acknowledged' ORDER BY seq`,
  );
  #world: World | undefined;
  #process: Process | undefined;

  constructor() {
    this.guarded = this.#guard();
    this.ledger = ledgerOf(
      this.guarded,
      { now: () => this.#life().clock.now() },
      { uuid: () => this.#here().chance.uuid() },
    );
  }

  /** For the next run: as new. */
  clear(world: World): void {
    if (this.raw.isTransaction) this.raw.exec('ROLLBACK');
    for (const table of TABLES) this.raw.exec(`DELETE FROM ${table}`);
    this.#world = world;
  }

  /** Submissions that the ledger calls acknowledged, with the receipt that stands beside them. */
  acknowledged(): readonly { readonly id: string; readonly receipt: string }[] {
    return this.#told.all() as unknown as { id: string; receipt: string }[];
  }

  /** From here on the disk is this life's. */
  mount(process: Process): void {
    this.#process = process;
  }

  #life(): Process {
    if (!this.#process) throw new Error('the disk is not mounted');
    return this.#process;
  }

  #here(): World {
    if (!this.#world) throw new Error('the disk is in no world');
    return this.#world;
  }

  #end(): never {
    if (this.raw.isTransaction) this.raw.exec('ROLLBACK');
    this.#here().crash(this.#life());
    throw new Crashed(this.#life().name);
  }

  #write<T>(work: () => T): T {
    const world = this.#here();
    if (!this.#life().alive) throw new Crashed(this.#life().name);
    if (world.goesWrong('disk')) {
      if (world.chance.yes(0.3)) throw new DiskFull();
      this.#end();
    }
    const done = work();
    this.writes++;
    if (!this.raw.isTransaction && world.goesWrong('disk')) this.#end();
    return done;
  }

  #guard(): DatabaseSync {
    const { raw } = this;
    const guarded = {
      exec: (sql: string) => (sql === 'ROLLBACK' ? raw.exec(sql) : this.#write(() => raw.exec(sql))),
      prepare: (sql: string) => {
        const statement = raw.prepare(sql);
        const reads = /^\s*SELECT/i.test(sql);
        return {
          get: (...values: SQLInputValue[]) => statement.get(...values),
          all: (...values: SQLInputValue[]) => statement.all(...values),
          run: (...values: SQLInputValue[]) =>
            reads ? statement.run(...values) : this.#write(() => statement.run(...values)),
        };
      },
      close: () => undefined,
      get isTransaction() {
        return raw.isTransaction;
      },
    };
    return guarded as unknown as DatabaseSync;
  }
}

/** A book of the ledger as one life of the agent holds it: after its end nothing is read or written any more. */
export function heldBy<Book extends object>(process: Process, book: Book): Book {
  return new Proxy(book, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...values: unknown[]): unknown => {
        if (!process.alive) throw new Crashed(process.name);
        return (member as (...all: unknown[]) => unknown).apply(target, values);
      };
    },
  });
}
