// In: a hospital's files and its disk. Out: one life of its agent: files pseudonymised, queued and sent, the queue drained again and again, the
// log witnessed. All of it is the agent's own code; only the loops and the pseudonymiser's sums are made here.
import {
  buildSubmissions,
  drain,
  enqueue,
  type HttpAnswer,
  logDoor,
  NoLogAnswer,
  type Pseudonymous,
  type Queue,
  sendHead,
  type SignedCall,
  tokenSource,
  Unreachable,
  witnessOnce,
} from '@longview/agent';
import { err, ok, utf8 } from '@longview/foundation';
import type { Federation } from '@longview/nest-identity';
import type { Signer } from '@longview/transparency-proof';
import { contentOf, TYPE_OF_MEMBER } from '@longview/wire';
import type { JWK } from 'jose';
import { type Disk, heldBy } from './disk.ts';
import type { Network } from './network.ts';
import type { Observer } from './observer.ts';
import type { Bug } from './planted.ts';
import type { RegistryParty } from './registry-party.ts';
import { type HospitalFile, tokenOf, whoOf } from './workload.ts';
import { Crashed, type Process, type World } from './world.ts';

export interface AgentParts {
  readonly centre: string;
  readonly kid: string;
  readonly privateJwk: JWK;
  readonly witness: Signer;
  readonly logKey: Signer['key'];
  readonly federation: Federation;
  readonly disk: Disk;
  readonly network: Network;
  /** An instance of the registry that listens now. */
  readonly registry: () => RegistryParty | undefined;
  readonly pseudonymiser: () => Process | undefined;
  /** Numbers that the pseudonymiser does not evaluate under this epoch: the centre's quota is used up. */
  readonly refusedEpoch: number | undefined;
  readonly observer: Observer;
  readonly bug: Bug | undefined;
  /** Files still to be sent, oldest first: the person at the keyboard begins one again that was not told as done. */
  readonly files: HospitalFile[];
}

const LOOK_MS = 10_000;

export class AgentParty {
  readonly #queue: Queue;

  constructor(
    private readonly world: World,
    readonly process: Process,
    private readonly parts: AgentParts,
  ) {
    const { disk, bug } = parts;
    disk.mount(process);
    const queue = heldBy(process, disk.ledger.queue);
    this.#queue = bug?.queue?.(queue, disk) ?? queue;
  }

