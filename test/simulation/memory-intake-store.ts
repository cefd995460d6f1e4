// In: what the port of the intake takes. Out: the same over tables in memory. Between any two statements a gate is asked: there the simulation
// lets others go first, loses the connection or ends the process.
import type {
  CourseState,
  IntakeStore,
  IntakeTransaction,
  KeptReceipt,
  NewRecord,
  OutcomeRow,
  PlaceInput,
  StoredRecord,
  Written,
} from '@longview/registry';
import type { Entry } from '@longview/transparency-proof';
import { place } from './memory-placing.ts';
import type { MemoryRegistry, RecordRow } from './memory-registry.ts';
import { SqlFault, type Transaction } from './memory-rows.ts';

/** Asked before each statement and after each commit. What it throws is what the statement fails with. */
export type Gate = (statement: string) => void | Promise<void>;

const open: Gate = () => undefined;

/** Statements of one connection: in the order in which they were begun, none after one that failed. */
export class Line {
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    readonly tx: Transaction,
    private readonly gate: Gate,
  ) {}

  run<T>(statement: string, work: () => T | Promise<T>): Promise<T> {
    const turn = this.#tail.then(async () => {
      if (this.tx.state === 'failed' && statement !== 'rollback to savepoint' && statement !== 'commit')
        throw new SqlFault('25P02', 'the transaction is aborted');
      try {
        await this.gate(statement);
        if (this.tx.state === 'ended') throw new SqlFault('08006', 'the connection is lost');
        return await work();
      } catch (fault) {
        if (this.tx.state === 'open') this.tx.state = 'failed';
        throw fault;
      }
    });
    this.#tail = turn.catch(() => undefined);
    return turn;
  }
}

export class MemoryIntakeStore implements IntakeStore {
  constructor(
    private readonly registry: MemoryRegistry,
    private readonly gate: Gate = open,
    private readonly begun: (tx: Transaction) => void = () => undefined,
  ) {}

  async transaction<T>(centre: string, work: (rows: IntakeTransaction) => Promise<T>): Promise<T> {
    const tx = this.registry.begin();
    this.begun(tx);
    const line = new Line(tx, this.gate);
    try {
      const opened = line.run('begin', () => undefined);
      const [, value] = await Promise.all([opened, work(new Rows(this.registry, tx, centre, line))]);
      await line.run('commit', () => this.registry.commit(tx));
      await this.gate('committed');
      return value;
    } catch (fault) {
      this.registry.abort(tx);
      throw fault;
    }
  }
}

const currentKey = ({ centre, system, source_key }: Pick<RecordRow, 'centre' | 'system' | 'source_key'>): string =>
  `${centre}|${system}|${source_key}`;

class Rows implements IntakeTransaction {
  /** Patients that were found or made in this transaction: the only ones whose rows it may write. */
  readonly #patients = new Set<string>();

  constructor(
    private readonly registry: MemoryRegistry,
    private readonly tx: Transaction,
    private readonly centre: string,
    private readonly line: Line,
  ) {}

  earlierReceipt = (id: string) =>
    this.line.run('earlierReceipt', () => this.registry.submissions.get(this.tx, `${this.centre}|${id}`));

  /** No two people sit in the simulation: nobody opens a move. */
  openMoves = () => this.line.run('openMoves', () => []);
  takeMoves: IntakeTransaction['takeMoves'] = () =>
    this.line.run('takeMoves', () => {
      throw new SqlFault('0A000', 'there are no moves in memory');
    });
  useMoves: IntakeTransaction['useMoves'] = () =>
    this.line.run('useMoves', () => {
      throw new SqlFault('0A000', 'there are no moves in memory');
    });

  /** Nobody looks at queries in the simulation: what was asked stands in the receipts. */
  queries: IntakeTransaction['queries'] = () => Promise.resolve([]);
  settleQueries: IntakeTransaction['settleQueries'] = () => Promise.resolve();

  place = (patients: readonly PlaceInput[]) =>
    this.line.run('place', async () => {
      const placed = await place(this.registry, this.tx, this.centre, patients);
      for (const { patient_id } of placed) if (patient_id !== null) this.#patients.add(patient_id);
      return placed;
    });

