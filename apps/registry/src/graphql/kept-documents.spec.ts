import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { DocumentStore, KeptDocuments, MOST_TEXT } from './kept-documents.ts';

describe('kept documents', () => {
  test('however many texts there are, no more is kept than fits', () => {
    const kept = new KeptDocuments<number>({ together: 1000, one: 100 });
    for (let n = 0; n < 100_000; n++) kept.keep(`text ${n}`, 10 + (n % 90), n);
    expect(kept.size).toBeLessThanOrEqual(100);
    expect(kept.find('text 99999')).toBe(99_999);
    expect(kept.find('text 0')).toBeUndefined();
  });

  test('the one longest unasked goes first', () => {
    const kept = new KeptDocuments<string>({ together: 30, one: 10 });
    for (const key of ['a', 'b', 'c']) kept.keep(key, 10, key);
    kept.find('a');
    kept.keep('d', 10, 'd');
    expect(['a', 'b', 'c', 'd'].map((key) => kept.find(key))).toEqual(['a', undefined, 'c', 'd']);
  });

  test('the same again takes no more room, and what is too long none', () => {
    const kept = new KeptDocuments<string>({ together: 30, one: 10 });
    for (let n = 0; n < 10; n++) kept.keep('a', 10, 'a');
    kept.keep('long', 11, 'long');
    kept.keep('b', 10, 'b');
    expect(['a', 'b', 'long'].map((key) => kept.find(key))).toEqual(['a', 'b', undefined]);
  });

  test('a store of parsed documents keeps ordinary ones only', async () => {
    const store = new DocumentStore();
    const [short, long] = [parse('{ a }'), parse(`{ a } #${'x'.repeat(MOST_TEXT.one)}`)];
    await store.set('short', short);
    await store.set('long', long);
    expect([await store.get('short'), await store.get('long')]).toEqual([short, undefined]);
    expect([await store.delete('short'), await store.get('short')]).toEqual([true, undefined]);
  });
});
