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
    ).toMatchObject([{ best_response: best, outcome_version: 3 }]),
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

  const third = (...records: CurrentRecord[]) => deriveOutcomeRows(course, [...treated, ...records])[0];

  test('what the treatment did beside: second malignancy, aplasia, onsets, haematotoxicity', () => {
    expect(third()).toMatchObject({ spm_days: 182, spm_event: 0, aplasia_days: 0, aplasia_event: 0 });
    const spm = (category: string) => record('SecondPrimaryMalignancy', { diagnosisDate: '2024-04-10', category });
    expect(third(spm('solid'))).toMatchObject({ spm_days: 100, spm_event: 1 });
    expect(third(spm('nonMelanomaSkin'))).toMatchObject({ spm_days: 182, spm_event: 0 });
    const aplasia = (sampleDate: string, bCellAplasia: string) =>
      record('PersistenceAssessment', { sampleDate, bCellAplasia });
    expect(third(aplasia('2024-02-01', 'present'), aplasia('2024-05-01', 'lost'))).toMatchObject({
      aplasia_days: 121,
      aplasia_event: 1,
    });
    // Nobody wrote it down: not known. That it did not occur: no onset within thirty days. That it did, on a day nobody tells: not known.
    expect(third()).toMatchObject({ crs_onset_days: null, icans_onset_event: null });
    const crs = (body: object) => record('CytokineReleaseSyndrome', { ...body });
    expect(third(crs({ occurred: 'no' }))).toMatchObject({ crs_onset_days: 30, crs_onset_event: 0 });
    expect(third(crs({ occurred: 'yes', onsetDate: '2024-01-04' }))).toMatchObject({
      crs_onset_days: 3,
      crs_onset_event: 1,
    });
    expect(third(crs({ occurred: 'yes' }))).toMatchObject({ crs_onset_days: null });
    const icaht = (phase: string, gradeReported: number) =>
      record('Icaht', { phase, gradeReported, assessmentDate: '2024-02-01' });
    expect(third(icaht('early', 3), icaht('late', 0))).toMatchObject({ icaht_early: 3, icaht_late: 0 });
    expect(third()).toMatchObject({ icaht_early: null, icaht_late: null });
    const day = (observationDate: string, value: number) =>
      record('DailyToxicityObservation', {
        observationDate,
        neutrophils: { value, reported: { value, unit: '10*9/L' } },
      });
    const days = Array.from({ length: 31 }, (_, n) =>
      day(new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10), n < 20 ? 0.05 : 2),
    );
    expect(third(...days)?.icaht_early).toBeGreaterThanOrEqual(3);
  });

  test('responses and how long they last; new treatment ends freedom of events', () => {
    const response = (assessmentDate: string, responseReported: string) =>
      record('ResponseAssessment', { assessmentDate, responseReported });
    expect(
      third(response('2024-01-31', 'PR'), response('2024-03-01', 'CR'), response('2024-05-01', 'PD')),
    ).toMatchObject({
      dor_days: 91,
      dor_event: 1,
      rfs_days: 61,
      rfs_event: 1,
      efs_days: 121,
      efs_event: 1,
    });
    expect(third(response('2024-01-31', 'SD'))).toMatchObject({ dor_days: null, rfs_days: null });
    expect(
      third(response('2024-01-31', 'PR'), record('SubsequentTherapy', { startDate: '2024-03-01', type: 'chemo' })),
    ).toMatchObject({ efs_days: 60, efs_event: 1 });
  });

  test('days in hospital and quality of life: none where a stay has no end, or a score is missing', () => {
    const stay = (more: object) =>
      record('Infusion', { infusionDate: '2024-01-01', admissionDate: '2023-12-26', ...more });
    expect(third(stay({ dischargeDate: '2024-01-15' }))).toMatchObject({ hospital_days: 14, home_days: 16 });
    expect(third(stay({}))).toMatchObject({ hospital_days: null, home_days: null });
    const score = (assessmentDate: string, eq5dScale: number, level: number) =>
      record('PatientReportedOutcome', {
        instrument: 'EQ-5D-5L',
        assessmentDate,
        eq5dScale,
        eq5dMobility: level,
        eq5dSelfCare: level,
        eq5dUsualActivities: level,
        eq5dPain: level,
        eq5dAnxiety: level,
      });
    const scored = third(score('2023-12-20', 55, 2), score('2024-04-08', 80, 1));
    expect(scored).toMatchObject({ eq_vas_change: 25 });
    expect(scored?.eq_index_change).toBeGreaterThan(0);
    expect(Number.isInteger(scored?.eq_index_change)).toBe(true);
    expect(third(score('2023-12-20', 55, 2))).toMatchObject({ eq_vas_change: null, eq_index_change: null });
  });

  test('intention to treat: who was never infused has an apheresis, a survival and an infusion that death kept him from', () => {
    const rows = deriveOutcomeRows(course, [
      record('Apheresis', { apheresisDate: '2023-12-01' }),
      record('SurvivalStatus', { status: 'dead', deathDate: '2024-01-10' }),
    ]);
    expect(rows).toMatchObject([
      {
        apheresed_on: '2023-12-01',
        apheresed_os_days: 40,
        apheresed_os_event: 1,
        infusion_days: 40,
        infusion_event: 2,
        os_days: null,
        waiting: null,
        spm_days: null,
      },
    ]);
    expect(third(record('Apheresis', { apheresisDate: '2023-12-01' }))).toMatchObject({
      apheresed_os_days: 213,
      infusion_days: 31,
      infusion_event: 1,
      waiting: 31,
    });
  });
});
