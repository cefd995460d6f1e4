// In: nothing. Out: the built registry as a process of its own beside its own PostgreSQL, and a client that keeps its connections. Refuses
// (throws) a registry that is not built.
import { mkdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join, resolve } from 'node:path';
import { startService } from '@longview/local';
import { TrialRegistry } from '../support/trial-registry.ts';
import { processorSeconds } from './machine.ts';

const BUILT = resolve(import.meta.dirname, '../../apps/registry/dist/main.js');

/** Beside what `npm start` sets: room for the data that is measured, durable like everywhere. */
export const POSTGRES_SETTINGS = { shared_buffers: '1GB', max_wal_size: '4GB' } as const;

export interface Served {
  readonly trial: TrialRegistry;
  /** The process of the registry now. */
  readonly pid: () => number;
  readonly postgresPid: () => Promise<number>;
}

export interface ServeOptions {
  readonly permits?: readonly object[];
  /** A folder for the registry's processor profile; PostgreSQL then counts its statements as well, which costs it something. */
  readonly profile?: string | undefined;
  /** Settings of PostgreSQL for one experiment. */
  readonly postgres?: Readonly<Record<string, string>>;
}

const COUNTING = { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track': 'all' } as const;

export async function serve({ permits, profile, postgres }: ServeOptions = {}): Promise<Served> {
  let pid = 0;
  const trial = await TrialRegistry.start({
    ...(permits && { permits }),
    poolSize: 12,
    bases: ['consent', 'publicInterest'],
    log: { integrateEveryMs: 250, checkpointEveryMs: 10_000 },
    postgres: { ...POSTGRES_SETTINGS, ...(profile && COUNTING), ...postgres },
    launch: async (config) => {
      const folder = join(config, '..', 'run');
      mkdirSync(folder, { recursive: true });
      const before = process.env['NODE_OPTIONS'];
      if (profile) process.env['NODE_OPTIONS'] = `--cpu-prof --cpu-prof-dir=${resolve(profile)}`;
      try {
        const service = await startService({
          name: 'registry',
          script: BUILT,
          args: [config],
          logFile: join(folder, 'registry.log'),
          pidFile: join(folder, 'registry.pid'),
        });
        pid = service.pid;
        return { url: service.url, close: () => service.stop() };
      } finally {
        if (before === undefined) delete process.env['NODE_OPTIONS'];
        else process.env['NODE_OPTIONS'] = before;
      }
    },
  });
  return {
    trial,
    pid: () => pid,
    postgresPid: () =>
      trial.asAdmin(async (client) => {
        const { rows } = await client.query(
          `select (string_to_array(pg_read_file('postmaster.pid'), chr(10)))[1] as pid`,
        );
        return Number(rows[0].pid);
      }),
  };
}

/** The statements on which PostgreSQL spent most since it was last asked; none unless it counts them. */
export function costliest({ trial }: Served, most = 12): Promise<string[]> {
  return trial.asAdmin(async (client) => {
    const { rows } = await client.query(`select from pg_settings where name = 'pg_stat_statements.track'`);
    if (rows.length === 0) return [];
    await client.query('create extension if not exists pg_stat_statements');
    const found = await client.query(
      `select calls::int, round(total_exec_time)::int as ms, round((1000 * mean_exec_time)::numeric)::int as us, toplevel,
         regexp_replace(left(query, 150), '\\s+', ' ', 'g') as query
       from pg_stat_statements order by total_exec_time desc limit $1`,
      [most],
    );
    await client.query('select pg_stat_statements_reset()');
    return found.rows.map(
      ({ calls, ms, us, toplevel, query }) =>
        `${ms} ms in ${calls} calls of ${us} us${toplevel ? '' : ' (inside)'}: ${query}`,
    );
  });
}

/** Processor seconds of each party, for as long as it is running: what several turns used, without what ran between them. */
export class ProcessorMeter {
  #used = [0, 0, 0];
  #from: readonly number[] = [];

  private constructor(private readonly now: () => readonly number[]) {}

  /** @param server the process that answers: the registry, or a peer over the same PostgreSQL. */
  static async of(served: Served, server: number): Promise<ProcessorMeter> {
    const postmaster = await served.postgresPid();
    return new ProcessorMeter(() => [
      processorSeconds(process.pid),
      processorSeconds(server),
      processorSeconds(postmaster, true),
    ]);
  }

  start(): void {
    this.#from = this.now();
  }

  stop(): void {
    const now = this.now();
    this.#used = this.#used.map((value, index) => value + (now[index] ?? 0) - (this.#from[index] ?? 0));
  }

  /** Microseconds of each for one of so many things done. */
  each(done: number): { readonly load: number; readonly server: number; readonly postgres: number } {
    const [load = 0, server = 0, postgres = 0] = this.#used.map((value) => (value * 1e6) / done);
    return { load, server, postgres };
  }
}

/** Milliseconds of processor that the three parties used between two moments, for each of so many things done. */
export async function processorUse(served: Served): Promise<(done: number) => string> {
  const [registry, postmaster] = [served.pid(), await served.postgresPid()];
  const now = () => [processorSeconds(process.pid), processorSeconds(registry), processorSeconds(postmaster, true)];
  const before = now();
  return (done) => {
    const used = now().map((value, index) => (((value - (before[index] ?? 0)) * 1000) / done).toPrecision(2));
    return `processor ms each: load ${used[0]}, registry ${used[1]}, PostgreSQL ${used[2]}`;
  };
}

export interface Posted {
  readonly status: number;
  readonly text: string;
}

/** POSTs over kept connections. */
export class Client {
  readonly #agent: Agent;

  constructor(
    private readonly url: string,
    connections: number,
  ) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  post(body: string | Buffer, token?: string): Promise<Posted> {
    return new Promise((done, failed) => {
      const sent = request(
        `${this.url}/graphql`,
        {
          method: 'POST',
          agent: this.#agent,
          headers: {
            'content-type': 'application/json',
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            'content-length': Buffer.byteLength(body),
          },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () =>
            done({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
          );
          response.on('error', failed);
        },
      );
      sent.on('error', failed);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
