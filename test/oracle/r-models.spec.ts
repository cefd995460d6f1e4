// R's stored answers on eighty of the random sets: curves, limits, medians, log-rank, Cox with its tests, cumulative incidence and Gray's test.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { againstR, type Answer } from './against-r.ts';
import { randomSet } from './random-sets.ts';

const answers = readFileSync(new URL('../../libs/outcomes/vectors/r-models.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer);

describe('R survival 3.5-3 and cmprsk 2.2-11', () => {
  test.each(answers.map((answer) => [answer.set, answer] as const))('set %i', (number, answer) => {
    const { compared, differences } = againstR(randomSet(number), answer);
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(10);
  });

  test('a figure that is a millionth off is found, each kind', () => {
    const kinds = new Set<string>();
    for (const answer of answers) {
      const spoilt = JSON.parse(JSON.stringify(answer), (_key, value: unknown) =>
        typeof value === 'number' && !Number.isInteger(value) ? value * 1.000001 + 1e-6 : value,
      ) as Answer;
      for (const { what } of againstR(randomSet(answer.set), spoilt).differences) kinds.add(what.replace(/\[.*/, ''));
    }
    expect([...kinds].toSorted()).toMatchInlineSnapshot(`
     [
       "Gray of one",
       "Gray of two",
       "breslow Wald",
       "breslow coefficients",
       "breslow errors",
       "breslow log-likelihood",
       "breslow proportional hazards",
       "breslow score",
       "efron Wald",
       "efron coefficients",
       "efron errors",
       "efron log-likelihood",
       "efron proportional hazards",
       "efron score",
       "incidence of one",
       "incidence of two",
       "log lower",
       "log median",
       "log upper",
       "log-rank",
       "logLog lower",
       "logLog median",
       "logLog upper",
       "stratified Gray of one",
       "stratified Gray of two",
       "stratified Wald",
       "stratified coefficients",
       "stratified errors",
       "stratified log-likelihood",
       "stratified log-rank",
       "stratified proportional hazards",
       "stratified score",
       "survival",
       "variance of one",
       "variance of two",
     ]
    `);
  });
});
