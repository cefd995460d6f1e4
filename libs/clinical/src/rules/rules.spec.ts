// Each rule: a course that trips it and one that nearly does; and whatever a course holds, no rule falls over and every word is filled in.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { describe as describeRecord } from '@longview/dictionary';
import { recordClass, type RecordTypeName } from '../record-types.ts';
import { anyCourse } from '../testing/any-record.ts';
import { asksAbout, checkCourse, inLanguage, RULES } from './index.ts';
import { LANGUAGES } from './rule.ts';

type Sent = [RecordTypeName, Record<string, unknown>];

const course = (...records: Sent[]) => ({
  today: '2026-01-01',
  records: records.map(([type, record], index) => ({ key: `${index}`, type, record })),
});
const asked = (...records: Sent[]) =>
  checkCourse(course(...records)).map((finding) => `${finding.rule} ${finding.key} ${finding.field}`);

const quantity = (value: number, unit: string, more: object = {}) => ({ value, reported: { value, unit }, ...more });
const infused: Sent = ['Infusion', { infusionDate: '2025-03-10' }];
const lbcl: Sent = ['Diagnosis', { primaryDisease: 'LBCL' }];

test('a sound course is asked nothing', () =>
  expect(
    asked(
      ['Diagnosis', { primaryDisease: 'LBCL', diagnosisDate: '2023', histology: '9680-3', icd10: 'C83.3' }],
      ['PriorTherapyLine', { lineNumber: 1, startDate: '2023', drugs: ['L01FA01'], refractory: 'yes' }],
      ['PriorTherapyLine', { lineNumber: 2, startDate: '2024-06', drugs: ['L01XA01'], refractory: 'yes' }],
      ['EligibilityDecision', { decisionDate: '2025-01-05', referralDate: '2025-01-02' }],
      ['Apheresis', { apheresisDate: '2025-02-01' }],
      ['BridgingTherapy', { bridgingGiven: 'yes', startDate: '2025-02-02', endDate: '2025-02-20' }],
      ['Lymphodepletion', { given: 'yes', startDate: '2025-03-05', endDate: '2025-03-07' }],
      ['Product', { productCode: 'L01XL03', authorisationStatus: 'centralMA', lotNumberRecorded: 'yes' }],
      infused,
      ['CytokineReleaseSyndrome', { occurred: 'yes', onsetDate: '2025-03-10', maximumGradeReported: 2 }],
      ['ResponseAssessment', { assessmentDate: '2025-04-10', responseReported: 'CR', deauvilleScore: 2 }],
      ['Infection', { onsetDate: '2025-10-01', grade: 5 }],
      [
        'SurvivalStatus',
        { status: 'dead', deathDate: '2025-10', lastContactDate: '2025-10-12', causePrimary: 'infection' },
      ],
    ),
  ).toEqual([]));

