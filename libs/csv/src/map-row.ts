// In: the cells of one row and the mapping. Out: who, which records, and what is wrong, each with its place. One bad field never takes
// the rest with it; an unreadable date takes its record.
import { err } from '@longview/foundation';
import { identify, mask } from '@longview/identity';
import type { IdentityFinding, IdentityPart, Sex } from '@longview/identity';
import type { Headings } from './headings.ts';
import type { Condition, Mapping, RecordMapping } from './mapping/mapping.ts';
import { problem } from './place.ts';
import type { Place, PlacedProblem } from './place.ts';
import type { SourceRecord, SourceRow } from './source-row.ts';
import { DATE_FAULTS, readDate } from './values/date-format.ts';
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
  const problems: PlacedProblem[] = [];
  const identity = readIdentity(reader, line, setting, problems);
  const records: SourceRecord[] = [];
  const refused: SourceRow['refused'][number][] = [];

  const key = rowKey(reader, mapping, { file, line }, problems);
  const courseKey = mapping.course === undefined ? '' : reader.cell(mapping.course);
  for (const wanted of mapping.records) {
    if (!wanted.when.every((condition) => holds(condition, reader))) continue;
    const sourceRecordId = `${key ?? `line ${line}`}|${wanted.type}|${wanted.ordinal}`;
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
        place: { file, line },
        places: read.places,
      });
  }
  return { kind: 'row', line, place: { file, line }, identity, records, refused, problems, cells };
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

function readIdentity(
  reader: CellReader,
  line: number,
  { mapping, today, file }: RowSetting,
  problems: PlacedProblem[],
): SourceRow['identity'] {
  const { identity } = mapping;
  const cell = (column: string | undefined): string | undefined =>
    column === undefined ? undefined : reader.cell(column);
  const here = (column: string | undefined): Place =>
    column === undefined ? { file, line: line } : reader.place(column);
  const type = identity.numberType;
  const typed = type && 'column' in type ? reader.cell(type.column) : undefined;
  const sexCell = cell(identity.sex?.column) ?? '';
  const sex = identity.sex?.values.get(sexCell.toLowerCase()) as Sex | undefined;
  if (identity.sex && sexCell !== '' && sex === undefined)
    problems.push(
      problem(
        'C13',
        reader.place(identity.sex.column),
        'the sex is not in the value map and is not compared with the national number',
        'Add it to the mapping: identity.sex.values.',
        { severity: 'query', field: 'sex', value: sexCell },
      ),
    );

  const birthCell = cell(identity.birthDate?.column) ?? '';
  const birth =
    identity.birthDate && birthCell !== '' ? readDate(birthCell, identity.birthDate.dateFormats) : undefined;
  const place: Readonly<Record<IdentityPart, Place>> = {
    nationalNumber: here(identity.nationalNumber ?? identity.fileNumber),
    numberType: here(type && 'column' in type ? type.column : undefined),
    fileNumber: here(identity.fileNumber),
    name: here(identity.name[0]),
    birthDate: here(identity.birthDate?.column),
    sex: here(identity.sex?.column),
  };
  const result = identify(
    {
      nationalNumber: cell(identity.nationalNumber),
      numberType: type && 'constant' in type ? type.constant : (type?.values.get((typed ?? '').toLowerCase()) ?? typed),
      fileNumber: cell(identity.fileNumber),
      name: identity.name
        .map((column) => reader.cell(column))
        .filter((part) => part !== '')
        .join(' '),
      // A date that is not exact or not readable is handed on as written, so that it is refused and never guessed.
      birthDate: birth?.ok ? birth.value : birthCell,
      sex,
    },
    today,
  );
  const findings: readonly IdentityFinding[] = result.ok ? result.value.findings : result.error;
  for (const one of findings) {
    if (one.severity === 'note') continue;
    const where = place[one.part];
    const value = where.heading === undefined ? '' : mask(reader.cell(where.heading));
    const fault = one.code === 'birth-date-unreadable' && birth && !birth.ok ? DATE_FAULTS[birth.error] : one.message;
    problems.push({
      rule: one.code,
      severity: one.severity,
      field: one.part,
      ...(value !== '' && { value }),
      message: fault,
      mend: one.mend,
      place: where,
    });
  }
  return result.ok ? result : err(result.error);
}
