import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bestResponse } from './best-response.ts';
import { type HematotoxValues, scoreHematotox } from './car-hematotox.ts';
import { gradeAnaemia, gradeCytopenia, neutrophilRecovery, plateletRecovery } from './cytopenia.ts';
import { eq5dIndexBelgium, type Eq5dState } from './eq5d.ts';
import { iecHsCriteria } from './iec-hs.ts';
import { compared } from './measure.ts';
import { scoreQlqC30 } from './qlq-c30.ts';

describe('CAR-HEMATOTOX', () => {
  const values = (
    platelets: number,
    neutrophils: number,
    haemoglobin: number,
    crp: number,
    ferritin: number,
  ): HematotoxValues => ({ platelets, neutrophils, haemoglobin, crp, ferritin });
  test.each([
    [values(220, 3.4, 12.4, 8, 180), 0, 'low'],
    [values(130, 1.8, 10.5, 14, 320), 1, 'low'],
    [values(110, 0.95, 10.1, 42, 540), 3, 'high'],
    [values(60, 0.7, 8.5, 24, 1400), 5, 'high'],
    [values(40, 0.4, 7.8, 95, 3200), 7, 'high'],
    [values(220, 3.4, 12.4, 30, 180), 1, 'low'],
    [values(175, 1.2, 9, 29.9, 649), 1, 'low'],
    [values(176, 1.2, 9, 29.9, 650), 1, 'low'],
    [values(75, 3, 12, 1, 2000), 2, 'high'],
    [values(74, 3, 12, 1, 2001), 4, 'high'],
  ])('%j scores %i', (given, score, risk) =>
    expect(scoreHematotox(given)).toMatchObject({ evaluable: true, value: { score, risk, use: 'registrationOnly' } }),
  );
  test('a missing value is not 0, one with a comparator only where it decides, and nothing after lymphodepletion', () => {
    const { ferritin: _gone, ...rest } = values(220, 3.4, 12.4, 8, 180);
    expect(scoreHematotox(rest)).toMatchObject({ evaluable: false, missing: ['ferritin'] });
    expect(scoreHematotox({ ...rest, ferritin: compared('>', 1650) })).toMatchObject({
      evaluable: false,
      missing: ['ferritin'],
    });
    expect(scoreHematotox({ ...rest, ferritin: compared('>', 45_000) })).toMatchObject({ value: { score: 2 } });
    expect(scoreHematotox({ ...rest, ferritin: 180, daysBefore: -1 })).toMatchObject({ evaluable: false });
    expect(scoreHematotox({ ...rest, ferritin: 180, daysBefore: 3 })).toMatchObject({ evaluable: true });
  });
});

describe('IEC-HS criteria', () => {
  test.each([
    [{ ferritin: 2100, ferritinUpperNormal: 300, fibrinogen: 1.2, cytopenia: true }, true],
    [{ ferritin: 500, ferritinUpperNormal: 300, ferritinBaseline: 450, fibrinogen: 1.2 }, false],
    [{ ferritin: 2100, ferritinUpperNormal: 300, fibrinogen: 1.4 }, true],
    [{ ferritin: 2100, ferritinUpperNormal: 300, transaminases: 5.1 }, true],
    [{ ferritin: 950, ferritinUpperNormal: 900, ferritinBaseline: 450, haemophagocytosis: true }, true],
    [
      {
        ferritin: 2100,
        ferritinUpperNormal: 300,
        fibrinogen: 2,
        transaminases: 5,
        haemophagocytosis: false,
        cytopenia: false,
      },
      false,
    ],
    [{ ferritin: 2100, ferritinUpperNormal: 300, fibrinogen: 1.2, betterExplained: true }, false],
  ])('%j: %s', (findings, met) => expect(iecHsCriteria(findings)).toMatchObject({ evaluable: true, value: met }));
  test('is not guessed', () => {
    expect(iecHsCriteria({ ferritin: 2100, fibrinogen: 1.2 })).toMatchObject({ evaluable: false });
    expect(iecHsCriteria({ ferritin: 2100, ferritinUpperNormal: 300, fibrinogen: 2 })).toMatchObject({
      evaluable: false,
      missing: ['transaminases', 'haemophagocytosis', 'cytopenia'],
    });
  });
});

describe('EQ-5D-5L, Belgium', () => {
  test.each([
    ['11111', 1],
    ['11112', 0.9013],
    ['21111', 0.930775],
    ['12111', 0.939306],
    ['11211', 0.937179],
    ['11121', 0.895242],
    ['11115', 0.523614],
    ['33333', 0.576553],
    ['21345', 0.065454],
    ['13213', 0.781174],
    ['44444', -0.21468],
    ['55555', -0.531646],
  ])('%s is worth %d', (state, index) =>
    expect(eq5dIndexBelgium([...state].map(Number) as unknown as Eq5dState)).toBeCloseTo(index, 6),
  );
  const level = fc.integer({ min: 1, max: 5 });
  test('never rises when an answer worsens', () => {
    fc.assert(
      fc.property(fc.tuple(level, level, level, level, level), fc.nat(4), (state, dimension) => {
        const worse = state.map((own, index) =>
          index === dimension ? Math.min(5, own + 1) : own,
        ) as unknown as Eq5dState;
        expect(eq5dIndexBelgium(worse)).toBeLessThanOrEqual(eq5dIndexBelgium(state));
      }),
    );
  });
  test.each([[[0, 1, 1, 1, 1]], [[1, 1, 1, 1, 6]], [[1, 1, 1, 1]], [[1.5, 1, 1, 1, 1]]])('%j is no state', (state) =>
    expect(() => eq5dIndexBelgium(state as unknown as Eq5dState)).toThrow(RangeError),
  );
});