  start(): void {
    const { world, process, parts } = this;
    world.start(process, () => this.#sendAgainAndAgain());
    world.start(process, () => this.#witnessAgainAndAgain());
    world.start(process, async () => {
      while (parts.files[0]) {
        await world.sleep(
          process,
          Math.max(0, parts.files[0].at - world.seconds * 1000) + world.chance.between(0, 250),
        );
        if (await this.#submit(parts.files[0])) parts.files.shift();
        else await world.sleep(process, 20_000);
      }
    });
  }

  readonly #call: SignedCall = (_service, _path, body) => {
    const { network, registry, centre, kid } = this.parts;
    let reached: RegistryParty | undefined;
    return network.call(
      this.process,
      () => (reached = registry())?.process,
      `${centre} call`,
      () => (reached as RegistryParty).serve({ centre, kid }, body),
    );
  };

  #wait = (ms: number): Promise<void> => this.world.sleep(this.process, ms);

  get #sending() {
    const { federation, centre, kid, privateJwk } = this.parts;
    return {
      queue: this.#queue,
      call: this.#call,
      federation,
      identity: { centre, kid, privateJwk },
      clock: this.process.clock,
      random: this.world.chance,
    };
  }

  async #sendAgainAndAgain(): Promise<void> {
    for (;;) {
      const head = this.#queue.head();
      const early = head ? head.nextAttempt.getTime() - this.process.clock.now().getTime() : LOOK_MS;
      if (head && early <= 0) await sendHead(this.#sending);
      else await this.#wait(Math.min(Math.max(early, 0), LOOK_MS) + this.world.chance.between(0, 50));
    }
  }

  async #witnessAgainAndAgain(): Promise<void> {
    const { federation, logKey, witness: signer, disk, observer, centre } = this.parts;
    const book = heldBy(this.process, disk.ledger.witness);
    for (;;) {
      await this.#wait(this.world.chance.between(15_000, 40_000));
      try {
        const log = logDoor(this.#call, federation.registry);
        const seen = await witnessOnce({ log, logKey, signer, book, clock: this.process.clock });
        if (seen.kind === 'alarm') observer.alarm(centre, `${seen.refusal.code}: ${seen.refusal.message}`);
      } catch (fault) {
        if (!(fault instanceof Unreachable || fault instanceof NoLogAnswer)) throw fault;
      }
    }
  }

  /** As the walk has it: what is left first, then tokens, then the queue, then out. False when somebody waits for a token. */
  async #submit(file: HospitalFile): Promise<boolean> {
    const { parts, process, world } = this;
    await drain({ ...this.#sending, wait: this.#wait, attempts: 2 });
    const tokens = tokenSource({
      ledger: { tokens: heldBy(process, parts.disk.ledger.tokens) },
      federation: parts.federation,
      evaluate: this.#evaluate,
      clock: process.clock,
      wait: this.#wait,
    });
    const numbers = file.patients.map(({ person }) => ({ who: whoOf(parts.centre, person), input: utf8(person) }));
    const known = await tokens.tokens(numbers);
    const ready = file.patients.flatMap(({ person, age, records }): Pseudonymous[] => {
      const own = known.get(whoOf(parts.centre, person));
      if (!own) return [];
      return [
        {
          patient: { tokens: own, linkable: true, age: age ?? null },
          records: records.map((submitted, line) => {
            const content = contentOf(submitted);
            const type = content && 'type' in content ? content.type : [...TYPE_OF_MEMBER.values()][0];
            return { submitted, place: { key: submitted.key, type, file: `file ${file.generation}`, line } };
          }),
        },
      ];
    });
    const built = buildSubmissions(ready, {
      centre: parts.centre,
      demonstration: true,
      batch: world.chance.between(1, 3),
      ids: world.chance,
    });
    const queue: Queue = {
      ...this.#queue,
      add: (submissions) => {
        for (const { id, signature } of submissions) {
          const submission = built.find(({ submission: { id: known } }) => known === id)?.submission;
          if (submission) parts.observer.queued(parts.centre, file.generation, submission, signature);
        }
        this.#queue.add(submissions);
      },
    };
    await enqueue(built, queue, parts);
    await world.point(process, 'queued');
    await drain({ ...this.#sending, wait: this.#wait, attempts: 2 });
    return known.size === numbers.length;
  }

  /** Blinding and its proof are left out: they are pure, tried against the standard's vectors, and cost more than all the rest. */
  #evaluate: Parameters<typeof tokenSource>[0]['evaluate'] = async (epoch, inputs) => {
    const { network, pseudonymiser, centre, refusedEpoch } = this.parts;
    if (epoch === refusedEpoch && !this.world.healed) return err({ code: 'OVER_QUOTA', message: 'come back tomorrow' });
    const people = inputs.map((input) => Buffer.from(input).toString());
    const answer = (): HttpAnswer => ({
      status: 200,
      headers: {},
      body: utf8(JSON.stringify(people.map((person) => tokenOf(person, epoch)))),
    });
    try {
      const given = await network.call(this.process, pseudonymiser, `${centre} evaluate`, async (process) => {
        await this.world.point(process, 'evaluates');
        return answer();
      });
      return ok(JSON.parse(Buffer.from(given.body).toString()) as string[]);
    } catch (fault) {
      if (fault instanceof Crashed || !(fault instanceof Unreachable)) throw fault;
      return err({ code: 'NO_ANSWER', message: fault.message });
    }
  };
}
