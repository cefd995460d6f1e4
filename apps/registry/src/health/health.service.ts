// In: the database and the log. Out: what is wrong now, in words for whoever watches the service; empty when all is well. Says nothing of patients.
import { randomBytes } from 'node:crypto';
import { canonicalJson, type Clock, type Ids } from '@longview/foundation';
import { makeEntry } from '@longview/transparency-proof';
import { reasonOf } from '../access-log/log-unavailable.ts';
import type { Database } from '../persistence/database.ts';

export interface Problem {
  readonly part: 'database' | 'accessLog' | 'integrator';
  readonly reason: string;
}

/** An entry that waits longer than this for its index has been forgotten. */
const WAITS_TOO_LONG_MS = 30_000;

/** More than a page, and not to be pressed together: a disk that has room for a line and for nothing else is full. */
const BALLAST = 6_000;

export class Health {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async problems(): Promise<readonly Problem[]> {
    try {
      await this.database.withConnection((connection) => connection.run('select 1'));
    } catch (fault) {
      return [{ part: 'database', reason: reasonOf(fault) }];
    }
    const problems: Problem[] = [];
    try {
      await this.tryTheLog();
    } catch (fault) {
      problems.push({ part: 'accessLog', reason: `nothing is shown or taken in: ${reasonOf(fault)}` });
    }
    const oldest = await this.database
      .withConnection((connection) =>
        connection.query<{ at: Date | null }>('select min(created) as at from log.pending'),
      )
      .catch(() => []);
    const at = oldest[0]?.at;
    if (at && this.clock.now().getTime() - at.getTime() > WAITS_TOO_LONG_MS)
      problems.push({ part: 'integrator', reason: `entries wait for their index since ${at.toISOString()}` });
    return problems;
  }

  /** An entry is put in line and taken back; then something goes through the whole way to the disk. */
  private async tryTheLog(): Promise<void> {
    const entry = makeEntry({
      envelope: {
        v: 1,
        id: this.ids.uuid(),
        at: this.clock.now().toISOString(),
        kind: 'act',
        actor: 'registry',
        org: 'registry',
        role: 'registry',
        operation: 'health',
        activity: 'accountability',
        reason: randomBytes(BALLAST / 2).toString('hex'),
      },
    });
    await this.database.withConnection(async (connection) => {
      await connection.run(`begin; set local lock_timeout = '2s'`);
      try {
        await connection.query('insert into log.pending (id, kind, envelope, leaf_hash) values ($1, $2, $3, $4)', [
          entry.id,
          entry.kind,
          entry.envelopeText,
          Buffer.from(entry.leafHash),
        ]);
      } finally {
        await connection.run('rollback').catch(() => undefined);
      }
      await connection.run(
        `select pg_logical_emit_message(true, 'longview', ${quoted(canonicalJson({ health: true }))})`,
      );
    });
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
