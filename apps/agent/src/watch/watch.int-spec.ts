// A real folder, and files as they come into one: half written, renamed, copied, there again after a restart. Two parties on loopback count
// what arrives, so that nothing is sent twice and nothing is missed.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { csvOf, persons, plantedIn, RECORDS_A_ROW, writeExport } from '../../../../test/support/agent-hospital.ts';
import { type TwoParties, twoParties } from '../../../../test/support/faulty-parties.ts';
import { cli } from '../cli.ts';
import { systemPorts } from '../ports.ts';

let folder: string;
let desk: string;
let parties: TwoParties;
let config: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'longview-watch-'));
  desk = join(folder, 'desk');
  mkdirSync(desk);
  parties = await twoParties();
  config = await parties.configure(folder);
  writeExport(folder, persons(1));
  rmSync(join(folder, 'export.csv'));
});
afterEach(async () => {
  await parties.close();
  rmSync(folder, { recursive: true });
});

/** Runs `watch`; between two looks the next step is taken, and after the last one it ends. */
async function watching(...steps: readonly (() => void)[]) {
  const [out, said]: [string[], string[]] = [[], []];
  const ending = new AbortController();
  let at = 0;
  const wait = (): Promise<void> => {
    const step = steps[at++];
    if (step) step();
    else ending.abort();
    return Promise.resolve();
  };
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void said.push(line),
    progress: () => undefined,
  };
  const ports = { ...systemPorts, wait, terminal, ending: () => ending.signal };
  const exit = await cli(['watch', desk, '--config', config, '--mapping', join(folder, 'mapping.yaml')], ports);
  return { exit, out: out.join('\n'), said: said.join('\n') };
}
const nothing = (): void => undefined;
const WHOLE = csvOf(persons(6));
const write = (name: string, text: string) => () => writeFileSync(join(desk, name), text);

test('a file that is still being written waits; once whole it is read, with its result beside it', async () => {
  const half = WHOLE.slice(0, WHOLE.length / 2);
  const { exit, out } = await watching(
    write('a.csv', half),
    () => appendFileSync(join(desk, 'a.csv'), WHOLE.slice(half.length)),
    () => expect(parties.records.size).toBe(0),
    nothing,
  );
  expect([exit, parties.records.size]).toEqual([0, 6 * RECORDS_A_ROW]);
  expect(out).toContain('a.csv: 30 records of 6 patients accepted');
  const beside = join(desk, 'a.csv.result.txt');
  expect(readFileSync(beside, 'utf8')).toContain('30 records of 6 patients accepted');
  expect(statSync(beside).mode & 0o077).toBe(0);
  for (const planted of plantedIn(persons(6))) expect(readFileSync(beside, 'utf8')).not.toContain(planted);
});

test('another name, a copy and a restart read nothing twice; a corrected file is read', async () => {
  await watching(write('a.csv', WHOLE), nothing, nothing);
  const arrived = parties.arrived.length;
  const renamed = await watching(
    () => renameSync(join(desk, 'a.csv'), join(desk, 'b.csv')),
    nothing,
    () => copyFileSync(join(desk, 'b.csv'), join(desk, 'c.csv')),
    nothing,
    nothing,
  );
  expect(renamed.out).toContain('b.csv: the same content as a.csv');
  expect(renamed.out).toContain('c.csv: the same content as a.csv');
  // What was said once of a name is not said at every look.
  expect(renamed.out.match(/b\.csv: the same/gu)).toHaveLength(1);
  expect(parties.arrived).toHaveLength(arrived);

  await watching(write('c.csv', csvOf(persons(6), '2025-07-01')), nothing, nothing);
  expect([...parties.versions.values()].filter((versions) => versions === 2)).toHaveLength(6);
});

test('what the registry does not take now is sent at a later look', async () => {
  parties.faults.push('503', '503', '503', '503');
  const { exit } = await watching(write('a.csv', WHOLE), nothing, nothing, nothing, nothing, nothing, nothing);
  expect(parties.records.size).toBe(6 * RECORDS_A_ROW);
  expect([0, 2]).toContain(exit);
});

test('files that settle together may refer to each other, whichever is read first; others stay where they are', async () => {
  const [patient] = persons(1);
  const line = (one: object): string => `${JSON.stringify(one)}\n`;
  const subject = { reference: 'Patient/p' };
  await watching(
    () => {
      writeFileSync(
        join(desk, 'AAA.ndjson'),
        line({
          resourceType: 'MedicationAdministration',
          id: 'i',
          status: 'completed',
          subject,
          effectiveDateTime: patient!.infused,
          medicationCodeableConcept: { coding: [{ system: 'http://www.whocc.no/atc', code: 'L01XL04' }] },
        }),
      );
      writeFileSync(
        join(desk, 'Patient.ndjson'),
        line({
          resourceType: 'Patient',
          id: 'p',
          gender: 'male',
          birthDate: patient!.birth,
          identifier: [
            { system: 'https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin', value: patient!.number },
          ],
        }),
      );
      writeFileSync(join(desk, 'notes.docx'), 'not read');
      writeFileSync(join(desk, '~$open.xlsx'), 'not read');
    },
    nothing,
    nothing,
  );
  expect(parties.records.size).toBe(3);
  expect(existsSync(join(desk, 'notes.docx.result.txt'))).toBe(false);
});

test('--once reads what is there and ends with its exit code', async () => {
  writeFileSync(join(desk, 'a.csv'), WHOLE.replace(persons(6)[2]!.number, '12345678901'));
  const out: string[] = [];
  const terminal = { out: (line: string) => void out.push(line), err: () => undefined, progress: () => undefined };
  const ports = { ...systemPorts, wait: () => Promise.resolve(), terminal, ending: () => new AbortController().signal };
  const args = ['watch', desk, '--once', '--config', config, '--mapping', join(folder, 'mapping.yaml')];
  expect(await cli(args, ports)).toBe(1);
  expect(await cli(args, ports)).toBe(0);
  expect(await cli(['watch', join(folder, 'nowhere'), '--config', config], ports)).toBe(2);
});
