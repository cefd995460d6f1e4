// In: open queries with their places. Out: a list for a person to fill in, and what was filled in when it comes back. Refused, line by line: an answer that is
// none, and one beside no query. An empty cell leaves its query open.
import { isQueryAnswer, QUERY_ANSWERS, type QueryAnswer } from '@longview/clinical';
import { readTable } from '@longview/csv';
import { err, ok, type Refusal, refusal, type Result } from '@longview/foundation';
import { ANSWERS, framed, type Language, QUERIES, say } from '../language/index.ts';
import type { PlacedQuery } from './place-queries.ts';

const HEADINGS = [
  QUERIES.query,
  QUERIES.file,
  QUERIES.line,
  QUERIES.record,
  QUERIES.field,
  QUERIES.rule,
  QUERIES.question,
  QUERIES.mend,
  QUERIES.openSince,
  QUERIES.answer,
];

/** Semicolons and a byte order mark: opened with a double click it is a table with its letters right. */
export const answersFile = (queries: readonly PlacedQuery[], language: Language = 'en'): string =>
  `\ufeff${[
    HEADINGS.map((heading) => framed(heading, language)),
    ...queries
      .map((query) => say(query, language))
      .map(({ id, file, line, type, field, rule, message, mend, raised }) => [
        id,
        file ?? '',
        line === undefined ? '' : String(line),
        type,
        field ?? '',
        rule,
        message,
        mend,
        raised.slice(0, 10),
        '',
      ]),
  ]
    .map((cells) => `${cells.map(cellText).join(';')}\r\n`)
    .join('')}`;

/** One line a query; what begins like a formula is a text all the same. */
function cellText(cell: string): string {
  const plain = cell.replaceAll(/[\r\n]+/gu, ' ');
  const text = /^[=+\-@\t]/u.test(plain) ? `'${plain}` : plain;
  return /[";]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export interface Answer {
  readonly id: string;
  readonly reason: QueryAnswer;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;
const NAMES = new Map(Object.keys(QUERY_ANSWERS).map((code) => [code.toLowerCase(), code as QueryAnswer]));

export const reasonsIn = (language: Language): string =>
  Object.entries(ANSWERS)
    .map(([code, words]) => `${code} (${framed(words, language)})`)
    .join(', ');

export const reasonOf = (typed: string): QueryAnswer | undefined =>
  isQueryAnswer(typed) ? typed : NAMES.get(typed.trim().toLowerCase());

/** @param language of what is said of it: a list in any of the languages is read. */
export function readAnswers(text: string, file: string, language: Language = 'en'): Result<readonly Answer[], Refusal> {
  const table = readTable(text);
  const [query, answer] = [QUERIES.query, QUERIES.answer].map(
    (names) => table?.headings.findIndex((heading) => (names as readonly string[]).includes(heading)) ?? -1,
  ) as [number, number];
  if (!table || query < 0 || answer < 0)
    return err(
      refusal(
        'NO_ANSWERS',
        `${file} has no columns "query" and "answer": write the list with longview-agent queries --to ${file}, fill in its last column and hand it back.`,
      ),
    );
  const answers: Answer[] = [];
  const wrong: string[] = [];
  for (const { line, cells } of table.rows) {
    const typed = cells[answer] ?? '';
    if (typed === '') continue;
    const id = cells[query] ?? '';
    const reason = reasonOf(typed);
    if (!UUID.test(id)) wrong.push(`${file}:${line}: the column "query" no longer holds what was written there`);
    else if (reason === undefined) wrong.push(`${file}:${line}: the answer is one of ${reasonsIn(language)}`);
    else answers.push({ id, reason });
  }
  if (wrong.length > 0)
    return err(refusal('ANSWERS_REFUSED', ['Nothing was handed in:', ...wrong.slice(0, 20)].join('\n  ')));
  return ok(answers);
}
