// In: a registry with few connections, and somebody who keeps them busy. Out: who waits too long is told to come again, and is served once there is room.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { patientOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start({ poolSize: 2, waitMs: 1_000 });
});
afterAll(() => trial.stop());

test('a submission for which no connection is free in time is told so, and lands when there is one', async () => {
  const holder = new pg.Client({ connectionString: trial.adminUrl });
  holder.on('error', () => undefined);
  await holder.connect();
  await holder.query('begin; lock table registry.submission in access exclusive mode');
  const patient = (name: string) => patientOf(trial, 'centre-a', name, { alive: '2025-01-01' });
  const waiting = ['one', 'two'].map((name) => trial.submit('centre-a', [patient(name)]));
  // Both connections wait for the table by now.
  for (let held = 0; held < 2;) {
    const { rows } = await holder.query(`select count(*)::int as n from pg_locks where not granted`);
    held = (rows[0] as { n: number }).n;
  }
  const third = await trial.submit('centre-a', [patient('three')]);
  expect([third.answer.status, third.answer.errors[0]?.extensions?.['code']]).toEqual([503, 'BUSY']);
  expect(third.answer.errors[0]?.message).toMatch(/try again/);
  await holder.query('rollback');
  await holder.end();
  for (const { outcomes } of await Promise.all(waiting)) expect(new Set(outcomes)).toEqual(new Set(['ACCEPTED']));
  const again = await trial.submit('centre-a', [patient('three')]);
  expect(new Set(again.outcomes)).toEqual(new Set(['ACCEPTED']));
});
