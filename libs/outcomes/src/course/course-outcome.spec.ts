import { describe, expect, test } from '@jest/globals';
import { dayText } from '@longview/foundation';
import fc from 'fast-check';
import type { CourseFacts } from './course-facts.ts';
import { deriveCourseOutcome } from './course-outcome.ts';

const course = (facts: Partial<CourseFacts>): CourseFacts => ({
  decisionDates: [],
  apheresisDates: [],
  infusionDates: ['2023-03-01'],
  survival: [],
  relapses: [],
  assessments: [],
  ...facts,
});
const alive = (lastContactDate: string) => ({ status: 'alive', lastContactDate }) as const;
const dead = (deathDate: string, causePrimary = 'infection') => ({ status: 'dead', deathDate, causePrimary }) as const;
const on = (date: string, response?: string) => (response === undefined ? { date } : { date, response });

describe('overall survival', () => {
  test('ends at death of any cause', () => {
    const outcome = deriveCourseOutcome(course({ survival: [alive('2023-06-01'), dead('2024-03-01', 'cardiac')] }));
    expect(outcome).toMatchObject({ day0: '2023-03-01', infusionYear: 2023, osDays: 366, osEvent: 1 });
    expect(outcome.notes).toEqual([]);
  });

  test('is censored at the latest evidence of life, whatever kind it is', () => {
    const survival = [alive('2023-04-01'), { status: 'lostToFollowUp', lastContactDate: '2023-05-01' } as const];
    expect(deriveCourseOutcome(course({ survival }))).toMatchObject({ osDays: 61, osEvent: 0 });
    expect(deriveCourseOutcome(course({ survival, assessments: [on('2023-06-01')] }))).toMatchObject({ osDays: 92 });
    expect(deriveCourseOutcome(course({ survival, relapses: [on('2023-06-02')] }))).toMatchObject({ osDays: 93 });
  });

  test('day 0 is the first dose of a split infusion', () => {
    const outcome = deriveCourseOutcome(
      course({ infusionDates: ['2023-03-11', '2023-03-01'], survival: [dead('2023-03-02')] }),
    );
    expect(outcome).toMatchObject({ day0: '2023-03-01', osDays: 1 });
  });

  test('a death on the day of infusion is an event on day 0', () => {
    expect(deriveCourseOutcome(course({ survival: [dead('2023-03-01')] }))).toMatchObject({ osDays: 0, osEvent: 1 });
  });

  test('no word after the infusion is censored on day 0, and said', () => {
    const outcome = deriveCourseOutcome(course({}));
    expect(outcome).toMatchObject({ osDays: 0, osEvent: 0, notes: ['noDiseaseAssessment', 'noEvidenceAfterInfusion'] });
  });

  test.each([
    ['a death without a date', [{ status: 'dead' } as const], 'deathDateMissing'],
    ['a death of which only the year is known', [dead('2024')], 'deathDateYearOnly'],
    ['a death before the infusion', [dead('2023-01-01')], 'deathBeforeInfusion'],
    ['a contact alive after the death', [dead('2023-05-01'), alive('2023-06-01')], 'aliveAfterDeath'],
  ])('%s leaves it out', (_name, survival, code) => {
    const outcome = deriveCourseOutcome(course({ survival }));
    expect(outcome).not.toHaveProperty('osDays');
    expect(outcome).not.toHaveProperty('pfsDays');
    expect(outcome.notes).toContain(code);
  });

  test('two sources that differ by days: the earliest documented death, and a note', () => {
    const outcome = deriveCourseOutcome(course({ survival: [dead('2023-05-03'), dead('2023-05-01')] }));
    expect(outcome).toMatchObject({ osDays: 61, osEvent: 1, notes: ['deathDatesDiffer'] });
  });

  test('a laboratory result dated after the death contradicts nothing', () => {
    const outcome = deriveCourseOutcome(
      course({ survival: [dead('2023-05-01')], assessments: [on('2023-05-02', 'CR')] }),
    );
    expect(outcome).toMatchObject({ osDays: 61, osEvent: 1, pfsDays: 61, pfsEvent: 1 });
  });
});

