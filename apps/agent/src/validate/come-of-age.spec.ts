// Who was treated as a child decides anew when of age: to the day, and nobody else is asked.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dayText } from '@longview/foundation';
import { comingOfAge } from './come-of-age.ts';
import type { BundleRecord } from './patient-bundle.ts';

const one = (
  type: BundleRecord['type'],
  record: Record<string, unknown>,
  more: Partial<BundleRecord> = {},
): BundleRecord => ({
  type,
  record,
  sourceRecordId: `${type} ${JSON.stringify(record)}`,
  source: 'ehr',
  ...more,
});
const consent = (eventDate: string, eventType = 'given') => one('Consent', { eventDate, eventType });
const BORN = '2008-06-15';
const when = (records: readonly BundleRecord[], today: string, born: string | undefined = BORN) =>
  comingOfAge(records, born, today)?.when;

describe('a patient whose parents decided', () => {
  const parents = [consent('2020-01-01')];
  test.each([
    ['2026-03-16', undefined],
    ['2026-03-17', 'soon'],
    ['2026-06-14', 'soon'],
    ['2026-06-15', 'now'],
    ['2031-01-01', 'now'],
  ])('on %s: %s', (today, told) => expect(when(parents, today)).toBe(told));
  test('is asked no more once the own decision is there, whatever it says', () => {
    expect(when([...parents, consent('2026-06-15')], '2026-07-01')).toBeUndefined();
    expect(when([...parents, consent('2026-08-01', 'withdrawn')], '2026-09-01')).toBeUndefined();
  });
  test('a decision of the day before is still that of others', () =>
    expect(when([...parents, consent('2026-06-14', 'amended')], '2026-07-01')).toBe('now'));
  test('is not asked once dead, nor where the birth date or the decision is not known', () => {
    expect(when([...parents, one('SurvivalStatus', { status: 'dead' })], '2026-07-01')).toBeUndefined();
    expect(comingOfAge(parents, undefined, '2026-07-01')).toBeUndefined();
    expect(when([one('Patient', { sex: 'male' })], '2026-07-01')).toBeUndefined();
  });
  test('a decision that was taken back counts for nothing', () =>
    expect(
      when(
        [...parents, one('Consent', { eventDate: '2026-07-01' }, { withdraw: { reason: 'enteredInError' } })],
        '2026-08-01',
      ),
    ).toBe('now'));
  test('born on 29 February comes of age on 1 March of a common year', () => {
    expect(when(parents, '2026-02-28', '2008-02-29')).toBe('soon');
    expect(when(parents, '2026-03-01', '2008-02-29')).toBe('now');
  });
});

test('an adult is never asked', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6_000 }), fc.integer({ min: 0, max: 6_000 }), (decided, later) => {
      const first = 14_000 + decided;
      expect(comingOfAge([consent(dayText(first))], '1980-01-01', dayText(first + later))).toBeUndefined();
    }),
  );
});
