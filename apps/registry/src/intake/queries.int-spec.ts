// In: a running registry, two centres. Out: what a rule asked about a record stays open until the value changes or the centre answers; another centre
// neither sees nor answers it; each look and each answer stands in the log.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SubmittedPatient } from '@longview/wire';
import { type CentreId, patientOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start();
});
afterAll(() => trial.stop());

const rows = <T>(sql: string, ...values: unknown[]): Promise<T[]> =>
  trial.asAdmin(async (client) => (await client.query(sql, values)).rows as T[]);

/** An assessment after the death: V05 asks about it. */
const late = (person: string, assessed: string, died = '2024-06-01', centre: CentreId = 'centre-a'): SubmittedPatient =>
  patientOf(trial, centre, person, { infused: '2024-03-01', product: 'L01XL03', disease: 'LBCL', assessed, died });

const LIST = `query Open($first: Int, $after: ID) { openQueries(first: $first, after: $after) { __typename
  ... on QueryPage { nodes { id system key type version rule field message mend raised answer } next }
  ... on Refusal { code message } } }`;
const ANSWER = `mutation Answer($id: ID!, $reason: Code!) { answerQuery(id: $id, reason: $reason) { __typename
  ... on OpenQuery { id rule answer } ... on Refusal { code message } } }`;

interface Node {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly version: number;
  readonly rule: string;
  readonly field: string | null;
  readonly answer: string | null;
}

async function open(who = 'manager@centre-a'): Promise<Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ;) {
    const { data } = await trial.ask(who, LIST, { first: 200, after });
    nodes.push(...(data.openQueries.nodes as Node[]));
    after = data.openQueries.next as string | null;
    if (after === null) return nodes;
  }
}
const keyOf = (person: string, centre: CentreId = 'centre-a'): string => trial.key(centre, `${person} 1 assessment`);
const of = async (person: string, who?: string): Promise<Node[]> =>
  (await open(who)).filter(({ key, rule }) => key === keyOf(person) && rule === 'V05');
const answer = async (id: string, reason = 'confirmed', who = 'manager@centre-a') =>
  (await trial.ask(who, ANSWER, { id, reason })).data.answerQuery;
const states = async (person: string) =>
  (
    await rows<{ state: string; version: number; answer: string | null; answered_by: string | null; lapsed: boolean }>(
      `select state, version, answer, answered_by, lapsed from registry.query where source_key = $1 and rule = 'V05' order by id`,
      Buffer.from(keyOf(person), 'base64url'),
    )
  ).map(({ state, version, answer: given, answered_by: by, lapsed }) =>
    [state, version, given, by, lapsed ? 'lapsed' : ''].filter((part) => part !== null && part !== '').join(' '),
  );

describe('a query', () => {
  test('stays open, once, however often the record is sent, and names record, field, rule and version', async () => {
    await trial.submit('centre-a', [late('one', '2024-09-01')]);
    await trial.submit('centre-a', [late('one', '2024-09-01')]);
    await trial.submit('centre-a', [late('one', '2024-10-01')]);
    expect(await of('one')).toEqual([
      expect.objectContaining({ type: 'ResponseAssessment', version: 1, field: 'assessmentDate', answer: null }),
    ]);
    expect(await states('one')).toEqual(['open 1']);
  });

  test('closes when the value changes', async () => {
    await trial.submit('centre-a', [late('two', '2024-09-01')]);
    await trial.submit('centre-a', [late('two', '2024-05-01')]);
    expect(await of('two')).toEqual([]);
    expect(await states('two')).toEqual(['changed 1']);
  });

  test('closes when the other value is the one that was wrong', async () => {
    await trial.submit('centre-a', [late('three', '2024-09-01')]);
    const mended = late('three', '2024-09-01', '2025-06-01');
    await trial.submit('centre-a', [
      { ...mended, records: mended.records.filter(({ key }) => key !== keyOf('three')) },
    ]);
    expect(await states('three')).toEqual(['changed 1']);
  });

  test('is answered with a reason, stays so for the same value, and opens anew for another one that breaks the rule', async () => {
    await trial.submit('centre-a', [late('four', '2024-09-01')]);
    const [asked] = await of('four');
    expect(await answer(asked?.id ?? '')).toEqual({
      __typename: 'OpenQuery',
      id: asked?.id,
      rule: 'V05',
      answer: 'confirmed',
    });
    expect(await of('four')).toEqual([]);
    await trial.submit('centre-a', [late('four', '2024-09-01')]);
    expect(await states('four')).toEqual(['answered 1 confirmed manager@centre-a']);
    await trial.submit('centre-a', [late('four', '2024-11-01')]);
    expect(await states('four')).toEqual(['answered 1 confirmed manager@centre-a lapsed', 'open 2']);
    expect((await of('four')).map(({ version }) => version)).toEqual([2]);
  });

  test('goes with its record', async () => {
    await trial.submit('centre-a', [late('five', '2024-09-01')]);
    const patient = late('five', '2024-09-01');
    const withdraw = { key: keyOf('five'), system: 'ehr', withdraw: { reason: 'enteredInError' } };
    await trial.submit('centre-a', [{ ...patient, records: [withdraw] }]);
    expect(await states('five')).toEqual(['withdrawn 1']);
  });

  test('is answered by the agent too, and the log knows by which key', async () => {
    await trial.submit('centre-a', [late('six', '2024-09-01')]);
    const [asked] = await of('six');
    const { data } = await trial.askAsAgent('centre-a', ANSWER, { id: asked?.id, reason: 'unobtainable' });
    expect(data.answerQuery).toMatchObject({ answer: 'unobtainable' });
    expect(await states('six')).toEqual(['answered 1 unobtainable agent:centre-a-1']);
  });

  test('pages follow one another without a gap', async () => {
    await trial.submit(
      'centre-a',
      Array.from({ length: 7 }, (_, n) => late(`paged ${n}`, '2024-09-01')),
    );
    const all = await open();
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const { data } = await trial.ask('manager@centre-a', LIST, { first: 3, after });
      seen.push(...data.openQueries.nodes.map(({ id }: Node) => id));
      after = data.openQueries.next as string | null;
      if (after === null) break;
    }
    expect(seen).toEqual(all.map(({ id }) => id));
  });
});

