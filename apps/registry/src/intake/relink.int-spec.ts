// In: a running registry while the pseudonymiser's key changes. Out: one person stays one patient, two who turn out to be one become one,
// exactly as if they had always been; no receipt tells of it, and tokens that contradict each other join nobody.
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { canonicalJson } from '@longview/foundation';
import type { Federation, FederationFile } from '@longview/nest-identity';
import { audit } from '@longview/registry';
import { makeEntry } from '@longview/transparency-proof';
import type { SubmittedPatient } from '@longview/wire';
import { logAtRest } from '../../../../test/support/log-at-rest.ts';
import {
  type CentreId,
  type CourseSketch,
  patientOf,
  tokenOf,
  TrialRegistry,
} from '../../../../test/support/trial-registry.ts';

let trial: TrialRegistry;
const second = { epoch: 2, publicKey: '5vLq6n9Xh0o0m0P3X0cM2qk0mR2mG1l6oJm6Kx3o0l8', from: '2026-01-01T00:00:00Z' };
const withEpochs = (change: (epochs: Federation['pseudonymiser']['epochs']) => Federation['pseudonymiser']['epochs']) =>
  trial.federate((manifest) => ({
    ...manifest,
    pseudonymiser: { ...manifest.pseudonymiser, epochs: change(manifest.pseudonymiser.epochs) },
  }));
beforeAll(async () => {
  trial = await TrialRegistry.start();
  await withEpochs((epochs) => [...epochs, second]);
  await trial.restart();
});
afterAll(() => trial.stop());

const rows = <T>(sql: string, ...values: unknown[]): Promise<T[]> =>
  trial.asAdmin(async (client) => (await client.query(sql, values)).rows as T[]);
const count = async (table: string): Promise<number> =>
  Number((await rows<{ n: string }>(`select count(*) as n from registry.${table}`))[0]?.n);

const SKETCH: CourseSketch = {
  infused: '2024-03-01',
  product: 'L01XL03',
  disease: 'LBCL',
  assessed: '2024-09-01',
  alive: '2025-03-01',
};
const TOKEN = {
  1: (person: string) => ({ epoch: 1, value: tokenOf(person) }),
  2: (person: string) => ({ epoch: 2, value: tokenOf(`${person}, anew`) }),
};
/** A person under the keys of these epochs. */
const under = (
  epochs: readonly (1 | 2)[],
  centre: CentreId,
  person: string,
  sketch: CourseSketch = SKETCH,
): SubmittedPatient => ({
  ...patientOf(trial, centre, person, sketch),
  tokens: epochs.map((epoch) => TOKEN[epoch](person)),
});

const keyOf = (centre: CentreId, person: string, name = '1 infusion') =>
  Buffer.from(trial.key(centre, `${person} ${name}`), 'base64url');
/** Where each centre's infusion of a person stands. */
const standing = (person: string) =>
  rows<{ centre: string; patient_id: string; course_id: string; version: number }>(
    `select centre, patient_id, course_id, version from registry.clinical_record where is_current and source_key = any($1) order by 1`,
    [keyOf('centre-a', person), keyOf('centre-b', person)],
  );
const shape = ({ receipt }: Awaited<ReturnType<TrialRegistry['submit']>>) =>
  receipt.records.map(({ outcome, problems }) => ({ outcome, problems }));
const entries = (operation: string) =>
  rows<{ org: string; actor: string }>(
    `select envelope::jsonb ->> 'org' as org, envelope::jsonb ->> 'actor' as actor from
       (select envelope from log.entry union all select envelope from log.pending) e where envelope::jsonb ->> 'operation' = $1`,
    operation,
  );

