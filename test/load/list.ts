// In: a registry with courses in it. Out: how often a second a centre's person can turn a page of 20 courses with 5 records each, sealed, with
// its intent and its result durable, beside the same shape as one SQL statement; and where the time of one page goes. Throws when a page
// holds anything but the centre's own, or when a page has not its two entries in the log.
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '@longview/foundation';
import { makeEntry } from '@longview/transparency-proof';
import pg from 'pg';
import { coursesPage } from '@longview/registry';
import { type Figure, overRuns, quantile, type Table } from './figures.ts';
import { ensureBundles } from './ingest.ts';
import { residentMegabytes } from './machine.ts';
import { Client, processorUse, type Served } from './served.ts';

const CENTRE = 'centre-a';
const [FIRST, RECORDS] = [20, 5];

const PAGE = `query Page($after: String) {
  cohort {
    __typename
    ... on Refusal { code message }
    ... on Cohort {
      courses(first: ${FIRST}, records: ${RECORDS}, after: $after) {
        __typename
        ... on CoursePage {
          next
          nodes {
            id product disease sex age overallSurvival { days event } progressionFreeSurvival { days event }
            records {
              id type version
              body {
                __typename
                ... on Diagnosis { primaryDisease numberOfPriorLines }
                ... on Product { productCode manufacturingOutcome }
                ... on Infusion { infusionDate }
                ... on ResponseAssessment { assessmentDate responseReported }
                ... on SurvivalStatus { status lastContactDate }
              }
            }
          }
        }
      }
    }
  }
}`;

/** The same page for whoever may see everything: no caller, no policy, no seal, no entry. */
const ONE_STATEMENT = `select c.id, o.product, o.disease, o.sex, o.age::float8 as age, o.os_days, o.os_event, o.pfs_days, o.pfs_event,
    (select json_agg(json_build_object('id', r.id, 'type', r.type, 'version', r.version, 'body', r.body))
     from (select id, type, version, body from registry.clinical_record r where r.course_id = c.id and r.is_current order by r.id limit ${RECORDS}) r) as records
  from registry.course c left join registry.course_outcome o on o.course_id = c.id and o.serves_own
  where c.treating_centre = $2 and c.id > $1 order by c.id limit ${FIRST + 1}`;

export async function benchList(
  served: Served,
  { seconds, runs }: { readonly seconds: number; readonly runs: number },
): Promise<Table> {
  const { trial } = served;
  await ensureBundles(served, 4000);
  await trial.asAdmin((client) => client.query('analyze'));
  const token = await trial.token(`manager@${CENTRE}`);
  const after = await cursors(served, token);
  const figures: Figure[] = [];
  for (const connections of [1, 8, 16]) {
    const bare = await plain(served, connections, after.ids, false);
    const logged = await plain(served, connections, after.ids, true);
    const client = new Client(trial.url, connections);
    const page = async (number: number): Promise<void> => {
      const { status, text } = await client.post(bodyOf(after.opaque[number % after.opaque.length]), token);
      if (status !== 200 || !text.includes('"CoursePage"')) throw new Error(`no page: ${text.slice(0, 300)}`);
    };
    const [ours, one, two]: [Rate[], Rate[], Rate[]] = [[], [], []];
    await turn(connections, 1, page);
    const used = await processorUse(served);
    let done = 0;
    for (let round = 0; round < runs; round++) {
      ours.push(await turn(connections, seconds, page));
      done += ours.at(-1)?.count ?? 0;
    }
    const processor = used(done);
    for (let round = 0; round < runs; round++) {
      one.push(await turn(connections, seconds / 2, bare.page));
      two.push(await turn(connections, seconds / 2, logged.page));
    }
    client.close();
    await bare.end();
    await logged.end();
    figures.push(
      ...figuresOf(`pages at ${connections} connection${connections === 1 ? '' : 's'}`, ours, processor),
      ...figuresOf('  floor: one prepared statement', one),
      ...figuresOf('  floor: the same and one durable insert', two),
    );
  }
  return {
    title: `A centre's own courses, ${FIRST} x ${RECORDS} records a page`,
    figures: [
      ...figures,
      ...(await steps(served, after.ids, token)),
      { name: 'memory of the registry', value: residentMegabytes(served.pid()), unit: 'MB' },
    ],
    notes: [
      'Each page: token verified, policy decided, intent committed, rows read under its seal, result committed before bytes leave.',
      `Before each figure: a page of ${FIRST} courses of the centre alone, each with its records, and two entries in the log a page.`,
    ],
  };
}

