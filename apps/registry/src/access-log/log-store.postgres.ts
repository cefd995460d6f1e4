// In: what the LogStore port takes. Out: the same, durable in PostgreSQL. Refuses a second entry under a used id; the tables refuse every change.
import { equalBytes, err, ok, refusal } from '@longview/foundation';
import type { Result } from '@longview/foundation';
import type {
  AppendRefusal,
  LogStore,
  Place,
  ReadNodes,
  StoredCheckpoint,
  StoredCosignature,
  StoredEntry,
} from '@longview/transparency-log';
import type { Entry, EntryDetail, NodeId } from '@longview/transparency-proof';
import type { ClientBase, Pool } from 'pg';
import { integratePending } from './integrate.postgres.ts';
import { entryOf } from './log-rows.ts';
import type { EntryRow } from './log-rows.ts';

type Queries = Pick<Pool, 'query'>;

/** Connections by what their role may do. */
export interface LogPools {
  /** `longview_app`: puts entries in line, reads the log. */
  readonly app: Queries;
  /** `longview_integrator`: gives indexes, keeps checkpoints and cosignatures; without one, the log is read and put in line only. */
  readonly integrator?: Pool;
  /** A role that may select and delete `log.detail`; without one, details are written only. */
  readonly details?: Queries;
}

export class PostgresLogStore implements LogStore {
  readonly #pools: LogPools;

  constructor(pools: LogPools) {
    this.#pools = pools;
  }

  append(entry: Entry): Promise<Result<'appended' | 'known', AppendRefusal>> {
    return appendWithin(this.#pools.app, entry);
  }

  integrate(limit: number, place: Place): Promise<number> {
    return inTransaction(this.#integrator(), (client) =>
      integratePending(client, limit, (size, leaves) => place(size, leaves, (ids) => readNodes(client, ids))),
    );
  }

  async size(): Promise<number> {
    const { rows } = await this.#pools.app.query<{ size: string }>(
      'SELECT coalesce(max(idx) + 1, 0) AS size FROM log.entry',
    );
    return Number(rows[0]?.size);
  }

  readonly nodes: ReadNodes = (ids) => readNodes(this.#pools.app, ids);

  async entries(from: number, to: number): Promise<readonly StoredEntry[]> {
    const { rows } = await this.#pools.app.query<EntryRow>(
      'SELECT idx, id, kind, envelope, leaf_hash FROM log.entry WHERE idx >= $1 AND idx < $2 ORDER BY idx',
      [from, to],
    );
    return rows.map(entryOf);
  }

  async entryByLeafHash(leafHash: Uint8Array): Promise<StoredEntry | undefined> {
    const { rows } = await this.#pools.app.query<EntryRow>(
      'SELECT idx, id, kind, envelope, leaf_hash FROM log.entry WHERE leaf_hash = $1',
      [leafHash],
    );
    return rows[0] && entryOf(rows[0]);
  }

  async details(ids: readonly string[]): Promise<ReadonlyMap<string, EntryDetail>> {
    const { rows } = await this.#details().query<{ id: string; salt: Buffer; body: string }>(
      'SELECT id, salt, body FROM log.detail WHERE id = ANY($1::uuid[])',
      [ids],
    );
    return new Map(rows.map(({ id, salt, body }) => [id, { salt: new Uint8Array(salt), bodyText: body }]));
  }

  async eraseDetail(id: string): Promise<boolean> {
    return (await this.#details().query('DELETE FROM log.detail WHERE id = $1', [id])).rowCount === 1;
  }

  async putCheckpoint({ size, note, created }: StoredCheckpoint): Promise<void> {
    await this.#integrator().query(
      'INSERT INTO log.checkpoint (size, note, created) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [size, note, created],
    );
  }

  async checkpoint(size?: number): Promise<StoredCheckpoint | undefined> {
    const { rows } = await this.#pools.app.query<CheckpointRow>(
      'SELECT size, note, created FROM log.checkpoint WHERE $1::bigint IS NULL OR size = $1 ORDER BY size DESC LIMIT 1',
      [size ?? null],
    );
    return rows[0] && checkpointOf(rows[0]);
  }

  async checkpoints(): Promise<readonly StoredCheckpoint[]> {
    const { rows } = await this.#pools.app.query<CheckpointRow>(
      'SELECT size, note, created FROM log.checkpoint ORDER BY size',
    );
    return rows.map(checkpointOf);
  }

  async putCosignature({ size, witness, line }: StoredCosignature): Promise<void> {
    await this.#integrator().query(
      'INSERT INTO log.cosignature (size, witness, line) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [size, witness, line],
    );
  }

  async cosignatures(size: number): Promise<readonly StoredCosignature[]> {
    const { rows } = await this.#pools.app.query<{ size: string; witness: string; line: string }>(
      'SELECT size, witness, line FROM log.cosignature WHERE size = $1 ORDER BY witness',
      [size],
    );
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  }

  #integrator(): Pool {
    if (!this.#pools.integrator) throw new Error('this store was opened without the role that gives indexes');
    return this.#pools.integrator;
  }

  #details(): Queries {
    if (!this.#pools.details) throw new Error('this store was opened without a role that may see details');
    return this.#pools.details;
  }
}

