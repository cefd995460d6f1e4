// From rows to bundles: what identifies never gets into one, one bad patient never stops the others, every problem has its place.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMapping } from '@longview/csv';
import type { SourceEvent } from '@longview/csv';
import { canonicalJson, unwrap } from '@longview/foundation';
import { readNdjson } from '../read/read-ndjson.ts';
import { sourceFiles, sourceReader } from '../read/read-sources.ts';
import type { PatientBundle } from './patient-bundle.ts';
import { MOST_PROBLEMS, ReportBuilder, reportText } from './report.ts';
import { needsSurvey, Validation } from './validation.ts';
import type { ValidationOptions } from './validation.ts';

const MAN = {
  nationalNumber: '85073003328',
  birthDate: '1985-07-30',
  sex: 'male',
  name: 'Proefpersoon, Adriaan',
  fileNumber: 'H1-445566',
};
const CHILD = { nationalNumber: '17073003384' };
type Entry = { identity?: object; recordType?: string; record?: object; [more: string]: unknown };
/** Everything that is asked of an infusion is said, or that it is not known. */
const infused = (infusionDate = '2020-07-29', more: object = {}): Entry => {
  const said = { infusionDate, infusionType: 'initial', setting: 'inpatient', route: 'IV', ...more };
  const absent = { totalCarPositiveViableTCells: 'unknown', entireVolumeInfused: 'unknown' };
  return { recordType: 'Infusion', record: { ...said, absent } };
};
const INFUSION = infused();
const assessed = (assessmentDate: string): Entry => ({
  recordType: 'ResponseAssessment',
  record: {
    assessmentDate,
    responseReported: 'CR',
    timePoint: 'd28',
    modalities: ['petCt'],
    absent: { criteria: 'unknown', assessedBy: 'unknown' },
  },
});

async function validate(entries: readonly Entry[], options: Partial<ValidationOptions> = {}) {
  const text = entries
    .map((entry, index) => `${JSON.stringify({ identity: MAN, key: `k${index}`, ...entry })}\n`)
    .join('');
  const open = (): AsyncIterable<SourceEvent> =>
    readNdjson(
      (async function* () {
        yield new TextEncoder().encode(text);
      })(),
      { file: 'a.ndjson', source: 'ehr', today: '2026-01-01' },
    );
  const validation = new Validation({ today: '2026-01-01', ...options });
  const bundles: PatientBundle[] = [];
  for await (const bundle of validation.bundles(open)) bundles.push(bundle);
  const report = validation.report;
  return {
    bundles,
    report,
    rules: report.problems.map((one) => `${one.rule} ${one.severity} ${one.place.line} ${one.field}`),
    text: reportText(report),
    /** What may leave: the bundle without the identity. */
    leaving: canonicalJson(bundles.map(({ records, age }) => ({ records, age }))),
  };
}

describe('a patient', () => {
  test('is one bundle, from however many rows', async () => {
    const { bundles, report } = await validate([
      INFUSION,
      {
        recordType: 'SurvivalStatus',
        record: { status: 'alive', lastContactDate: '2021-01-01', statusSource: 'telephone' },
      },
      { ...INFUSION, identity: CHILD },
    ]);
    expect(bundles.map(({ records }) => records.length)).toEqual([2, 1]);
    expect(report).toMatchObject({ accepted: 3, refused: 0, patients: 2, patientsRefused: 0, queries: 0 });
  });
  test('with a wrong number is refused alone', async () => {
    const { bundles, report, rules } = await validate([
      { ...INFUSION, identity: { ...MAN, nationalNumber: '85073003329' } },
      { ...INFUSION, identity: CHILD },
    ]);
    expect(bundles).toHaveLength(1);
    expect(rules).toEqual(['number-check-digits error 1 nationalNumber']);
    expect(report).toMatchObject({ accepted: 1, refused: 1, patients: 1, patientsRefused: 1 });
  });
  test('without a number is usable and counted', async () => {
    const { report } = await validate([{ ...INFUSION, identity: { fileNumber: 'x1', birthDate: '1990-01-01' } }]);
    expect(report).toMatchObject({ accepted: 1, notLinkable: 1 });
  });
  test('all of whose records are refused gives no bundle', async () => {
    const { bundles, report } = await validate([{ recordType: 'Apheresis', record: {} }]);
    expect(bundles).toEqual([]);
    expect(report).toMatchObject({ accepted: 0, refused: 1, patientsRefused: 1 });
  });
});

