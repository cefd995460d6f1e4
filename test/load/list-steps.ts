// In: a running registry, cursors of pages and a person's token. Out: each step of a page by itself, one after the other on one connection: where its
// time goes. What is left of the whole is HTTP, policy, execution and writing it out.
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '@longview/foundation';
import { coursesPage } from '@longview/registry';
import { makeEntry } from '@longview/transparency-proof';
import pg from 'pg';
import { type Figure, quantile } from './figures.ts';
import { Client, type Served } from './served.ts';

export interface StepsOf {
  readonly centre: string;
  readonly first: number;
  readonly records: number;
  readonly ids: readonly string[];
  readonly token: string;
  readonly body: string;
}

export async function steps(served: Served, { centre, first, records, ids, token, body }: StepsOf): Promise<Figure[]> {
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
    const entry = entryOf(centre, 'intent');
    const cursor = ids[round % ids.length];
    await timed('page as a whole, one connection', () => http.post(body, token));
    await timed('step: a request that asks nothing, with its token', () => http.post(nothing, token));
    await timed('step: intent committed', () => insertOf(app, entry));
    await app.query('begin; set local synchronous_commit = off');
    await timed('step: seal opened', () => open(app, trial.sealKey, centre, entry.id));
    await timed('step: page read under the seal', () => coursesPage(connection, centre, { first, records }, cursor));
    await timed('step: closed, not waiting for the disk', () => app.query('commit'));
    await timed('step: result committed', () => insertOf(app, entryOf(centre, 'result', entry.id)));
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

const entryOf = (centre: string, kind: 'intent' | 'result', intent?: string) =>
  makeEntry({
    envelope: {
      v: 1,
      id: randomUUID(),
      at: new Date().toISOString(),
      kind,
      actor: 'bench',
      org: centre,
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

function open(client: pg.Client, sealKey: Uint8Array, centre: string, id: string) {
  const expires = Math.floor(Date.now() / 1000) + 50;
  const decision = canonicalJson({ kind: 'read', scope: 'own', centre, id, expires });
  const mac = createHmac('sha256', sealKey).update(decision).digest();
  return client.query({ name: 'open', text: 'select authz.open($1, $2)', values: [decision, mac] });
}
