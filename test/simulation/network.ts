// In: a call of one party to another. Out: its answer, late, twice, or never: what a network between hospitals does to a request. The caller
// waits for its time and no longer; the other side may or may not have acted.
import { type HttpAnswer, Unreachable } from '@longview/agent';
import type { Process, World } from './world.ts';

const TIMEOUT_MS = 30_000;

export class Network {
  constructor(private readonly world: World) {}

  /**
   * @param to  who is reached now; undefined when nobody listens
   * @param serve  what the other side does with one request
   */
  call(
    from: Process,
    to: () => Process | undefined,
    what: string,
    serve: (process: Process) => Promise<HttpAnswer>,
  ): Promise<HttpAnswer> {
    const { world } = this;
    return new Promise((resolve, reject) => {
      let settled = false;
      const fail = (why: string): void => {
        if (settled) return;
        settled = true;
        reject(new Unreachable('https://registry.example/graphql', new Error(why)));
      };
      const answer = (value: HttpAnswer): void => {
        if (settled) return;
        settled = true;
        resolve(value);
      };
      const deliver = (first: boolean): void => {
        const process = to();
        if (!process?.alive) return void (first && world.later(5, `${what} finds nobody`, () => fail('ECONNREFUSED')));
        world.start(process, async () => {
          const value = await serve(process).catch((fault: unknown) => {
            // The connection of a process that ended is cut.
            if (!process.alive && first) world.later(5, `${what} is cut`, () => fail('ECONNRESET'));
            throw fault;
          });
          if (world.goesWrong('lose')) return world.tell(`${what} answer LOST`);
          world.later(this.#delay(), `${what} answered by ${process.name}`, () => answer(value));
        });
      };
      if (!from.alive) return fail('gone');
      world.later(TIMEOUT_MS, `${what} timeout`, () => fail('ETIMEDOUT'));
      if (world.goesWrong('lose')) return world.tell(`${what} LOST`);
      world.later(this.#delay(), `${what} arrives`, () => deliver(true));
      if (world.goesWrong('repeat')) world.later(this.#delay() * 3, `${what} arrives AGAIN`, () => deliver(false));
    });
  }

  #delay(): number {
    return this.world.goesWrong('stall') ? this.world.chance.between(1_000, 60_000) : this.world.chance.between(1, 40);
  }
}
