// In: nothing. Out: what the intake asks of its store, a port. The registry keeps its rows in PostgreSQL, the simulation (test/simulation) in
// memory; one contract suite holds for both (test/conformance/intake-store).
import type { Entry } from '@longview/transparency-proof';
import type { OutcomeRow } from '../courses/derive.ts';

/** HMAC(kR, epoch | token), hexadecimal. */
export interface Pseudonym {
  readonly epoch: number;
  readonly value: string;
}

export interface PlaceInput {
  /** Of one person under one or two key epochs, the older first. Any of them finds the patient; all of them name him from then on. */
  readonly pseudonyms: readonly Pseudonym[];
  readonly linkable: boolean;
  readonly age: number | null;
  readonly ageOn: string | null;
  readonly basis: boolean;
  readonly courses: readonly {
    readonly key: string | null;
    readonly product: string | null;
    readonly day0: string | null;
    readonly begun: string | null;
    readonly latest: string | null;
  }[];
}
export interface Placed {
  readonly patient_no: number;
  readonly course_no: number | null;
  readonly patient_id: string | null;
  readonly course_id: string | null;
  /**
   * On the row of a patient, for the registry alone: `merged` when two patients turned out to be one, `contradicted` when the tokens
   * cannot be of one person by what is known, and the newest was followed.
   */
  readonly relinked: 'merged' | 'contradicted' | null;
}
export interface StoredRecord {
  readonly id: string;
  readonly patient_id: string;
  readonly course_id: string | null;
  readonly type: string;
  readonly centre: string;
  readonly system: string;
  readonly source_key: string;
  readonly course_key: string | null;
  readonly version: number;
  readonly withdrawn: string | null;
  readonly content_hash: string;
  readonly body: Record<string, unknown>;
  readonly demonstration: boolean;
}
export interface NewRecord extends Omit<StoredRecord, 'body'> {
  readonly body: unknown;
  readonly problems: unknown;
  readonly submission_id: string;
  /** Why it takes the place of the version before. */
  readonly reason?: string;
  /** Of the two versions that a move makes: `closes` where the record stood, which is never current, and where it stands from now on. */
  readonly move?: { readonly id: string; readonly closes: boolean };
}
/** Two people of the centre have opened it: this one record may go to another patient, once. */
export interface OpenMove {
  readonly id: string;
  readonly system: string;
  readonly keyHex: string;
  readonly reason: string;
}
export interface CourseState {
  readonly id: string;
  readonly patient_id: string;
  readonly treating_centre: string;
  readonly product: string | null;
  readonly day0: string | null;
  readonly begun: string | null;
  readonly age: number | null;
  readonly patient_no: number;
  /** Its outcome was derived before the patient's age was known. */
  readonly age_learned?: boolean;
}

export interface EarlierReceipt {
  readonly receipt: string;
  readonly signature: string;
  readonly body_hash: string;
}
export interface KeptReceipt {
  readonly id: string;
  readonly centre: string;
  readonly bodyHash: string;
  readonly receipt: string;
  readonly signature: string;
}
export interface ConsentRow {
  readonly patient_id: string;
  readonly granted: readonly string[];
  /** What two patients both allowed when they became one; nothing beyond it opens until a consent is recorded. */
  readonly ceiling: readonly string[] | null;
}
export interface Standing {
  readonly records: readonly StoredRecord[];
  readonly courses: readonly CourseState[];
  readonly consents: readonly ConsentRow[];
}

/** What a rule asked about a record of this centre: open, or answered and still asked. */
export interface StandingQuery {
  readonly id: string;
  readonly system: string;
  readonly keyHex: string;
  readonly rule: string;
  /** Empty for a question about the whole record. */
  readonly field: string;
  readonly wording: string;
  readonly state: 'open' | 'answered';
}
export interface NewQuery extends Omit<StandingQuery, 'id' | 'state'> {
  readonly type: string;
  readonly version: number;
  readonly message: string;
  readonly mend: string;
}
export interface QueryChanges {
  readonly raise: readonly NewQuery[];
  /** Ids of open queries that a later version no longer raises. */
  readonly changed: readonly string[];
  /** Ids of open queries of records that the centre took back. */
  readonly withdrawn: readonly string[];
  /** Ids of answers to what is no longer asked, or is asked anew. */
  readonly lapsed: readonly string[];
}

export interface Written {
  readonly insert: readonly NewRecord[];
  readonly courses: readonly {
    readonly id: string;
    readonly product: string | null;
    readonly day0: string | null;
    readonly begun: string | null;
  }[];
  readonly outcomeCourses: readonly string[];
  readonly outcomes: readonly OutcomeRow[];
  readonly consents: readonly ConsentRow[];
}

/**
 * One transaction of one centre. Calls that are begun without waiting for each other run in the order in which they were begun; after one
 * that failed, all fail. A fault of the data carries its SQLSTATE as `code`.
 */
export interface IntakeTransaction {
  /** The receipt that this centre was given for a submission of this id. */
  earlierReceipt(id: string): Promise<EarlierReceipt | undefined>;
  /** The moves of this centre that are approved, unused and in time. */
  openMoves(): Promise<readonly OpenMove[]>;
  /**
   * Before `place`: holds these moves and opens the patients from whom they take a record, locked with those whom the submission names. Of two that
   * take the same move the second waits, and gets nothing for it.
   */
  takeMoves(
    moves: readonly string[],
    patients: readonly PlaceInput[],
  ): Promise<readonly { readonly id: string; readonly patient_id: string }[]>;
  /** The moves are used, by this submission. */
  useMoves(moves: readonly string[], submission: string): Promise<void>;
  /** Finds or makes patients and courses; from here to the end each patient is this transaction's alone. */
  place(patients: readonly PlaceInput[]): Promise<readonly Placed[]>;
  /** What stands now of these patients, and this centre's records of these keys wherever they are. */
  standing(
    patients: readonly string[],
    centre: string,
    keys: readonly { readonly system: string; readonly keyHex: string }[],
  ): Promise<Standing>;
  /** What is open or answered about the current records that this centre sent of these patients. */
  queries(patients: readonly string[], centre: string): Promise<readonly StandingQuery[]>;
  settleQueries(centre: string, submission: string, changes: QueryChanges): Promise<void>;
  supersede(ids: readonly string[]): Promise<void>;
  joinCourse(joined: ReadonlyMap<string, string>): Promise<void>;
  write(written: Written): Promise<void>;
  moveEpoch(): Promise<void>;
  keepReceipt(row: KeptReceipt): Promise<void>;
  /** Puts the entry that tells of this act in line for the access log. */
  append(entry: Entry): Promise<void>;
  /**
   * A part that may fail alone: then what it wrote is taken back, and nothing comes out.
   * @throws when it cannot be taken back, and when a race was lost: that is no fault of the part, and the whole is to be tried again.
   */
  part<T>(work: () => Promise<T>): Promise<T | undefined>;
}

export interface IntakeStore {
  /** Commits, durably, when `work` returns; takes everything back when it throws. */
  transaction<T>(centre: string, work: (rows: IntakeTransaction) => Promise<T>): Promise<T>;
}
