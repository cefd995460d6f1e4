// In: what was submitted, where it was placed and what stood there before. Out: what to write and what to tell the sender. Pure.
// INVARIANT: nothing in a receipt depends on a record of another centre.
import { type RecordTypeName, recordClass } from '@longview/clinical';
import { type ConsentEvent, granted, stateAt } from '@longview/consent';
import { describe, type Problem } from '@longview/dictionary';
import { dateInterval, dayText } from '@longview/foundation';
import type { RecordReceipt } from '@longview/wire';
import { attach } from '../courses/attach.ts';
import { type CurrentRecord, deriveOutcomeRows, type OutcomeRow } from '../courses/derive.ts';
import { recordable } from '../consent/consent-events.ts';
import { askOwn } from './ask-own.ts';
import type { Content } from './contract.ts';
import { daysOf } from './groups.ts';
import type {
  ConsentRow,
  CourseState,
  NewRecord,
  OpenMove,
  QueryChanges,
  StandingQuery,
  StoredRecord,
} from './intake-store.ts';
import { type AskedRecord, settleQueries } from './queries.ts';
import { contentHash, nextVersion, type StoredVersion } from './versions.ts';

/** A record that passed the dictionary, with the place that was found for it. */
export interface CheckedRecord {
  /** Position in the submission: receipts come in the order of the records. */
  readonly order: number;
  readonly key: string;
  readonly keyHex: string;
  readonly courseHex: string | undefined;
  readonly system: string;
  readonly content: Content;
  readonly reason?: string;
  readonly problems: readonly Problem[];
  readonly patientId: string;
  readonly courseId: string | null;
}

export interface Situation {
  readonly centre: string;
  readonly submission: string;
  readonly demonstration: boolean;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly records: readonly CheckedRecord[];
  readonly stored: readonly StoredRecord[];
  readonly courses: readonly CourseState[];
  readonly consents: ReadonlyMap<string, Omit<ConsentRow, 'patient_id'>>;
  /** What was asked before about records of this centre. */
  readonly queries: readonly StandingQuery[];
  /** Patients who were two until this submission named them together: all that follows from their records is derived anew. */
  readonly merged: ReadonlySet<string>;
  /** Moves that this submission may use, by system and key (see `moveKey`). */
  readonly moves: ReadonlyMap<string, OpenMove>;
  /** What bars storing now, by what this centre recorded of a patient's wishes. */
  readonly barOnStoring: (events: readonly ConsentEvent[]) => Problem | undefined;
  readonly newId: () => string;
}

export interface Writes {
  readonly supersede: readonly string[];
  readonly insert: readonly NewRecord[];
  readonly join: ReadonlyMap<string, string>;
  readonly outcomes: readonly OutcomeRow[];
  readonly outcomeCourses: readonly string[];
  readonly courses: readonly {
    readonly id: string;
    readonly product: string | null;
    readonly day0: string | null;
    readonly begun: string | null;
  }[];
  readonly consents: readonly ConsentRow[];
  /** A consent that was in force no longer is: frames loaded before must go. */
  readonly epochMoves: boolean;
  readonly queries: QueryChanges;
  /** Ids of the moves that were used. */
  readonly moved: readonly string[];
  readonly receipts: readonly (RecordReceipt & { readonly order: number })[];
}

