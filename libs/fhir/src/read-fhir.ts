// In: files of FHIR R4: Bundles, single resources, or one of them a line. Out: one row a patient, whatever the order and the file in which
// the resources stand, and a refusal for each that belongs to nobody. Holds the patients whose last resource has not come yet, and no more
// of them than a bound allows: then it reads the files once for each share of the patients.
import type { Line, Place, PlacedProblem, SourceEvent } from '@longview/csv';
import { linesOf } from '@longview/csv';
import { trouble } from './entry.ts';
import type { Entry } from './entry.ts';
import { at, isObject, parseJson, textOf } from './json.ts';
import { isReferred } from './maps/index.ts';
import { patientRow } from './patient-row.ts';
import type { FhirOptions } from './patient-row.ts';
import { localName, meant, namesOf, References } from './references.ts';
import { subjectOf, usedBy } from './subject.ts';
import { unwrap } from './unwrap.ts';

export interface FhirFile {
  /** For messages. */
  readonly name: string;
  /** One JSON value a line, or one in the whole file. */
  readonly lines: boolean;
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}

/** A line, and a file that is one JSON value. */
const LONGEST_LINE = 32 * 1024 * 1024;
const LONGEST_FILE = 256 * 1024 * 1024;
/** Characters of patients that are held at once; and of what nobody's resources take. */
const HELD = 48 * 1024 * 1024;
const SHARED = 32 * 1024 * 1024;

interface Unit {
  readonly text: string;
  readonly file: string;
  readonly line: number | undefined;
}

/** What a first reading finds out, kept for the next. */
interface Index {
  /** Where the last resource of each patient stands, counted over all files. */
  readonly last: Map<string, number>;
  readonly shared: References;
  /** Patient of a resource that has none of its own, by its local name. */
  readonly usedFor: Map<string, string>;
  readonly shares: number;
  readonly overfull: boolean;
}

/** A reader of some files: what one reading found out of their order serves the next. */
export function fhirReader(files: readonly FhirFile[], options: FhirOptions): () => AsyncGenerator<SourceEvent> {
  let index: Promise<Index> | undefined;
  return async function* read() {
    index ??= indexOf(files);
    yield* rowsOf(files, await index, options);
  };
}

async function* unitsOf(file: FhirFile): AsyncGenerator<Unit | { readonly problem: PlacedProblem }> {
  const mend = 'Export resources or Bundles of FHIR R4 as UTF-8, one JSON value a line where the file ends in .ndjson.';
  if (!file.lines) {
    const place: Place = { file: file.name, line: 1 };
    if (file.size > LONGEST_FILE) {
      yield {
        problem: trouble(
          'F01',
          place,
          'the file is longer than 256 mebibytes',
          'Export it as NDJSON: one resource or Bundle a line.',
        ),
      };
      return;
    }
    const parts: Uint8Array[] = [];
    for await (const part of file.open()) parts.push(part);
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
      yield { text: text.replace(/^\ufeff/u, ''), file: file.name, line: undefined };
    } catch {
      yield { problem: trouble('F01', place, 'the bytes of the file are not UTF-8', mend) };
    }
    return;
  }
  for await (const line of linesOf(file.open(), LONGEST_LINE)) {
    const unit = unitOfLine(line, file.name, mend);
    if (unit) yield unit;
  }
}

function unitOfLine(line: Line, file: string, mend: string): Unit | { readonly problem: PlacedProblem } | undefined {
  const place: Place = { file, line: line.line };
  if ('fault' in line)
    return {
      problem: trouble(
        'F01',
        place,
        line.fault === 'too-long' ? 'the line is longer than 32 mebibytes' : 'the bytes of the line are not UTF-8',
        mend,
      ),
    };
  const text = line.line === 1 ? line.text.replace(/^\ufeff/u, '') : line.text;
  return text.trim() === '' ? undefined : { text, file, line: line.line };
}

/** Resources of one Bundle that hold together, and what has to be looked for elsewhere. */
interface Opened {
  readonly whole: readonly { readonly patient: Entry; readonly entries: readonly Entry[] }[];
  readonly loose: readonly Entry[];
  readonly references: References;
  readonly problems: readonly PlacedProblem[];
  readonly left: ReturnType<typeof unwrap>['left'];
}

/** Pages of a server are cut anywhere: their ids hold beyond the page. */
const PAGES: ReadonlySet<unknown> = new Set(['searchset', 'history']);

