// In: the cells of one row and the mapping. Out: who, which records, and what is wrong, each with its place. One bad field never takes
// the rest with it; an unreadable date takes its record.
import type { Headings } from './headings.ts';
import type { Condition, Mapping, RecordMapping } from './mapping/mapping.ts';
import { problem } from './place.ts';
import type { Place, PlacedProblem } from './place.ts';
import type { RowContents, SourceRecord, SourceRow } from './source-row.ts';
import { readIdentity } from './row-identity.ts';
import { readField } from './values/read-field.ts';
import type { CellReader } from './values/read-field.ts';

export interface RowSetting {
  readonly file: string;
  readonly headings: Headings;
  readonly mapping: Mapping;
  /** `YYYY-MM-DD`. */
  readonly today: string;
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
  for (const wanted of mapping.records) {
    if (!wanted.when.every((condition) => holds(condition, reader))) continue;
    const sourceRecordId = `${key ?? `line ${place.line}`}|${wanted.type}|${wanted.ordinal}`;
    const read = readRecord(wanted, reader, sourceRecordId);
    if (!read) continue;
    problems.push(...read.problems);
    if (key === undefined || read.problems.some((one) => one.severity === 'error'))
      refused.push({ type: wanted.type, sourceRecordId });
    else
      records.push({
        type: wanted.type,
        sourceRecordId,
        ...(courseKey !== '' && { courseKey }),
        source: mapping.source,
        record: read.record,
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
