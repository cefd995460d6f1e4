// In: the drafts of one patient. Out: his records, by course. The order is the argument: mains first, then courses, then the fields that
// belong to a main, then the pages of a day or a time point. What finds no record is told and not invented.
import { recordClass } from '@longview/clinical';
import type { RecordTypeName } from '@longview/clinical';
import { describe } from '@longview/dictionary';
import { dayNumber } from '@longview/foundation';
import type { Draft, Field } from './draft.ts';
import { datingItem } from './maps/common.ts';

export interface Assembled {
  readonly type: RecordTypeName;
  /** What the record is known by inside its patient, when no single resource tells it. */
  readonly known?: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** The first is where the record stands. */
  readonly from: readonly Draft[];
  readonly withdraw?: string;
}

export interface Course {
  /** The hospital's own name of it, when a resource gives one. */
  readonly key?: string;
  readonly records: readonly Assembled[];
}

export interface Left {
  readonly draft: Draft;
  readonly because: string;
}

interface Open {
  type: RecordTypeName;
  known?: string;
  fields: Map<string, Field>;
  from: Draft[];
  withdraw?: string;
}

/** What comes before the infusion of its course. */
const BEFORE: ReadonlySet<string> = new Set<RecordTypeName | string>([
  'Referral',
  'EligibilityDecision',
  'Diagnosis',
  'GeneticFinding',
  'BaselineAssessment',
  'PriorTherapyLine',
  'BridgingTherapy',
  'Apheresis',
  'Product',
  'Lymphodepletion',
]);

const ofPatient = (type: RecordTypeName): boolean => describe(recordClass(type)).belongsTo === 'patient';

const dayIn = (fields: ReadonlyMap<string, Field>, name: string | undefined): string | undefined => {
  const value = name === undefined ? undefined : fields.get(name)?.value;
  return typeof value === 'string' ? value : undefined;
};

const dayOf = (draft: Draft): string | undefined => draft.day ?? dayIn(draft.fields, datingItem(draft.type)?.name);

/** @param courseOf the hospital's own name of the course of a draft. */
export function assemble(
  all: readonly Draft[],
  courseOf: (draft: Draft) => string | undefined,
): { readonly courses: readonly Course[]; readonly left: readonly Left[] } {
  const left: Left[] = [];
  const patient = all.filter(({ type }) => ofPatient(type));
  const groups = byCourse(
    all.filter(({ type }) => !ofPatient(type)),
    courseOf,
  );
  // Records of the patient travel with the first course, or alone.
  const first = groups[0] ?? { drafts: [] };
  const rest = groups.slice(1);
  const courses = [
    { ...(first.key !== undefined && { key: first.key }), records: recordsOf([...patient, ...first.drafts], left) },
    ...rest.map(({ key, drafts }) => ({ ...(key !== undefined && { key }), records: recordsOf(drafts, left) })),
  ];
  return { courses: courses.filter(({ records }) => records.length > 0), left };
}

interface Group {
  key?: string;
  drafts: Draft[];
}

/** Courses that are named, and for what names none: one course for each infusion that begins one. */
function byCourse(drafts: readonly Draft[], courseOf: (draft: Draft) => string | undefined): Group[] {
  const named = new Map<string, Group>();
  const nameless: Draft[] = [];
  for (const draft of drafts) {
    const key = courseOf(draft);
    if (key === undefined) nameless.push(draft);
    else {
      const group = named.get(key) ?? { key, drafts: [] };
      group.drafts.push(draft);
      named.set(key, group);
    }
  }
  // A hospital that names its courses and has one only: what names none belongs to it.
  const [only] = named.values();
  if (named.size === 1 && only) {
    only.drafts.push(...nameless);
    return [only];
  }
  const starts = [
    ...new Set(
      nameless
        .filter(({ type, fields, as, withdraw }) => {
          const kind = fields.get('infusionType')?.value;
          return (
            type === 'Infusion' &&
            as === 'main' &&
            withdraw === undefined &&
            kind !== 'plannedSplit' &&
            kind !== 'boost'
          );
        })
        .flatMap((draft) => dayIn(draft.fields, 'infusionDate') ?? []),
    ),
  ].sort();
  // Two days of one split dose that nobody called so lie close together; weeks apart they are two courses.
  const days = starts.filter((day, index) => index === 0 || apart(starts[index - 1] as string, day) > SPLIT_DAYS);
  if (days.length <= 1) return [...named.values(), ...(nameless.length > 0 ? [{ drafts: nameless }] : [])];
  const groups = days.map((): Group => ({ drafts: [] }));
  for (const draft of nameless) {
    const day = dayOf(draft);
    const next = day === undefined ? 0 : days.findIndex((start) => start >= day);
    const last = day === undefined ? 0 : days.findLastIndex((start) => start <= day);
    const index = BEFORE.has(draft.type) ? (next === -1 ? days.length - 1 : next) : Math.max(0, last);
    groups[index]?.drafts.push(draft);
  }
  return [...named.values(), ...groups];
}

