// In: a permit and a protected answer. Out: what was told to that permit before, and the new answer kept beside it. The list is kept in
// memory and brought up to date under a lock on the permit, so that two questions at once see each other's sets.
import type { StoredAnswer } from '@longview/disclosure';
import type { Connection } from '../persistence/database.ts';

export interface KeptAnswer extends StoredAnswer {
  /** The answer as it was told. */
  readonly answer: string;
  readonly answered: string;
}

interface Row {
  readonly seq: string;
  readonly release_id: string;
  readonly question: string;
  readonly answer: string;
  readonly sets: Buffer;
  readonly set_count: number;
  readonly answered: Date;
}

export class StoredAnswers {
  readonly #permits = new Map<string, { upTo: string; answers: KeptAnswer[] }>();

  /** Everything told to the permit, oldest first. Holds the permit's lock until the transaction ends. */
  async of(connection: Connection, permit: string): Promise<readonly KeptAnswer[]> {
    await connection.query(`select pg_advisory_xact_lock(hashtextextended('longview permit ' || $1, 0))`, [permit]);
    const known = this.#permits.get(permit) ?? { upTo: '0', answers: [] };
    const rows = await connection.query<Row & Record<string, unknown>>(
      `select seq::text as seq, release_id, encode(question, 'hex') as question, answer, sets, set_count, answered
       from registry.stored_answer where permit = $1 and seq > $2 order by seq`,
      [permit, known.upTo],
    );
    for (const row of rows) known.answers.push(keptOf(row));
    known.upTo = rows.at(-1)?.seq ?? known.upTo;
    this.#permits.set(permit, known);
    return known.answers;
  }

  /** After a transaction that did not commit: what it read of itself was never told. */
  forget(permit: string): void {
    this.#permits.delete(permit);
  }

  async keep(
    connection: Connection,
    permit: string,
    told: {
      readonly release: string;
      readonly question: string;
      readonly answer: string;
      readonly sets: readonly Uint8Array[];
    },
  ): Promise<string> {
    const [row] = (await connection.query(
      `insert into registry.stored_answer (permit, release_id, question, answer, sets, set_count) values ($1, $2, decode($3, 'hex'), $4, $5, $6)
       returning seq::text as seq, answered`,
      [permit, told.release, told.question, told.answer, Buffer.concat(told.sets), told.sets.length],
    )) as [{ seq: string; answered: Date }];
    const kept = { ...told, id: row.seq, answered: row.answered.toISOString() };
    // Under the permit's lock nobody else was told anything meanwhile; if this does not commit, all of it is forgotten.
    const known = this.#permits.get(permit);
    known?.answers.push(kept);
    if (known) known.upTo = row.seq;
    return kept.answered;
  }
}

const keptOf = (row: Row): KeptAnswer => ({
  id: row.seq,
  release: row.release_id,
  question: row.question,
  answer: row.answer,
  answered: row.answered.toISOString(),
  sets: Array.from({ length: row.set_count }, (_, number) => {
    const length = row.sets.length / row.set_count;
    return Uint8Array.from(row.sets.subarray(number * length, (number + 1) * length));
  }),
});