/** What a course is dated from. */
export interface CourseRecord {
  readonly courseId: string | null;
  readonly centre: string;
  readonly type: RecordTypeName;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Standing extends CourseRecord {
  readonly id: string;
  readonly patientId: string;
  readonly system: string;
  readonly sourceKey: string;
  readonly demonstration: boolean;
  /** The centre's own blinded key of the course, hexadecimal. */
  readonly courseKey: string | null;
  /** Its place in this submission, or undefined when it stood before. */
  readonly order: number | undefined;
  readonly version: number;
}

export const moveKey = (system: string, keyHex: string): string => `${system}|${keyHex}`;

export function decideIntake(situation: Situation, closed = patientsClosed(situation)): Writes {
  const versions = new Map(
    situation.stored.flatMap((record) =>
      record.centre === situation.centre ? [[`${record.system}|${record.source_key}`, record] as const] : [],
    ),
  );
  const supersede: string[] = [];
  const insert: NewRecord[] = [];
  const moved: string[] = [];
  const receipts: (RecordReceipt & { order: number })[] = [];
  const standing = new Map<string, Standing>();
  for (const record of situation.stored) {
    if (record.withdrawn === null) standing.set(record.id, standingOf(record));
  }

  for (const record of situation.records) {
    const stored = versions.get(`${record.system}|${record.keyHex}`);
    const withdraw = 'withdraw' in record.content ? record.content.withdraw : null;
    const content = 'withdraw' in record.content ? undefined : record.content;
    const hash = content ? contentHash(content.type, content.body, record.courseHex) : (stored?.content_hash ?? '');
    const move = situation.moves.get(moveKey(record.system, record.keyHex));
    const step = nextVersion(record.content, hash, record.patientId, stored && versionOf(stored), move !== undefined);
    if (step.outcome === 'REFUSED') {
      receipts.push({ order: record.order, key: record.key, outcome: 'REFUSED', problems: [step.problem] });
      continue;
    }
    const bar = closed.get(record.patientId);
    if (bar && step.outcome !== 'UNCHANGED' && content && content.type !== 'Consent') {
      receipts.push({ order: record.order, key: record.key, outcome: 'REFUSED', problems: [bar] });
      continue;
    }
    // The sender is told of a version, as of any other: the wire knows no other word.
    const outcome = step.outcome === 'MOVED' ? 'UPDATED' : step.outcome;
    receipts.push({ order: record.order, key: record.key, outcome, problems: record.problems });
    if (step.outcome === 'UNCHANGED') continue;
    if (step.supersedes !== undefined) {
      supersede.push(step.supersedes);
      standing.delete(step.supersedes);
    }
    const type = content?.type ?? (stored as StoredRecord).type;
    const fresh: { -readonly [member in keyof NewRecord]: NewRecord[member] } = {
      id: situation.newId(),
      patient_id: record.patientId,
      course_id: record.courseId ?? stored?.course_id ?? null,
      type,
      centre: situation.centre,
      system: record.system,
      source_key: record.keyHex,
      course_key: record.courseHex ?? null,
      version: step.version,
      withdrawn: withdraw,
      content_hash: hash,
      body: content?.body ?? (stored as StoredRecord).body,
      problems: record.problems,
      submission_id: situation.submission,
      demonstration: situation.demonstration,
      ...(step.outcome === 'UPDATED' && record.reason !== undefined && { reason: record.reason }),
    };
    if (step.outcome === 'MOVED' && stored && move) {
      moved.push(move.id);
      insert.push(closingVersion(situation, stored, step.closing, move));
      fresh.course_id = record.courseId;
      fresh.move = { id: move.id, closes: false };
    }
    insert.push(fresh);
    if (withdraw === null) {
      standing.set(fresh.id, {
        id: fresh.id,
        patientId: fresh.patient_id,
        courseId: fresh.course_id,
        centre: situation.centre,
        system: fresh.system,
        sourceKey: fresh.source_key,
        type: type as RecordTypeName,
        body: fresh.body as Readonly<Record<string, unknown>>,
        demonstration: situation.demonstration,
        courseKey: fresh.course_key,
        order: record.order,
        version: fresh.version,
      });
    }
  }

  const ofPatient = groupBy([...standing.values()].sort(byKey), ({ patientId }) => patientId);
  const courses = coursesAfter(situation.courses, ofPatient);
  const join = joinWaiting(standing, courses);
  // An age may come with records that are all unchanged: what was derived without it is derived anew.
  const aged = situation.courses.flatMap((course) => (course.age_learned === true ? [course.patient_id] : []));
  const changed = new Set([...insert.map((record) => record.patient_id), ...situation.merged, ...aged]);
  const touched = courses.filter((course) => changed.has(course.patient_id));
  const outcomes = touched.flatMap((course) =>
    deriveOutcomeRows(
      {
        id: course.id,
        patientId: course.patient_id,
        patientNo: course.patient_no,
        treatingCentre: course.treating_centre,
        age: course.age,
      },
      (ofPatient.get(course.patient_id) ?? []).filter(
        (record): record is Standing & CurrentRecord =>
          record.type === 'Patient' || (join.get(record.id) ?? record.courseId) === course.id,
      ),
    ),
  );

  const withdrawals = insert.filter(({ withdrawn, move }) => withdrawn !== null && move === undefined);
  const { asked, among } = askOwn(
    situation,
    [...standing.values()],
    new Set(
      withdrawals.map(
        (one) => `${one.patient_id}|${versions.get(`${one.system}|${one.source_key}`)?.course_key ?? one.course_key}`,
      ),
    ),
  );
  const ownProblems = new Map(situation.records.map(({ order, problems }) => [order, problems]));
  const queries = settleQueries({
    standing: situation.queries,
    records: among.map(({ record, problems }): AskedRecord => ({
      system: record.system,
      keyHex: record.sourceKey,
      type: record.type,
      version: record.version,
      isNew: record.order !== undefined,
      problems: [...(record.order === undefined ? [] : (ownProblems.get(record.order) ?? [])), ...problems],
    })),
    withdrawn: withdrawals.map(({ system, source_key: keyHex }) => ({ system, keyHex })),
  });
  const consents = consentsAfter(
    situation,
    ofPatient,
    changed,
    new Set(insert.filter(givesConsent).map(({ patient_id }) => patient_id)),
  );
  return {
    supersede,
    insert: insert.map((record) =>
      join.has(record.id) ? { ...record, course_id: join.get(record.id) ?? null } : record,
    ),
    join: new Map([...join].filter(([id]) => standing.get(id)?.order === undefined)),
    outcomes,
    outcomeCourses: touched.map((course) => course.id),
    courses: touched.map(({ id, product, day0, begun }) => ({ id, product, day0, begun })),
    consents: consents.map(({ patient_id, granted: codes, ceiling }) => ({ patient_id, granted: codes, ceiling })),
    // Of two who became one either may have lost what the other did not allow.
    epochMoves: consents.some(({ lost }) => lost) || situation.merged.size > 0,
    queries,
    moved,
    receipts: receipts.map((receipt) => ({
      ...receipt,
      problems: [...receipt.problems, ...(asked.get(receipt.order) ?? [])],
    })),
  };
}

/**
 * Patients of whom nothing more may be stored, and what they are refused with: what this centre recorded of their wishes, this submission with it, permits nothing now.
 * That the centre once brought a consent let the patient be found; a withdrawal since then lets nothing new in. Other centres' records
 * do not count, or a refusal would tell of them.
 */
export function patientsClosed(situation: Situation): ReadonlyMap<string, Problem> {
  const wishes = new Map<string, { readonly patientId: string; readonly body: Readonly<Record<string, unknown>> }>();
  for (const { centre, type, withdrawn, system, source_key: key, patient_id: patientId, body } of situation.stored)
    if (centre === situation.centre && type === 'Consent' && withdrawn === null)
      wishes.set(moveKey(system, key), { patientId, body });
  for (const { system, keyHex, content, patientId } of situation.records) {
    if ('withdraw' in content) wishes.delete(moveKey(system, keyHex));
    else if (content.type === 'Consent') wishes.set(moveKey(system, keyHex), { patientId, body: content.body });
  }
  const events = groupBy([...wishes.values()], ({ patientId }) => patientId);
  const patients = new Set(situation.records.map(({ patientId }) => patientId));
  return new Map(
    [...patients].flatMap((patientId) => {
      const recorded = (events.get(patientId) ?? []).flatMap(({ body }) => {
        const event = recordable(body, situation.today);
        return event.ok ? [event.value] : [];
      });
      const bar = situation.barOnStoring(recorded);
      return bar ? [[patientId, bar] as const] : [];
    }),
  );
}

const standingOf = (record: StoredRecord): Standing => ({
  id: record.id,
  patientId: record.patient_id,
  courseId: record.course_id,
  centre: record.centre,
  system: record.system,
  sourceKey: record.source_key,
  type: record.type as RecordTypeName,
  body: record.body,
  demonstration: record.demonstration,
  courseKey: record.course_key,
  order: undefined,
  version: record.version,
});

/** The record as it stood, closed where it stood: never current, with the reason for which it went. */
const closingVersion = (situation: Situation, stored: StoredRecord, version: number, move: OpenMove): NewRecord => ({
  ...stored,
  id: situation.newId(),
  version,
  withdrawn: move.reason,
  problems: [],
  submission_id: situation.submission,
  move: { id: move.id, closes: true },
});

const versionOf = (record: StoredRecord): StoredVersion => ({
  id: record.id,
  patientId: record.patient_id,
  version: record.version,
  type: record.type,
  contentHash: record.content_hash,
  withdrawn: record.withdrawn,
});

/** Where sources differ, what is told must not hang on the order in which they came or the database has them. */
function byKey(left: Standing, right: Standing): number {
  const [one, other] = [left, right].map(({ centre, system, sourceKey }) => `${centre}|${system}|${sourceKey}`);
  return (one as string) < (other as string) ? -1 : 1;
}

type ByPatient = ReadonlyMap<string, readonly Standing[]>;

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

/** Product, day 0 and beginning of each course, as its records now say. */
export function coursesAfter(
  courses: readonly CourseState[],
  ofPatient: ReadonlyMap<string, readonly CourseRecord[]>,
): CourseState[] {
  return courses.map((course) => {
    const records = (ofPatient.get(course.patient_id) ?? []).filter((record) => record.courseId === course.id);
    const days = (type: RecordTypeName, item: string) =>
      records.flatMap((record) => {
        const value = record.type === type ? record.body[item] : undefined;
        return typeof value === 'string' ? (dateInterval(value)?.[0] ?? []) : [];
      });
    const infusions = days('Infusion', 'infusionDate');
    const begins = [
      ...infusions,
      ...days('EligibilityDecision', 'decisionDate'),
      ...days('Apheresis', 'apheresisDate'),
    ];
    const products = records.filter((record) => record.type === 'Product');
    const told = products.find((record) => record.centre === course.treating_centre) ?? products[0];
    const product = told?.body['productCode'];
    return {
      ...course,
      product: typeof product === 'string' ? product : null,
      day0: infusions.length > 0 ? dayText(Math.min(...infusions)) : null,
      begun: begins.length > 0 ? dayText(Math.min(...begins)) : course.begun,
    };
  });
}

function joinWaiting(
  standing: ReadonlyMap<string, Standing>,
  courses: readonly CourseState[],
): ReadonlyMap<string, string> {
  const joined = new Map<string, string>();
  const waiting = [...standing.values()].filter(
    (record) => record.courseId === null && describe(recordClass(record.type)).belongsTo === 'course',
  );
  for (const patientId of new Set(waiting.map((record) => record.patientId))) {
    const found = attach(
      waiting
        .filter((record) => record.patientId === patientId)
        .map((record) => {
          const days = daysOf(record.type, record.body);
          const { mayPrecede } = describe(recordClass(record.type));
          return {
            id: record.id,
            latest: days.length > 0 ? dayText(Math.max(...days)) : undefined,
            ...(mayPrecede && { mayPrecede }),
          };
        }),
      courses.filter((course) => course.patient_id === patientId),
    );
    for (const [id, course] of found) joined.set(id, course);
  }
  return joined;
}

/** The categories that the Consent records among these allow on a day. */
export function grantedBy(
  records: readonly Pick<CourseRecord, 'type' | 'body'>[],
  today: string,
): ReturnType<typeof granted> {
  const events = records.flatMap((record) => {
    const event = record.type === 'Consent' ? recordable(record.body, today) : undefined;
    return event?.ok ? [event.value] : [];
  });
  return granted(stateAt(events, today));
}

const givesConsent = ({ type, body, withdrawn }: NewRecord): boolean =>
  type === 'Consent' && withdrawn === null && (body as { readonly eventType?: unknown }).eventType === 'given';

/**
 * What each patient whose records changed now allows, over all centres: the strictest recorded wish binds. Of two who became one nothing
 * opens beyond what both allowed, until a consent is given for the one that they are.
 */
function consentsAfter(
  situation: Situation,
  ofPatient: ByPatient,
  changed: ReadonlySet<string>,
  given: ReadonlySet<string>,
) {
  return [...changed].flatMap((patientId) => {
    const before = situation.consents.get(patientId);
    const ceiling = given.has(patientId) ? null : (before?.ceiling ?? null);
    const codes: readonly string[] = grantedBy(ofPatient.get(patientId) ?? [], situation.today).filter(
      (code) => ceiling === null || ceiling.includes(code),
    );
    const same =
      before !== undefined &&
      (before.ceiling === null) === (ceiling === null) &&
      before.granted.length === codes.length &&
      before.granted.every((code) => codes.includes(code));
    if (same) return [];
    const lost = before?.granted.some((code) => !codes.includes(code)) ?? false;
    return [{ patient_id: patientId, granted: codes, ceiling, lost }];
  });
}