/** Rows of these patients that a permit for academic research opens in a release. */
async function openedBy(release: string, patients: readonly (string | undefined)[]): Promise<number> {
  const app = await trial.asApp();
  try {
    const [id, at] = [randomUUID(), new Date().toISOString()];
    const who = { actor: 'x', org: 'x', role: 'x', operation: 'x', activity: 'x' };
    const entry = makeEntry({ envelope: { v: 1, id, at, kind: 'intent', ...who } });
    await app.query('insert into log.pending (id, kind, envelope, leaf_hash) values ($1, $2, $3, $4)', [
      entry.id,
      entry.kind,
      entry.envelopeText,
      entry.leafHash,
    ]);
    await app.query('begin');
    const expires = Math.floor(Date.now() / 1000) + 50;
    const scope = { kind: 'read', scope: 'permit', permit: 'permit-a', release, products: [], needs: ['C3'] };
    const decision = canonicalJson({ ...scope, id, expires });
    await app.query('select authz.open($1, $2)', [
      decision,
      createHmac('sha256', trial.sealKey).update(decision).digest(),
    ]);
    const { rows: seen } = await app.query('select patient_id from registry.release_row where patient_id = any($1)', [
      patients,
    ]);
    return seen.length;
  } finally {
    await app.end();
  }
}

describe('a patient under two keys', () => {
  test('is found by either, and by the new one alone once both were sent; nothing is written anew', async () => {
    await trial.submit('centre-a', [under([1], 'centre-a', 'kept')]);
    const before = [await count('patient'), await count('clinical_record'), await count('course')];
    for (const epochs of [[1, 2], [2], [1], [2, 1]] as const) {
      const again = await trial.submit('centre-a', [under(epochs, 'centre-a', 'kept')]);
      expect(new Set(again.outcomes)).toEqual(new Set(['UNCHANGED']));
    }
    expect([await count('patient'), await count('clinical_record'), await count('course')]).toEqual(before);
  });

  test('two tokens of one epoch, three, one twice: refused as no contract', async () => {
    const patient = under([1, 2], 'centre-a', 'many');
    for (const tokens of [
      [TOKEN[1]('many'), TOKEN[1]('other')],
      [TOKEN[1]('many'), TOKEN[2]('many'), { epoch: 3, value: tokenOf('x') }],
      [],
    ])
      expect((await trial.submit('centre-a', [{ ...patient, tokens }])).answer.data.submit.code).toBe('TOKEN_INVALID');
    const twice = await trial.submit('centre-a', [
      under([1, 2], 'centre-a', 'many'),
      under([2], 'centre-a', 'many', {}),
    ]);
    expect(twice.answer.data.submit.code).toMatch(/PATIENT_TWICE|RECORD_COUNT/);
  });

  test('nothing is learned from a centre that brings no ground for storing', async () => {
    await trial.submit('centre-a', [under([1], 'centre-a', 'closed')]);
    const none = { alive: '2025-06-01', consent: 'none' } as const;
    const asked = await trial.submit('centre-b', [under([1, 2], 'centre-b', 'closed', none)]);
    expect(asked.receipt.records[0]).toMatchObject({ outcome: 'REFUSED', problems: [{ rule: 'R01' }] });
    const before = await count('patient');
    await trial.submit('centre-b', [under([2], 'centre-b', 'closed')]);
    expect(await count('patient')).toBe(before + 1);
  });

  test('a centre’s later records, without a consent of their own, relink as well', async () => {
    await trial.submit('centre-a', [under([1], 'centre-a', 'later')]);
    await trial.submit('centre-a', [under([1, 2], 'centre-a', 'later', { died: '2025-05-01', consent: 'none' })]);
    const again = await trial.submit('centre-a', [under([2], 'centre-a', 'later')]);
    expect(again.outcomes.filter((outcome) => outcome === 'UPDATED')).toHaveLength(1);
    expect(new Set((await standing('later')).map(({ version }) => version))).toEqual(new Set([1]));
  });
});

