// Each patient is let go at the last of his rows, and the readings are as many as what waits at once needs.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Survey } from './survey.ts';

const survey = (keys: readonly string[], weight: number) => {
  const one = new Survey();
  keys.forEach((key, index) => one.meet(key, index + 1, weight));
  return one.plan();
};

test('the last row of every patient is known', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 60 }), (keys) => {
      const { isLast } = survey(keys, 10);
      const found = keys.flatMap((key, index) => (isLast(key, index + 1) ? [`${key} ${index}`] : []));
      expect(found.sort()).toEqual([...new Set(keys)].map((key) => `${key} ${keys.lastIndexOf(key)}`).sort());
    }),
  );
});

test('patients whose rows stand together take one reading; those who all wait for the end take several', () => {
  const patients = Array.from({ length: 5000 }, (_, index) => `p${index}`);
  const together = patients.flatMap((one) => [one, one, one]);
  const apart = [...patients, ...patients, ...patients];
  expect(survey(together, 10_000).passes).toBe(1);
  expect(survey(apart, 10_000).passes).toBeGreaterThan(2);
});
