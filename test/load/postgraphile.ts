// In: a running registry with courses in it. Out: PostGraphile 5 over the same database, installed for this run in a folder that goes away with it:
// once with the registry's row policies and one durable entry a request, once without either. Says why when it cannot be had.
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Served, Client } from './served.ts';

const KEPT = join(import.meta.dirname, 'postgraphile');

const PAGE = (first: number, records: number): string => `query Page($centre: String!, $after: Cursor) {
  allCourses(first: ${first}, after: $after, orderBy: [ROW_ID_ASC], condition: { treatingCentre: $centre }) {
    pageInfo { hasNextPage endCursor }
    nodes {
      rowId
      courseOutcomeByCourseId { product disease sex age osDays osEvent pfsDays pfsEvent }
      readableRecordsByCourseIdList(first: ${records}, orderBy: [ROW_ID_ASC]) { rowId type version body }
    }
  }
}`;

export interface Peer {
  readonly pid: number;
  readonly url: string;
  /** The body of a request for the page after a cursor of its own. */
  readonly bodyOf: (after: string | undefined) => string;
  stop(): void;
}

export interface Peers {
  readonly same: Peer;
  readonly without: Peer;
  readonly version: string;
  stop(): void;
}

export type PeerNode = {
  readonly rowId: string;
  readonly courseOutcomeByCourseId: { readonly product: string; readonly osDays: number } | null;
  readonly readableRecordsByCourseIdList: readonly { readonly rowId: string; readonly version: number }[];
};

export interface PeerOptions {
  readonly centre: string;
  readonly first: number;
  readonly records: number;
  readonly pool: number;
}

/** @returns the two servers, or in a word why there are none. */
export async function startPeers(served: Served, options: PeerOptions): Promise<Peers | string> {
  const folder = mkdtempSync(join(tmpdir(), 'longview-postgraphile-'));
  const gone = () => rmSync(folder, { recursive: true, force: true });
  const why = await install(folder);
  if (why !== undefined) {
    gone();
    return why;
  }
  const { trial } = served;
  // What the policies would otherwise do, said in plain views for whoever may see everything.
  await trial.asAdmin((client) =>
    client.query(`
      create schema if not exists bench_open;
      create or replace view bench_open.course as select id, treating_centre from registry.course;
      create or replace view bench_open.course_outcome as select * from registry.course_outcome where serves_own;
      create or replace view bench_open.readable_record as select id, course_id, type, version, body
        from registry.clinical_record where is_current and withdrawn is null`),
  );
  const start = (schema: string, connection: string, sealed?: object) =>
    startPeer(folder, options, {
      connection,
      schemas: [schema],
      pool: options.pool,
      tags: {
        class: {
          ...(sealed === undefined && { [`${schema}.course`]: { tags: { primaryKey: 'id' } } }),
          // Under its own name it would be another root of the schema.
          ...(sealed && { [`${schema}.query`]: { tags: { name: 'record_query' } } }),
          [`${schema}.course_outcome`]: { tags: { unique: 'course_id', foreignKey: reference(schema) } },
          [`${schema}.readable_record`]: { tags: { primaryKey: 'id', foreignKey: reference(schema) } },
        },
      },
      ...(sealed && { sealed }),
    });
  const same = await start('registry', readFileSync(join(trial.folder, 'app.url'), 'utf8'), {
    centre: options.centre,
    key: Buffer.from(trial.sealKey).toString('base64url'),
  });
  const without = await start('bench_open', trial.adminUrl);
  const { version } = JSON.parse(readFileSync(join(folder, 'node_modules/postgraphile/package.json'), 'utf8'));
  return {
    same,
    without,
    version,
    stop: () => {
      same.stop();
      without.stop();
      gone();
    },
  };
}

const reference = (schema: string): string => `(course_id) references ${schema}.course (id)`;

async function install(folder: string): Promise<string | undefined> {
  // Kept under other names: neither is part of the project, its lock file or its import graph.
  copyFileSync(join(KEPT, 'manifest.json'), join(folder, 'package.json'));
  copyFileSync(join(KEPT, 'server.mjs.txt'), join(folder, 'server.mjs'));
  const npm = process.env['npm_execpath'];
  if (npm === undefined) return 'npm is not at hand (start this with npm run bench)';
  const options = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  const installing = spawn(process.execPath, [npm, ...options], { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] });
  const code = await new Promise<number | null>((done) => {
    installing.on('exit', done);
    installing.on('error', () => done(-1));
  });
  return code === 0 ? undefined : `npm install ended with ${code} (is this machine online?)`;
}

async function startPeer(folder: string, { first, records, centre }: PeerOptions, given: object): Promise<Peer> {
  const child: ChildProcess = spawn(process.execPath, ['server.mjs', JSON.stringify(given)], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const port = await new Promise<number>((done, failed) => {
    let said = '';
    child.stdout?.on('data', (chunk) => {
      said += String(chunk);
      const found = /listening (\d+)/.exec(said);
      if (found) done(Number(found[1]));
    });
    child.on('exit', (code) => failed(new Error(`PostGraphile ended with ${code}`)));
  });
  return {
    pid: child.pid as number,
    url: `http://127.0.0.1:${port}`,
    bodyOf: (after) =>
      JSON.stringify({ query: PAGE(first, records), variables: { centre, ...(after !== undefined && { after }) } }),
    stop: () => void child.kill(),
  };
}

/** Turns pages to the end: the cursors, and all nodes in order. @throws when a page is none. */
export async function readAll(peer: Peer): Promise<{ cursors: string[]; nodes: PeerNode[]; pages: number }> {
  const client = new Client(peer.url, 1);
  const [cursors, nodes]: [string[], PeerNode[]] = [[], []];
  let [after, pages]: [string | undefined, number] = [undefined, 0];
  do {
    const { text } = await client.post(peer.bodyOf(after));
    const page = JSON.parse(text).data?.allCourses;
    if (!page) throw new Error(`no page: ${text.slice(0, 300)}`);
    pages += 1;
    nodes.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
    if (after !== undefined) cursors.push(after);
  } while (after !== undefined && cursors.length < 100);
  client.close();
  return { cursors, nodes, pages };
}
