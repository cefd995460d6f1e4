// What one row becomes: ids that never move, absences, conditions, quantities; and the same for a file in the template.
import { describe, expect, test } from '@jest/globals';
import { unwrap } from '@longview/foundation';
import { Headings } from './headings.ts';
import { mapRow } from './map-row.ts';
import { readMapping } from './mapping/read-mapping.ts';
import { csvTemplate } from './mapping/template-mapping.ts';
import { readCsv } from './read-csv.ts';
import { RefusedRows } from './refused-rows.ts';
import { SeenKeys } from './seen-keys.ts';
import type { OpenedSource, SourceEvent } from './source-row.ts';

const MAPPING = unwrap(
  readMapping(`
version: 1
source: lab
decimal: ','
identity: {fileNumber: d}
key: [d, n]
course: kuur
records:
  - type: RelapseProgression
    when: {column: event, in: [Relapse]}
    fields: {date: date1}
  - type: RelapseProgression
    fields: {date: date2, type: {column: event, values: {recidief: relapse}}}
  - type: SurvivalStatus
    fields: {status: {column: status, values: {x: {absent: unknown}}}, lastContactDate: {column: date1, when: {column: event, empty: true}}}
  - type: Infusion
    fields:
      infusionDate: {absent: notDone}
      totalCarPositiveViableTCells: {column: dose, unit: {column: unit}, units: {miljoen: '10*6'}}
`),
);
const HEADINGS = ['d', 'n', 'kuur', 'event', 'date1', 'date2', 'status', 'dose', 'unit'];
const row = (cells: Record<string, string>) => {
  const full = HEADINGS.map((name) => cells[name] ?? (name === 'd' || name === 'n' ? '1' : ''));
  const setting = { file: 'a.csv', headings: new Headings(HEADINGS), mapping: MAPPING, today: '2026-01-01' };
  const { records, problems, refused } = mapRow(full, 2, setting).contents();
  return {
    records: records.map(({ sourceRecordId, courseKey, record }) => [sourceRecordId, courseKey, record]),
    problems: problems
      .filter(({ rule }) => rule !== 'birth-date-unknown')
      .map(({ rule, place }) => `${rule} ${place.heading}`),
    refused,
  };
};

describe('a row', () => {
  test('gives a record its ordinal by the mapping, whichever of them the row holds', () => {
    const second = row({ date2: '2020-02' }).records;
    expect(second).toEqual([['1|1|RelapseProgression|2', undefined, { date: '2020-02' }]]);
    expect(row({ event: 'relapse', date1: '2020-01-01' }).records[0]?.[0]).toBe('1|1|RelapseProgression|1');
  });
  test('keeps keys apart that would join alike', () => {
    const id = (d: string, n: string) => row({ d, n, date2: '2020' }).records[0]?.[0];
    expect(id('a|b', 'c')).not.toBe(id('a', 'b|c'));
    expect(id('a\\', 'b')).not.toBe(id('a', '\\b'));
  });
  test('codes an absence, and a course key', () =>
    expect(row({ status: 'X', kuur: 'k9' }).records).toEqual([
      ['1|1|SurvivalStatus|1', 'k9', { absent: { status: 'unknown' } }],
    ]));
  test('gives a quantity in both units', () =>
    expect(row({ dose: '2,5', unit: '10*8' }).records).toEqual([
      [
        '1|1|Infusion|1',
        undefined,
        {
          totalCarPositiveViableTCells: { value: 250, reported: { value: 2.5, unit: '10*8' } },
          absent: { infusionDate: 'notDone' },
        },
      ],
    ]));
  test('asks about units, limits and other decimal signs, and lands', () => {
    expect(row({ dose: '2,5', unit: 'mg' }).problems).toEqual(['C17 unit']);
    const limit = row({ dose: '<2,5', unit: 'miljoen' });
    expect(limit.problems).toEqual([]);
    expect(limit.records[0]?.[2]).toMatchObject({ totalCarPositiveViableTCells: { value: 2.5, comparator: '<' } });
    expect(row({ dose: 'spoor', unit: 'miljoen' }).problems).toEqual(['U05 dose']);
    expect(row({ dose: '2.5', unit: 'miljoen' }).problems).toEqual(['C15 dose']);
    expect(row({ dose: '2.5', unit: 'miljoen' }).records).toHaveLength(1);
  });
  test('refuses one record for its date and lands the others', () => {
    const got = row({ event: 'relapse', date1: '2020-13-01', date2: '2020-02-01' });
    expect(got.refused.map(({ sourceRecordId }) => sourceRecordId)).toEqual(['1|1|RelapseProgression|1']);
    expect(got.records.map(([id]) => id)).toEqual(['1|1|RelapseProgression|2']);
  });
  test('that is empty holds no record: constants and absences alone invent none', () =>
    expect(row({}).records).toEqual([]));
});