describe('two patients who turn out to be one', () => {
  /** One centre knows the person by the older key only, the other by the newer only; then the first brings both. */
  const apart = async (
    person: string,
    other: CourseSketch = { ...SKETCH, infused: '2024-03-03', alive: '2025-06-01' },
  ) => {
    await trial.submit('centre-a', [under([1], 'centre-a', person)]);
    await trial.submit('centre-b', [under([2], 'centre-b', person, other)]);
    const before = await standing(person);
    expect(new Set(before.map(({ patient_id: id }) => id)).size).toBe(2);
    return before;
  };
  /** All that is derived of a person, without what is an accident of the order. */
  const derived = async (person: string) => {
    const [{ patient_id: patient } = { patient_id: '' }] = await standing(person);
    return {
      outcomes: await rows(
        `select serves_pool, serves_own, treating_centre, product, disease, sex, age, day0, os_days, os_event, pfs_days, demonstration
         from registry.course_outcome where patient_id = $1 order by 1, 2`,
        patient,
      ),
      courses: await rows(
        `select treating_centre, product, day0, begun from registry.course where patient_id = $1`,
        patient,
      ),
      sources: await rows(`select centre from registry.course_source where patient_id = $1 order by 1`, patient),
      consents: await rows(`select granted from registry.consent_state where patient_id = $1`, patient),
      waiting: await rows(
        `select type from registry.clinical_record where patient_id = $1 and is_current and course_id is null order by 1`,
        patient,
      ),
    };
  };

  test('become one patient with one course, as if they had always been; no receipt tells', async () => {
    const unlike = { ...SKETCH, infused: '2024-03-03', alive: '2025-06-01' };
    await trial.submit('centre-a', [under([1], 'centre-a', 'always')]);
    await trial.submit('centre-b', [under([1], 'centre-b', 'always', unlike)]);
    const [older] = await apart('twice', unlike);
    const patients = await count('patient');
    const plain = await trial.submit('centre-a', [under([1, 2], 'centre-a', 'always')]);
    const merging = await trial.submit('centre-a', [under([1, 2], 'centre-a', 'twice')]);
    expect(shape(merging)).toEqual(shape(plain));
    expect(new Set(merging.outcomes)).toEqual(new Set(['UNCHANGED']));
    expect(await count('patient')).toBe(patients - 1);
    const after = await standing('twice');
    expect(after).toEqual([
      { centre: 'centre-a', patient_id: older?.patient_id, course_id: older?.course_id, version: 1 },
      { centre: 'centre-b', patient_id: older?.patient_id, course_id: older?.course_id, version: 1 },
    ]);
    expect(await derived('twice')).toEqual(await derived('always'));
    expect((await derived('twice')).outcomes).toHaveLength(2);
    expect(await entries('mergePatients')).toEqual([{ org: 'registry', actor: 'registry' }]);
    // Found from now on by any of them, from any centre.
    for (const epochs of [[1], [2], [1, 2]] as const)
      for (const centre of ['centre-a', 'centre-b'] as const)
        expect(
          new Set(
            (await trial.submit(centre, [under(epochs, centre, 'twice', centre === 'centre-a' ? SKETCH : unlike)]))
              .outcomes,
          ),
        ).toEqual(new Set(['UNCHANGED']));
    expect(await count('patient')).toBe(patients - 1);
  });

  test('keep two courses that are two, and a follow-up that waited finds its course', async () => {
    await trial.submit('centre-a', [under([1], 'centre-a', 'waits')]);
    await trial.submit('centre-b', [under([2], 'centre-b', 'waits', { alive: '2025-08-01', course: 'follow' })]);
    await apart('second', { infused: '2025-01-10', product: 'L01XL06', disease: 'LBCL', alive: '2025-09-01' });
    await trial.submit('centre-b', [
      under([1, 2], 'centre-b', 'waits', { alive: '2025-08-01', course: 'follow' }),
      under([1, 2], 'centre-b', 'second', {
        infused: '2025-01-10',
        product: 'L01XL06',
        disease: 'LBCL',
        alive: '2025-09-01',
      }),
    ]);
    expect(await derived('waits')).toMatchObject({
      waiting: [{ type: 'Consent' }, { type: 'Consent' }, { type: 'Patient' }, { type: 'Patient' }],
      outcomes: [
        { serves_own: true, os_days: 365 },
        { serves_pool: true, os_days: 518 },
      ],
    });
    const { courses } = await derived('second');
    expect(courses).toHaveLength(2);
    expect(new Set((await standing('second')).map(({ patient_id: id }) => id)).size).toBe(1);
  });

  test('allow what both allowed, until somebody records a consent of the one that they are', async () => {
    const [before] = await apart('strict', { ...SKETCH, consent: 'registryOnly' });
    const allowed = async () =>
      (
        await rows<{ granted: string[] }>(
          `select granted from registry.consent_state where patient_id = $1`,
          before?.patient_id,
        )
      )[0]?.granted;
    expect(await allowed()).toEqual(['C2', 'C3', 'C4']);
    const [epoch] = await rows(`select epoch from registry.consent_epoch`);
    await trial.submit('centre-a', [under([1, 2], 'centre-a', 'strict')]);
    expect(await allowed()).toEqual(['C2']);
    expect(await rows(`select epoch from registry.consent_epoch`)).not.toEqual([epoch]);
    // Records that say nothing of consent open nothing.
    await trial.submit('centre-a', [under([2], 'centre-a', 'strict', { ...SKETCH, alive: '2025-11-01' })]);
    expect(await allowed()).toEqual(['C2']);
    const anew = {
      key: trial.key('centre-a', 'strict consent anew'),
      system: 'ehr',
      consent: {
        eventType: 'given',
        eventDate: '2025-12-01',
        legalBasis: 'consent',
        registry: 'permit',
        academicResearch: 'permit',
        companyResearch: 'deny',
      },
    };
    await trial.submit('centre-a', [{ ...under([2], 'centre-a', 'strict'), records: [anew] }]);
    expect(await allowed()).toEqual(['C2', 'C3']);
  });

  test('a release that holds either says that it was amended, keeps its rows, and follows the consent of the one', async () => {
    const unrelated = await trial.ask('steward@registry', 'mutation { cutRelease { ... on Release { id } } }');
    const [before] = await apart('released');
    const gone = (await standing('released')).find(({ patient_id: id }) => id !== before?.patient_id)?.patient_id;
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const cut = await trial.ask('steward@registry', 'mutation { cutRelease { ... on Release { id checksum } } }');
    const { id, checksum } = cut.data.cutRelease as { id: string; checksum: string };
    const inRelease = () => rows(`select * from registry.release_row where release_id = $1 order by ord`, id);
    const frozen = await inRelease();
    await trial.submit('centre-b', [
      under([1, 2], 'centre-b', 'released', { ...SKETCH, infused: '2024-03-03', alive: '2025-06-01' }),
    ]);
    expect(await inRelease()).toEqual(frozen);
    const { data } = await trial.ask('steward@registry', '{ releases { id checksum amended } }');
    expect(data.releases).toEqual(
      expect.arrayContaining([
        { id, checksum, amended: true },
        expect.objectContaining({ id: unrelated.data.cutRelease.id, amended: false }),
      ]),
    );
    const merged = await rows<{ gone: string; kept: string }>(
      `select gone, kept from registry.merged where gone = $1`,
      gone,
    );
    expect(merged).toEqual([{ gone, kept: before?.patient_id }]);
    const told = () => openedBy(id, [before?.patient_id, gone]);
    expect(await told()).toBe(2);
    await trial.submit('centre-a', [
      {
        ...under([2], 'centre-a', 'released'),
        records: [
          {
            key: trial.key('centre-a', 'released withdrawal'),
            system: 'ehr',
            consent: { eventType: 'withdrawn', eventDate: '2026-01-01', legalBasis: 'consent' },
          },
        ],
      },
    ]);
    expect(await told()).toBe(0);
  });

  test('at the same moment from every side: each once, and nothing doubled', async () => {
    const people = Array.from({ length: 10 }, (_, n) => `crowd ${n}`);
    await trial.submit(
      'centre-a',
      people.map((person) => under([1], 'centre-a', person)),
    );
    await trial.submit(
      'centre-b',
      people.map((person) => under([2], 'centre-b', person)),
    );
    const [patients, merges, merged] = [
      await count('patient'),
      (await entries('mergePatients')).length,
      await count('merged'),
    ];
    const runs = await Promise.all(
      Array.from({ length: 12 }, (_, n) => {
        const centre = n % 2 === 0 ? 'centre-a' : 'centre-b';
        const order = n % 4 < 2 ? people : people.toReversed();
        const epochs = n % 3 === 0 ? ([n % 2 === 0 ? 1 : 2] as const) : ([1, 2] as const);
        return trial.submit(
          centre,
          order.map((person) => under(epochs, centre, person)),
        );
      }),
    );
    for (const { answer, outcomes } of runs) {
      expect(answer.data.submit.__typename).toBe('SubmissionReceipt');
      expect(new Set(outcomes)).toEqual(new Set(['UNCHANGED']));
    }
    expect(await count('patient')).toBe(patients - people.length);
    expect(await count('merged')).toBe(merged + people.length);
    expect(await entries('mergePatients')).toHaveLength(merges + people.length);
    for (const person of people) {
      const stands = await standing(person);
      expect(stands.map(({ centre, version }) => [centre, version])).toEqual([
        ['centre-a', 1],
        ['centre-b', 1],
      ]);
      expect(new Set(stands.map(({ patient_id: id, course_id: course }) => `${id} ${course}`)).size).toBe(1);
    }
    expect(trial.faults).toEqual([]);
  });

  test('new ones, made by many at the same moment under different keys, are one each in the end', async () => {
    const people = Array.from({ length: 8 }, (_, n) => `rush ${n}`);
    const before = await count('patient');
    const runs = await Promise.all(
      Array.from({ length: 9 }, (_, n) => {
        const centre = (['centre-a', 'centre-b', 'centre-c'] as const)[n % 3] as CentreId;
        const epochs = ([[1], [2], [1, 2]] as const)[Math.floor(n / 3)] as readonly (1 | 2)[];
        const order = n % 2 === 0 ? people : people.toReversed();
        return trial.submit(
          centre,
          order.map((person) => under(epochs, centre, person)),
        );
      }),
    );
    for (const { outcomes } of runs)
      expect(outcomes.filter((outcome) => !['ACCEPTED', 'UNCHANGED', 'UPDATED', 'REFUSED'].includes(outcome))).toEqual(
        [],
      );
    for (const centre of ['centre-a', 'centre-b', 'centre-c'] as const)
      await trial.submit(
        centre,
        people.map((person) => under([1, 2], centre, person)),
      );
    expect(await count('patient')).toBe(before + people.length);
    for (const person of people)
      expect(
        new Set((await standing(person)).map(({ patient_id: id, course_id: course }) => `${id} ${course}`)).size,
      ).toBe(1);
  });
});

