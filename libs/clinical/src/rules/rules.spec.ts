import { describe, expect, test } from '@jest/globals';
import type { RecordTypeName } from '../record-types.ts';
import { checkCourse, RULES } from './index.ts';

const course = (...records: [RecordTypeName, Record<string, unknown>][]) => ({
  today: '2026-01-01',
  records: records.map(([type, record], index) => ({ key: `${index}`, type, record })),
});
const asked = (...records: [RecordTypeName, Record<string, unknown>][]) =>
  checkCourse(course(...records)).map((finding) => `${finding.rule} ${finding.key} ${finding.field}`);

const infused: [RecordTypeName, Record<string, unknown>] = ['Infusion', { infusionDate: '2025-03-10' }];

describe('cross-field rules', () => {
  test('a sound course is asked nothing', () =>
    expect(
      asked(
        ['Diagnosis', { primaryDisease: 'LBCL', diagnosisDate: '2023' }],
        ['EligibilityDecision', { decisionDate: '2025-01-05' }],
        ['Apheresis', { apheresisDate: '2025-02-01' }],
        infused,
        ['CytokineReleaseSyndrome', { occurred: 'yes', onsetDate: '2025-03-10', maximumGradeReported: 2 }],
        ['ResponseAssessment', { assessmentDate: '2025-04-10', responseReported: 'CR' }],
        [
          'SurvivalStatus',
          { status: 'dead', deathDate: '2025-10', lastContactDate: '2025-10-12', causePrimary: 'infection' },
        ],
      ),
    ).toEqual([]));

  test.each<[string, [RecordTypeName, Record<string, unknown>][], string[]]>([
    ['V01', [infused, ['Apheresis', { apheresisDate: '2025-03-11' }]], ['V01 1 apheresisDate']],
    ['V01 by year', [infused, ['Diagnosis', { diagnosisDate: '2026' }]], ['V01 1 diagnosisDate']],
    ['V04', [infused, ['ResponseAssessment', { assessmentDate: '2025-03-09' }]], ['V04 1 assessmentDate']],
    ['V04 by month', [infused, ['RelapseProgression', { date: '2025-02' }]], ['V04 1 date']],
    [
      'V05',
      [
        infused,
        ['SurvivalStatus', { status: 'dead', deathDate: '2025-05-01' }],
        ['ResponseAssessment', { assessmentDate: '2025-05-02' }],
      ],
      ['V05 2 assessmentDate'],
    ],
    [
      'V05 alive after death',
      [
        ['SurvivalStatus', { status: 'dead', deathDate: '2025-05-01' }],
        ['SurvivalStatus', { status: 'alive', lastContactDate: '2025-06-01' }],
      ],
      ['V05 1 lastContactDate'],
    ],
    ['V06', [infused, ['Icans', { maximumGradeReported: 5, onsetDate: '2025-03-12' }]], ['V06 1 maximumGradeReported']],
    [
      'V06 the other way',
      [['SurvivalStatus', { status: 'dead', deathDate: '2025-05-01', causePrimary: 'CRS' }]],
      ['V06 0 causePrimary'],
    ],
    ['V27', [['SurvivalStatus', { status: 'alive', lastContactDate: '2026-01-02' }]], ['V27 0 lastContactDate']],
    ['V28', [['Apheresis', { apheresisDate: '2025-01-01' }]], ['V28 0 apheresisDate']],
    ['V31', [['SurvivalStatus', { status: 'dead' }]], ['V31 0 deathDate']],
    [
      'V31 alive',
      [['SurvivalStatus', { status: 'alive', deathDate: '2025-01-01', lastContactDate: '2025-01-01' }]],
      ['V31 0 deathDate'],
    ],
  ])('%s', (_name, records, expected) => expect(asked(...records)).toEqual(expected));

  test('a partial date is not asked about while one reading of it fits', () =>
    expect(
      asked(infused, ['RelapseProgression', { date: '2025-03' }], ['Diagnosis', { diagnosisDate: '2025' }]),
    ).toEqual([]));

  test('a reason answers V28', () =>
    expect(asked(['Apheresis', { apheresisDate: '2025-01-01' }], ['Infusion', { notInfusedReason: 'death' }])).toEqual(
      [],
    ));

  test('ids are unique and every rule says what must hold', () => {
    expect(new Set(RULES.map((rule) => rule.id)).size).toBe(RULES.length);
    for (const rule of RULES) expect(rule.statement).toMatch(/^[A-Z].*\.$/);
  });
});
