// In: the open database and the site key. Out: the ledger as its books. It holds no number, no name and no birth date: only HMACs of them.
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Ids } from '@longview/foundation';
import { type AgeBook, ageBook } from './age-book.ts';
import { type CourseBook, courseBook } from './course-book.ts';
import { type FactBook, factBook } from './fact-book.ts';
import { type FileBook, fileBook } from './file-book.ts';
import { type ProblemBook, problemBook } from './problem-book.ts';
import { type Queue, queue } from './queue.ts';
import { type RecordBook, recordBook } from './record-book.ts';
import { type TokenBook, tokenBook } from './token-book.ts';
import { type WitnessBook, witnessBook } from './witness-book.ts';

export interface Ledger {
  readonly facts: FactBook;
  readonly files: FileBook;
  readonly tokens: TokenBook;
  readonly ages: AgeBook;
  readonly courses: CourseBook;
  readonly queue: Queue;
  readonly problems: ProblemBook;
  readonly records: RecordBook;
  readonly witness: WitnessBook;
  /** How many records stand with each outcome. */
  outcomes(): Readonly<Record<string, number>>;
  close(): void;
}

export function ledgerOf(database: DatabaseSync, clock: Clock, ids: Ids): Ledger {
  const outcomes = database.prepare(
    `SELECT coalesce(outcome, 'WAITING') AS outcome, count(*) AS n FROM record GROUP BY 1 ORDER BY 1`,
  );
  return {
    facts: factBook(database),
    files: fileBook(database, clock),
    tokens: tokenBook(database),
    ages: ageBook(database),
    courses: courseBook(database, ids),
    queue: queue(database, clock),
    problems: problemBook(database),
    records: recordBook(database),
    witness: witnessBook(database),
    outcomes: () =>
      Object.fromEntries(
        (outcomes.all() as unknown as { outcome: string; n: number }[]).map(({ outcome, n }) => [outcome, n]),
      ),
    close: () => database.close(),
  };
}