async function read(text: string, mapping = undefined as typeof MAPPING | undefined) {
  async function* bytes() {
    yield new TextEncoder().encode(text);
  }
  const events: SourceEvent[] = [];
  for await (const event of readCsv(bytes(), { file: 't.csv', today: '2026-01-01', ...(mapping && { mapping }) }))
    events.push(event);
  return events;
}

describe('the template', () => {
  test('is read without a mapping', async () => {
    const head = csvTemplate('Infusion').trim();
    const cells: Record<string, string> = {
      key: 'i1',
      course: 'c1',
      'patient.nationalNumber': '85073003328',
      infusionDate: '2020-01-12',
      'totalCarPositiveViableTCells.value': '2',
      'totalCarPositiveViableTCells.unit': '10*8',
    };
    const line = head
      .split(';')
      .map((name) => cells[name] ?? '')
      .join(';');
    const [, event] = await read(`${head}\n${line}\n`);
    if (event?.kind !== 'row') throw new Error(JSON.stringify(event));
    expect(event.contents().problems).toEqual([]);
    expect(event.contents().records[0]).toMatchObject({
      type: 'Infusion',
      sourceRecordId: 'i1|Infusion|1',
      courseKey: 'c1',
      source: 'template',
      record: {
        infusionDate: '2020-01-12',
        totalCarPositiveViableTCells: { value: 200, reported: { value: 2, unit: '10*8' } },
      },
    });
  });
  test('has columns for absences', async () => {
    const [, event] = await read(
      'key;patient.fileNumber;infusionDate;absent.infusionDate;notInfusedReason\n1;2;;notDone;death\n',
    );
    if (event?.kind !== 'row') throw new Error(JSON.stringify(event));
    expect(event.contents().records[0]?.record).toEqual({
      notInfusedReason: 'death',
      absent: { infusionDate: 'notDone' },
    });
  });
  test.each([
    ['naam;datum\nx;y\n', 'C19', 'no heading is an item of a record type'],
    ['key;patient.fileNumber;onsetDate\n1;2;3\n', 'C19', 'fit CytokineReleaseSyndrome as well as Icans'],
    ['patient.fileNumber;infusionDate\n1;2020-01-01\n', 'C05', '"key"'],
    ['key;infusionDate\n1;2020-01-01\n', 'C05', '"patient.nationalNumber"'],
  ])('%j is refused', async (text, rule, words) => {
    const [event] = await read(text);
    expect(event?.kind === 'refused' && [event.problem.rule, event.problem.place.line]).toEqual([rule, 1]);
    expect(event?.kind === 'refused' && event.problem.message).toContain(words);
  });
});

describe('the file of refused rows', () => {
  const opened: OpenedSource = {
    kind: 'opened',
    file: 't.csv',
    headings: HEADINGS,
    delimiter: ';',
    encoding: 'utf-8',
    demonstration: false,
  };
  test('is read by the same mapping, cell for cell', async () => {
    const writer = new RefusedRows(opened);
    const cells = ['a;b', 'say "x"', '', 'relapse', '2020-01-01', 'x\ny', '', '', ''];
    const text = Buffer.concat([writer.heading(), writer.row(cells, ['too late; "why"'])]).toString('utf8');
    expect(text.split('\r\n')[0]).toBe(`${HEADINGS.join(';')};refused because`);
    const events = await read(text, MAPPING);
    const event = events.find((one) => one.kind === 'row');
    expect(event?.kind === 'row' && event.cells).toEqual([...cells, 'too late; "why"']);
  });
  test('keeps the encoding', () => {
    expect(
      Buffer.from(new RefusedRows({ ...opened, encoding: 'windows-1252' }).row(['€é'], [])).subarray(0, 3),
    ).toEqual(Buffer.from([0x80, 0xe9, 0x3b]));
    expect(new RefusedRows({ ...opened, encoding: 'utf-16be' }).heading().subarray(0, 4)).toEqual(
      Uint8Array.of(0xfe, 0xff, 0, 0x64),
    );
  });
});

test('keys are remembered through growth, with the line on which they stood', () => {
  const seen = new SeenKeys();
  for (let line = 2; line < 20_000; line++) expect(seen.meet(`key ${line}`, 'a', line)).toBeUndefined();
  for (let line = 2; line < 20_000; line += 997) {
    expect(seen.meet(`key ${line}`, 'a', 99_999)).toEqual({ line, same: true });
    expect(seen.meet(`key ${line}`, 'b', 99_999)).toEqual({ line, same: false });
  }
});