describe('progression-free survival', () => {
  test('ends at the first relapse or progression, documented or found at an assessment', () => {
    const survival = [dead('2024-01-01', 'primaryDisease')];
    const facts = course({
      survival,
      relapses: [on('2023-09-01')],
      assessments: [on('2023-06-01', 'CR'), on('2023-08-01', 'PD')],
    });
    expect(deriveCourseOutcome(facts)).toMatchObject({
      relapseDays: 153,
      pfsDays: 153,
      pfsEvent: 1,
      competingDays: 153,
      competingEvent: 1,
    });
  });

  test('is censored at the last assessment, not at the last contact', () => {
    const facts = course({
      survival: [alive('2024-03-01')],
      assessments: [on('2023-06-01', 'CR'), on('2023-04-01', 'PR')],
    });
    expect(deriveCourseOutcome(facts)).toMatchObject({ osDays: 366, pfsDays: 92, pfsEvent: 0, competingEvent: 0 });
  });

  test('without an assessment it is censored on day 0, and said', () => {
    const outcome = deriveCourseOutcome(
      course({ survival: [alive('2024-03-01')], assessments: [on('2023-02-20', 'PD')] }),
    );
    expect(outcome).toMatchObject({ pfsDays: 0, pfsEvent: 0, evaluable: false, notes: ['noDiseaseAssessment'] });
  });

  test('progression before the infusion belongs to the past', () => {
    const facts = course({
      relapses: [on('2023-01-15')],
      assessments: [on('2023-03-01', 'PD'), on('2023-04-01', 'CR')],
    });
    expect(deriveCourseOutcome(facts)).toMatchObject({ pfsDays: 31, pfsEvent: 0, notes: ['relapseBeforeInfusion'] });
  });

  test('a relapse settles it even where the death does not', () => {
    const outcome = deriveCourseOutcome(course({ relapses: [on('2023-04-01')], survival: [{ status: 'dead' }] }));
    expect(outcome).toMatchObject({ pfsDays: 31, pfsEvent: 1 });
    expect(outcome).not.toHaveProperty('osDays');
  });

  test('a relapse found after death ends it at the death', () => {
    const outcome = deriveCourseOutcome(course({ relapses: [on('2023-06-01')], survival: [dead('2023-05-01')] }));
    expect(outcome).toMatchObject({ pfsDays: 61, competingEvent: 1, notes: ['relapseAfterDeath'] });
    expect(outcome).not.toHaveProperty('relapseDays');
  });
});

describe('non-relapse mortality', () => {
  test.each([
    ['of something else', 'infection', 2, []],
    ['of an unknown cause', 'unknown', 2, ['causeOfDeathUnknown']],
    ['of the disease, relapse undocumented', 'primaryDisease', 1, ['relapseUndocumented']],
  ])('death %s', (_name, cause, event, notes) => {
    const outcome = deriveCourseOutcome(course({ survival: [dead('2023-05-01', cause)] }));
    expect(outcome).toMatchObject({ competingDays: 61, competingEvent: event, notes });
  });

  test('sources that name both kinds settle nothing', () => {
    const survival = [dead('2023-05-01', 'infection'), dead('2023-05-01', 'primaryDisease')];
    const outcome = deriveCourseOutcome(course({ survival }));
    expect(outcome).toMatchObject({ pfsDays: 61, pfsEvent: 1, notes: ['causesOfDeathDiffer'] });
    expect(outcome).not.toHaveProperty('competingEvent');
  });
});

describe('partial dates', () => {
  test('a month becomes its 15th', () => {
    const outcome = deriveCourseOutcome(course({ survival: [dead('2023-06')] }));
    expect(outcome).toMatchObject({ osDays: 106, osEvent: 1, notes: ['deathDateImputed'] });
  });

  test.each([
    [
      'death not before the last contact',
      course({ survival: [dead('2023-06'), alive('2023-06-20')] }),
      { osDays: 111 },
    ],
    [
      'relapse not before the infusion',
      course({ infusionDates: ['2023-03-20'], relapses: [on('2023-03')] }),
      { relapseDays: 0 },
    ],
    [
      'relapse not after the death',
      course({ relapses: [on('2023-06')], survival: [dead('2023-06-03')] }),
      { relapseDays: 94 },
    ],
    [
      'infusion not before the apheresis',
      course({ infusionDates: ['2023-03'], apheresisDates: ['2023-03-25'] }),
      { day0: '2023-03-25', veinToVeinDays: 0 },
    ],
    [
      'infusion not after the death',
      course({ infusionDates: ['2023-03'], survival: [dead('2023-03-10')] }),
      { day0: '2023-03-10', osDays: 0 },
    ],
    [
      'apheresis not after the infusion',
      course({ apheresisDates: ['2023-03'] }),
      { apheresisDate: '2023-03-01', veinToVeinDays: 0 },
    ],
  ])('%s: the nearest day of the month that the other dates allow', (_name, facts, expected) => {
    expect(deriveCourseOutcome(facts)).toMatchObject(expected);
  });

  test('a vaguer date of another source that may be the same day adds nothing', () => {
    const survival = [dead('2023-05-20'), dead('2023-05'), dead('2023')];
    expect(deriveCourseOutcome(course({ survival }))).toMatchObject({ osDays: 80, notes: [] });
  });

  test('a year gives no time to an event, but the course still counts', () => {
    const outcome = deriveCourseOutcome(course({ infusionDates: ['2022'], survival: [dead('2023-05-01')] }));
    expect(outcome).toMatchObject({ infused: true, infusionYear: 2022, notes: ['infusionDateYearOnly'] });
    for (const field of ['day0', 'osDays', 'pfsDays', 'competingDays']) expect(outcome).not.toHaveProperty(field);
  });

  test('a relapse of which only the year is known hides the first one unless a known relapse came in an earlier year', () => {
    const hidden = deriveCourseOutcome(
      course({ relapses: [on('2023'), on('2024-01-01')], survival: [alive('2024-06-01')] }),
    );
    expect(hidden).not.toHaveProperty('pfsDays');
    expect(hidden).toMatchObject({ osDays: 458, notes: ['relapseDateYearOnly'] });
    const settled = deriveCourseOutcome(course({ relapses: [on('2024'), on('2023-09-01')] }));
    expect(settled).toMatchObject({ pfsDays: 184 });
  });

  test('what no calendar has is noted and left out', () => {
    const outcome = deriveCourseOutcome(course({ survival: [alive('2023-02-30')], assessments: [on('2023-05-01')] }));
    expect(outcome).toMatchObject({ osDays: 61, osEvent: 0, notes: ['dateUnreadable'] });
  });
});

