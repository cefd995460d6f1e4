// In: a workbook's archive. Out: its sheets, and the rows of a sheet with their cells as text, number or day. A day is a number of days in
// one of two calendars (from 1900, with a 29 February that never was; from 1904), and only its format says that it is one.
import { dayText } from '@longview/foundation';
import { xmlEvents } from './xml.ts';
import { type Zip, ZipBroken } from './zip.ts';

export type Cell = { readonly text: string } | { readonly number: number } | { readonly day: string };

export interface SheetRow {
  readonly line: number;
  /** By column, from 0; columns without a cell are left out. */
  readonly cells: ReadonlyMap<number, Cell>;
}

export interface WorkbookSheet {
  readonly name: string;
  readonly part: string;
  readonly hidden: boolean;
}

/** Excel's own limit; a reference beyond it is broken. */
const COLUMNS = 16_384;
const MOST_TEXT = 128 * 1024 * 1024;

export class Workbook {
  readonly sheets: readonly WorkbookSheet[];
  readonly #zip: Zip;
  readonly #from1904: boolean;
  readonly #dates: ReadonlySet<number>;
  #shared: readonly string[] | undefined;

  /** @throws ZipBroken */
  constructor(zip: Zip) {
    this.#zip = zip;
    const targets = new Map<string, string>();
    for (const event of xmlEvents(zip.read('xl/_rels/workbook.xml.rels')))
      if (event.is === 'open' && event.name === 'Relationship')
        targets.set(event.attributes['Id'] ?? '', event.attributes['Target'] ?? '');
    const sheets: WorkbookSheet[] = [];
    let from1904 = false;
    for (const event of xmlEvents(zip.read('xl/workbook.xml'))) {
      if (event.is !== 'open') continue;
      if (event.name === 'workbookPr') from1904 = ['1', 'true'].includes(event.attributes['date1904'] ?? '');
      if (event.name !== 'sheet') continue;
      const target = targets.get(event.attributes['r:id'] ?? event.attributes['id'] ?? '');
      if (target === undefined) continue;
      const part = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      sheets.push({
        name: event.attributes['name'] ?? '',
        part,
        hidden: (event.attributes['state'] ?? 'visible') !== 'visible',
      });
    }
    this.sheets = sheets;
    this.#from1904 = from1904;
    this.#dates = dateStyles(zip);
  }

  /** @throws ZipBroken */
  *rows(sheet: WorkbookSheet): Generator<SheetRow> {
    if (!this.#zip.has(sheet.part)) throw new ZipBroken('broken');
    this.#shared ??= sharedTexts(this.#zip);
    let line = 0;
    let cells = new Map<number, Cell>();
    let column = -1;
    let type = '';
    let style = 0;
    let text = '';
    let within = false;
    let phonetic = 0;
    for (const event of xmlEvents(this.#zip.read(sheet.part))) {
      if (event.is === 'open') {
        const { attributes } = event;
        if (event.name === 'row') {
          const told = Number(attributes['r']);
          line = Number.isSafeInteger(told) && told > line ? told : line + 1;
          cells = new Map();
          column = -1;
        } else if (event.name === 'c') {
          column = columnOf(attributes['r']) ?? column + 1;
          if (column >= COLUMNS) throw new ZipBroken('broken');
          type = attributes['t'] ?? 'n';
          style = Number(attributes['s'] ?? 0);
          text = '';
        } else if (event.name === 'rPh') phonetic++;
        else if (event.name === 'v' || event.name === 't') within = phonetic === 0;
      } else if (event.is === 'text') {
        if (within) text += event.text;
        if (text.length > 1_048_576) throw new ZipBroken('too-large');
      } else if (event.name === 'v' || event.name === 't') within = false;
      else if (event.name === 'rPh') phonetic--;
      else if (event.name === 'c') {
        const cell = this.#cell(type, text, style);
        if (cell) cells.set(column, cell);
      } else if (event.name === 'row' && cells.size > 0) yield { line, cells };
    }
  }

  #cell(type: string, text: string, style: number): Cell | undefined {
    if (text === '') return undefined;
    if (type === 's') return { text: this.#shared?.[Number(text)] ?? '' };
    if (type === 'b') return { text: text === '1' ? 'true' : 'false' };
    if (type !== 'n') return { text };
    const number = Number(text);
    if (!Number.isFinite(number)) return { text };
    if (this.#dates.has(style)) {
      const day = dayOf(number, this.#from1904);
      if (day !== undefined) return { day };
    }
    return { number };
  }
}

/** `AB12` is column 27 from 0. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d+$/u.exec(reference ?? '')?.[1];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + (letter.charCodeAt(0) - 64);
  return column - 1;
}

/** The day of a serial number; none for a time of day alone, nor for what lies outside the calendar. */
export function dayOf(serial: number, from1904: boolean): string | undefined {
  const days = Math.floor(serial);
  if (days < 1 || days > 2_958_465) return undefined;
  if (from1904) return dayText(days - 24_107);
  // Day 60 is 29 February 1900, which never was: it is shown, and refused as a day that does not exist.
  if (days === 60) return '1900-02-29';
  return dayText(days - (days < 60 ? 25_568 : 25_569));
}

/** Styles (positions in cellXfs) that show a day. */
function dateStyles(zip: Zip): ReadonlySet<number> {
  const own = new Map<number, string>();
  const dates = new Set<number>();
  let inCells = false;
  let position = 0;
  for (const event of xmlEvents(zip.read('xl/styles.xml'))) {
    if (event.is === 'open') {
      const { name, attributes } = event;
      if (name === 'numFmt') own.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells && isDate(Number(attributes['numFmtId'] ?? 0), own)) dates.add(position);
      if (name === 'xf' && inCells) position++;
    } else if (event.is === 'close' && event.name === 'cellXfs') inCells = false;
  }
  return dates;
}

/** Formats that Excel has of itself and that show a day (ECMA-376 part 1, 18.8.30), and own ones with a year or a day in them. */
function isDate(id: number, own: ReadonlyMap<number, string>): boolean {
  if ((id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return true;
  const code = own.get(id);
  if (code === undefined) return false;
  const bare = code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]|_./gu, '').toLowerCase();
  return /[yd]/u.test(bare) || /(?:^|[^h:])m{2,}(?:$|[^:s])/u.test(bare);
}

function sharedTexts(zip: Zip): readonly string[] {
  const texts: string[] = [];
  let text = '';
  let total = 0;
  let within = false;
  let phonetic = 0;
  for (const event of xmlEvents(zip.read('xl/sharedStrings.xml'))) {
    if (event.is === 'open') {
      if (event.name === 'si') text = '';
      else if (event.name === 'rPh') phonetic++;
      else if (event.name === 't') within = phonetic === 0;
    } else if (event.is === 'text') {
      if (within) text += event.text;
      if (within) total += event.text.length;
      if (total > MOST_TEXT) throw new ZipBroken('too-large');
    } else if (event.name === 't') within = false;
    else if (event.name === 'rPh') phonetic--;
    else if (event.name === 'si') texts.push(text);
  }
  return texts;
}
