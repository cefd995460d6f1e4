// In: values that must each be durable before its maker goes on. Out: a promise each, kept when the commit that carries it is on disk. Those that
// come while a commit is under way go together in the next one. Refuses (throws) to the maker of a value what was wrong with that value, and to no other.
export class GroupCommit<Value, Told = void> {
  #waiting: Waiting<Value, Told>[] = [];
  #working = 0;

  /**
   * @param write makes the values durable, all or none, and resolves when they are, to what each maker is told, in their order.
   * @param lanes commits under way at once.
   * @param most values in one commit.
   */
  constructor(
    private readonly write: (values: readonly Value[]) => Promise<readonly Told[]>,
    private readonly lanes = 1,
    private readonly most = 50,
  ) {}

  add(value: Value): Promise<Told> {
    return new Promise((done, failed) => {
      this.#waiting.push({ value, done, failed });
      // After this turn of the loop, so that those who came with one packet go with one commit.
      if (this.#waiting.length === 1) setImmediate(() => this.#start());
    });
  }

  #start(): void {
    while (this.#working < this.lanes && this.#waiting.length > 0) {
      this.#working += 1;
      void this.#commit(this.#waiting.splice(0, this.most)).finally(() => {
        this.#working -= 1;
        this.#start();
      });
    }
  }

  async #commit(group: readonly Waiting<Value, Told>[]): Promise<void> {
    let told: readonly Told[];
    try {
      told = await this.write(group.map(({ value }) => value));
    } catch (fault) {
      // One that cannot be written must not take the others with it: each by itself then.
      if (group.length > 1) for (const one of group) await this.#commit([one]);
      else group[0]?.failed(fault);
      return;
    }
    for (const [at, { done }] of group.entries()) done(told[at] as Told);
  }
}

interface Waiting<Value, Told> {
  readonly value: Value;
  readonly done: (told: Told) => void;
  readonly failed: (fault: unknown) => void;
}
