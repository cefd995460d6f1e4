// In: a way to open an empty store of the intake. Out: the one suite that every implementation of the port must pass: what is unique, who
// waits for whom, what is taken back, where a patient and a course are placed.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IntakeStore, IntakeTransaction, PlaceInput } from '@longview/registry';
import { recordsContract } from './records.ts';
import { entry, group, hex, infused, inserting, pausing, person, receipt, record, stateOf, uuid } from './samples.ts';

export interface OpenIntakeStore {
  readonly store: IntakeStore;
  /** What is committed and the port does not show. */
  peek(): Promise<{ readonly epoch: number; readonly inLine: readonly string[]; readonly outcomes: readonly string[] }>;
  close(): Promise<void>;
}

export function intakeStoreContract(name: string, start: () => Promise<() => Promise<OpenIntakeStore>>): void {
  describe(`the port of the intake's store: ${name}`, () => {
    let open: () => Promise<OpenIntakeStore>;
    let opened: OpenIntakeStore;
    let store: IntakeStore;
    beforeAll(async () => {
      open = await start();
    }, 120_000);
    beforeEach(async () => {
      await opened?.close();
      opened = await open();
      ({ store } = opened);
    }, 30_000);
    afterAll(() => opened?.close());

    const as = <T>(centre: string, work: (rows: IntakeTransaction) => Promise<T>) => store.transaction(centre, work);
    const placeOf = async (rows: IntakeTransaction, item: PlaceInput): Promise<string> => {
      const [found] = await rows.place([item]);
      if (!found?.patient_id) throw new Error('not placed');
      return found.patient_id;
    };
    const coursesOf = async (centre: string, item: PlaceInput) =>
      (await as(centre, (rows) => rows.place([item]))).filter((row) => row.course_no !== null);
    const courseOf = async (centre: string, item: PlaceInput) => (await coursesOf(centre, item))[0]?.course_id ?? null;
    const codeOf = (promise: Promise<unknown>) =>
      promise.then(
        () => 'no fault',
        (fault: unknown) => (fault as { code?: string }).code,
      );

    describe('receipts', () => {
      test('are there after the commit, for their centre alone', async () => {
        const id = uuid();
        await as('a', (rows) => rows.keepReceipt(receipt(id, 'a', 'of a')));
        await as('b', (rows) => rows.keepReceipt(receipt(id, 'b', 'of b')));
        const of = (centre: string) => as(centre, (rows) => rows.earlierReceipt(id));
        expect(await of('a')).toMatchObject({ receipt: 'of a', signature: 'signature', body_hash: hex('body') });
        expect(await of('b')).toMatchObject({ receipt: 'of b' });
        expect(await of('c')).toBeUndefined();
      });

      test('a second one of an id is 23505; while the first is not committed, it waits', async () => {
        const id = uuid();
        const first = pausing();
        const keeping = as('a', async (rows) => {
          await rows.keepReceipt(receipt(id, 'a'));
          await first.hold();
        });
        await first.here;
        const second = codeOf(as('a', (rows) => rows.keepReceipt(receipt(id, 'a'))));
        expect(await stateOf(second)).toBe('waits');
        first.go();
        await keeping;
        expect(await second).toBe('23505');
      });

      test('a first one that is taken back makes room for the second', async () => {
        const id = uuid();
        const first = pausing();
        const failing = as('a', async (rows) => {
          await rows.keepReceipt(receipt(id, 'a', 'first'));
          await first.hold();
          throw new Error('no');
        }).catch(() => undefined);
        await first.here;
        const second = as('a', (rows) => rows.keepReceipt(receipt(id, 'a', 'second')));
        first.go();
        await Promise.all([failing, second]);
        expect(await as('a', (rows) => rows.earlierReceipt(id))).toMatchObject({ receipt: 'second' });
      });
    });

    describe('a transaction', () => {
      test('that throws leaves nothing: no patient, no record, no entry, no receipt, no epoch', async () => {
        const id = uuid();
        const before = await opened.peek();
        const failed = as('a', async (rows) => {
          const patient = await placeOf(rows, person('one'));
          await rows.write(inserting(record(patient)));
          await Promise.all([rows.moveEpoch(), rows.append(entry(uuid())), rows.keepReceipt(receipt(id, 'a'))]);
          throw new Error('no');
        });
        await expect(failed).rejects.toThrow('no');
        expect(await opened.peek()).toEqual(before);
        expect(await as('a', (rows) => rows.earlierReceipt(id))).toBeUndefined();
        expect(await as('a', (rows) => rows.place([person('one', { basis: false })]))).toMatchObject([
          { patient_id: null },
        ]);
      });

      test('that returns leaves all of it', async () => {
        const act = uuid();
        const { epoch } = await opened.peek();
        await as('a', async (rows) => {
          const patient = await placeOf(rows, person('one', { courses: [infused('k', '2024-03-01')] }));
          await rows.write(inserting(record(patient)));
          await Promise.all([rows.moveEpoch(), rows.append(entry(act))]);
        });
        expect(await opened.peek()).toMatchObject({ epoch: epoch + 1, inLine: [act] });
      });

      test('shows nobody else anything before it commits', async () => {
        const first = pausing();
        const writing = as('a', async (rows) => {
          await rows.write(inserting(record(await placeOf(rows, person('one')))));
          await first.hold();
        });
        await first.here;
        const key = [{ system: 'ehr', keyHex: hex('key') }];
        expect(await as('a', (rows) => rows.standing([], 'a', key))).toMatchObject({ records: [] });
        first.go();
        await writing;
        expect((await as('a', (rows) => rows.standing([], 'a', key))).records).toHaveLength(1);
      });

      test('in which a statement failed takes no other, and commits nothing even when nobody minds', async () => {
        await as('a', async (rows) => rows.keepReceipt(receipt('00000000-0000-4000-8000-00000000000a', 'a')));
        const act = uuid();
        await as('a', async (rows) => {
          await rows.append(entry(act));
          await rows.keepReceipt(receipt('00000000-0000-4000-8000-00000000000a', 'a')).catch(() => undefined);
          expect(await codeOf(rows.moveEpoch() as Promise<unknown>)).toBe('25P02');
        });
        expect((await opened.peek()).inLine).toEqual([]);
      });

      test('a part that fails is taken back alone', async () => {
        const [lost, kept] = [uuid(), uuid()];
        await as('a', async (rows) => {
          const failed = await rows.part(async () => {
            await placeOf(rows, person('one'));
            await rows.append(entry(lost));
            throw new Error('no');
          });
          expect(failed).toBeUndefined();
          expect(await rows.part(async () => placeOf(rows, person('two')))).toEqual(expect.any(String));
          await rows.append(entry(kept));
        });
        expect((await opened.peek()).inLine).toEqual([kept]);
        // Whom the part had found is nobody's again: others do not wait, and it may not be written without being placed.
        expect(await as('b', (rows) => rows.place([person('one', { basis: false })]))).toMatchObject([
          { patient_id: null },
        ]);
      });
    });

    describe('a part that loses a race', () => {
      test('is no fault of the part: the whole transaction is to be tried again', async () => {
        const lost = Object.assign(new Error('lost'), { code: '40P01' });
        const whole = as('a', (rows) => rows.part(() => Promise.reject(lost)));
        await expect(whole).rejects.toBe(lost);
      });
    });

    describe('placing', () => {
      test('one patient for all centres, whoever comes first', async () => {
        const ids = await Promise.all(
          ['a', 'b', 'c'].map((centre) => as(centre, (rows) => placeOf(rows, person('one')))),
        );
        expect(new Set(ids).size).toBe(1);
        expect(await as('a', (rows) => placeOf(rows, person('two')))).not.toBe(ids[0]);
      });

      test('without a basis: only for the centre that brought one, while it stands', async () => {
        const bare = person('one', { basis: false });
        const consent = record('', { type: 'Consent' });
        await as('a', async (rows) => {
          const patient_id = await placeOf(rows, person('one'));
          await rows.write(inserting({ ...consent, patient_id }));
        });
        const found = async (centre: string) => (await as(centre, (rows) => rows.place([bare])))[0]?.patient_id ?? null;
        expect(await found('a')).toEqual(expect.any(String));
        expect(await found('b')).toBeNull();
        await as('a', async (rows) => {
          await placeOf(rows, bare);
          await rows.supersede([consent.id]);
        });
        expect(await found('a')).toBeNull();
      });

      test('answers in the order of the input, a patient before his courses', async () => {
        const rows = await as('a', (tx) =>
          tx.place([
            person('z', { courses: [infused('k', '2024-03-01')] }),
            person('nobody', { basis: false }),
            person('b', { courses: [] }),
          ]),
        );
        const shown = rows.map(({ patient_no, course_no }) => [patient_no, course_no]);
        expect(shown.toSorted()).toEqual(
          [
            [0, null],
            [0, 0],
            [1, null],
            [2, null],
          ].toSorted(),
        );
        expect(shown.findIndex(([no, course]) => no === 0 && course === null)).toBeLessThan(
          shown.findIndex(([no, course]) => no === 0 && course === 0),
        );
      });

      test('a course by its key; a second source within 7 days joins it, another day or product does not', async () => {
        const of = (centre: string, key: string, day0: string, product?: string) =>
          courseOf(centre, person('one', { courses: [infused(key, day0, product)] }));
        const first = await of('a', 'k', '2024-03-10');
        expect(await of('a', 'k', '2024-09-10')).toBe(first);
        expect(await of('b', 'other', '2024-03-17')).toBe(first);
        expect(await of('b', 'other', '2026-01-01')).toBe(first);
        expect(await of('c', 'k', '2024-03-18')).not.toBe(first);
        expect(await of('d', 'k', '2024-03-10', 'L01XL04')).not.toBe(first);
      });

      test('a follow-up joins the latest course begun before it, also one of the same submission; else it waits', async () => {
        const followUp = (latest: string) => group({ latest });
        const both = await coursesOf(
          'a',
          person('one', {
            courses: [followUp('2024-12-01'), infused('late', '2024-09-01'), infused('early', '2024-01-01')],
          }),
        );
        const of = (no: number) => both.find(({ course_no }) => course_no === no)?.course_id;
        expect(of(0)).toBe(of(1));
        expect(of(1)).not.toBe(of(2));
        const later = (latest: string) => courseOf('b', person('one', { courses: [followUp(latest)] }));
        expect(await later('2024-08-31')).toBe(of(2));
        expect(await later('2024-09-01')).toBe(of(1));
        expect(await later('2023-12-31')).toBeNull();
      });

      const under = (name: string, ...epochs: number[]) =>
        person(name, { pseudonyms: epochs.map((epoch) => ({ epoch, value: hex(`${name} ${epoch}`) })) });

      test('a patient is found by any of his pseudonyms, and named by all of them from then on', async () => {
        const find = (...epochs: number[]) => as('a', (rows) => placeOf(rows, under('one', ...epochs)));
        const first = await find(1);
        expect(await find(1, 2)).toBe(first);
        expect(await find(2, 3)).toBe(first);
        expect(await find(3)).toBe(first);
      });

      test('two who turn out to be one become one: records, courses, the strictest consent; one of an epoch twice contradicts', async () => {
        const sending = async (centre: string, epoch: number, key: string, granted: string[]) =>
          as(centre, async (rows) => {
            const item = { ...under('one', epoch), courses: [infused(key, '2024-03-01')] };
            const [patient, course] = await rows.place([item]);
            const patient_id = patient?.patient_id ?? '';
            await rows.write({
              ...inserting(record(patient_id, { centre, course_id: course?.course_id ?? null })),
              consents: [{ patient_id, granted, ceiling: null }],
            });
            return { patient: patient_id, course: course?.course_id };
          });
        const older = await sending('a', 1, 'k', ['C2', 'C3']);
        const newer = await sending('b', 2, 'other', ['C2', 'C4']);
        expect(newer.patient).not.toBe(older.patient);
        const { placed, standing } = await as('c', async (rows) => {
          const found = await rows.place([under('one', 1, 2)]);
          return { placed: found, standing: await rows.standing([older.patient], 'c', []) };
        });
        expect(placed).toMatchObject([{ patient_id: older.patient, relinked: 'merged' }]);
        expect(standing.records.map(({ centre, course_id }) => [centre, course_id]).toSorted()).toEqual([
          ['a', older.course],
          ['b', older.course],
        ]);
        expect(standing.courses.map(({ id }) => id)).toEqual([older.course]);
        expect(standing.consents).toEqual([{ patient_id: older.patient, granted: ['C2'], ceiling: ['C2'] }]);
        expect(await as('b', (rows) => placeOf(rows, under('one', 2)))).toBe(older.patient);
        const strange = {
          ...under('one', 2),
          pseudonyms: [...under('two', 1).pseudonyms, ...under('one', 2).pseudonyms],
        };
        expect(await as('b', (rows) => rows.place([strange]))).toMatchObject([
          { patient_id: older.patient, relinked: 'contradicted' },
        ]);
      });

      test('the first age stays', async () => {
        const aged = (age: number | null) =>
          person('one', { age, ageOn: age === null ? null : '2024-03-01', courses: [infused('k', '2024-03-01')] });
        const ageAfter = (age: number | null) =>
          as('a', async (rows) => {
            const patient = await placeOf(rows, aged(age));
            return (await rows.standing([patient], 'a', [])).courses[0]?.age;
          });
        expect(await ageAfter(null)).toBeNull();
        expect(await ageAfter(61)).toBe(61);
        expect(await ageAfter(64)).toBe(61);
      });

      test('a patient is one transaction’s alone until it ends; others are free', async () => {
        const first = pausing();
        const holding = as('a', async (rows) => {
          const patient = await placeOf(rows, person('one'));
          await first.hold();
          await rows.write(inserting(record(patient)));
        });
        await first.here;
        const second = as('b', async (rows) => {
          const patient = await placeOf(rows, person('one'));
          return (await rows.standing([patient], 'b', [])).records.length;
        });
        expect(await stateOf(second)).toBe('waits');
        await as('b', (rows) => placeOf(rows, person('two')));
        first.go();
        await holding;
        expect(await second).toBe(1);
      });

      test('the same patients in another order: nobody waits in a circle', async () => {
        const people = ['p', 'q', 'r', 's'].map((name) => person(name));
        await Promise.all(
          Array.from({ length: 8 }, (_, n) =>
            as(n % 2 === 0 ? 'a' : 'b', (rows) => rows.place(n % 2 === 0 ? people : people.toReversed())),
          ),
        );
      });

      test('one after the other in another order: one of the two is 40P01', async () => {
        const [left, right] = [pausing(), pausing()];
        const both = (
          [
            [left, 'one', 'two'],
            [right, 'two', 'one'],
          ] as const
        ).map(([pause, first, second]) =>
          codeOf(
            as('a', async (rows) => {
              await placeOf(rows, person(first));
              await pause.hold();
              await placeOf(rows, person(second));
            }),
          ),
        );
        await Promise.all([left.here, right.here]);
        left.go();
        right.go();
        expect((await Promise.all(both)).toSorted()).toEqual(['40P01', 'no fault']);
      });
    });

    recordsContract({ as, placeOf, codeOf, peek: () => opened.peek() });
  });
}
