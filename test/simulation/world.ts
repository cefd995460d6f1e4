// In: a seed. Out: one thread of time for all parties: who waits at a port goes on when and if the seed says so, one at a time, and every
// decision stands in the trace. Time is virtual: nothing waits, hours pass in milliseconds.
import type { Clock } from '@longview/foundation';
import { Chance } from './chance.ts';

/** What a port call ends with when the process that made it is no more. Whatever runs on after it reaches nothing. */
export class Crashed extends Error {
  constructor(process: string) {
    super(`${process} ended`);
    this.name = 'Crashed';
  }
}

/** A fault of the machine that a process may end of, but not go on as if nothing were. */
export class Injected extends Error {}

/** One life of one process; after a crash another begins under the same name. */
export class Process {
  alive = true;
  /** Called once, when it ended. */
  ended: () => void = () => undefined;

  constructor(
    readonly name: string,
    private readonly world: World,
    /** Milliseconds by which its clock is wrong. */
    readonly skew: { ms: number },
  ) {}

  readonly clock: Clock = { now: () => new Date(this.world.now + this.skew.ms) };
}

/** How often what goes wrong, a port call. */
export interface Rates {
  readonly crash: number;
  readonly stall: number;
  readonly lose: number;
  readonly repeat: number;
  readonly sql: number;
  readonly disk: number;
  readonly jump: number;
  readonly restart: number;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly what: string;
  readonly run: () => void;
}

const START = Date.UTC(2026, 2, 2, 9);

export class World {
  now = START;
  readonly trace: string[] = [];
  readonly chance: Chance;
  /** After this instant nothing goes wrong any more. */
  healed = false;
  steps = 0;
  readonly #events: Event[] = [];
  #order = 0;
  #settled: () => Promise<void>;
  /** What each crash of a process calls: its connections are lost, another life begins. */
  onCrash: (process: Process) => void = () => undefined;
  /** A fault that nobody caught. */
  readonly uncaught: { readonly process: string; readonly fault: unknown }[] = [];

  constructor(
    seed: number,
    readonly rates: Rates,
    settled: () => Promise<void>,
  ) {
    this.chance = new Chance(seed, 1);
    this.#settled = settled;
  }

  get seconds(): number {
    return (this.now - START) / 1000;
  }

  goesWrong(rate: keyof Rates): boolean {
    return !this.healed && this.chance.yes(this.rates[rate]);
  }

  tell(line: string): void {
    this.trace.push(`${(this.now - START).toString().padStart(8)} ${line}`);
  }

  later(delayMs: number, what: string, run: () => void): void {
    // A little apart from each other, so that no order is taken for granted.
    this.#push({ at: this.now + Math.max(0, delayMs), order: this.#order++, what, run });
  }

  /** A call at a port: the others may go first, for how long the seed says; the process may end here. @throws Crashed */
  point(process: Process, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!process.alive) return reject(new Crashed(process.name));
      const delay = this.goesWrong('stall') ? this.chance.between(200, 9_000) : this.chance.between(0, 12);
      this.later(delay, `${process.name} ${what}`, () => {
        if (process.alive && this.goesWrong('crash')) this.crash(process);
        if (process.alive) resolve();
        else reject(new Crashed(process.name));
      });
    });
  }

  sleep(process: Process, ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!process.alive) return reject(new Crashed(process.name));
      this.later(ms, `${process.name} wakes`, () => (process.alive ? resolve() : reject(new Crashed(process.name))));
    });
  }

  crash(process: Process): void {
    if (!process.alive) return;
    process.alive = false;
    this.tell(`${process.name} CRASHES`);
    this.onCrash(process);
    process.ended();
  }

  /** Runs work of a process beside everything else. A fault that nobody catches ends the process, as it would outside. */
  start(process: Process, work: () => Promise<void>): void {
    work().catch((fault: unknown) => {
      if (fault instanceof Crashed || !process.alive) return;
      if (!(fault instanceof Injected)) this.uncaught.push({ process: process.name, fault });
      this.crash(process);
    });
  }

  /** One event, and whatever follows from it until everybody waits again. False when nothing is left to happen. */
  async step(): Promise<boolean> {
    const event = this.#pop();
    if (!event) return false;
    this.now = Math.max(this.now, event.at);
    this.steps++;
    this.tell(event.what);
    event.run();
    await this.#settled();
    return true;
  }

  // A binary heap by time, then by who came first.
  #push(event: Event): void {
    const heap = this.#events;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(event, heap[parent] as Event)) break;
      heap[at] = heap[parent] as Event;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#events;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Event, heap[child] as Event)) child++;
      if (!before(heap[child] as Event, last)) break;
      heap[at] = heap[child] as Event;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

const before = (left: Event, right: Event): boolean =>
  left.at < right.at || (left.at === right.at && left.order < right.order);
