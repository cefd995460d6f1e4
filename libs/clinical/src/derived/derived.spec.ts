// What is derived from records: by example, at the boundaries, and never from what does not say enough.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RecordTypeName } from '../record-types.ts';
import { anyCourse } from '../testing/any-record.ts';
import { deriveItems, OF_COURSE } from './index.ts';
import { eq5dIndex, qlqScores } from './quality-of-life.ts';
import { bestResponseReported, relapseKind, responseDerived } from './response.ts';
import { iecHsDerived } from './toxicity.ts';

type Sent = [RecordTypeName, Record<string, unknown>];
const course = (records: Sent[], age?: number) => ({
  today: '2026-01-01',
  ...(age !== undefined && { age }),
  records: records.map(([type, record], index) => ({ key: `${index}`, type, record })),
});
const quantity = (value: number, unit = 'x', more: object = {}) => ({ value, reported: { value, unit }, ...more });
const of = (name: keyof typeof OF_COURSE, records: Sent[], age?: number): unknown => {
  const result = OF_COURSE[name](course(records, age));
  return result.evaluable ? result.value : { missing: result.missing };
};
const infused = (more: object = {}): Sent => ['Infusion', { infusionDate: '2025-03-10', ...more }];
const disease = (primaryDisease: string, more: object = {}): Sent => ['Diagnosis', { primaryDisease, ...more }];
const product = (productCode: string): Sent => ['Product', { productCode }];
const line = (lineNumber: number, drugs: string[], refractory = 'yes'): Sent => [
  'PriorTherapyLine',
  { lineNumber, drugs, refractory },
];
const day = (observationDate: string, more: object): Sent => ['DailyToxicityObservation', { observationDate, ...more }];

describe('on label', () => {
  const two = [line(1, ['L01FA01']), line(2, ['L01XA01'])];
  test.each<[string, Sent[], number | undefined, unknown]>([
    ['after two lines', [disease('LBCL'), product('L01XL04'), ...two, infused()], 60, true],
    ['after one line', [disease('LBCL'), product('L01XL04'), two[0] as Sent, infused()], 60, false],
    ['of another disease', [disease('MM'), product('L01XL04'), ...two, infused()], 60, false],
    [
      'second line, refractory to the first',
      [disease('LBCL', { lymphomaRefractoriness: 'primaryRefractory' }), product('L01XL03'), two[0] as Sent, infused()],
      60,
      true,
    ],
    [
      'second line, late relapse',
      [disease('LBCL', { lymphomaRefractoriness: 'relapseAfter12' }), product('L01XL03'), two[0] as Sent, infused()],
      60,
      false,
    ],
    [
      'second line, unknown relapse',
      [disease('LBCL'), product('L01XL03'), two[0] as Sent, infused()],
      60,
      { missing: ['lymphomaRefractoriness'] },
    ],
    [
      'before the indication was there',
      [disease('FL'), product('L01XL04'), ...two, ['Infusion', { infusionDate: '2022-04-30' }]],
      60,
      false,
    ],
    [
      'in the month in which it came',
      [disease('FL'), product('L01XL04'), ...two, ['Infusion', { infusionDate: '2022-05-15' }]],
      60,
      { missing: ['infusionDate'] },
    ],
    ['too old', [disease('B_ALL'), product('L01XL04'), infused()], 26, false],
    [
      'a child',
      [disease('B_ALL'), product('L01XL04'), infused()],
      9,
      { missing: ['whether the disease is refractory or in which relapse'] },
    ],
    [
      'age not known',
      [disease('B_ALL'), product('L01XL12'), infused({ infusionDate: '2025-09-01' })],
      undefined,
      { missing: ['age'] },
    ],
    ['26 years', [disease('B_ALL'), product('L01XL12'), ['Infusion', { infusionDate: '2025-09-01' }]], 26, true],
    [
      'with an inhibitor of BTK',
      [disease('MCL'), product('L01XL06'), line(1, ['L01FA01']), line(2, ['L01EL01']), infused()],
      70,
      true,
    ],
    ['without one', [disease('MCL'), product('L01XL06'), ...two, infused()], 70, false],
    [
      'an indication that is not confirmed',
      [disease('MM'), product('L01XL07'), line(1, ['L04AX04', 'L01XG01']), line(2, ['L01FC01']), infused()],
      70,
      { missing: ['the wording of the indication'] },
    ],
    [
      'a product that is not listed',
      [disease('MM'), product('L01XL99'), infused()],
      70,
      { missing: ['a product of the list'] },
    ],
    [
      'under exemption',
      [disease('B_ALL'), product('ARI0001'), infused()],
      40,
      { missing: ['a marketing authorisation'] },
    ],
    [
      'two products',
      [disease('LBCL'), product('L01XL03'), product('L01XL04'), ...two],
      60,
      { missing: ['productCode'] },
    ],
  ])('%s', (_name, records, age, expected) => expect(of('onLabel', records, age)).toEqual(expected));
});

