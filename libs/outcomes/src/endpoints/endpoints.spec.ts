import { describe, expect, test } from '@jest/globals';
import { dayText } from '@longview/foundation';
import fc from 'fast-check';
import { aalenJohansen, incidenceAt } from '../aalen-johansen.ts';
import { countCauses } from '../competing-counts.ts';
import { deriveCourseOutcome } from '../course/course-outcome.ts';
import { countByDay } from '../day-counts.ts';
import { kaplanMeier } from '../kaplan-meier.ts';
import { limits } from '../limits.ts';
import { survivalAt } from '../survival-at.ts';
import type { Endpoint, History, Options, Population } from './index.ts';
import { endpointOf, ENDPOINTS, optionsOf, valuesOf } from './index.ts';

const ZERO = 19_417; // 2023-03-01
const on = (day: number): string => dayText(ZERO + day);
const history = (more: Partial<History> = {}): History => ({
  decisionDates: [],
  apheresisDates: [on(-40)],
  infusionDates: [on(0)],
  survival: [],
  relapses: [],
  assessments: [],
  ...more,
});
const alive = (day: number) => ({ status: 'alive', lastContactDate: on(day) }) as const;
const dead = (day: number, causePrimary = 'infection') =>
  ({ status: 'dead', deathDate: on(day), causePrimary }) as const;
const response = (day: number, code: string) => ({ date: on(day), response: code });
const named = (name: string): Endpoint => endpointOf(name) as Endpoint;
const value = (name: string, more: Partial<History>, options: Options = {}, population: Population = 'infused') =>
  named(name).derive(history(more), population, optionsOf(named(name), options));
const time = (days: number, event: 0 | 1 | 2, more = {}) => ({ kind: 'time', days, event, ...more });

