// In: a running registry and two people of a centre. Out: one record goes to another patient, once, with both versions and the reason in the history;
// everything else is refused, and nothing tells of another centre's rows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FederationFile } from '@longview/nest-identity';
import { audit } from '@longview/registry';
import type { SubmittedPatient } from '@longview/wire';
import { logAtRest } from '../../../../test/support/log-at-rest.ts';
import { type CentreId, type CourseSketch, patientOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start();
});
afterAll(() => trial.stop());

const rows = <T>(sql: string, ...values: unknown[]): Promise<T[]> =>
  trial.asAdmin(async (client) => (await client.query(sql, values)).rows as T[]);

const SKETCH: CourseSketch = { infused: '2024-03-01', product: 'L01XL03', disease: 'LBCL', alive: '2024-09-01' };
const whole = (person: string, centre: CentreId = 'centre-a', sketch: CourseSketch = SKETCH): SubmittedPatient =>
  patientOf(trial, centre, person, sketch);
const keyOf = (person: string, name = '1 status', centre: CentreId = 'centre-a'): string =>
  trial.key(centre, `${person} ${name}`);

/** `to` as the centre sends him once the mistake was found: the record of this key is his, with what it says now. */
const mended = (to: string, key: string, lastContactDate = '2025-03-01'): SubmittedPatient => {
  const patient = whole(to, 'centre-a', { infused: '2024-03-01', product: 'L01XL03', disease: 'LBCL' });
  const course = trial.key('centre-a', `course ${to} 1`);
  const survivalStatus = { status: 'alive', lastContactDate, statusSource: 'clinicVisit' };
  return { ...patient, records: [...patient.records, { key, course, system: 'ehr', survivalStatus }] };
};

const REQUEST = `mutation Ask($system: Code!, $key: ID!, $reason: Code!) { requestMove(system: $system, key: $key, reason: $reason) {
  __typename ... on Move { id system key reason expires approved } ... on Refusal { code message } } }`;
const APPROVE = `mutation Agree($id: ID!) { approveMove(id: $id) { __typename ... on Move { id approved } ... on Refusal { code message } } }`;
const request = async (key: string, who = 'manager@centre-a', system = 'ehr') =>
  (await trial.ask(who, REQUEST, { system, key, reason: 'wrongPatient' })).data.requestMove;
const approve = async (id: string, who = 'deputy@centre-a') => (await trial.ask(who, APPROVE, { id })).data.approveMove;
const opened = async (key: string): Promise<string> => {
  const { id } = await request(key);
  expect(await approve(id)).toMatchObject({ approved: true });
  return id as string;
};

const versions = (key: string) =>
  rows<{ patient: string; version: number; is_current: boolean; withdrawn: string | null; move: string | null }>(
    `select patient_id as patient, version, is_current, withdrawn, move_id as move from registry.clinical_record where source_key = $1 order by version`,
    Buffer.from(key, 'base64url'),
  );
const patientOfKey = async (key: string): Promise<string> => (await versions(key)).at(-1)?.patient ?? '';
const osDays = async (patient: string) =>
  (
    await rows<{ os_days: number | null }>(
      `select os_days from registry.course_outcome where patient_id = $1 and serves_own`,
      patient,
    )
  ).map((row) => row.os_days);
const shown = ({ receipt }: Awaited<ReturnType<TrialRegistry['submit']>>) =>
  receipt.records.map(({ outcome, problems }) => `${outcome}${problems[0] ? ` ${problems[0].rule}` : ''}`);
const entries = (operation: string) =>
  rows<{ kind: string; actor: string; org: string; reason: string | null }>(
    `select e ->> 'kind' as kind, e ->> 'actor' as actor, e ->> 'org' as org, e ->> 'reason' as reason from
       (select envelope::jsonb as e from log.entry union all select envelope::jsonb from log.pending) t where e ->> 'operation' = $1
     order by e ->> 'at'`,
    operation,
  );