describe('tokens that cannot be of one person', () => {
  test('join nobody and are answered as for an unknown one; the registry says so in its own log', async () => {
    await trial.submit('centre-a', [under([1, 2], 'centre-a', 'one'), under([1, 2], 'centre-a', 'another')]);
    const crossed = (known: string, other: string) => [
      { ...under([1], 'centre-c', `${known} ${other}`), tokens: [TOKEN[1](known), TOKEN[2](other)] },
    ];
    const before = [await count('patient'), await count('merged'), await count('pseudonym')];
    const bold = await trial.submit('centre-c', crossed('one', 'another'));
    expect([await count('patient'), await count('merged'), await count('pseudonym')]).toEqual(before);
    const strange = await trial.submit('centre-c', crossed('nobody', 'no one'));
    expect(shape(bold)).toEqual(shape(strange));
    expect(await entries('relinkContradicted')).toEqual([{ org: 'registry', actor: 'registry' }]);
    // A known one with a second token that is not his: the known alias stays the only one.
    await trial.submit('centre-c', [
      { ...under([1], 'centre-c', 'half'), tokens: [TOKEN[1]('one'), TOKEN[2]('invented')] },
    ]);
    expect(
      await rows(
        `select epoch, count(*)::int as n from registry.pseudonym p where patient_id = $1 group by 1 order by 1`,
        (await standing('one'))[0]?.patient_id,
      ),
    ).toEqual([
      { epoch: 1, n: 1 },
      { epoch: 2, n: 1 },
    ]);
  });
});

