// In: one JSON object a line: {identity, recordType, record, key?, course?, reason?} or {identity, key, recordType, withdraw}. Out: the same stream
// of rows as from CSV. Refuses, line by line, what is no such object.
import { createHash } from 'node:crypto';
import { isRecordTypeName, RECORD_TYPE_NAMES } from '@longview/clinical';
import { identityProblems, linesOf } from '@longview/csv';
import type { Place, PlacedProblem, SourceEvent, SourceRecord } from '@longview/csv';
import { isObject } from '@longview/foundation';
import { identify } from '@longview/identity';
import type { IdentityPart, Sex, TypedIdentity } from '@longview/identity';
import { Ordinals } from './ordinals.ts';

/** The rules of the format; those of the values are the dictionary's. */
export const NDJSON_RULES = {
  J01: 'A line is UTF-8, at most one mebibyte long, and whole.',
  J02: 'A line is a JSON object with identity, recordType and record.',
  J03: 'A record type exists.',
  J04: 'A record that is withdrawn is named by its key.',
} as const;

export interface NdjsonOptions {
  readonly file: string;
  /** Code of the system that wrote the file. */
  readonly source: string;
  readonly today: string;
}

interface Parsed {
  readonly identity: Readonly<Record<string, unknown>>;
  readonly recordType: string;
  readonly record?: Readonly<Record<string, unknown>>;
  readonly key?: unknown;
  readonly course?: unknown;
  readonly withdraw?: unknown;
  readonly reason?: unknown;
}

export async function* readNdjson(
  bytes: AsyncIterable<Uint8Array>,
  options: NdjsonOptions,
): AsyncGenerator<SourceEvent> {
  const ordinals = new Ordinals();
  for await (const line of linesOf(bytes)) {
    const place: Place = { file: options.file, line: line.line };
    if ('fault' in line) {
      const message =
        line.fault === 'too-long' ? 'the line is longer than one mebibyte' : 'the bytes of the line are not UTF-8';
      yield refused('J01', place, message, 'Write one record a line, in UTF-8.');
      continue;
    }
    const text = line.line === 1 ? line.text.replace(/^\ufeff/u, '') : line.text;
    if (text.trim() === '') continue;
    const parsed = parse(text);
    if (parsed === undefined) {
      if (line.ended) yield refused('J02', place, 'the line is not a JSON object', 'Write one JSON object a line.');
      else
        yield refused(
          'J01',
          place,
          'the file ends inside this line',
          'The export or the copy broke off: make it again.',
        );
      continue;
    }
    yield* rowOf(parsed, text, place, options, ordinals);
  }
}

function* rowOf(
  parsed: Record<string, unknown>,
  text: string,
  place: Place,
  options: NdjsonOptions,
  ordinals: Ordinals,
): Generator<SourceEvent> {
  const withdraws = isObject(parsed['withdraw']);
  if (
    !isObject(parsed['identity']) ||
    typeof parsed['recordType'] !== 'string' ||
    !(withdraws || isObject(parsed['record']))
  ) {
    const message = 'identity, recordType and record (or withdraw) are expected';
    yield refused('J02', place, message, 'Write {"identity": {…}, "recordType": "…", "record": {…}}.');
    return;
  }
  const line = parsed as unknown as Parsed;
  if (!isRecordTypeName(line.recordType)) {
    yield refused('J03', place, 'there is no record type of this name', `Use one of ${RECORD_TYPE_NAMES.join(', ')}.`);
    return;
  }
  const key = textOf(line.key);
  if (withdraws && key === undefined) {
    yield refused('J04', place, 'a record is withdrawn without its key', 'Give the key under which it was sent.');
    return;
  }
  const typed = typedIdentity(line.identity);
  const identity = identify(typed, options.today);
  const problems: PlacedProblem[] = identityProblems(
    identity,
    () => place,
    (part: IdentityPart) => typed[part] ?? '',
  );
  // Without a key, the record is the n-th of its type for this patient in the file. The patient is hashed: ids are printed, numbers never.
  const patient = identity.ok
    ? createHash('sha256').update(identity.value.identity.key).digest('hex').slice(0, 24)
    : '';
  const counted = `${key ?? `patient ${patient}`}|${line.recordType}`;
  const ordinal = ordinals.next(counted);
  const course = textOf(line.course);
  const taken = withdraws ? (textOf((line.withdraw as Record<string, unknown>)['reason']) ?? '') : undefined;
  const corrected = textOf(line.reason);
  const { recordType: type } = line;
  // A row that waits for others of its patient keeps its text alone.
  const record = (content: unknown): SourceRecord => ({
    type,
    sourceRecordId: `${counted}|${ordinal}`,
    ...(course !== undefined && { courseKey: course }),
    source: options.source,
    record: isObject(content) ? content : {},
    ...(taken !== undefined && { withdraw: { reason: taken } }),
    ...(taken === undefined && corrected !== undefined && { reason: corrected }),
    place,
    places: new Map(),
  });
  const contents = () => ({
    records: [record(withdraws ? {} : parse(text)?.['record'])],
    refused: [],
    problems,
  });
  yield { kind: 'row', line: place.line, place, identity, contents, cells: [], weight: text.length + 400 };
}

/**
 * `__proto__` is dropped: as a member it would be data, assigned to an object it would be its prototype. Half a character, which an escape can
 * name and no encoding can carry, becomes the sign for one that is not known.
 */
function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text, (name, member: unknown) =>
      name === '__proto__' ? undefined : typeof member === 'string' ? member.toWellFormed() : member,
    );
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown): string | undefined =>
  (typeof value === 'string' && value.trim() !== '') || typeof value === 'number' ? String(value).trim() : undefined;

const SEXES: readonly unknown[] = ['male', 'female', 'other', 'unknown'] satisfies Sex[];

const typedIdentity = (identity: Readonly<Record<string, unknown>>): TypedIdentity => ({
  nationalNumber: textOf(identity['nationalNumber']),
  numberType: textOf(identity['numberType']),
  fileNumber: textOf(identity['fileNumber']),
  name: textOf(identity['name']),
  birthDate: textOf(identity['birthDate']),
  ...(SEXES.includes(identity['sex']) && { sex: identity['sex'] as Sex }),
});

const refused = (rule: keyof typeof NDJSON_RULES, place: Place, message: string, mend: string): SourceEvent => ({
  kind: 'refused',
  whole: false,
  problem: { rule, severity: 'error', place, message, mend },
});
