// In: nothing. Out: the tables of the registry as far as intake and reading need them, in memory, with what the database itself decides:
// unique keys, row locks, placing, and the seal without which no row is shown.
import type { ConsentRow, OutcomeRow, Pseudonym, StoredRecord } from '@longview/registry';
import type { Entry } from '@longview/transparency-proof';
import { SqlFault, Table, Transaction } from './memory-rows.ts';

export interface PatientRow {
  readonly id: string;
  readonly no: number;
  readonly linkable: boolean;
  readonly age: number | null;
  readonly ageOn: string | null;
}
export interface CourseRow {
  readonly id: string;
  readonly patient_id: string;
  readonly treating_centre: string;
  readonly product: string | null;
  readonly day0: string | null;
  readonly begun: string | null;
}
/** How a centre calls a course. */
export interface SourceRow {
  readonly patient_id: string;
  readonly centre: string;
  readonly key: string;
  readonly course_id: string;
}
export interface RecordRow extends StoredRecord {
  readonly submission_id: string;
  readonly is_current: boolean;
}
export interface SubmissionRow {
  readonly id: string;
  readonly centre: string;
  readonly body_hash: string;
  readonly receipt: string;
  readonly signature: string;
}
export interface ReleaseRow {
  readonly id: string;
  readonly rows: readonly OutcomeRow[];
}

/** What of the database a planted bug may weaken. */
export interface Guards {
  /** `place` holds each patient until the end of the transaction. */
  readonly patientLock: boolean;
  /** Without a basis of its own a centre finds only a patient for whom it brought one before. */
  readonly ownBasisOnly: boolean;
  /** A second source for the same infusion joins the course. */
  readonly secondSource: boolean;
  /** A read is opened only by an intent that is committed and unused. */
  readonly committedIntent: boolean;
  /** A permit sees only those who consent now. */
  readonly consenting: boolean;
}
export const ALL_GUARDS: Guards = {
  patientLock: true,
  ownBasisOnly: true,
  secondSource: true,
  committedIntent: true,
  consenting: true,
};

export class MemoryRegistry {
  readonly patients = new Table<PatientRow>();
  readonly courses = new Table<CourseRow>();
  readonly sources = new Table<SourceRow>();
  readonly pseudonyms = new Table<Pseudonym & { readonly patient_id: string }>();
  /** Who was taken for another patient, and who he is. */
  readonly merged = new Table<{ readonly gone: string; readonly kept: string }>();
  readonly records = new Table<RecordRow>();
  readonly versions = new Table<string>();
  readonly current = new Table<string>();
  readonly outcomes = new Table<OutcomeRow>();
  readonly consents = new Table<ConsentRow>();
  readonly epoch = new Table<number>();
  readonly submissions = new Table<SubmissionRow>();
  readonly releases = new Table<ReleaseRow>();
  readonly used = new Set<string>();
  /** Entries whose transaction committed, in the order in which they did: what the log's store is given. */
  readonly #line: (entry: Entry) => void;
  readonly #open = new Set<Transaction>();
  #ids = 0;
  #numbers = 0;
  /** Grows with every commit that changed a row: who watches looks again only when it moved. */
  commits = 0;

  constructor(
    line: (entry: Entry) => void,
    readonly guards: Guards = ALL_GUARDS,
  ) {
    this.#line = line;
  }

  begin(): Transaction {
    const tx = new Transaction();
    this.#open.add(tx);
    return tx;
  }

  commit(tx: Transaction): void {
    tx.commit();
    this.#open.delete(tx);
    if (tx.wrote) this.commits++;
  }

  abort(tx: Transaction): void {
    tx.abort();
    this.#open.delete(tx);
  }

  /** The server is gone and back: what was not committed is not there, and every connection is lost. */
  restart(): void {
    for (const tx of this.#open) this.abort(tx);
  }

  /** In the order of time, as uuidv7 gives them. */
  nextId(): string {
    return `00000000-0000-7000-8000-${(++this.#ids).toString(16).padStart(12, '0')}`;
  }

  nextNumber = (): number => ++this.#numbers;

  putInLine(tx: Transaction, entry: Entry): void {
    tx.onCommit(() => this.#line(entry));
  }

  /** Durable by itself. */
  putInLineNow(entry: Entry): void {
    this.#line(entry);
  }

  epochNow = (tx: Transaction | undefined): number => this.epoch.get(tx, 'one') ?? 1;

  /** As authz.open has it: once, in its minute, and for a read only after an intent that somebody else's transaction committed. */
  use(
    decision: { readonly id: string; readonly kind: 'read' | 'write' | 'epoch'; readonly expires: number },
    intents: ReadonlyMap<string, number>,
    now: number,
  ): void {
    if (decision.expires * 1000 < now || decision.expires * 1000 > now + 61_000)
      throw new SqlFault('28000', 'SEAL_EXPIRED: the decision is not valid now');
    if (decision.kind === 'read' && this.guards.committedIntent) {
      const at = intents.get(decision.id);
      if (at === undefined || now - at > 61_000)
        throw new SqlFault('28000', 'SEAL_INTENT: no committed intent stands in the access log');
    }
    if (this.used.has(decision.id)) throw new SqlFault('28000', 'SEAL_USED: the decision was used before');
    this.used.add(decision.id);
  }
}
