// In: a running registry. Out: bundles that it takes in durably a second, by size of submission, beside what PostgreSQL alone can do with
// the same rows. Throws when a repeat was stored again, an invalid record got in, or a count in the database is not what the receipts say.
import { generateBundles } from '@longview/fixtures';
import { systemIds } from '@longview/foundation';
import { canonicalBytes, type Receipt, signDetached, SUBMIT_DOCUMENT, type SubmittedPatient } from '@longview/wire';
import { CENTRES, type CentreId } from '../support/trial-registry.ts';
import { type Figure, overRuns, quantile, type Table } from './figures.ts';
import { residentMegabytes } from './machine.ts';
import { Client, ProcessorMeter, type Served } from './served.ts';

const SENDERS = 16;
const RECORDS = 7;

interface Ready {
  readonly centre: CentreId;
  readonly body: Buffer;
  readonly patients: number;
}
interface Run {
  readonly perSecond: number;
  readonly latencies: readonly number[];
  readonly count: number;
}

export interface IngestSizes {
  /** Bundles sent for each size of submission, over all runs. */
  readonly bundles: number;
  readonly runs: number;
  readonly sizes: readonly number[];
  /** Further numbers of senders, at the first of the sizes. */
  readonly senders: readonly number[];
}

export async function benchIngest(served: Served, { bundles, runs, sizes, senders }: IngestSizes): Promise<Table> {
  let seed = 1;
  const [first = 25] = sizes;
  await run(served, { size: first, senders: SENDERS, count: Math.min(1000, bundles), seed: seed++ });
  // One patient a submission, and few senders, are several times slower: fewer bundles take as long.
  const cases = [
    ...sizes.map((size) => ({ size, senders: SENDERS, part: size === 1 ? 4 : 1 })),
    ...senders.map((count) => ({ size: first, senders: count, part: count === 1 ? 3 : 2 })),
  ].map((each) => ({ ...each, all: [] as Run[] }));
  const meters = await Promise.all(cases.map(() => ProcessorMeter.of(served, served.pid())));
  for (let round = 0; round < runs; round++)
    for (const [at, { size, senders: count, part, all }] of cases.entries()) {
      const done = Math.round(bundles / runs / part);
      all.push(await run(served, { size, senders: count, count: done, seed: seed++ }, meters[at]));
    }
  const memory = residentMegabytes(served.pid());
  return {
    title: 'Ingest: signed submissions at the door, durable, receipts signed and checked',
    figures: [
      ...cases.flatMap(({ size, senders: count, all }, at) => {
        const latencies = all.flatMap((one) => one.latencies);
        const bundlesDone = all.reduce((sum, one) => sum + one.count, 0);
        const [each, record] = [bundlesDone, bundlesDone * RECORDS].map((done) => meters[at]?.each(done));
        return [
          overRuns(
            `submissions of ${size} patient${size === 1 ? '' : 's'}, ${count} sender${count === 1 ? '' : 's'}`,
            all.map(({ perSecond }) => perSecond),
            'bundles/s',
            `answered in ${quantile(latencies, 0.5).toFixed(1)} ms at p50, ${quantile(latencies, 0.99).toFixed(1)} at p99`,
          ),
          ...(['server', 'postgres'] as const).map((party) => ({
            name: `  processor a bundle: ${party === 'server' ? 'registry' : 'PostgreSQL'}`,
            value: each?.[party] ?? NaN,
            unit: 'µs',
            note: `${(record?.[party] ?? NaN).toFixed(0)} a record; the load beside it ${(each?.load ?? NaN).toFixed(0)} a bundle`,
          })),
        ];
      }),
      ...(await floors(served, runs)),
      { name: 'memory of the registry after it', value: memory, unit: 'MB' },
    ],
    notes: [
      `Senders of four centres, bundles of ${RECORDS} records, 5 % repeats, 1 % with a record to be refused; signed before the clock starts.`,
      'Before each figure: every repeat UNCHANGED, every invalid record REFUSED, all others ACCEPTED, and as many rows in the database.',
    ],
  };
}

/** Sees to it that so many bundles are there to be read. */
export async function ensureBundles(served: Served, bundles: number): Promise<void> {
  const { patient = 0 } = await counts(served);
  if (patient < bundles) await run(served, { size: 50, senders: SENDERS, count: bundles - patient, seed: 1000 });
}

interface Sending {
  readonly size: number;
  readonly senders: number;
  readonly count: number;
  readonly seed: number;
}

