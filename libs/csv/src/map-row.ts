// In: the cells of one row and the mapping. Out: who, which records, and what is wrong, each with its place. One bad field never takes
// the rest with it; an unreadable date takes its record.
import type { Headings } from './headings.ts';
import type { Condition, Mapping, RecordMapping } from './mapping/mapping.ts';
import { problem } from './place.ts';
import type { Place, PlacedProblem } from './place.ts';
import type { RowContents, SourceRecord, SourceRow } from './source-row.ts';
import { readIdentity } from './row-identity.ts';
import type { DateFormat } from './values/date-format.ts';
import { readField } from './values/read-field.ts';
import type { CellReader } from './values/read-field.ts';

export interface RowSetting {
  readonly file: string;
  readonly headings: Headings;
  readonly mapping: Mapping;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Of a workbook: see `CellReader`. */
  readonly furtherDates?: readonly DateFormat[];
}

export function mapRow(cells: readonly string[], line: number, setting: RowSetting): SourceRow {
  const { file, headings, mapping } = setting;
  const reader: CellReader = {
    cell: (column) => cells[headings.indexOf(column) ?? -1]?.trim() ?? '',
    place(column) {
      const index = headings.indexOf(column);
      return index === undefined
        ? { file, line }
        : { file, line, column: index + 1, heading: headings.names[index] ?? column };
    },
    decimal: mapping.decimal,
    ...(setting.furtherDates && { furtherDates: setting.furtherDates }),
  };
  const place: Place = { file, line };
  const { identity, problems } = readIdentity(reader, place, setting);
  return {
    kind: 'row',
    line,
    place,
    identity,
    contents: () => readContents(reader, place, mapping, problems),
    cells,
    weight: cells.reduce((sum, cell) => sum + 2 * cell.length + 24, 400),
  };
}

function readContents(
  reader: CellReader,
  place: Place,
  mapping: Mapping,
  ofIdentity: readonly PlacedProblem[],
): RowContents {
  const problems = [...ofIdentity];
  const records: SourceRecord[] = [];
  const refused: RowContents['refused'][number][] = [];
  const key = rowKey(reader, mapping, place, problems);
  const courseKey = mapping.course === undefined ? '' : reader.cell(mapping.course);
  const voided = mapping.void === undefined ? '' : reader.cell(mapping.void.column);
  const withdraw = voided === '' ? undefined : { reason: reasonOf(voided, mapping.void?.values) };
  const corrected = mapping.reason === undefined ? '' : reader.cell(mapping.reason.column);
  const reason = corrected === '' ? undefined : reasonOf(corrected, mapping.reason?.values);
  const source = (mapping.exact?.source && reader.cell(mapping.exact.source)) || mapping.source;
  const known = mapping.exact?.record === undefined ? '' : reader.cell(mapping.exact.record);
  for (const wanted of mapping.records) {
    if (!wanted.when.every((condition) => holds(condition, reader))) continue;
    const own = `${key ?? `line ${place.line}`}|${wanted.type}|${wanted.ordinal}`;
    const sourceRecordId = known === '' ? own : known;
    const read = readRecord(wanted, reader, sourceRecordId);
    // A row that was emptied but for its key and the mark takes back what it may have held, when it can only be one thing.
    if (withdraw && key !== undefined && (read || mapping.records.length === 1)) {
      const { type } = wanted;
      records.push({ type, sourceRecordId, source, record: {}, withdraw, place, places: new Map() });
      continue;
    }
    if (!read) continue;
    problems.push(...read.problems);
    if (key === undefined || read.problems.some((one) => one.severity === 'error'))
      refused.push({ type: wanted.type, sourceRecordId });
    else
      records.push({
        type: wanted.type,
        sourceRecordId,
        ...(courseKey !== '' && { courseKey }),
        source,
        record: read.record,
        ...(reason !== undefined && { reason }),
        place,
        places: read.places,
      });
  }
  return { records, refused, problems };
}

function readRecord(wanted: RecordMapping, reader: CellReader, sourceRecordId: string) {
  const record: Record<string, unknown> = {};
  const absent: Record<string, unknown> = {};
  const places = new Map<string, Place>();
  const problems: PlacedProblem[] = [];
  let [filled, fromColumns] = [false, false];
  for (const field of wanted.fields) {
    if (field.from.kind === 'column') fromColumns = true;
    if (!field.when.every((condition) => holds(condition, reader))) continue;
    const reading = readField(field, reader, sourceRecordId);
    filled ||= reading.filled;
    if (reading.problem) problems.push(reading.problem);
    if (reading.value !== undefined) record[field.item.name] = reading.value;
    if (reading.absent !== undefined) absent[field.item.name] = reading.absent;
    if (field.from.kind === 'column') places.set(field.item.name, reader.place(field.from.column));
  }
  // A row without any cell for this record does not hold it; constants beside empty cells would invent one.
  if (fromColumns && !filled) return undefined;
  if (Object.keys(absent).length > 0) record['absent'] = absent;
  return { record, places, problems };
}

function holds({ column, test }: Condition, reader: CellReader): boolean {
  const cell = reader.cell(column);
  switch (test.kind) {
    case 'notEmpty':
      return cell !== '';
    case 'empty':
      return cell === '';
    case 'in':
      return test.values.has(cell.toLowerCase());
    case 'notIn':
      return !test.values.has(cell.toLowerCase());
  }
}

/** Words that only say that it is so, to the reason that is meant; any other has to be a code, and the agent looks at that. */
const reasonOf = (cell: string, values: ReadonlyMap<string, string> | undefined): string =>
  values?.get(cell.toLowerCase()) ??
  (/^(?:x|1|ja|j|oui|o|yes|y|true|void|geannuleerd|annulé|annule|fout|erreur|error)$/iu.test(cell)
    ? 'enteredInError'
    : cell);

/** The key columns, joined so that no two rows with different cells have the same key. */
function rowKey(reader: CellReader, mapping: Mapping, place: Place, problems: PlacedProblem[]): string | undefined {
  const parts = mapping.key.map((column) => reader.cell(column));
  if (parts.every((part) => part === '')) {
    problems.push(
      problem(
        'C11',
        mapping.key[0] === undefined ? place : reader.place(mapping.key[0]),
        'the row has no key, so it could never be corrected or recognised',
        'Fill the key column, or name another one in the mapping: key.',
      ),
    );
    return undefined;
  }
  return parts.map((part) => part.replaceAll(/[\\|]/gu, String.raw`\$&`)).join('|');
}
