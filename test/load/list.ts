// In: a running registry with courses in it. Out: how often a second a centre's person can turn a page of 20 courses with 5 records each, sealed, with
// its intent and its result durable; in the same run PostGraphile 5 with the same row policies and one entry, and without either; and the same
// shape as one SQL statement. Throws when a page holds anything but the centre's own, when they differ, or when an entry is missing in the log.
import pg from 'pg';
import { type Figure, overRuns, quantile, type Table } from './figures.ts';
import { ensureBundles } from './ingest.ts';
import { steps } from './list-steps.ts';
import { residentMegabytes } from './machine.ts';
import { type Peer, type Peers, readAll, startPeers } from './postgraphile.ts';
import { Client, ProcessorMeter, type Served } from './served.ts';

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

interface Contender {
  readonly name: string;
  /** The process that answers; a floor has none. */
  readonly pid?: number;
  readonly page: (number: number, line: number) => Promise<void>;
  readonly end: () => Promise<void> | void;
}

export interface ListOptions {
  readonly seconds: number;
  readonly runs: number;
  readonly connections: readonly number[];
}

export async function benchList(served: Served, { seconds, runs, connections }: ListOptions): Promise<Table> {
  const { trial } = served;
  await ensureBundles(served, 4000);
  await trial.asAdmin((client) => client.query('vacuum analyze'));
  const token = await trial.token(`manager@${CENTRE}`);
  const after = await cursors(served, token);
  const peers = await startPeers(served, { centre: CENTRE, first: FIRST, records: RECORDS, pool: POOL });
  try {
    const read = typeof peers === 'string' ? undefined : await compare(served, peers, after.nodes);
    const figures: Figure[] = [];
    for (const count of connections) {
      const contenders = [
        overHttp(
          'registry',
          trial.url,
          served.pid(),
          count,
          (at) => bodyOf(after.opaque[at % after.opaque.length]),
          token,
        ),
        ...(typeof peers === 'string' || !read
          ? []
          : [
              peer('PostGraphile, same row policies, one durable entry', peers.same, count, read.same),
              peer('PostGraphile, neither', peers.without, count, read.without),
            ]),
        await plain(served, count, after.ids, false),
        await plain(served, count, after.ids, true),
      ];
      figures.push(...(await alternate(served, contenders, count, runs, seconds)));
    }
    const pids = typeof peers === 'string' ? [] : [peers.same.pid, peers.without.pid];
    const memory = [served.pid(), ...pids].map((pid, at) => ({
      name: `memory of ${['the registry', 'PostGraphile, same row policies', 'PostGraphile, neither'][at] as string}`,
      value: residentMegabytes(pid),
      unit: 'MB',
    }));
    const told = { centre: CENTRE, first: FIRST, records: RECORDS, ids: after.ids, token, body: bodyOf(undefined) };
    return {
      title: `A centre's own courses, ${FIRST} x ${RECORDS} records a page`,
      figures: [...figures, ...(await steps(served, told)), ...memory],
      notes: [
        'Each page of the registry: person known, policy decided, intent durable, rows read under its seal, result durable before bytes leave.',
        typeof peers === 'string'
          ? `PostGraphile could not be installed: ${peers}.`
          : `PostGraphile ${peers.version} in production settings, a process of its own, ${POOL} connections like the registry, statements prepared and pipelined. With the same row policies it makes one entry durable, opens the registry's own seal with it as the same role and reads under it; it asks for no token. Without, it reads as the superuser.`,
        `Before each figure: a page of ${FIRST} courses of the centre alone, each with its records, two entries in the log a page; PostGraphile gives the same courses, outcomes and records, with one entry a page.`,
      ],
    };
  } finally {
    if (typeof peers !== 'string') peers.stop();
  }
}

/** As many connections as the registry has for its rows. */
const POOL = 12;

const peer = (name: string, { url, pid, bodyOf: ask }: Peer, count: number, pages: readonly string[]): Contender =>
  overHttp(name, url, pid, count, (at) => ask(pages[at % pages.length]));

function overHttp(
  name: string,
  url: string,
  pid: number,
  connections: number,
  body: (number: number) => string,
  token?: string,
): Contender {
  const client = new Client(url, connections);
  return {
    name,
    pid,
    page: async (number) => {
      const { status, text } = await client.post(body(number), token);
      if (status !== 200 || text.length < 2000) throw new Error(`no page: ${text.slice(0, 300)}`);
    },
    end: () => client.close(),
  };
}

