// What is kept is what has a value; what is missing is told beside it; a value is taken apart into numbers, answers and codes.
import { describe, expect, test } from '@jest/globals';
import type { CurrentRecord } from './derive.ts';
import { type DerivedItem, derivedItems, keptItems, partsOf, withMissing } from './derived-items.ts';

const record = (id: string, type: CurrentRecord['type'], body: Record<string, unknown>): CurrentRecord => ({
  id,
  type,
  body,
  centre: 'a',
  demonstration: true,
});
const RECORDS = [
  record('b', 'Infusion', { infusionDate: '2024-03-01' }),
  record('a', 'Apheresis', { apheresisDate: '2024-01-20' }),
  record('d', 'PatientReportedOutcome', {
    eq5dMobility: 1,
    eq5dSelfCare: 1,
    eq5dUsualActivities: 1,
    eq5dPain: 1,
    eq5dAnxiety: 1,
  }),
];

describe('derived items', () => {
  test('are the same in whatever order the records come', () => {
    expect(derivedItems(RECORDS.toReversed())).toEqual(derivedItems(RECORDS));
  });

  test('are kept where they have a value', () => {
    const all = derivedItems(RECORDS);
    expect(keptItems(all).map(({ item, record: of, value }) => [item, of, value])).toEqual([
      ['veinToVein', undefined, 41],
      ['eq5dIndex', 'd', 1],
    ]);
    expect(all.find(({ item }) => item === 'dosePerKg')).toEqual({
      item: 'dosePerKg',
      rule: 'dose-per-kg',
      version: 1,
      missing: ['totalCarPositiveViableTCells', 'weight'],
    });
    // What the database gives back is what was kept.
    expect(JSON.parse(JSON.stringify(keptItems(all)))).toEqual(keptItems(all));
  });

  test('are told with what is missing; a value is the one that was kept', () => {
    const item = (name: string, more: Partial<DerivedItem>): DerivedItem => ({
      item: name,
      rule: 'r',
      version: 1,
      ...more,
    });
    const kept = [item('x', { value: 1 }), item('gone', { value: 2, record: 'q' })];
    const again = [item('y', { missing: ['m'] }), item('x', { value: 3, version: 2 }), item('z', { value: 4 })];
    expect(withMissing(kept, again)).toEqual([again[0], kept[0], kept[1]]);
    expect(withMissing(keptItems(derivedItems(RECORDS)), derivedItems(RECORDS))).toEqual(derivedItems(RECORDS));
  });
});

test.each([
  [3.5, [{ number: 3.5 }]],
  [false, [{ is: false }]],
  ['CR', [{ codes: ['CR'] }]],
  [undefined, []],
  [null, []],
  [
    { grade: 2, onset: 3 },
    [
      { name: 'grade', number: 2 },
      { name: 'onset', number: 3 },
    ],
  ],
  [
    { exposed: ['IMiD', 'PI'], refractory: [], deeper: { is: true } },
    [
      { name: 'exposed', codes: ['IMiD', 'PI'] },
      { name: 'refractory', codes: [] },
      { name: 'deeper.is', is: true },
    ],
  ],
])('the value %j is %j', (value, parts) => {
  expect(partsOf(value)).toEqual(parts);
});

test('what is no number, answer or code is no part of a value', () => {
  expect(() => partsOf({ days: [1, 2] })).toThrow('days');
});