const bodyOf = (after: string | undefined): string =>
  JSON.stringify({ query: PAGE, variables: after === undefined ? {} : { after } });

interface Rate {
  readonly count: number;
  readonly perSecond: number;
  readonly latencies: readonly number[];
}

async function turn(
  connections: number,
  seconds: number,
  page: (number: number, line: number) => Promise<void>,
): Promise<Rate> {
  const latencies: number[] = [];
  const [started, end] = [performance.now(), performance.now() + 1000 * seconds];
  let next = 0;
  await Promise.all(
    Array.from({ length: connections }, async (_, line) => {
      while (performance.now() < end) {
        const sent = performance.now();
        await page(next++, line);
        latencies.push(performance.now() - sent);
      }
    }),
  );
  return { count: latencies.length, perSecond: (latencies.length * 1000) / (performance.now() - started), latencies };
}

function figuresOf(name: string, rates: readonly Rate[], note?: string): Figure[] {
  const all = rates.flatMap(({ latencies }) => latencies);
  const about = `p50 ${quantile(all, 0.5).toFixed(1)} ms, p99 ${quantile(all, 0.99).toFixed(1)} ms`;
  return [
    overRuns(
      name,
      rates.map(({ perSecond }) => perSecond),
      'pages/s',
      note === undefined ? about : `${about}; ${note}`,
    ),
  ];
}

/** Turns pages to the end once: what the cursors are, and whether the pages hold the centre's courses and no others. */
async function cursors({ trial }: Served, token: string): Promise<{ opaque: string[]; ids: string[] }> {
  const client = new Client(trial.url, 1);
  const entries = () =>
    trial.asAdmin(async (admin) => {
      const { rows } = await admin.query(
        `select count(*)::int as n from (
           select envelope from log.pending union all select envelope from log.entry) e where envelope::jsonb ->> 'operation' = 'cohort.courses'`,
      );
      return rows[0].n as number;
    });
  const before = await entries();
  const [opaque, seen]: [string[], string[]] = [[], []];
  let [after, pages]: [string | undefined, number] = [undefined, 0];
  do {
    const { text } = await client.post(bodyOf(after), token);
    const { data, errors } = JSON.parse(text);
    const page = data?.cohort?.courses;
    if (page?.__typename !== 'CoursePage') throw new Error(`no page: ${JSON.stringify(errors ?? data)}`);
    pages += 1;
    for (const { id, records } of page.nodes) {
      seen.push(Buffer.from(id, 'base64url').toString('hex'));
      if (records.length < 4 || records.length > RECORDS) throw new Error(`${records.length} records with a course`);
    }
    after = page.next ?? undefined;
    if (after !== undefined) opaque.push(after);
  } while (after !== undefined && pages < 100);
  client.close();
  if ((await entries()) - before !== 2 * pages) throw new Error('a page has not its two entries in the log');
  const foreign = await trial.asAdmin(async (admin) => {
    const { rows } = await admin.query(
      `select count(*)::int as n from unnest($1::uuid[]) s (id) left join registry.course c on c.id = s.id where c.treating_centre is distinct from $2`,
      [seen, CENTRE],
    );
    return rows[0].n as number;
  });
  if (foreign > 0 || new Set(seen).size !== seen.length) throw new Error('a page holds what is not its own, or twice');
  return {
    opaque,
    ids: opaque.map((cursor) =>
      Buffer.from(cursor, 'base64url')
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    ),
  };
}