describe('records', () => {
  test('an error refuses its record, a query travels with it', async () => {
    const { bundles, rules } = await validate([
      { recordType: 'Apheresis', record: { apheresisDate: '2020-02-30', collectionOutcome: 'successful' } },
      { recordType: 'Apheresis', record: { apheresisDate: '2020-02-03' } },
    ]);
    expect(bundles[0]?.records.map((record) => record.sourceRecordId)).toEqual(['k1|Apheresis|1']);
    expect(rules).toContain('D02 error 1 apheresisDate');
    expect(rules).toContain('D01 query 2 collectionOutcome');
  });
  test('the rules of the course are the registry’s', async () => {
    const { rules, report } = await validate([INFUSION, assessed('2020-07-01')]);
    expect(rules).toEqual(['V04 query 2 assessmentDate']);
    expect(report.accepted).toBe(2);
  });
  test('of two courses are not held against each other', async () => {
    const { rules } = await validate([
      { ...INFUSION, course: 'second' },
      { ...assessed('2020-07-01'), course: 'first' },
    ]);
    expect(rules).toEqual([]);
  });
  test('are taken back for a coded reason only', async () => {
    const { bundles, rules } = await validate([
      { recordType: 'Infusion', withdraw: { reason: 'enteredInError' } },
      { recordType: 'Infusion', withdraw: { reason: 'Adriaan Proefpersoon belde' } },
      { recordType: 'Infusion', withdraw: { reason: 'Proefpersoon' } },
    ]);
    expect(bundles[0]?.records.map(({ withdraw }) => withdraw)).toEqual([{ reason: 'enteredInError' }]);
    expect(rules).toEqual(['P06 error 2 withdraw', 'P06 error 3 withdraw']);
  });
});

describe('the one age', () => {
  const ageOf = async (...entries: Entry[]) => (await validate(entries)).bundles[0]?.age;
  test('holds on the day of the first infusion', async () =>
    expect(await ageOf({ recordType: 'Infusion', record: { infusionDate: '2021-07-30' } }, INFUSION)).toEqual({
      value: 34,
      on: '2020-07-29',
    }));
  test('else on the day of the decision', async () =>
    expect(
      await ageOf({ recordType: 'EligibilityDecision', record: { decisionDate: '2020-07-30', decision: 'eligible' } }),
    ).toEqual({
      value: 35,
      on: '2020-07-30',
    }));
  test('in half-years under two', async () =>
    expect(await ageOf({ ...INFUSION, identity: CHILD, record: { infusionDate: '2019-02-01' } })).toEqual({
      value: 1.5,
      on: '2019-02-01',
    }));
  test('is not given without such a day', async () =>
    expect(
      await ageOf({ recordType: 'SurvivalStatus', record: { status: 'alive', lastContactDate: '2021-01-01' } }),
    ).toBeUndefined());
  test('is not given when birth dates differ or treatment precedes birth, and is asked about', async () => {
    const twice = await validate([
      { ...INFUSION, identity: { fileNumber: 'x', birthDate: '1985-07-30' } },
      { ...INFUSION, identity: { fileNumber: 'X', birthDate: '1985-07-31' } },
    ]);
    expect(twice.bundles[0]?.age).toBeUndefined();
    expect(twice.rules).toEqual(['P03 query 2 birthDate']);
    const early = await validate([infused('1980-01-01')]);
    expect(early.bundles[0]?.age).toBeUndefined();
    expect(early.rules).toEqual(['P04 query 1 birthDate']);
    expect(twice.text + early.text).not.toMatch(/1985/);
  });
});

