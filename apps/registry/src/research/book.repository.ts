// Queries of the book, under the seal of the permit that everybody holds. No rule stands here.
import { createHash } from 'node:crypto';
import type { Connection } from '../persistence/database.ts';
import type { BookPage } from './book.ts';

export interface BookLine {
  readonly id: string;
  readonly release: string;
  readonly page: string;
  readonly answer: string;
  readonly answered: string;
  readonly sets: readonly Uint8Array[];
}

interface Row {
  readonly seq: string;
  readonly release_id: string;
  readonly page: string;
  readonly answer: string;
  readonly answered: Date;
  readonly sets: Buffer;
  readonly set_count: number;
}

/** All pages of all books, in the order in which they were told. */
export async function pagesOf(connection: Connection): Promise<BookLine[]> {
  const rows = await connection.query<Row & Record<string, unknown>>(
    `select seq::text as seq, release_id, asked ->> 'page' as page, answer, answered, sets, set_count
     from registry.stored_answer where permit = 'book' order by seq`,
  );
  return rows.map((row) => ({
    id: row.seq,
    release: row.release_id,
    page: row.page,
    answer: row.answer,
    answered: row.answered.toISOString(),
    sets: Array.from({ length: row.set_count }, (_, number) => {
      const length = row.sets.length / row.set_count;
      return Uint8Array.from(row.sets.subarray(number * length, (number + 1) * length));
    }),
  }));
}

/** In the order in which they were made: each was audited against those before it. */
export async function insertPages(connection: Connection, release: string, pages: readonly BookPage[]): Promise<void> {
  for (let from = 0; from < pages.length; from += 100) {
    const some = pages.slice(from, from + 100);
    await connection.query(
      `insert into registry.stored_answer (permit, release_id, question, asked, answer, sets, set_count)
       select 'book', $1, x.question, jsonb_build_object('page', x.page, 'earlier', x.earlier), x.answer, x.sets, x.set_count
       from unnest($2::bytea[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::integer[])
         with ordinality as x(question, page, earlier, answer, sets, set_count, place) order by x.place`,
      [
        release,
        some.map(({ page }) => createHash('sha256').update(page).digest()),
        some.map(({ page }) => page),
        some.map(({ earlier }) => earlier ?? null),
        some.map(({ answer }) => answer),
        some.map(({ sets }) => Buffer.concat(sets)),
        some.map(({ sets }) => sets.length),
      ],
    );
  }
}
