// In: nothing. Out: the built registry as a process beside a PostgreSQL of its own, with ways to disturb both, and what PostgreSQL's log counts.
// Refuses (throws) a registry that is not built.
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Service, startPostgres, startService } from '@longview/local';
import { TrialRegistry } from '../support/trial-registry.ts';

const BUILT = resolve(import.meta.dirname, '../../apps/registry/dist/main.js');

const SETTINGS = { log_line_prefix: '%m [%p] sqlstate=%e ', deadlock_timeout: '200ms' } as const;

export interface Disturbed {
  readonly trial: TrialRegistry;
  /** Ends so many of the registry's connections, wherever they are in their transactions. */
  cutConnections(most: number): Promise<number>;
  /** A power cut for PostgreSQL, and its start on the same port. A server that was given is only left by all connections. */
  crashPostgres(): Promise<void>;
  /** A power cut for the registry, and its start. */
  crashRegistry(): Promise<void>;
  /** Lines of PostgreSQL's log by SQLSTATE; nothing of a server that was given. */
  sqlStates(): Promise<ReadonlyMap<string, number>>;
  /** How often, and with what words, the registry ended although nobody ended it. */
  readonly ended: readonly string[];
  /** What the registry told its operator as a fault. */
  faults(): string[];
}

export async function startDisturbed(): Promise<Disturbed> {
  let service: Service | undefined;
  const logFile = (config: string) => join(config, '..', 'run', 'registry.log');
  let faultLog = '';
  const expected = new Set<Service>();
  const ended: string[] = [];
  const trial = await TrialRegistry.start({
    poolSize: 10,
    log: { integrateEveryMs: 100, checkpointEveryMs: 1000 },
    postgres: SETTINGS,
    launch: async (config) => {
      faultLog = logFile(config);
      mkdirSync(join(config, '..', 'run'), { recursive: true });
      const started = (service = await startService({
        name: 'registry',
        script: BUILT,
        args: [config],
        logFile: faultLog,
        pidFile: join(config, '..', 'run', 'registry.pid'),
      }));
      void started.ended.then((how) => {
        if (!expected.has(started)) ended.push(`${how}\n${readFileSync(faultLog, 'utf8').slice(-2000)}`);
      });
      return {
        url: started.url,
        close: () => {
          expected.add(started);
          return started.stop();
        },
      };
    },
  });
  const given = (process.env['DATABASE_URL'] ?? '') !== '';
  const dataDirectory = await trial.asAdmin(async (client) => {
    const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`);
    return rows[0]?.folder ?? '';
  });
  const cutConnections = (most: number): Promise<number> =>
    trial.asAdmin(async (client) => {
      const { rows } = await client.query(
        `select pg_terminate_backend(pid) from (select pid from pg_stat_activity
         where datname = current_database() and application_name = 'longview-registry'
         order by state = 'active' desc, random() limit $1) x`,
        [most],
      );
      return rows.length;
    });
  return {
    trial,
    cutConnections,
    async crashPostgres() {
      if (given) return void (await cutConnections(1000));
      const { port } = trial.postgres;
      await trial.postgres.kill9();
      trial.postgres = await startPostgres({
        dataDir: join(trial.folder, 'postgres', 'cluster'),
        port,
        settings: SETTINGS,
      });
    },
    async crashRegistry() {
      if (service) expected.add(service);
      await service?.kill9();
      await trial.restart();
    },
    async sqlStates() {
      const found = new Map<string, number>();
      if (given) return found;
      const log = readFileSync(`${dataDirectory}.log`, 'utf8');
      for (const [, state = ''] of log.matchAll(/sqlstate=(\w{5}) (?:ERROR|FATAL):/g))
        found.set(state, (found.get(state) ?? 0) + 1);
      return found;
    },
    ended,
    faults: () =>
      readFileSync(faultLog, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('fault: ')),
  };
}
