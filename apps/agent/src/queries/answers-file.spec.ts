// A list goes out, is filled in with a spreadsheet, and comes back: what was typed is taken, and anything else is said with its line.
import { describe, expect, test } from '@jest/globals';
import { answersFile, readAnswers } from './answers-file.ts';
import { type PlacedQuery, placeQueries, queryLine } from './place-queries.ts';

const ID = '019ac0de-0000-7000-8000-000000000001';
const query = (change: Partial<PlacedQuery> = {}): PlacedQuery => ({
  id: ID,
  key: 'k',
  type: 'ResponseAssessment',
  version: 1,
  rule: 'V05',
  field: 'assessmentDate',
  message: 'lies after the death; of "either" date one is wrong',
  mend: 'Check both dates.',
  raised: '2026-11-27T10:00:00.000Z',
  file: 'respons.csv',
  line: 12,
  ...change,
});
const filled = (text: string, answer: string): string =>
  text
    .split('\r\n')
    .map((line, index) => (index === 1 ? `${line}${answer}` : line))
    .join('\r\n');

describe('a list of queries', () => {
  const other = '019ac0de-0000-7000-8000-000000000002';
  const list = answersFile([query(), query({ id: other })]);
  test.each(['confirmed', 'CONFIRMED', ' Confirmed '])('comes back with %p', (typed) =>
    expect(readAnswers(filled(list, typed), 'list.csv')).toEqual({
      ok: true,
      value: [{ id: ID, reason: 'confirmed' }],
    }),
  );
  test('as a spreadsheet saves it: with commas or tabs, other line ends, its own column order', () => {
    for (const delimiter of [',', '\t']) {
      const text = [`answer${delimiter}query`, `unobtainable${delimiter}${ID}`, `${delimiter}${other}`, ''].join('\n');
      expect(readAnswers(text, 'x.csv')).toEqual({ ok: true, value: [{ id: ID, reason: 'unobtainable' }] });
    }
  });
  test.each(['nl', 'fr', 'de'] as const)('in the language %s comes back as well', (language) => {
    const asked = {
      rule: 'D01',
      message: 'vital status is missing',
      mend: 'Give status, or say why it is not there: absent.status = unknown, notDone, notApplicable.',
    };
    const inLanguage = answersFile([query(asked)], language);
    expect(inLanguage).not.toContain('how to mend');
    expect(inLanguage).not.toContain('is missing');
    expect(inLanguage).not.toContain('say why');
    expect(queryLine(query(asked), language)).not.toMatch(/Mend|Open since|is missing/u);
    expect(readAnswers(filled(inLanguage, 'confirmed'), 'x.csv')).toEqual({
      ok: true,
      value: [{ id: ID, reason: 'confirmed' }],
    });
  });
  test('untouched gives nothing', () => expect(readAnswers(list, 'x.csv')).toEqual({ ok: true, value: [] }));
  test('one wrong answer, and nothing is handed in; its line is said', () => {
    const wrong = readAnswers(filled(list, 'because I say so'), 'x.csv');
    expect(wrong).toMatchObject({ ok: false, error: { code: 'ANSWERS_REFUSED' } });
    expect(wrong.ok ? '' : wrong.error.message).toMatch(/x\.csv:2: the answer is one of confirmed/u);
    const damaged = readAnswers(filled(list, 'confirmed').replace(ID, '1,9E+35'), 'x.csv');
    expect(damaged.ok ? '' : damaged.error.message).toMatch(/x\.csv:2: the column "query" no longer holds/u);
  });
  test.each(['', 'a;b\n1;2', 'query\n1'])('%j is no list', (text) =>
    expect(readAnswers(text, 'x.csv')).toMatchObject({ ok: false, error: { code: 'NO_ANSWERS' } }),
  );
  test('a cell that begins like a formula is text', () =>
    expect(answersFile([query({ file: '=cmd|x.csv' })])).toContain(`;'=cmd|x.csv;`));
});

test('queries are put beside file and line, in their order; one of a record that is not known here is told as well', () => {
  const places = new Map([
    ['a', { file: 'b.csv', line: 2 }],
    ['b', { file: 'a.csv', line: 10 }],
    ['c', { file: 'a.csv', line: 9 }],
  ]);
  const records = { placeOf: (key: string) => places.get(key) };
  const { file: _file, line: _line, ...bare } = query();
  const placed = placeQueries(
    ['a', 'b', 'c', 'd'].map((key) => ({ ...bare, key })),
    { records },
  );
  expect(placed.map(({ key }) => key)).toEqual(['d', 'c', 'b', 'a']);
  expect(queryLine(placed[1] as PlacedQuery)).toBe(
    `a.csv:9 ResponseAssessment.assessmentDate — V05: lies after the death; of "either" date one is wrong. Mend: Check both dates. Open since 2026-11-27; query ${ID}`,
  );
  expect(queryLine(placed[0] as PlacedQuery)).toMatch(/^a record that this ledger does not know/u);
});
