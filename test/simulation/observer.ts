// In: what happens. Out: the first thing that must not be. It sees all parties and all tables, and nobody sees it: what it finds is kept, not
// thrown, so that no party can catch it.
import { granted, stateAt } from '@longview/consent';
import { toHex } from '@longview/foundation';
import { type Permit, recordable } from '@longview/registry';
import type { Entry } from '@longview/transparency-proof';
import type { Receipt, Submission } from '@longview/wire';
import type { MemoryRegistry, RecordRow } from './memory-registry.ts';
import type { Workload } from './workload.ts';
import type { World } from './world.ts';

export const INVARIANTS = [
  'acknowledged is stored',
  'one receipt for one submission',
  'versions dense, one current',
  'older never after newer',
  'one course for one infusion',
  'one patient for one person',
  'an act and its entry together',
  'rows only after a committed intent',
  'no answer without its result',
  'nobody who withdrew',
  'the log only grows',
  'every entry once',
  'a checkpoint tells the log',
  'a witness saw a beginning',
  'outcomes follow from records',
  'consents follow from records',
  'what was sent last is what stands',
  'receipts are silent',
  'no revoked key',
  'no fault uncaught',
  'all drains',
] as const;
export type Invariant = (typeof INVARIANTS)[number];

export interface Queued {
  readonly centre: string;
  readonly generation: number;
  readonly submission: Submission;
  readonly signature: string;
}

/** Between a withdrawal that is committed and the last new computation with the person in it. */
const BOUND_MS = 60_000;

const TODAY = '2026-03-02';

export const recordKey = (row: Pick<RecordRow, 'centre' | 'system' | 'source_key'>): string =>
  `${row.centre}|${row.system}|${row.source_key}`;
export const hexOf = (base64Url: string): string => toHex(Buffer.from(base64Url, 'base64url'));

export class Observer {
  violation: { readonly invariant: Invariant; readonly what: string } | undefined;
  readonly submissions = new Map<string, Queued>();
  /** Ids of submissions in the order in which they were committed. */
  readonly committed: string[] = [];
  readonly entries = new Map<string, Entry>();
  /** What was counted in the whole run. */
  readonly figures = { receipts: 0, acknowledged: 0, answers: 0, rowsShown: 0, withdrawals: 0 };
  readonly #receipts = new Map<string, string>();
  readonly #acts = new Map<string, number>();
  readonly #closed = new Set<string>();
  /** Since when each patient's research is closed; absent while it is open. */
  readonly #closedSince = new Map<string, number>();
  readonly #permitted = new Map<string, readonly string[]>();
  readonly #leaves = new Set<string>();
  /** Submissions that came to the door while the key of their centre was in force. */
  readonly #inTime = new Set<string>();
  #seen = 0;

  constructor(
    private readonly world: World,
    private readonly registry: MemoryRegistry,
    private readonly workload: Workload,
    private readonly permit: Permit,
  ) {}

  wrong(invariant: Invariant, what: string): void {
    this.violation ??= { invariant, what };
  }

  // --- told by the ports

  queued(centre: string, generation: number, submission: Submission, signature: string): void {
    this.submissions.set(submission.id, { centre, generation, submission, signature });
  }

  inLine(entry: Entry): void {
    if (this.entries.has(entry.id)) this.wrong('every entry once', `the entry ${entry.id} is in line a second time`);
    this.entries.set(entry.id, entry);
    this.#leaves.add(toHex(entry.leafHash));
    const { operation, org, queryHash, intent } = JSON.parse(entry.envelopeText) as Record<string, string>;
    if (entry.kind === 'act' && operation === 'submit') {
      const act = `${org}|${queryHash}`;
      this.#acts.set(act, (this.#acts.get(act) ?? 0) + 1);
    }
    if (entry.kind === 'result' && intent !== undefined) this.#closed.add(intent);
  }

  rowsShown(intent: string): void {
    this.figures.rowsShown++;
    if (this.entries.get(intent)?.kind !== 'intent')
      this.wrong('rows only after a committed intent', `rows were shown under ${intent}, which is not committed`);
  }

  /** A permit's answer was computed on a frame with these patients in it. */
  computed(numbers: readonly number[]): void {
    for (const { no, id } of this.registry.patients.all(undefined)) {
      const since = this.#closedSince.get(id);
      if (since !== undefined && numbers.includes(no) && this.world.now - since > BOUND_MS)
        this.wrong(
          'nobody who withdrew',
          `patient ${no} is in an answer ${(this.world.now - since) / 1000} s after the withdrawal was committed`,
        );
    }
  }

