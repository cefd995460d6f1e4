import { describe, expect, test } from '@jest/globals';
import type { ConsentEvent } from '@longview/consent';
import fc from 'fast-check';
import { barOnStoring, CLOSED, NO_BASIS } from '../consent/may-store.ts';
import { type CheckedRecord, decideIntake, type Situation } from './decide.ts';
import type { CourseState, StoredRecord } from './intake-store.ts';
import { contentHash } from './versions.ts';

const course: CourseState = {
  id: 'course',
  patient_id: 'p',
  treating_centre: 'a',
  product: null,
  day0: null,
  begun: '2024-01-01',
  age: 61,
  patient_no: 1,
};
const submitted = (
  order: number,
  type: string,
  body: Record<string, unknown>,
  key = `key ${order}`,
): CheckedRecord => ({
  order,
  key,
  keyHex: key,
  courseHex: 'mine',
  system: 'ehr',
  content: { type, body } as CheckedRecord['content'],
  problems: [],
  patientId: 'p',
  courseId: 'course',
});
const standing = (centre: string, type: string, body: Record<string, unknown>, key: string): StoredRecord => ({
  id: `${centre} ${key}`,
  patient_id: 'p',
  course_id: 'course',
  type,
  centre,
  system: 'ehr',
  source_key: key,
  course_key: 'mine',
  version: 1,
  withdrawn: null,
  content_hash: contentHash(type, body, 'mine'),
  body,
  demonstration: false,
});
const situation = (change: Partial<Situation>): Situation => {
  let id = 0;
  return {
    centre: 'a',
    submission: 's',
    demonstration: false,
    today: '2026-01-01',
    records: [],
    stored: [],
    courses: [course],
    consents: new Map(),
    queries: [],
    merged: new Set(),
    moves: new Map(),
    barOnStoring: () => undefined,
    newId: () => `new ${id++}`,
    ...change,
  };
};

const records = [
  submitted(0, 'Infusion', { infusionDate: '2024-02-01' }),
  submitted(1, 'ResponseAssessment', { assessmentDate: '2024-01-15', responseReported: 'CR' }),
  submitted(2, 'SurvivalStatus', { status: 'alive', lastContactDate: '2025-01-01' }),
];