/** One turn each to warm up, then turn after turn: whatever else the machine does meets all of them alike. */
async function alternate(
  served: Served,
  contenders: readonly Contender[],
  connections: number,
  runs: number,
  seconds: number,
): Promise<Figure[]> {
  const rates = contenders.map(() => [] as Rate[]);
  const meters = await Promise.all(contenders.map(({ pid }) => ProcessorMeter.of(served, pid ?? served.pid())));
  try {
    for (const { page } of contenders) await turn(connections, 1, page);
    for (let round = 0; round < runs; round++)
      for (const [at, { page, pid }] of contenders.entries()) {
        meters[at]?.start();
        rates[at]?.push(await turn(connections, pid === undefined ? seconds / 2 : seconds, page));
        meters[at]?.stop();
      }
  } finally {
    // Also after a page that was none: what was wrong with it is to be read, not that connections were cut.
    for (const { end } of contenders) await end();
  }
  const ours = rates[0] as Rate[];
  return contenders.flatMap(({ name, pid }, at) => {
    const found = rates[at] as Rate[];
    const used = meters[at]?.each(found.reduce((sum, { count }) => sum + count, 0));
    const processor = used && {
      server: Math.round(used.server),
      postgres: Math.round(used.postgres),
      load: Math.round(used.load),
    };
    const label = `${at === 0 ? '' : '  '}${name}, ${connections} connection${connections === 1 ? '' : 's'}`;
    return [
      ...figuresOf(label, found),
      ...(processor === undefined
        ? []
        : [
            {
              name: `  processor a page${at === 0 ? '' : `: ${name.split(',')[0] as string}`}`,
              value: (pid === undefined ? 0 : processor.server) + processor.postgres,
              unit: 'µs',
              note: `${pid === undefined ? '' : `server ${processor.server}, `}PostgreSQL ${processor.postgres}; and the load ${processor.load}`,
            },
          ]),
      ...(at === 0 || pid === undefined
        ? []
        : [
            overRuns(
              `  registry beside ${name}`,
              ours.map(({ perSecond }, run) => perSecond / (found[run]?.perSecond ?? NaN)),
              'times',
            ),
          ]),
    ];
  });
}

/** PostGraphile's pages hold what the registry's hold, and those under the seal have their entries. @throws when not. */
async function compare(
  served: Served,
  peers: Peers,
  ours: readonly OurNode[],
): Promise<{ same: string[]; without: string[] }> {
  const before = await entries(served, 'bench.postgraphile');
  const [same, without] = [await readAll(peers.same), await readAll(peers.without)];
  const made = (await entries(served, 'bench.postgraphile')) - before;
  if (made !== same.pages) throw new Error(`PostGraphile left ${made} entries for ${same.pages} pages`);
  const plainly = JSON.stringify(ours.map(({ id, records }) => [id, records.map((record) => record.id)]));
  for (const [name, { nodes }] of Object.entries({ same, without })) {
    const theirs = nodes.map(({ rowId, readableRecordsByCourseIdList: list }) => [
      opaque(rowId),
      list.map((record) => opaque(record.rowId)),
    ]);
    if (JSON.stringify(theirs) !== plainly) throw new Error(`PostGraphile (${name}) gives other courses or records`);
    for (const [at, { courseOutcomeByCourseId: outcome }] of nodes.entries())
      if ((outcome?.osDays ?? undefined) !== (ours[at]?.overallSurvival?.days ?? undefined))
        throw new Error(`PostGraphile (${name}) gives another outcome`);
  }
  return { same: same.cursors, without: without.cursors };
}

const opaque = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

interface OurNode {
  readonly id: string;
  readonly overallSurvival: { readonly days: number } | null;
  readonly records: readonly { readonly id: string }[];
}

/** How many entries of an operation there are, in line and in the log. */
const entries = ({ trial }: Served, operation: string): Promise<number> =>
  trial.asAdmin(async (admin) => {
    const { rows } = await admin.query(
      `select count(*)::int as n from (
         select envelope from log.pending union all select envelope from log.entry) e where envelope::jsonb ->> 'operation' = $1`,
      [operation],
    );
    return rows[0].n as number;
  });

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
async function cursors(served: Served, token: string): Promise<{ opaque: string[]; ids: string[]; nodes: OurNode[] }> {
  const { trial } = served;
  const client = new Client(trial.url, 1);
  const before = await entries(served, 'cohort.courses');
  const [cursor, nodes]: [string[], OurNode[]] = [[], []];
  let [after, pages]: [string | undefined, number] = [undefined, 0];
  do {
    const { text } = await client.post(bodyOf(after), token);
    const { data, errors } = JSON.parse(text);
    const page = data?.cohort?.courses;
    if (page?.__typename !== 'CoursePage') throw new Error(`no page: ${JSON.stringify(errors ?? data)}`);
    pages += 1;
    for (const node of page.nodes) {
      nodes.push(node);
      if (node.records.length < 4 || node.records.length > RECORDS)
        throw new Error(`${node.records.length} records with a course`);
    }
    after = page.next ?? undefined;
    if (after !== undefined) cursor.push(after);
  } while (after !== undefined && cursor.length < 100);
  client.close();
  if ((await entries(served, 'cohort.courses')) - before !== 2 * pages)
    throw new Error('a page has not its two entries in the log');
  const seen = nodes.map(({ id }) => Buffer.from(id, 'base64url').toString('hex'));
  const foreign = await trial.asAdmin(async (admin) => {
    const { rows } = await admin.query(
      `select count(*)::int as n from unnest($1::uuid[]) s (id) left join registry.course c on c.id = s.id where c.treating_centre is distinct from $2`,
      [seen, CENTRE],
    );
    return rows[0].n as number;
  });
  if (foreign > 0 || new Set(seen).size !== seen.length) throw new Error('a page holds what is not its own, or twice');
  return {
    nodes,
    opaque: cursor,
    ids: cursor.map((text) =>
      Buffer.from(text, 'base64url')
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
): Promise<Contender> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: trial.adminUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  await clients[0]?.query('create table if not exists public.bench_read (at timestamptz default now(), what text)');
  return {
    name: insert ? 'floor: the same and one durable insert' : 'floor: one prepared statement',
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