describe('endpoints as objects', () => {
  test('each has a name, a version, and says in words what it is', () => {
    const keys = ENDPOINTS.map(({ name, version }) => `${name}@${version}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const endpoint of ENDPOINTS) {
      for (const text of [endpoint.title, endpoint.timeZero, endpoint.event, endpoint.censoring, endpoint.source])
        expect(text.length).toBeGreaterThan(3);
      expect(endpoint.populations.length).toBeGreaterThan(0);
      for (const { values, usual } of endpoint.options) expect(values).toContain(usual);
    }
    expect(endpointOf('PFS', 1)).toBe(named('PFS'));
    expect(endpointOf('PFS', 9)).toBeUndefined();
    expect(endpointOf('XYZ')).toBeUndefined();
  });

  test('an option or a population that it does not have is a fault', () => {
    expect(() => optionsOf(named('PFS'), { colour: 'red' })).toThrow(RangeError);
    expect(() => optionsOf(named('PFS'), { transplant: 'perhaps' })).toThrow(RangeError);
    expect(() => valuesOf(named('VEIN_TO_VEIN'), [], 'infused')).toThrow(RangeError);
  });

  test('who was not infused is in no population of the infused, and in that of the apheresed', () => {
    const never = { infusionDates: [], survival: [dead(30)] };
    expect(value('OS', never)).toBeUndefined();
    expect(value('OS', never, {}, 'apheresed')).toEqual(time(70, 1));
  });
});

describe('the disease', () => {
  test('PFS is censored at the last assessment, or at the last contact where that is asked', () => {
    const seen = { assessments: [response(60, 'CR')], survival: [alive(400)] };
    expect(value('PFS', seen)).toEqual(time(60, 0));
    expect(value('PFS', seen, { censoredAt: 'lastContact' })).toEqual(time(400, 0));
  });

  test('a transplant in remission goes on or censors, and never hides what came before it', () => {
    const moved = {
      assessments: [response(60, 'CR'), response(300, 'CR')],
      therapies: [{ date: on(150), kind: 'alloHct' }],
      survival: [alive(400)],
    };
    expect(value('PFS', moved)).toEqual(time(300, 0));
    expect(value('PFS', moved, { transplant: 'censors' })).toEqual(time(150, 0));
    const relapsed = { ...moved, relapses: [{ date: on(90) }] };
    expect(value('PFS', relapsed, { transplant: 'censors' })).toEqual(time(90, 1));
  });

  test('a year alone: censored when last known free of it, and counted', () => {
    const vague = { assessments: [response(60, 'CR')], relapses: [{ date: '2024' }], survival: [alive(500)] };
    expect(value('PFS', vague)).toEqual(time(60, 0, { vague: true }));
    const died = { survival: [alive(100), { status: 'dead', deathDate: '2024' } as const] };
    expect(value('OS', died)).toEqual(time(100, 0, { vague: true }));
    expect(valuesOf(named('OS'), [history(died), history({ survival: [alive(9)] })], 'infused')).toMatchObject({
      n: 2,
      vague: 1,
    });
  });

  test('death of the disease is a relapse nobody documented; of anything else non-relapse mortality', () => {
    expect(value('RELAPSE', { survival: [dead(90, 'primaryDisease')] })).toEqual(time(90, 1));
    expect(value('NRM', { survival: [dead(90, 'primaryDisease')] })).toEqual(time(90, 2));
    expect(value('NRM', { survival: [dead(90)] })).toEqual(time(90, 1));
  });

  test('EFS: the landmark is part of what it is', () => {
    const late = { assessments: [response(120, 'PR'), response(300, 'PR')], survival: [alive(400)] };
    expect(value('EFS', late)).toEqual(time(300, 0));
    expect(value('EFS', late, { responseBy: 100 })).toEqual(time(100, 1));
    expect(value('EFS', late, { responseBy: 150 })).toEqual(time(300, 0));
    const treated = { ...late, therapies: [{ date: on(200), kind: 'bispecific' }] };
    expect(value('EFS', treated)).toEqual(time(200, 1));
    // Nobody knows whether one who was followed for two months would have responded.
    expect(value('EFS', { survival: [alive(60)] }, { responseBy: 100 })).toEqual(time(0, 0));
  });

  test('DOR counts responders from their response, RFS from a complete one', () => {
    const course = { assessments: [response(30, 'PR'), response(90, 'CR')], relapses: [{ date: on(230) }] };
    expect(value('DOR', course)).toEqual(time(200, 1));
    expect(value('RFS', course)).toEqual(time(140, 1));
    expect(value('DOR', { assessments: [response(30, 'SD')] })).toBeUndefined();
    const treated = { ...course, therapies: [{ date: on(100), kind: 'chemo' }] };
    expect(value('DOR', treated, { therapy: 'censors' })).toEqual(time(70, 0));
  });

  test('rates: who was not assessed did not respond, and is told apart', () => {
    expect(value('ORR', { assessments: [response(30, 'PR')] })).toEqual({
      kind: 'share',
      holds: true,
      evaluable: true,
    });
    expect(value('ORR', { assessments: [response(200, 'PR')] }, { within: 100 })).toMatchObject({ holds: false });
    expect(value('CR', {})).toEqual({ kind: 'share', holds: false, evaluable: false });
    const residualDisease = [{ date: on(30), negative: true, sensitivity: -4 }];
    expect(value('MRD_NEGATIVE', { residualDisease })).toMatchObject({ holds: false, evaluable: false });
    expect(value('MRD_NEGATIVE', { residualDisease }, { sensitivity: -4 })).toMatchObject({ holds: true });
  });
});

describe('the treatment and its harm', () => {
  test('vein to vein: of the apheresed, death competes', () => {
    expect(value('VEIN_TO_VEIN', {}, {}, 'apheresed')).toEqual(time(40, 1));
    const died = { infusionDates: [], survival: [dead(-10)] };
    expect(value('VEIN_TO_VEIN', died, {}, 'apheresed')).toEqual(time(30, 2));
    const progressed = { infusionDates: [], relapses: [{ date: on(-20) }], survival: [dead(-10)] };
    expect(value('INFUSION', progressed, {}, 'apheresed')).toEqual(time(20, 2));
  });

  test('onsets are looked for until day 30', () => {
    expect(value('CRS_ONSET', { crsOnsets: [on(3)], survival: [alive(90)] })).toEqual(time(3, 1));
    expect(value('CRS_ONSET', { crsOnsets: [on(35)], survival: [alive(90)] })).toEqual(time(30, 0));
    expect(value('ICANS_ONSET', { survival: [dead(9)] })).toEqual(time(9, 2));
    expect(value('ICANS_ONSET', { survival: [dead(60)] })).toEqual(time(30, 0));
  });

  test('second malignancies: skin apart, T cells apart', () => {
    const malignancies = [
      { date: on(200), nonMelanomaSkin: true, tCell: false },
      { date: on(500), nonMelanomaSkin: false, tCell: true },
    ];
    const course = { malignancies, survival: [alive(900)] };
    expect(value('SPM', course)).toEqual(time(500, 1));
    expect(value('SPM', course, { nonMelanomaSkin: true })).toEqual(time(200, 1));
    expect(value('SPM_T', course)).toEqual(time(500, 1));
    expect(value('SPM', { survival: [dead(80)] })).toEqual(time(80, 2));
  });

  test('an aplasia is lost only by who had one', () => {
    const aplasia = [
      { date: on(30), present: true },
      { date: on(200), present: false },
    ];
    expect(value('APLASIA_LOSS', { aplasia, survival: [alive(300)] })).toEqual(time(200, 1));
    expect(value('APLASIA_LOSS', { aplasia: aplasia.slice(0, 1), survival: [alive(300)] })).toEqual(time(30, 0));
    expect(value('APLASIA_LOSS', { aplasia, relapses: [{ date: on(100) }] })).toEqual(time(100, 2));
    expect(value('APLASIA_LOSS', { aplasia: aplasia.slice(1), survival: [alive(300)] })).toEqual(time(0, 0));
    expect(value('APLASIA_LOSS', { relapses: [{ date: on(100) }], survival: [alive(300)] })).toEqual(time(0, 0));
  });

  test('days alive and out of hospital', () => {
    const stays = [
      { from: on(0), to: on(14), intensive: false },
      { from: on(5), to: on(7), intensive: true },
    ];
    expect(value('DAOH', { stays, survival: [alive(40)] })).toEqual({ kind: 'amount', amount: 16 });
    expect(value('DAOH', { stays, survival: [dead(20)] })).toEqual({ kind: 'amount', amount: 6 });
    expect(value('DAOH', { stays, survival: [alive(20)] })).toBe('unsettled');
    expect(value('LENGTH_OF_STAY', { stays, survival: [alive(140)] })).toEqual({ kind: 'amount', amount: 14 });
    expect(value('LENGTH_OF_STAY', { stays, survival: [alive(40)] }, { days: 100 })).toBe('unsettled');
    expect(value('INTENSIVE_CARE', { stays, survival: [dead(40)] })).toEqual({ kind: 'amount', amount: 2 });
    // Most are admitted before the infusion: of such a stay the days from day 0 on count.
    const admitted = [{ from: on(-6), to: on(10), intensive: false }];
    expect(value('DAOH', { stays: admitted, survival: [alive(40)] })).toEqual({ kind: 'amount', amount: 20 });
    expect(value('DAOH', { stays: [{ from: on(-40), to: on(-36), intensive: false }], survival: [alive(40)] })).toEqual(
      { kind: 'amount', amount: 30 },
    );
  });

  test('haematotoxicity by its phase and least grade', () => {
    const course = { icahtEarly: [3], icahtLate: [1, 0] };
    expect(value('ICAHT', course)).toEqual({ kind: 'share', holds: true, evaluable: true });
    expect(value('ICAHT_EARLY', course)).toMatchObject({ holds: true });
    expect(value('ICAHT_LATE', course)).toMatchObject({ holds: false, evaluable: true });
    expect(value('ICAHT_LATE', course, { grade: 1 })).toMatchObject({ holds: true });
    expect(value('ICAHT_LATE', { icahtEarly: [3] })).toMatchObject({ holds: false, evaluable: false });
  });

  test('the way from vein to vein of the infused has no value without both days', () => {
    expect(value('WAITING', {})).toEqual({ kind: 'amount', amount: 40 });
    expect(value('WAITING', { apheresisDates: [] })).toBe('unsettled');
    expect(value('WAITING', { infusionDates: [] })).toBeUndefined();
  });

  test('quality of life: the dead have no score', () => {
    const scores = [
      { date: on(-10), instrument: 'EQ-VAS', score: 60 },
      { date: on(104), instrument: 'EQ-VAS', score: 75 },
      { date: on(104), instrument: 'EQ-5D-index', score: 0.8 },
    ];
    expect(value('QUALITY_OF_LIFE', { scores, survival: [alive(200)] })).toEqual({ kind: 'amount', amount: 15 });
    expect(value('QUALITY_OF_LIFE', { scores, survival: [dead(50)] })).toBe('unsettled');
  });
});

const anyHistory: fc.Arbitrary<History> = fc
  .record({
    infused: fc.boolean(),
    relapse: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
    death: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined }),
    disease: fc.boolean(),
    assessed: fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 3 }),
    contact: fc.integer({ min: 0, max: 1000 }),
    transplant: fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined }),
  })
  .map(({ infused, relapse, death, disease, assessed, contact, transplant }) =>
    history({
      ...(!infused && { infusionDates: [] }),
      relapses: relapse === undefined ? [] : [{ date: on(relapse) }],
      assessments: assessed.map((day) => response(day, 'CR')),
      therapies: transplant === undefined ? [] : [{ date: on(transplant), kind: 'alloHct' }],
      survival: [death === undefined ? alive(contact) : dead(death, disease ? 'primaryDisease' : 'infection')],
    }),
  );

describe('what must hold together', () => {
  test('1 − PFS is relapse incidence and non-relapse mortality together, at every time, in both populations', () => {
    fc.assert(
      fc.property(
        fc.array(anyHistory, { minLength: 3, maxLength: 40 }),
        fc.constantFrom<Population>('infused', 'apheresed'),
        fc.record({
          censoredAt: fc.constantFrom('lastAssessment', 'lastContact'),
          transplant: fc.constantFrom('ignored', 'censors'),
        }),
        (histories, population, options) => {
          const [pfs, relapse, nrm] = ['PFS', 'RELAPSE', 'NRM'].map((name) =>
            valuesOf(named(name), histories, population, options),
          );
          if (!pfs || !relapse || !nrm || pfs.values.length === 0) return;
          const curve = kaplanMeier(countByDay(pfs));
          const band = limits(curve, 'log');
          const [first, second] = [relapse, nrm].map((own) => aalenJohansen(countCauses(own, 2)));
          for (const day of curve.days) {
            const free = survivalAt(curve, band, day)?.survival ?? NaN;
            const both = [first, second].reduce(
              (sum, own) => sum + (own ? (incidenceAt(own, 1, day)?.incidence ?? NaN) : NaN),
              0,
            );
            expect(Math.abs(1 - free - both)).toBeLessThan(1e-9);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('the naive 1 − KM of relapse is never below the incidence, and above it when somebody died first', () => {
    const histories = [20, 40, 60, 80].flatMap((day, index) => [
      history({ survival: [dead(day)] }),
      history({ relapses: [{ date: on(day + 5) }], survival: [alive(day + 100 + index)] }),
    ]);
    const values = valuesOf(named('RELAPSE'), histories, 'infused');
    const right = incidenceAt(aalenJohansen(countCauses(values, 2)), 1, 85)?.incidence ?? NaN;
    const naive = kaplanMeier(
      countByDay({ days: values.days, events: values.events.map((event) => (event === 1 ? 1 : 0)) }),
    );
    expect(right).toBeCloseTo(0.5, 9);
    expect(1 - (naive.survival.at(-1) ?? 1)).toBeGreaterThan(right);
  });

  test('the apheresed are the infused and who was not, each with its n, and their clock starts earlier', () => {
    fc.assert(
      fc.property(fc.array(anyHistory, { minLength: 1, maxLength: 30 }), (histories) => {
        const [itt, infused] = (['apheresed', 'infused'] as const).map((population) =>
          valuesOf(named('OS'), histories, population),
        );
        expect(itt?.n).toBe(histories.length);
        expect(infused?.n).toBe(histories.filter(({ infusionDates }) => infusionDates.length > 0).length);
        for (const own of histories.filter(({ infusionDates }) => infusionDates.length > 0)) {
          const [late, early] = (['infused', 'apheresed'] as const).map((population) =>
            named('OS').derive(own, population, {}),
          );
          if (typeof late === 'object' && typeof early === 'object' && late.kind === 'time' && early.kind === 'time')
            expect([early.days - late.days, early.event]).toEqual([40, late.event]);
        }
      }),
    );
  });

  test('OS, PFS and the competing events of the infused are those of the stored outcome of a course', () => {
    fc.assert(
      fc.property(anyHistory, (own) => {
        const outcome = deriveCourseOutcome(own);
        const [os, pfs, relapse] = ['OS', 'PFS', 'RELAPSE'].map((name) =>
          named(name).derive(own, 'infused', optionsOf(named(name))),
        );
        if (outcome.osDays !== undefined) expect(os).toEqual(time(outcome.osDays, outcome.osEvent as 0 | 1));
        if (outcome.pfsDays !== undefined) expect(pfs).toEqual(time(outcome.pfsDays, outcome.pfsEvent as 0 | 1));
        if (outcome.competingDays !== undefined)
          expect(relapse).toEqual(time(outcome.competingDays, outcome.competingEvent as 0 | 1 | 2));
      }),
    );
  });
});
