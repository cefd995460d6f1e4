// Workbooks as they are on a desk: serial days of both calendars, numbers that lost their zeros, sheets beside the one that is meant; and
// archives that swell, break off or lie.
import { describe, expect, test } from '@jest/globals';
import { dayNumber, unwrap } from '@longview/foundation';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { readMapping } from '../mapping/read-mapping.ts';
import type { SourceEvent } from '../source-row.ts';
import { crc32 } from './crc32.ts';
import { readWorkbook } from './read-workbook.ts';
import { dayOf } from './workbook.ts';

type TestCell = string | number | { readonly day: number };

const letters = (column: number): string =>
  (column < 26 ? '' : String.fromCharCode(64 + Math.floor(column / 26))) + String.fromCharCode(65 + (column % 26));
const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function sheetXml(rows: readonly (readonly TestCell[])[]): string {
  const body = rows
    .map((cells, line) => {
      const inside = cells
        .map((cell, column) => {
          const at = `${letters(column)}${line + 1}`;
          if (cell === '') return '';
          if (typeof cell === 'string') return `<c r="${at}" t="inlineStr"><is><t>${escapeXml(cell)}</t></is></c>`;
          if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
          return `<c r="${at}" s="1"><v>${cell.day}</v></c>`;
        })
        .join('');
      return `<row r="${line + 1}">${inside}</row>`;
    })
    .join('');
  return `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${body}</sheetData></worksheet>`;
}

interface Book {
  readonly [name: string]: readonly (readonly TestCell[])[];
}

function workbook(
  book: Book,
  { from1904 = false, hidden = [] as readonly string[], more = {} as Record<string, Uint8Array> } = {},
): Uint8Array {
  const names = Object.keys(book);
  const sheets = names
    .map(
      (name, index) =>
        `<sheet name="${name}" sheetId="${index + 1}" r:id="r${index + 1}"${hidden.includes(name) ? ' state="hidden"' : ''}/>`,
    )
    .join('');
  return zipSync({
    'xl/workbook.xml': strToU8(
      `<workbook xmlns:r="x"><workbookPr date1904="${from1904 ? 1 : 0}"/><sheets>${sheets}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships>${names.map((_, index) => `<Relationship Id="r${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`).join('')}</Relationships>`,
    ),
    'xl/styles.xml': strToU8(
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    ),
    ...Object.fromEntries(
      names.map((name, index) => [`xl/worksheets/sheet${index + 1}.xml`, strToU8(sheetXml(book[name] ?? []))]),
    ),
    ...more,
  });
}

const MAPPING = unwrap(
  readMapping(`
version: 1
source: desk
decimal: ','
dateFormat: dd/MM/yyyy
identity: {nationalNumber: rr, birthDate: geboren}
key: nr
records:
  - type: SurvivalStatus
    fields: {status: {column: toestand, values: {levend: alive}}, lastContactDate: contact, deathDate: overleden}
`),
);
const HEADINGS = ['nr', 'rr', 'geboren', 'toestand', 'contact', 'overleden'];

async function events(
  bytes: Uint8Array,
  options: { mapping?: typeof MAPPING } = { mapping: MAPPING },
): Promise<SourceEvent[]> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += 999) yield bytes.subarray(at, at + 999);
  }
  const list: SourceEvent[] = [];
  for await (const event of readWorkbook(pieces(), { file: 'a.xlsx', today: '2026-01-01', ...options }))
    list.push(event);
  return list;
}
const records = (list: readonly SourceEvent[]) =>
  list.flatMap((event) => (event.kind === 'row' ? event.contents().records.map(({ record }) => record) : []));
const told = (list: readonly SourceEvent[]) =>
  list.flatMap((event) => (event.kind === 'refused' ? [`${event.problem.rule} ${event.problem.message}`] : []));

const DAY = 45_000; // 2023-03-15

