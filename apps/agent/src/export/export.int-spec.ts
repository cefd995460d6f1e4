// What is exported reads in again unchanged: the same records under the same names, from CSV, from our own lines and from FHIR.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { canonicalJson, unwrap } from '@longview/foundation';
import { persons, writeExport } from '../../../../test/support/agent-hospital.ts';
import { openSource } from '../source.ts';
import { Validation } from '../validate/index.ts';
import { exportTo } from './export.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longview-export-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const TODAY = '2026-01-01';

async function read(paths: readonly string[], mapping?: string) {
  const source = unwrap(await openSource(paths, { mapping, demonstration: false, today: TODAY }));
  const validation = new Validation({ today: TODAY });
  const patients: string[] = [];
  for await (const { identity, age, records } of validation.bundles(source.open))
    patients.push(
      canonicalJson({
        key: identity.key,
        birth: identity.birthDate ?? '',
        age: age ?? {},
        records: records
          .map(({ sourceRecordId, type, source: system, courseKey, record, withdraw }) => ({
            sourceRecordId,
            type,
            system,
            courseKey: courseKey ?? '',
            record,
            withdraw: withdraw ?? {},
          }))
          .toSorted((left, right) => left.sourceRecordId.localeCompare(right.sourceRecordId)),
      } as never),
    );
  return { patients: patients.sort(), report: validation.report };
}

async function thereAndBack(paths: readonly string[], mapping?: string) {
  const source = unwrap(await openSource(paths, { mapping, demonstration: false, today: TODAY }));
  const to = join(folder, 'out');
  await exportTo(to, source, TODAY);
  const [before, after] = [await read(paths, mapping), await read([to])];
  expect(after.patients).toEqual(before.patients);
  expect(after.report.refused + after.report.linesRefused + after.report.patientsRefused).toBe(0);
  return { before, files: readdirSync(to).sort() };
}

test('a CSV of a hospital', async () => {
  const file = writeExport(folder, persons(12));
  const { files } = await thereAndBack([file], join(folder, 'mapping.yaml'));
  expect(files).toEqual(['Consent.csv', 'Infusion.csv', 'Patient.csv', 'Product.csv', 'SurvivalStatus.csv']);
});

test('lines with limits, lists, absences, partial dates, texts and records that are taken back', async () => {
  const identity = {
    nationalNumber: '85073003328',
    birthDate: '1985-07-30',
    sex: 'male',
    name: 'Proefpersoon; "Adriaan"',
  };
  const lines = [
    {
      recordType: 'Infusion',
      key: 'a|1',
      course: 'K;1',
      record: {
        infusionDate: '2024-03-01',
        totalCarPositiveViableTCells: { value: 231, reported: { value: 2.31, unit: '10*8' } },
      },
    },
    {
      recordType: 'DailyToxicityObservation',
      key: 'b',
      record: {
        observationDate: '2024-03-03',
        cReactiveProtein: { value: 1, reported: { value: 0.1, unit: 'mg/dL' }, comparator: '<' },
        temperatureMax: { value: 38.5, reported: { value: 101.3, unit: '[degF]' } },
      },
    },
    {
      recordType: 'BridgingTherapy',
      key: 'c',
      record: { bridgingGiven: 'yes', types: ['chemotherapy', 'steroids'], absent: { response: 'notDone' } },
    },
    {
      recordType: 'SurvivalStatus',
      key: 'd',
      record: { status: 'dead', deathDate: '2024-06', causePrimary: 'unknown', absent: { lastContactDate: 'unknown' } },
    },
    { recordType: 'RelapseProgression', key: 'e', withdraw: { reason: 'enteredInError' } },
    { recordType: 'Patient', key: 'f', record: { sex: 'male', absent: { countryOfResidence: 'unknown' } } },
  ].map((one) => `${JSON.stringify({ identity, ...one })}\n`);
  writeFileSync(join(folder, 'a.ndjson'), lines.join(''));
  const { before } = await thereAndBack([join(folder, 'a.ndjson')]);
  expect(before.report.accepted).toBe(lines.length);
});

test('the examples of our profiles', async () => {
  const { files } = await thereAndBack([join(import.meta.dirname, '../../../../schema/fhir/examples')]);
  expect(files).toContain('DailyToxicityObservation.csv');
});