async function plain(
  { trial }: Served,
  connections: number,
  ids: readonly string[],
  insert: boolean,
): Promise<{ page: (number: number, line: number) => Promise<void>; end: () => Promise<void> }> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: trial.adminUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  await clients[0]?.query('create table if not exists public.bench_read (at timestamptz default now(), what text)');
  return {
    page: async (number, line) => {
      const client = clients[line] as pg.Client;
      const { rows } = await client.query({
        name: 'page',
        text: ONE_STATEMENT,
        values: [ids[number % ids.length], CENTRE],
      });
      if (rows.length === 0) throw new Error('an empty page');
      if (insert)
        await client.query({
          name: 'read',
          text: 'insert into public.bench_read (what) values ($1)',
          values: [rows.map(({ id }) => id as string).join()],
        });
    },
    end: async () => {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}

/** Each step of a page by itself, one after the other on one connection: the rest is HTTP, policy, execution and writing it out. */
async function steps(served: Served, ids: readonly string[], token: string): Promise<Figure[]> {
  const { trial } = served;
  const http = new Client(trial.url, 1);
  const app = new pg.Client({ connectionString: readFileSync(join(trial.folder, 'app.url'), 'utf8') });
  await app.connect();
  const times = new Map<string, number[]>();
  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const value = await work();
    times.set(name, [...(times.get(name) ?? []), 1000 * (performance.now() - started)]);
    return value;
  };
  const connection = {
    query: async (text: string, values: readonly unknown[] = []) =>
      (await app.query({ name: text.slice(0, 60), text, values: [...values] })).rows,
    run: async (text: string) => void (await app.query(text)),
  } as Parameters<typeof coursesPage>[0];
  const nothing = JSON.stringify({ query: '{ __typename }' });
  for (let round = 0; round < 300; round++) {
    const entry = entryOf('intent');
    const cursor = ids[round % ids.length];
    await timed('page as a whole, one connection', () => http.post(bodyOf(undefined), token));
    await timed('step: a request that asks nothing, with its token', () => http.post(nothing, token));
    await timed('step: intent committed', () => insertOf(app, entry));
    await app.query('begin; set local synchronous_commit = off');
    await timed('step: seal opened', () => open(app, trial.sealKey, entry.id));
    await timed('step: page read under the seal', () =>
      coursesPage(connection, CENTRE, { first: FIRST, records: RECORDS }, cursor),
    );
    await timed('step: closed, not waiting for the disk', () => app.query('commit'));
    await timed('step: result committed', () => insertOf(app, entryOf('result', entry.id)));
  }
  http.close();
  await app.end();
  return [...times].map(([name, all]) => ({
    name,
    value: quantile(all, 0.5),
    spread: [quantile(all, 0.05), quantile(all, 0.95)] as const,
    unit: 'µs',
    note: 'p50, p5 to p95',
  }));
}

const entryOf = (kind: 'intent' | 'result', intent?: string) =>
  makeEntry({
    envelope: {
      v: 1,
      id: randomUUID(),
      at: new Date().toISOString(),
      kind,
      actor: 'bench',
      org: CENTRE,
      role: 'dataManager',
      operation: 'cohort.courses.bench',
      activity: 'own-centre-quality',
      ...(intent !== undefined && { intent }),
    },
  });

const insertOf = (client: pg.Client, entry: ReturnType<typeof entryOf>) =>
  client.query({
    name: 'line',
    text: 'insert into log.pending (id, kind, envelope, leaf_hash) values ($1, $2, $3, $4)',
    values: [entry.id, entry.kind, entry.envelopeText, Buffer.from(entry.leafHash)],
  });

function open(client: pg.Client, sealKey: Uint8Array, id: string) {
  const expires = Math.floor(Date.now() / 1000) + 50;
  const decision = canonicalJson({ kind: 'read', scope: 'own', centre: CENTRE, id, expires });
  const mac = createHmac('sha256', sealKey).update(decision).digest();
  return client.query({ name: 'open', text: 'select authz.open($1, $2)', values: [decision, mac] });
}