/** What trips a rule, and what nearly does. */
const CASES: readonly (readonly [rule: string, trips: Sent[], expected: string[], nearly: Sent[]])[] = [
  [
    'V01',
    [infused, ['Apheresis', { apheresisDate: '2025-03-11' }]],
    ['V01 1 apheresisDate'],
    [infused, ['Apheresis', { apheresisDate: '2025-03-10' }]],
  ],
  [
    'V01',
    [infused, ['Diagnosis', { diagnosisDate: '2026' }]],
    ['V01 1 diagnosisDate'],
    [infused, ['Diagnosis', { diagnosisDate: '2025' }]],
  ],
  [
    'V01',
    [
      ['Diagnosis', { diagnosisDate: '2024-02-01' }],
      ['PriorTherapyLine', { startDate: '2024-01-31' }],
    ],
    ['V01 0 diagnosisDate'],
    [
      ['Diagnosis', { diagnosisDate: '2024-02-01', transformedFromIndolent: 'yes' }],
      ['PriorTherapyLine', { startDate: '2024-01-31' }],
    ],
  ],
  [
    'V01',
    [['Product', { releaseDate: '2025-02-02', receivedDate: '2025-02-01' }]],
    ['V01 0 releaseDate'],
    [['Product', { releaseDate: '2025-02-01', receivedDate: '2025-02-01' }]],
  ],
  [
    'V02',
    [infused, ['Lymphodepletion', { endDate: '2025-03-10' }]],
    ['V02 1 endDate'],
    [infused, ['Lymphodepletion', { endDate: '2025-03-08' }]],
  ],
  [
    'V02',
    [infused, ['Lymphodepletion', { endDate: '2025-03-02' }]],
    ['V02 1 endDate'],
    [infused, ['Lymphodepletion', { endDate: '2025-03-03' }]],
  ],
  [
    'V03',
    [
      ['Apheresis', { apheresisDate: '2025-02-01' }],
      ['BridgingTherapy', { startDate: '2025-01-31' }],
    ],
    ['V03 1 startDate'],
    [
      ['Apheresis', { apheresisDate: '2025-02-01' }],
      ['BridgingTherapy', { startDate: '2025-01-31', timing: 'holding' }],
    ],
  ],
  [
    'V03',
    [
      ['Lymphodepletion', { startDate: '2025-03-05' }],
      ['BridgingTherapy', { endDate: '2025-03-06' }],
    ],
    ['V03 1 endDate'],
    [
      ['Lymphodepletion', { startDate: '2025-03-05' }],
      ['BridgingTherapy', { endDate: '2025-03-05' }],
    ],
  ],
  [
    'V04',
    [infused, ['ResponseAssessment', { assessmentDate: '2025-03-09' }]],
    ['V04 1 assessmentDate'],
    [infused, ['ResponseAssessment', { assessmentDate: '2025-03-09', timePoint: 'baseline' }]],
  ],
  [
    'V04',
    [infused, ['RelapseProgression', { date: '2025-02' }]],
    ['V04 1 date'],
    [infused, ['RelapseProgression', { date: '2025-03' }]],
  ],
  [
    'V04',
    [infused, ['SecondPrimaryMalignancy', { diagnosisDate: '2025-03-10' }]],
    ['V04 1 diagnosisDate'],
    [infused, ['SecondPrimaryMalignancy', { diagnosisDate: '2025-03-11' }]],
  ],
  [
    'V04',
    [
      ['Apheresis', { apheresisDate: '2025-02-01' }],
      ['RelapseProgression', { date: '2025-01-31' }],
    ],
    ['V04 1 date'],
    [
      ['Apheresis', { apheresisDate: '2025-02-01' }],
      ['RelapseProgression', { date: '2025-02-02' }],
    ],
  ],
  [
    'V05',
    [
      ['SurvivalStatus', { status: 'dead', deathDate: '2025-05-01' }],
      ['ResponseAssessment', { assessmentDate: '2025-05-02' }],
    ],
    ['V05 1 assessmentDate'],
    [
      ['SurvivalStatus', { status: 'dead', deathDate: '2025-05' }],
      ['ResponseAssessment', { assessmentDate: '2025-05-31' }],
    ],
  ],
  [
    'V05',
    [
      ['SurvivalStatus', { status: 'dead', deathDate: '2025-05-01' }],
      ['SurvivalStatus', { status: 'alive', lastContactDate: '2025-06-01' }],
    ],
    ['V05 1 lastContactDate'],
    [
      ['SurvivalStatus', { status: 'dead', deathDate: '2025-05-01' }],
      ['SurvivalStatus', { status: 'alive', lastContactDate: '2025-05-01' }],
    ],
  ],
  [
    'V05',
    [['SurvivalStatus', { status: 'dead', deathDate: '2025-05-01', lastContactDate: '2025-05-02' }]],
    ['V05 0 lastContactDate'],
    [
      ['SurvivalStatus', { status: 'dead', deathDate: '2025-05-01', lastContactDate: '2025-05-01' }],
      ['Pregnancy', { reportedDate: '2025-07-01' }],
    ],
  ],
  [
    'V06',
    [infused, ['Icans', { maximumGradeReported: 5, onsetDate: '2025-03-12' }]],
    ['V06 1 maximumGradeReported'],
    [infused, ['Icans', { maximumGradeReported: 4, onsetDate: '2025-03-12' }]],
  ],
  [
    'V06',
    [['SurvivalStatus', { status: 'dead', deathDate: '2025-05-01', causePrimary: 'CRS' }]],
    ['V06 0 causePrimary'],
    [['SurvivalStatus', { status: 'dead', deathDate: '2025-05-01', causePrimary: 'infection' }]],
  ],
  [
    'V07',
    [
      infused,
      [
        'DailyToxicityObservation',
        {
          observationDate: '2025-03-11',
          temperatureMax: quantity(39, 'Cel'),
          hypotension: 'no',
          vasopressorGiven: 'no',
          oxygenDevice: 'facemask',
        },
      ],
      ['CytokineReleaseSyndrome', { occurred: 'yes', maximumGradeReported: 1 }],
    ],
    ['V07 2 maximumGradeReported'],
    [
      infused,
      [
        'DailyToxicityObservation',
        { observationDate: '2025-03-11', temperatureMax: quantity(39, 'Cel'), oxygenDevice: 'none' },
      ],
      ['CytokineReleaseSyndrome', { occurred: 'yes', maximumGradeReported: 3 }],
    ],
  ],
  [
    'V07',
    [
      infused,
      [
        'DailyToxicityObservation',
        {
          observationDate: '2025-03-11',
          temperatureMax: quantity(39, 'Cel'),
          hypotension: 'no',
          vasopressorGiven: 'no',
          oxygenDevice: 'none',
        },
      ],
      ['CytokineReleaseSyndrome', { occurred: 'yes', maximumGradeReported: 3 }],
    ],
    ['V07 2 maximumGradeReported'],
    [
      infused,
      [
        'DailyToxicityObservation',
        {
          observationDate: '2025-03-11',
          temperatureMax: quantity(39, 'Cel'),
          hypotension: 'no',
          vasopressorGiven: 'no',
          oxygenDevice: 'none',
        },
      ],
      ['CytokineReleaseSyndrome', { occurred: 'yes', maximumGradeReported: 3, gradingSystem: 'Lee2014' }],
    ],
  ],
  [
    'V07',
    [
      infused,
      ['DailyToxicityObservation', { observationDate: '2025-03-11', iceScore: 2, consciousness: 'spontaneous' }],
      ['Icans', { occurred: 'no' }],
    ],
    ['V07 2 occurred'],
    [
      infused,
      ['BaselineAssessment', { assessmentDate: '2025-03-09', iceScore: 2 }],
      ['DailyToxicityObservation', { observationDate: '2025-03-11', iceScore: 2, consciousness: 'spontaneous' }],
      ['Icans', { occurred: 'no' }],
    ],
  ],
  [
    'V08',
    [infused, ['CytokineReleaseSyndrome', { onsetDate: '2025-03-25' }]],
    ['V08 1 onsetDate'],
    [infused, ['CytokineReleaseSyndrome', { onsetDate: '2025-03-24' }]],
  ],
  [
    'V08',
    [infused, ['Icans', { onsetDate: '2025-04-08' }]],
    ['V08 1 onsetDate'],
    [
      infused,
      ['Infusion', { infusionDate: '2025-03-20', infusionType: 'plannedSplit' }],
      ['Icans', { onsetDate: '2025-04-08' }],
    ],
  ],
  [
    'V09',
    [['CytokineReleaseSyndrome', { occurred: 'no', tocilizumabGiven: 'yes' }]],
    ['V09 0 tocilizumabGiven'],
    [
      ['CytokineReleaseSyndrome', { occurred: 'no', tocilizumabGiven: 'yes' }],
      ['Icans', { occurred: 'yes' }],
    ],
  ],
  [
    'V09',
    [
      ['CytokineReleaseSyndrome', { occurred: 'no' }],
      ['DrugTreatment', { drug: 'L04AC07', givenFor: 'CRS' }],
    ],
    ['V09 0 occurred'],
    [
      ['CytokineReleaseSyndrome', { occurred: 'no' }],
      ['DrugTreatment', { drug: 'L04AC07', givenFor: 'CRS', prophylactic: 'yes' }],
    ],
  ],
  [
    'V10',
    [['ResponseAssessment', { responseReported: 'CR', deauvilleScore: 4 }]],
    ['V10 0 deauvilleScore'],
    [['ResponseAssessment', { responseReported: 'CR', deauvilleScore: 3 }]],
  ],
  [
    'V10',
    [['ResponseAssessment', { responseReported: 'PR', deauvilleScore: 3 }]],
    ['V10 0 deauvilleScore'],
    [['ResponseAssessment', { responseReported: 'PR', deauvilleScore: 3, boneMarrowInvolvement: 'positive' }]],
  ],
  [
    'V11',
    [
      infused,
      ['ResponseAssessment', { assessmentDate: '2025-04-10', responseReported: 'SD' }],
      ['RelapseProgression', { date: '2025-05-01', type: 'relapse' }],
    ],
    ['V11 2 type'],
    [
      infused,
      ['ResponseAssessment', { assessmentDate: '2025-04-10', responseReported: 'PR' }],
      ['RelapseProgression', { date: '2025-05-01', type: 'relapse' }],
    ],
  ],
  [
    'V12',
    [infused, ['SubsequentTherapy', { startDate: '2025-06', reason: 'progression' }]],
    ['V12 1 reason'],
    [
      infused,
      ['RelapseProgression', { date: '2025-06-30' }],
      ['SubsequentTherapy', { startDate: '2025-06', reason: 'progression' }],
    ],
  ],
  [
    'V13',
    [
      [
        'Infusion',
        {
          totalCarPositiveViableTCells: quantity(150, '10*6'),
          dosePerKgReported: quantity(2.2, '10*6/kg'),
          weight: quantity(75, 'kg'),
        },
      ],
    ],
    ['V13 0 dosePerKgReported'],
    [
      [
        'Infusion',
        {
          totalCarPositiveViableTCells: quantity(150, '10*6'),
          dosePerKgReported: quantity(2.1, '10*6/kg'),
          weight: quantity(75, 'kg'),
        },
      ],
    ],
  ],
  [
    'V14',
    [lbcl, ['Product', { productCode: 'L01XL05' }]],
    ['V14 1 productCode'],
    [lbcl, ['Product', { productCode: 'L01XL05', authorisationStatus: 'clinicalTrial' }]],
  ],
  [
    'V14',
    [['Diagnosis', { primaryDisease: 'FL', numberOfPriorLines: 1 }], ['Product', { productCode: 'L01XL04' }], infused],
    ['V14 1 productCode'],
    [['Diagnosis', { primaryDisease: 'FL', numberOfPriorLines: 2 }], ['Product', { productCode: 'L01XL04' }], infused],
  ],
  [
    'V15',
    [infused, ['Product', { productCode: 'L01XL03', lotNumberRecorded: 'no' }]],
    ['V15 1 lotNumberRecorded'],
    [infused, ['Product', { productCode: 'L01XL12', lotNumberRecorded: 'no' }]],
  ],
  [
    'V16',
    [['Product', { productCode: 'L01XL08', componentLotsOnFile: 1 }]],
    ['V16 0 componentLotsOnFile'],
    [['Product', { productCode: 'L01XL08', componentLotsOnFile: 2 }]],
  ],
  [
    'V17',
    [infused, ['Product', { productCode: 'L01XL12' }]],
    ['V17 0 infusionDate'],
    [
      infused,
      ['Infusion', { infusionDate: '2025-03-20', infusionType: 'plannedSplit' }],
      ['Product', { productCode: 'L01XL12' }],
    ],
  ],
  [
    'V17',
    [infused, ['Product', { productCode: 'ARI0001' }]],
    ['V17 0 infusionDate'],
    [
      ['Infusion', { infusionDate: '2025-03-10', splitNotCompletedReason: 'toxicity' }],
      ['Product', { productCode: 'ARI0001' }],
    ],
  ],
  [
    'V18',
    [['SecondPrimaryMalignancy', { category: 'tCellLymphomaLeukaemia' }]],
    ['V18 0 transgeneTested'],
    [['SecondPrimaryMalignancy', { category: 'solid' }]],
  ],
  [
    'V18',
    [['SecondPrimaryMalignancy', { category: 'tCellLymphomaLeukaemia', transgeneTested: 'yes' }]],
    ['V18 0 transgeneResult'],
    [['SecondPrimaryMalignancy', { category: 'tCellLymphomaLeukaemia', transgeneTested: 'sampleUnavailable' }]],
  ],
  [
    'V19',
    [['PatientReportedOutcome', { qlqC30Item1: 5 }]],
    ['V19 0 qlqC30Item1'],
    [['PatientReportedOutcome', { qlqC30Item29: 7 }]],
  ],
  [
    'V19',
    [['PatientReportedOutcome', { eq5dMobility: 1, eq5dPain: 2 }]],
    ['V19 0 instrument'],
    [['PatientReportedOutcome', { reasonNotAnswered: 'dead' }]],
  ],
  [
    'V20',
    [['BaselineAssessment', { haemoglobin: quantity(120, 'g/dL') }]],
    ['V20 0 haemoglobin'],
    [['BaselineAssessment', { haemoglobin: quantity(25, 'g/dL') }]],
  ],
  [
    'V21',
    [['DailyToxicityObservation', { temperatureMax: quantity(101, 'Cel') }]],
    ['V21 0 temperatureMax'],
    [['DailyToxicityObservation', { temperatureMax: quantity(43, 'Cel') }]],
  ],
  [
    'V22',
    [
      [
        'ResponseAssessment',
        {
          criteria: 'IMWG2016',
          responseReported: 'CR',
          serumMProtein: quantity(0.1, 'g/L'),
          immunofixationUrine: 'positive',
        },
      ],
    ],
    ['V22 0 serumMProtein', 'V22 0 immunofixationUrine'],
    [
      [
        'ResponseAssessment',
        {
          criteria: 'IMWG2016',
          responseReported: 'VGPR',
          serumMProtein: quantity(0.1, 'g/L'),
          immunofixationUrine: 'positive',
        },
      ],
    ],
  ],
  [
    'V23',
    [
      [
        'ResponseAssessment',
        { criteria: 'NCCN_ALL', responseReported: 'CRi', marrowBlasts: quantity(5, '%'), extramedullaryDisease: 'yes' },
      ],
    ],
    ['V23 0 marrowBlasts', 'V23 0 extramedullaryDisease'],
    [
      [
        'ResponseAssessment',
        {
          criteria: 'NCCN_ALL',
          responseReported: 'CRi',
          marrowBlasts: quantity(4.9, '%'),
          extramedullaryDisease: 'no',
        },
      ],
    ],
  ],
  [
    'V24',
    [['MrdAssessment', { result: 'negative', method: 'ngs' }]],
    ['V24 0 sensitivity'],
    [['MrdAssessment', { result: 'positive' }]],
  ],
  [
    'V25',
    [
      ['Patient', { sex: 'male' }],
      ['Pregnancy', { exposedParent: 'patient' }],
    ],
    ['V25 1 exposedParent'],
    [
      ['Patient', { sex: 'male' }],
      ['Pregnancy', { exposedParent: 'partner' }],
    ],
  ],
  [
    'V27',
    [['SurvivalStatus', { status: 'alive', lastContactDate: '2026-01-02' }]],
    ['V27 0 lastContactDate'],
    [['SurvivalStatus', { status: 'alive', lastContactDate: '2026-01-01' }]],
  ],
  [
    'V28',
    [['Apheresis', { apheresisDate: '2025-01-01' }]],
    ['V28 0 apheresisDate'],
    [
      ['Apheresis', { apheresisDate: '2025-01-01' }],
      ['Infusion', { notInfusedReason: 'death' }],
    ],
  ],
  [
    'V29',
    [['FollowUpVisit', { visitDate: '2025-06-01', seenBy: 'treatingCentre' }]],
    ['V29 0 seenBy'],
    [infused, ['FollowUpVisit', { visitDate: '2025-06-01', seenBy: 'treatingCentre' }]],
  ],
  [
    'V29',
    [
      ['Referral', { handoverDate: '2025-07-01' }],
      ['FollowUpVisit', { visitDate: '2025-06-30', seenBy: 'referralCentre' }],
    ],
    ['V29 1 visitDate'],
    [
      ['Referral', { handoverDate: '2025-07-01' }],
      ['FollowUpVisit', { visitDate: '2025-07-01', seenBy: 'referralCentre' }],
    ],
  ],
  [
    'V31',
    [['SurvivalStatus', { status: 'dead' }]],
    ['V31 0 deathDate'],
    [['SurvivalStatus', { status: 'dead', lastContactDate: '2025-01-01' }]],
  ],
  [
    'V31',
    [['SurvivalStatus', { status: 'alive', deathDate: '2025-01-01', lastContactDate: '2025-01-01' }]],
    ['V31 0 deathDate'],
    [['SurvivalStatus', { status: 'alive', lastContactDate: '2025-01-01' }]],
  ],
  [
    'V32',
    [['Product', { productCode: 'L01XL99' }]],
    ['V32 0 productCode'],
    [['Product', { productCode: 'L01XL12', componentLotsOnFile: 1 }]],
  ],
  ['V32', [['Product', { productCode: 'L01XX71' }]], ['V32 0 productCode'], [['Product', { productCode: 'other' }]]],
  [
    'V33',
    [['Diagnosis', { primaryDisease: 'MM', histology: '9680-3', icd10: 'C83.3' }]],
    ['V33 0 histology', 'V33 0 icd10'],
    [['Diagnosis', { primaryDisease: 'FL', histology: '9698-3', icd10: 'C82.1' }]],
  ],
  [
    'V34',
    [['Product', { authorisationStatus: 'hospitalExemption' }]],
    ['V34 0 exemptionGround'],
    [['Product', { authorisationStatus: 'hospitalExemption', exemptionGround: 'noTrial' }]],
  ],
  [
    'V35',
    [
      [
        'DailyToxicityObservation',
        { iceScore: 8, iceOrientation: 4, iceNaming: 3, iceCommand: 1, iceWriting: 0, iceAttention: 1 },
      ],
    ],
    ['V35 0 iceScore'],
    [
      [
        'DailyToxicityObservation',
        { iceScore: 9, iceOrientation: 4, iceNaming: 3, iceCommand: 1, iceWriting: 0, iceAttention: 1 },
      ],
    ],
  ],
  [
    'V36',
    [['Infection', { onsetDate: '2025-05-02', resolutionDate: '2025-05-01' }]],
    ['V36 0 resolutionDate'],
    [['Infection', { onsetDate: '2025-05-02', resolutionDate: '2025-05-02' }]],
  ],
  [
    'V36',
    [['Infection', { outcome: 'ongoing', resolutionDate: '2025-05-01' }]],
    ['V36 0 resolutionDate'],
    [['Infection', { outcome: 'resolved', resolutionDate: '2025-05-01' }]],
  ],
];

