// In: the identifier of a request's assertion. Out: whether it was used before, over all instances and restarts of the registry. Uses that come at
// once are remembered by one commit; of two of the same, one alone is told that it was first.
import { GroupCommit } from '../access-log/group-commit.ts';
import type { Connection, Database } from '../persistence/database.ts';

interface Use {
  readonly jti: string;
  /** Seconds since 1970. */
  readonly exp: number;
}

export function seenAssertions(database: Database): (jti: string, exp: number) => Promise<boolean> {
  let swept = 0;
  const uses = new GroupCommit<Use, boolean>((group) =>
    database.withConnection(async (connection) => {
      const now = Math.floor(Date.now() / 1000);
      if (now - swept >= 60) {
        swept = now;
        await connection.query('delete from registry.seen_assertion where expires < now()');
      }
      return remember(connection, group);
    }),
  );
  return (jti, exp) => uses.add({ jti, exp });
}

/** Whether each was there before, in their order. */
async function remember(connection: Connection, group: readonly Use[]): Promise<boolean[]> {
  const rows = await connection.query<{ jti: string }>(
    `insert into registry.seen_assertion (jti, expires) select jti, to_timestamp(exp) from unnest($1::text[], $2::float8[]) as u (jti, exp)
     on conflict do nothing returning jti`,
    [group.map(({ jti }) => jti), group.map(({ exp }) => exp)],
  );
  const fresh = new Set(rows.map(({ jti }) => jti));
  // Taken out of the set by the first of a group: the second of the same is a second use.
  return group.map(({ jti }) => !fresh.delete(jti));
}