describe('nobody else', () => {
  test('sees it, or learns that it is there', async () => {
    await trial.submit('centre-a', [late('seven', '2024-09-01')]);
    const [asked] = await of('seven');
    expect(await open('manager@centre-b')).toEqual([]);
    const there = await answer(asked?.id ?? '', 'confirmed', 'manager@centre-b');
    const nowhere = await answer('00000000-0000-4000-8000-000000000000', 'confirmed', 'manager@centre-b');
    expect(there).toEqual(nowhere);
    expect(there).toMatchObject({ code: 'QUERY_UNKNOWN' });
    const { data } = await trial.askAsAgent('centre-b', ANSWER, { id: asked?.id, reason: 'confirmed' });
    expect(data.answerQuery).toEqual(nowhere);
    expect(await states('seven')).toEqual(['open 1']);
  });

  test('is asked about what another centre sent of the same patient', async () => {
    await trial.submit('centre-a', [late('shared', '2024-09-01')]);
    await trial.submit('centre-b', [late('shared', '2024-10-01', '2024-06-01', 'centre-b')]);
    expect((await open('manager@centre-b')).filter(({ key }) => key === keyOf('shared'))).toEqual([]);
    expect((await open('manager@centre-b')).some(({ key }) => key === keyOf('shared', 'centre-b'))).toBe(true);
    expect(await states('shared')).toEqual(['open 1']);
  });

  test('reads or answers it in the database without a seal', async () => {
    const app = await trial.asApp();
    try {
      expect((await app.query('select from registry.query')).rowCount).toBe(0);
      const touched = await app.query(
        `update registry.query set state = 'answered', answer = 'confirmed', answered_by = 'x', closed = now()`,
      );
      expect(touched.rowCount).toBe(0);
      expect((await app.query('select registry.queried_patients(array(select id from registry.query))')).rowCount).toBe(
        0,
      );
      await expect(app.query('delete from registry.query')).rejects.toThrow(/permission denied/u);
    } finally {
      await app.end();
    }
  });
});

test.each([
  ['a reason that is not on the list', { reason: 'because' }, 'REASON_UNKNOWN'],
  ['an id that is none', { id: 'x' }, 'QUERY_UNKNOWN'],
] as const)('%s is refused', async (_, change, code) => {
  await trial.submit('centre-a', [late('eight', '2024-09-01')]);
  const [asked] = await of('eight');
  expect(
    await answer('id' in change ? change.id : (asked?.id ?? ''), 'reason' in change ? change.reason : undefined),
  ).toMatchObject({
    code,
  });
  expect(await states('eight')).toEqual(['open 1']);
});

test('a page that is too large and a cursor that is none are refused', async () => {
  for (const [variables, code] of [
    [{ first: 0 }, 'PAGE_SIZE'],
    [{ first: 201 }, 'PAGE_SIZE'],
    [{ after: 'x' }, 'CURSOR'],
  ] as const)
    expect((await trial.ask('manager@centre-a', LIST, variables)).data.openQueries).toMatchObject({ code });
});

test('each look and each answer stands in the log, with the patients behind a commitment', async () => {
  await trial.submit('centre-a', [late('nine', '2024-09-01')]);
  const [asked] = await of('nine');
  await answer(asked?.id ?? '', 'notApplicable');
  const entries = await rows<{ kind: string; operation: string; reason: string | null; subjects: boolean }>(
    `select e ->> 'kind' as kind, e ->> 'operation' as operation, e ->> 'reason' as reason, e ? 'subjectsCommit' as subjects from
       (select envelope::jsonb as e, envelope::jsonb ->> 'at' as at from log.entry union all select envelope::jsonb, envelope::jsonb ->> 'at' from log.pending) t
     where e ->> 'operation' in ('listQueries', 'answerQuery') order by at desc limit 4`,
  );
  expect(entries.filter(({ kind }) => kind === 'result').slice(0, 2)).toEqual([
    { kind: 'result', operation: 'answerQuery', reason: 'notApplicable', subjects: true },
    { kind: 'result', operation: 'listQueries', reason: null, subjects: true },
  ]);
  expect(entries.filter(({ kind }) => kind === 'intent').map(({ operation }) => operation)).toEqual([
    'answerQuery',
    'listQueries',
  ]);
  expect(trial.faults).toEqual([]);
});
