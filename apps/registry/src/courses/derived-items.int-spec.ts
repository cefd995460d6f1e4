// In: a running registry, two centres that follow one patient. Out: what is derived of a course is kept with rule and version, changes with its records,
// rests on what the treating centre may read alone, and is told to that centre's people and to nobody else.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OF_COURSE } from '@longview/clinical';
import type { SubmittedPatient } from '@longview/wire';
import { patientOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start();
});
afterAll(() => trial.stop());

const COURSES = `query Courses { cohort { ... on Cohort { courses(first: 50, records: 50) {
  ... on CoursePage { nodes { id records { id type } } } } } } }`;
const DERIVED = `query Derived($course: ID!) { derivedItems(course: $course) { __typename
  ... on CourseDerived { items { item record rule version values { name number is codes } partial missing } }
  ... on Refusal { code path } } }`;

interface Item {
  readonly item: string;
  readonly record: string | null;
  readonly rule: string;
  readonly version: number;
  readonly values: readonly Record<string, unknown>[];
  readonly missing: readonly string[];
}

const derived = async (course: string, who = 'manager@centre-a') =>
  (await trial.ask(who, DERIVED, { course })).data.derivedItems as { items?: Item[]; code?: string };
const itemOf = async (course: string, name: string): Promise<Item | undefined> =>
  (await derived(course)).items?.find(({ item }) => item === name);

/** A course of centre A, and an apheresis and lines that tell something of it. */
function treated(person: string, collected: string): SubmittedPatient {
  const patient = patientOf(trial, 'centre-a', person, {
    infused: '2024-03-01',
    product: 'L01XL03',
    disease: 'LBCL',
    alive: '2025-03-01',
    assessed: '2024-04-01',
  });
  const course = trial.key('centre-a', `course ${person} 1`);
  const more = (name: string, body: object) => ({
    key: trial.key('centre-a', `${person} ${name}`),
    system: 'ehr',
    course,
    ...body,
  });
  return {
    ...patient,
    records: [
      ...patient.records,
      more('apheresis', { apheresis: { apheresisDate: collected, collectionOutcome: 'successful' } }),
      more('line 1', { priorTherapyLine: { lineNumber: 1, drugs: ['L01FA01'], refractory: 'yes' } }),
      more('line 2', { priorTherapyLine: { lineNumber: 2, drugs: ['L01XA01'], refractory: 'yes' } }),
    ],
  };
}

let course: string;
beforeAll(async () => {
  await trial.submit('centre-a', [treated('one', '2024-01-20')]);
  const { data } = await trial.ask('manager@centre-a', COURSES);
  course = data.cohort.courses.nodes[0].id as string;
});