describe('dose', () => {
  const dose = (value: number, more: object = {}): Sent =>
    infused({ totalCarPositiveViableTCells: quantity(value), ...more });
  test('a kilogram, with the weight of the day or the last one before', () => {
    expect(of('dosePerKg', [dose(150, { weight: quantity(75) })])).toBe(2);
    expect(
      of('dosePerKg', [
        dose(150),
        ['BaselineAssessment', { assessmentDate: '2025-01-01', weight: quantity(60) }],
        ['BaselineAssessment', { assessmentDate: '2025-03-09', weight: quantity(50) }],
        ['BaselineAssessment', { assessmentDate: '2025-03-11', weight: quantity(40) }],
      ]),
    ).toBe(3);
    expect(of('dosePerKg', [dose(150)])).toEqual({ missing: ['weight'] });
    expect(of('dosePerKg', [infused({ weight: quantity(75) })])).toEqual({ missing: ['totalCarPositiveViableTCells'] });
    expect(of('dosePerKg', [dose(150, { comparator: '<', weight: quantity(750) })])).toEqual({ missing: ['weight'] });
  });

  const mcl = (value: number, weight: number): unknown =>
    of('dosePerLabel', [disease('MCL'), product('L01XL06'), dose(value, { weight: quantity(weight) })]);
  test('against a confirmed label', () => {
    expect(mcl(150, 75)).toBe('within');
    expect(mcl(157.5, 75)).toBe('within');
    expect(mcl(158, 75)).toBe('above');
    expect(mcl(201, 120)).toBe('above');
    expect(mcl(120, 75)).toEqual({ missing: ['the lower limit of the label'] });
  });
  test('a split dose is one dose', () => {
    const obe = (second: number): unknown =>
      of('dosePerLabel', [
        disease('B_ALL'),
        product('L01XL12'),
        dose(10),
        [
          'Infusion',
          { infusionDate: '2025-03-20', infusionType: 'plannedSplit', totalCarPositiveViableTCells: quantity(second) },
        ],
      ]);
    expect(obe(400)).toBe('within');
    expect(obe(450)).toBe('above');
  });
  test('nothing is told from a dose that is not confirmed', () => {
    expect(of('dosePerLabel', [disease('MM'), product('L01XL07'), dose(9)])).toEqual({ missing: ['a confirmed dose'] });
    expect(of('dosePerLabel', [disease('MM'), product('other'), dose(9)])).toEqual({
      missing: ['a product of the list'],
    });
  });
});

describe('lines and classes', () => {
  test('lines count by their highest number, and say when one between is missing', () => {
    expect(of('numberOfPriorLines', [line(1, []), line(2, []), line(2, [])])).toBe(2);
    expect(OF_COURSE.numberOfPriorLines(course([line(3, []), line(1, [])]))).toMatchObject({ value: 3, partial: true });
    expect(of('numberOfPriorLines', [disease('MM', { numberOfPriorLines: 4 })])).toBe(4);
    expect(of('numberOfPriorLines', [])).toEqual({ missing: ['PriorTherapyLine'] });
  });
  test('triple class and penta', () => {
    const classes = of('classExposure', [
      line(1, ['L04AX04', 'L01XG01'], 'no'),
      line(2, ['L04AX06', 'L01XG02', 'L01FC01']),
    ]);
    expect(classes).toMatchObject({
      tripleClassExposed: true,
      tripleClassRefractory: true,
      pentaExposed: true,
      pentaRefractory: false,
      lenalidomideRefractory: false,
    });
    expect(of('classExposure', [line(1, ['L04AX04', 'L01XG01'])])).toMatchObject({
      tripleClassExposed: false,
      lenalidomideRefractory: true,
    });
    expect(of('classExposure', [['PriorTherapyLine', { lineNumber: 1 }]])).toEqual({ missing: ['drugs'] });
  });
});

