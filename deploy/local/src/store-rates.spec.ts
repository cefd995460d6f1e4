// What the local network says of its store: each rate against a cohort that was counted by hand, and that what lies outside is said.
import { describe, expect, test } from '@jest/globals';
import { type StoredRecord, storeRates } from './store-rates.ts';

const TODAY = '2026-01-01';
const zero = '2024-01-01';

interface Story {
  readonly grade?: number;
  readonly response?: string;
  /** Days after infusion. */
  readonly died?: number;
  readonly cause?: string;
  readonly relapsed?: number;
  readonly infused?: boolean;
}

const day = (after: number): string => new Date(Date.parse(zero) + after * 86_400_000).toISOString().slice(0, 10);

function recordsOf(patient: number, { grade, response, died, cause, relapsed, infused = true }: Story): StoredRecord[] {
  const record = (type: string, body: object): StoredRecord => ({
    patient: `p${patient}`,
    course: `c${patient}`,
    type,
    body: body as StoredRecord['body'],
  });
  return [
    record('Diagnosis', { primaryDisease: 'LBCL' }),
    record('Apheresis', { apheresisDate: day(-40) }),
    ...(infused ? [record('Infusion', { infusionDate: zero })] : []),
    record(
      'CytokineReleaseSyndrome',
      grade === undefined ? { occurred: 'no' } : { occurred: 'yes', maximumGradeReported: grade },
    ),
    ...(response === undefined
      ? []
      : [record('ResponseAssessment', { assessmentDate: day(30), responseReported: response })]),
    ...(relapsed === undefined ? [] : [record('RelapseProgression', { date: day(relapsed) })]),
    record(
      'SurvivalStatus',
      died === undefined
        ? { status: 'alive', lastContactDate: day(500) }
        : { status: 'dead', deathDate: day(died), lastContactDate: day(died), causePrimary: cause },
    ),
    ...(response === undefined
      ? []
      : [record('ResponseAssessment', { assessmentDate: day(499), responseReported: response })]),
  ];
}

const named = (stories: readonly Story[]) => {
  const { rates, outside } = storeRates(
    stories.flatMap((story, index) => recordsOf(index, story)),
    TODAY,
  );
  return { outside, rate: (name: string) => rates.find((one) => one.name === name) };
};

describe('rates of a store', () => {
  const { rate, outside } = named([
    { grade: 1, response: 'CR' },
    { grade: 3, response: 'PR', relapsed: 100 },
    { grade: 2, response: 'CR' },
    { response: 'PD', died: 90, cause: 'primaryDisease' },
    { grade: 1, response: 'CR', died: 200, cause: 'infection' },
    { infused: false },
  ]);
  test('toxicity counts the infused of whom it is told', () => {
    expect(rate('CRS any')).toMatchObject({ value: 80, of: 5 });
    expect(rate('CRS >=3')).toMatchObject({ value: 20, of: 5 });
  });
  test('a response is the best before progression', () => {
    expect(rate('ORR')).toMatchObject({ value: 80, of: 5 });
    expect(rate('CR')).toMatchObject({ value: 60, of: 5 });
  });
  test('survival at a year is that of Kaplan and Meier, non-relapse mortality that of Aalen and Johansen', () => {
    expect(rate('1-year OS')?.value).toBeCloseTo(60, 9);
    expect(rate('1-year PFS')?.value).toBeCloseTo(40, 9);
    expect(rate('1-year NRM, LBCL and MM')?.value).toBeCloseTo(20, 9);
  });
  test('the way to the infusion', () => {
    expect(rate('vein to vein, median')).toMatchObject({ value: 40, unit: 'd', of: 5 });
    expect(rate('infused of apheresed')?.value).toBeCloseTo(500 / 6, 9);
  });
  test('what lies outside is named: here the early deaths, and the neurotoxicity that nobody told of', () => {
    expect(outside).toEqual(['ICANS any', 'ICANS >=3', '1-year NRM, LBCL and MM']);
  });
});

test('record types that nobody sent are named', () => {
  const { missingTypes, recordTypes } = storeRates(recordsOf(1, { response: 'CR' }), TODAY);
  expect(recordTypes).toBe(6);
  expect(missingTypes).toContain('Pregnancy');
  expect(missingTypes).not.toContain('Infusion');
});
