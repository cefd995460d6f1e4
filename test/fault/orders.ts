// In: where a process of a party is to end. Out: the order laid down for `die-at.mjs`, and how far it was carried out.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type App = 'agent' | 'registry' | 'pseudonymiser';

export interface Order {
  readonly at: string;
  /** The n-th time that the passage is reached, from 1. */
  readonly after: number;
  /** How many processes in a row: the second is the one that was started after the first ended. */
  readonly times: number;
  readonly how: 'kill' | 'stop' | 'wait';
  /** Of a wait. */
  readonly ms?: number;
}

export interface CarriedOut {
  readonly order: number;
  readonly party: string;
  readonly at: string;
  readonly pid: number;
}

export const appOf = (party: string): App | undefined =>
  party === 'registry' || party === 'pseudonymiser' ? party : party.startsWith('hospital-') ? 'agent' : undefined;

export class Orders {
  #last = 0;

  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** For `nodeOptions` of the network. */
  readonly nodeOptions = (party: string): readonly string[] => {
    const app = appOf(party);
    if (app === undefined) return [];
    const module = pathToFileURL(join(import.meta.dirname, 'die-at.mjs'));
    module.search = new URLSearchParams({ app, party, folder: this.folder }).toString();
    return ['--import', module.href];
  };

  /** @returns the number of the order. */
  give(party: string, order: Order): number {
    const id = ++this.#last;
    const path = join(this.folder, `${party}.json`);
    // Whole or not at all: a service reads it at every passage.
    writeFileSync(`${path}.new`, JSON.stringify({ id, ...order }));
    renameSync(`${path}.new`, path);
    return id;
  }

  withdraw(party: string): void {
    rmSync(join(this.folder, `${party}.json`), { force: true });
  }

  carriedOut(order?: number): CarriedOut[] {
    const journal = join(this.folder, 'journal');
    if (!existsSync(journal)) return [];
    return readFileSync(journal, 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [id, party, at, , pid] = line.split(' ');
        return party === undefined || at === undefined ? [] : [{ order: Number(id), party, at, pid: Number(pid) }];
      })
      .filter((one) => order === undefined || one.order === order);
  }
}