function open(unit: Unit): Opened {
  const value = parseJson(unit.text);
  const references = new References();
  if (value === undefined) {
    const place: Place = { file: unit.file, line: unit.line ?? 1 };
    const problems = [
      trouble('F01', place, 'what stands here is no JSON, or it broke off', 'Make the export or the copy again.'),
    ];
    return { whole: [], loose: [], references, problems, left: [] };
  }
  const { entries, problems, left, bundle } = unwrap(value, unit.file, unit.line);
  if (!bundle || PAGES.has(at(value, 'type'))) return { whole: [], loose: entries, references, problems, left };
  for (const entry of entries) references.add(entry);
  const patients = new Map<Entry, Entry[]>();
  for (const entry of entries) if (entry.type === 'Patient') patients.set(entry, [entry]);
  const owners = new Map<Entry, Entry>();
  const ownerOf = (entry: Entry): Entry | undefined => {
    const reference = subjectOf(entry.resource);
    const found = reference && references.resolve(reference, entry.resource);
    return found === 'several' ? undefined : found;
  };
  for (const entry of entries)
    for (const used of usedBy(entry.resource)) {
      const [target, owner] = [references.resolve(used, entry.resource), ownerOf(entry)];
      if (target !== undefined && target !== 'several' && owner) owners.set(target, owner);
    }
  const loose: Entry[] = [];
  const [only] = patients.size === 1 ? patients.keys() : [];
  for (const entry of entries) {
    if (entry.type === 'Patient') continue;
    // What is nobody's and does not name anybody may be referred to; in the Bundle of one patient it can only be his.
    const owner =
      ownerOf(entry) ??
      owners.get(entry) ??
      (subjectOf(entry.resource) === undefined && !isReferred(entry.type) ? only : undefined);
    const group = owner && patients.get(owner);
    if (group) group.push(entry);
    else if (!isReferred(entry.type)) loose.push(entry);
  }
  const whole = [...patients].map(([patient, own]) => ({ patient, entries: own }));
  return { whole, loose, references, problems, left };
}

/** The name under which the patient of a loose resource is looked for. */
function ownerName(entry: Entry, usedFor: ReadonlyMap<string, string>): string | undefined {
  if (entry.type === 'Patient') return namesOf(entry).find((name) => name.startsWith('Patient/')) ?? namesOf(entry)[0];
  const reference = subjectOf(entry.resource);
  if (reference) {
    const names = meant(reference);
    return names.find((name) => name.startsWith('Patient/')) ?? names[0];
  }
  return namesOf(entry).flatMap((name) => usedFor.get(name) ?? [])[0];
}

async function indexOf(files: readonly FhirFile[]): Promise<Index> {
  const last = new Map<string, number>();
  const first = new Map<string, number>();
  const weights = new Map<string, number>();
  const shared = new References();
  const usedFor = new Map<string, string>();
  let [position, sharedWeight] = [0, 0];
  for (const file of files)
    for await (const unit of unitsOf(file)) {
      if ('problem' in unit) continue;
      const { loose } = open(unit);
      for (const entry of loose) {
        position++;
        const owner = ownerName(entry, usedFor);
        if (owner !== undefined) {
          for (const used of usedBy(entry.resource)) {
            const target = localName(textOf(used['reference']) ?? '');
            if (target?.startsWith('BiologicallyDerivedProduct/') === true) usedFor.set(target, owner);
          }
          if (!first.has(owner)) first.set(owner, position);
          last.set(owner, position);
          weights.set(owner, (weights.get(owner) ?? 0) + unit.text.length);
        } else if (sharedWeight + unit.text.length <= SHARED) {
          sharedWeight += unit.text.length;
          shared.add(entry);
        }
      }
    }
  // A product that came before the act that used it belongs to its patient after all: it is held until he is complete.
  return {
    last,
    shared,
    usedFor,
    shares: Math.max(1, Math.ceil(peakOf(first, last, weights) / HELD)),
    overfull: sharedWeight >= SHARED,
  };
}

/** Characters that are held at once when each patient is let go at his last resource. */
function peakOf(
  first: ReadonlyMap<string, number>,
  last: ReadonlyMap<string, number>,
  weights: ReadonlyMap<string, number>,
): number {
  const total = [...weights.values()].reduce((sum, one) => sum + one, 0);
  if (total <= HELD) return total;
  const size = first.size;
  const starts = new Float64Array(size);
  const ends = new Float64Array(size);
  const weight = new Float64Array(size);
  let at = 0;
  for (const [name, from] of first) {
    starts[at] = from;
    ends[at] = last.get(name) ?? from;
    weight[at++] = weights.get(name) ?? 0;
  }
  const byStart = Uint32Array.from(starts.keys()).sort(
    (left, right) => (starts[left] as number) - (starts[right] as number),
  );
  const byEnd = Uint32Array.from(ends.keys()).sort((left, right) => (ends[left] as number) - (ends[right] as number));
  let [held, peak, next] = [0, 0, 0];
  for (const one of byStart) {
    while (next < size && (ends[byEnd[next] as number] as number) < (starts[one] as number))
      held -= weight[byEnd[next++] as number] as number;
    held += weight[one] as number;
    if (held > peak) peak = held;
  }
  return peak;
}

