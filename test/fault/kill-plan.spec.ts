// Every passage that the code tells is one at which processes are ended, and the other way round.
import { expect, test } from '@jest/globals';
import { passages } from '../architecture/passages.ts';
import { KILLS, SAMPLE } from './kill-plan.ts';

const names = (kills: typeof KILLS): string[] => [...new Set(kills.map(({ app, at }) => `${app}:${at}`))].toSorted();

test('the passages at which processes are ended are those that the code tells', () => {
  expect(names(KILLS)).toEqual(passages().listed);
});

test('each passage has three orders, one of them twice in a row', () => {
  for (const name of names(KILLS)) {
    const orders = KILLS.filter(({ app, at }) => `${app}:${at}` === name);
    expect([name, orders.length, orders.filter(({ times }) => times === 2).length]).toEqual([name, 3, 1]);
  }
});

test('the sample is of the same passages', () => {
  expect(names(KILLS)).toEqual(expect.arrayContaining(names(SAMPLE)));
});
