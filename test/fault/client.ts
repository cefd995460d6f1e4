// In: people's questions, asked of a registry that may be gone. Out: what they were shown, as the checker wants it. Each asking has a text of
// its own, so that its entry in the log can be told from every other.
import { createHash, randomUUID } from 'node:crypto';
import { type Hospital, type Network, PERMIT, poll } from '@longview/local';
import type { Seen } from './checker.ts';

const OWN = '{ cohort { ... on Cohort { size { ... on CohortSize { patients courses } } } } }';

interface Answer<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

export class Clients {
  readonly seen: Seen[] = [];
  /** Whether the network may bring a question twice. */
  repeated = false;
  readonly #tokens = new Map<string, string>();

  constructor(private readonly network: Network) {}

  async own({ id }: Hospital): Promise<void> {
    const actor = `data-manager@${id}`;
    const { data, queryHash } = await this.#asked<{ cohort: { size?: { courses?: number } } }>(actor, OWN);
    this.seen.push({ actor, queryHash, kind: 'own', rows: data.cohort.size?.courses ?? -1, repeated: this.repeated });
  }

  async permit(): Promise<void> {
    const [actor] = PERMIT.persons;
    const { queryHash } = await this.#asked<object>(
      actor,
      `{ cohort(permit: "${PERMIT.id}", purpose: "${PERMIT.purpose}") { __typename ... on Cohort { size { __typename } } } }`,
    );
    this.seen.push({ actor, queryHash, kind: 'permit', repeated: this.repeated });
  }

  async cut(): Promise<void> {
    const actor = 'steward@registry';
    const { data, queryHash } = await this.#asked<{ cutRelease: { id: string; courses: number } }>(
      actor,
      'mutation { cutRelease { ... on Release { id courses } ... on Refusal { message } } }',
    );
    this.seen.push({
      actor,
      queryHash,
      kind: 'cut',
      rows: data.cutRelease.courses,
      roundedTo: 5,
      repeated: this.repeated,
    });
  }

  /** Asks again, in another text, until there is an answer without a fault. */
  async #asked<T>(actor: string, question: string): Promise<{ data: T; queryHash: string }> {
    let last: unknown;
    const answered = await poll(180_000, async () => {
      const query = `# ${randomUUID()}\n${question}`;
      try {
        const answer = await this.#once<T>(actor, query);
        if (answer.data && !answer.errors)
          return { data: answer.data, queryHash: createHash('sha256').update(query).digest('hex') };
        last = answer.errors;
        if (answer.errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED')) this.#tokens.delete(actor);
      } catch (fault) {
        last = String((fault as { cause?: unknown }).cause ?? fault);
      }
      await new Promise((done) => setTimeout(done, 100));
      return undefined;
    });
    if (!answered) throw new Error(`${actor} got no answer: ${typeof last === 'string' ? last : JSON.stringify(last)}`);
    return answered;
  }

  async #once<T>(actor: string, query: string): Promise<Answer<T>> {
    const token = this.#tokens.get(actor) ?? (await this.network.signIn(actor));
    this.#tokens.set(actor, token);
    const response = await fetch(`${this.network.addresses.registry}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, connection: 'close' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(20_000),
    });
    return (await response.json()) as Answer<T>;
  }
}
