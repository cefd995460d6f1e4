// In: how old an intent may grow. Out: an `aborted` entry in line for each older one that nothing has closed. Refuses none twice.
import type { Clock, Ids } from '@longview/foundation';
import { unwrap } from '@longview/foundation';
import { makeEntry, parseEnvelope } from '@longview/transparency-proof';
import type { Envelope } from '@longview/transparency-proof';
import type { Pool } from 'pg';
import { TAKE_LOG_LOCK } from './log-rows.ts';
import { appendWithin, inTransaction } from './log-store.postgres.ts';

/** Operations are cut at 50 s, so after this no result can come. */
export const STALE_AFTER_MS = 60_000;

const BATCH = 500;

/**
 * Closes intents in the log that are older and have no result, neither in the log nor in line.
 * How old is told by the database's clock alone: the instance's own may have jumped while somebody waits for rows.
 * Runs as `longview_app`. Resolves to how many it closed; one call closes at most 500.
 */
export async function abortStaleIntents(
  app: Pool,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
  olderThanMs: number = STALE_AFTER_MS,
): Promise<number> {
  const now = clock.now();
  return inTransaction(app, async (client) => {
    // Two sweeps at once would each close the same intents.
    await client.query(TAKE_LOG_LOCK);
    const { rows } = await client.query<{ envelope: string }>(
      `SELECT entry.envelope FROM log.open_intent JOIN log.entry USING (id)
       WHERE open_intent.at < now() - $1::float8 * interval '1 millisecond'
         AND NOT EXISTS (SELECT FROM log.pending WHERE pending.envelope::jsonb ->> 'intent' = open_intent.id::text)
       ORDER BY open_intent.at LIMIT $2`,
      [olderThanMs, BATCH],
    );
    for (const { envelope } of rows)
      unwrap(await appendWithin(client, makeEntry({ envelope: aborted(unwrap(parseEnvelope(envelope)), now, ids) })));
    return rows.length;
  });
}

/** Who meant to do what stays as the intent said it; what would have come of it is not known. */
function aborted(intent: Envelope, now: Date, ids: Ids): Omit<Envelope, 'detailHash'> {
  const { actor, org, role, operation, activity, purpose, permit, release } = intent;
  return {
    v: 1,
    id: ids.uuid(),
    at: now.toISOString(),
    kind: 'aborted',
    intent: intent.id,
    actor,
    org,
    role,
    operation,
    activity,
    ...(purpose !== undefined && { purpose }),
    ...(permit !== undefined && { permit }),
    ...(release !== undefined && { release }),
    reason: 'no result in time',
  };
}
