// In: a decision of the policy. Out: a transaction in which the row policies show what that decision allows, and nothing else.
// It protects against injected SQL and forgotten filters, not against code in this process that holds the key (see the decision on it).
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { canonicalJson, type Clock, utf8 } from '@longview/foundation';
import type { Connection, Database } from './database.ts';

export type Claims =
  | { readonly kind: 'read'; readonly scope: 'own'; readonly centre: string; readonly fields?: readonly string[] }
  | {
      readonly kind: 'read';
      readonly scope: 'permit';
      readonly permit: string;
      readonly release: string;
      readonly products: readonly string[];
      readonly needs: readonly string[];
    }
  | { readonly kind: 'read'; readonly scope: 'cut'; readonly release: string }
  | { readonly kind: 'read'; readonly scope: 'relinking' }
  | { readonly kind: 'read'; readonly scope: 'clearing' }
  | { readonly kind: 'read'; readonly scope: 'move'; readonly centre: string }
  | { readonly kind: 'read'; readonly scope: 'query'; readonly centre: string }
  | { readonly kind: 'write'; readonly centre: string }
  | { readonly kind: 'epoch'; readonly permit?: string };

/**
 * Seconds that a decision may be used for the one time it may be used. Half of what the database takes, so that the two clocks may be half a
 * minute apart, whichever is ahead.
 */
const LIFETIME = 30;

export class SealedContext {
  readonly #sealKey: KeyObject;

  constructor(
    private readonly database: Database,
    sealKey: Uint8Array,
    private readonly clock: Clock,
  ) {
    this.#sealKey = createSecretKey(sealKey);
  }

  /**
   * Opens the rows of one decision for the rest of the connection's transaction.
   * `id` is the committed intent for a read, a fresh UUID otherwise; it is used up here.
   * @throws when the database does not accept the seal: a fault, never a refusal to show to a caller.
   */
  async open(connection: Connection, id: string, claims: Claims): Promise<void> {
    const expires = Math.floor(this.clock.now().getTime() / 1000) + LIFETIME;
    const decision = canonicalJson({ ...claims, id, expires });
    const mac = createHmac('sha256', this.#sealKey).update(utf8(decision)).digest();
    await connection.query('select authz.open($1, $2)', [decision, mac]);
  }

  /**
   * Runs `work` in one transaction; commits when it returns, rolls back when it throws.
   * @param options.together `work` begins all its statements before it waits for the first: then the commit travels with them, and a statement that
   * is begun later is a fault. One that fails makes the commit a rollback.
   */
  async transaction<T>(
    work: (connection: Connection) => Promise<T>,
    options: { readonly durable: boolean; readonly together?: boolean },
  ): Promise<T> {
    return this.database.withConnection(async (connection) => {
      // A read leaves nothing behind that must survive: its intent is durable already, so its commit need not wait for the disk.
      // The seal holds for one transaction: without this one, what travels with it would open nothing.
      const begun = connection.run(options.durable ? 'begin' : 'begin; set local synchronous_commit = off');
      try {
        if (options.together) {
          const inside = closable(connection);
          const working = work(inside);
          inside.close();
          const [value] = await Promise.all([working, begun, connection.run('commit')]);
          return value;
        }
        const [value] = await Promise.all([work(connection), begun]);
        await connection.run('commit');
        return value;
      } catch (fault) {
        await connection.run('rollback').catch(() => undefined);
        throw fault;
      }
    });
  }
}

/** After the commit was begun nothing more goes out: it would run without the seal. */
function closable(connection: Connection): Connection & { close(): void } {
  let closed = false;
  const open = (): Connection => {
    if (closed) throw new Error('a statement was begun after the commit that travels with the first ones');
    return connection;
  };
  return {
    query: async (text, values) => open().query(text, values),
    run: async (text) => open().run(text),
    close: () => {
      closed = true;
    },
  };
}
