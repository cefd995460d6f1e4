// In: each kind of bad file that a hospital can give its agent. Out: a message with the place and the mend, the right exit code, no stack
// trace; and in the registry what was good about the file.
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { HOSPITALS, runAgent } from '@longview/local';
import { csvOf, MAPPING, type Person, persons, RECORDS_A_ROW } from '../support/agent-hospital.ts';
import { startWalkNetwork, type WalkNetwork, WITHOUT_WITNESSES } from '../support/walk-network.ts';

jest.setTimeout(300_000);

const PROGRAM = resolve(import.meta.dirname, '../../apps/agent/dist/main.js');
const [HOSPITAL] = HOSPITALS;

interface Told {
  readonly rule: string;
  readonly line: number;
  readonly column?: number;
  readonly message: RegExp;
}

interface Case {
  readonly name: string;
  readonly file?: string;
  /** Headings and the rows of four persons, who are in no other case. */
  readonly bytes: (csv: string, people: readonly Person[]) => string | Uint8Array;
  readonly mapping?: (text: string) => string;
  readonly exit: 0 | 1;
  readonly told: readonly Told[];
  /** What is noted only. */
  readonly note?: RegExp;
  /** Records that land. */
  readonly lands: number;
}

const ALL = 4 * RECORDS_A_ROW;
const declares = (encoding: string) => (text: string) =>
  text.replace("delimiter: ';'", `delimiter: ';'\nencoding: ${encoding}`);
const lines = (csv: string): string[] => csv.split('\r\n').slice(0, -1);
const joined = (rows: readonly string[]): string => rows.map((row) => `${row}\r\n`).join('');
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const ndjsonOf = ({ dossier, number, birth, infused }: Person): string[] => {
  const identity = { nationalNumber: number, fileNumber: dossier, birthDate: birth };
  const line = (recordType: string, record: object): string =>
    JSON.stringify({ identity, recordType, record, key: `${dossier}-${recordType}`, course: dossier });
  return [
    line('Consent', { eventType: 'given', eventDate: infused, legalBasis: 'consent', registry: 'permit' }),
    line('Patient', { sex: 'male', countryOfResidence: 'BE' }),
    line('Infusion', { infusionDate: infused }),
  ];
};

