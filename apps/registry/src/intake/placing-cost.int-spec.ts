// In: a registry that already holds many patients of a centre. Out: one patient more costs PostgreSQL a handful of rows, whatever plans it kept.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { patientOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';

let trial: TrialRegistry;
beforeAll(async () => {
  // Few connections, so that each soon keeps its plans: PostgreSQL plans anew for the first five calls only.
  trial = await TrialRegistry.start({ poolSize: 2 });
});
afterAll(() => trial.stop());

const whole = (person: string) =>
  patientOf(trial, 'centre-a', person, {
    infused: '2024-03-01',
    product: 'L01XL03',
    disease: 'LBCL',
    assessed: '2024-09-01',
    alive: '2025-03-01',
  });

/** Rows that were read of the store so far. The registry starts anew first: what a connection read is told once it ends. */
const rowsRead = async (): Promise<number> => {
  await trial.restart();
  return trial.asAdmin(async (client) => {
    const { rows } = await client.query(
      `select (select sum(seq_tup_read) from pg_stat_user_tables where schemaname = 'registry')
            + (select sum(idx_tup_read) from pg_stat_user_indexes where schemaname = 'registry') as read`,
    );
    return Number(rows[0].read);
  });
};

test('a submission reads what concerns its patients, not what its centre sent before', async () => {
  const STANDING = 300;
  const MORE = 30;
  for (let at = 0; at < STANDING; at += 100) {
    const { outcomes } = await trial.submit(
      'centre-a',
      Array.from({ length: 100 }, (_, one) => whole(`standing ${at + one}`)),
    );
    expect(new Set(outcomes)).toEqual(new Set(['ACCEPTED']));
  }
  const before = await rowsRead();
  for (let one = 0; one < MORE; one++) await trial.submit('centre-a', [whole(`more ${one}`)]);
  const each = ((await rowsRead()) - before) / MORE;
  expect(each).toBeGreaterThan(5);
  expect(each).toBeLessThan(STANDING);
});