describe('intervals', () => {
  const records: Sent[] = [
    ['EligibilityDecision', { decisionDate: '2025-01-09' }],
    ['Apheresis', { apheresisDate: '2025-02-09' }],
    ['Apheresis', { apheresisDate: '2025-02-08' }],
    ['Product', { receivedDate: '2025-03-01' }],
    infused(),
  ];
  test('from the first day of collection', () => {
    expect([of('veinToVein', records), of('brainToVein', records), of('veinToDoor', records)]).toEqual([30, 60, 21]);
    expect(of('veinToVein', [infused()])).toEqual({ missing: ['apheresisDate'] });
    expect(of('veinToVein', [infused(), ['Apheresis', { apheresisDate: '2025-03-11' }]])).toEqual({
      missing: ['dates in their order'],
    });
  });
  test('days in hospital and at home, to day 30 or to death', () => {
    const stay: Sent = ['MedicalAct', { actType: 'ward', startDate: '2025-03-05', endDate: '2025-03-24' }];
    const icu: Sent = ['MedicalAct', { actType: 'icu', startDate: '2025-03-12', endDate: '2025-03-15' }];
    const alive: Sent = ['SurvivalStatus', { status: 'alive', lastContactDate: '2025-06-01' }];
    expect(of('hospitalDays30', [infused(), stay, icu, alive])).toEqual({
      inpatient: 14,
      intensiveCare: 3,
      outOfHospital: 16,
    });
    const dead: Sent = ['SurvivalStatus', { status: 'dead', deathDate: '2025-03-20' }];
    expect(of('hospitalDays30', [infused(), stay, dead])).toEqual({
      inpatient: 10,
      intensiveCare: 0,
      outOfHospital: 0,
    });
    expect(
      of('hospitalDays100', [infused(), stay, ['SurvivalStatus', { status: 'alive', lastContactDate: '2025-04-01' }]]),
    ).toEqual({ missing: ['follow-up to the end of the window'] });
  });
});

