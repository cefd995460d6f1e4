import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CourseRow, Where } from './index.ts';
import {
  bitmap,
  buildFrame,
  filter,
  flow,
  groupBy,
  indexCourses,
  MISSING,
  NO_AMOUNT,
  patientCount,
  populationCount,
  survivalColumns,
} from './index.ts';

const rows: readonly CourseRow[] = [
  {
    patient: 0,
    product: 'axi',
    sex: 'female',
    infusionDay: 19_000,
    infusionYear: 2022,
    stages: ['referred', 'apheresed', 'released', 'infused', 'evaluable'],
    outcomes: { os: [400, 0] },
  },
  {
    patient: 1,
    product: 'tisa',
    sex: 'male',
    infusionDay: 19_010,
    infusionYear: 2022,
    stages: ['referred', 'apheresed', 'released', 'infused'],
    outcomes: { os: [30, 1] },
  },
  {
    patient: 0,
    product: 'tisa',
    sex: 'female',
    infusionDay: 19_500,
    infusionYear: 2023,
    stages: ['apheresed', 'released', 'infused'],
    outcomes: { os: [10, 1] },
  },
  { patient: 9, product: 'axi', sex: 'male', stages: ['referred', 'apheresed'] },
  { patient: 4, infusionYear: 2023, stages: ['infused'] },
];
const frame = buildFrame(rows);
const picked = (where: Where) => [...filter(frame, where).rows];

describe('filter', () => {
  test('without a filter everybody is in', () => expect(picked({})).toEqual([0, 1, 2, 3, 4]));
  test('all filters must hold', () =>
    expect(picked({ product: ['tisa'], sex: ['female', 'male'], infusionYear: { from: 2023 } })).toEqual([2]));
  test('both ends of the years are included', () =>
    expect(picked({ infusionYear: { from: 2022, to: 2022 } })).toEqual([0, 1]));
  test('an unknown year meets no filter on years', () => expect(picked({ infusionYear: {} })).toEqual([0, 1, 2, 4]));
  test('a label nobody has selects nobody, and so does an empty list', () => {
    expect(picked({ product: ['obe'] })).toEqual([]);
    expect(picked({ sex: [] })).toEqual([]);
  });
  test('a filter outside the closed list is a fault, never passed over', () =>
    expect(() => filter(frame, { postcode: ['1000'] } as Where)).toThrow(TypeError));

  test('agrees with filtering the rows one by one', () => {
    const label = fc.constantFrom('a', 'b', 'c');
    const row = fc.record(
      { patient: fc.nat(20), product: label, centre: label, infusionYear: fc.integer({ min: 2018, max: 2024 }) },
      { requiredKeys: ['patient'] },
    );
    const where = fc.record(
      {
        product: fc.array(label),
        centre: fc.array(label),
        infusionYear: fc.record({ from: fc.integer({ min: 2018, max: 2024 }) }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(row), where, (drawn, asked) => {
        const expected = [...drawn.keys()].filter((index) => {
          const { product = '', centre = '', infusionYear = 0 } = drawn[index] ?? {};
          return (
            (asked.product?.includes(product as 'a') ?? true) &&
            (asked.centre?.includes(centre as 'a') ?? true) &&
            (asked.infusionYear === undefined || infusionYear >= asked.infusionYear.from)
          );
        });
        expect([...filter(buildFrame(drawn), asked).rows]).toEqual(expected);
      }),
    );
  });
});

describe('the index course', () => {
  test('is the first infusion that meets the filter', () => {
    expect([...indexCourses(filter(frame)).rows]).toEqual([0, 1]);
    expect([...indexCourses(filter(frame, { product: ['tisa'] })).rows]).toEqual([1, 2]);
  });
  test('needs a known day of infusion', () =>
    expect([...indexCourses(filter(frame, { sex: ['male'] })).rows]).toEqual([1]));
  test('two infusions on one day: the lower row', () => {
    const twins = buildFrame([
      { patient: 3, infusionDay: 5 },
      { patient: 3, infusionDay: 5 },
    ]);
    expect([...indexCourses(filter(twins)).rows]).toEqual([0]);
  });
});

describe('groups', () => {
  test('every selected course is in exactly one group', () => {
    const grouping = groupBy(filter(frame), 'product');
    expect(grouping.labels).toEqual(['', 'axi', 'tisa']);
    expect(grouping.members.map(({ rows: own }) => [...own])).toEqual([[4], [0, 3], [1, 2]]);
  });
  test('by year, in order, unknown first', () => {
    const grouping = groupBy(filter(frame), 'infusionYear');
    expect(grouping.labels).toEqual(['', '2022', '2023']);
    expect(grouping.members.map(({ rows: own }) => [...own])).toEqual([[3], [0, 1], [2, 4]]);
  });
  test('counts are of patients, not of courses', () => expect(patientCount(filter(frame))).toBe(4));
});

describe('bitmap', () => {
  test('one bit a patient, least significant first', () =>
    expect([...bitmap(filter(frame))]).toEqual([0b0001_0011, 0b10]));
  test('is as long as the numbering, so that two answers compare', () => {
    const wider = buildFrame(rows, 40);
    expect(bitmap(filter(wider, { product: ['none'] }))).toEqual(new Uint8Array(5));
  });
  test('counts distinct patients', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), (patients) => {
        const own = filter(buildFrame(patients.map((patient) => ({ patient }))));
        expect(populationCount(bitmap(own))).toBe(new Set(patients).size);
      }),
    );
  });
  test('a patient number that is no ordinal is a fault', () => {
    expect(() => buildFrame([{ patient: -1 }])).toThrow(RangeError);
    expect(() => buildFrame([{ patient: 1.5 }])).toThrow(RangeError);
  });
});