describe('what identifies is held back', () => {
  test.each<[string, Entry, string]>([
    [
      'a name as a code',
      { recordType: 'Infusion', record: { infusionDate: '2020-07-29', setting: 'Proefpersoon' } },
      'P01 query 1 setting',
    ],
    [
      'a number as a code',
      {
        recordType: 'Consent',
        record: { eventType: 'given', eventDate: '2020-01-01', legalBasis: 'consent', formVersion: '85.07.30-033.28' },
      },
      'P01 query 1 formVersion',
    ],
    [
      'a file number as a number',
      {
        recordType: 'Diagnosis',
        record: { primaryDisease: 'LBCL', diagnosisDate: '2019', statusAtInfusion: 'CR', karnofsky: 445566 },
      },
      'P01 query 1 karnofsky',
    ],
    [
      'the birth date as a date',
      {
        recordType: 'SurvivalStatus',
        record: { status: 'alive', lastContactDate: '2020-01-01', deathDate: '1985-07-30' },
      },
      'P02 query 1 deathDate',
    ],
    [
      'text as a unit',
      {
        recordType: 'Infusion',
        record: {
          infusionDate: '2020-07-29',
          totalCarPositiveViableTCells: { value: 2, reported: { value: 2, unit: 'Proefpersoon' } },
        },
      },
      'P05 query 1 totalCarPositiveViableTCells',
    ],
    [
      'text as an absence',
      { recordType: 'Infusion', record: { absent: { infusionDate: 'Adriaan Proefpersoon' } } },
      'P05 query 1 absent.infusionDate',
    ],
    [
      'a member nobody described',
      { recordType: 'Infusion', record: { infusionDate: '2020-07-29', name: 'Proefpersoon' } },
      'D05 query 1 name',
    ],
  ])('%s', async (_name, entry, expected) => {
    const { rules, leaving, text, bundles } = await validate([entry]);
    expect(rules).toContain(expected);
    expect(bundles).toHaveLength(1);
    for (const secret of ['Proefpersoon', 'Adriaan', '85073003328', '85.07', '445566', '1985-07-30']) {
      expect(leaving).not.toContain(secret);
      expect(text).not.toContain(secret);
    }
  });

  test('beside a quantity nothing else travels', async () => {
    const dose = { value: 200, note: 'Proefpersoon', reported: { value: 2, unit: '10*8', by: 'Adriaan' } };
    const { bundles } = await validate([
      { recordType: 'Infusion', record: { infusionDate: '2020-07-29', totalCarPositiveViableTCells: dose } },
    ]);
    expect(bundles[0]?.records[0]?.record['totalCarPositiveViableTCells']).toEqual({
      value: 200,
      reported: { value: 2, unit: '10*8' },
    });
  });

  test('wherever it is put', async () => {
    const secret = fc.constantFrom(
      '85073003328',
      '85.07.30-033.28',
      'Proefpersoon',
      'proefpersoon',
      'Adriaan',
      '1985-07-30',
      'H1-445566',
      85073003328,
    );
    const place = fc.constantFrom(
      'infusionDate',
      'infusionType',
      'setting',
      'notInfusedReason',
      'totalCarPositiveViableTCells',
      'other',
    );
    const nested = secret.chain((value) =>
      fc.constantFrom<unknown>(
        value,
        { value },
        [value],
        { value: 2, reported: { value, unit: '10*6' } },
        { value: 2, reported: { value: 2, unit: value } },
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(place, nested), fc.dictionary(place, secret), async (record, absent) => {
        const { leaving, text } = await validate([{ recordType: 'Infusion', record: { ...record, absent } }]);
        expect(leaving).not.toMatch(/8507|1985|proefpersoon|adriaan|445566|85\.07/i);
        expect(text).not.toMatch(/8507|1985|proefpersoon|adriaan|445566|85\.07/i);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the report', () => {
  test('says file, line, column, value, rule and how to mend', async () => {
    const { text } = await validate([infused('2020-07-29', { setting: 'balcony' })]);
    expect(text.split('\n')[0]).toBe(
      'a.ndjson:1 setting = balcony — D03 (query): setting: the code balcony is not in the list. Mend: Use one of inpatient, outpatient, or ask for the code to be added.',
    );
    expect(text).toContain('1 records of 1 patients accepted, 1 queries; 0 records, 0 patients and 0 lines refused.');
  });
  test('stays bounded and keeps the errors', () => {
    const builder = new ReportBuilder();
    const one = { rule: 'D03', message: 'm', mend: 'n', place: { file: 'a', line: 1 } };
    for (let count = 0; count < MOST_PROBLEMS + 5; count++) builder.problem({ ...one, severity: 'query' });
    builder.problem({ ...one, rule: 'C14', severity: 'error' });
    const report = builder.report();
    expect(report.problems).toHaveLength(MOST_PROBLEMS);
    expect(report.problemsNotShown).toBe(6);
    expect(report.problems.some(({ rule }) => rule === 'C14')).toBe(true);
    expect(report.queries).toBe(MOST_PROBLEMS + 5);
  });
});

test('a note in the same words is one note with every place', () => {
  const builder = new ReportBuilder();
  for (const line of [40, 7, 9]) builder.note({ place: { file: 'a', line }, message: 'm' });
  builder.note({ place: { file: 'a', line: 8 }, message: 'another' });
  const report = builder.report();
  expect(report.notes).toEqual([
    {
      place: { file: 'a', line: 7 },
      message: 'm',
      times: 3,
      again: [
        { file: 'a', line: 9 },
        { file: 'a', line: 40 },
      ],
    },
    { place: { file: 'a', line: 8 }, message: 'another', times: 1, again: [] },
  ]);
  expect(reportText(report).split('\n').slice(0, 2)).toEqual(['a:7 — note: m (also a:9, a:40)', 'a:8 — note: another']);
});

test('several passes give the same bundles and the same report as one', async () => {
  const entries = Array.from({ length: 40 }, (_, index): Entry => ({
    ...INFUSION,
    identity: { fileNumber: `f${index % 13}`, birthDate: '1990-01-01' },
  }));
  entries.push({ ...INFUSION, identity: {} }, { recordType: 'nonsense' });
  const [once, thrice] = [await validate(entries), await validate(entries, { passes: 3 })];
  const surveyed = await validate(entries, { survey: true });
  const keys = ({ bundles }: typeof once) =>
    bundles.map(({ records }) => records.map(({ sourceRecordId }) => sourceRecordId).join()).sort();
  expect(keys(thrice)).toEqual(keys(once));
  expect(thrice.report).toEqual(once.report);
  // Looked through beforehand, a patient goes at his last row, and nothing else is different.
  expect(keys(surveyed)).toEqual(keys(once));
  expect(surveyed.report).toEqual(once.report);
  expect([needsSurvey(2 * 1024 ** 3), needsSurvey(0)]).toEqual([true, false]);
});

test('a death lands whatever else is wrong beside it', async () => {
  const weight = { value: 900, reported: { value: 900, unit: 'kg' } };
  const { bundles, rules, report } = await validate([
    { recordType: 'Infusion', record: { infusionDate: '2020-07-29', weight } },
    {
      recordType: 'SurvivalStatus',
      record: { status: 'dead', lastContactDate: '2021-01-01', deathDate: '2021-01-01' },
    },
  ]);
  expect(bundles[0]?.records.map(({ type }) => type)).toEqual(['Infusion', 'SurvivalStatus']);
  expect(report.refused).toBe(0);
  expect(rules).toContain('D04 query 1 weight');
});

describe('a CSV file from end to end', () => {
  const MAPPING = `
version: 1
source: lab
identity: {nationalNumber: rrn, fileNumber: dossier, name: naam}
key: dossier
records:
  - type: Infusion
    fields:
      infusionDate: infusie
      setting: plaats
      infusionType: { constant: initial }
      route: { constant: IV }
      totalCarPositiveViableTCells: { absent: unknown }
      entireVolumeInfused: { absent: unknown }
`;
  const CONSTANT = {
    infusionType: 'initial',
    route: 'IV',
    absent: { totalCarPositiveViableTCells: 'unknown', entireVolumeInfused: 'unknown' },
  };
  const CSV = [
    'dossier;rrn;naam;infusie;plaats',
    'D1-7777;85073003328;Proefpersoon;2020-01-12;bij Proefpersoon thuis',
    'D2-8888;17073003384;Testkind;2020-02-30;inpatient',
    'D3-9999;85073003329;Niemand;2020-01-12;bij Niemand thuis',
    'D4-1111;98472899765;Ander;2020-01-12;inpatient',
    'half;a',
    '',
  ].join('\n');

  test('masks, refuses alone, and gives the refused rows back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'longview-'));
    await writeFile(join(folder, 'a.csv'), CSV);
    await writeFile(join(folder, 'ignored.md'), 'not read');
    const files = await sourceFiles(folder);
    const mapping = unwrap(readMapping(MAPPING));
    const refused: string[] = [];
    const validation = new Validation({
      today: '2026-01-01',
      refusedRows: {
        opened: (source) => refused.push(source.headings.join()),
        row: (file, cells, reasons) => refused.push(`${file} ${cells[0]} ${reasons.length}`),
      },
    });
    const bundles: PatientBundle[] = [];
    const read = sourceReader(
      files.map((path) => ({ path, kind: 'csv' as const, size: 1, mapping })),
      { source: 'x', today: '2026-01-01' },
    );
    for await (const bundle of validation.bundles(read)) bundles.push(bundle);
    await rm(folder, { recursive: true });

    expect(bundles.map(({ records }) => records[0]?.record)).toEqual([
      { infusionDate: '2020-01-12', ...CONSTANT },
      { infusionDate: '2020-01-12', setting: 'inpatient', ...CONSTANT },
    ]);
    expect(refused).toEqual(['dossier,rrn,naam,infusie,plaats', 'a.csv D3-9999 1', 'a.csv half 1', 'a.csv D2-8888 1']);
    const text = reportText(validation.report);
    expect(text).toContain('a.csv:2 column 5 "plaats" = xxx xxxxxxxxxxxx xxxxx — C13 (query)');
    expect(text).toContain(
      'a.csv:3 column 4 "infusie" = 2020-02-30 — C14 (error): the date does not exist in the calendar. Mend: ',
    );
    expect(text).toContain('a.csv:4 column 2 "rrn" = ########### — number-check-digits (error)');
    expect(text).toContain('a.csv:6 — C09 (error): the row has 2 cells, the headings are 5');
    expect(text).toContain('2 records of 2 patients accepted, 3 queries; 2 records, 2 patients and 1 lines refused.');
    expect(text).not.toMatch(/Proefpersoon|Niemand|850730|D[1-4]-/);
  });
});