/** Puts an entry in line within the caller's own transaction: the act and its entry commit together or not at all. */
export async function appendWithin(
  client: Pick<ClientBase, 'query'>,
  { id, kind, envelopeText, leafHash, detail }: Entry,
): Promise<Result<'appended' | 'known', AppendRefusal>> {
  const { rowCount } = await client.query(
    `WITH put AS (
       INSERT INTO log.pending (id, kind, envelope, leaf_hash)
       SELECT $1::uuid, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM log.entry WHERE entry.id = $1::uuid)
       ON CONFLICT (id) DO NOTHING RETURNING id
     ), kept AS (
       INSERT INTO log.detail (id, salt, body) SELECT id, $5::bytea, $6::text FROM put WHERE $5::bytea IS NOT NULL
     )
     SELECT FROM put`,
    [id, kind, envelopeText, leafHash, detail?.salt ?? null, detail?.bodyText ?? null],
  );
  if (rowCount === 1) return ok('appended');
  const { rows } = await client.query<{ leaf_hash: Buffer }>(
    `SELECT leaf_hash FROM log.pending WHERE id = $1 UNION ALL SELECT leaf_hash FROM log.entry WHERE id = $1`,
    [id],
  );
  return rows[0] && equalBytes(rows[0].leaf_hash, leafHash)
    ? ok('known')
    : err(refusal('entry-id-taken', `another entry has the id ${id}`));
}

async function readNodes(client: Pick<ClientBase, 'query'>, ids: readonly NodeId[]): Promise<readonly Uint8Array[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<{ hash: Buffer | null }>(
    `SELECT coalesce(node.hash, entry.leaf_hash) AS hash
     FROM unnest($1::int[], $2::bigint[]) WITH ORDINALITY AS asked (level, idx, place)
     LEFT JOIN log.node ON node.level = asked.level AND node.idx = asked.idx
     LEFT JOIN log.entry ON asked.level = 0 AND entry.idx = asked.idx
     ORDER BY place`,
    [ids.map(({ level }) => level), ids.map(({ index }) => index)],
  );
  return rows.map(({ hash }, position) => {
    if (!hash) throw new RangeError(`node ${ids[position]?.level}/${ids[position]?.index} is not complete`);
    return new Uint8Array(hash);
  });
}

export async function inTransaction<T>(pool: Pool, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A server that ends the session between two queries would otherwise end this process; the next query says it too.
  const lost = (fault: Error): void => void (broken = fault);
  client.on('error', lost);
  try {
    await client.query('BEGIN');
    const value = await work(client);
    await client.query('COMMIT');
    return value;
  } catch (fault) {
    // A connection that cannot even roll back is not given to the next caller.
    await client.query('ROLLBACK').catch((cause: Error) => (broken = cause));
    throw fault;
  } finally {
    client.off('error', lost);
    client.release(broken);
  }
}

interface CheckpointRow {
  readonly size: string;
  readonly note: string;
  readonly created: Date;
}

const checkpointOf = ({ size, note, created }: CheckpointRow): StoredCheckpoint => ({
  size: Number(size),
  note,
  created,
});