describe('columns', () => {
  test('a column without a value takes no room, and is one that others share', () => {
    const { marks, amounts, endpoints } = buildFrame([
      { patient: 0, marks: { icahtEarly: 3 }, amounts: { waiting: 41 }, outcomes: { spm: [500, 2] } },
      { patient: 1 },
    ]);
    expect([...marks.icahtEarly]).toEqual([3, 0]);
    expect([...amounts.waiting]).toEqual([41, NO_AMOUNT]);
    expect([[...endpoints.spm.days], [...endpoints.spm.events]]).toEqual([
      [500, MISSING],
      [2, 0],
    ]);
    expect(marks.icahtLate).toBe(marks.crs);
    expect(marks.icahtLate).not.toBe(marks.icahtEarly);
    expect(endpoints.rfs).toBe(endpoints.dor);
    expect([...amounts.eqVas]).toEqual([NO_AMOUNT, NO_AMOUNT]);
    expect(() => buildFrame([{ patient: 0, amounts: { waiting: 40_000 } }])).toThrow(RangeError);
  });
  test('of the apheresed the index course is the first apheresis, infused or not', () => {
    const courses = buildFrame([
      { patient: 0, apheresisDay: 90, infusionDay: 120 },
      { patient: 0, apheresisDay: 50 },
      { patient: 1, infusionDay: 10 },
      { patient: 2, apheresisDay: 70 },
    ]);
    expect([...indexCourses(filter(courses), 'apheresisDay').rows]).toEqual([1, 3]);
    expect([...indexCourses(filter(courses)).rows]).toEqual([0, 2]);
  });
  test('rows without a value are left out and counted', () => {
    const { days, events, rows: kept, missing } = survivalColumns(filter(frame), 'os');
    expect([...kept]).toEqual([0, 1, 2]);
    expect(missing).toBe(2);
    expect([...days].slice(0, 3)).toEqual([400, 30, 10]);
    expect([...events].slice(0, 3)).toEqual([0, 1, 1]);
    expect(days[4]).toBe(MISSING);
  });
  test('more labels than a column can code is a fault', () => {
    const many = Array.from({ length: 0x10000 }, (_, patient) => ({ patient, centre: `c${patient}` }));
    expect(() => buildFrame(many)).toThrow(RangeError);
  });
});

test('the flow counts distinct patients at each step', () =>
  expect(flow(filter(frame)).map(({ stage, patients }) => [stage, patients])).toEqual([
    ['referred', 3],
    ['apheresed', 3],
    ['released', 2],
    ['infused', 3],
    ['evaluable', 1],
  ]));
