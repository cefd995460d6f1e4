// A file larger than the memory that is given for it: lines of resources, patient after patient, read by the agent as a program of its own.
// The long suite reads two gigabytes; the sample is as long as the survey needs to be made.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { nationalNumber } from '../support/agent-hospital.ts';

const LONG = process.env['LONGVIEW_LONG'] === '1';
const BYTES = Number(process.env['LONGVIEW_MEGABYTES'] ?? (LONG ? 2048 : 24)) * 1024 ** 2;
const LARGEST_RSS_MB = 300;

/** Run inside the agent's process. */
const TELL = `const sizes = [];
setInterval(() => sizes.push(Math.round(process.memoryUsage.rss() / 1048576)), 200).unref();
process.on('exit', () => process.stderr.write('MAXRSS ' + process.resourceUsage().maxRSS + ' RSS ' + JSON.stringify(sizes) + '\\n'));`;

const folder = mkdtempSync(join(tmpdir(), 'longview-large-'));
afterAll(() => rmSync(folder, { recursive: true }));

const coding = (system: string, code: string) => ({ coding: [{ system, code }] });
const ANALYTES = [
  ['751-8', '10*9/L', 1.2],
  ['777-3', '10*9/L', 80],
  ['718-7', 'g/dL', 9.8],
  ['1988-5', 'mg/L', 44],
  ['2276-4', 'ug/L', 900],
  ['8310-5', 'Cel', 38.1],
] as const;

/** Some twenty resources of about as many hundred bytes. */
function linesOf(n: number): string {
  const subject = { reference: `Patient/p${n}` };
  const number = nationalNumber(
    1930 + (n % 70),
    1 + (n % 12),
    1 + (Math.floor(n / 12) % 28),
    1 + 2 * (Math.floor(n / 840) % 498),
  );
  const birth = `${1930 + (n % 70)}-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (Math.floor(n / 12) % 28)).padStart(2, '0')}`;
  const meta = {
    lastUpdated: '2025-01-01T00:00:00Z',
    profile: ['https://hospital.example/fhir/StructureDefinition/laboratory-observation'],
    security: [{ system: 'https://hospital.example/security', code: 'R' }],
  };
  const text = {
    status: 'generated',
    div: '<div xmlns="http://www.w3.org/1999/xhtml">Laboratory result as it was printed for the file of the patient, with its reference range and remark.</div>',
  };
  const resources: object[] = [
    {
      resourceType: 'Patient',
      id: `p${n}`,
      meta,
      identifier: [{ system: 'https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin', value: number }],
      gender: 'male',
      birthDate: birth,
    },
    {
      resourceType: 'MedicationAdministration',
      id: `i${n}`,
      meta,
      status: 'completed',
      subject,
      effectiveDateTime: '2024-03-01',
      medicationCodeableConcept: coding('http://www.whocc.no/atc', 'L01XL03'),
    },
  ];
  for (let day = 1; day <= 3; day++)
    for (const [code, unit, value] of ANALYTES)
      resources.push({
        resourceType: 'Observation',
        id: `o${n}-${day}-${code}`,
        meta,
        text,
        status: 'final',
        category: [coding('http://terminology.hl7.org/CodeSystem/observation-category', 'laboratory')],
        subject,
        code: coding('http://loinc.org', code),
        effectiveDateTime: `2024-03-0${day}T07:00:00+01:00`,
        issued: `2024-03-0${day}T09:00:00+01:00`,
        valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
      });
  return resources.map((one) => `${JSON.stringify(one)}\n`).join('');
}

test(
  `${BYTES} bytes of resources are read within ${LARGEST_RSS_MB} MB`,
  async () => {
    const path = join(folder, 'export.ndjson');
    const file = createWriteStream(path);
    let [written, patients] = [0, 0];
    while (written < BYTES) {
      const lines = linesOf(patients++);
      written += lines.length;
      if (!file.write(lines)) await once(file, 'drain');
    }
    file.end();
    await once(file, 'finish');

    const { size } = statSync(path);
    const agent = join(import.meta.dirname, '../../apps/agent/bin/longview-agent.mjs');
    const tell = `data:text/javascript,${encodeURIComponent(TELL)}`;
    const started = performance.now();
    const child = spawn(process.execPath, ['--import', tell, agent, 'check', path, '--json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, said] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (said += part.toString()));
    await once(child, 'close');
    const seconds = (performance.now() - started) / 1000;
    const megabytes = Number(/MAXRSS (\d+)/u.exec(said)?.[1]) / 1024;
    // The largest of each tenth of the time: it rises while the program starts, and then no more.
    const sizes = (/RSS (\[[^\]]*\])/u.exec(said)?.[1] ?? '').match(/\d+/gu)?.map(Number) ?? [];
    const tenths = Array.from({ length: 10 }, (_, n) =>
      Math.max(...sizes.slice(Math.floor((n * sizes.length) / 10), Math.ceil(((n + 1) * sizes.length) / 10))),
    );
    const { read } = JSON.parse(out) as {
      read: { accepted: number; patients: number; linesRefused: number; problems: readonly unknown[] };
    };
    // Patient, product and infusion, and a page a day.
    expect([read.patients, read.accepted, read.linesRefused]).toEqual([patients, patients * 6, 0]);
    process.stderr.write(
      `${size} bytes, ${read.accepted} records of ${patients} patients: ${seconds.toFixed(0)} s, ${(size / 1e6 / seconds).toFixed(1)} MB/s, ` +
        `${megabytes.toFixed(0)} MB at most; by tenths of the time ${tenths.join(', ')}\n`,
    );
    expect(megabytes).toBeLessThan(LARGEST_RSS_MB);
  },
  LONG ? 3_600_000 : 300_000,
);