describe('the count by which somebody decides when the older key ends', () => {
  const ask = async (epoch: number) =>
    (
      await trial.ask(
        'steward@registry',
        '{ relinking(epoch: EPOCH) { ... on Relinking { epoch patients waiting centres { centre patients waiting } } ... on Refusal { code } } }'.replace(
          'EPOCH',
          String(epoch),
        ),
      )
    ).data.relinking as {
      patients: number;
      waiting: number;
      centres: { centre: string; patients: number; waiting: number }[];
    };

  test('goes down as centres send again, and is exact by centre', async () => {
    const of = (state: Awaited<ReturnType<typeof ask>>, centre: string) =>
      state.centres.find((one) => one.centre === centre) ?? { centre, patients: 0, waiting: 0 };
    const before = await ask(2);
    expect(of(before, 'centre-d')).toEqual({ centre: 'centre-d', patients: 0, waiting: 0 });
    const people = ['left 1', 'left 2', 'left 3'];
    await trial.submit(
      'centre-d',
      people.map((person) => under([1], 'centre-d', person)),
    );
    await trial.submit('centre-a', [under([1], 'centre-a', 'left 1')]);
    const then = await ask(2);
    expect([of(then, 'centre-d').patients, of(then, 'centre-d').waiting]).toEqual([3, 3]);
    expect(then.waiting).toBe(before.waiting + 3);
    expect(of(then, 'centre-a').waiting).toBe(of(before, 'centre-a').waiting + 1);
    await trial.submit('centre-d', [under([1, 2], 'centre-d', 'left 1')]);
    const after = await ask(2);
    expect(of(after, 'centre-d')).toEqual({ centre: 'centre-d', patients: 3, waiting: 2 });
    expect(of(after, 'centre-a').waiting).toBe(of(before, 'centre-a').waiting);
    expect((await ask(1)).waiting).toBeLessThanOrEqual(after.patients);
  });

  test('is read from the database under its own seal alone', async () => {
    const app = await trial.asApp();
    try {
      await expect(app.query('select * from registry.relinking(2)')).rejects.toThrow(/SEAL_KIND/);
    } finally {
      await app.end();
    }
  });
});

