// What counts as taken from the air, and what only looks like it.
import { expect, it } from '@jest/globals';
import { ambientIn } from './ambient.ts';

it.each([
  ['const now = new Date();', 'new Date()'],
  ['const now = Date.now();', 'Date.now'],
  ['export const chance = () => Math.random();', 'Math.random'],
  ['const id = crypto.randomUUID();', 'crypto.randomUUID'],
  ['const home = process.env.HOME;', 'process'],
  ['console.log(1);', 'console'],
  ['await fetch("https://example.org");', 'fetch()'],
  ['new Function("return 1")();', 'new Function()'],
  ['globalThis["fet" + "ch"]("x");', 'globalThis'],
])('%s takes %s', (text, name) => expect(ambientIn(text)).toEqual([name]));

it.each([
  ['const day = new Date(Date.UTC(2026, 0, 1));'],
  ['const larger = Math.max(1, 2);'],
  ['const when = clock.now();'],
  ['const options = { process: 1, fetch: 2 };'],
  ['const answer = given.fetch("x");'],
])('%s takes nothing', (text) => expect(ambientIn(text)).toEqual([]));
