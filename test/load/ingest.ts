// In: a running registry. Out: bundles that it takes in durably a second, by size of submission, beside what PostgreSQL alone can do with
// the same rows. Throws when a repeat was stored again, an invalid record got in, or a count in the database is not what the receipts say.
import { generateBundles } from '@longview/fixtures';
import { systemIds } from '@longview/foundation';
import { canonicalBytes, type Receipt, signDetached, SUBMIT_DOCUMENT, type SubmittedPatient } from '@longview/wire';
import { CENTRES, type CentreId } from '../support/trial-registry.ts';
import { type Figure, overRuns, quantile, type Table } from './figures.ts';
import { residentMegabytes } from './machine.ts';
import { Client, type Served, processorUse } from './served.ts';

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
  readonly processor: string;
}

export interface IngestSizes {
  /** Bundles sent for each size of submission, over all runs. */
  readonly bundles: number;
  readonly runs: number;
  readonly sizes: readonly number[];
}

export async function benchIngest(served: Served, { bundles, runs, sizes }: IngestSizes): Promise<Table> {
  let seed = 1;
  await run(served, 25, Math.min(1000, bundles), seed++);
  const measured = new Map(sizes.map((size) => [size, [] as Run[]]));
  for (let round = 0; round < runs; round++)
    for (const size of sizes) {
      // One patient a submission is several times slower: a quarter of the bundles takes as long.
      const count = Math.round(bundles / runs / (size === 1 ? 4 : 1));
      measured.get(size)?.push(await run(served, size, count, seed++));
    }
  const memory = residentMegabytes(served.pid());
  return {
    title: 'Ingest: signed submissions at the door, durable, receipts signed and checked',
    figures: [
      ...[...measured].flatMap(([size, all]) => [
        overRuns(
          `submissions of ${size} patient${size === 1 ? '' : 's'}`,
          all.map(({ perSecond }) => perSecond),
          'bundles/s',
          all.at(-1)?.processor,
        ),
        {
          name: `  answered, p50 and p99`,
          value: quantile(
            all.flatMap(({ latencies }) => latencies),
            0.5,
          ),
          spread: [
            quantile(
              all.flatMap(({ latencies }) => latencies),
              0.5,
            ),
            quantile(
              all.flatMap(({ latencies }) => latencies),
              0.99,
            ),
          ] as const,
          unit: 'ms',
        },
      ]),
      ...(await floors(served, runs)),
      { name: 'memory of the registry after it', value: memory, unit: 'MB' },
    ],
    notes: [
      `${SENDERS} senders of four centres, bundles of ${RECORDS} records, 5 % repeats, 1 % with a record to be refused; signed before the clock starts.`,
      'Before each figure: every repeat UNCHANGED, every invalid record REFUSED, all others ACCEPTED, and as many rows in the database.',
    ],
  };
}

/** Sees to it that so many bundles are there to be read. */
export async function ensureBundles(served: Served, bundles: number): Promise<void> {
  const { patient = 0 } = await counts(served);
  if (patient < bundles) await run(served, 50, bundles - patient, 1000);
}

async function run(served: Served, size: number, count: number, seed: number): Promise<Run> {
  const { trial } = served;
  const { patients, repeated, invalid } = generateBundles({ seed, bundles: count });
  const queues = await prepare(served, patients, new Map(repeated.map(({ at, of }) => [at, of])), size);
  const before = await counts(served);
  const client = new Client(trial.url, SENDERS);
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
  const used = await processorUse(served);
  const started = performance.now();
  await Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(queues[sender % queues.length] ?? [])));
  const seconds = (performance.now() - started) / 1000;
  const said = used(count);
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
  return { perSecond: count / seconds, latencies, processor: said };
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
