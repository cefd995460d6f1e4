// In: a seed, perhaps a planted bug. Out: a run of all parties, and the first thing in it that must not be. One seed is one run: the same
// faults at the same places, the same trace byte for byte.
import type { Federation } from '@longview/nest-identity';
import { AccessLog, type IntakeParts } from '@longview/registry';
import type { LogStore } from '@longview/transparency-log';
import { ed25519Signer, KEY_TYPE, type Signer } from '@longview/transparency-proof';
import { AgentParty } from './agent-party.ts';
import { checkContents, checkDerived, checkPatients, checkSilence, drained, LogReader } from './at-rest.ts';
import { Chance } from './chance.ts';
import { Disk } from './disk.ts';
import { ALL_GUARDS, MemoryRegistry } from './memory-registry.ts';
import { Network } from './network.ts';
import { Observer } from './observer.ts';
import { type Bug, soundLogStore } from './planted.ts';
import {
  PERMIT,
  policyOnce,
  PSEUDONYM_KEY,
  pseudonymOf,
  type Question,
  RegistryParty,
  type Shared,
} from './registry-party.ts';
import { keyPairOf } from './signatures.ts';
import { ACTIVE_MS, type Workload, workloadOf } from './workload.ts';
import { Process, type Rates, World } from './world.ts';

export interface Run {
  readonly seed: number;
  readonly violation: Observer['violation'];
  readonly trace: readonly string[];
  readonly steps: number;
  /** Virtual seconds. */
  readonly seconds: number;
  readonly figures: Observer['figures'] & {
    readonly submissions: number;
    readonly entries: number;
    readonly crashes: number;
  };
}

/** After the faults end, everything has to be at rest within so long. */
const REST_WITHIN_MS = 1_800_000;
/** Hearing every hospital's submissions again costs as much as the run: so it is done in some of the runs. */
const SILENCE_EVERY = 8;
const CENTRES = ['centre-a', 'centre-b', 'centre-c'];

/** What costs time to make and is the same in every run. */
export class Simulation {
  readonly #disks = new Map(CENTRES.map((centre) => [centre, new Disk()]));
  readonly #keys = new Map(CENTRES.map((centre, number) => [centre, keyPairOf(new Uint8Array(32).fill(number + 1))]));
  readonly #receipt = keyPairOf(new Uint8Array(32).fill(99));
  readonly #policy = policyOnce();
  readonly #logSigner: Signer;
  readonly #witnesses: ReadonlyMap<string, Signer>;