describe('the flow', () => {
  test('who was never infused has no endpoint and is countable', () => {
    const facts = course({
      decisionDates: ['2023-01-02'],
      apheresisDates: ['2023-01-20'],
      infusionDates: [],
      survival: [dead('2023-02-01')],
    });
    expect(deriveCourseOutcome(facts)).toEqual({
      decisionDate: '2023-01-02',
      apheresisDate: '2023-01-20',
      decided: true,
      apheresed: true,
      infused: false,
      evaluable: false,
      notes: ['notInfused'],
    });
  });

  test('product and vein-to-vein time', () => {
    const outcome = deriveCourseOutcome(
      course({ apheresisDates: ['2023-02-01', '2023-01-20'], productCode: 'L01XL03' }),
    );
    expect(outcome).toMatchObject({ productCode: 'L01XL03', apheresisDate: '2023-01-20', veinToVeinDays: 40 });
  });
});

describe('whatever the facts are', () => {
  const day = fc.integer({ min: 19_000, max: 20_500 }).map(dayText);
  const date = fc.oneof(
    day,
    day.map((text) => text.slice(0, 7)),
    day.map((text) => text.slice(0, 4)),
  );
  const dates = fc.array(date, { maxLength: 3 });
  const facts: fc.Arbitrary<CourseFacts> = fc.record({
    decisionDates: dates,
    apheresisDates: dates,
    infusionDates: dates,
    survival: fc.array(
      fc.record(
        {
          status: fc.constantFrom('alive', 'dead', 'lostToFollowUp'),
          lastContactDate: date,
          deathDate: date,
          causePrimary: fc.constantFrom('primaryDisease', 'infection', 'unknown'),
        },
        { requiredKeys: ['status'] },
      ),
      { maxLength: 3 },
    ),
    relapses: fc.array(fc.record({ date }), { maxLength: 3 }),
    assessments: fc.array(
      fc.record({ date, response: fc.constantFrom('CR', 'PD', 'SD') }, { requiredKeys: ['date'] }),
      { maxLength: 4 },
    ),
  });

  test('days are whole and not negative, progression-free survival is never the longer one, and the order of sources does not matter', () => {
    fc.assert(
      fc.property(facts, (drawn) => {
        const outcome = deriveCourseOutcome(drawn);
        for (const value of [
          outcome.osDays,
          outcome.pfsDays,
          outcome.relapseDays,
          outcome.competingDays,
          outcome.veinToVeinDays,
        ])
          if (value !== undefined) expect(Number.isInteger(value) && value >= 0).toBe(true);
        if (outcome.osDays !== undefined && outcome.pfsDays !== undefined)
          expect(outcome.pfsDays).toBeLessThanOrEqual(outcome.osDays);
        if (outcome.day0 === undefined) expect(outcome).not.toHaveProperty('osDays');
        if (outcome.infused && outcome.osDays === undefined) expect(outcome.notes).not.toEqual([]);
        const turned = Object.fromEntries(
          Object.entries(drawn).map(([key, list]) => [key, [...(list as unknown[])].reverse()]),
        );
        expect(deriveCourseOutcome(turned as unknown as CourseFacts)).toEqual(outcome);
      }),
      { numRuns: 500 },
    );
  });
});
