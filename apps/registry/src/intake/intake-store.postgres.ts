// In: what the port of the intake takes. Out: the same in PostgreSQL, each transaction under one write seal of its centre.
import type { Ids } from '@longview/foundation';
import type { AccessLog } from '../access-log/access-log.service.ts';
import type { Connection } from '../persistence/database.ts';
import type { SealedContext } from '../persistence/sealed-context.ts';
import * as rows from './intake.repository.ts';
import type { IntakeStore, IntakeTransaction } from './intake-store.ts';
import { lostRace } from './replay.ts';

export class PostgresIntakeStore implements IntakeStore {
  constructor(
    private readonly sealed: SealedContext,
    private readonly log: Pick<AccessLog, 'appendWithin'>,
    private readonly ids: Ids,
  ) {}

  transaction<T>(centre: string, work: (rows: IntakeTransaction) => Promise<T>): Promise<T> {
    return this.sealed.transaction(
      async (connection) => {
        // The seal and the first statement under it travel together; when it is not accepted, what comes after it fails too.
        const opened = this.sealed.open(connection, this.ids.uuid(), { kind: 'write', centre });
        const [, value] = await Promise.all([opened, work(transactionOn(connection, this.log))]);
        return value;
      },
      { durable: true },
    );
  }
}

const transactionOn = (connection: Connection, log: Pick<AccessLog, 'appendWithin'>): IntakeTransaction => ({
  earlierReceipt: (id) => rows.earlierReceipt(connection, id),
  openMoves: () => rows.openMoves(connection),
  takeMoves: (moves, patients) => rows.takeMoves(connection, moves, patients),
  useMoves: (moves, submission) => rows.useMoves(connection, moves, submission),
  place: (patients) => rows.place(connection, patients),
  standing: (patients, centre, keys) => rows.standing(connection, patients, centre, keys),
  queries: (patients, centre) => rows.queries(connection, patients, centre),
  settleQueries: (centre, submission, changes) => rows.settleQueries(connection, centre, submission, changes),
  supersede: (ids) => rows.supersede(connection, ids),
  joinCourse: (joined) => rows.joinCourse(connection, joined),
  write: (written) => rows.write(connection, written),
  moveEpoch: () => rows.moveEpoch(connection),
  keepReceipt: (row) => rows.keepReceipt(connection, row),
  append: (entry) => log.appendWithin(connection, entry),
  async part(work) {
    await connection.run('savepoint part');
    try {
      const value = await work();
      await connection.run('release savepoint part');
      return value;
    } catch (fault) {
      await connection.run('rollback to savepoint part');
      if (lostRace(fault)) throw fault;
      return undefined;
    }
  },
});
