// In: a running network. Out: the registry's access log as its own library sees it, over the superuser's connections: to check, export and verify it whole.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unwrap } from '@longview/foundation';
import { type Network, poll } from '@longview/local';
import { exportLines, Log } from '@longview/transparency-log';
import { parseKey } from '@longview/transparency-proof';
import { PostgresLogStore } from '@longview/registry';
import { Pool } from 'pg';
import type { WalkNetwork } from './walk-network.ts';

const VERIFY = resolve(import.meta.dirname, '../../libs/transparency/proof/dist/bin.js');

export async function withLog<T>({ network }: { network: Network }, work: (log: Log) => Promise<T>): Promise<T> {
  const url = new URL(network.postgres?.url ?? '');
  url.pathname = '/longview';
  const pool = new Pool({ connectionString: url.href, max: 2 });
  try {
    const { registry, centres, witnesses } = network.federation;
    const identity = {
      key: unwrap(parseKey(registry.logKey)),
      witnesses: centres.map(({ witnessKey }) => unwrap(parseKey(witnessKey))),
      quorum: witnesses.quorum,
    };
    return await work(new Log(new PostgresLogStore({ app: pool, integrator: pool, details: pool }), identity));
  } finally {
    await pool.end();
  }
}

/** An export of the whole log in pieces: the header line, then each entry with the line of its detail where it has one. */
export const wholeLog = (walk: { network: Network }, options: { size?: number } = {}): Promise<string[]> =>
  withLog(walk, async (log) => {
    const lines: string[] = [];
    for await (const line of exportLines(log, { ...options, details: true })) lines.push(line);
    return lines;
  });

/** Waits until nothing is in line, and every entry is under a checkpoint that enough hospitals have cosigned. @returns its size. */
export async function untilWitnessed({ network, rows }: Pick<WalkNetwork, 'network' | 'rows'>): Promise<number> {
  const covered = await poll(60_000, async () => {
    const [is] = await rows<{ entries: number; pending: number; size: number; witnesses: number }>(
      `select (select count(*) from log.entry)::int as entries, (select count(*) from log.pending)::int as pending,
         c.size::int, (select count(*) from log.cosignature s where s.size = c.size)::int as witnesses
       from log.checkpoint c order by c.size desc limit 1`,
    );
    if (is && is.pending === 0 && is.size === is.entries && is.witnesses >= network.federation.witnesses.quorum)
      return is.size;
    // Each look is a connection of its own, and those who are waited for want the processor too.
    await sleep(100);
    return undefined;
  });
  if (covered === undefined) throw new Error('the log is not witnessed to its end');
  return covered;
}

export interface Verdict {
  /** 0 holds, 1 does not hold, 2 could not run. */
  readonly exit: number | null;
  readonly holds: boolean | undefined;
  readonly faults: readonly { readonly rule: string; readonly index?: number; readonly message: string }[];
  readonly words: string;
}

/** The built program, as anyone would run it. */
export function longviewVerify(
  { network, stateDir }: { network: Network; stateDir: string },
  text: string,
  ...more: readonly string[]
): Verdict {
  const file = join(stateDir, 'to-verify');
  writeFileSync(file, text);
  const { registry, centres } = network.federation;
  const witnesses = centres.flatMap(({ witnessKey }) => ['--witness', witnessKey]);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      VERIFY,
      file,
      '--key',
      registry.logKey,
      ...witnesses,
      '--quorum',
      String(network.federation.witnesses.quorum),
      ...more,
      '--json',
    ],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const said = stdout === '' ? {} : (JSON.parse(stdout) as Partial<Verdict>);
  return { exit: status, holds: said.holds, faults: said.faults ?? [], words: stdout + stderr };
}
