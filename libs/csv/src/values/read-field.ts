// In: one field's mapping and the cells of a row. Out: its value, its coded absence, or nothing, with what is wrong. Cells that no list
// vouches for do not become values: they could be typed text.
import type { Absence, Item } from '@longview/dictionary';
import type { Result } from '@longview/foundation';
import { quantityOf, readInteger, readMeasured, readNumber, wordOf } from '@longview/units';
import type { NumberFault, Word } from '@longview/units';
import type { ColumnSource, FieldMapping } from '../mapping/mapping.ts';
import { problem } from '../place.ts';
import type { Place, PlacedProblem } from '../place.ts';
import { DATE_FAULTS, readDate } from './date-format.ts';
import type { DateFormat } from './date-format.ts';
import { baseCode } from './base-words.ts';
import { isListed } from './listed.ts';

export interface CellReader {
  /** The cell of a column without outer blanks; empty text when the row has none. */
  cell(column: string): string;
  place(column: string): Place;
  readonly decimal: ',' | '.';
  /** Tried after the formats of the mapping: in a workbook a date is a date, however it is shown. */
  readonly furtherDates?: readonly DateFormat[];
}

export interface FieldReading {
  readonly value?: unknown;
  readonly absent?: Absence;
  /** True when a column of the file gave something: a record of constants alone is not there. */
  readonly filled: boolean;
  readonly problem?: PlacedProblem;
}

const NOTHING: FieldReading = { filled: false };

export function readField(field: FieldMapping, reader: CellReader, record: string): FieldReading {
  const { item, from } = field;
  if (from.kind === 'constant') return { value: from.value, filled: false };
  if (from.kind === 'absent') return { absent: from.absence, filled: false };
  const cell = reader.cell(from.column);
  if (cell === '') return readAbsence(from, reader);
  const place = reader.place(from.column);
  const details = { field: item.name, value: cell, record };
  const meaning = from.values.get(cell.toLowerCase());
  if (meaning && 'absent' in meaning) return { ...(item.required && { absent: meaning.absent }), filled: true };

  switch (item.kind) {
    case 'code': {
      const code = meaning?.code ?? cell;
      if (isListed(item, code)) return { value: code, filled: true };
      const base = baseCode(item, cell);
      if (base !== undefined) return { value: base, filled: true };
      const word = wordOf(cell);
      if (word?.says === 'absent') return { ...(item.required && { absent: word.absence }), filled: true };
      const message = `the value is neither in the value map nor a code of ${item.label}; the field is left out`;
      const mend = `Add it to the mapping: ${item.name}: {column: ${from.column}, values: {the value: code}} with one of ${Object.keys(item.values).join(', ')}.`;
      return { filled: true, problem: problem('C13', place, message, mend, { ...details, severity: 'query' }) };
    }
    case 'codes': {
      const parts = cell.split(SEPARATORS).filter((part) => part !== '');
      const codes = [...new Set(parts.map((part) => codeOf(item, from, part)))];
      if (codes.every((code) => isListed(item, code))) return { value: codes, filled: true };
      const message = `a part of the value is neither in the value map nor a code of ${item.label}; the field is left out`;
      const mend = `Write codes with | between them: ${Object.keys(item.values).join(', ')}; or add what you write to the mapping.`;
      return { filled: true, problem: problem('C13', place, message, mend, { ...details, severity: 'query' }) };
    }
    // What it holds is compared with the patient before it travels: see hold-back in the agent.
    case 'text':
      return { value: cell, filled: true };
    case 'date':
    case 'partialDate': {
      const declared = item.kind === 'date' ? from.dateFormats.filter((format) => format.exact) : from.dateFormats;
      const formats = [...declared, ...(reader.furtherDates ?? [])];
      const date = readDate(cell, formats);
      if (date.ok) return { value: date.value, filled: true };
      const patterns = declared.map((format) => format.pattern).join(' or ');
      const mend =
        date.error === 'two-digit-year'
          ? `Write four digits for the year (${patterns}); or, if all years of these files lie in one century, declare dateFormat: dd/MM/yy and century: 20.`
          : `Write the date as ${patterns}, or declare its format: dateFormat.`;
      return { filled: true, problem: problem('C14', place, DATE_FAULTS[date.error], mend, details) };
    }
    case 'integer':
    case 'decimal': {
      const word = meaning === undefined ? wordOf(cell) : undefined;
      if (word) return wordReading(word);
      const read = item.kind === 'integer' ? readInteger : readNumber;
      return numberReading(read(meaning?.code ?? cell, reader.decimal), (value) => value);
    }
    case 'quantity': {
      const typed =
        from.unit === undefined ? '' : 'constant' in from.unit ? from.unit.constant : reader.cell(from.unit.column);
      const word = wordOf(cell);
      if (word) return wordReading(word);
      const measured = readMeasured(cell, reader.decimal);
      if (!measured.ok) return numberReading(measured, (value) => value);
      const { quantity, trouble } = quantityOf(item, measured.value, from.units.get(typed) ?? typed);
      const query = { ...details, severity: 'query' as const };
      if (quantity)
        return {
          value: quantity,
          filled: true,
          ...(trouble && { problem: problem(trouble.rule, place, trouble.message, trouble.mend, query) }),
        };
      const where = from.unit && 'column' in from.unit ? reader.place(from.unit.column) : place;
      const message = `the unit is not one in which ${item.label} comes; the field is left out`;
      const mend = `${trouble?.mend ?? ''} Or map the unit: units.`;
      return { filled: true, problem: problem('C17', where, message, mend, { ...query, value: typed }) };
    }
  }

  function wordReading(word: Word): FieldReading {
    if (word.says === 'absent') return { ...(item.required && { absent: word.absence }), filled: true };
    const message = `"${word.says === 'trace' ? 'a trace' : 'not found'}" is no number and is not turned into one; the field is left out`;
    const mend = 'Give the number, or the limit of the method: <0.1.';
    return { filled: true, problem: problem('U05', place, message, mend, { ...details, severity: 'query' }) };
  }

  function numberReading(number: Result<number, NumberFault>, of: (value: number) => unknown): FieldReading {
    if (number.ok) return { value: of(number.value), filled: true };
    const query = { ...details, severity: 'query' as const };
    if (number.error === 'comparator')
      return {
        filled: true,
        problem: problem(
          'C16',
          place,
          `${item.label} takes a number and no limit; the field is left out`,
          'Give the measured number, or leave the cell empty.',
          query,
        ),
      };
    const mend = `Write it with the decimal sign "${reader.decimal}" and without points or commas between thousands (a blank may stand there), or declare the other sign: decimal.`;
    const message =
      number.error === 'not-whole' ? 'a whole number is expected here' : 'the number is not written as declared';
    return { filled: true, problem: problem('C15', place, `${message}; the field is left out`, mend, query) };
  }
}

/** Between the codes of a list: no code holds one of these. */
const SEPARATORS = /[|;,\s]+/u;

function codeOf(item: Item, from: ColumnSource, part: string): string {
  const meaning = from.values.get(part.toLowerCase());
  if (meaning && 'code' in meaning) return meaning.code;
  return isListed(item, part) ? part : (baseCode(item, part) ?? part);
}

function readAbsence(from: ColumnSource, reader: CellReader): FieldReading {
  if (from.absenceColumn === undefined) return NOTHING;
  const cell = reader.cell(from.absenceColumn);
  // Any other word stays: the dictionary (D06) asks about an absence that it does not know.
  return cell === '' ? NOTHING : { absent: cell as Absence, filled: true };
}