async function run(served: Served, { size, senders, count, seed }: Sending, meter?: ProcessorMeter): Promise<Run> {
  const { trial } = served;
  const { patients, repeated, invalid } = generateBundles({ seed, bundles: count });
  const queues = await prepare(served, patients, new Map(repeated.map(({ at, of }) => [at, of])), size);
  const before = await counts(served);
  const client = new Client(trial.url, senders);
  const outcomes = new Map<string, number>();
  const latencies: number[] = [];
  const read: string[] = [];

  const send = async (queue: Ready[]): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const token = await trial.assertion(next.centre, next.body as unknown as string, { bodyBytes: next.body });
      const sent = performance.now();
      const { text } = await client.post(next.body, token);
      latencies.push(performance.now() - sent);
      read.push(text);
    }
  };
  /** Several senders share a centre, or one has several centres. */
  const from = async (sender: number): Promise<void> => {
    if (senders >= queues.length) await send(queues[sender % queues.length] ?? []);
    else for (let at = sender; at < queues.length; at += senders) await send(queues[at] ?? []);
  };
  meter?.start();
  const started = performance.now();
  await Promise.all(Array.from({ length: senders }, (_, sender) => from(sender)));
  const seconds = (performance.now() - started) / 1000;
  meter?.stop();
  client.close();

  for (const text of read) {
    const { data, errors } = JSON.parse(text) as { data?: { submit: { receipt?: string } }; errors?: unknown };
    if (data?.submit.receipt === undefined)
      throw new Error(`a submission got no receipt: ${JSON.stringify(errors)} ${text.slice(0, 300)}`);
    for (const { outcome } of (JSON.parse(data.submit.receipt) as Receipt).records)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  const fresh = count - repeated.length;
  const after = await counts(served);
  const grown = Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
  const expected = {
    ACCEPTED: fresh * RECORDS - invalid.length,
    UNCHANGED: repeated.length * RECORDS,
    REFUSED: invalid.length,
    patient: fresh,
    course: fresh,
    clinical_record: fresh * RECORDS - invalid.length,
    course_outcome: fresh,
    consent_state: fresh,
    submission: read.length,
  };
  const found: Record<string, number> = { ...Object.fromEntries(outcomes), ...grown };
  for (const [name, value] of Object.entries(expected))
    if ((found[name] ?? 0) !== value) throw new Error(`${name}: ${found[name] ?? 0} where ${value} belong`);
  return { perSecond: count / seconds, latencies, count };
}

/** A centre's bundles in its submissions, signed; a repeat goes to the centre of its original, in a later submission. */
async function prepare(
  { trial }: Served,
  patients: readonly SubmittedPatient[],
  originals: ReadonlyMap<number, number>,
  size: number,
): Promise<Ready[][]> {
  const lists = CENTRES.map(() => [] as SubmittedPatient[]);
  const centreOf: number[] = [];
  for (const [at, patient] of patients.entries()) {
    const of = originals.get(at);
    const centre = of === undefined ? at % CENTRES.length : (centreOf[of] as number);
    centreOf.push(centre);
    lists[centre]?.push(patient);
  }
  const queues: Ready[][] = [];
  for (const [number, list] of lists.entries()) {
    const centre = CENTRES[number] as CentreId;
    const queue: Ready[] = [];
    let open: SubmittedPatient[] = [];
    const flush = async () => {
      if (open.length === 0) return;
      const submission = { version: 1, id: systemIds.uuid(), centre, demonstration: true, patients: open } as const;
      const signature = await signDetached(
        canonicalBytes(submission),
        'longview-submission+jws',
        `${centre}-1`,
        trial.agents[centre].secret,
      );
      const variables = { submission, signature };
      queue.push({
        centre,
        body: Buffer.from(JSON.stringify({ query: SUBMIT_DOCUMENT, variables })),
        patients: open.length,
      });
      open = [];
    };
    for (const patient of list) {
      const token = patient.tokens[0]?.value;
      if (open.length === size || open.some((other) => other.tokens[0]?.value === token)) await flush();
      open.push(patient);
    }
    await flush();
    queues.push(queue);
  }
  return queues;
}

const COUNTED = ['patient', 'course', 'clinical_record', 'course_outcome', 'consent_state', 'submission'] as const;

const counts = ({ trial }: Served): Promise<Record<string, number>> =>
  trial.asAdmin(async (client) => {
    const { rows } = await client.query(
      `select ${COUNTED.map((table) => `(select count(*)::int from registry.${table}) as ${table}`).join(', ')}`,
    );
    return rows[0];
  });

/** The same rows into a table without keys, rules or row policies: what meaning and safety cost is the rest. */
async function floors({ trial }: Served, runs: number): Promise<Figure[]> {
  return trial.asAdmin(async (client) => {
    await client.query('create schema bench');
    await client.query(
      'create table bench.source as select *, row_number() over () as n from registry.clinical_record limit 35000',
    );
    const { rows } = await client.query(
      "select count(*)::int as n, current_setting('data_directory') as folder from bench.source",
    );
    const [count, file] = [rows[0].n as number, `${rows[0].folder as string}/bench-rows`];
    await client.query('alter table bench.source drop column n');
    await client.query(`copy bench.source to '${file}'`);
    const { rows: texts } = await client.query('select to_jsonb(s) as row from bench.source s');
    const batches: string[] = [];
    for (let at = 0; at < texts.length; at += 25 * RECORDS)
      batches.push(JSON.stringify(texts.slice(at, at + 25 * RECORDS).map(({ row }) => row as object)));
    const [copied, inserted]: [number[], number[]] = [[], []];
    for (let round = -1; round < runs; round++) {
      await client.query('drop table if exists bench.plain');
      await client.query('create table bench.plain (like registry.clinical_record)');
      let started = performance.now();
      await client.query(`copy bench.plain from '${file}'`);
      const copy = count / RECORDS / ((performance.now() - started) / 1000);
      await client.query('truncate bench.plain');
      started = performance.now();
      for (const batch of batches)
        await client.query({
          name: 'plain',
          text: 'insert into bench.plain select * from jsonb_populate_recordset(null::bench.plain, $1::jsonb)',
          values: [batch],
        });
      const insert = count / RECORDS / ((performance.now() - started) / 1000);
      if (round < 0) continue;
      copied.push(copy);
      inserted.push(insert);
    }
    await client.query('drop schema bench cascade');
    return [
      overRuns('floor: COPY of the same records into a plain table', copied, 'bundles/s'),
      overRuns('floor: plain INSERT, 25 bundles a statement and commit, one connection', inserted, 'bundles/s'),
    ];
  });
}
