// In: checked patients and an open write. Out: where they were placed, what was decided, and that it is written. Refuses a patient for whom
// nothing permits storing; a patient whom the database refuses stops nobody else.
import type { Problem } from '@longview/dictionary';
import type { RecordReceipt, Submission } from '@longview/wire';
import { barOnStoring, NO_BASIS } from '../consent/may-store.ts';
import { pass } from '../passages.ts';
import { type CheckedPatient, hasError } from './check-patients.ts';
import { type CheckedRecord, decideIntake, moveKey, patientsClosed, type Situation } from './decide.ts';
import { groupByCourse } from './groups.ts';
import { isNothing } from './queries.ts';
import type { AgentCaller, IntakeParts } from './intake.parts.ts';
import type { IntakeTransaction, NewRecord, OpenMove, PlaceInput } from './intake-store.ts';

export interface Stored {
  readonly receipts: readonly (RecordReceipt & { readonly order: number })[];
  readonly written: readonly NewRecord[];
  readonly patients: readonly string[];
  /** What tokens of two epochs told beyond the ordinary: for the log, never for the sender. */
  readonly relinked: readonly Relinked[];
  /** Records that went to another patient. */
  readonly moved: number;
}

export interface Relinked {
  readonly patient: string;
  readonly how: 'merged' | 'contradicted';
}

export interface StoringParts {
  readonly caller: AgentCaller;
  readonly received: Submission;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly openMoves: readonly OpenMove[];
  /** Of these an attempt before this one found that nothing may be stored: no course is made for them and no age learned. */
  readonly closed: ReadonlySet<CheckedPatient>;
}

/**
 * Who is closed is known only once the patients are locked, after they were placed: an attempt takes the word of the one before it. Where that was
 * wrong, places were made for somebody of whom nothing may be stored, or none for somebody who gave his consent again in between. All is to be
 * taken back and run again with what was found now.
 */
export class PlacedWrongly extends Error {
  /** A transaction rolled back, in the words of SQL: no patient is refused for it. */
  readonly code = '40000';
  constructor(readonly patients: readonly CheckedPatient[]) {
    super('whether anything may be stored of a patient is not as it was believed to be');
  }
}

