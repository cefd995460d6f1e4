import { describe, expect, test } from '@jest/globals';
import { type CurrentRecord, deriveOutcomeRows } from './derive.ts';

const course = { id: 'c', patientId: 'p', patientNo: 1, treatingCentre: 'a', age: 61 };
const record = (type: CurrentRecord['type'], body: Record<string, unknown>, centre = 'a'): CurrentRecord => ({
  type,
  body,
  centre,
  demonstration: false,
});
const treated = [
  record('Patient', { sex: 'female' }),
  record('Product', { productCode: 'L01XL03' }),
  record('Infusion', { infusionDate: '2024-01-01' }),
  record('SurvivalStatus', { status: 'alive', lastContactDate: '2024-07-01' }),
];

describe('the outcome of a course', () => {
  test('one source: one row that serves both', () =>
    expect(deriveOutcomeRows(course, treated)).toMatchObject([
      {
        serves_pool: true,
        serves_own: true,
        product: 'L01XL03',
        sex: 'female',
        os_days: 182,
        os_event: false,
        infused: true,
        released: true,
      },
    ]));

  test('a second source: the pool knows it, the treating centre’s own row does not', () => {
    const rows = deriveOutcomeRows(course, [
      ...treated,
      record('SurvivalStatus', { status: 'dead', deathDate: '2024-10-01' }, 'b'),
      record('Patient', { sex: 'male' }, 'b'),
    ]);
    expect(rows).toMatchObject([
      { serves_pool: true, serves_own: false, os_days: 274, os_event: true, sex: null },
      { serves_pool: false, serves_own: true, os_days: 182, os_event: false, sex: 'female' },
    ]);
  });

  test('of two sources that differ the treating centre is told, whichever comes first', () => {
    const product = (centre: string, productCode: string) => record('Product', { productCode }, centre);
    for (const records of [
      [product('a', 'L01XL03'), product('b', 'L01XL04')],
      [product('b', 'L01XL04'), product('a', 'L01XL03')],
    ])
      expect(deriveOutcomeRows(course, records).map((row) => row.product)).toEqual(['L01XL03', 'L01XL03']);
  });

  test('a death without its own date happened on the day of last contact', () =>
    expect(
      deriveOutcomeRows(course, [
        ...treated.slice(0, 3),
        record('SurvivalStatus', { status: 'dead', lastContactDate: '2024-02-01' }),
      ]),
    ).toMatchObject([{ os_days: 31, os_event: true }]));

  test('only ASTCT grades are pooled; what did not occur is grade 0; what is not known is nothing', () => {
    const grade = (...records: CurrentRecord[]) => deriveOutcomeRows(course, [...treated, ...records])[0]?.crs_grade;
    expect(grade()).toBeNull();
    expect(grade(record('CytokineReleaseSyndrome', { occurred: 'no' }))).toBe(0);
    expect(
      grade(record('CytokineReleaseSyndrome', { occurred: 'yes', maximumGradeReported: 2, gradingSystem: 'ASTCT' })),
    ).toBe(2);
    expect(
      grade(record('CytokineReleaseSyndrome', { occurred: 'yes', maximumGradeReported: 4, gradingSystem: 'CTCAE' })),
    ).toBeNull();
  });

  test('without an infusion there is no survival time, and the course still counts', () =>
    expect(
      deriveOutcomeRows(course, [record('EligibilityDecision', { decisionDate: '2024-01-01', decision: 'eligible' })]),
    ).toMatchObject([{ decided: true, infused: false, day0: null, os_days: null, os_event: null }]));
});
