// In: nothing. Out: the tables of the registry as far as intake and reading need them, in memory, with what the database itself decides:
// unique keys, row locks, placing, and the seal without which no row is shown.
import type { OutcomeRow, PlaceInput, StoredRecord } from '@longview/registry';
import type { Entry } from '@longview/transparency-proof';
import { SqlFault, Table, Transaction } from './memory-rows.ts';

export interface PatientRow {
  readonly id: string;
  readonly pseudonym: string;
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
  readonly sources = new Table<string>();
  readonly records = new Table<RecordRow>();
  readonly versions = new Table<string>();
  readonly current = new Table<string>();
  readonly outcomes = new Table<OutcomeRow>();
  readonly consents = new Table<readonly string[]>();
  readonly epoch = new Table<number>();
  readonly submissions = new Table<SubmissionRow>();
  readonly releases = new Table<ReleaseRow>();
  readonly used = new Set<string>();
  /** Entries whose transaction committed, in the order in which they did: what the log's store is given. */
  readonly #line: (entry: Entry) => void;
  readonly #open = new Set<Transaction>();
  #ids = 0;
  #numbers = 0;
  /** Grows with every commit: who watches looks again only when it moved. */
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
    this.commits++;
  }

  abort(tx: Transaction): void {
    tx.abort();
    this.#open.delete(tx);
  }

  /** The server is gone and back: what was not committed is not there, and every connection is lost. */
  restart(): void {
    for (const tx of [...this.#open]) this.abort(tx);
  }

  /** In the order of time, as uuidv7 gives them. */
  nextId(): string {
    return `00000000-0000-7000-8000-${(++this.#ids).toString(16).padStart(12, '0')}`;
  }

  putInLine(tx: Transaction, entry: Entry): void {
    tx.onCommit(() => this.#line(entry));
  }

  /** Durable by itself. */
  putInLineNow(entry: Entry): void {
    this.#line(entry);
    this.commits++;
  }

  epochNow = (tx: Transaction | undefined): number => this.epoch.get(tx, 'one') ?? 1;

  async place(tx: Transaction, asker: string, input: readonly PlaceInput[]) {
    const placed: {
      patient_no: number;
      course_no: number | null;
      patient_id: string | null;
      course_id: string | null;
    }[] = [];
    const ordered = input
      .map((item, no) => ({ item, no }))
      .sort((left, right) => (left.item.pseudonym < right.item.pseudonym ? -1 : 1));
    for (const { item, no } of ordered) {
      const patient = await this.#patient(tx, asker, item);
      placed.push({ patient_no: no, course_no: null, patient_id: patient?.id ?? null, course_id: null });
      if (!patient) continue;
      const groups = item.courses
        .map((group, g) => ({ group, g }))
        .sort((left, right) => byBegin(left.group.begun, right.group.begun) || left.g - right.g);
      for (const { group, g } of groups) {
        const course = await this.#course(tx, asker, patient.id, group);
        placed.push({ patient_no: no, course_no: g, patient_id: patient.id, course_id: course ?? null });
      }
    }
    return placed;
  }

  async #patient(tx: Transaction, asker: string, item: PlaceInput): Promise<PatientRow | undefined> {
    const { pseudonym } = item;
    if (item.basis) {
      if (this.guards.patientLock) await this.patients.lock(tx, pseudonym);
      const known = this.patients.get(tx, pseudonym);
      if (!known) {
        const { linkable, age, ageOn } = item;
        const patient = { id: this.nextId(), pseudonym, no: ++this.#numbers, linkable, age, ageOn };
        // Somebody else was faster: possible only where the lock is taken away.
        if (!(await this.patients.insert(tx, pseudonym, patient))) return this.patients.get(tx, pseudonym);
        return patient;
      }
      if (known.age !== null || item.age === null) return known;
      const aged = { ...known, age: item.age, ageOn: item.ageOn };
      await this.patients.put(tx, pseudonym, aged);
      return aged;
    }
    const known = this.patients.get(tx, pseudonym);
    const brought = (): boolean =>
      this.records
        .all(tx)
        .some(
          (record) =>
            record.patient_id === known?.id &&
            (record.centre === asker || !this.guards.ownBasisOnly) &&
            record.type === 'Consent' &&
            record.is_current,
        );
    if (!known || !brought()) return undefined;
    if (this.guards.patientLock) await this.patients.lock(tx, pseudonym);
    return this.patients.get(tx, pseudonym);
  }

  async #course(
    tx: Transaction,
    asker: string,
    patient: string,
    group: PlaceInput['courses'][number],
  ): Promise<string | undefined> {
    const source = `${patient}|${asker}|${group.key}`;
    let found = group.key === null ? undefined : this.sources.get(tx, source);
    const own = (): CourseRow[] => this.courses.all(tx).filter((course) => course.patient_id === patient);
    const { day0, product, begun, latest } = group;
    if (found === undefined && day0 !== null && product !== null && this.guards.secondSource) {
      [found] = own()
        .filter((course) => course.product === product && course.day0 !== null && daysBetween(course.day0, day0) <= 7)
        .sort(
          (left, right) =>
            daysBetween(left.day0 ?? '', day0) - daysBetween(right.day0 ?? '', day0) || (left.id < right.id ? -1 : 1),
        )
        .map(({ id }) => id);
    }
    if (found === undefined && begun !== null) {
      found = this.nextId();
      await this.courses.insert(tx, found, {
        id: found,
        patient_id: patient,
        treating_centre: asker,
        product,
        day0,
        begun,
      });
    }
    if (found === undefined && latest !== null) {
      return own()
        .filter((course) => course.begun !== null && course.begun <= latest)
        .sort((left, right) => byBegin(right.begun, left.begun) || (left.id < right.id ? -1 : 1))[0]?.id;
    }
    if (found !== undefined && group.key !== null) await this.sources.insert(tx, source, found);
    return found;
  }

  /** As authz.open has it: once, and for a read only after an intent that somebody else's transaction committed. */
  use(
    decision: { readonly id: string; readonly kind: 'read' | 'write' | 'epoch' },
    intents: ReadonlyMap<string, number>,
    now: number,
  ): void {
    if (decision.kind === 'read' && this.guards.committedIntent) {
      const at = intents.get(decision.id);
      if (at === undefined || now - at > 61_000)
        throw new SqlFault('28000', 'SEAL_INTENT: no committed intent stands in the access log');
    }
    if (this.used.has(decision.id)) throw new SqlFault('28000', 'SEAL_USED: the decision was used before');
    this.used.add(decision.id);
  }
}

/** Nulls last. */
const byBegin = (left: string | null, right: string | null): number =>
  left === right ? 0 : left === null ? 1 : right === null ? -1 : left < right ? -1 : 1;

const daysBetween = (left: string, right: string): number =>
  Math.abs(Date.parse(left) - Date.parse(right)) / 86_400_000;
