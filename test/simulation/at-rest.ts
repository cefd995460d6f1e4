// In: all parties once nothing goes wrong any more and every queue is empty. Out: whether what stands follows from what was sent: contents,
// outcomes, consents, the log, what each witness saw; and whether a receipt would have been another had a hospital been alone.
import { canonicalJson, equalBytes } from '@longview/foundation';
import { deriveOutcomeRows, Intake, type IntakeParts, type OutcomeRow } from '@longview/registry';
import type { LogStore, StoredEntry } from '@longview/transparency-log';
import { GrowingTree, openCheckpoint, type VerifierKey } from '@longview/transparency-proof';
import { contentOf, type Receipt } from '@longview/wire';
import { Chance } from './chance.ts';
import type { Disk } from './disk.ts';
import { MemoryIntakeStore } from './memory-intake-store.ts';
import { MemoryRegistry } from './memory-registry.ts';
import { consentsOf, hexOf, type Observer, recordKey } from './observer.ts';

interface SubmissionOnDisk {
  readonly id: string;
  readonly state: string;
}
const submissionsOn = (disk: Disk): readonly SubmissionOnDisk[] =>
  disk.raw.prepare('SELECT id, state FROM submission ORDER BY seq').all() as unknown as SubmissionOnDisk[];

export const drained = (disk: Disk): boolean =>
  submissionsOn(disk).every(({ state }) => state === 'acknowledged' || state === 'refused');

/** What each hospital sent last and the registry took is what stands, and nothing else does. */
export function checkContents(disks: ReadonlyMap<string, Disk>, registry: MemoryRegistry, observer: Observer): void {
  const expected = new Map<string, string>();
  for (const [centre, disk] of disks)
    for (const { id, state } of submissionsOn(disk)) {
      const queued = observer.submissions.get(id);
      const taken = registry.submissions.get(undefined, `${centre}|${id}`);
      if (state === 'acknowledged' && !taken) observer.wrong('acknowledged is stored', `${id} of ${centre} is gone`);
      if (!queued || !taken) continue;
      const { records } = JSON.parse(taken.receipt) as Receipt;
      const refused = new Set(records.flatMap(({ key, outcome }) => (outcome === 'REFUSED' ? [key] : [])));
      for (const record of queued.submission.patients.flatMap((patient) => patient.records)) {
        const content = refused.has(record.key) ? undefined : contentOf(record);
        if (content)
          expected.set(
            `${centre}|${record.system}|${hexOf(record.key)}`,
            'withdraw' in content ? `withdrawn ${content.withdraw}` : canonicalJson(content.body as never),
          );
      }
    }
  const current = registry.records.all(undefined).filter(({ is_current }) => is_current);
  for (const row of current) {
    const want = expected.get(recordKey(row));
    const have = row.withdrawn === null ? canonicalJson(row.body) : `withdrawn ${row.withdrawn}`;
    if (want !== have)
      observer.wrong('what was sent last is what stands', `${recordKey(row)} is ${have} and should be ${String(want)}`);
    expected.delete(recordKey(row));
  }
  for (const [key] of expected) observer.wrong('what was sent last is what stands', `${key} is not there`);
}

const shape = (rows: readonly OutcomeRow[]): string =>
  rows
    .map((row) => canonicalJson(row as unknown as Parameters<typeof canonicalJson>[0]))
    .sort()
    .join('\n');

export function checkDerived(registry: MemoryRegistry, observer: Observer): void {
  const records = registry.records.all(undefined).filter((row) => row.is_current && row.withdrawn === null);
  const patients = new Map(registry.patients.all(undefined).map((patient) => [patient.id, patient]));
  const outcomes = Map.groupBy(registry.outcomes.all(undefined), ({ course_id }) => course_id);
  for (const course of registry.courses.all(undefined)) {
    const patient = patients.get(course.patient_id);
    const own = records
      .filter((row) => row.patient_id === course.patient_id && (row.type === 'Patient' || row.course_id === course.id))
      // As the intake orders them.
      .sort((left, right) => (recordKey(left) < recordKey(right) ? -1 : 1))
      .map((row) => ({
        id: row.id,
        type: row.type as 'Patient',
        centre: row.centre,
        body: row.body,
        demonstration: row.demonstration,
      }));
    const fresh = deriveOutcomeRows(
      {
        id: course.id,
        patientId: course.patient_id,
        patientNo: patient?.no ?? 0,
        treatingCentre: course.treating_centre,
        age: patient?.age ?? null,
      },
      own,
    );
    const stored = outcomes.get(course.id) ?? [];
    if (shape(fresh) !== shape(stored))
      observer.wrong(
        'outcomes follow from records',
        `course ${course.id} holds\n${shape(stored)}\nand its records give\n${shape(fresh)}`,
      );
  }
  for (const { id } of patients.values()) {
    const events = records.filter((row) => row.patient_id === id && row.type === 'Consent');
    const state = registry.consents.get(undefined, id);
    const fresh = consentsOf(events).filter((code) => state?.ceiling?.includes(code) ?? true);
    if (events.length > 0 && fresh.join() !== state?.granted.join())
      observer.wrong(
        'consents follow from records',
        `patient ${id}: ${state?.granted.join()} stands, ${fresh.join()} follows`,
      );
  }
}

