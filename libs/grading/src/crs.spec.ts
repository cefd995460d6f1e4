import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CrsSigns, gradeCrsDay, gradeCrsEpisode, type OxygenDevice } from './crs.ts';
import { compared } from './measure.ts';

const WELL = { hypotension: false, vasopressors: [], oxygenDevice: 'none' } as const satisfies CrsSigns;
const grade = (signs: CrsSigns) => {
  const graded = gradeCrsDay({ ...WELL, ...signs });
  return graded.evaluable ? graded.value : graded;
};

describe('CRS, ASTCT 2019', () => {
  test.each<[string, CrsSigns, number]>([
    ['38.0', { temperature: 38 }, 1],
    ['37.9, nothing given', { temperature: 37.9 }, 0],
    ['38.6 of a bacteraemia', { temperature: 38.6, feverAttribution: 'infection' }, 0],
    ['fluids only', { temperature: 38.5, hypotension: true }, 2],
    ['cannula 6 L/min', { temperature: 38.5, oxygenDevice: 'nasalCannula', oxygenFlow: 6 }, 2],
    ['cannula 7 L/min', { temperature: 38.5, oxygenDevice: 'nasalCannula', oxygenFlow: 7 }, 3],
    ['blow-by', { temperature: 38.5, oxygenDevice: 'blowBy' }, 2],
    ['norepinephrine', { temperature: 39, hypotension: true, vasopressors: ['norepinephrine'] }, 3],
    ['with vasopressin', { temperature: 39, hypotension: true, vasopressors: ['norepinephrine', 'vasopressin'] }, 3],
    ['two others', { temperature: 39, hypotension: true, vasopressors: ['norepinephrine', 'epinephrine'] }, 4],
    ['two others and vasopressin', { temperature: 39, vasopressors: ['dopamine', 'epinephrine', 'Vasopressin '] }, 4],
    ['vasopressin alone', { temperature: 39, hypotension: true, vasopressors: ['vasopressin'] }, 3],
    ['CPAP', { temperature: 39, oxygenDevice: 'cpap' }, 4],
    [
      'no fever after tocilizumab, open',
      { temperature: 37, open: true, antipyreticOrAnticytokine: true, vasopressors: ['norepinephrine'] },
      3,
    ],
    ['the worse of the two', { temperature: 38.5, hypotension: true, oxygenDevice: 'facemask' }, 3],
    [
      'intubated for the airway',
      { temperature: 39, oxygenDevice: 'mechanicalVentilation', ventilationIndication: 'airwayProtection' },
      1,
    ],
    [
      'intubated for hypoxia',
      { temperature: 39, oxygenDevice: 'mechanicalVentilation', ventilationIndication: 'hypoxia' },
      4,
    ],
    ['death', { deathFromCrs: true }, 5],
    ['38.4, whatever the liver', { temperature: 38.4 }, 1],
  ])('%s', (_name, signs, expected) => expect(grade(signs)).toBe(expected));

  test.each<[string, CrsSigns, readonly string[], number | undefined]>([
    ['no temperature', {}, ['temperature'], undefined],
    ['a temperature that may be either', { temperature: compared('>', 37.5) }, ['temperature'], undefined],
    ['a cannula without its flow', { temperature: 39, oxygenDevice: 'nasalCannula' }, ['oxygenFlow'], 2],
    [
      'ventilated, nobody says why',
      { temperature: 39, oxygenDevice: 'mechanicalVentilation' },
      ['ventilationIndication'],
      1,
    ],
  ])('is not guessed: %s', (_name, signs, missing, atLeast) => {
    expect(grade(signs)).toMatchObject({ evaluable: false, missing, ...(atLeast !== undefined && { atLeast }) });
  });

  test('what is missing does not matter once it is grade 4', () => {
    expect(gradeCrsDay({ temperature: 39, oxygenDevice: 'bipap' })).toMatchObject({ evaluable: true, value: 4 });
    expect(gradeCrsDay({ temperature: 39, oxygenDevice: 'facemask' })).toMatchObject({
      evaluable: false,
      missing: ['hypotension'],
      atLeast: 3,
    });
  });

  test('never falls when a sign worsens', () => {
    const devices: readonly OxygenDevice[] = ['none', 'blowBy', 'facemask', 'cpap'];
    const agents: readonly (readonly string[])[] = [
      [],
      ['vasopressin'],
      ['norepinephrine'],
      ['norepinephrine', 'dopamine'],
    ];
    const step = fc.record({
      temperature: fc.constantFrom(36.5, 38, 39.5),
      hypotension: fc.boolean(),
      agents: fc.integer({ min: 0, max: 3 }),
      device: fc.integer({ min: 0, max: 3 }),
    });
    const of = (one: { temperature: number; hypotension: boolean; agents: number; device: number }) => {
      const graded = gradeCrsDay({
        temperature: one.temperature,
        hypotension: one.hypotension,
        vasopressors: agents[one.agents] ?? [],
        oxygenDevice: devices[one.device] ?? 'none',
      });
      return graded.evaluable ? graded.value : NaN;
    };
    fc.assert(
      fc.property(step, (one) => {
        const grade = of(one);
        expect(of({ ...one, temperature: 39.5 })).toBeGreaterThanOrEqual(grade);
        expect(of({ ...one, hypotension: true })).toBeGreaterThanOrEqual(grade);
        expect(of({ ...one, agents: Math.min(3, one.agents + 1) })).toBeGreaterThanOrEqual(grade);
        expect(of({ ...one, device: Math.min(3, one.device + 1) })).toBeGreaterThanOrEqual(grade);
      }),
    );
  });

  test('an episode is its worst day, begins with fever, and stays open without it after treatment', () => {
    const graded = gradeCrsEpisode([
      { day: 3, ...WELL, temperature: 37, antipyreticOrAnticytokine: true, vasopressors: ['norepinephrine'] },
      { day: 1, ...WELL, temperature: 37.2 },
      { day: 2, ...WELL, temperature: 38.4 },
      { day: 4, ...WELL, temperature: 36.8 },
    ]);
    expect(graded).toMatchObject({ evaluable: true, value: { grade: 3, onset: 2, worstDay: 3 } });
    expect(gradeCrsEpisode([])).toMatchObject({ evaluable: false, missing: ['days'] });
    expect(
      gradeCrsEpisode([
        { day: 1, ...WELL, temperature: 38.5 },
        { day: 2, ...WELL },
      ]),
    ).toMatchObject({
      evaluable: false,
      missing: ['day 2: temperature'],
      atLeast: { grade: 1, onset: 1 },
    });
  });
});
