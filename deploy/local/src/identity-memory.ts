// In: what the provider has to remember of one kind: sessions, codes, grants. Out: the same until it expires. Forgets all when the process ends.

type Payload = Record<string, unknown>;

interface Remembered {
  readonly payload: Payload;
  /** Milliseconds since 1970; undefined when it does not expire. */
  readonly until: number | undefined;
}

/** The adapter interface of oidc-provider; one instance a kind. Tokens themselves are signed and not kept. */
export class IdentityMemory {
  readonly #kept = new Map<string, Remembered>();

  async upsert(id: string, payload: Payload, expiresIn?: number): Promise<void> {
    for (const [other, { until }] of this.#kept)
      if (until !== undefined && until <= Date.now()) this.#kept.delete(other);
    this.#kept.set(id, { payload, until: expiresIn === undefined ? undefined : Date.now() + expiresIn * 1000 });
  }

  async find(id: string): Promise<Payload | undefined> {
    const kept = this.#kept.get(id);
    return kept && (kept.until === undefined || kept.until > Date.now()) ? kept.payload : undefined;
  }

  findByUid(uid: string): Promise<Payload | undefined> {
    return this.#findBy('uid', uid);
  }

  findByUserCode(userCode: string): Promise<Payload | undefined> {
    return this.#findBy('userCode', userCode);
  }

  /** A code is good once: the provider refuses one that carries this mark. */
  async consume(id: string): Promise<void> {
    const payload = await this.find(id);
    if (payload) payload['consumed'] = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.#kept.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, { payload }] of this.#kept) if (payload['grantId'] === grantId) this.#kept.delete(id);
  }

  async #findBy(member: string, value: string): Promise<Payload | undefined> {
    for (const [id, { payload }] of this.#kept) if (payload[member] === value) return this.find(id);
    return undefined;
  }
}