describe('what the intake decides', () => {
  test('new records are written, asked about between themselves, and give the course its outcome', () => {
    const writes = decideIntake(situation({ records }));
    expect(writes.insert.map(({ type, version }) => [type, version])).toEqual([
      ['Infusion', 1],
      ['ResponseAssessment', 1],
      ['SurvivalStatus', 1],
    ]);
    expect(writes.receipts.map(({ problems }) => problems.map(({ rule }) => rule))).toEqual([[], ['V04'], []]);
    expect(writes.outcomes).toMatchObject([{ os_days: 335, os_event: false, day0: '2024-02-01' }]);
    expect(writes.courses).toMatchObject([{ day0: '2024-02-01', begun: '2024-02-01' }]);
  });

  test('the same again writes nothing at all', () => {
    const stored = records.map((record, n) =>
      standing(
        'a',
        (record.content as { type: string }).type,
        (record.content as { body: Record<string, unknown> }).body,
        `key ${n}`,
      ),
    );
    const writes = decideIntake(situation({ records, stored }));
    expect(writes).toMatchObject({
      insert: [],
      supersede: [],
      outcomes: [],
      outcomeCourses: [],
      consents: [],
      epochMoves: false,
    });
    expect(writes.receipts.every(({ outcome }) => outcome === 'UNCHANGED')).toBe(true);
  });

  test('a follow-up is asked about against what the same centre sent before', () => {
    const stored = [standing('a', 'SurvivalStatus', { status: 'dead', deathDate: '2024-06-01' }, 'death')];
    const writes = decideIntake(
      situation({
        stored,
        records: [submitted(0, 'SurvivalStatus', { status: 'alive', lastContactDate: '2025-01-01' })],
      }),
    );
    expect(writes.receipts[0]?.problems.map(({ rule }) => rule)).toEqual(['V05']);
  });

  const bodies = fc.oneof(
    fc.record({
      type: fc.constant('SurvivalStatus'),
      body: fc.constantFrom(
        { status: 'dead', deathDate: '2024-01-01' },
        { status: 'alive', lastContactDate: '2030-01-01' },
      ),
    }),
    fc.record({
      type: fc.constant('Infusion'),
      body: fc.constantFrom({ infusionDate: '2024-12-31' }, { infusionDate: '2020-01-01' }),
    }),
    fc.record({
      type: fc.constant('CytokineReleaseSyndrome'),
      body: fc.constant({ occurred: 'yes', maximumGradeReported: 5 }),
    }),
    fc.record({
      type: fc.constant('Consent'),
      body: fc.constant({ eventType: 'withdrawn', eventDate: '2024-01-01', legalBasis: 'consent' }),
    }),
  );
  test('no receipt depends on what another centre sent, whatever it is and wherever the records were placed', () =>
    fc.assert(
      fc.property(fc.array(bodies, { maxLength: 5 }), fc.boolean(), (others, placed) => {
        const foreign = others.map(({ type, body }, n) => standing('b', type, body, `key ${n}`));
        const alone = decideIntake(situation({ records }));
        const among = decideIntake(
          situation({
            records: records.map((record) => ({ ...record, courseId: placed ? 'course' : null })),
            stored: foreign,
            courses: placed ? [course] : [],
          }),
        );
        expect(among.receipts).toEqual(alone.receipts);
      }),
    ));

  test('a withdrawal takes the consent away and moves the epoch; a first consent does not', () => {
    const given = {
      eventType: 'given',
      eventDate: '2024-01-01',
      legalBasis: 'consent',
      registry: 'permit',
      academicResearch: 'permit',
    };
    const consent = (body: Record<string, unknown>, key: string) => ({
      ...submitted(0, 'Consent', body, key),
      courseId: null,
    });
    const first = decideIntake(situation({ records: [consent(given, 'given')] }));
    expect(first).toMatchObject({ consents: [{ patient_id: 'p', granted: ['C2', 'C3'] }], epochMoves: false });
    const withdrawn = { eventType: 'withdrawn', eventDate: '2025-01-01', legalBasis: 'consent' };
    const then = decideIntake(
      situation({
        records: [consent(withdrawn, 'withdrawal')],
        stored: [standing('b', 'Consent', given, 'given')],
        consents: new Map([['p', { granted: ['C2', 'C3'], ceiling: null }]]),
      }),
    );
    expect(then).toMatchObject({ consents: [{ patient_id: 'p', granted: [] }], epochMoves: true });
  });
});

describe('after a withdrawal', () => {
  const given = { eventType: 'given', eventDate: '2024-01-01', legalBasis: 'consent', registry: 'permit' };
  const withdrawn = { eventType: 'withdrawn', eventDate: '2025-01-01', legalBasis: 'consent' };
  const byConsent = (events: readonly ConsentEvent[]) =>
    barOnStoring([{ name: 'consent', active: true }], events, '2026-01-01');
  const outcomes = (change: Partial<Situation>) =>
    decideIntake(situation({ barOnStoring: byConsent, ...change })).receipts.map(({ outcome }) => outcome);
  const stored = [standing('a', 'Consent', given, 'given'), standing('a', 'Consent', withdrawn, 'withdrawal')];
  const infusion = { infusionDate: '2024-02-01' };

  test('nothing new of the patient lands; what stands is said to stand, and can be taken back', () => {
    const kept = standing('a', 'Infusion', infusion, 'key 1');
    expect(
      outcomes({
        stored: [...stored, kept],
        records: [
          submitted(0, 'SurvivalStatus', { status: 'alive', lastContactDate: '2025-06-01' }),
          submitted(1, 'Infusion', infusion),
          submitted(2, 'Infusion', { infusionDate: '2024-02-02' }, 'key 1'),
          { ...submitted(3, 'Infusion', {}, 'key 1'), content: { withdraw: 'enteredInError' } },
        ],
      }),
    ).toEqual(['REFUSED', 'UNCHANGED', 'REFUSED', 'WITHDRAWN']);
  });

  test('a new consent opens again; so does taking back a withdrawal that was entered in error', () => {
    const again = { ...given, eventDate: '2025-02-01' };
    const status = submitted(0, 'SurvivalStatus', { status: 'alive', lastContactDate: '2025-06-01' });
    expect(outcomes({ stored, records: [status, submitted(1, 'Consent', again)] })).toEqual(['ACCEPTED', 'ACCEPTED']);
    expect(
      outcomes({
        stored,
        records: [status, { ...submitted(1, 'Consent', {}, 'withdrawal'), content: { withdraw: 'enteredInError' } }],
      }),
    ).toEqual(['ACCEPTED', 'WITHDRAWN']);
  });

  test("another centre's records of the patient's wishes neither open nor close", () => {
    const status = submitted(0, 'SurvivalStatus', { status: 'alive', lastContactDate: '2025-06-01' });
    const other = standing('b', 'Consent', withdrawn, 'theirs');
    expect(outcomes({ stored: [standing('a', 'Consent', given, 'given'), other], records: [status] })).toEqual([
      'ACCEPTED',
    ]);
    expect(outcomes({ stored: [standing('b', 'Consent', given, 'theirs')], records: [status] })).toEqual(['REFUSED']);
  });

  test('who withdrew is told apart from who was never asked', () => {
    const records = [submitted(0, 'SurvivalStatus', { status: 'alive', lastContactDate: '2025-06-01' })];
    const problems = (change: Partial<Situation>) =>
      decideIntake(situation({ barOnStoring: byConsent, records, ...change })).receipts[0]?.problems;
    expect(problems({ stored })).toEqual([CLOSED]);
    expect(problems({})).toEqual([NO_BASIS]);
  });
});

