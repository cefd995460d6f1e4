// In: a Patient and the resources about him. Out: one row: who, and on demand which records, what is wrong, and what became of each resource.
import { createHash } from 'node:crypto';
import { identityProblems } from '@longview/csv';
import type { MappingLine, Place, PlacedProblem, RowContents, SourceRecord, SourceRow } from '@longview/csv';
import { identify } from '@longview/identity';
import type { IdentityPart } from '@longview/identity';
import { assemble } from './assemble.ts';
import type { Assembled } from './assemble.ts';
import { codesOf, shownCode } from './codings.ts';
import type { Draft } from './draft.ts';
import { placeIn, trouble } from './entry.ts';
import type { Entry } from './entry.ts';
import type { Json } from './json.ts';
import { at, objectsOf, textOf } from './json.ts';
import { mapResource } from './maps/index.ts';
import { typedIdentity } from './patient-identity.ts';
import type { IdentityOptions } from './patient-identity.ts';
import { localName, References } from './references.ts';
import { standingOf } from './status.ts';
import { COURSE_EXTENSION } from './systems.ts';

export interface FhirOptions extends IdentityOptions {
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Code of the system that the resources come from. */
  readonly source: string;
  /** Of the hospital; an instant in another zone is a day in this one. */
  readonly timeZone?: string;
  /** `system|code` of the hospital to a code of the dictionary. */
  readonly translate?: ReadonlyMap<string, string>;
}

export interface PatientParts {
  readonly patient: Entry;
  /** The resources about this patient, the Patient among them, read anew at each call. */
  entries(): readonly Entry[];
  /** Resources of nobody in particular that they may refer to. */
  readonly shared: References;
  /** Characters that the row keeps in memory. */
  readonly weight: number;
}

/** Names of the parts of an identity, where FHIR has them. */
const ELEMENT: Readonly<Record<IdentityPart, string>> = {
  nationalNumber: 'identifier',
  numberType: 'identifier.type',
  fileNumber: 'identifier',
  name: 'name',
  birthDate: 'birthDate',
  sex: 'gender',
};

export function patientRow(parts: PatientParts, options: FhirOptions): SourceRow {
  const { patient } = parts;
  const { typed, problems } = typedIdentity(patient, options);
  const identity = identify(typed, options.today);
  const told = identityProblems(
    identity,
    (part) => placeIn(patient, ELEMENT[part]),
    (part) => typed[part] ?? '',
  );
  const place: Place = { file: patient.place.file, line: patient.place.line };
  const who = identity.ok
    ? createHash('sha256').update(identity.value.identity.key).digest('hex').slice(0, 24)
    : 'unknown';
  return {
    kind: 'row',
    line: place.line,
    place,
    identity,
    contents: () => contentsOf(parts, who, [...told, ...problems], options),
    cells: [],
    weight: parts.weight,
  };
}

/** By what a resource is known when it comes again: its id, else its first identifier; what a sender makes anew each time is neither. */
function nameOf({ resource, type }: Entry): string | undefined {
  const id = textOf(resource['id']);
  if (id !== undefined) return `${type}/${id}`;
  const identifier = objectsOf(resource['identifier']).find((one) => textOf(one['value']) !== undefined);
  return identifier && `${type} ${textOf(identifier['system']) ?? ''} ${textOf(identifier['value'])}`;
}

/** Visits of two courses are two records. A course that has no name is known by its place: the first keeps its records when another begins. */
const whichOf = ({ key }: { readonly key?: string }, index: number): string =>
  key !== undefined ? ` course ${key}` : index > 0 ? ` part ${index + 1}` : '';

const escaped = (name: string): string => name.replaceAll(/[\\|]/gu, String.raw`\$&`);

