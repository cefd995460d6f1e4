import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { gradeIcans, type IcansFindings } from './icans.ts';

const grade = (findings: IcansFindings) => {
  const graded = gradeIcans(findings);
  return graded.evaluable ? graded.value : graded;
};
const awake = (ice: number): IcansFindings => ({ ice, consciousness: 'spontaneous' });

describe('ICANS, ASTCT 2019', () => {
  test.each<[string, IcansFindings, number]>([
    ['10, tremor', awake(10), 0],
    ['9', awake(9), 1],
    ['7', awake(7), 1],
    ['6', awake(6), 2],
    ['3', awake(3), 2],
    ['2', awake(2), 3],
    ['1', awake(1), 3],
    ['0, awake and aphasic', awake(0), 3],
    ['0, unarousable', { ice: 0, consciousness: 'unarousable' }, 4],
    ['8, to voice', { ice: 8, consciousness: 'voice' }, 2],
    ['7, to touch', { ice: 7, consciousness: 'tactile' }, 3],
    ['a seizure of a minute', { ...awake(9), seizure: 'resolvesRapidly' }, 3],
    ['a seizure of six minutes', { ...awake(9), seizure: 'prolonged' }, 4],
    ['focal oedema', { ...awake(10), oedema: 'focal' }, 3],
    ['papilloedema', { ...awake(10), oedema: 'papilloedema' }, 4],
    ['hemiparesis', { ...awake(10), deepFocalWeakness: true }, 4],
    ['subdural haematoma only', { ...awake(8), attribution: 'otherCause' }, 0],
    ['death', { deathFromIcans: true }, 5],
    ['child, CAPD 8, awake', { ageYears: 7, capd: 8, consciousness: 'spontaneous' }, 1],
    ['child, CAPD 1, to voice', { ageYears: 7, capd: 1, consciousness: 'voice' }, 2],
    ['child, CAPD 9', { ageYears: 7, capd: 9 }, 3],
    ['child, CAPD cannot be done', { ageYears: 7, capd: 'unable' }, 4],
    ['child at 12 has an ICE', { ageYears: 12, ice: 6, capd: 0 }, 2],
    ['child, CAPD as before', { ageYears: 7, capd: 10, baseline: { capd: 12 } }, 0],
    ['ICE as before', { ...awake(8), baseline: { ice: 8 } }, 0],
    ['ICE worse than before', { ...awake(6), baseline: { ice: 8 } }, 2],
    ['weakness as before', { ...awake(10), deepFocalWeakness: true, baseline: { deepFocalWeakness: true } }, 0],
  ])('%s', (_name, findings, expected) => expect(grade(findings)).toBe(expected));

  test('without the score another domain carries the grade, marked', () => {
    expect(gradeIcans({ consciousness: 'voice' })).toMatchObject({ evaluable: true, value: 2, partial: true });
  });

  test.each<[string, IcansFindings, string]>([
    ['nothing', {}, 'ice'],
    ['awake, no score', { consciousness: 'spontaneous' }, 'ice'],
    ['a child without a score', { ageYears: 5, consciousness: 'spontaneous' }, 'capd'],
    ['sedated for ventilation', { ...awake(5), sedated: true }, 'otherCauseExcluded'],
  ])('is not guessed: %s', (_name, findings, missing) =>
    expect(grade(findings)).toMatchObject({ evaluable: false, missing: [missing] }),
  );

  test.each([{ ice: 11 }, { ice: -1 }, { ice: 6.5 }, { ageYears: 3, capd: 33 }])('%j is no score', (findings) =>
    expect(() => gradeIcans(findings)).toThrow(RangeError),
  );

  test('never falls when a sign worsens', () => {
    const levels = ['spontaneous', 'voice', 'tactile', 'vigorousTactile', 'unarousable'] as const;
    const seizures = ['none', 'resolvesRapidly', 'prolonged'] as const;
    const findings = fc.record({
      ice: fc.integer({ min: 0, max: 10 }),
      level: fc.nat(4),
      seizure: fc.nat(2),
      weak: fc.boolean(),
    });
    const of = ({ ice, level, seizure, weak }: { ice: number; level: number; seizure: number; weak: boolean }) =>
      grade({
        ice,
        consciousness: levels[level] ?? 'coma',
        seizure: seizures[seizure] ?? 'repetitive',
        deepFocalWeakness: weak,
      }) as number;
    fc.assert(
      fc.property(findings, (one) => {
        const now = of(one);
        expect(of({ ...one, ice: Math.max(0, one.ice - 1) })).toBeGreaterThanOrEqual(now);
        expect(of({ ...one, level: one.level + 1 })).toBeGreaterThanOrEqual(now);
        expect(of({ ...one, seizure: one.seizure + 1 })).toBeGreaterThanOrEqual(now);
        expect(of({ ...one, weak: true })).toBeGreaterThanOrEqual(now);
      }),
    );
  });
});
