// In: a release that was cut. Out: its book, kept as the answers of a permit that everybody holds; and what the public is answered from it.
// INVARIANT: only who consents to the registry and to academic research is in a page, and no page is computed for a question.
import { type Clock, type Refusal, refusal } from '@longview/foundation';
import type { Operation } from '../graphql/operation.ts';
import { type BookAnswer, type EarlierPage, makeBook, nearestPage, type PageName } from './book.ts';
import { insertPages, pagesOf } from './book.repository.ts';
import { frameOf, releaseRows } from './frames.ts';

/** The permit under which the pages are kept. No permit of the file may have this id. */
export const BOOK = 'book';
/**
 * Be in the registry for quality and safety, and academic research (consent catalogue). With both, a page speaks of the same patients as an academic
 * permit's own answer: a page of others would differ from it by the few who said yes to the one and no to the other.
 */
const NEEDS = ['C2', 'C3'];

export interface PageAnswer {
  readonly id: string;
  readonly answer: BookAnswer;
  readonly answered: string;
  readonly page: string;
  readonly leftOut: readonly string[];
}

interface Line {
  readonly id: string;
  readonly answer: string;
  readonly answered: string;
}

/** All books there are. */
export interface Library {
  of(release: string): Book | undefined;
  /** Of all pages, each once: whoever asks within a permit has read them as well. */
  readonly sets: readonly Uint8Array[];
}
export type Book = ReadonlyMap<string, Line>;

/** Milliseconds for which it is believed that the newest release has no book. */
const BELIEVED = 60_000;

export class Books {
  #kept: { readonly newest: string; readonly until: number; readonly library: Library } | undefined;

  constructor(private readonly clock: Clock) {}

  /** An act of its own after the cut: a release whose book could not be made is still a release. @returns the number of pages. */
  async publish(operation: Operation, basis: Parameters<Operation['rows']>[0], release: string): Promise<number> {
    const claims = { kind: 'read', scope: 'permit', permit: BOOK, release, products: [], needs: NEEDS } as const;
    const made = await operation.durableRows(
      { ...basis, operation: 'publishBook', release },
      claims,
      async (connection) => {
        const rows = await releaseRows(connection, release, []);
        const earlier = (await pagesOf(connection)).map((line): EarlierPage => ({ ...line, question: line.page }));
        const pages = makeBook(frameOf(rows), release, earlier);
        await insertPages(connection, release, pages);
        return { value: pages.length, told: { rows: rows.length, cells: pages.length } };
      },
    );
    this.#kept = undefined;
    return made;
  }

  /** Books never change; they are read again when there is a newer release than the last time. */
  async library(operation: Operation, newest: string): Promise<Library> {
    const now = this.clock.now().getTime();
    if (this.#kept?.newest === newest && now < this.#kept.until) return this.#kept.library;
    const lines = await operation.epoch(BOOK, (connection) => pagesOf(connection));
    const books = new Map<string, Map<string, Line>>();
    const sets = new Map<string, Uint8Array>();
    for (const { release, page, id, answer, answered, sets: own } of lines) {
      const book = books.get(release) ?? new Map<string, Line>();
      books.set(release, book.set(page, { id, answer, answered }));
      for (const set of own) sets.set(Buffer.from(set).toString('base64'), set);
    }
    const library = { of: (release: string) => books.get(release), sets: [...sets.values()] };
    this.#kept = { newest, until: books.has(newest) ? Infinity : now + BELIEVED, library };
    return library;
  }
}

export function answerFromBook(book: Book, asked: PageName): PageAnswer | Refusal<'NOT_IN_BOOK'> {
  const nearest = nearestPage(asked, (page) => book.has(page));
  const line = nearest && book.get(nearest.page);
  if (!line)
    return refusal(
      'NOT_IN_BOOK',
      'The book has no page for this question. Its pages are tables and curves by one or two fields.',
    );
  return {
    id: line.id,
    answer: JSON.parse(line.answer) as BookAnswer,
    answered: line.answered,
    page: nearest.page,
    leftOut: nearest.leftOut,
  };
}