describe('each rule', () => {
  test.each(CASES)('%s trips, and nearly', (rule, trips, expected, nearly) => {
    const of = (records: Sent[]) => asked(...records).filter((finding) => finding.startsWith(rule));
    expect(of(trips)).toEqual(expected);
    expect(of(nearly)).toEqual([]);
  });

  test('is tried', () => expect([...new Set(CASES.map(([rule]) => rule))]).toEqual(RULES.map(({ id }) => id)));

  test('says what must hold; ids are unique and in their order', () => {
    const ids = RULES.map((rule) => rule.id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    for (const rule of RULES) expect(rule.statement).toMatch(/^[A-Z].*\.$/);
  });

  test('speaks four languages, in the same words of the finding', () => {
    const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();
    for (const rule of RULES)
      for (const wording of Object.values(rule.wordings))
        for (const part of [wording.message, wording.mend]) {
          const texts = LANGUAGES.map((language) => part[language]);
          expect(new Set(texts).size).toBe(LANGUAGES.length);
          for (const text of texts)
            expect([rule.id, ...placeholders(text)]).toEqual([rule.id, ...placeholders(part.en)]);
        }
  });
});

/** Units have braces as well: only the words of our own sentences count. */
const WORDS = RULES.flatMap((rule) =>
  Object.values(rule.wordings).flatMap(({ message, mend }) =>
    [...`${message.en} ${mend.en}`.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
  ),
);
const OPEN_WORD = new RegExp(`\\{(${[...new Set(WORDS)].join('|')})\\}|undefined`);

test(
  'whatever a course holds, no rule falls over, each finding is of an item, and no word is left open',
  () =>
    fc.assert(
      fc.property(anyCourse, (records) => {
        for (const finding of checkCourse({ records, today: '2026-01-01' })) {
          const { type } = records.find(({ key }) => key === finding.key) as { type: RecordTypeName };
          const item = describeRecord(recordClass(type)).items.find(({ name }) => name === finding.field);
          expect(`${type} ${item?.name}`).toBe(`${type} ${finding.field}`);
          const rule = RULES.find(({ id }) => id === finding.rule) as (typeof RULES)[number];
          expect([finding.rule, finding.field, item && asksAbout(rule, type, item)]).toEqual([
            finding.rule,
            finding.field,
            true,
          ]);
          for (const language of LANGUAGES) {
            const said = inLanguage(finding, language, item?.label);
            expect(`${said.message} ${said.mend}`).not.toMatch(OPEN_WORD);
          }
          expect(inLanguage(finding, 'en', item?.label)).toEqual({ message: finding.message, mend: finding.mend });
        }
      }),
      { numRuns: 100 },
    ),
  60_000,
);

test('a finding is said again as it stands when nobody knows its rule', () =>
  expect(inLanguage({ rule: 'D01', message: 'm', mend: 'n' }, 'nl')).toEqual({ message: 'm', mend: 'n' }));