  constructor(private readonly settled: () => Promise<void>) {
    this.#logSigner = ed25519Signer('registry.example/log', KEY_TYPE.log, new Uint8Array(32).fill(50));
    this.#witnesses = new Map(
      CENTRES.map((centre, number) => [
        centre,
        ed25519Signer(`${centre}.example/witness`, KEY_TYPE.witness, new Uint8Array(32).fill(60 + number)),
      ]),
    );
  }

  async run(seed: number, bug?: Bug): Promise<Run> {
    const world = new World(seed, ratesOf(seed), this.settled);
    const workload = workloadOf(seed);
    const logStore =
      bug?.logStore?.(() => new Promise((go) => world.later(40, 'the log pauses', go))) ?? soundLogStore();
    const intents = new Map<string, number>();
    const registry = new MemoryRegistry(
      (entry) => {
        void logStore.append(entry);
        if (entry.kind === 'intent') intents.set(entry.id, world.now);
        observer.inLine(entry);
      },
      { ...ALL_GUARDS, ...bug?.guards },
    );
    const observer = new Observer(world, registry, workload, PERMIT);
    const watched = watching(logStore);
    const shared: Shared = {
      registry,
      logStore: watched.store,
      intents,
      policy: this.#policy,
      keyOf: (centre, kid) => this.#keyOf(world, workload, bug, centre, kid),
      epochs: () => workload.epochs,
      receiptKey: { kid: 'registry', jwk: this.#receipt.secret },
      logSigner: this.#logSigner,
      witnesses: [...this.#witnesses.values()].map(({ key }) => key),
      observer,
      bug,
    };
    const parties = new Parties(world, shared);
    this.#startRegistry(world, shared, parties);
    this.#startAgents(world, workload, shared, parties);
    const reader = new LogReader(logStore, this.#logSigner.key, observer);
    const disks = new Map(workload.hospitals.map(({ centre }) => [centre, this.#disks.get(centre) as Disk]));
    const books = new Books(disks, reader, observer);

    const trusted = workload.hospitals.filter(({ revokedAt }) => revokedAt === undefined).map(({ centre }) => centre);
    const atRest = (): boolean =>
      parties.asked &&
      trusted.every((centre) => parties.filesLeft(centre) === 0 && drained(disks.get(centre) as Disk)) &&
      reader.size === observer.entries.size &&
      reader.signed === reader.size &&
      trusted.every((centre) => books.seen(centre) === reader.size);
    while (observer.violation === undefined && (await world.step())) {
      observer.afterStep();
      if (watched.moved()) await reader.look();
      books.look();
      if (!world.healed && world.seconds * 1000 >= ACTIVE_MS) parties.heal();
      if (world.healed && world.steps % 32 === 0 && atRest()) break;
      if (world.seconds * 1000 > ACTIVE_MS + REST_WITHIN_MS)
        observer.wrong(
          'all drains',
          `half an hour after the last fault: ${this.#left(trusted, parties, disks, reader, observer)}`,
        );
    }
    if (observer.violation === undefined) {
      checkContents(disks, registry, observer);
      checkDerived(registry, observer);
      checkPatients(registry, observer, pseudonymOf);
      if (seed % SILENCE_EVERY === 0) await checkSilence(this.#alone(shared), kidsOf(trusted), registry, observer);
    }
    return {
      seed,
      violation: observer.violation,
      trace: world.trace,
      steps: world.steps,
      seconds: world.seconds,
      figures: {
        ...observer.figures,
        submissions: observer.committed.length,
        entries: reader.size,
        crashes: parties.crashes,
      },
    };
  }

  #keyOf(world: World, workload: Workload, bug: Bug | undefined, centre: string, kid: string) {
    const { revokedAt = Infinity } = workload.hospitals.find((hospital) => hospital.centre === centre) ?? {};
    const revoked = world.seconds * 1000 >= revokedAt && bug?.keepsRevokedKeys !== true;
    return kid === kidOf(centre) && !revoked ? this.#keys.get(centre)?.open : undefined;
  }

  #startRegistry(world: World, shared: Shared, parties: Parties): void {
    for (const name of ['registry-1', 'registry-2'])
      parties.begin(name, (process) => {
        const party = new RegistryParty(world, process, shared);
        party.start();
        return party;
      });
    parties.begin('pseudonymiser', () => undefined);
    parties.begin('desk', (process) => {
      const network = new Network(world);
      const centres = CENTRES.slice(0, 2);
      const ask = async (question: Question): Promise<void> => {
        let reached: RegistryParty | undefined;
        await network
          .call(
            process,
            () => (reached = parties.registry())?.process,
            `desk ${question.ask}`,
            () => (reached as RegistryParty).ask(question),
          )
          .catch(() => undefined);
      };
      world.start(process, async () => {
        while (!world.healed) {
          await world.sleep(process, world.chance.between(4_000, 16_000));
          await ask(
            world.chance.pick([
              { ask: 'own', centre: world.chance.pick(centres) },
              { ask: 'permit' },
              { ask: 'permit' },
              { ask: 'cut' },
            ]),
          );
        }
        // Once more when every withdrawal is older than the bound: whoever still answers from before is found out.
        await world.sleep(process, 65_000);
        for (let times = 0; times < 3; times++) await ask({ ask: 'permit' });
        parties.asked = true;
      });
      return undefined;
    });
  }

  #startAgents(world: World, workload: Workload, shared: Shared, parties: Parties): void {
    const chance = new Chance(workload.people.length, 7);
    for (const { centre, files } of workload.hospitals) {
      const disk = this.#disks.get(centre) as Disk;
      disk.clear(world);
      const left = [...files];
      parties.files.set(centre, left);
      const refusedEpoch = workload.epochs.length > 1 ? chance.pick([undefined, 1, 2]) : undefined;
      parties.begin(centre, (process) => {
        const party = new AgentParty(world, process, {
          centre,
          kid: kidOf(centre),
          privateJwk: this.#keys.get(centre)?.secret ?? {},
          witness: this.#witnesses.get(centre) as Signer,
          logKey: this.#logSigner.key,
          federation: this.#federation(workload),
          disk,
          network: new Network(world),
          registry: parties.registry,
          pseudonymiser: () => parties.process('pseudonymiser'),
          refusedEpoch,
          observer: shared.observer,
          bug: shared.bug,
          files: left,
        });
        party.start();
        return undefined;
      });
    }
  }

  /** What the agent reads of it: addresses that are never dialled, the key of receipts, the key epochs. */
  #federation(workload: Workload): Federation {
    return {
      registry: { url: 'https://registry.example', audience: 'registry', receiptKey: this.#receipt.open },
      pseudonymiser: {
        epochs: workload.epochs.map((epoch) => ({ epoch, publicKey: '', from: '2020-01-01T00:00:00Z' })),
      },
    } as unknown as Federation;
  }

  #alone(shared: Shared): Omit<IntakeParts, 'store' | 'ids'> {
    const clock = { now: () => new Date('2026-03-02T09:00:00.000Z') };
    return {
      clock,
      log: new AccessLog(
        { withConnection: () => Promise.reject(new Error('no database')) },
        clock,
        new Chance(2),
        new Chance(3),
      ),
      pseudonymKey: PSEUDONYM_KEY,
      receiptKey: shared.receiptKey,
      keyOf: (centre) => this.#keys.get(centre)?.open,
      epochs: shared.epochs,
      policy: shared.policy,
      demonstration: true,
      bases: [{ name: 'consent', active: true }],
    };
  }

  #left(
    trusted: readonly string[],
    parties: Parties,
    disks: ReadonlyMap<string, Disk>,
    reader: LogReader,
    observer: Observer,
  ): string {
    const agents = trusted.map((centre) => {
      const open = disks
        .get(centre)
        ?.raw.prepare(`SELECT count(*) AS n FROM submission WHERE state IN ('queued', 'sent')`)
        .get();
      return `${centre} has ${parties.filesLeft(centre)} files and ${String(open?.['n'])} submissions left`;
    });
    return `${agents.join(', ')}; ${reader.size} of ${observer.entries.size} entries are in the log, ${reader.signed} signed`;
  }
}

const kidOf = (centre: string): string => `${centre}-1`;
const kidsOf = (centres: readonly string[]) => new Map(centres.map((centre) => [centre, kidOf(centre)]));

/** Each run has its own mixture: some faults often, some never. */
function ratesOf(seed: number): Rates {
  const chance = new Chance(seed, 3);
  const upTo = (most: number): number => (chance.yes(0.4) ? 0 : (chance.below(1000) / 1000) * most);
  return {
    crash: upTo(0.006),
    stall: upTo(0.03),
    lose: upTo(0.45),
    repeat: upTo(0.25),
    sql: upTo(0.02),
    disk: upTo(0.03),
    jump: upTo(0.15),
    restart: upTo(0.003),
  };
}

/** Who lives now, and who begins again after a crash. */
class Parties {
  readonly files = new Map<string, { readonly generation: number }[]>();
  crashes = 0;
  /** Whether the last question was asked. */
  asked = false;
  readonly #lives = new Map<string, { process: Process; party: RegistryParty | undefined }>();
  readonly #skews = new Map<string, { ms: number }>();

  constructor(
    private readonly world: World,
    private readonly shared: Shared,
  ) {
    world.onCrash = (process) => {
      this.crashes++;
      this.#lives.get(process.name)?.party?.ended();
    };
    this.#jump();
  }

  begin(name: string, life: (process: Process) => RegistryParty | undefined): void {
    const skew = this.#skews.get(name) ?? { ms: 0 };
    this.#skews.set(name, skew);
    const process = new Process(name, this.world, skew);
    this.#lives.set(name, { process, party: undefined });
    process.ended = () =>
      this.world.later(this.world.chance.between(500, 12_000), `${name} begins again`, () => this.begin(name, life));
    const party = life(process);
    if (party) this.#lives.set(name, { process, party });
  }

  process = (name: string): Process | undefined => this.#lives.get(name)?.process;

  registry = (): RegistryParty | undefined => {
    const living = ['registry-1', 'registry-2'].flatMap((name) => {
      const life = this.#lives.get(name);
      return life?.party && life.process.alive ? [life.party] : [];
    });
    return living.length === 0 ? undefined : this.world.chance.pick(living);
  };

  filesLeft = (centre: string): number => this.files.get(centre)?.length ?? 0;

  heal(): void {
    this.world.healed = true;
    this.world.tell('nothing goes wrong from here on');
    for (const skew of this.#skews.values()) skew.ms = 0;
  }

  /** Clocks go wrong by up to a minute and a half, and are set right. */
  #jump(): void {
    this.world.later(10_000, 'clocks', () => {
      if (this.world.healed) return;
      for (const [name, skew] of this.#skews) {
        if (!this.world.goesWrong('jump')) continue;
        skew.ms = this.world.chance.yes(0.5) ? 0 : this.world.chance.between(-90_000, 90_000);
        this.world.tell(`${name} clock is ${skew.ms} ms off`);
      }
      this.#jump();
    });
  }
}

/** What the agents' ledgers say, looked at whenever one was written. */
class Books {
  readonly #writes = new Map<string, number>();
  readonly #acknowledged = new Set<string>();
  readonly #seen = new Map<string, number>();

  constructor(
    private readonly disks: ReadonlyMap<string, Disk>,
    private readonly reader: LogReader,
    private readonly observer: Observer,
  ) {}

  seen = (centre: string): number | undefined => this.#seen.get(centre);

  look(): void {
    for (const [centre, disk] of this.disks) {
      if (this.#writes.get(centre) === disk.writes || disk.raw.isTransaction) continue;
      this.#writes.set(centre, disk.writes);
      for (const { id, receipt } of disk.acknowledged())
        if (!this.#acknowledged.has(id)) {
          this.#acknowledged.add(id);
          this.observer.acknowledged(id, receipt);
        }
      const stood = disk.ledger.witness.last();
      if (!stood) continue;
      if (stood.size !== this.#seen.get(centre)) this.reader.saw('a witness saw a beginning', stood.note);
      this.#seen.set(centre, stood.size);
    }
  }
}

/** The log's store, and whether it was written since one last asked. */
function watching(store: LogStore): { readonly store: LogStore; readonly moved: () => boolean } {
  let written = false;
  const writes: readonly PropertyKey[] = ['integrate', 'putCheckpoint'];
  const watched = new Proxy(store, {
    get: (target, name) => {
      const member = Reflect.get(target, name) as (...values: unknown[]) => unknown;
      return (...values: unknown[]) => {
        const done = member.apply(target, values);
        if (writes.includes(name))
          void Promise.resolve(done).then(
            () => (written = true),
            () => (written = true),
          );
        return done;
      };
    },
  });
  const moved = (): boolean => {
    const was = written;
    written = false;
    return was;
  };
  return { store: watched, moved };
}
