// In: a connection string of the application role. Out: pooled connections of a role that owns nothing. Schema changes run elsewhere.
import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { DataSource } from 'typeorm';
import type { ClientBase, PoolClient, QueryResultRow } from 'pg';

/** Statements that are begun without waiting for each other run in the order in which they were begun, and travel together. */
export interface Connection {
  /** Runs one prepared statement; rows come back as plain objects. */
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Runs statements without parameters, several at once if need be. */
  run(text: string): Promise<void>;
}

export class Database {
  private constructor(private readonly source: DataSource) {}

  static async connect(options: { url: string; poolSize: number; waitMs?: number; name: string }): Promise<Database> {
    const source = new DataSource({
      type: 'postgres',
      url: options.url,
      applicationName: options.name,
      poolSize: options.poolSize,
      synchronize: false,
      migrationsRun: false,
      installExtensions: false,
      // An operation is cut at 50 s, an intent without a result becomes `aborted` at 60 s: no statement may outlive both.
      extra: {
        statement_timeout: 50_000,
        idle_in_transaction_session_timeout: 55_000,
        // Who waits longer than that would wait behind ever more others.
        connectionTimeoutMillis: options.waitMs ?? 20_000,
        pipeline: true,
        onConnect: outliveServer,
        // Every statement is prepared, and none has a plan that depends on its values: so none is planned twice.
        options: '-c plan_cache_mode=force_generic_plan',
      },
    });
    await source.initialize();
    return new Database(source);
  }

  /**
   * Borrows a connection for the time of `work`. A connection that failed is thrown away, never lent again.
   * @throws DatabaseBusy when none was free in time.
   */
  async withConnection<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    const client = await runner.connect().then(
      (lent) => lent as PoolClient,
      (fault: unknown) => {
        throw isBusy(fault) ? new DatabaseBusy() : fault;
      },
    );
    try {
      return await work(connectionOver(client));
    } finally {
      await runner.release();
    }
  }

  async close(): Promise<void> {
    await this.source.destroy();
  }
}

/** Every connection was lent for as long as somebody may wait: nothing is wrong, there is too much to do at once. */
export class DatabaseBusy extends Error {
  constructor() {
    super('no connection to the database was free in time');
  }
}

/** The pool says it in words alone. */
const isBusy = (fault: unknown): boolean => /timeout exceeded when trying to connect/.test(String(fault));

/**
 * A connection that the server ends is told by the statement that fails on it. The connection tells it once more by an event, at any moment:
 * also when nobody listens any more, which would end the process.
 */
export function outliveServer(client: ClientBase): void {
  client.on('error', () => undefined);
}

const names = new Map<string, string>();

/** Prepared under a name made from its text, so that each statement is planned once a connection. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) {
    name = createHash('sha256').update(text).digest('hex').slice(0, 24);
    names.set(text, name);
  }
  return name;
}

const connectionOver = (client: PoolClient): Connection => ({
  async query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) {
    gather(client);
    return (await client.query<Row>({ name: nameOf(text), text, values: [...values] })).rows;
  },
  async run(text) {
    gather(client);
    await client.query(text);
  },
});

/** What is begun in one turn leaves in one packet: a write to the socket costs as much as many a statement. */
function gather(client: PoolClient): void {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