const CASES: readonly Case[] = [
  {
    name: 'an empty file',
    bytes: () => '',
    exit: 1,
    told: [{ rule: 'C01', line: 1, message: /the file is empty/ }],
    lands: 0,
  },
  {
    name: 'headings and nothing else',
    bytes: (csv) => joined(lines(csv).slice(0, 1)),
    exit: 0,
    told: [{ rule: 'C18', line: 1, message: /headings and no rows/ }],
    lands: 0,
  },
  {
    name: 'another delimiter than the mapping declares',
    bytes: (csv) => csv.replaceAll(';', ','),
    exit: 1,
    told: [{ rule: 'C04', line: 1, message: /semicolon.*comma|";".*","/ }],
    lands: 0,
  },
  {
    name: 'one row in another encoding than declared',
    mapping: declares('utf-8'),
    bytes: (csv) => latin1(csv.replace(/tz\d+,/u, 'é,')),
    exit: 1,
    told: [{ rule: 'C03', line: 2, message: /not UTF-8 \(byte \d+ of the line\)/ }],
    lands: ALL - RECORDS_A_ROW,
  },
  {
    name: 'UTF-8 where windows-1252 is declared',
    mapping: declares('windows-1252'),
    bytes: (csv) => csv.replace(/tz\d+,/u, 'é,'),
    exit: 1,
    told: [{ rule: 'C03', line: 2, message: /the letters are UTF-8/ }],
    lands: ALL - RECORDS_A_ROW,
  },
  {
    name: 'half a last line',
    bytes: (csv) => csv.slice(0, -40),
    exit: 1,
    told: [{ rule: 'C10', line: 5, message: /the file ends inside this line: \d cells of 10/ }],
    lands: ALL - RECORDS_A_ROW,
  },
  {
    name: 'a line of 50 MB',
    bytes: (csv) => joined(lines(csv).toSpliced(3, 0, `H1-1;${'x'.repeat(50 * 1024 * 1024)}`)),
    exit: 1,
    told: [{ rule: 'C07', line: 4, message: /longer than one mebibyte/ }],
    lands: ALL,
  },
  {
    name: 'a quote that is never closed',
    bytes: (csv) => joined(lines(csv).map((row, index) => (index === 2 ? row.replace(';M;', ';"M;') : row))),
    exit: 1,
    told: [{ rule: 'C08', line: 3, message: /quote/ }],
    lands: ALL - RECORDS_A_ROW,
  },
  {
    name: 'a cell too many',
    bytes: (csv) => joined(lines(csv).map((row, index) => (index === 2 ? row.replace(';M;', ';M;;') : row))),
    exit: 1,
    told: [{ rule: 'C09', line: 3, message: /the row has 11 cells, the headings are 10/ }],
    lands: ALL - RECORDS_A_ROW,
  },
  {
    name: 'an unknown code',
    bytes: (csv) => csv.replace('L01XL04', 'tisa-cell'),
    exit: 0,
    told: [{ rule: 'C13', line: 2, column: 7, message: /neither in the value map nor a code/ }],
    lands: ALL,
  },
  {
    name: 'an impossible date',
    bytes: (csv) => csv.replace('2025-06-01', '2025-02-29'),
    exit: 1,
    told: [{ rule: 'C14', line: 2, column: 9, message: /does not exist in the calendar/ }],
    lands: ALL - 1,
  },
  {
    name: 'a number with a digit wrong',
    bytes: (csv, [first]) =>
      csv.replace(first?.number ?? '', (number) => `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`),
    exit: 1,
    told: [{ rule: 'number-check-digits', line: 2, column: 2, message: /check digits/ }],
    lands: ALL - RECORDS_A_ROW,
  },
  {
    name: 'a column that nobody reads',
    bytes: (csv) => joined(lines(csv).map((row, index) => `${row};${index === 0 ? 'telephone' : '02 123 45 67'}`)),
    exit: 0,
    told: [],
    note: /:1 — note: not read, as the mapping does not name them: telephone/,
    lands: ALL,
  },
  {
    name: 'a column missing, and a heading like it',
    bytes: (csv) => csv.replace(';contact;', ';contract;'),
    exit: 1,
    told: [{ rule: 'C05', line: 1, message: /reads a column "contact".*Did you mean "contract"/ }],
    lands: 0,
  },
  {
    name: 'a heading twice',
    bytes: (csv) => csv.replace(';contact;', ';infused;contact;').replaceAll(';yes;', ';yes;yes;'),
    exit: 1,
    told: [{ rule: 'C06', line: 1, column: 9, message: /the heading "infused" stands 2 times/ }],
    lands: 0,
  },
  {
    name: 'a workbook',
    file: 'export.xlsx',
    bytes: () => Buffer.concat([Buffer.from('PK\u0003\u0004\u0014\u0000', 'latin1'), gzipSync('a workbook')]),
    exit: 1,
    told: [{ rule: 'C20', line: 1, message: /the workbook is broken/ }],
    lands: 0,
  },
  {
    name: 'bytes that are no text',
    bytes: () => Uint8Array.from({ length: 100_000 }, (_, index) => (index * index * 31 + index) & 0xff),
    exit: 1,
    told: [{ rule: 'C02', line: 1, message: /zero bytes: it is no text/ }],
    lands: 0,
  },
  {
    name: 'NDJSON with broken lines',
    file: 'export.ndjson',
    bytes: (_, people) => {
      const [first = [], ...others] = people.map(ndjsonOf);
      const broken = ['{"identity": {', '[1, 2]', `{"identity":{},"recordType":"Infusion"}`, `${'['.repeat(200_000)}`];
      return [...first, ...broken, ...others.flat(), '{"identity":{"fileN'].join('\n');
    },
    exit: 1,
    told: [
      { rule: 'J02', line: 4, message: /not a JSON object/ },
      { rule: 'J02', line: 5, message: /not a JSON object/ },
      { rule: 'J02', line: 6, message: /identity, recordType and record/ },
      { rule: 'J02', line: 7, message: /not a JSON object/ },
      { rule: 'J01', line: 17, message: /the file ends inside this line/ },
    ],
    lands: 12,
  },
  {
    name: 'NDJSON with a record type that does not exist, a line of 50 MB and bytes that are not UTF-8',
    file: 'export.jsonl',
    bytes: (_, people) => {
      const [first = [], ...others] = people.map(ndjsonOf);
      const wrong = [first[2]?.replace('"Infusion"', '"Transfusion"') ?? '', 'x'.repeat(50 * 1024 * 1024)];
      return Buffer.concat([
        Buffer.from([...first, ...wrong, ''].join('\n')),
        Buffer.from([0xc3, 0x28, 0x0a]),
        Buffer.from(`${others.flat().join('\n')}\n`),
      ]);
    },
    exit: 1,
    told: [
      { rule: 'J03', line: 4, message: /no record type of this name.*Infusion/ },
      { rule: 'J01', line: 5, message: /longer than one mebibyte/ },
      { rule: 'J01', line: 6, message: /not UTF-8/ },
    ],
    lands: 12,
  },
];

let walk: WalkNetwork;
beforeAll(async () => {
  walk = await startWalkNetwork({ parts: WITHOUT_WITNESSES });
});
afterAll(() => walk?.stop());

