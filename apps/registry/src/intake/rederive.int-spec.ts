// In: outcomes as an earlier derivation left them. Out: derived anew they are those of a fresh intake, told of in the log, whatever stopped on the way; the audit
// says what to do before, and nothing afterwards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FederationFile } from '@longview/nest-identity';
import { audit, runRederive } from '@longview/registry';
import { logAtRest } from '../../../../test/support/log-at-rest.ts';
import { patientOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';
import { THIRD_COLUMNS } from '../courses/outcome-columns.ts';

let trial: TrialRegistry;
const PATIENTS = 130;

beforeAll(async () => {
  trial = await TrialRegistry.start();
  for (const centre of ['centre-a', 'centre-b'] as const)
    await trial.submit(
      centre,
      Array.from({ length: PATIENTS / 2 }, (_, n) =>
        patientOf(trial, centre, `${centre} ${n}`, { infused: '2024-03-01', product: 'L01XL03', alive: '2025-03-01' }),
      ),
    );
});
afterAll(() => trial.stop());

const stored = () =>
  trial.asAdmin(
    async (client) => (await client.query('select * from registry.course_outcome order by course_id')).rows,
  );

async function findings() {
  const { manifest } = JSON.parse(readFileSync(join(trial.folder, 'federation.json'), 'utf8')) as FederationFile;
  await logAtRest(trial);
  return trial.asAdmin(async (client) => {
    await client.query('begin transaction isolation level repeatable read read only');
    return (await audit({ client, federation: manifest, known: [] })).findings;
  });
}

test('outcomes of an earlier derivation become those of now, in as many goes as it takes', async () => {
  const fresh = await stored();
  expect(fresh).toHaveLength(PATIENTS);
  expect(fresh[0]).toMatchObject({ outcome_version: 3, spm_days: 365, spm_event: 0 });
  const columns = THIRD_COLUMNS.split(', ');
  await trial.asAdmin((client) =>
    client.query(
      `update registry.course_outcome set outcome_version = 2, derived = null, ${columns.map((column) => `${column} = null`).join(', ')}`,
    ),
  );
  expect(new Set((await findings()).map(({ message }) => message))).toEqual(
    new Set(['an earlier derivation made it: derive it anew (rederive)']),
  );
  // Stopped after the first patients, as by somebody who ended it.
  await expect(
    runRederive(trial.adminUrl, () => {
      throw new Error('stopped');
    }),
  ).rejects.toThrow('stopped');
  const half = (await stored()).filter(({ outcome_version }) => outcome_version === 3);
  expect(half.length).toBe(100);
  expect(await runRederive(trial.adminUrl)).toEqual({ patients: PATIENTS - 100, outcomes: PATIENTS - 100 });
  expect(await stored()).toEqual(fresh);
  expect(await runRederive(trial.adminUrl)).toEqual({ patients: 0, outcomes: 0 });
  expect(await findings()).toEqual([]);
  const told = await trial.asAdmin(
    async (client) =>
      (
        await client.query<{ envelope: string }>(
          `select envelope from log.entry where envelope::jsonb ->> 'operation' = 'rederiveOutcomes' order by idx`,
        )
      ).rows,
  );
  expect(told.map(({ envelope }) => JSON.parse(envelope) as object)).toMatchObject([
    { kind: 'act', org: 'registry', rows: 100 },
    { kind: 'act', org: 'registry', rows: PATIENTS - 100 },
  ]);
});
