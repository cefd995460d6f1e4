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

  test.each([
    ['complete', ['PR', 'CR']],
    ['complete', ['CMR', 'PD']],
    ['partial', ['SD', 'VGPR']],
    ['none', ['SD', 'PD']],
    [null, []],
  ])('best response: %s of %j', (best, responses) =>
    expect(
      deriveOutcomeRows(course, [
        ...treated,
        ...responses.map((responseReported, month) =>
          record('ResponseAssessment', { assessmentDate: `2024-0${month + 2}-01`, responseReported }),
        ),
      ]),
    ).toMatchObject([{ best_response: best, outcome_version: 2 }]),
  );

  test('who was not infused has no response, whatever an assessment says', () =>
    expect(
      deriveOutcomeRows(course, [
        record('Apheresis', { apheresisDate: '2024-01-01' }),
        record('ResponseAssessment', { assessmentDate: '2024-02-01', responseReported: 'CR' }),
      ]),
    ).toMatchObject([{ best_response: null, competing_days: null }]));

  test.each([
    ['relapse', [record('RelapseProgression', { date: '2024-03-01' })], 60, 1],
    [
      'death of an infection',
      [record('SurvivalStatus', { status: 'dead', deathDate: '2024-03-01', causePrimary: 'infection' })],
      60,
      2,
    ],
    [
      'death of the disease',
      [record('SurvivalStatus', { status: 'dead', deathDate: '2024-03-01', causePrimary: 'primaryDisease' })],
      60,
      1,
    ],
    ['neither', [record('ResponseAssessment', { assessmentDate: '2024-02-01', responseReported: 'CR' })], 31, 0],
  ])('relapse against death without it: %s', (_name, more, days, event) =>
    expect(deriveOutcomeRows(course, [...treated.slice(0, 3), ...more])).toMatchObject([
      { competing_days: days, competing_event: event },
    ]),
  );

  test.each([
    ['2', [1, 2], undefined],
    // The one that is missing between two others was given all the same.
    ['3', [1, 3], undefined],
    ['5+', [1, 2, 3, 4, 5, 6], undefined],
    ['0', [], 0],
    ['4', [], 4],
    [null, [], undefined],
  ])('earlier lines: %s of %j, reported %s', (lines, numbers, numberOfPriorLines) =>
    expect(
      deriveOutcomeRows(course, [
        ...treated,
        ...numbers.map((lineNumber) => record('PriorTherapyLine', { lineNumber })),
        record('Diagnosis', {
          primaryDisease: 'LBCL',
          ...(numberOfPriorLines !== undefined && { numberOfPriorLines }),
        }),
      ]),
    ).toMatchObject([{ prior_lines: lines }]),
  );

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
