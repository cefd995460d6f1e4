// In: how many patients, how often, and where another checkout is built. Out: records a second that the built agent reads and validates, each run
// a process of its own, from CSV and from resources of FHIR; and that it sends, from the first byte of the file to the last receipt.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { csvOf, MAPPING, nationalNumber, type Person, persons, RECORDS_A_ROW } from '../support/agent-hospital.ts';
import { type Figure, overRuns, type Table } from './figures.ts';

export interface CheckOptions {
  readonly patients: number;
  readonly runs: number;
  /** A built checkout of another commit, which takes turns with this one. */
  readonly beside?: string | undefined;
  /** Patients that are sent; 0 leaves it out. */
  readonly sent: number;
}

const HERE = resolve(import.meta.dirname, '../..');
/** What a process used is told by itself as it ends. */
const TELL = `process.on('exit',()=>process.stderr.write('USED '+JSON.stringify(process.resourceUsage())+'\\n'))`;

interface Run {
  readonly seconds: number;
  /** Of the processor. */
  readonly used: number;
  readonly megabytes: number;
  readonly accepted: number;
}

const check = (checkout: string, ...words: readonly string[]): Promise<Run> =>
  new Promise((done, failed) => {
    const begun = performance.now();
    const program = join(checkout, 'apps/agent/dist/main.js');
    execFile(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(TELL)}`, program, 'check', ...words, '--json'],
      { maxBuffer: 1 << 28 },
      (fault, out, said) => {
        const usage = /USED (\{.*\})/u.exec(said)?.[1];
        if (fault || usage === undefined) return failed(fault ?? new Error(said));
        const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage) as NodeJS.ResourceUsage;
        const { read } = JSON.parse(out) as { read: { accepted: number } };
        done({
          seconds: (performance.now() - begun) / 1000,
          used: (userCPUTime + systemCPUTime) / 1e6,
          megabytes: maxRSS / 1024,
          accepted: read.accepted,
        });
      },
    );
  });

/** As many as are asked for, no two with one number. */
const people = (count: number): readonly Person[] =>
  persons(count).map((one, n) => {
    const [year, month, day] = [1940 + (n % 50), 1 + (Math.floor(n / 50) % 12), 1 + (Math.floor(n / 600) % 28)];
    const two = (part: number): string => String(part).padStart(2, '0');
    return {
      ...one,
      number: nationalNumber(year, month, day, 1 + 2 * Math.floor(n / 16_800)),
      birth: `${year}-${two(month)}-${two(day)}`,
    };
  });

const coding = (system: string, code: string) => ({ coding: [{ system, code }] });

/** The same five records of each, and a value a day for five days: as a laboratory writes them. */
function resourcesOf({ number, birth, infused }: Person, n: number): string {
  const subject = { reference: `Patient/p${n}` };
  const after = (days: number): string => new Date(Date.parse(infused) + days * 86_400_000).toISOString().slice(0, 10);
  return [
    {
      resourceType: 'Patient',
      id: `p${n}`,
      identifier: [{ system: 'https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin', value: number }],
      gender: 'male',
      birthDate: birth,
    },
    {
      resourceType: 'MedicationAdministration',
      id: `i${n}`,
      status: 'completed',
      subject,
      effectiveDateTime: infused,
      medicationCodeableConcept: coding('http://www.whocc.no/atc', 'L01XL03'),
    },
    ...[1, 2, 3, 4, 5].flatMap((day) =>
      [
        ['751-8', '10*9/L', 1.2],
        ['777-3', '10*9/L', 80],
      ].map(([code, unit, value]) => ({
        resourceType: 'Observation',
        id: `o${n}-${day}-${code}`,
        status: 'final',
        subject,
        code: coding('http://loinc.org', String(code)),
        effectiveDateTime: `${after(day)}T07:00:00+01:00`,
        valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
      })),
    ),
  ]
    .map((one) => `${JSON.stringify(one)}\n`)
    .join('');
}
/** The consent of these persons permits the registry. */
const PERMITTING = MAPPING.replace(
  'legalBasis: { column: consent, values: { yes: consent } }',
  'legalBasis: { column: consent, values: { yes: consent } }\n      registry: { column: consent, values: { yes: permit } }',
);

/** Patient, product, infusion and a page a day. */
const RECORDS_OF_RESOURCES = 8;

export async function benchCheck({ patients, runs, beside, sent }: CheckOptions): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), 'longview-check-'));
  try {
    const everybody = people(patients);
    const [csv, yaml, lines] = [join(folder, 'a.csv'), join(folder, 'mapping.yaml'), join(folder, 'b.ndjson')];
    writeFileSync(csv, csvOf(everybody));
    writeFileSync(yaml, MAPPING);
    writeFileSync(lines, everybody.map(resourcesOf).join(''));
    const figures = [
      ...(await inTurns('CSV', patients * RECORDS_A_ROW, csv, [csv, '--mapping', yaml], { runs, beside })),
      // Before this reader there was none to take turns with.
      ...(await inTurns('FHIR', patients * RECORDS_OF_RESOURCES, lines, [lines], { runs, beside: undefined })),
    ];
    if (sent > 0) figures.push(...(await sentFigures(sent, folder, { runs, beside })));
    return {
      title: `The agent's files, ${patients.toLocaleString('en')} patients`,
      figures,
      notes: [
        'Before anything is timed: every record of each file is accepted, by each commit.',
        'Each run is a process of its own, its start included.',
        'The quota of the pseudonymiser is open: as it stands by itself, 2,000 people a minute are what a centre may send.',
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function inTurns(
  what: string,
  records: number,
  path: string,
  words: readonly string[],
  { runs, beside }: Pick<CheckOptions, 'runs' | 'beside'>,
): Promise<Figure[]> {
  const checkouts = [HERE, ...(beside === undefined ? [] : [resolve(beside)])];
  const taken = checkouts.map((): Run[] => []);
  for (let turn = 0; turn <= runs; turn++)
    for (const [index, checkout] of checkouts.entries()) {
      const run = await check(checkout, ...words);
      if (run.accepted !== records) throw new Error(`${what} in ${checkout}: ${run.accepted} of ${records} accepted`);
      // One to warm up.
      if (turn > 0) taken[index]?.push(run);
    }
  const size = `${(statSync(path).size / 1e6).toFixed(1)} MB`;
  const rate = ({ seconds }: Run): number => records / seconds;
  const cost = ({ used }: Run): number => (1000 * used) / records;
  const figures = taken.flatMap((all, index) => {
    const name = `check of ${what}${index === 0 ? '' : ', the other commit'}`;
    const most = Math.max(...all.map(({ megabytes }) => megabytes)).toFixed(0);
    return [
      overRuns(name, all.map(rate), 'records/s', `${size}, ${most} MB of memory at most`),
      overRuns(`${name}: processor`, all.map(cost), 'ms a record'),
    ];
  });
  const [own = [], other] = taken;
  if (!other) return figures;
  const ratios = own.map((run, turn) => rate(run) / rate(other[turn] as Run));
  const costs = own.map((run, turn) => cost(run) / cost(other[turn] as Run));
  return [
    ...figures,
    overRuns(`check of ${what}: rate, this commit to the other`, ratios, 'times'),
    overRuns(`check of ${what}: processor, this commit to the other`, costs, 'times'),
  ];
}

/**
 * A network of its own for each run: nobody is known yet, so that each number is evaluated and each record is new. The parts are those of the checkout
 * that it is started in, the file is the same.
 */
const submit = (checkout: string, csv: string, yaml: string): Promise<{ seconds: number; n: number }> =>
  new Promise((done, failed) => {
    execFile(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        '--conditions=@longview/source',
        '--import',
        './deploy/swc-hook.mjs',
        join(import.meta.dirname, 'submit-run.ts'),
        csv,
        yaml,
      ],
      { cwd: checkout, maxBuffer: 1 << 28 },
      (fault, out, said) => {
        if (fault) return failed(new Error(`${checkout}: ${said}`, { cause: fault }));
        done(JSON.parse(out) as { seconds: number; n: number });
      },
    );
  });

async function sentFigures(
  sent: number,
  folder: string,
  { runs, beside }: Pick<CheckOptions, 'runs' | 'beside'>,
): Promise<Figure[]> {
  const [csv, yaml] = [join(folder, 'sent.csv'), join(folder, 'sent.yaml')];
  writeFileSync(csv, csvOf(people(sent)));
  writeFileSync(yaml, PERMITTING);
  const checkouts = [HERE, ...(beside === undefined ? [] : [resolve(beside)])];
  const rates = checkouts.map((): number[] => []);
  for (let turn = 0; turn < Math.max(1, Math.min(runs, 3)); turn++)
    for (const [index, checkout] of checkouts.entries()) {
      const { seconds, n } = await submit(checkout, csv, yaml);
      if (n !== sent * RECORDS_A_ROW) throw new Error(`${checkout}: ${n} records stored of ${sent * RECORDS_A_ROW}`);
      rates[index]?.push(n / seconds);
    }
  const note = `${sent.toLocaleString('en')} patients of ${RECORDS_A_ROW} records: read, pseudonymised, queued, sent, receipts kept`;
  const [own = [], other] = rates;
  if (!other) return [overRuns('submit, end to end', own, 'records/s', note)];
  return [
    overRuns('submit, end to end', own, 'records/s', note),
    overRuns('submit, end to end, the other commit', other, 'records/s'),
    overRuns(
      'submit: rate, this commit to the other',
      own.map((rate, turn) => rate / (other[turn] ?? Number.NaN)),
      'times',
    ),
  ];
}
