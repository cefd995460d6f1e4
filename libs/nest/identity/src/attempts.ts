// In: refused attempts to say who one is. Out: of those that a key or the identity provider really signed, entries in the service's log, at
// most two a minute for each party and reason; of the others, which anybody can make in anybody's name, one line a minute with counts.
export interface Party {
  /** As the log of the service names this actor. */
  readonly actor: string;
  readonly org: string;
  readonly role: string;
}

/** Different parties and reasons that are told apart within a minute; keys and people are finite, but a broken provider is not. */
const MOST = 1000;

export class Attempts {
  readonly #signed = new Map<string, { readonly party: Party; readonly reason: string; more: number }>();
  readonly #unsigned = new Map<string, number>();

  constructor(
    /** Durable when it resolves. */
    private readonly write: (party: Party, reason: string) => Promise<void>,
    private readonly report: (line: string) => void,
  ) {}

  /** The first of its kind in this minute is durable when this resolves; the others are counted. */
  async signed(party: Party, reason: string): Promise<void> {
    const key = JSON.stringify([party.actor, party.org, reason]);
    const known = this.#signed.get(key);
    if (known) known.more += 1;
    else if (this.#signed.size >= MOST) this.unsigned(reason);
    else {
      this.#signed.set(key, { party, reason, more: 0 });
      await this.write(party, reason);
    }
  }

  /** Nobody in particular: no name is kept, and none was proved. */
  unsigned(reason: string): void {
    this.#unsigned.set(reason, (this.#unsigned.get(reason) ?? 0) + 1);
  }

  /** The end of a minute: what was only counted is told. */
  async minute(): Promise<void> {
    const repeated = [...this.#signed.values()].filter(({ more }) => more > 0);
    this.#signed.clear();
    const counts = [...this.#unsigned].sort().map(([reason, count]) => `${reason} ${count}`);
    this.#unsigned.clear();
    if (counts.length > 0) this.report(`refused calls without a valid signature: ${counts.join(', ')}`);
    for (const { party, reason, more } of repeated) await this.write(party, `${reason} and ${more} more`);
  }
}
