// In: the signed federation file. Out: which keys speak for whom now. Read again when the file changes, so that a revoked key is out at once.
import { readFile, stat } from 'node:fs/promises';
import type { Clock } from '@longview/foundation';
import { agentKey, anyAgentKey, type Federation, openEpochs, openFederation } from '@longview/nest-identity';
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
    this.#federation = await read(this.path, this.rootKey, this.clock, this.#federation.issued);
    this.#seen = modified;
  }

  /** The key of a centre's agent, if it is in force now. */
  keyOf = (centre: string, kid: string): JWK | undefined => {
    const key = agentKey(this.#federation, centre, kid, this.clock.now());
    return key && { ...key };
  };

  /** The key of that name whether it is in force or not. */
  anyKeyOf = (centre: string, kid: string): JWK | undefined => {
    const key = anyAgentKey(this.#federation, centre, kid);
    return key && { ...key };
  };

  /** Key epochs of the pseudonymiser in force now. */
  epochs = (): readonly number[] => openEpochs(this.#federation, this.clock.now()).map(({ epoch }) => epoch);
}

async function read(path: string, pinned: JWK, clock: Clock, knownIssued?: string): Promise<Federation> {
  const opened = await openFederation({
    text: await readFile(path, 'utf8'),
    pinned,
    clock,
    ...(knownIssued !== undefined && { knownIssued }),
  });
  if (!opened.ok) throw new Error(`the federation file is refused: ${opened.error.code} ${opened.error.message}`);
  return opened.value;
}