describe('a record sent for the wrong patient', () => {
  test('goes to the right one once two people agree, and is closed where it stood', async () => {
    await trial.submit('centre-a', [whole('wrong')]);
    await trial.submit('centre-a', [
      whole('right', 'centre-a', { infused: '2024-03-01', product: 'L01XL03', disease: 'LBCL' }),
    ]);
    const key = keyOf('wrong');
    const [wrong, right] = [await patientOfKey(key), await patientOfKey(keyOf('right', '1 infusion'))];
    const refused = await trial.submit('centre-a', [mended('right', key)]);
    expect(shown(refused).at(-1)).toBe('REFUSED R03');
    expect(refused.receipt.records.at(-1)?.problems[0]?.mend).toMatch(/two people .*requestMove.*approveMove/);
    expect([await osDays(wrong), await osDays(right)]).toEqual([[184], [0]]);

    const asked = await request(key);
    expect(asked).toMatchObject({ __typename: 'Move', system: 'ehr', key, reason: 'wrongPatient', approved: false });
    expect(Date.parse(asked.expires as string) - Date.now()).toBeLessThanOrEqual(7 * 86_400_000);
    // Asked for is not yet opened.
    expect(shown(await trial.submit('centre-a', [mended('right', key)])).at(-1)).toBe('REFUSED R03');
    expect(await approve(asked.id)).toEqual({ __typename: 'Move', id: asked.id, approved: true });
    const moved = await trial.submit('centre-a', [mended('right', key)]);
    expect([...new Set(moved.outcomes.slice(0, -1)), moved.outcomes.at(-1)]).toEqual(['UNCHANGED', 'UPDATED']);

    expect(await versions(key)).toEqual([
      { patient: wrong, version: 1, is_current: false, withdrawn: null, move: null },
      { patient: wrong, version: 2, is_current: false, withdrawn: 'wrongPatient', move: asked.id },
      { patient: right, version: 3, is_current: true, withdrawn: null, move: asked.id },
    ]);
    expect([await osDays(wrong), await osDays(right)]).toEqual([[0], [365]]);
    expect(
      await rows(`select used is not null as used, submission_id from registry.move where id = $1`, asked.id),
    ).toEqual([{ used: true, submission_id: moved.submission.id }]);
    const acts = [
      ...(await entries('requestMove')),
      ...(await entries('approveMove')),
      ...(await entries('moveRecord')),
    ];
    expect(acts.filter(({ kind }) => kind !== 'intent')).toEqual([
      { kind: 'result', actor: 'manager@centre-a', org: 'centre-a', reason: 'wrongPatient' },
      { kind: 'result', actor: 'deputy@centre-a', org: 'centre-a', reason: 'wrongPatient' },
      { kind: 'act', actor: 'agent:centre-a-1', org: 'centre-a', reason: null },
    ]);
    // The same again: nothing new; and it does not go back by itself.
    expect(new Set((await trial.submit('centre-a', [mended('right', key)])).outcomes)).toEqual(new Set(['UNCHANGED']));
    expect(shown(await trial.submit('centre-a', [whole('wrong')])).at(-1)).toBe('REFUSED R03');
  });

  test('goes with its content unchanged too, and back again by another move', async () => {
    await trial.submit('centre-a', [
      whole('here'),
      whole('there', 'centre-a', { infused: '2024-03-01', product: 'L01XL03', disease: 'LBCL' }),
    ]);
    const key = keyOf('here');
    const home = await patientOfKey(key);
    await opened(key);
    expect(shown(await trial.submit('centre-a', [mended('there', key, '2024-09-01')])).at(-1)).toBe('UPDATED');
    await opened(key);
    expect(shown(await trial.submit('centre-a', [whole('here')])).at(-1)).toBe('UPDATED');
    expect(
      (await versions(key)).map(({ version, is_current: current, patient }) => [version, current, patient === home]),
    ).toEqual([
      [1, false, true],
      [2, false, true],
      [3, false, false],
      [4, false, false],
      [5, true, true],
    ]);
    expect(await osDays(home)).toEqual([184]);
  });

  test('takes a consent along: the one loses what the other gets', async () => {
    await trial.submit('centre-a', [
      whole('owner'),
      whole('other', 'centre-a', { ...SKETCH, consent: 'registryOnly' }),
    ]);
    const key = keyOf('owner', '1 consent');
    const [owner, other] = [await patientOfKey(key), await patientOfKey(keyOf('other'))];
    const granted = async (patient: string) =>
      (
        await rows<{ granted: string[] }>(`select granted from registry.consent_state where patient_id = $1`, patient)
      )[0]?.granted;
    const [epoch] = await rows(`select epoch from registry.consent_epoch`);
    const consent = (whole('owner').records.find((record) => record.key === key) ??
      {}) as SubmittedPatient['records'][number];
    const later = { ...consent, consent: { ...(consent['consent'] as object), eventDate: '2021-01-01' } };
    await opened(key);
    const { records, ...patient } = whole('other', 'centre-a', { ...SKETCH, consent: 'registryOnly' });
    const moved = await trial.submit('centre-a', [{ ...patient, records: [...records, later] }]);
    expect(shown(moved).at(-1)).toBe('UPDATED');
    expect([await granted(owner), await granted(other)]).toEqual([[], ['C2', 'C3', 'C4']]);
    expect(await rows(`select epoch from registry.consent_epoch`)).not.toEqual([epoch]);
  });

  test('stays when nothing permits storing for the new one, and the move stays open', async () => {
    await trial.submit('centre-a', [whole('kept')]);
    const key = keyOf('kept');
    const id = await opened(key);
    const { records, ...patient } = mended('without consent', key);
    const none = { ...patient, records: records.filter((record) => !record['consent']) };
    expect(new Set(shown(await trial.submit('centre-a', [none])))).toEqual(new Set(['REFUSED R01']));
    expect(await versions(key)).toHaveLength(1);
    expect(await rows(`select used from registry.move where id = $1`, id)).toEqual([{ used: null }]);
    expect(shown(await trial.submit('centre-a', [mended('with consent', key)])).at(-1)).toBe('UPDATED');
  });

  test('is moved once when it is sent twice at the same moment', async () => {
    const people = Array.from({ length: 6 }, (_, n) => `many ${n}`);
    await trial.submit(
      'centre-a',
      people.flatMap((person) => [whole(person)]),
    );
    await trial.submit(
      'centre-a',
      people.map((person) => whole(`${person} right`, 'centre-a', { infused: '2024-03-01', product: 'L01XL03' })),
    );
    for (const person of people) await opened(keyOf(person));
    const runs = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        trial.submit(
          'centre-a',
          (n % 2 === 0 ? people : people.toReversed()).map((person) => mended(`${person} right`, keyOf(person))),
        ),
      ),
    );
    const outcomes = runs.flatMap((run) => shown(run)).filter((outcome) => outcome !== 'UNCHANGED');
    // The diagnosis is new each first time; each status moved once.
    expect(outcomes.filter((outcome) => outcome.startsWith('REFUSED'))).toEqual([]);
    for (const person of people) {
      expect((await versions(keyOf(person))).map(({ version, is_current: current }) => [version, current])).toEqual([
        [1, false],
        [2, false],
        [3, true],
      ]);
    }
    expect(trial.faults).toEqual([]);
  });
});

