// In: an open store of the intake. Out: the part of its contract about records: versions, whose they are, what follows from them.
import { describe, expect, test } from '@jest/globals';
import type { IntakeTransaction, PlaceInput } from '@longview/registry';
import type { OpenIntakeStore } from './contract.ts';
import { hex, infused, inserting, outcome, person, record } from './samples.ts';

export interface Asking {
  readonly as: <T>(centre: string, work: (rows: IntakeTransaction) => Promise<T>) => Promise<T>;
  readonly placeOf: (rows: IntakeTransaction, item: PlaceInput) => Promise<string>;
  readonly codeOf: (promise: Promise<unknown>) => Promise<string | undefined>;
  readonly peek: OpenIntakeStore['peek'];
}

export function recordsContract({ as, placeOf, codeOf, peek }: Asking): void {
  describe('records', () => {
    test('what stands: the patient’s from every centre, one’s own of these keys wherever they are', async () => {
      const [mine, theirs, elsewhere, foreign] = ['mine', 'theirs', 'elsewhere', 'foreign'].map(hex) as [
        string,
        string,
        string,
        string,
      ];
      const [one, two] = await as('a', async (rows) => {
        const ids = [await placeOf(rows, person('one')), await placeOf(rows, person('two'))] as const;
        await rows.write(inserting(record(ids[0], { source_key: mine }), record(ids[1], { source_key: elsewhere })));
        return ids;
      });
      await as('b', async (rows) => {
        await placeOf(rows, person('one'));
        await placeOf(rows, person('two'));
        await rows.write(
          inserting(
            record(one, { centre: 'b', source_key: theirs, body: { status: 'dead' } }),
            record(two, { centre: 'b', source_key: foreign }),
          ),
        );
      });
      const keys = [elsewhere, foreign].map((keyHex) => ({ system: 'ehr', keyHex }));
      const { records } = await as('a', async (rows) => {
        await placeOf(rows, person('one'));
        return rows.standing([one], 'a', keys);
      });
      expect(records.map(({ source_key, centre }) => [source_key, centre]).toSorted()).toEqual(
        [
          [mine, 'a'],
          [theirs, 'b'],
          [elsewhere, 'a'],
        ].toSorted(),
      );
      expect(records.find(({ centre }) => centre === 'b')).toMatchObject({
        patient_id: one,
        course_id: null,
        type: 'SurvivalStatus',
        system: 'ehr',
        course_key: null,
        version: 1,
        withdrawn: null,
        content_hash: hex('content'),
        body: { status: 'dead' },
        demonstration: true,
      });
      expect(two).not.toBe(one);
    });

    test('a new version makes place first: begun together, they run in that order', async () => {
      const first = record('');
      const patient = await as('a', async (rows) => {
        const patient_id = await placeOf(rows, person('one'));
        await rows.write(inserting({ ...first, patient_id }));
        return patient_id;
      });
      await as('a', async (rows) => {
        await placeOf(rows, person('one'));
        await Promise.all([rows.supersede([first.id]), rows.write(inserting(record(patient, { version: 2 })))]);
      });
      const { records } = await as('a', async (rows) => {
        await placeOf(rows, person('one'));
        return rows.standing([patient], 'a', []);
      });
      expect(records.map(({ version }) => version)).toEqual([2]);
    });

    test.each([
      ['a version twice', 1],
      ['two current versions', 2],
    ])('%s: 23505', async (_name, version) => {
      const patient = await as('a', async (rows) => {
        const id = await placeOf(rows, person('one'));
        await rows.write(inserting(record(id)));
        return id;
      });
      const again = as('a', async (rows) => {
        await placeOf(rows, person('one'));
        await rows.write(inserting(record(patient, { version })));
      });
      expect(await codeOf(again)).toBe('23505');
    });

    test('of a patient that was not placed here are not written, nor those of another changed', async () => {
      const old = record('');
      const patient = await as('a', async (rows) => {
        const patient_id = await placeOf(rows, person('one'));
        await rows.write(inserting({ ...old, patient_id }));
        return patient_id;
      });
      expect(await codeOf(as('a', (rows) => rows.write(inserting(record(patient, { source_key: hex('new') })))))).toBe(
        '42501',
      );
      await as('b', (rows) => rows.supersede([old.id]));
      const { records } = await as('a', (rows) => rows.standing([], 'a', [{ system: 'ehr', keyHex: hex('key') }]));
      expect(records).toHaveLength(1);
    });

    test('what follows from them: the course as it now is, who joins it, outcomes derived again, consents', async () => {
      const waiting = record('');
      const { patient, course } = await as('a', async (rows) => {
        const placed = await rows.place([person('one', { courses: [infused('k', '2024-03-01')] })]);
        const [patient_id, course_id] = [placed[0]?.patient_id ?? '', placed[1]?.course_id ?? ''];
        await rows.write({
          insert: [{ ...waiting, patient_id }],
          courses: [{ id: course_id, product: 'L01XL04', day0: '2024-03-02', begun: null }],
          outcomeCourses: [course_id],
          outcomes: [outcome(patient_id, course_id, true), outcome(patient_id, course_id, false)],
          consents: [{ patient_id, granted: ['C2', 'C3'], ceiling: null }],
        });
        return { patient: patient_id, course: course_id };
      });
      expect((await peek()).outcomes).toEqual([`${course} false`, `${course} true`]);
      const after = await as('a', async (rows) => {
        await placeOf(rows, person('one'));
        await Promise.all([
          rows.joinCourse(new Map([[waiting.id, course]])),
          rows.write({
            insert: [record(patient, { source_key: hex('second') })],
            courses: [],
            outcomeCourses: [course],
            outcomes: [outcome(patient, course, true)],
            consents: [{ patient_id: patient, granted: ['C2'], ceiling: null }],
          }),
        ]);
        return rows.standing([patient], 'a', []);
      });
      expect((await peek()).outcomes).toEqual([`${course} true`]);
      expect(after.courses).toEqual([
        {
          id: course,
          patient_id: patient,
          treating_centre: 'a',
          product: 'L01XL04',
          day0: '2024-03-02',
          begun: '2024-03-01',
          age: 61,
          patient_no: expect.any(Number),
          age_learned: false,
        },
      ]);
      expect(after.consents).toEqual([{ patient_id: patient, granted: ['C2'], ceiling: null }]);
      expect(after.records.find(({ id }) => id === waiting.id)?.course_id).toBe(course);
    });

    test('an age that is learned after the outcome was derived is told', async () => {
      const courseOf = (age: number | null) =>
        as('a', async (rows) => {
          const item = person('one', {
            age,
            ageOn: age === null ? null : '2024-03-01',
            courses: [infused('k', '2024-03-01')],
          });
          const [patient, course] = await rows.place([item]);
          const [patient_id, course_id] = [patient?.patient_id ?? '', course?.course_id ?? ''];
          const [stands] = (await rows.standing([patient_id], 'a', [])).courses;
          await rows.write({
            insert: [],
            courses: [],
            outcomeCourses: [course_id],
            outcomes: [{ ...outcome(patient_id, course_id, true), age }],
            consents: [],
          });
          return stands;
        });
      expect(await courseOf(null)).toMatchObject({ age: null, age_learned: false });
      expect(await courseOf(null)).toMatchObject({ age: null, age_learned: false });
      expect(await courseOf(61)).toMatchObject({ age: 61, age_learned: true });
      expect(await courseOf(61)).toMatchObject({ age: 61, age_learned: false });
    });
  });
}
