// In: what the registry asked, by blinded keys. Out: the same by file and line of this hospital, in the order in which a person mends them.
import { FRAME, framed, type Language, QUERIES, say } from '../language/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { AskedQuery } from './queries-door.ts';

export interface PlacedQuery extends AskedQuery {
  /** Where the record stood when it was last sent; unknown to a ledger that was restored from before. */
  readonly file?: string;
  readonly line?: number;
}

export const placeQueries = (queries: readonly AskedQuery[], { records }: Pick<Ledger, 'records'>): PlacedQuery[] =>
  queries
    .map((query): PlacedQuery => ({ ...query, ...records.placeOf(query.key) }))
    .toSorted(
      (left, right) =>
        (left.file ?? '').localeCompare(right.file ?? '') ||
        (left.line ?? 0) - (right.line ?? 0) ||
        left.rule.localeCompare(right.rule),
    );

export function queryLine(query: PlacedQuery, language: Language = 'en'): string {
  const { id, file, line, type, field, rule, message, mend, raised } = say(query, language);
  const where = file === undefined ? framed(QUERIES.unknownRecord, language) : `${file}:${line}`;
  const what = field === null ? type : `${type}.${field}`;
  const since = framed(QUERIES.since, language, { day: raised.slice(0, 10), id });
  return `${where} ${what} — ${rule}: ${message}. ${framed(FRAME.mend, language)}: ${mend} ${since}`;
}