const SPLIT_DAYS = 21;
const apart = (left: string, right: string): number => Math.abs((dayNumber(left) ?? 0) - (dayNumber(right) ?? 0));

function recordsOf(drafts: readonly Draft[], left: Left[]): readonly Assembled[] {
  const records: Open[] = [];
  const mains = drafts.filter(({ as }) => as === 'main');
  for (const draft of keptMains(mains, left)) {
    const same =
      draft.known === undefined
        ? undefined
        : records.find((one) => one.type === draft.type && one.known === draft.known);
    if (same) {
      // Of visits the latest counts.
      const [before, now] = [same.from[0] && dayOf(same.from[0]), dayOf(draft)];
      if ((now ?? '') >= (before ?? '')) {
        same.fields = new Map(draft.fields);
        same.from.unshift(draft);
      } else same.from.push(draft);
      continue;
    }
    const { type, fields, known, withdraw } = draft;
    records.push({
      type,
      fields: new Map(fields),
      from: [draft],
      ...(known !== undefined && { known }),
      ...(withdraw !== undefined && { withdraw }),
    });
  }
  const points = timePoints(records);
  const parts = drafts.filter(({ as }) => as === 'part').toSorted(byInstant);
  // One value may be about the same analyte on several pages: it goes to one of them, by its day.
  const byEntry = Map.groupBy(
    parts,
    ({ entry, fields, problems }) =>
      `${entry.place.file} ${entry.place.line} ${entry.place.heading ?? ''} ${[...fields.values()][0]?.place.heading ?? problems[0]?.place.heading ?? ''}`,
  );
  for (const alternatives of byEntry.values()) place(alternatives, records, points, left);
  return records;
}

/** Of several products or diseases of one course, the one that is meant; none where that would be a choice. */
function keptMains(mains: readonly Draft[], left: Left[]): readonly Draft[] {
  const kept: Draft[] = [];
  for (const [type, drafts] of Map.groupBy(mains, ({ type }) => type)) {
    const ranked = drafts.filter(({ rank }) => rank !== undefined);
    const best = Math.min(...ranked.map(({ rank }) => rank as number));
    const diseases = type === 'Diagnosis' ? drafts.filter(({ withdraw }) => withdraw === undefined) : [];
    for (const draft of drafts) {
      if (draft.rank !== undefined && draft.rank > best)
        left.push({ draft, because: 'the product of the course is told by another resource' });
      else if (
        diseases.length > 1 &&
        draft.withdraw === undefined &&
        new Set(diseases.map(({ fields }) => fields.get('primaryDisease')?.value)).size > 1
      )
        left.push({
          draft,
          because:
            'several diseases could be the one that is treated: name the course of the one that is (extension course), or leave the others out',
        });
      else kept.push(draft);
    }
  }
  return kept;
}

type Point = { readonly point: string; readonly day: string };

/** Days of the course on which the data set has a time point. */
function timePoints(records: readonly Open[]): { readonly dayZero?: string; readonly points: readonly Point[] } {
  const days = (type: string, name: string): string[] =>
    records
      .flatMap((one) => (one.type === type && one.withdraw === undefined ? (dayIn(one.fields, name) ?? []) : []))
      .sort();
  const dayZero = days('Infusion', 'infusionDate')[0];
  const begin = days('Lymphodepletion', 'startDate')[0];
  const points = [
    ...days('EligibilityDecision', 'decisionDate').map((day) => ({ point: 'decision', day })),
    ...days('Apheresis', 'apheresisDate')
      .slice(0, 1)
      .map((day) => ({ point: 'apheresis', day })),
    ...(begin === undefined ? [] : [{ point: 'preLymphodepletion', day: begin }]),
  ];
  return { ...(dayZero !== undefined && { dayZero }), points };
}

/** Before lymphodepletion means at most three days before it (CAR-HEMATOTOX, Rejeski 2021), and never after its begin. */
const BEFORE_LYMPHODEPLETION = 3;