describe('QLQ-C30', () => {
  const all = (answer: number, global: number) =>
    Object.fromEntries(Array.from({ length: 30 }, (_, index) => [index + 1, index >= 28 ? global : answer]));
  test('its ends', () => {
    expect(scoreQlqC30(all(1, 7))).toMatchObject({
      physical: 100,
      social: 100,
      fatigue: 0,
      financial: 0,
      globalHealth: 100,
    });
    expect(scoreQlqC30(all(4, 1))).toMatchObject({ physical: 0, emotional: 0, pain: 100, globalHealth: 0 });
    expect(Object.keys(scoreQlqC30(all(2, 3)))).toHaveLength(15);
  });
  test('half of the answers are enough, less are not', () => {
    expect(scoreQlqC30({ 29: 4 })).toEqual({ globalHealth: 50 });
    expect(scoreQlqC30({ 1: 1, 2: 1 })).toEqual({});
    expect(scoreQlqC30({ 1: 1, 2: 1, 3: 2 }).physical).toBeCloseTo((1 - 1 / 9) * 100, 10);
    expect(scoreQlqC30({ 10: 2 })).toEqual({});
    expect(scoreQlqC30({ 10: 2, 12: 2 }).fatigue).toBeCloseTo(100 / 3, 10);
  });
  test.each([[{ 1: 5 }], [{ 30: 8 }], [{ 31: 1 }], [{ 2: 1.5 }], [{ 0: 1 }]])('%j is no answer', (answers) =>
    expect(() => scoreQlqC30(answers as unknown as Record<number, number>)).toThrow(RangeError),
  );
});

describe('CTCAE cytopenia', () => {
  test.each([
    ['neutrophils', 0.49, 4],
    ['neutrophils', 0.5, 3],
    ['neutrophils', 1, 2],
    ['neutrophils', 1.5, 1],
    ['neutrophils', 1.8, 0],
    ['platelets', 24.9, 4],
    ['platelets', 25, 3],
    ['platelets', 50, 2],
    ['platelets', 75, 1],
    ['platelets', 150, 0],
  ] as const)('%s of %d: grade %i', (what, value, grade) =>
    expect(gradeCytopenia(what, value, what === 'neutrophils' ? 1.8 : 150)).toMatchObject({
      evaluable: true,
      value: grade,
    }),
  );
  test.each([
    [7.9, false, 3],
    [8, false, 2],
    [10, false, 1],
    [12, false, 0],
    [12, true, 3],
  ])('haemoglobin %d, transfusion %s: grade %i', (value, transfused, grade) =>
    expect(gradeAnaemia(value, 12, transfused)).toMatchObject({ evaluable: true, value: grade }),
  );
  test('is not guessed', () => {
    expect(gradeCytopenia('neutrophils', undefined)).toMatchObject({ evaluable: false, missing: ['value'] });
    expect(gradeCytopenia('neutrophils', 1.6)).toMatchObject({ evaluable: false, missing: ['lowerNormal'] });
    expect(gradeCytopenia('platelets', compared('<', 30), 150)).toMatchObject({ evaluable: false });
    expect(gradeCytopenia('platelets', compared('<', 10), 150)).toMatchObject({ value: 4 });
  });
});

describe('recovery', () => {
  const counts = (...values: number[]) => values.map((value, index) => ({ day: 10 + index, value }));
  test('of neutrophils: the first of three counts in a row on different days', () => {
    expect(neutrophilRecovery(counts(0.2, 0.6, 0.4, 0.5, 0.6, 0.7))).toEqual({ state: 'recovered', day: 13 });
    expect(neutrophilRecovery(counts(0.2, 0.5, 0.6))).toEqual({ state: 'notRecovered' });
    expect(neutrophilRecovery([...counts(0.2, 0.5, 0.6), { day: 12, value: 0.9 }])).toEqual({ state: 'notRecovered' });
    expect(neutrophilRecovery(counts(1, 2))).toEqual({ state: 'neverBelow' });
    expect(neutrophilRecovery([])).toBeUndefined();
  });
  test('of platelets: seven days without a transfusion', () => {
    expect(plateletRecovery(counts(10, 25, 30, 40), [])).toEqual({ state: 'recovered', day: 11 });
    expect(plateletRecovery(counts(10, 25, 30, 40), [11])).toEqual({ state: 'notRecovered' });
    expect(plateletRecovery([...counts(10, 25), { day: 18, value: 60 }], [11])).toEqual({
      state: 'recovered',
      day: 18,
    });
    expect(plateletRecovery(counts(30, 40), [])).toEqual({ state: 'neverBelow' });
    expect(plateletRecovery([], [])).toBeUndefined();
  });
});

describe('best response', () => {
  test('is the best up to and including the first end, and NE stays in', () => {
    const assessments = [
      { day: -3, response: 'CR' as const },
      { day: 30, response: 'PR' as const },
      { day: 90, response: 'SD' as const },
      { day: 180, response: 'CR' as const },
    ];
    expect(bestResponse({ assessments })).toMatchObject({ best: 'CR', day: 180, responded: true });
    expect(bestResponse({ assessments, newTherapy: 120 })).toMatchObject({ best: 'PR', day: 30, responded: true });
    expect(bestResponse({ assessments: [...assessments, { day: 100, response: 'PD' }] })).toMatchObject({ best: 'PR' });
    expect(bestResponse({ assessments: [{ day: 30, response: 'PD' }] })).toMatchObject({
      best: 'PD',
      responded: false,
    });
    expect(bestResponse({ assessments: [], death: 12 })).toMatchObject({ best: 'NE', responded: false });
  });
});
