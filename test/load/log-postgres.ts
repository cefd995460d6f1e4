// In: a running registry and how many entries. Out: how fast its log takes entries in durably, and how long after the last one all have
// their index: its own integrator works meanwhile. Throws when the tree that it built is not the tree over these entries.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GrowingTree, leafHash, makeEntry } from '@longview/transparency-proof';
import pg from 'pg';
import type { Table } from './figures.ts';
import type { Served } from './served.ts';

const CONNECTIONS = 8;

export async function benchLogOnPostgres({ trial }: Served, count: number): Promise<Table> {
  const entries = Array.from({ length: count }, (_, number) =>
    makeEntry({
      envelope: {
        v: 1,
        id: randomUUID(),
        at: new Date().toISOString(),
        kind: 'act',
        actor: `agent:bench-${number % 7}`,
        org: 'centre-a',
        role: 'agent',
        operation: 'bench',
        activity: 'registry-intake',
        rows: number % 100,
      },
    }),
  );
  const url = readFileSync(join(trial.folder, 'app.url'), 'utf8');
  const clients = Array.from({ length: CONNECTIONS }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  const started = performance.now();
  await Promise.all(
    clients.map(async (client, line) => {
      for (let number = line; number < count; number += CONNECTIONS) {
        const entry = entries[number] as (typeof entries)[number];
        await client.query({
          name: 'line',
          text: 'insert into log.pending (id, kind, envelope, leaf_hash) values ($1, $2, $3, $4)',
          values: [entry.id, entry.kind, entry.envelopeText, Buffer.from(entry.leafHash)],
        });
      }
    }),
  );
  const appended = performance.now();
  await Promise.all(clients.map((client) => client.end()));
  const waiting = () =>
    trial.asAdmin(
      async (client) => (await client.query('select count(*)::int as n from log.pending')).rows[0].n as number,
    );
  while ((await waiting()) > 0) await sleep(10);
  const done = performance.now();
  await check(
    trial,
    entries.map(({ id }) => id),
  );
  return {
    title: 'Access log in PostgreSQL',
    figures: [
      {
        name: `appended durably, one a commit, ${CONNECTIONS} connections`,
        value: (count * 1000) / (appended - started),
        unit: 'entries/s',
      },
      { name: 'all have their index after the last one', value: done - appended, unit: 'ms' },
    ],
    notes: ['Before it: every entry stands in the log, and a tree over all leaves has the root that the log holds.'],
  };
}

async function check(trial: Served['trial'], ids: readonly string[]): Promise<void> {
  await trial.asAdmin(async (client) => {
    const { rows } = await client.query('select id, envelope, leaf_hash from log.entry order by idx');
    const found = new Set<string>();
    for (const { id, envelope, leaf_hash } of rows) {
      found.add(id);
      const hash = leafHash(Buffer.from(envelope, 'utf8'));
      if (!Buffer.from(hash).equals(leaf_hash)) throw new Error('a leaf hash is not that of its envelope');
    }
    if (!ids.every((id) => found.has(id))) throw new Error('an entry is not in the log');
    const level = Math.floor(Math.log2(rows.length));
    const { rows: nodes } = await client.query('select hash from log.node where level = $1 and idx = 0', [level]);
    const whole = new GrowingTree();
    for (const { leaf_hash } of rows.slice(0, 2 ** level)) whole.append(new Uint8Array(leaf_hash));
    if (!nodes[0]?.hash.equals(Buffer.from(whole.root())))
      throw new Error('the tree is not the tree over these entries');
  });
}
