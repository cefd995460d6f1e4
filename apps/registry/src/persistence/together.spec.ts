import { expect, test } from '@jest/globals';
import { together } from './together.ts';

const later = <T>(ms: number, make: () => T): Promise<T> =>
  new Promise((resolve, reject) => {
    setTimeout(() => {
      try {
        resolve(make());
      } catch (fault) {
        reject(fault as Error);
      }
    }, ms);
  });
const no = (why: string) => (): never => {
  throw new Error(why);
};

test('all values, in order', async () => {
  expect(await together([later(5, () => 1), later(1, () => 'two')])).toEqual([1, 'two']);
});

test('the first that failed says why, whoever says so first', async () => {
  await expect(together([later(8, no('the cause')), later(1, no('aborted'))])).rejects.toThrow('the cause');
});