describe('a sheet', () => {
  test('has days as days, whatever the declared format, and numbers that lost a zero', async () => {
    // 00 02 29 … : a number of somebody born in 2000 comes back from a spreadsheet with nine digits.
    const list = await events(
      workbook({ Blad1: [HEADINGS, ['a', 85_073_003_328, { day: 31_258 }, 'levend', { day: DAY }, '']] }),
    );
    expect(records(list)).toEqual([{ status: 'alive', lastContactDate: '2023-03-15' }]);
    const [row] = list.filter((event) => event.kind === 'row');
    expect(row?.identity.ok && row.identity.value.identity.birthDate).toBe('1985-07-30');
  });
  test('reads written dates beside real ones, Dutch and French words, and blank rows', async () => {
    const list = await events(
      workbook({
        Blad1: [
          [],
          HEADINGS,
          ['a', '85.07.30-033.28', '', 'en vie', '15/03/2023', ''],
          [],
          ['b', '85.07.30-033.28', '', 'Overleden', { day: DAY }, { day: DAY }],
        ],
      }),
    );
    expect(records(list)).toEqual([
      { status: 'alive', lastContactDate: '2023-03-15' },
      { status: 'dead', lastContactDate: '2023-03-15', deathDate: '2023-03-15' },
    ]);
    const rows = list.flatMap((event) => (event.kind === 'row' ? [event.line] : []));
    expect(rows).toEqual([3, 5]);
  });
  test('in the calendar of 1904', async () => {
    const list = await events(
      workbook({ Blad1: [HEADINGS, ['a', '85073003328', '', 'levend', { day: DAY - 1462 }, '']] }, { from1904: true }),
    );
    expect(records(list)).toEqual([{ status: 'alive', lastContactDate: '2023-03-15' }]);
  });
  test('with a bare serial number where a date belongs is asked to be shown as one', async () => {
    const list = await events(workbook({ Blad1: [HEADINGS, ['a', '85073003328', '', 'levend', DAY, '']] }));
    const [row] = list.filter((event) => event.kind === 'row');
    expect(
      row
        ?.contents()
        .problems.map(({ rule, message }) => `${rule} ${message}`)
        .join(),
    ).toContain('C14 the cell holds a spreadsheet’s day number');
  });
  test('is found by its name, or by being the only one that fits', async () => {
    const book = {
      Info: [['made on', { day: DAY }]],
      Data: [HEADINGS, ['a', '85073003328', '', 'levend', { day: DAY }, '']],
    } as const;
    expect(records(await events(workbook(book)))).toHaveLength(1);
    expect(records(await events(workbook(book), { mapping: { ...MAPPING, sheet: 'data' } }))).toHaveLength(1);
    expect(told(await events(workbook(book), { mapping: { ...MAPPING, sheet: 'Dat' } }))[0]).toContain(
      'C20 the workbook has no sheet',
    );
    expect(told(await events(workbook({ ...book, Data2: book.Data })))[0]).toContain('C20 several sheets fit');
    expect(records(await events(workbook({ ...book, Data2: book.Data }, { hidden: ['Data2'] })))).toHaveLength(1);
  });
  test('in the template: each sheet is a record type', async () => {
    const leading = ['key', 'patient.nationalNumber'];
    const list = await events(
      workbook({
        Status: [
          [...leading, 'status', 'lastContactDate'],
          ['a', 85_073_003_328, 'alive', { day: DAY }],
        ],
        Relapse: [
          [...leading, 'date', 'type', 'antigenStatus'],
          ['a', 85_073_003_328, { day: DAY }, 'relapse', 'pos'],
        ],
      }),
      {},
    );
    expect(records(list)).toEqual([
      { status: 'alive', lastContactDate: '2023-03-15' },
      { date: '2023-03-15', type: 'relapse', antigenStatus: 'positive' },
    ]);
  });
});

describe('the two calendars', () => {
  test.each([
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [60, false, '1900-02-29'],
    [61, false, '1900-03-01'],
    [45_000.75, false, '2023-03-15'],
    [1, true, '1904-01-02'],
    [43_538, true, '2023-03-15'],
    [0.5, false, undefined],
    [3_000_000, false, undefined],
  ])('%d (%p) is %s', (serial, from1904, day) => expect(dayOf(serial, from1904)).toBe(day));
  test('lie 1462 days apart, day by day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1463, max: 100_000 }), (serial) => {
        expect(dayOf(serial, false)).toBe(dayOf(serial - 1462, true));
        expect(dayNumber(dayOf(serial + 1, false) ?? '')).toBe((dayNumber(dayOf(serial, false) ?? '') as number) + 1);
      }),
    );
  });
});

test('the sum of an archive is that of its standard, whole and in parts', () => {
  const bytes = strToU8('123456789');
  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});

describe('an archive', () => {
  const good = workbook({ Blad1: [HEADINGS, ['a', '85073003328', '', 'levend', { day: DAY }, '']] });
  test('that swells is refused before it fills the memory', async () => {
    const bomb = zipSync(
      {
        'xl/workbook.xml': strToU8('<workbook xmlns:r="x"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'),
        'xl/_rels/workbook.xml.rels': strToU8('<r><Relationship Id="r1" Target="sheet.xml"/></r>'),
        'xl/sheet.xml': strToU8(`<worksheet><sheetData>${' '.repeat(48 * 1024 * 1024)}`),
      },
      { level: 9 },
    );
    expect(bomb.length).toBeLessThan(200_000);
    expect(told(await events(bomb))[0]).toMatch(/^C20 the workbook is larger/u);
  });
  test('with entities that swell is refused', async () => {
    const evil = workbook(
      {},
      {
        more: {
          'xl/workbook.xml': strToU8('<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><workbook>&c;</workbook>'),
        },
      },
    );
    expect(told(await events(evil))[0]).toContain('C20 the workbook is broken');
  });
  test.each([
    ['is no archive', strToU8('key;status\n')],
    ['is another kind of archive', zipSync({ 'word/document.xml': strToU8('<a/>') })],
    ['is empty', new Uint8Array(0)],
  ])('that %s', async (_name, bytes) => expect(told(await events(bytes))[0]).toContain('C20 the file is no workbook'));
  test('cut or changed anywhere is refused whole, or read as it was', async () => {
    const cellsOf = (all: readonly SourceEvent[]) =>
      all.flatMap((event) => (event.kind === 'row' ? [event.cells] : []));
    const whole = cellsOf(await events(good));
    expect(whole).toHaveLength(1);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        async (at, byte, cut) => {
          const bad = cut ? good.slice(0, at) : good.slice();
          if (!cut) bad[at] = byte;
          const got = await events(bad);
          if (cellsOf(got).length > 0) expect(cellsOf(got)).toEqual(whole);
          else expect(told(got)).toEqual([expect.stringMatching(/^C20 /u)]);
        },
      ),
      { numRuns: 400 },
    );
  });
  test('whose list lost a part is broken: without its styles a day would be a number', async () => {
    const view = new DataView(good.buffer, good.byteOffset, good.byteLength);
    const fewer = good.slice();
    const end = good.length - 22;
    new DataView(fewer.buffer).setUint16(end + 10, view.getUint16(end + 10, true) - 1, true);
    expect(told(await events(fewer))[0]).toContain('C20 the workbook is broken');
  });
});
