// In: a PostgreSQL, a way to protect a transaction, a seed. Out: the history of clients who read lists and write them back whole, as programs do
// that know nothing of each other. The control of the checker: only what the protection promises may be missing from it.
import pg from 'pg';
import type { Operation, Transaction } from './history.ts';

export interface Protection {
  readonly begin: string;
  /** Added to the query that reads a list. */
  readonly lock?: string;
}
export const PROTECTIONS = {
  none: { begin: 'begin isolation level read committed' },
  rowLock: { begin: 'begin isolation level read committed', lock: 'for update' },
  snapshot: { begin: 'begin isolation level repeatable read' },
  serializable: { begin: 'begin isolation level serializable' },
} as const satisfies Record<string, Protection>;

export interface ListWork {
  readonly url: string;
  readonly protection: Protection;
  readonly clients: number;
  /** Transactions a client. */
  readonly transactions: number;
  /** A number from 0 up to, not including, `below`. */
  readonly draw: (below: number) => number;
}

const LISTS = ['a', 'b', 'c', 'd'];

export async function runListClients({
  url,
  protection,
  clients,
  transactions,
  draw,
}: ListWork): Promise<Transaction[]> {
  const history: Transaction[] = [];
  const pool = new pg.Pool({ connectionString: url, max: clients });
  // The server may be stopped while sessions are still closing: what a statement needs to know, the statement is told.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await pool.query('drop table if exists list');
    await pool.query(`create table list (name text primary key, items text[] not null)`);
    await pool.query(`insert into list select unnest($1::text[]), '{}'`, [LISTS]);
    await Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        for (let number = 0; number < transactions; number++)
          history.push(await attempt(pool, protection, `${client}.${number}`, draw));
      }),
    );
    const invoked = performance.now();
    const { rows } = await pool.query<{ name: string; items: string[] }>('select name, items from list');
    const operations = rows.map(({ name, items }) => ({ read: name, values: items }));
    history.push({ id: 'at the end', invoked, completed: performance.now(), outcome: 'committed', operations });
  } finally {
    await pool.end();
  }
  return history;
}

/** Two lists in the order of their names: each is read, and one or both are written back with one item more. */
async function attempt(
  pool: pg.Pool,
  { begin, lock = '' }: Protection,
  id: string,
  draw: (below: number) => number,
): Promise<Transaction> {
  const first = draw(LISTS.length - 1);
  const chosen = [first, first + 1 + draw(LISTS.length - 1 - first)].map((index) => LISTS[index] as string);
  const written = draw(3);
  const operations: Operation[] = [];
  const client = await pool.connect();
  const invoked = performance.now();
  const end = (outcome: Transaction['outcome']): Transaction => ({
    id,
    invoked,
    completed: performance.now(),
    outcome,
    operations,
  });
  try {
    await client.query(begin);
    const seen = new Map<string, string[]>();
    for (const name of chosen) {
      const { rows } = await client.query<{ items: string[] }>(`select items from list where name = $1 ${lock}`, [
        name,
      ]);
      const values = rows[0]?.items ?? [];
      operations.push({ read: name, values });
      seen.set(name, values);
    }
    for (const [index, name] of chosen.entries()) {
      if (written === 1 - index) continue;
      operations.push({ append: name, value: `${id}.${index}` });
      await client.query('update list set items = $2 where name = $1', [
        name,
        [...(seen.get(name) ?? []), `${id}.${index}`],
      ]);
    }
    await client.query('commit');
    return end('committed');
  } catch (fault) {
    // Could not be serialised, or deadlocked: it was taken back, and the history says so.
    if (!['40001', '40P01'].includes((fault as { code?: string }).code ?? '')) throw fault;
    await client.query('rollback');
    return end('aborted');
  } finally {
    client.release();
  }
}
