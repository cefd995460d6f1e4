// Files as they should not be, by the hundred thousand: one patient's part of a good file is spoilt at random, and the others' must come through
// as if nothing had happened. No crash, no hang, and every refusal says where and by which rule. The long suite runs 100,000 of them.
// LONGVIEW_SEED, LONGVIEW_FROM and LONGVIEW_COUNT run others, or one again.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Done, Orders } from './mutate.ts';
import { KINDS } from './spoil.ts';

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const COUNT = number('LONGVIEW_COUNT', process.env['LONGVIEW_LONG'] === '1' ? 20_000 : 72);
const FROM = number('LONGVIEW_FROM', 0);
const SEED = number('LONGVIEW_SEED', 37);
/** Longer than any of them takes on a busy machine: what hangs, hangs for good. */
const HANGS_MS = 60_000;

const root = join(import.meta.dirname, '../..');
const FROM_SOURCE = [
  '--conditions=@longview/source',
  '--import',
  pathToFileURL(join(root, 'deploy/swc-hook.mjs')).href,
];

/** What each kind gives, as it comes. The thread is ended from outside, also where it never gives way. */
class Mutations {
  readonly #kinds = new Map(Object.keys(KINDS).map((kind) => [kind, Promise.withResolvers<Done>()]));
  readonly #beat = new Int32Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;
  readonly #watch: NodeJS.Timeout;

  constructor() {
    const kinds = Object.keys(KINDS);
    const orders: Orders = {
      kinds,
      seed: SEED,
      from: FROM,
      count: COUNT,
      beat: this.#beat.buffer as SharedArrayBuffer,
    };
    this.#worker = new Worker(join(import.meta.dirname, 'mutate.ts'), { workerData: orders, execArgv: FROM_SOURCE });
    this.#worker.on('message', (done: Done) => this.#kinds.get(done.kind)?.resolve(done));
    this.#worker.on('error', (fault) => this.#failed(fault));
    this.#worker.on('exit', (code) => this.#failed(new Error(`the thread ended with ${code}`)));
    for (const { promise } of this.#kinds.values()) promise.catch(() => undefined);
    let [last, since] = ['', performance.now()];
    this.#watch = setInterval(() => {
      const [kind, n] = [0, 1].map((word) => Atomics.load(this.#beat, word)) as [number, number];
      const now = `${kinds[kind]} ${n} of seed ${SEED}`;
      if (now !== last) [last, since] = [now, performance.now()];
      else if (performance.now() - since > HANGS_MS) this.#failed(new Error(`${now} hangs`));
    }, 1_000);
  }

  of(kind: string): Promise<Done> {
    return (this.#kinds.get(kind) as PromiseWithResolvers<Done>).promise;
  }

  #failed(fault: unknown): void {
    clearInterval(this.#watch);
    for (const { reject } of this.#kinds.values()) reject(fault);
  }

  async end(): Promise<void> {
    clearInterval(this.#watch);
    await this.#worker.terminate();
  }
}

let mutations: Mutations;
beforeAll(() => void (mutations = new Mutations()));
afterAll(() => mutations.end());

describe.each(Object.keys(KINDS))('%s', (kind) => {
  test(`spoilt ${COUNT} times lets the others through, and says what it refuses`, async () => {
    const { failed, ran, slowest, unharmed, problems } = await mutations.of(kind);
    const rules = Object.entries(problems)
      .sort(([left], [right]) => left.localeCompare(right))
      .map(([rule, times]) => `${rule} ${times}`);
    if (COUNT > 1000)
      process.stderr.write(
        `${kind}: ${ran} mutations, ${unharmed} unharmed, the slowest ${slowest.toFixed(0)} ms; ${rules.join(', ')}\n`,
      );
    expect(failed).toBeUndefined();
    expect(ran).toBe(COUNT);
    // Most of them do harm: a reader that swallows everything would pass otherwise.
    expect(unharmed).toBeLessThan(COUNT * 0.9);
  }, 7_200_000);
});
