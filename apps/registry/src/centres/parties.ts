// In: the signed federation file. Out: which keys speak for whom now. Read again when the file changes, so that a revoked key is out at once.
import { readFile, stat } from 'node:fs/promises';
import type { Clock } from '@longview/foundation';
import { type Federation, openFederation } from '@longview/nest-identity';
import type { JWK } from 'jose';

export class Parties {
  #federation: Federation;
  #seen: number;

  private constructor(
    private readonly path: string,
    private readonly rootKey: JWK,
    private readonly clock: Clock,
    federation: Federation,
    modified: number,
  ) {
    this.#federation = federation;
    this.#seen = modified;
  }

  static async load(path: string, rootKey: JWK, clock: Clock): Promise<Parties> {
    const modified = (await stat(path)).mtimeMs;
    return new Parties(path, rootKey, clock, await read(path, rootKey, clock), modified);
  }

  get federation(): Federation {
    return this.#federation;
  }

  /** Takes a newer file over when there is one. @throws when the new file does not verify: the old one stays in force. */
  async refresh(): Promise<void> {
    const modified = (await stat(this.path)).mtimeMs;
    if (modified === this.#seen) return;
    this.#federation = await read(this.path, this.rootKey, this.clock, this.#federation);
    this.#seen = modified;
  }

  /** The key of a centre's agent, if it is in force now. */
  keyOf = (centre: string, kid: string): JWK | undefined => {
    const now = this.clock.now().toISOString();
    const key = this.#federation.centres.find(({ id }) => id === centre)?.keys.find((candidate) => candidate.kid === kid);
    if (!key || key.revoked !== undefined || key.from > now || (key.to !== undefined && key.to <= now)) return undefined;
    return { ...key.jwk };
  };

  epochs = (): readonly number[] => {
    const now = this.clock.now().toISOString();
    return this.#federation.pseudonymiser.epochs
      .filter((epoch) => epoch.from <= now && (epoch.to === undefined || epoch.to > now))
      .map(({ epoch }) => epoch);
  };
}

async function read(path: string, rootKey: JWK, clock: Clock, known?: Federation): Promise<Federation> {
  const opened = await openFederation(await readFile(path, 'utf8'), rootKey, clock, known);
  if (!opened.ok) throw new Error(`the federation file is refused: ${opened.error.code} ${opened.error.message}`);
  return opened.value;
}
