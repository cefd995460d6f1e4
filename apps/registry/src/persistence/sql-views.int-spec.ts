// In: the emitted SQL views, and a store. Out: each item of each record stands in its column, typed; what cannot be read is null and breaks
// nothing; and whoever may not read the store sees no more through a view.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RECORD_TYPE_NAMES, recordClass } from '@longview/clinical';
import { describe as described, SQL_SCHEMA, sqlColumnsOf, sqlName } from '@longview/dictionary';
import { patientOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';

const FOLDER = join(import.meta.dirname, '../../../../schema/sql');
/** In the order in which a shell would name them. */
const VIEWS = readdirSync(FOLDER)
  .toSorted()
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'))
  .join('\n');

let trial: TrialRegistry;
const rows = async (sql: string, values: unknown[] = []): Promise<Record<string, any>[]> =>
  trial.asAdmin(async (client) => (await client.query(sql, values)).rows);
const viewOf = (type: string): string => `${SQL_SCHEMA}."${sqlName(type)}"`;

beforeAll(async () => {
  trial = await TrialRegistry.start();
  await trial.submit('centre-a', [
    patientOf(trial, 'centre-a', 'one', {
      product: 'L01XL04',
      infused: '2024-02-01',
      alive: '2025-01-01',
    }),
  ]);
  await rows(VIEWS);
});
afterAll(() => trial.stop());

test('every record type has its view, every item its column, and no two columns share a name', async () => {
  const columns = await rows(
    'select table_name, column_name from information_schema.columns where table_schema = $1 order by table_name, ordinal_position',
    [SQL_SCHEMA],
  );
  for (const type of RECORD_TYPE_NAMES) {
    const names = sqlColumnsOf(described(recordClass(type))).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(columns.filter((one) => one['table_name'] === sqlName(type)).map((one) => one['column_name'])).toEqual(
      names,
    );
  }
});

test('what was sent stands in the columns', async () => {
  const [infusion] = await rows(`select infusion_date::text, record_centre, record_version from ${viewOf('Infusion')}`);
  expect(infusion).toEqual({ infusion_date: expect.any(String), record_centre: 'centre-a', record_version: 1 });
  const [stored] = await rows(`select body from registry.clinical_record where type = 'Infusion'`);
  expect(infusion?.['infusion_date']).toBe(stored?.['body'].infusionDate);
});

describe('each kind of value', () => {
  /** The columns of a record whose content is this; the store is as before afterwards. */
  const shown = async (type: string, body: object, columns: string): Promise<Record<string, unknown> | undefined> =>
    trial.asAdmin(async (client) => {
      await client.query('begin');
      try {
        const { rows: changed } = await client.query(
          `update registry.clinical_record set type = $1, body = $2 where type = 'SurvivalStatus' returning id`,
          [type, body],
        );
        return (await client.query(`select ${columns} from ${viewOf(type)} where record_id = $1`, [changed[0].id]))
          .rows[0];
      } finally {
        await client.query('rollback');
      }
    });

  test('a partial date is what was given and the days that it may mean', async () => {
    const columns = 'death_date, death_date_from::text, death_date_to::text';
    expect(await shown('SurvivalStatus', { deathDate: '2024-02' }, columns)).toEqual({
      death_date: '2024-02',
      death_date_from: '2024-02-01',
      death_date_to: '2024-02-29',
    });
    expect(await shown('SurvivalStatus', { deathDate: '2023' }, columns)).toMatchObject({
      death_date_from: '2023-01-01',
      death_date_to: '2023-12-31',
    });
    expect(await shown('SurvivalStatus', { deathDate: '2023-02-30' }, columns)).toEqual({
      death_date: '2023-02-30',
      death_date_from: null,
      death_date_to: null,
    });
  });

  test('a quantity is a number in its unit, beside what was reported', async () => {
    expect(
      await shown(
        'Infusion',
        { weight: { value: 70.5, comparator: '<', reported: { value: 70500, unit: 'g' } }, doseNumber: 2 },
        'weight::float, weight_comparator, weight_reported::float, weight_reported_unit, dose_number::int',
      ),
    ).toEqual({
      weight: 70.5,
      weight_comparator: '<',
      weight_reported: 70500,
      weight_reported_unit: 'g',
      dose_number: 2,
    });
  });

  test('a list is an array, an absence has its reason', async () => {
    expect(
      await shown(
        'Infusion',
        { infusionReactions: ['fever', 'chills'], absent: { infusionDate: 'unknown' } },
        'infusion_reactions',
      ),
    ).toEqual({ infusion_reactions: ['fever', 'chills'] });
    expect(await shown('Patient', { absent: { sex: 'unknown' } }, 'sex, sex_absent')).toEqual({
      sex: null,
      sex_absent: 'unknown',
    });
  });

  test('what cannot be read is null', async () => {
    const columns = 'weight, dose_number, infusion_date, infusion_reactions';
    for (const wrong of ['x', {}, [], null, true, 1e300])
      expect(
        await shown(
          'Infusion',
          { weight: wrong, doseNumber: wrong, infusionDate: wrong, infusionReactions: wrong },
          columns,
        ),
      ).toMatchObject({ weight: null, dose_number: null, infusion_date: null });
  });
});

test('the row policies hold: a view shows nothing that its reader was not opened', async () => {
  await rows(`grant usage on schema ${SQL_SCHEMA} to longview_app`);
  await rows(`grant select on all tables in schema ${SQL_SCHEMA} to longview_app`);
  const [{ n } = { n: 0 }] = await rows(`select count(*)::int as n from ${viewOf('Infusion')}`);
  expect(n).toBe(1);
  const app = await trial.asApp();
  try {
    const seen = await app.query(`select * from ${viewOf('Infusion')}`).then(
      ({ rows: found }) => found,
      (fault: { code?: string }) => fault.code,
    );
    // No rows, or not even the right to ask (42501).
    expect([[], '42501']).toContainEqual(seen);
  } finally {
    await app.end();
  }
});

test('made again, the views replace themselves', async () => {
  await rows(VIEWS);
  expect((await rows(`select record_id from ${viewOf('Infusion')}`)).length).toBe(1);
});