function place(
  alternatives: readonly Draft[],
  records: Open[],
  { dayZero, points }: ReturnType<typeof timePoints>,
  left: Left[],
): void {
  const [any] = alternatives;
  if (!any) return;
  const day = any.day;
  // 1. A record of that type and that day that another resource tells, or the only one where the type has no day.
  for (const draft of alternatives) {
    const mains = records.filter(
      ({ type, from, withdraw }) => type === draft.type && withdraw === undefined && from[0]?.as === 'main',
    );
    const dating = datingItem(draft.type)?.name;
    const sameDay = mains.filter(({ fields }) => day !== undefined && dayIn(fields, dating) === day);
    if (sameDay.length === 1 && sameDay[0]) return add(sameDay[0], draft);
  }
  // 2. A page.
  const page = pageFor(alternatives, day, dayZero, points);
  if (page) {
    const known = page.known;
    const open =
      records.find((one) => one.type === page.draft.type && one.known === known) ??
      opened(records, page.draft.type, known);
    for (const [name, field] of page.more) if (!open.fields.has(name)) open.fields.set(name, field);
    return add(open, page.draft);
  }
  // 3. The one record of the type in the course.
  const whole = alternatives.filter(({ type }) => {
    const mains = records.filter((one) => one.type === type && one.withdraw === undefined);
    // What is asked of the time before infusion takes no value of the time after it.
    const isLate = BEFORE.has(type) && day !== undefined && dayZero !== undefined && day > dayZero;
    return mains.length === 1 && !isLate && (day === undefined || !isDaily(type));
  });
  const [one, other] = whole;
  if (one && !other) {
    const target = records.find(({ type, withdraw }) => type === one.type && withdraw === undefined);
    if (target) return add(target, one);
  }
  // 4. What names its field exactly makes a record of its own.
  const exact = alternatives.find(
    ({ promotes, type }) => promotes === true && alternatives.length === 1 && !isPage(type),
  );
  if (exact) {
    const target = opened(records, exact.type, day === undefined ? 'record' : `day ${day}`);
    return add(target, exact);
  }
  const types = [...new Set(alternatives.map(({ type }) => type))].join(', ');
  const because =
    day === undefined
      ? `it has no whole day, and no single record of ${types} takes it`
      : `its day is no day of a record of ${types}, and no time point of the course`;
  left.push({ draft: any, because });
}

const isPage = (type: string): boolean =>
  ['DailyToxicityObservation', 'BaselineAssessment', 'ImmuneReconstitution'].includes(type);
/** One record a day: a value of another day does not belong to it. */
const isDaily = (type: RecordTypeName): boolean => isPage(type) || datingItem(type)?.places === true;

function pageFor(
  alternatives: readonly Draft[],
  day: string | undefined,
  dayZero: string | undefined,
  points: readonly Point[],
): { readonly draft: Draft; readonly known: string; readonly more: readonly (readonly [string, Field])[] } | undefined {
  if (day === undefined) return undefined;
  const of = (type: string): Draft | undefined =>
    alternatives.find((draft) => draft.type === type && draft.promotes === true);
  const daily = of('DailyToxicityObservation');
  if (daily && dayZero !== undefined && day >= dayZero) return { draft: daily, known: `day ${day}`, more: [] };
  const baseline = of('BaselineAssessment');
  if (baseline) {
    const near = points.find((one) =>
      one.point === 'preLymphodepletion'
        ? day <= one.day && apart(day, one.day) <= BEFORE_LYMPHODEPLETION
        : day === one.day,
    );
    const point = near?.point ?? (day === dayZero ? 'dayZero' : undefined);
    const at = baseline.fields.values().next().value?.place ?? baseline.entry.place;
    if (point !== undefined)
      return { draft: baseline, known: point, more: [['timePoint', { value: point, place: at }]] };
  }
  const immune = of('ImmuneReconstitution');
  return immune && { draft: immune, known: `day ${day}`, more: [] };
}

function opened(records: Open[], type: RecordTypeName, known: string): Open {
  const made: Open = { type, known, fields: new Map(), from: [] };
  records.push(made);
  return made;
}

/** Parts come in the order of their instants, so that the latest of a day stands; a highest or lowest value keeps its place. */
function add(record: Open, draft: Draft): void {
  record.from.push(draft);
  for (const [name, field] of draft.fields) {
    const before = record.fields.get(name);
    // A main that tells the field itself is not overruled by a part.
    if (before && record.from[0]?.as === 'main' && record.from[0].fields.has(name)) continue;
    if (before && /(?:Max|Nadir|Pressure|Saturation)$/u.test(name)) {
      const [old, now] = [numberOf(before.value), numberOf(field.value)];
      if (old !== undefined && now !== undefined && (name.endsWith('Max') ? now <= old : now >= old)) continue;
    }
    record.fields.set(name, field);
  }
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number'
    ? value
    : typeof (value as { value?: unknown } | undefined)?.value === 'number'
      ? (value as { value: number }).value
      : undefined;

/** By instant, then by place, so that the order of the files decides nothing. */
function byInstant(left: Draft, right: Draft): number {
  const [one, other] = [instantOf(left), instantOf(right)];
  return one - other || String(left.entry.resource['id']).localeCompare(String(right.entry.resource['id']));
}

const instantOf = ({ instant, day }: Draft): number => {
  const time = Date.parse(instant ?? day ?? '');
  return Number.isNaN(time) ? 0 : time;
};