describe('grades from the days', () => {
  const calm = { hypotension: 'no', vasopressorGiven: 'no', oxygenDevice: 'none' };
  test('CRS: the highest day, with its onset', () => {
    expect(
      of('crs', [
        infused(),
        day('2025-03-11', { temperatureMax: quantity(38), ...calm }),
        day('2025-03-13', {
          temperatureMax: quantity(39),
          hypotension: 'yes',
          vasopressors: ['norepinephrine', 'vasopressin'],
          oxygenDevice: 'none',
        }),
      ]),
    ).toMatchObject({ grade: 3, onset: 1, worstDay: 3 });
  });
  test('CRS: what was so before infusion is no sign', () => {
    const days: Sent[] = [
      infused(),
      day('2025-03-11', {
        temperatureMax: quantity(39),
        hypotension: 'no',
        vasopressorGiven: 'no',
        oxygenDevice: 'nasalCannula',
        oxygenFlow: quantity(2),
      }),
    ];
    expect(of('crs', days)).toMatchObject({ grade: 2 });
    expect(
      of('crs', [...days, ['BaselineAssessment', { assessmentDate: '2025-03-01', oxygenDevice: 'nasalCannula' }]]),
    ).toMatchObject({ grade: 1 });
    expect(
      of('crs', [...days, ['BaselineAssessment', { assessmentDate: '2025-03-20', oxygenDevice: 'nasalCannula' }]]),
    ).toMatchObject({ grade: 2 });
  });
  test('CRS: a temperature that cannot be is not one; without days there is no grade', () => {
    expect(of('crs', [infused(), day('2025-03-11', { temperatureMax: quantity(101), ...calm })])).toEqual({
      missing: ['day 1: temperature'],
    });
    expect(of('crs', [infused()])).toEqual({ missing: ['days'] });
    expect(of('crs', [infused(), ['SurvivalStatus', { status: 'dead', causePrimary: 'CRS' }]])).toEqual({ grade: 5 });
  });
  test('ICANS: ICE, CAPD under 12, and the score before infusion', () => {
    const tired = day('2025-03-12', { iceScore: 5, consciousness: 'spontaneous' });
    expect(of('icans', [infused(), tired, day('2025-03-14', { iceScore: 8, seizure: 'resolvesRapidly' })], 60)).toEqual(
      { grade: 3, onset: 2 },
    );
    expect(
      of('icans', [infused(), tired, ['BaselineAssessment', { assessmentDate: '2025-03-01', iceScore: 5 }]], 60),
    ).toEqual({ grade: 0 });
    expect(of('icans', [infused(), day('2025-03-12', { capdScore: 9, consciousness: 'spontaneous' })], 8)).toEqual({
      grade: 3,
      onset: 2,
    });
    expect(of('icans', [infused(), day('2025-03-12', { iceScore: 11 })], 60)).toEqual({ missing: ['day 2: iceScore'] });
  });
  const course30 = (value: number): Sent[] => [
    infused(),
    ...Array.from({ length: 8 }, (_, n) => day(`2025-03-${n + 15}`, { neutrophils: quantity(value) })),
  ];
  test('ICAHT: eight days at 500 or less', () => {
    expect(of('icahtEarly', course30(0.5))).toBe(2);
    expect(of('icahtEarly', course30(0.51))).toBe(0);
    expect(of('icahtEarly', [infused()])).toEqual({ missing: ['counts'] });
  });
  test('late counts after a progression are not counted', () => {
    const late: Sent[] = [
      infused(),
      day('2025-04-20', { neutrophils: quantity(0.3) }),
      day('2025-05-20', { neutrophils: quantity(0.4) }),
    ];
    expect(of('icahtLate', late)).toBe(3);
    expect(of('icahtLate', [...late, ['RelapseProgression', { date: '2025-04-11' }]])).toEqual({ missing: ['counts'] });
  });
  test('counts recover', () => {
    const counts = [0.3, 0.6, 0.7, 0.8].map((value, n) =>
      day(`2025-03-${20 + n}`, {
        neutrophils: quantity(value),
        platelets: quantity(n === 0 ? 10 : 30),
        ...(n === 0 && { transfusionsPlatelets: 1 }),
      }),
    );
    expect(of('neutrophilRecovery', [infused(), ...counts])).toEqual({ state: 'recovered', day: 11 });
    expect(of('plateletRecovery', [infused(), ...counts])).toEqual({ state: 'notRecovered' });
  });
  test('IEC-HS: the criteria, never a grade', () => {
    const record = (more: Record<string, unknown>) => ({ key: '0', type: 'IecHs' as const, record: more });
    expect(
      iecHsDerived(
        record({
          ferritin: quantity(2100),
          ferritinLimit: quantity(300),
          fibrinogen: quantity(1.2),
          newCytopenia: 'yes',
        }),
      ),
    ).toMatchObject({ value: true });
    expect(
      iecHsDerived(
        record({
          ferritin: quantity(500),
          ferritinLimit: quantity(300),
          ferritinBaseline: quantity(450),
          fibrinogen: quantity(1.2),
        }),
      ),
    ).toMatchObject({ value: false });
  });
});