function contentsOf(
  parts: PatientParts,
  who: string,
  found: readonly PlacedProblem[],
  options: FhirOptions,
): RowContents {
  const { source, timeZone = 'Europe/Brussels', translate = new Map<string, string>() } = options;
  const problems = [...found];
  const mapping: MappingLine[] = [];
  const entries = latest(parts.entries(), mapping);
  const own = new References();
  for (const entry of entries) own.add(entry);
  const follow = (from: Json) => (reference: unknown) => {
    const target = own.resolve(reference, from) ?? parts.shared.resolve(reference, from);
    return target === 'several' ? undefined : target;
  };
  const drafts: Draft[] = [];
  const told: Entry[] = [];
  const reasons = new Map<Entry, string>();
  const say = (entry: Entry, outcome: MappingLine['outcome'], because?: string): void =>
    void mapping.push(lineOf(entry, outcome, because));

  for (const entry of entries) {
    const standing = standingOf(entry.resource);
    if (standing.is === 'held' || standing.is === 'ignored') {
      say(entry, standing.is, standing.because);
      continue;
    }
    const mapped = mapResource({ entry, timeZone, translate, follow: follow(entry.resource) });
    if (mapped.drafts === undefined) {
      say(entry, 'ignored', mapped.ignored);
      continue;
    }
    if (standing.is !== 'withdrawn') {
      if (standing.is === 'used' && standing.reason !== undefined) reasons.set(entry, standing.reason);
      drafts.push(...mapped.drafts);
      told.push(entry);
      continue;
    }
    // What was entered in error takes back the records that it would tell; a part of another record simply is no longer there.
    const taken = mapped.drafts.filter(({ as, known }) => as === 'main' && known === undefined);
    drafts.push(
      ...taken.map((draft): Draft => ({ ...draft, fields: new Map(), problems: [], withdraw: standing.reason })),
    );
    say(entry, 'withdrawn', standing.reason);
  }

  const records: SourceRecord[] = [];
  const refused: RowContents['refused'][number][] = [];
  const { courses, left } = assemble(drafts, ({ entry }) => courseOf(entry.resource, follow(entry.resource)));
  const usedEntries = new Set(
    courses.flatMap((course) => course.records.flatMap(({ from }) => from.map(({ entry }) => entry))),
  );
  // Of a resource that tells several things, one that found no record does not make the others unused.
  for (const entry of told) {
    const without = usedEntries.has(entry) ? undefined : left.find(({ draft }) => draft.entry === entry);
    say(entry, without ? 'ignored' : 'used', without?.because);
  }
  for (const [index, course] of courses.entries())
    for (const one of course.records) {
      const main = one.from[0] as Draft;
      const name =
        one.known === undefined ? nameOf(main.entry) : `patient ${who}${whichOf(course, index)} ${one.known}`;
      const sourceRecordId = `${escaped(name ?? `line ${main.entry.place.line}`)}|${one.type}|1`;
      const own = one.from
        .flatMap((draft) => draft.problems)
        .map((problem) => ({ ...problem, record: sourceRecordId }));
      if (name === undefined)
        own.push(
          trouble(
            'F02',
            main.entry.place,
            'the resource has neither an id nor an identifier: it could never be corrected or recognised',
            'Give it an id or an identifier that stays.',
            { record: sourceRecordId },
          ) as PlacedProblem & { record: string },
        );
      problems.push(...own);
      if (own.some(({ severity }) => severity === 'error')) refused.push({ type: one.type, sourceRecordId });
      else {
        const reason = one.from.map(({ entry }) => reasons.get(entry)).find((known) => known !== undefined);
        records.push({
          ...recordOf(one, sourceRecordId, course.key, source, courses.length > 1 ? index + 1 : undefined),
          ...(reason !== undefined && one.withdraw === undefined && { reason }),
        });
      }
    }
  return { records, refused, problems, mapping };
}

function recordOf(
  one: Assembled,
  sourceRecordId: string,
  courseKey: string | undefined,
  source: string,
  part: number | undefined,
): SourceRecord {
  const record: Record<string, unknown> = {};
  const absent: Record<string, unknown> = {};
  const places = new Map<string, Place>();
  for (const [name, field] of one.fields) {
    if (field.value !== undefined) record[name] = field.value;
    else if (field.absent !== undefined) absent[name] = field.absent;
    places.set(name, field.place);
  }
  if (Object.keys(absent).length > 0) record['absent'] = absent;
  return {
    type: one.type,
    sourceRecordId,
    ...(courseKey !== undefined && { courseKey }),
    source,
    record: one.withdraw === undefined ? record : {},
    ...(one.withdraw !== undefined && { withdraw: { reason: one.withdraw } }),
    place: (one.from[0] as Draft).entry.place,
    places,
    ...(part !== undefined && { part }),
  };
}

/** The same resource twice is a replay: the newer version stands, and of equal ones the later. */
function latest(entries: readonly Entry[], mapping: MappingLine[]): readonly Entry[] {
  const kept = new Map<string, Entry>();
  const nameless: Entry[] = [];
  for (const entry of entries) {
    const name = nameOf(entry);
    const before = name === undefined ? undefined : kept.get(name);
    if (name === undefined) nameless.push(entry);
    else if (!before || versionOf(entry) >= versionOf(before)) kept.set(name, entry);
    if (before)
      mapping.push(
        lineOf(
          versionOf(entry) >= versionOf(before) ? before : entry,
          'ignored',
          'the resource stands here more than once; its newest version is read',
        ),
      );
  }
  return [...kept.values(), ...nameless];
}

function versionOf({ resource }: Entry): number {
  const updated = Date.parse(textOf(at(resource, 'meta', 'lastUpdated')) ?? '');
  return Number.isNaN(updated) ? 0 : updated;
}

/** The hospital's name of the course: in our extension, or the episode of care that the resource or its encounter belongs to. */
function courseOf(resource: Json, follow: (reference: unknown) => Entry | undefined): string | undefined {
  const told = objectsOf(resource['extension']).find((one) => one['url'] === COURSE_EXTENSION);
  const named =
    textOf(told?.['valueString']) ??
    textOf(at(told, 'valueIdentifier', 'value')) ??
    (textOf(at(told, 'valueReference', 'reference')) === undefined
      ? undefined
      : localName(textOf(at(told, 'valueReference', 'reference')) as string));
  if (named !== undefined) return named;
  const visit = resource['resourceType'] === 'Encounter' ? resource : follow(resource['encounter'])?.resource;
  const episode = objectsOf(visit?.['episodeOfCare'])[0];
  const reference = textOf(episode?.['reference']);
  return reference === undefined ? undefined : localName(reference);
}

function lineOf(entry: Entry, outcome: MappingLine['outcome'], because?: string): MappingLine {
  const { resource, type, place } = entry;
  const codes = ['code', 'medicationCodeableConcept', 'productCode', 'event', 'category']
    .map((name) => codesOf(resource[name]))
    .find((list) => list.length > 0);
  return {
    resource: /^[A-Za-z]{1,60}$/u.test(type) ? type : '(no plain type)',
    ...(codes && { code: shownCode(codes) }),
    outcome,
    ...(because !== undefined && { because }),
    place,
  };
}