describe('a move is refused', () => {
  let person: string;
  let key: string;
  let so = 0;
  beforeEach(async () => {
    person = `guarded ${++so}`;
    key = keyOf(person);
    await trial.submit('centre-a', [whole(person)]);
  });

  test('to the person who asked, and to who approves what is approved', async () => {
    const { id } = await request(key);
    expect(await approve(id, 'manager@centre-a')).toMatchObject({ code: 'SAME_PERSON' });
    expect(shown(await trial.submit('centre-a', [mended('thief', key)])).at(-1)).toBe('REFUSED R03');
    expect(await approve(id)).toMatchObject({ approved: true });
    for (const who of ['deputy@centre-a', 'manager@centre-a'])
      expect(await approve(id, who)).toMatchObject({ code: 'MOVE_APPROVED' });
    await expect(rows(`update registry.move set approved_by = requested_by where id = $1`, id)).rejects.toThrow(
      /two_people/,
    );
  });

  test('to a person of another centre, in the same words as one that is not there', async () => {
    const { id } = await request(key);
    const foreign = await approve(id, 'manager@centre-b');
    expect(foreign).toMatchObject({ code: 'MOVE_UNKNOWN' });
    expect(await approve(crypto.randomUUID(), 'manager@centre-b')).toEqual(foreign);
    expect(await approve('no id', 'manager@centre-b')).toEqual(foreign);
    expect((await approve(id)).approved).toBe(true);
  });

  test('to the agent of another centre: its own record of that key is none of this', async () => {
    const id = await opened(key);
    const theirs = {
      ...whole(person, 'centre-b'),
      records: mended('thief', key).records.map((record) => ({ ...record })),
    };
    const sent = await trial.submit('centre-b', [theirs]);
    expect(sent.outcomes.filter((outcome) => outcome !== 'ACCEPTED')).toEqual([]);
    expect(await rows(`select used from registry.move where id = $1`, id)).toEqual([{ used: null }]);
    expect((await versions(key)).filter(({ move }) => move !== null)).toEqual([]);
  });

  test('when it has expired, before and after the approval', async () => {
    const late = await request(key);
    await rows(
      `update registry.move set requested = requested - interval '8 days', expires = expires - interval '8 days' where id = $1`,
      late.id,
    );
    expect(await approve(late.id)).toMatchObject({ code: 'MOVE_EXPIRED' });
    const id = await opened(key);
    await rows(
      `update registry.move set requested = requested - interval '8 days', expires = expires - interval '8 days' where id = $1`,
      id,
    );
    expect(shown(await trial.submit('centre-a', [mended('thief', key)])).at(-1)).toBe('REFUSED R03');
  });

  test('for another key, another system, and a key that is none', async () => {
    await opened(keyOf(person, '1 infusion'));
    const { id } = await request(key, 'manager@centre-a', 'laboratory');
    await approve(id);
    expect(shown(await trial.submit('centre-a', [mended('thief', key)])).at(-1)).toBe('REFUSED R03');
    expect(await request('85073003328')).toMatchObject({ code: 'KEY_INVALID' });
  });

  test('once it was used', async () => {
    const id = await opened(key);
    expect(shown(await trial.submit('centre-a', [mended('first', key)])).at(-1)).toBe('UPDATED');
    expect(shown(await trial.submit('centre-a', [mended('second', key)])).at(-1)).toBe('REFUSED R03');
    expect(await approve(id)).toMatchObject({ code: 'MOVE_APPROVED' });
  });

  test('once another one of the same record was used', async () => {
    for (const _ of [1, 2]) await opened(key);
    expect(shown(await trial.submit('centre-a', [mended('first', key)])).at(-1)).toBe('UPDATED');
    expect(shown(await trial.submit('centre-a', [whole(person)])).at(-1)).toBe('REFUSED R03');
  });

  test('alike whether a record of that key stands there or not', async () => {
    const known = await request(keyOf(person, '1 diagnosis'));
    const unknown = await request(trial.key('centre-a', 'nothing of this name'));
    const shape = ({ id: _id, key: _key, expires: _expires, ...rest }: Record<string, unknown>) => rest;
    expect(shape(known)).toEqual(shape(unknown));
  });
});

test('the store after all of it agrees with the log, the receipts and what its records give', async () => {
  const { manifest } = JSON.parse(readFileSync(join(trial.folder, 'federation.json'), 'utf8')) as FederationFile;
  await logAtRest(trial);
  const report = await trial.asAdmin(async (client) => {
    await client.query('begin transaction isolation level repeatable read read only');
    return audit({ client, federation: manifest, known: [] });
  });
  expect(report.findings).toEqual([]);
  expect(report.records).toBeGreaterThan(50);
});