describe('risk', () => {
  const blood = {
    platelets: quantity(110),
    neutrophils: quantity(0.95),
    haemoglobin: quantity(10.1),
    cReactiveProtein: quantity(42),
    ferritin: quantity(540),
  };
  const before = (assessmentDate: string): Sent => [
    'BaselineAssessment',
    { timePoint: 'preLymphodepletion', assessmentDate, ...blood },
  ];
  const depleted: Sent = ['Lymphodepletion', { startDate: '2025-03-05' }];
  test('CAR-HEMATOTOX of the three days before lymphodepletion', () => {
    expect(of('carHematotox', [before('2025-03-03'), depleted])).toMatchObject({
      score: 3,
      risk: 'high',
      use: 'registrationOnly',
    });
    expect(of('carHematotox', [before('2025-03-01'), depleted])).toEqual({
      missing: ['values of the three days before lymphodepletion'],
    });
    expect(of('carHematotox', [before('2025-03-06'), depleted])).toEqual({
      missing: ['values of the three days before lymphodepletion'],
    });
  });
  test('IPI and high-risk myeloma tell nothing from half of the facts', () => {
    const half: Sent[] = [disease('LBCL', { annArborStage: 'IV', extranodalSites: 2 })];
    expect(of('ipi', half, 61)).toEqual({ missing: ['lactateDehydrogenase', 'ecog'] });
    expect(
      of(
        'ipi',
        [
          ...half,
          [
            'BaselineAssessment',
            {
              timePoint: 'decision',
              ecog: 1,
              lactateDehydrogenase: quantity(300),
              lactateDehydrogenaseLimit: quantity(250),
            },
          ],
        ],
        61,
      ),
    ).toBe(4);
    const finding = (abnormality: string, result: string): Sent => ['GeneticFinding', { abnormality, result }];
    expect(of('highRiskMyeloma', [finding('del17p', 'positive')])).toBe(true);
    expect(of('highRiskMyeloma', [finding('del17p', 'negative')])).toEqual({ missing: ['t4_14', 't14_16'] });
    expect(
      of('highRiskMyeloma', [
        finding('del17p', 'negative'),
        finding('t4_14', 'negative'),
        finding('t14_16', 'negative'),
      ]),
    ).toBe(false);
  });
});