/** Whoever was named with two tokens in one submission is one patient. */
export function checkPatients(
  registry: MemoryRegistry,
  observer: Observer,
  pseudonymOf: (epoch: number, token: string) => string,
): void {
  for (const id of observer.committed)
    for (const { tokens } of observer.submissions.get(id)?.submission.patients ?? []) {
      const ids = tokens.flatMap(
        ({ epoch, value }) => registry.pseudonyms.get(undefined, pseudonymOf(epoch, value))?.patient_id ?? [],
      );
      if (new Set(ids).size > 1)
        observer.wrong('one patient for one person', `${id} names one person, who is ${ids.join(' and ')}`);
    }
}

/** The log as one who reads all of it: grown by what it had, each entry once, its checkpoints and witnesses true to it. */
export class LogReader {
  readonly #entries: StoredEntry[] = [];
  readonly #roots = new Map<number, Uint8Array>();
  readonly #ids = new Set<string>();
  readonly #tree = new GrowingTree(0, []);
  #checked = 0;
  /** Entries that the newest checkpoint covers. */
  signed = -1;

  constructor(
    private readonly store: LogStore,
    private readonly key: VerifierKey,
    private readonly observer: Observer,
  ) {
    this.#roots.set(0, this.#tree.root());
  }

  get size(): number {
    return this.#entries.length;
  }

  async look(): Promise<void> {
    const size = await this.store.size();
    const [last] = this.#entries.slice(-1);
    if (size < this.size)
      return this.observer.wrong('the log only grows', `${this.size} entries were there, ${size} are`);
    if (last && (await this.store.entries(last.index, last.index + 1))[0] !== last)
      this.observer.wrong('the log only grows', `entry ${last.index} is another`);
    for (const entry of size > this.size ? await this.store.entries(this.size, size) : []) {
      if (entry.index !== this.size)
        this.observer.wrong('the log only grows', `entry ${entry.index} stands at ${this.size}`);
      if (this.#ids.has(entry.id))
        this.observer.wrong('every entry once', `${entry.kind} ${entry.id} is in the log twice`);
      if (!this.observer.entries.has(entry.id))
        this.observer.wrong('every entry once', `${entry.id} was never put in line`);
      this.#ids.add(entry.id);
      this.#entries.push(entry);
      this.#tree.append(entry.leafHash);
      this.#roots.set(this.size, this.#tree.root());
    }
    const checkpoints = await this.store.checkpoints();
    for (const { size: at, note } of checkpoints.slice(this.#checked)) this.saw('a checkpoint tells the log', note, at);
    this.#checked = checkpoints.length;
    this.signed = checkpoints.at(-1)?.size ?? -1;
  }

  /** Whether a checkpoint is the log's own at its size. */
  saw(invariant: 'a checkpoint tells the log' | 'a witness saw a beginning', note: string, at?: number): void {
    const opened = openCheckpoint(note, this.key);
    if (!opened.ok) return this.observer.wrong(invariant, opened.error.message);
    const { size, root } = opened.value;
    const own = this.#roots.get(size);
    if ((at ?? size) !== size || !own || !equalBytes(own, root))
      this.observer.wrong(invariant, `the root of ${size} entries is not that of the log`);
  }

  has = (id: string): boolean => this.#ids.has(id);
}

/**
 * Each hospital alone with a registry of its own, sending what it sent in the order in which it was taken: its receipts tell the same.
 * Where a fault of the database made a patient be refused, the comparison has nothing to say.
 */
export async function checkSilence(
  parts: Omit<IntakeParts, 'store' | 'ids'>,
  kids: ReadonlyMap<string, string>,
  registry: MemoryRegistry,
  observer: Observer,
): Promise<void> {
  for (const [centre, kid] of kids) {
    const alone = new MemoryIntakeStore(new MemoryRegistry(() => undefined));
    const intake = new Intake({ ...parts, store: alone, ids: new Chance(1) });
    for (const id of observer.committed) {
      const queued = observer.submissions.get(id);
      const row = registry.submissions.get(undefined, `${centre}|${id}`);
      if (!queued || queued.centre !== centre || !row) continue;
      const told = JSON.parse(row.receipt) as Receipt;
      if (told.records.some(({ problems }) => problems.some(({ rule }) => rule === 'R99'))) break;
      const answer = await intake.take({ centre, kid }, queued.submission, queued.signature);
      const records = answer.ok ? (JSON.parse(answer.value.receipt) as Receipt).records : answer.error;
      if (canonicalJson(records as never) !== canonicalJson(told.records as never))
        observer.wrong(
          'receipts are silent',
          `${id} of ${centre} was told\n${JSON.stringify(told.records)}\nand alone would have been told\n${JSON.stringify(records)}`,
        );
    }
  }
}