/** Which share takes this patient: spread, not secrecy. */
function shareOf(name: string, shares: number): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) value = Math.imul(value ^ name.charCodeAt(index), 0x01000193);
  return (value >>> 0) % shares;
}

interface Held {
  readonly units: { readonly unit: Unit; readonly heading: string | undefined }[];
  patient: Entry | undefined;
  weight: number;
}

async function* rowsOf(files: readonly FhirFile[], index: Index, options: FhirOptions): AsyncGenerator<SourceEvent> {
  const { last, shared, usedFor, shares } = index;
  for (let share = 0; share < shares; share++) {
    const held = new Map<string, Held>();
    let position = 0;
    for (const file of files) {
      for await (const unit of unitsOf(file)) {
        if ('problem' in unit) {
          if (share === 0) yield { kind: 'refused', whole: false, problem: unit.problem };
          continue;
        }
        const opened = open(unit);
        if (share === 0) {
          for (const problem of opened.problems) yield { kind: 'refused', whole: false, problem };
          for (const { type, because, place } of opened.left)
            yield { kind: 'note', note: { place, message: `${type}: ${because}` } };
          for (const { patient, entries } of opened.whole)
            yield patientRow(
              { patient, entries: () => entries, shared: opened.references, weight: unit.text.length * 4 },
              options,
            );
        }
        for (const entry of opened.loose) {
          position++;
          const owner = ownerName(entry, usedFor);
          if (owner === undefined) {
            if (share === 0) yield isReferred(entry.type) ? referred(entry) : nobody(entry);
            continue;
          }
          if (shares > 1 && shareOf(owner, shares) !== share) continue;
          const one = held.get(owner) ?? { units: [], patient: undefined, weight: 0 };
          held.set(owner, one);
          const single = opened.loose.length === 1 && opened.whole.length === 0;
          one.units.push({
            unit: single ? unit : { ...unit, text: JSON.stringify(entry.resource) },
            heading: single ? undefined : entry.place.heading,
          });
          one.weight += unit.text.length;
          if (entry.type === 'Patient') one.patient = newer(one.patient, entry);
          if (last.get(owner) === position) {
            held.delete(owner);
            yield* flush(one, shared, options);
          }
        }
      }
    }
    for (const one of held.values()) yield* flush(one, shared, options);
  }
}

const newer = (before: Entry | undefined, now: Entry): Entry =>
  before &&
  (textOf(at(before.resource, 'meta', 'lastUpdated')) ?? '') > (textOf(at(now.resource, 'meta', 'lastUpdated')) ?? '')
    ? before
    : now;

function* flush(one: Held, shared: References, options: FhirOptions): Generator<SourceEvent> {
  const entries = (): Entry[] =>
    one.units.flatMap(({ unit, heading }) => {
      const resource = parseJson(unit.text);
      const type = textOf(at(resource, 'resourceType'));
      if (!isObject(resource)) return [];
      if (type === 'Bundle') return unwrap(resource, unit.file, unit.line).entries;
      return type === undefined
        ? []
        : [{ resource, type, place: { file: unit.file, line: unit.line ?? 1, heading: heading ?? type } }];
    });
  if (!one.patient) {
    for (const entry of entries()) yield nobody(entry);
    return;
  }
  yield patientRow({ patient: one.patient, entries, shared, weight: one.weight }, options);
}

/** Read where another resource refers to it; said once for all of a type. */
const referred = ({ type, place }: Entry): SourceEvent => ({
  kind: 'note',
  note: { place, message: `${type}: it is read where another resource refers to it, and gives no record itself` },
});

const nobody = (entry: Entry): SourceEvent => ({
  kind: 'refused',
  whole: false,
  problem:
    subjectOf(entry.resource) === undefined
      ? trouble(
          'F03',
          entry.place,
          'the resource names no patient',
          'Give its subject; for a product the extension patient.',
        )
      : trouble(
          'F03',
          entry.place,
          'the patient to whom the resource refers is not in the files',
          'Export the Patient with it; files that belong together are read together: name them all, or their folder.',
        ),
});