export async function storePatients(
  parts: IntakeParts,
  { caller, received, today, openMoves, closed }: StoringParts,
  checked: readonly CheckedPatient[],
  rows: IntakeTransaction,
): Promise<Stored> {
  const sound = checked.map((entry) => ({
    ...entry,
    records: entry.records.filter((record) => !hasError(record.problems)),
  }));
  const groups = sound.map(({ records }) =>
    groupByCourse(
      records.flatMap((record) =>
        'type' in record.content
          ? [{ type: record.content.type, body: record.content.body, course: record.courseHex, record }]
          : [],
      ),
    ),
  );
  const open = checked.map((entry) => !closed.has(entry));
  const input = sound.map((entry, number): PlaceInput => {
    const age = open[number] ? entry.patient.age : undefined;
    return {
      pseudonyms: entry.pseudonyms,
      linkable: entry.patient.linkable,
      age: age?.value ?? null,
      ageOn: age?.on ?? null,
      basis: entry.basis,
      courses: (open[number] ? (groups[number] ?? []) : []).map((group) => ({
        key: group.course ?? null,
        product: group.product ?? null,
        day0: group.day0 ?? null,
        begun: group.begun ?? null,
        latest: group.latest ?? null,
      })),
    };
  });
  const named = new Set(sound.flatMap((entry) => entry.records.map(({ system, keyHex }) => moveKey(system, keyHex))));
  const wanted = openMoves.filter(({ system, keyHex }) => named.has(moveKey(system, keyHex)));
  // Before anybody is placed: who loses a record is locked with those who get one.
  const taken =
    wanted.length === 0
      ? []
      : await rows.takeMoves(
          wanted.map(({ id }) => id),
          input,
        );
  const placed = await rows.place(input);
  pass('placed');
  const patientIds = new Map(
    placed.flatMap((row) => (row.course_no === null ? [[row.patient_no, row.patient_id] as const] : [])),
  );
  const courseIds = new Map(
    placed.flatMap((row) =>
      row.course_no === null ? [] : [[`${row.patient_no}|${row.course_no}`, row.course_id] as const],
    ),
  );

  const refused: (RecordReceipt & { order: number })[] = [];
  const records: CheckedRecord[] = [];
  for (const [number, entry] of sound.entries()) {
    const patientId = patientIds.get(number);
    const grouped = new Set((groups[number] ?? []).flatMap((group) => group.records.map(({ record }) => record)));
    const courseOf = new Map(
      (groups[number] ?? []).map((group, g) => [group.course, courseIds.get(`${number}|${g}`) ?? null]),
    );
    for (const record of entry.records) {
      if (!patientId) {
        refused.push({ order: record.order, key: record.key, outcome: 'REFUSED', problems: [NO_BASIS] });
        continue;
      }
      records.push({
        ...record,
        patientId,
        courseId: grouped.has(record) ? (courseOf.get(record.courseHex) ?? null) : null,
      });
    }
  }

  const ids = [
    ...new Set([...patientIds.values(), ...taken.map(({ patient_id }) => patient_id)].filter((id) => id !== null)),
  ];
  const relinked = placed.flatMap(({ patient_id: patient, relinked: how }) =>
    patient === null || how === null ? [] : [{ patient, how }],
  );
  const [{ records: stored, courses, consents }, queries] = await Promise.all([
    rows.standing(ids, caller.centre, records),
    rows.queries(ids, caller.centre),
  ]);
  const situation: Situation = {
    centre: caller.centre,
    submission: received.id,
    demonstration: received.demonstration,
    today,
    records,
    stored,
    courses,
    consents: new Map(consents.map((state) => [state.patient_id, state])),
    queries,
    merged: new Set(relinked.flatMap(({ patient, how }) => (how === 'merged' ? [patient] : []))),
    moves: new Map(
      wanted
        .filter(({ id }) => taken.some((one) => one.id === id))
        .map((move) => [moveKey(move.system, move.keyHex), move]),
    ),
    barOnStoring: (events) => barOnStoring(parts.bases, events, today),
    newId: () => parts.ids.uuid(),
  };
  const shut = patientsClosed(situation);
  // Who was not found has no place that could be wrong.
  const placedWrongly = checked.filter((entry, number) => {
    const patient = patientIds.get(number);
    const wantsPlace = entry.patient.age !== undefined || (groups[number]?.length ?? 0) > 0;
    return patient && wantsPlace && open[number] === shut.has(patient);
  });
  if (placedWrongly.length > 0) throw new PlacedWrongly(placedWrongly);
  const writes = decideIntake(situation, shut);
  // Of several that were opened for one record none is left for another day.
  const gone = new Set(
    wanted.flatMap((move) => (writes.moved.includes(move.id) ? [moveKey(move.system, move.keyHex)] : [])),
  );
  const used = wanted.flatMap((move) => (gone.has(moveKey(move.system, move.keyHex)) ? [move.id] : []));
  // Begun in this order and run in it: an old version makes place before the new one is written.
  await Promise.all([
    rows.supersede(writes.supersede),
    rows.joinCourse(writes.join),
    rows.write(writes),
    isNothing(writes.queries) ? undefined : rows.settleQueries(caller.centre, received.id, writes.queries),
    writes.epochMoves ? rows.moveEpoch() : undefined,
    used.length > 0 ? rows.useMoves(used, received.id) : undefined,
  ]);
  pass('stored');
  return {
    receipts: [...refused, ...writes.receipts],
    written: writes.insert,
    patients: ids,
    relinked,
    moved: writes.moved.length,
  };
}

/** After a fault in SQL: each patient under a savepoint, so that one bad patient never stops the others. */
export async function storeOneByOne(
  checked: readonly CheckedPatient[],
  rows: IntakeTransaction,
  store: (patients: readonly CheckedPatient[], rows: IntakeTransaction) => Promise<Stored>,
): Promise<Stored> {
  const all: Stored[] = [];
  for (const entry of checked) {
    const stored = await rows.part(() => store([entry], rows));
    all.push(
      stored ?? {
        receipts: entry.records.map(({ order, key }) => ({
          order,
          key,
          outcome: 'REFUSED' as const,
          problems: [FAULT],
        })),
        written: [],
        patients: [],
        relinked: [],
        moved: 0,
      },
    );
  }
  return {
    receipts: all.flatMap((stored) => stored.receipts),
    written: all.flatMap((stored) => stored.written),
    patients: [...new Set(all.flatMap((stored) => stored.patients))],
    relinked: all.flatMap((stored) => stored.relinked),
    moved: all.reduce((sum, stored) => sum + stored.moved, 0),
  };
}

const FAULT: Problem = {
  rule: 'R99',
  severity: 'error',
  message: 'the registry could not store the records of this patient; the others are stored',
  mend: 'Send these records again in a new submission; if it happens twice, tell the registry.',
};
