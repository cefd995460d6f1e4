// In: what was made of a document, by a key. Out: the same when it is asked for again. Refuses to grow: what is kept is bounded by the length
// of the texts, since what a parser makes of one character can be a hundred bytes; the one longest unasked goes first.
import type { DocumentNode } from 'graphql';

/** Characters of all kept texts together, and of one: an ordinary question has 300 to 3,000. */
export const MOST_TEXT = { together: 256 * 1024, one: 16 * 1024 } as const;

export class KeptDocuments<Made> {
  readonly #kept = new Map<string, { readonly made: Made; readonly length: number }>();
  #length = 0;

  constructor(private readonly most: { readonly together: number; readonly one: number } = MOST_TEXT) {}

  get size(): number {
    return this.#kept.size;
  }

  find(key: string): Made | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.made;
  }

  keep(key: string, length: number, made: Made): void {
    this.forget(key);
    if (length > this.most.one) return;
    this.#kept.set(key, { made, length });
    this.#length += length;
    for (const oldest of this.#kept.keys()) {
      if (this.#length <= this.most.together) return;
      this.forget(oldest);
    }
  }

  forget(key: string): boolean {
    const kept = this.#kept.get(key);
    this.#length -= kept?.length ?? 0;
    return this.#kept.delete(key);
  }
}

/** Length of a document's text; unknown counts as too long to keep. */
export const textLength = (document: DocumentNode): number => document.loc?.source.body.length ?? Infinity;

/** As Apollo Server wants its parsed documents kept; by itself it keeps 30 MiB of their JSON, which is ten times that in memory. */
export class DocumentStore {
  readonly #kept = new KeptDocuments<DocumentNode>();

  async get(key: string): Promise<DocumentNode | undefined> {
    return this.#kept.find(key);
  }
  async set(key: string, document: DocumentNode): Promise<void> {
    this.#kept.keep(key, textLength(document), document);
  }
  async delete(key: string): Promise<boolean> {
    return this.#kept.forget(key);
  }
}