test('what a course is told as does not hang on the order in which the database has its records', () => {
  const stored = [
    standing('a', 'Infusion', { infusionDate: '2024-02-01' }, 'i'),
    standing('b', 'Product', { productCode: 'L01XL04' }, 'p'),
    standing('b', 'Diagnosis', { primaryDisease: 'LBCL' }, 'd'),
    standing('b', 'Diagnosis', { primaryDisease: 'MM' }, 'e'),
    standing('a', 'Product', { productCode: 'L01XL03' }, 'z'),
    standing('a', 'Product', { productCode: 'L01XL06' }, 'y'),
  ];
  const records = [submitted(0, 'SurvivalStatus', { status: 'alive', lastContactDate: '2024-03-01' })];
  const one = decideIntake(situation({ records, stored }));
  expect(one.outcomes[0]).toMatchObject({ product: 'L01XL06', disease: 'LBCL' });
  expect(one.courses[0]).toMatchObject({ product: 'L01XL06' });
  fc.assert(
    fc.property(fc.shuffledSubarray(stored, { minLength: stored.length }), (other) => {
      const again = decideIntake(situation({ records, stored: other }));
      expect([again.outcomes, again.courses]).toEqual([one.outcomes, one.courses]);
    }),
  );
});

test('an age that comes with unchanged records is in what is derived', () => {
  const stored = [standing('a', 'Infusion', { infusionDate: '2024-02-01' }, 'mine')];
  const learned = decideIntake(situation({ stored, courses: [{ ...course, age: 61, age_learned: true }] }));
  expect(learned).toMatchObject({ insert: [], outcomes: [{ age: 61 }], epochMoves: false });
  expect(decideIntake(situation({ stored, courses: [{ ...course, age: 61, age_learned: false }] })).outcomes).toEqual(
    [],
  );
});