describe('response', () => {
  const derived = (records: Sent[], index: number): unknown => {
    const view = course(records);
    const result = responseDerived(view, view.records[index] as (typeof view.records)[number]);
    return result.evaluable ? result.value : { missing: result.missing };
  };
  const at = (assessmentDate: string, more: object): Sent => ['ResponseAssessment', { assessmentDate, ...more }];
  test('by PET', () => {
    expect(derived([infused(), disease('LBCL'), at('2025-04-10', { deauvilleScore: 3, newLesions: 'no' })], 2)).toBe(
      'CR',
    );
    expect(
      derived(
        [
          infused(),
          disease('LBCL'),
          at('2025-04-10', { deauvilleScore: 4, uptakeChange: 'reduced', newLesions: 'no' }),
        ],
        2,
      ),
    ).toBe('PR');
    expect(derived([infused(), disease('LBCL'), at('2025-04-10', { deauvilleScore: 2, newLesions: 'yes' })], 2)).toBe(
      'PD',
    );
    expect(derived([infused(), disease('LBCL'), at('2025-04-10', { deauvilleScore: 4, newLesions: 'no' })], 2)).toEqual(
      { missing: ['uptakeVersusBaseline'] },
    );
  });
  test('nothing is derived from a code beyond the list, or a number off its scale', () => {
    const of = (more: object) =>
      derived([infused(), disease('LBCL'), at('2025-04-10', { newLesions: 'no', ...more })], 2);
    expect(of({ deauvilleScore: 4, uptakeChange: 'lesser' })).toEqual({ missing: ['uptakeVersusBaseline'] });
    expect(of({ deauvilleScore: 0, uptakeChange: 'reduced' })).toEqual({ missing: ['deauville'] });
  });
  test('by CT, from the lesions of the day', () => {
    const lesion = (assessmentDate: string, longest: number, short: number): Sent => [
      'LesionMeasurement',
      {
        assessmentDate,
        lesionNumber: 1,
        kind: 'targetNodal',
        longestDiameter: quantity(longest),
        shortDiameter: quantity(short),
      },
    ];
    const measured = (longest: number): unknown =>
      derived(
        [
          infused(),
          disease('FL'),
          at('2025-03-01', { timePoint: 'baseline', spleenLength: quantity(120) }),
          at('2025-04-10', {
            newLesions: 'no',
            nonMeasuredProgress: 'no',
            spleenLength: quantity(120),
            boneMarrowInvolvement: 'negative',
          }),
          lesion('2025-03-01', 40, 30),
          lesion('2025-04-10', longest, 30),
        ],
        3,
      );
    expect(measured(20)).toBe('PR');
    expect(measured(21)).toBe('SD');
    expect(measured(60)).toBe('PD');
  });
  test('of myeloma, against baseline and nadir', () => {
    const m = (serum: number, more: object = {}) => ({
      criteria: 'IMWG2016',
      serumMProtein: quantity(serum),
      urineMProtein: quantity(0),
      plasmacytoma: 'no',
      ...more,
    });
    const base = [infused(), at('2025-03-01', { timePoint: 'baseline', ...m(40) })];
    expect(derived([...base, at('2025-04-10', m(20))], 2)).toBe('PR');
    expect(derived([...base, at('2025-04-10', m(2)), at('2025-06-10', m(7))], 3)).toBe('PD');
    expect(derived([infused(), at('2025-04-10', m(20))], 1)).toEqual({ missing: ['a baseline assessment'] });
  });
  test('of acute leukaemia', () => {
    const b = {
      criteria: 'NCCN_ALL',
      marrowBlasts: quantity(2),
      bloodBlasts: quantity(0),
      extramedullaryDisease: 'no',
      neutrophils: quantity(1.2),
      platelets: quantity(120),
      transfusionFree: 'yes',
    };
    expect(derived([infused(), at('2025-04-10', b)], 1)).toBe('CR');
    expect(derived([infused(), at('2025-04-10', { ...b, platelets: quantity(40) })], 1)).toBe('CRi');
    expect(
      derived(
        [
          infused(),
          at('2025-04-10', { ...b, responseReported: 'CR' }),
          at('2025-06-10', { ...b, marrowBlasts: quantity(30) }),
        ],
        2,
      ),
    ).toBe('PD');
  });
  test('a baseline has none', () =>
    expect(derived([infused(), at('2025-03-01', { criteria: 'IMWG2016' })], 1)).toEqual({
      missing: ['an assessment after infusion'],
    }));
  test('best response ends with a new treatment; relapse or progression follows from it', () => {
    const view = course([
      infused(),
      at('2025-04-10', { responseReported: 'SD' }),
      at('2025-06-10', { responseReported: 'CR' }),
      ['SubsequentTherapy', { startDate: '2025-05-01' }],
      ['RelapseProgression', { date: '2025-05-20' }],
      ['RelapseProgression', { date: '2025-07' }],
    ]);
    expect(bestResponseReported(view)).toMatchObject({ best: 'SD', responded: false });
    expect(relapseKind(view, view.records[4] as never)).toMatchObject({ value: 'progression' });
    expect(relapseKind(view, view.records[5] as never)).toMatchObject({ value: 'relapse' });
  });
});

test('questionnaires', () => {
  const record = (more: object) => ({
    key: '0',
    type: 'PatientReportedOutcome' as const,
    record: more as Record<string, unknown>,
  });
  const state = { eq5dMobility: 2, eq5dSelfCare: 1, eq5dUsualActivities: 3, eq5dPain: 4, eq5dAnxiety: 5 };
  expect(eq5dIndex(record(state))).toMatchObject({ evaluable: true, value: expect.closeTo(0.065454, 6) });
  expect(eq5dIndex(record({ ...state, eq5dPain: undefined }))).toMatchObject({ missing: ['eq5dPain'] });
  expect(eq5dIndex(record({ ...state, eq5dPain: 6 }))).toMatchObject({ missing: ['eq5dPain'] });
  expect(qlqScores(record({ qlqC30Item29: 4 }))).toMatchObject({ value: { globalHealth: 50 } });
  expect(qlqScores(record({ qlqC30Item29: 8 }))).toMatchObject({ evaluable: false });
});

test(
  'whatever a course holds, deriving from it does not fall over, and every figure names its rule',
  () =>
    fc.assert(
      fc.property(anyCourse, (records) => {
        for (const { result } of deriveItems({ records, today: '2026-01-01' })) {
          expect(result.rule.id.length).toBeGreaterThan(2);
          expect(result.evaluable || result.missing.length > 0).toBe(true);
        }
      }),
      { numRuns: 100 },
    ),
  60_000,
);
