// Every kind of bad file: each is told at its place, and what is sound goes on.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unwrap } from '@longview/foundation';
import { readMapping } from './mapping/read-mapping.ts';
import { readCsv } from './read-csv.ts';
import type { SourceEvent, SourceRow } from './source-row.ts';
import { CSV_RULES } from './rules.ts';

const MAPPING = `
version: 1
source: lab
delimiter: ';'
dateFormat: dd/MM/yyyy
identity: {nationalNumber: rrn, birthDate: geboren, fileNumber: dossier, name: [naam]}
key: dossier
records:
  - type: Infusion
    fields: {infusionDate: infusie, setting: {column: plaats, values: {opgenomen: inpatient}}}
  - type: RelapseProgression
    when: herval
    fields: {date: herval}
`;
const HEAD = 'dossier;rrn;geboren;naam;infusie;plaats;herval';
const ROW = 'D1;85.07.30-033.28;30/07/1985;Désirée;12/01/2020;opgenomen;';
const SECOND = 'D2;17073003384;30/07/2017;Noé;13/01/2020;opgenomen;14/06/2020';

async function* inPieces(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

async function read(input: string | Uint8Array, changed: (yaml: string) => string = (yaml) => yaml, size = 7) {
  const bytes = typeof input === 'string' ? utf8(input) : input;
  const mapping = unwrap(readMapping(changed(MAPPING)));
  const events: SourceEvent[] = [];
  for await (const event of readCsv(inPieces(bytes, size), { file: 'a.csv', mapping, today: '2026-01-01' }))
    events.push(event);
  const rows = events.filter((event): event is SourceRow => event.kind === 'row');
  const told = events.flatMap((event) => {
    if (event.kind === 'refused') return [event.problem];
    return event.kind === 'row' ? event.contents().problems : [];
  });
  return {
    events,
    rows,
    told: told.map(
      ({ rule, severity, place }) =>
        `${rule} ${severity} ${place.line}${place.column === undefined ? '' : `:${place.column}`}`,
    ),
    messages: told.map((one) => `${one.message}. ${one.mend}`),
    notes: events.flatMap((event) => (event.kind === 'note' ? [`${event.note.place.line} ${event.note.message}`] : [])),
    records: rows.flatMap((row) =>
      row.contents().records.map((record) => [record.sourceRecordId, record.record] as const),
    ),
  };
}

const BOTH = [
  ['D1|Infusion|1', { infusionDate: '2020-01-12', setting: 'inpatient' }],
  ['D2|Infusion|1', { infusionDate: '2020-01-13', setting: 'inpatient' }],
  ['D2|RelapseProgression|1', { date: '2020-06-14' }],
];

describe('a sound file', () => {
  test.each([1, 2, 7, 4096])('gives identity and records, in pieces of %d bytes', async (size) => {
    const got = await read(`${HEAD}\r\n${ROW}\r\n${SECOND}\r\n`, undefined, size);
    expect(got.told).toEqual([]);
    expect(got.records).toEqual(BOTH);
    const identity = got.rows[0]?.identity;
    expect(identity?.ok && identity.value.identity.name).toBe('Désirée');
  });

  test('with a byte order mark', async () =>
    expect((await read(`\ufeff${HEAD}\n${ROW}\n${SECOND}\n`)).records).toEqual(BOTH));
  test('in UTF-16, either order, with and without a mark', async () => {
    for (const mark of ['\ufeff', '']) {
      const little = Buffer.from(`${mark}${HEAD}\r\n${ROW}\r\n${SECOND}\r\n`, 'utf16le');
      const big = Buffer.from(little).swap16();
      expect((await read(little)).records).toEqual(BOTH);
      expect((await read(big)).records).toEqual(BOTH);
    }
  });
  test('in Windows-1252, found and said', async () => {
    const got = await read(Buffer.from(`${HEAD}\n${ROW}\n${SECOND}\n`, 'latin1'));
    expect(got.records).toEqual(BOTH);
    expect(got.notes).toEqual([
      '2 the file is not UTF-8 and was read as Windows-1252; declare it: encoding: windows-1252',
    ]);
    expect(got.rows[1]?.identity.ok && got.rows[1].identity.value.identity.name).toBe('Noé');
  });
  test('with old Macintosh line ends', async () =>
    expect((await read(`${HEAD}\r${ROW}\r${SECOND}\r`)).records).toEqual(BOTH));
  test('with a line end, a delimiter and a quote inside quotes', async () => {
    const got = await read(`${HEAD}\n${ROW.replace('Désirée', '"De ""Vos"";\nLea"')}\n${SECOND}\n`);
    expect(got.records).toEqual(BOTH);
    expect(got.rows.map((row) => row.line)).toEqual([2, 4]);
    expect(got.rows[0]?.identity.ok && got.rows[0].identity.value.identity.name).toBe('De "Vos";\nLea');
  });
  test('with empty lines, bare delimiters and a delimiter at the end of rows', async () => {
    const got = await read(`${HEAD}\n\n${ROW};\n;;;;;;\n${SECOND};;\n\n`);
    expect(got.told).toEqual([]);
    expect(got.records).toEqual(BOTH);
  });
  test('a whole row twice is read once', async () => {
    const got = await read(`${HEAD}\n${ROW}\n${ROW}\n`);
    expect(got.notes).toEqual(['3 the row is the same as line 2 and was read once']);
    expect(got.rows).toHaveLength(1);
  });
});

describe('a file that cannot be read', () => {
  test.each<[string, string | Uint8Array, string, string]>([
    ['empty', '', 'C01 error 1', 'empty'],
    ['blank', '\n\n', 'C01 error 1', 'empty'],
    ['headings only', `${HEAD}\n`, 'C18 query 1', 'no rows'],
    ['a workbook', Uint8Array.of(0x50, 0x4b, 3, 4, 9, 9), 'C02 error 1', 'workbook'],
    ['zero bytes', `${HEAD}\n\u0000\u0001`, 'C02 error 1', 'zero bytes'],
    [
      'another delimiter',
      `${HEAD.replaceAll(';', ',')}\n`,
      'C04 error 1',
      'with "," they are 7. Declare delimiter: ","',
    ],
    [
      'a missing column',
      `${HEAD.replace('infusie', 'infusiedatum')}\n${ROW}\n`,
      'C05 error 1',
      'a column "infusie", which the file does not have',
    ],
    ['a mistyped heading', `${HEAD.replace('infusie', 'infusei')}\n${ROW}\n`, 'C05 error 1', 'Did you mean "infusei"'],
    ['a heading twice', `${HEAD};infusie\n${ROW};x\n`, 'C06 error 1:8', 'stands 2 times (columns 5, 8)'],
    ['headings in wrong bytes', Buffer.from(`${HEAD.replace('naam', 'naäm')}\n`, 'latin1'), 'C05 error 1', '"naam"'],
  ])('%s', async (_name, input, place, text) => {
    const got = await read(input);
    expect(got.told).toEqual([place]);
    expect(got.messages.join()).toContain(text);
    expect(got.rows).toEqual([]);
  });

  test('declared UTF-8, marked UTF-16', async () => {
    const got = await read(Buffer.from(`\ufeff${HEAD}\n`, 'utf16le'), (yaml) => `${yaml}encoding: utf-8\n`);
    expect(got.told).toEqual(['C03 error 1']);
    expect(got.messages[0]).toContain('Declare encoding: utf-16le');
  });
  test('columns that no one reads are named once', async () => {
    const got = await read(`${HEAD};opmerking\n${ROW};x\n${SECOND};y\n`);
    expect(got.notes).toEqual(['1 not read, as the mapping does not name them: opmerking']);
    expect(got.records).toEqual(BOTH);
  });
});

describe('a row that cannot be read costs that row', () => {
  const around = (line: string) => `${HEAD}\n${ROW}\n${line}\n${SECOND}\n`;

  test.each<[string, string, string, string]>([
    [
      'a cell too few',
      'D3;85073003328;30/07/1985;x;12/01/2020;opgenomen',
      'C09 error 3',
      '6 cells, the headings are 7',
    ],
    ['a cell too many', 'D3;85073003328;30/07/1985;x;12/01/2020;opgenomen;;x', 'C09 error 3', '8 cells'],
    ['an open quote', 'D3;85073003328;30/07/1985;"x;12/01/2020;opgenomen;', 'C08 error 3', 'a quote opens'],
    ['no key', ';85073003328;30/07/1985;x;12/01/2020;opgenomen;', 'C11 error 3:1', 'no key'],
    ['a key twice', 'D1;85073003328;30/07/1985;x;12/01/2021;opgenomen;', 'C12 error 3:1', 'stood on line 2'],
    [
      'an impossible date',
      'D3;85073003328;30/07/1985;x;31/02/2020;opgenomen;',
      'C14 error 3:5',
      'does not exist in the calendar',
    ],
    [
      'a date in another format',
      'D3;85073003328;30/07/1985;x;2020-02-03;opgenomen;',
      'C14 error 3:5',
      'Write the date as dd/MM/yyyy',
    ],
    [
      'a year of two digits',
      'D3;85073003328;30/07/1985;x;03/02/20;opgenomen;',
      'C14 error 3:5',
      'a century is never guessed',
    ],
    ['a day number', 'D3;85073003328;30/07/1985;x;43872;opgenomen;', 'C14 error 3:5', 'day number'],
  ])('%s', async (_name, line, place, text) => {
    const got = await read(around(line));
    expect(got.told).toEqual([place]);
    expect(got.messages.join()).toContain(text);
    expect(got.records).toEqual(BOTH);
  });

  test('a stray quote that a later row closes does not swallow the rows between', async () => {
    const open = 'D3;85073003328;30/07/1985;"x;12/01/2020;opgenomen;';
    const close = 'D4;85073003328;30/07/1985;"x";12/01/2020;opgenomen;';
    const got = await read(`${HEAD}\n${ROW}\n${open}\n${SECOND}\n${close}\n`);
    expect(got.told).toEqual(['C08 error 3']);
    expect(got.rows.map((row) => row.line)).toEqual([2, 4, 5]);
  });

  test('bytes that are not UTF-8, after others that were', async () => {
    const got = await read(
      Buffer.concat([utf8(`${HEAD}\n${ROW}\n`), Buffer.from('D3;No\xe9\n', 'latin1'), utf8(`${SECOND}\n`)]),
    );
    expect(got.told).toEqual(['C03 error 3']);
    expect(got.messages[0]).toContain('byte 6 of the line');
    expect(got.records).toEqual(BOTH);
  });

  test('UTF-8 that is declared as Windows-1252', async () => {
    const got = await read(`${HEAD}\n${ROW}\n`, (yaml) => `${yaml}encoding: windows-1252\n`);
    expect(got.told).toEqual(['C03 error 2']);
    expect(got.messages[0]).toContain('Declare encoding: utf-8');
  });

  test('half a last line', async () => {
    const got = await read(`${HEAD}\n${ROW}\n${SECOND}\nD3;850730`);
    expect(got.told).toEqual(['C10 error 4']);
    expect(got.messages[0]).toContain('2 cells of 7');
    expect(got.records).toEqual(BOTH);
  });

  test('a last line without a line end is read, and said', async () => {
    const got = await read(`${HEAD}\n${ROW}\n${SECOND}`);
    expect(got.notes).toEqual(['3 the last line has no line end; check that its last cell is whole']);
    expect(got.records).toEqual(BOTH);
  });

  test.each(['', '"'])('a line of 50 MB beginning with <%s>', async (quote) => {
    async function* big(): AsyncGenerator<Uint8Array> {
      yield utf8(`${HEAD}\n${ROW}\n${quote}`);
      const piece = new Uint8Array(1_000_000).fill(0x61);
      for (let count = 0; count < 50; count++) yield piece;
      yield utf8(`\n${SECOND}\n`);
    }
    const mapping = unwrap(readMapping(MAPPING));
    const told: string[] = [];
    for await (const event of readCsv(big(), { file: 'a.csv', mapping, today: '2026-01-01' })) {
      if (event.kind === 'refused') told.push(`${event.problem.rule} ${event.problem.place.line}`);
      if (event.kind === 'row') told.push(`row ${event.line}`);
    }
    expect(told).toEqual(['row 2', 'C07 3', 'row 4']);
  });
});

describe('a value that cannot be read costs that field', () => {
  test('a coded value that the map does not know is asked about, and stays', async () => {
    const got = await read(`${HEAD}\n${ROW.replace('opgenomen', 'thuis bij mevrouw')}\n`);
    expect(got.told).toEqual(['C13 query 2:6']);
    expect(got.messages[0]).toContain('setting: {column: plaats, values:');
    expect(got.messages[0]).not.toContain('mevrouw');
    expect(got.records).toEqual([['D1|Infusion|1', { infusionDate: '2020-01-12' }]]);
  });

  test('a wrong national number costs that patient, and no number is printed', async () => {
    const got = await read(`${HEAD}\n${ROW.replace('033.28', '033.29')}\n${SECOND}\n`);
    expect(got.told).toEqual(['number-check-digits error 2:2']);
    expect(got.rows.map((row) => row.identity.ok)).toEqual([false, true]);
    expect(JSON.stringify(got.rows[0]?.contents().problems)).not.toMatch(/033|8507|85\.07/);
    expect(got.rows[0]?.contents().problems[0]?.value).toBe('##.##.##-###.##');
  });

  test('an unreadable birth date is refused without being printed', async () => {
    const got = await read(`${HEAD}\n${ROW.replace('30/07/1985', '30/07/85')}\n`);
    expect(got.told).toEqual(['birth-date-unreadable error 2:3']);
    expect(got.messages[0]).toContain('a century is never guessed');
    expect(got.rows[0]?.contents().problems[0]?.value).toBe('##/##/##');
  });
});

test('whatever happens to a file, nothing crashes and every refusal has a line and a rule', async () => {
  const sound = utf8(`${HEAD}\r\n${ROW}\r\n${SECOND}\r\n`);
  const rules = new Set<string>(Object.keys(CSV_RULES));
  const change = fc.record({
    at: fc.nat(sound.length),
    cut: fc.nat(30),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.constantFrom('"', '""', ';', '\n', '\r', '\u0000', 'é', '\ufeff', '",\n"').map(utf8),
    ),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 64 }),
      async (changes, size) => {
        let bytes = sound;
        for (const { at, cut, insert } of changes)
          bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(Math.min(bytes.length, at + cut))]);
        const got = await read(bytes, undefined, size);
        const lines = Buffer.from(bytes).toString('latin1').split(/\n|\r/).length;
        for (const event of got.events) {
          const problems =
            event.kind === 'refused' ? [event.problem] : event.kind === 'row' ? event.contents().problems : [];
          for (const one of problems) {
            expect(rules.has(one.rule) || /^[a-z-]+$/.test(one.rule)).toBe(true);
            expect(one.place.line).toBeGreaterThanOrEqual(1);
            expect(one.place.line).toBeLessThanOrEqual(lines);
            expect(one.mend).not.toBe('');
          }
        }
        // The pieces in which the bytes come change nothing.
        const whole = await read(bytes, undefined, 1_000_000);
        expect(whole.told).toEqual(got.told);
        expect(whole.records).toEqual(got.records);
      },
    ),
    { numRuns: 300 },
  );
});
