// In: the identifier of a request's assertion. Out: whether it was used before, over all instances and restarts of the registry.
import type { Database } from '../persistence/database.ts';

export function seenAssertions(database: Database): (jti: string, exp: number) => Promise<boolean> {
  let swept = 0;
  return (jti, exp) =>
    database.withConnection(async (connection) => {
      const now = Math.floor(Date.now() / 1000);
      if (now - swept >= 60) {
        swept = now;
        await connection.query('delete from registry.seen_assertion where expires < now()');
      }
      const taken = await connection.query(
        'insert into registry.seen_assertion (jti, expires) values ($1, to_timestamp($2)) on conflict do nothing returning 1',
        [jti, exp],
      );
      return taken.length === 0;
    });
}
