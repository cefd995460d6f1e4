import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StoredAnswer } from './stored-answers.ts';
import { decideAnswer } from './stored-answers.ts';
import { range, setOf } from './testing/people.ts';

const told = (id: string, release: string, question: string, size: number): StoredAnswer => ({
  id,
  release,
  question,
  sets: [setOf(range(0, size))],
});
const stored = [told('a', '2025-1', 'os by product', 100), told('b', '2025-1', 'size in Ghent', 40)];
const decide = (release: string, question: string, size: number, own?: Uint8Array) =>
  decideAnswer({ release, question, sets: [setOf(range(0, size))] }, stored, 5, own);

describe('stored answers', () => {
  test('same release and same question: the stored answer, also after somebody withdrew', () => {
    expect(decide('2025-1', 'os by product', 100)).toEqual({ act: 'repeat', id: 'a' });
    expect(decide('2025-1', 'os by product', 60)).toEqual({ act: 'repeat', id: 'a' });
  });

  test('a new release that adds 1 to k − 1 persons: the older answer of the same question', () =>
    expect(decide('2025-2', 'os by product', 103)).toEqual({ act: 'repeat', id: 'a' }));

  test('another question about nearly the same persons: refused', () =>
    expect(decide('2025-1', 'os of adults', 97)).toEqual({ act: 'refuse' }));

  test('a later release numbers more patients: its sets are compared with those told before', () => {
    const longer = (size: number, more: number) =>
      Uint8Array.from([...setOf(range(0, size)), ...Array.from({ length: more }, () => 0), 1]);
    const ask = (size: number) =>
      decideAnswer({ release: '2025-2', question: 'os of adults', sets: [longer(size, 9)] }, stored, 5);
    expect(ask(102)).toEqual({ act: 'refuse' });
    expect(ask(104)).toEqual({ act: 'compute' });
  });

  test('far enough from everything told, or about exactly the same persons: computed', () => {
    expect(decide('2025-2', 'os by product', 105)).toEqual({ act: 'compute' });
    expect(decide('2025-1', 'pfs by product', 100)).toEqual({ act: 'compute' });
  });

  test('for an asker with own rows the difference is also measured without them', () => {
    expect(decide('2025-1', 'os of adults', 106, setOf(range(100, 103)))).toEqual({ act: 'refuse' });
    expect(decide('2025-1', 'os of adults', 106, setOf(range(100, 106)))).toEqual({ act: 'compute' });
  });

  test('never computes next to a set that was told', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 120 }), fc.constantFrom('2025-1', '2025-2'), (size, release) => {
        if (decide(release, 'new', size).act !== 'compute') return;
        for (const { sets } of stored) {
          const other = sets[0]?.reduce((count, byte) => count + byte.toString(2).replaceAll('0', '').length, 0) ?? 0;
          expect(size === other || Math.abs(size - other) >= 5).toBe(true);
        }
      }),
    );
  });
});
