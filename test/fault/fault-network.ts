// In: nothing. Out: a running network whose parties start again by themselves, as a service manager would do it, with orders for where they
// are to end; and rounds of work on it, each compared when all have come to rest.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOSPITALS, poll, runAgent, type Service } from '@longview/local';
import { type OutlineRow, storeOutline } from '../support/store-outline.ts';
import { startWalkNetwork, type WalkNetwork, type WalkOptions } from '../support/walk-network.ts';
import { check, type Finding } from './checker.ts';
import { Clients } from './client.ts';
import { gather } from './evidence.ts';
import { type Order, Orders } from './orders.ts';
import { hospitalOf, writeRound } from './rounds.ts';

export interface FaultNetwork {
  readonly walk: WalkNetwork;
  readonly orders: Orders;
  readonly clients: Clients;
  /** How often a party was started again. */
  readonly restarts: ReadonlyMap<string, number>;
  /** A round of work, with an order under way; when it returns, everything has come to rest. */
  round(round: number, order?: { readonly party: string } & Order): Promise<void>;
  /** The same work with something going on beside it, which may also fail what people ask; then once more without. */
  roundBeside(round: number, beside: () => Promise<void>): Promise<void>;
  /** Starts a service again with what its configuration says now. */
  reconfigure(party: string, change: object): Promise<void>;
  rest(): Promise<void>;
  compare(undisturbed: readonly OutlineRow[] | undefined, whole?: boolean): Promise<Finding[]>;
  stop(): Promise<void>;
}

/** Patients a submission: a round has several. */
const BATCH = 2;

/** Checkpoints and witnesses come often, so that a round is short. */
const BRISK = (party: string): object =>
  party === 'registry'
    ? { log: { integrateEveryMs: 50, checkpointEveryMs: 400 } }
    : HOSPITALS.some(({ id }) => id === party)
      ? { batch: BATCH, witnessSeconds: 1, attempts: 1 }
      : {};

const rewrite = (path: string, change: object): void =>
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...change }));

export async function startFaultNetwork(
  options: Pick<WalkOptions, 'relay' | 'nodeOptions'> = {},
): Promise<FaultNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'longview-fault-'));
  const orders = new Orders(folder);
  const walk = await startWalkNetwork({
    ...options,
    configure: (party, config) => ({ ...config, ...BRISK(party) }),
    nodeOptions: (party) => [...orders.nodeOptions(party), ...(options.nodeOptions?.(party) ?? [])],
  });
  const { network } = walk;
  const clients = new Clients(network);
  const restarts = new Map<string, number>();
  const down = new Set<string>();
  let stopping = false;

  /** The same command again, as often as it takes; ten ends in a row are one too many. */
  const keep = async (party: string): Promise<void> => {
    for (let ends = 0; !stopping;) {
      const service = network.services.get(party) as Service;
      await service.ended;
      down.add(party);
      for (;;) {
        if (stopping) return;
        try {
          await network.restart(party);
          restarts.set(party, (restarts.get(party) ?? 0) + 1);
          down.delete(party);
          break;
        } catch (fault) {
          if (++ends > 10) throw fault;
        }
      }
    }
  };
  const keeping = [...network.services.keys()].map((party) => keep(party));
  const failed = Promise.race(keeping.map((one) => one.then(() => new Promise<never>(() => undefined))));
  failed.catch(() => undefined);
  const withKeeper = <T>(work: Promise<T>): Promise<T> => Promise.race([work, failed]);

  const submit = async (round: number, words: string[]): Promise<void> => {
    let last = '';
    for (let tries = 0; tries < 12; tries++) {
      try {
        const { exit, words: said } = await runAgent(network, hospitalOf(round), words);
        if (exit < 2) return;
        last = said;
      } catch (fault) {
        // It was ended: somebody starts the same command again.
        last = String(fault);
      }
      await poll(180_000, () => (down.size === 0 ? true : undefined));
    }
    throw new Error(`round ${round} does not come to an end: ${last}`);
  };

  async function rest(): Promise<void> {
    const calm = await poll(180_000, async () => {
      try {
        if (down.size > 0) return undefined;
        // What an operation left open is given a minute; here the minute is over at once.
        await walk.rows(
          `update log.open_intent set at = at - interval '61 seconds' where at > now() - interval '61 seconds'`,
        );
        const [is] = await walk.rows<{ n: number }>(
          'select (select count(*) from log.pending)::int + (select count(*) from log.open_intent)::int as n',
        );
        if (is?.n === 0) return true;
      } catch {
        // The server is being started.
      }
      await new Promise((done) => setTimeout(done, 50));
      return undefined;
    });
    if (!calm) throw new Error('the log does not come to rest');
  }

  return {
    walk,
    orders,
    clients,
    restarts,
    rest,
    async round(round, order) {
      const words = writeRound(walk.stateDir, round);
      const given = order && orders.give(order.party, order);
      const hospital = hospitalOf(round);
      const work = async (): Promise<void> => {
        await Promise.all([submit(round, words), clients.own(hospital).then(() => clients.own(hospital))]);
        await clients.cut();
        await clients.permit();
        await clients.permit();
        if (order && given !== undefined) {
          // Some passages are reached by questions, some by the log's own beat, some by a submission that comes again.
          const done = await poll(180_000, async () => {
            if (orders.carriedOut(given).length >= order.times) return true;
            await clients.own(hospital);
            return undefined;
          });
          if (!done) throw new Error(`${order.party} never came to ${order.at} for the ${order.after}. time`);
          orders.withdraw(order.party);
          // What was under way when it ended is now there or not: what a person would do is to send again.
          await submit(round, words);
        }
        await rest();
      };
      await withKeeper(work());
    },
    async roundBeside(round, beside) {
      const words = writeRound(walk.stateDir, round);
      const hospital = hospitalOf(round);
      const work = async (): Promise<void> => {
        await Promise.all([
          submit(round, words),
          clients.own(hospital).then(() => clients.permit()),
          clients.cut().then(() => clients.own(hospital)),
          beside(),
        ]);
        await submit(round, words);
        await rest();
      };
      await withKeeper(work());
    },
    async reconfigure(party, change) {
      rewrite(network.files.config(party), change);
      const ended = network.services.get(party)?.pid;
      await network.services.get(party)?.stop();
      // Whoever keeps it running starts it again.
      await poll(180_000, () => (down.size === 0 && network.services.get(party)?.pid !== ended ? true : undefined));
    },
    compare: async (undisturbed, whole = false) =>
      check(await gather(walk, { seen: clients.seen, undisturbed, whole })),
    async stop() {
      stopping = true;
      await walk.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same rounds without any fault: what is in the store after each. */
export async function undisturbedRounds(rounds: number): Promise<OutlineRow[][]> {
  // The commands send by themselves, and nobody signs in.
  const walk = await startWalkNetwork({ parts: ['postgres', 'pseudonymiser', 'registry'] });
  try {
    const outlines: OutlineRow[][] = [];
    const { network } = walk;
    for (let round = 0; round < rounds; round++) {
      const { exit, words } = await runAgent(network, hospitalOf(round), writeRound(walk.stateDir, round));
      if (exit === 2) throw new Error(`round ${round}: ${words}`);
      outlines.push(await storeOutline(walk));
    }
    return outlines;
  } finally {
    await walk.stop();
  }
}
