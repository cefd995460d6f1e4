// In: a transaction of the integrator. Out: the entries in line have indexes and their nodes are stored. Refuses nothing: what is in line fits.
import type { StoredNode } from '@longview/transparency-log';
import type { ClientBase } from 'pg';
import { pass } from '../passages.ts';
import { TAKE_LOG_LOCK } from './log-rows.ts';

interface PendingRow {
  readonly seq: string;
  readonly id: string;
  readonly kind: string;
  readonly envelope: string;
  readonly leaf_hash: Buffer;
  readonly known: boolean;
}

/**
 * The order is that of integration. `seq` only sorts what is committed now: an entry with a smaller one that commits later
 * simply comes later, and none is passed over, since each leaves the line by its own key.
 */
export async function integratePending(
  client: ClientBase,
  limit: number,
  place: (size: number, leaves: readonly Uint8Array[]) => Promise<readonly StoredNode[]>,
): Promise<number> {
  await client.query(TAKE_LOG_LOCK);
  const { rows } = await client.query<PendingRow>(
    `SELECT seq, id, kind, envelope, leaf_hash, EXISTS (SELECT FROM log.entry WHERE entry.id = pending.id) AS known
     FROM log.pending ORDER BY seq LIMIT $1`,
    [limit],
  );
  if (rows.length === 0) return 0;
  // Put in line a second time in the very moment it was integrated: it leaves the line and nothing else.
  const taken = rows.filter(({ known }) => !known);
  const size = await client.query<{ size: string }>('SELECT coalesce(max(idx) + 1, 0) AS size FROM log.entry');
  const first = Number(size.rows[0]?.size);
  const nodes = await place(
    first,
    taken.map(({ leaf_hash }) => new Uint8Array(leaf_hash)),
  );
  await client.query(
    `INSERT INTO log.entry (idx, id, kind, at, envelope, leaf_hash)
     SELECT idx, id, kind, (envelope::jsonb ->> 'at')::timestamptz, envelope, leaf_hash
     FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::bytea[])
       AS taken (idx, id, kind, envelope, leaf_hash)`,
    [
      taken.map((_row, offset) => first + offset),
      taken.map(({ id }) => id),
      taken.map(({ kind }) => kind),
      taken.map(({ envelope }) => envelope),
      taken.map(({ leaf_hash }) => leaf_hash),
    ],
  );
  await client.query(
    `INSERT INTO log.node (level, idx, hash) SELECT * FROM unnest($1::int[], $2::bigint[], $3::bytea[])`,
    [nodes.map(({ level }) => level), nodes.map(({ index }) => index), nodes.map(({ hash }) => Buffer.from(hash))],
  );
  await followIntents(client, first);
  await client.query('DELETE FROM log.pending WHERE seq = ANY($1::bigint[])', [rows.map(({ seq }) => seq)]);
  pass('integrating');
  return taken.length;
}

/** By the database's clock, which is one for all instances and does not jump with theirs. */
async function followIntents(client: ClientBase, first: number): Promise<void> {
  await client.query(
    `INSERT INTO log.open_intent (id, at)
     SELECT id, pending.created FROM log.entry JOIN log.pending USING (id) WHERE idx >= $1 AND entry.kind = 'intent'`,
    [first],
  );
  await client.query(
    `DELETE FROM log.open_intent USING log.entry
     WHERE entry.idx >= $1 AND entry.kind IN ('result', 'aborted')
       AND open_intent.id = (entry.body ->> 'intent')::uuid`,
    [first],
  );
}