  standing: IntakeTransaction['standing'] = (patients, centre, keys) =>
    this.line.run('standing', () => {
      const [systems, keyHexes] = [new Set(keys.map((key) => key.system)), new Set(keys.map((key) => key.keyHex))];
      const asked = new Set(patients);
      const records = this.registry.records
        .all(this.tx)
        .filter(
          (record) =>
            record.is_current &&
            this.#visible(record) &&
            (asked.has(record.patient_id) ||
              (record.centre === centre && systems.has(record.system) && keyHexes.has(record.source_key))),
        )
        .map(storedOf);
      const ofPatient = new Map(this.registry.patients.all(this.tx).map((patient) => [patient.id, patient]));
      const courses = this.registry.courses
        .all(this.tx)
        .filter(({ patient_id }) => asked.has(patient_id) && this.#patients.has(patient_id))
        .sort((left, right) => (left.id < right.id ? -1 : 1))
        .map((course): CourseState => {
          const patient = ofPatient.get(course.patient_id);
          const age = patient?.age ?? null;
          const derived = [true, false].flatMap(
            (pool) => this.registry.outcomes.get(this.tx, `${course.id}|${pool}`) ?? [],
          );
          const age_learned = derived.some((row) => row.age !== age);
          return { ...course, age, patient_no: patient?.no ?? 0, age_learned };
        });
      const consents = patients.flatMap((patient_id) => {
        const state = this.#patients.has(patient_id) ? this.registry.consents.get(this.tx, patient_id) : undefined;
        return state ? [state] : [];
      });
      return { records, courses, consents };
    });

  supersede = (ids: readonly string[]) =>
    this.line.run('supersede', async () => {
      for (const id of ids) {
        const record = await this.#held(id);
        if (!record) continue;
        await this.registry.current.put(this.tx, currentKey(record), undefined);
        await this.registry.records.put(this.tx, id, { ...record, is_current: false });
      }
    });

  joinCourse = (joined: ReadonlyMap<string, string>) =>
    this.line.run('joinCourse', async () => {
      for (const [id, course_id] of joined) {
        const record = await this.#held(id);
        if (record) await this.registry.records.put(this.tx, id, { ...record, course_id });
      }
    });

  write = (written: Written) =>
    this.line.run('write', async () => {
      for (const record of written.insert) await this.#insert(record);
      const outcomeCourses = new Set(written.outcomeCourses);
      for (const { id, product, day0, begun } of written.courses) {
        if (!outcomeCourses.has(id)) continue;
        await this.registry.courses.lock(this.tx, id);
        const course = this.registry.courses.get(this.tx, id);
        if (course)
          await this.registry.courses.put(this.tx, id, { ...course, product, day0, begun: begun ?? course.begun });
      }
      const derived = new Map<string, OutcomeRow>(
        written.outcomes.map((row) => [`${row.course_id}|${row.serves_pool}`, row] as const),
      );
      for (const id of outcomeCourses)
        for (const pool of [true, false]) {
          const key = `${id}|${pool}`;
          if (derived.has(key) || this.registry.outcomes.get(this.tx, key))
            await this.registry.outcomes.put(this.tx, key, derived.get(key));
        }
      for (const state of written.consents) await this.registry.consents.put(this.tx, state.patient_id, state);
    });

  moveEpoch = () =>
    this.line.run('moveEpoch', async () => {
      await this.registry.epoch.lock(this.tx, 'one');
      await this.registry.epoch.put(this.tx, 'one', this.registry.epochNow(this.tx) + 1);
    });

  keepReceipt = ({ bodyHash: body_hash, ...row }: KeptReceipt) =>
    this.line.run('keepReceipt', async () => {
      if (!(await this.registry.submissions.insert(this.tx, `${row.centre}|${row.id}`, { ...row, body_hash })))
        throw new SqlFault('23505', 'a submission of this id is there already');
    });

  append = (entry: Entry) => this.line.run('append', () => this.registry.putInLine(this.tx, entry));

  async part<T>(work: () => Promise<T>): Promise<T | undefined> {
    const mark = await this.line.run('savepoint', () => this.tx.mark);
    const seen = new Set(this.#patients);
    try {
      const value = await work();
      await this.line.run('release savepoint', () => undefined);
      return value;
    } catch (fault) {
      await this.line.run('rollback to savepoint', () => {
        this.tx.state = 'open';
        this.tx.rollBackTo(mark);
        for (const id of this.#patients) if (!seen.has(id)) this.#patients.delete(id);
      });
      if ((fault as { code?: string }).code?.startsWith('40') === true) throw fault;
      return undefined;
    }
  }

  #visible = (record: RecordRow): boolean => this.#patients.has(record.patient_id) || record.centre === this.centre;

  /** A row to be changed: held first, then looked at as it is by now. */
  async #held(id: string): Promise<RecordRow | undefined> {
    await this.registry.records.lock(this.tx, id);
    const record = this.registry.records.get(this.tx, id);
    return record && this.#patients.has(record.patient_id) ? record : undefined;
  }

  async #insert(record: NewRecord): Promise<void> {
    if (!this.#patients.has(record.patient_id))
      throw new SqlFault('42501', 'new row violates the policy on clinical_record');
    const { problems: _problems, ...rest } = record;
    const row: RecordRow = { ...rest, body: record.body as Record<string, unknown>, is_current: true };
    const version = `${currentKey(row)}|${row.version}`;
    if (
      !(await this.registry.versions.insert(this.tx, version, row.id)) ||
      !(await this.registry.current.insert(this.tx, currentKey(row), row.id)) ||
      !(await this.registry.records.insert(this.tx, row.id, row))
    )
      throw new SqlFault('23505', 'a record of this key and version is there already');
  }
}

const storedOf = ({ submission_id: _submission, is_current: _current, ...record }: RecordRow): StoredRecord => record;