describe('what is a pseudonym', () => {
  test('is shown to nobody, not even to the application’s own role', async () => {
    const app = await trial.asApp();
    try {
      for (const table of ['pseudonym', 'merged'])
        await expect(app.query(`select * from registry.${table}`)).rejects.toThrow(/permission denied/);
      await expect(app.query(`select registry.merge_patients(uuidv7(), uuidv7())`)).rejects.toThrow(
        /permission denied/,
      );
    } finally {
      await app.end();
    }
  });
});

describe('once the older key has ended', () => {
  test('its tokens are refused by name; who was relinked is found by the new one', async () => {
    await trial.submit('centre-a', [under([1, 2], 'centre-a', 'last')]);
    await withEpochs(([first, ...others]) => [{ ...first, to: '2026-02-01T00:00:00Z' } as typeof second, ...others]);
    await trial.restart();
    for (const epochs of [[1], [1, 2]] as const)
      expect((await trial.submit('centre-a', [under(epochs, 'centre-a', 'last')])).answer.data.submit).toMatchObject({
        code: 'EPOCH_UNKNOWN',
        path: 'submission.patients[0].tokens',
      });
    expect(new Set((await trial.submit('centre-a', [under([2], 'centre-a', 'last')])).outcomes)).toEqual(
      new Set(['UNCHANGED']),
    );
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
  expect(report.patients).toBe(await count('patient'));
});
