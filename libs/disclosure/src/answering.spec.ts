import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sizeOf } from './bitmap.ts';
import type { ToldBefore } from './answering.ts';
import { answerQuestion } from './answering.ts';
import type { Person } from './testing/people.ts';
import { askedOf, context, everybody, range, setOf } from './testing/people.ts';

const told = (id: string, release: string, question: string, measure: string, size: number): ToldBefore => ({
  id,
  release,
  question,
  measure,
  sets: [setOf(range(0, size))],
});
const before = [
  told('a', '2025-1', 'size of women', 'size', 100),
  told('b', '2025-1', 'survival in Ghent', 'survival', 40),
];
const ask = (release: string, question: string, measure: string, size: number, own?: Uint8Array) =>
  answerQuestion(
    {
      release,
      question,
      measure,
      levels: () => [{ request: { measure: 'size', set: setOf(range(0, size)) } }],
    },
    { audience: 'permit', population: everybody, ...(own && { own }) },
    before,
  );

describe('answering a question', () => {
  test('same release and same question: the stored answer, also after somebody withdrew, and nothing is computed', () => {
    expect(ask('2025-1', 'size of women', 'size', 100)).toEqual({ act: 'repeat', id: 'a', why: 'same' });
    const never = () => {
      throw new Error('computed');
    };
    const asked = { release: '2025-1', question: 'size of women', measure: 'size', levels: never };
    expect(answerQuestion(asked, context(), before).act).toBe('repeat');
  });

  test('a new release that adds 1 to k − 1 persons: the older answer of the same question', () =>
    expect(ask('2025-2', 'size of women', 'size', 103)).toEqual({ act: 'repeat', id: 'a', why: 'older' }));

  test('one who was never infused leaves: of whom the size speaks stays as it was', () => {
    const size = (last: ToldBefore, all: number, infused: number, of?: 'infused') =>
      answerQuestion(
        {
          release: '2025-2',
          question: last.question,
          measure: 'size',
          levels: () => [
            {
              request: { measure: 'size', set: setOf(range(0, infused)), ...(of && { of }) },
              selected: setOf(range(0, all)),
            },
          ],
        },
        { audience: 'permit', population: everybody },
        [last],
      );
    const older = { act: 'repeat', id: 'c', why: 'older' };
    // Told of those infused, since one was not; and of everybody, since five were not.
    expect(size(told('c', '2025-1', 'size of men', 'size', 60), 60, 60)).toEqual(older);
    expect(size(told('c', '2025-1', 'size of men', 'size', 65), 64, 60, 'infused')).toEqual(older);
    expect(size(told('c', '2025-1', 'size of men', 'size', 60), 80, 78, 'infused').act).toBe('tell');
  });

  test('another question of the same kind about nearly the same persons: what was told of those', () =>
    expect(ask('2025-1', 'size of adult women', 'size', 97)).toEqual({ act: 'repeat', id: 'a', why: 'near' }));

  test('another measure about nearly the same persons: refused as probing, a small group as small', () => {
    expect(ask('2025-1', 'incidence of adult women', 'incidence', 97)).toEqual({ act: 'refuse', probing: true });
    expect(ask('2025-1', 'size of the few', 'size', 4)).toEqual({ act: 'refuse', probing: false });
  });

  test('a later release numbers more patients: its sets are compared with those told before', () => {
    const longer = (size: number, more: number) =>
      Uint8Array.from([...setOf(range(0, size)), ...Array.from({ length: more }, () => 0), 1]);
    const next = (size: number) =>
      answerQuestion(
        {
          release: '2025-2',
          question: 'size of adults',
          measure: 'other',
          levels: () => [{ request: { measure: 'size', set: longer(size, 9) } }],
        },
        { audience: 'permit', population: longer(400, 9) },
        before,
      ).act;
    expect(next(102)).toBe('refuse');
    expect(next(104)).toBe('tell');
  });

  test('far enough from everything told, or about exactly the same persons: computed', () => {
    expect(ask('2025-2', 'size of women', 'size', 105).act).toBe('tell');
    expect(ask('2025-1', 'others', 'others', 100).act).toBe('tell');
  });

  test('for an asker with own rows the difference is also measured without them', () => {
    expect(ask('2025-1', 'adults', 'adults', 106, setOf(range(100, 103))).act).toBe('refuse');
    expect(ask('2025-1', 'adults', 'adults', 106, setOf(range(100, 106))).act).toBe('tell');
  });

  test('three sets that are far apart and together speak of one: refused', () => {
    const sets = [setOf(range(0, 50)), setOf(range(50, 100))];
    const all = sets.map((set, index): ToldBefore => ({
      id: `${index}`,
      release: 'r',
      question: `${index}`,
      sets: [set],
    }));
    const last = (upTo: number) =>
      answerQuestion(
        {
          release: 'r',
          question: 'both and some more',
          measure: 'size',
          levels: () => [{ request: { measure: 'size', set: setOf(range(0, upTo)) } }],
        },
        { audience: 'permit', population: everybody },
        all,
      ).act;
    expect([100, 101, 104, 105].map(last)).toEqual(['tell', 'refuse', 'refuse', 'tell']);
  });

  test('coarser before refused: the first grouping that shows nearly all of its strata', () => {
    const people = (size: number): Person[] =>
      range(0, size).map((index) => ({ day: index % 2 === 0 ? 100 + index : 900, event: index % 2 === 0 ? 1 : 0 }));
    const levels = () => [
      { request: askedOf([people(60), people(60), people(3), people(3)]) },
      { merged: 'pairs', request: askedOf([people(120), people(60)]) },
    ];
    const answer = answerQuestion({ release: 'r', question: 'q', measure: 'm', levels }, context(), []);
    expect(answer).toMatchObject({ act: 'tell', merged: 'pairs' });
    const fine = () => [{ request: askedOf([people(60), people(60)]) }, ...levels()];
    expect(
      answerQuestion({ release: 'r', question: 'q', measure: 'm', levels: fine }, context(), []),
    ).not.toHaveProperty('merged');
  });

  test('never computes next to a set that was told', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 120 }), fc.constantFrom('2025-1', '2025-2'), (size, release) => {
        if (ask(release, 'new', 'new', size).act !== 'tell') return;
        for (const { sets } of before) {
          const other = sizeOf(sets[0] as Uint8Array);
          expect(size === other || Math.abs(size - other) >= 5).toBe(true);
        }
      }),
    );
  });
});