  answerLeaves(opened: readonly string[], patients: readonly number[]): void {
    this.figures.answers++;
    const open = opened.filter((intent) => !this.#closed.has(intent));
    if (open.length > 0)
      this.wrong(
        'no answer without its result',
        `${patients.length} patients were told of, ${open.length} intents have no result`,
      );
  }

  receiptLeaves({ id, centre }: Submission, { receipt }: { readonly receipt: string }): void {
    this.figures.receipts++;
    const known = this.#receipts.get(`${centre}|${id}`) ?? receipt;
    this.#receipts.set(`${centre}|${id}`, receipt);
    if (known !== receipt) this.wrong('one receipt for one submission', `${id} was answered with two receipts`);
  }

  arrives(centre: string, id: string): void {
    const { revokedAt = Infinity } = this.workload.hospitals.find((hospital) => hospital.centre === centre) ?? {};
    if (this.world.seconds * 1000 < revokedAt) this.#inTime.add(id);
  }

  alarm(centre: string, what: string): void {
    this.wrong('a witness saw a beginning', `${centre}: ${what}`);
  }

  /** The agent holds a receipt and forgets the bytes: from here on only the registry has them. */
  acknowledged(id: string, text: string): void {
    this.figures.acknowledged++;
    const queued = this.submissions.get(id);
    if (!queued) return this.wrong('acknowledged is stored', `${id} was never queued`);
    const { centre } = queued;
    const kept = this.registry.submissions.get(undefined, `${centre}|${id}`);
    if (!kept || kept.receipt !== text)
      return this.wrong('acknowledged is stored', `${id} of ${centre} was acknowledged and is not in the registry`);
    const receipt = JSON.parse(text) as Receipt;
    if (!this.#leaves.has(receipt.leafHash))
      this.wrong('acknowledged is stored', `the entry of ${id} is neither in line nor in the log`);
    const rows = this.registry.records.all(undefined);
    for (const { key, outcome } of receipt.records) {
      if (outcome === 'REFUSED') continue;
      const found = rows.filter((row) => row.centre === centre && row.source_key === hexOf(key));
      if (outcome === 'UNCHANGED' ? found.length === 0 : !found.some((row) => row.submission_id === id))
        this.wrong('acknowledged is stored', `record ${key.slice(0, 6)} of ${id} was ${outcome} and is not there`);
    }
  }

  // --- after each step

  afterStep(): void {
    const { fault, process } = this.world.uncaught[0] ?? {};
    if (fault !== undefined) this.wrong('no fault uncaught', `${process}: ${(fault as Error).stack ?? String(fault)}`);
    if (this.registry.commits === this.#seen) return;
    this.#seen = this.registry.commits;
    this.#submissionsCommitted();
    const records = this.registry.records.all(undefined);
    this.#versions(records);
    this.#courses(records);
    this.#consents(records);
  }

  #submissionsCommitted(): void {
    const rows = this.registry.submissions.all(undefined);
    if (rows.length > this.committed.length)
      for (const { id, centre } of rows) {
        if (this.committed.includes(id)) continue;
        this.committed.push(id);
        if (!this.#inTime.has(id)) this.wrong('no revoked key', `${id} of ${centre} was taken, whose key was revoked`);
      }
    for (const { centre, body_hash, id } of rows) {
      const acts = this.#acts.get(`${centre}|${body_hash}`) ?? 0;
      if (acts !== 1) this.wrong('an act and its entry together', `${id} has ${acts} entries`);
    }
    if (this.#acts.size > rows.length)
      this.wrong('an act and its entry together', 'an entry tells of a submission that was not committed');
  }

  #versions(records: readonly RecordRow[]): void {
    const byKey = Map.groupBy(records, recordKey);
    for (const [key, rows] of byKey) {
      if (rows.length === 1 && rows[0]?.version === 1 && rows[0].is_current) continue;
      const versions = rows.toSorted((left, right) => left.version - right.version);
      const current = versions.filter(({ is_current }) => is_current);
      const dense = versions.every(({ version }, index) => version === index + 1);
      if (!dense || current.length !== 1 || current[0] !== versions.at(-1))
        this.wrong(
          'versions dense, one current',
          `${key}: ${versions.map(({ version, is_current }) => `${version}${is_current ? '*' : ''}`).join(' ')}`,
        );
      let newest = -1;
      for (const { submission_id } of versions) {
        const generation = this.submissions.get(submission_id)?.generation ?? Infinity;
        if (generation < newest)
          this.wrong('older never after newer', `${key}: file ${generation} landed after file ${newest}`);
        newest = generation;
      }
    }
  }

  #courses(records: readonly RecordRow[]): void {
    const courses = new Map<string, string>();
    for (const { type, source_key, patient_id, course_id, is_current } of records) {
      const infusion = type === 'Infusion' && is_current ? this.workload.infusions.get(source_key) : undefined;
      if (infusion === undefined || course_id === null) continue;
      const known = courses.get(`${patient_id}|${infusion}`) ?? course_id;
      courses.set(`${patient_id}|${infusion}`, known);
      if (known !== course_id)
        this.wrong('one course for one infusion', `${infusion} stands in ${known} and ${course_id}`);
    }
  }

  /** Whose research is closed, by what was recorded and not by what was concluded from it. */
  #consents(records: readonly RecordRow[]): void {
    const needs = this.permit.organisationType === 'academic' ? ['C3'] : ['C3', 'C4'];
    const byPatient = Map.groupBy(
      records.filter(({ type, is_current, withdrawn }) => type === 'Consent' && is_current && withdrawn === null),
      ({ patient_id }) => patient_id,
    );
    for (const { id } of this.registry.patients.all(undefined)) {
      const rows = byPatient.get(id) ?? [];
      const key = rows.map((row) => row.id).join();
      const open = this.#permitted.get(key) ?? consentsOf(rows);
      this.#permitted.set(key, open);
      if (needs.every((code) => open.includes(code))) this.#closedSince.delete(id);
      else if (!this.#closedSince.has(id)) {
        this.#closedSince.set(id, this.world.now);
        this.figures.withdrawals++;
      }
    }
  }
}

/** What a person's recorded events permit today. */
export function consentsOf(records: readonly RecordRow[]): readonly string[] {
  const events = records.flatMap(({ body }) => {
    const event = recordable(body, TODAY);
    return event.ok ? [event.value] : [];
  });
  return granted(stateAt(events, TODAY));
}
