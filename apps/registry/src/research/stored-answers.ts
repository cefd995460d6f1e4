// In: a permit and a protected answer. Out: what was told to that permit before, the new answer kept beside it, and who was refused for asking
// too close to what was told. The list is kept in memory and brought up to date under a lock on the permit, so that two questions at once
// see each other's sets.
import { OverlapAudit, type ToldBefore } from '@longview/disclosure';
import type { Connection } from '../persistence/database.ts';

export interface KeptAnswer extends ToldBefore {
  /** The answer as it was told. */
  readonly answer: string;
  readonly answered: string;
}

interface Row {
  readonly seq: string;
  readonly release_id: string;
  readonly question: string;
  readonly measure: string | null;
  readonly answer: string;
  readonly sets: Buffer;
  readonly set_count: number;
  readonly answered: Date;
}

export class StoredAnswers {
  readonly #permits = new Map<string, { upTo: string; answers: KeptAnswer[] }>();
  /** By what is asked of: the audit knows whose rows the asker can subtract. */
  #audits = new WeakMap<object, { audit: OverlapAudit; answers: number; book: readonly Uint8Array[] }>();

  /** Everything told to the permit, oldest first. Holds the permit's lock until the transaction ends. */
  async of(connection: Connection, permit: string): Promise<readonly KeptAnswer[]> {
    await connection.query(`select pg_advisory_xact_lock(hashtextextended('longview permit ' || $1, 0))`, [permit]);
    const known = this.#permits.get(permit) ?? { upTo: '0', answers: [] };
    const rows = await connection.query<Row & Record<string, unknown>>(
      `select seq::text as seq, release_id, encode(question, 'hex') as question, encode(measure, 'hex') as measure, answer, sets, set_count, answered
       from registry.stored_answer where permit = $1 and seq > $2 order by seq`,
      [permit, known.upTo],
    );
    for (const row of rows) known.answers.push(keptOf(row));
    known.upTo = rows.at(-1)?.seq ?? known.upTo;
    this.#permits.set(permit, known);
    return known.answers;
  }

  /**
   * The audit of everything told, for questions on one frame; kept, because to make it anew costs more than a question.
   * @param book sets that everybody was told.
   */
  auditOf(
    frame: { readonly own?: Uint8Array },
    k: number,
    told: readonly KeptAnswer[],
    book: readonly Uint8Array[],
  ): OverlapAudit {
    let kept = this.#audits.get(frame);
    if (kept?.book !== book) {
      kept = { audit: new OverlapAudit(k, frame.own), answers: 0, book };
      kept.audit.add(book);
    }
    for (const { sets } of told.slice(kept.answers)) kept.audit.add(sets);
    kept.answers = told.length;
    this.#audits.set(frame, kept);
    return kept.audit;
  }

  /** After a transaction that did not commit: what it read of itself was never told. */
  forget(permit: string): void {
    this.#permits.delete(permit);
    this.#audits = new WeakMap();
  }

  async keep(
    connection: Connection,
    permit: string,
    told: {
      readonly release: string;
      readonly question: string;
      readonly measure: string;
      readonly answer: string;
      /** Canonical JSON. */
      readonly asked: string;
      readonly sets: readonly Uint8Array[];
    },
  ): Promise<KeptAnswer> {
    const [row] = (await connection.query(
      `insert into registry.stored_answer (permit, release_id, question, measure, asked, answer, sets, set_count)
       values ($1, $2, decode($3, 'hex'), decode($4, 'hex'), $5::jsonb, $6, $7, $8) returning seq::text as seq, answered`,
      [
        permit,
        told.release,
        told.question,
        told.measure,
        told.asked,
        told.answer,
        Buffer.concat(told.sets),
        told.sets.length,
      ],
    )) as [{ seq: string; answered: Date }];
    const kept = { ...told, id: row.seq, answered: row.answered.toISOString() };
    // Under the permit's lock nobody else was told anything meanwhile; if this does not commit, all of it is forgotten.
    const known = this.#permits.get(permit);
    known?.answers.push(kept);
    if (known) known.upTo = row.seq;
    return kept;
  }

  /** One refusal of the probing kind. */
  async probed(connection: Connection, permit: string, actor: string): Promise<void> {
    await connection.query('insert into registry.probe (permit, actor) values ($1, $2)', [permit, actor]);
  }

  /** When this person was refused for probing within this permit, in milliseconds since 1970; those of the last two days. */
  async probes(connection: Connection, permit: string, actor: string): Promise<readonly number[]> {
    const rows = await connection.query<{ at: Date }>(
      `select at from registry.probe where permit = $1 and actor = $2 and at > now() - interval '2 days'`,
      [permit, actor],
    );
    return rows.map(({ at }) => at.getTime());
  }
}

const keptOf = (row: Row): KeptAnswer => ({
  id: row.seq,
  release: row.release_id,
  question: row.question,
  ...(row.measure !== null && { measure: row.measure }),
  answer: row.answer,
  answered: row.answered.toISOString(),
  sets: Array.from({ length: row.set_count }, (_, number) => {
    const length = row.sets.length / row.set_count;
    return Uint8Array.from(row.sets.subarray(number * length, (number + 1) * length));
  }),
});