describe('two patients who became one', () => {
  const event = (eventType: string, eventDate: string, more: Record<string, unknown> = {}) => ({
    eventType,
    eventDate,
    legalBasis: 'consent',
    ...more,
  });
  const yes = { registry: 'permit', academicResearch: 'permit', companyResearch: 'permit' };
  const infusion = standing('b', 'Infusion', { infusionDate: '2024-02-01' }, 'theirs');

  test('are derived anew although nothing was written, and move the epoch of consent', () => {
    const stored = [
      infusion,
      standing('a', 'SurvivalStatus', { status: 'alive', lastContactDate: '2024-03-01' }, 'mine'),
    ];
    const unchanged = decideIntake(situation({ stored }));
    expect(unchanged).toMatchObject({ outcomes: [], outcomeCourses: [], epochMoves: false });
    const merged = decideIntake(situation({ stored, merged: new Set(['p']) }));
    expect(merged).toMatchObject({ insert: [], receipts: [], outcomeCourses: ['course'], epochMoves: true });
    expect(merged.outcomes).toMatchObject([
      { serves_pool: true, os_days: 29 },
      { serves_pool: false, os_days: null },
    ]);
  });

  const day = fc
    .integer({ min: 0, max: 1500 })
    .map((days) => new Date(Date.UTC(2020, 0, 1 + days)).toISOString().slice(0, 10));
  const answers = fc.record({
    registry: fc.constantFrom('permit', 'deny', 'notAsked'),
    academicResearch: fc.constantFrom('permit', 'deny', 'notAsked'),
    companyResearch: fc.constantFrom('permit', 'deny', 'notAsked'),
  });
  const anyEvent = fc.tuple(fc.constantFrom('given', 'amended', 'withdrawn', 'objection', 'restriction'), day, answers);
  const ceilings = fc.subarray(['C2', 'C3', 'C4']);

  test('allow nothing beyond what both allowed, whatever was recorded before and whatever but a consent comes after', () =>
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 5 }), anyEvent, ceilings, (before, [type, at, said], ceiling) => {
        const stored = before.map(([eventType, eventDate, told], index) =>
          standing('b', 'Consent', event(eventType, eventDate, told), `k${index}`),
        );
        const later = {
          ...submitted(0, 'Consent', event(type === 'given' ? 'amended' : type, at, said)),
          courseId: null,
        };
        const consents = new Map([['p', { granted: ceiling, ceiling }]]);
        for (const sent of [[], [later], [submitted(0, 'Infusion', { infusionDate: '2024-02-01' })]])
          for (const state of decideIntake(situation({ records: sent, stored, consents, merged: new Set(['p']) }))
            .consents)
            expect(state.granted.filter((code) => !ceiling.includes(code))).toEqual([]);
      }),
    ));

  test('open again by a consent that is given for the one', () => {
    const consents = new Map([['p', { granted: ['C2'], ceiling: ['C2'] }]]);
    const stored = [standing('b', 'Consent', event('given', '2020-01-01', yes), 'old')];
    const anew = { ...submitted(0, 'Consent', event('given', '2025-01-01', yes)), courseId: null };
    expect(decideIntake(situation({ records: [anew], stored, consents })).consents).toEqual([
      { patient_id: 'p', granted: ['C2', 'C3', 'C4'], ceiling: null },
    ]);
    const mistaken = { ...submitted(0, 'Consent', {}, 'old'), content: { withdraw: 'enteredInError' }, courseId: null };
    const own = [{ ...standing('a', 'Consent', event('given', '2020-01-01', yes), 'old') }];
    expect(decideIntake(situation({ records: [mistaken as CheckedRecord], stored: own, consents })).consents).toEqual([
      { patient_id: 'p', granted: [], ceiling: ['C2'] },
    ]);
  });
});

describe('a record that moves', () => {
  const theirs = { ...course, id: 'other course', patient_id: 'q', patient_no: 2 };
  const infused = (patient: string, courseId: string): StoredRecord => ({
    ...standing('a', 'Infusion', { infusionDate: '2024-02-01' }, `${patient} infusion`),
    patient_id: patient,
    course_id: courseId,
  });
  const alive = { status: 'alive', lastContactDate: '2025-01-01' };
  const stored = [
    infused('p', 'course'),
    infused('q', 'other course'),
    standing('a', 'SurvivalStatus', alive, 'key 0'),
  ];
  const sent = { ...submitted(0, 'SurvivalStatus', alive), patientId: 'q', courseId: 'other course' };
  const moves = new Map([['ehr|key 0', { id: 'm', system: 'ehr', keyHex: 'key 0', reason: 'wrongPatient' }]]);

  test('is closed where it stood and begins where it goes; both courses are derived anew', () => {
    const writes = decideIntake(situation({ records: [sent], stored, courses: [course, theirs], moves }));
    expect(writes).toMatchObject({ supersede: ['a key 0'], moved: ['m'], receipts: [{ outcome: 'UPDATED' }] });
    expect(
      writes.insert.map(({ patient_id, course_id, version, withdrawn, move }) => [
        patient_id,
        course_id,
        version,
        withdrawn,
        move,
      ]),
    ).toEqual([
      ['p', 'course', 2, 'wrongPatient', { id: 'm', closes: true }],
      ['q', 'other course', 3, null, { id: 'm', closes: false }],
    ]);
    expect(writes.outcomes.map(({ patient_id, os_days }) => [patient_id, os_days])).toEqual([
      ['p', 0],
      ['q', 335],
    ]);
  });

  test('without a move, or with one of another record: is refused, and nothing is written', () => {
    for (const others of [
      new Map(),
      new Map([['lab|key 0', { id: 'm', system: 'lab', keyHex: 'key 0', reason: 'x' }]]),
    ]) {
      const writes = decideIntake(situation({ records: [sent], stored, courses: [course, theirs], moves: others }));
      expect(writes).toMatchObject({ insert: [], supersede: [], moved: [], receipts: [{ outcome: 'REFUSED' }] });
    }
  });
});