const everybody = persons(4 * CASES.length);
const stored = async (): Promise<number> =>
  (await walk.rows<{ n: number }>('select count(*)::int as n from registry.clinical_record'))[0]?.n ?? -1;

/** As a person types it, without --json. */
const typed = (...words: string[]): Promise<{ exit: number; out: string; err: string }> =>
  new Promise((done) => {
    const child = execFile(process.execPath, [PROGRAM, ...words], { maxBuffer: 1 << 26 }, (_fault, out, err) =>
      done({ exit: child.exitCode ?? -1, out, err }),
    );
  });

/**
 * Both commands read alike and tell alike. LONGVIEW_LONG=1 runs each case through both; otherwise every fourth is checked first, and sent for a
 * machine's answer, and the others are sent alone, as a person sends them.
 */
const bothWays = (index: number): boolean => process.env['LONGVIEW_LONG'] === '1' || index % 4 === 0;

const STACK = /^\s+at .+:\d+:\d+\)?$/mu;

test.each(
  CASES.map((one, index) => [one.name, one, everybody.slice(4 * index, 4 * index + 4), bothWays(index)] as const),
)('%s', async (_, { file = 'export.csv', bytes, mapping = (text) => text, exit, told, note, lands }, people, both) => {
  if (!HOSPITAL) throw new Error('there is no hospital');
  const folder = join(walk.stateDir, 'bad-input');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const path = join(folder, file);
  writeFileSync(path, bytes(csvOf(people), people));
  const yaml = join(folder, 'mapping.yaml');
  writeFileSync(yaml, mapping(PERMITTING));
  const words = file.endsWith('l') ? [path] : [path, '--mapping', yaml];
  const before = await stored();

  const command = both ? 'check' : 'submit';
  const checked = await typed(command, ...words, '--config', walk.network.files.config(HOSPITAL.id));
  // How far it is, is said to whoever waits longer than a moment, as on a busy machine.
  const beside = /^(?:DEVELOPMENT: .*|[a-z]+: \d+(?: of \d+)?)$/gmu;
  expect([checked.exit, checked.err.replace(beside, '').trim()]).toEqual([exit, '']);
  expect(checked.out).not.toMatch(STACK);
  expect(checked.out.length).toBeLessThan(20_000);
  for (const { rule, line, column, message } of told) {
    const place = `${file}:${line}${column === undefined ? '' : ` column ${column} "`}`;
    const said = checked.out.split('\n').filter((one) => one.startsWith(place) && one.includes(` — ${rule} (`));
    expect([rule, line, said.length]).toEqual([rule, line, 1]);
    expect(said[0]).toMatch(message);
    expect(said[0]).toMatch(/\. Mend: .{10,}/u);
  }
  if (note) expect(checked.out).toMatch(note);
  const errors = checked.out.split('\n').filter((one) => / — \S+ \(error\):/u.test(one));
  expect(errors).toHaveLength(exit === 0 ? 0 : told.length);
  if (!both) {
    expect(checked.out).toMatch(/^\d submissions acknowledged, 0 refused, 0 queued; /mu);
    expect(checked.out).not.toContain('more records refused');
    return expect((await stored()) - before).toBe(lands);
  }
  expect(await stored()).toBe(before);

  const sent = await runAgent(walk.network, HOSPITAL, ['submit', ...words]);
  expect(sent.words).not.toMatch(STACK);
  expect({ exit: sent.exit, words: sent.exit === exit ? '' : sent.words }).toEqual({ exit, words: '' });
  expect(sent.answer['submissions']).toMatchObject({ queued: 0, refused: [] });
  expect(sent.answer).toMatchObject({ refusedByRegistry: 0 });
  expect((await stored()) - before).toBe(lands);
});

test('what is no file at all could not run: 2', async () => {
  if (!HOSPITAL) throw new Error('there is no hospital');
  const config = walk.network.files.config(HOSPITAL.id);
  for (const [path, said] of [
    [join(walk.stateDir, 'nowhere.csv'), /^There is no .*nowhere\.csv\.$/mu],
    [join(walk.stateDir, 'logs'), /The folder holds no file that is read: \.csv/u],
  ] as const) {
    const { exit, out, err } = await typed('submit', path, '--config', config);
    expect([exit, out]).toEqual([2, '']);
    expect(err).toMatch(said);
    expect(err).not.toMatch(STACK);
  }
});

/** The consent of these persons permits the registry. */
const PERMITTING = MAPPING.replace(
  'legalBasis: { column: consent, values: { yes: consent } }',
  'legalBasis: { column: consent, values: { yes: consent } }\n      registry: { column: consent, values: { yes: permit } }',
);