describe('what is derived of a course', () => {
  test('is told with rule and version, and with what is missing where it cannot be told', async () => {
    const { items = [] } = await derived(course);
    expect(items.filter(({ record }) => record === null).map(({ item }) => item)).toEqual(Object.keys(OF_COURSE));
    for (const { rule, version, values, missing } of items) {
      expect(rule).toMatch(/^[a-z0-9-]+$/i);
      expect(version).toBeGreaterThanOrEqual(1);
      expect(values.length > 0).toBe(missing.length === 0);
    }
    expect(await itemOf(course, 'veinToVein')).toMatchObject({
      rule: 'vein-to-vein',
      version: 1,
      values: [{ name: null, number: 41, is: null, codes: null }],
    });
    expect(await itemOf(course, 'onLabel')).toMatchObject({ values: [{ is: true }], missing: [] });
    expect(await itemOf(course, 'numberOfPriorLines')).toMatchObject({ values: [{ number: 2 }] });
    expect((await itemOf(course, 'classExposure'))?.values).toContainEqual(
      expect.objectContaining({ name: 'tripleClassExposed', is: false }),
    );
    expect(await itemOf(course, 'dosePerKg')).toMatchObject({
      values: [],
      missing: ['totalCarPositiveViableTCells', 'weight'],
    });
  });

  test('names the record that it is of, as the list of courses does', async () => {
    const { data } = await trial.ask('manager@centre-a', COURSES);
    const assessment = (data.cohort.courses.nodes[0].records as { id: string; type: string }[]).find(
      ({ type }) => type === 'ResponseAssessment',
    );
    expect(await itemOf(course, 'response')).toMatchObject({ record: assessment?.id, rule: 'lugano-2014-ct' });
  });

  test('is derived anew when a record changes', async () => {
    await trial.submit('centre-a', [treated('one', '2024-01-30')]);
    expect(await itemOf(course, 'veinToVein')).toMatchObject({ values: [{ number: 31 }] });
  });

  test('rests on nothing that another centre sent', async () => {
    const before = (await derived(course)).items;
    const elsewhere = patientOf(trial, 'centre-b', 'one', {
      infused: '2024-03-01',
      product: 'L01XL03',
      disease: 'MM',
      alive: '2025-06-01',
    });
    await trial.submit('centre-b', [elsewhere]);
    // Only that the patient was found: the pool knows of two diseases now, and the treating centre does not.
    const kept = await trial.asAdmin(async (client) => {
      const sql = `select serves_pool, jsonb_path_query_first(derived, '$[*] ? (@.item == "onLabel")') as "onLabel" from registry.course_outcome
        where treating_centre = 'centre-a' order by 1`;
      return (await client.query(sql)).rows as unknown[];
    });
    expect(kept).toEqual([
      { serves_pool: false, onLabel: expect.objectContaining({ value: true }) },
      // Two that differ settle nothing: there is no value to keep.
      { serves_pool: true, onLabel: null },
    ]);
    expect((await derived(course)).items?.filter(({ record }) => record === null)).toEqual(
      before?.filter(({ record }) => record === null),
    );
  });

  test('is empty of a course that was derived before it was kept, until a record changes', async () => {
    await trial.asAdmin((client) => client.query('update registry.course_outcome set derived = null'));
    expect((await derived(course)).items).toBeNull();
    await trial.submit('centre-a', [treated('one', '2024-01-31')]);
    expect(await itemOf(course, 'veinToVein')).toMatchObject({ values: [{ number: 30 }] });
  });
});

describe('nobody is told', () => {
  const refused = async (who: string, id: string) => (await derived(id, who)).code;

  test('of a course that is not the own one more than of one that is not there', async () => {
    const unknown = Buffer.alloc(16, 7).toString('base64url');
    expect(await refused('manager@centre-b', course)).toBe('COURSE_UNKNOWN');
    expect(await refused('manager@centre-a', unknown)).toBe('COURSE_UNKNOWN');
    expect(await refused('manager@centre-a', 'no id')).toBe('COURSE_UNKNOWN');
  });

  test('who is not of a centre, nor an agent', async () => {
    expect(await refused('researcher@university', course)).toBe('NOT_ALLOWED');
    const { data } = await trial.askAsAgent('centre-a', DERIVED, { course });
    expect(data.derivedItems.code).toBe('NOT_ALLOWED');
  });

  test('without an entry that names whom it concerned', async () => {
    await derived(course);
    const entries = await trial.asAdmin(
      async (client) =>
        (
          await client.query(
            `select e ->> 'kind' as kind, e ->> 'rows' as rows, e ->> 'subjectsCommit' is not null as subject from
               (select envelope::jsonb as e from log.entry union all select envelope::jsonb from log.pending) t
             where e ->> 'operation' = 'derivedItems'`,
          )
        ).rows as { kind: string; rows: string | null; subject: boolean }[],
    );
    expect(entries.some(({ kind }) => kind === 'intent')).toBe(true);
    expect(entries.filter(({ kind, rows }) => kind === 'result' && rows !== '0').every(({ subject }) => subject)).toBe(
      true,
    );
    expect(entries.some(({ kind }) => kind === 'refusal')).toBe(true);
  });
});
