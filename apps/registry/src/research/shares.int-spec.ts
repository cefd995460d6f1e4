// In: courses with responses, toxicities, relapses and deaths. Out: shares and cumulative incidences: exact for a centre on its own rows and as counted by hand,
// protected within a permit, a new question refused where it speaks of few; earlier lines as filter and stratum.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FederationFile } from '@longview/nest-identity';
import { aalenJohansen, countCauses, proportion } from '@longview/outcomes';
import { audit } from '@longview/registry';
import { logAtRest } from '../../../../test/support/log-at-rest.ts';
import { patientOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';

let trial: TrialRegistry;
const dayText = (day: number) => new Date(Date.UTC(2021, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);

/** Of the n-th patient: what he had. */
const RESPONSES = ['CR', 'PR', 'PD', 'CR', 'SD'];
const sketchOf = (n: number) => ({
  start: (n * 7) % 300,
  time: 60 + ((n * 37) % 700),
  response: RESPONSES[n % 5] as string,
  crs: n % 7,
  ends: (['alive', 'relapse', 'death'] as const)[n % 3] as 'alive' | 'relapse' | 'death',
  lines: n % 4,
});

function patient(centre: 'centre-a' | 'centre-b', n: number) {
  const { start, time, response, crs, ends, lines } = sketchOf(n);
  const person = `${centre} ${n}`;
  const made = patientOf(trial, centre, person, {
    infused: dayText(start),
    product: n % 2 === 0 ? 'L01XL03' : 'L01XL04',
    disease: 'LBCL',
    ...(ends === 'relapse' && { relapsed: dayText(start + time) }),
    ...(ends !== 'death' && { alive: dayText(start + time + 30) }),
  });
  const course = trial.key(centre, `course ${person} 1`);
  const add = (name: string, body: Record<string, unknown>) => ({
    key: trial.key(centre, `${person} ${name}`),
    system: 'ehr',
    course,
    ...body,
  });
  return {
    ...made,
    records: [
      ...made.records,
      add('first assessment', {
        responseAssessment: { assessmentDate: dayText(start + 28), responseReported: response },
      }),
      ...(ends === 'alive'
        ? [
            add('last assessment', {
              responseAssessment: { assessmentDate: dayText(start + time), responseReported: response },
            }),
          ]
        : []),
      ...(ends === 'death'
        ? [
            add('death', {
              survivalStatus: {
                status: 'dead',
                deathDate: dayText(start + time),
                lastContactDate: dayText(start + time),
                causePrimary: 'infection',
              },
            }),
          ]
        : []),
      // Of every seventh nothing is documented.
      ...(crs === 6
        ? []
        : [
            add('crs', {
              cytokineReleaseSyndrome:
                crs === 0
                  ? { occurred: 'no' }
                  : { occurred: 'yes', maximumGradeReported: Math.min(4, crs), gradingSystem: 'ASTCT' },
            }),
          ]),
      ...Array.from({ length: lines }, (_, line) =>
        add(`line ${line}`, { priorTherapyLine: { lineNumber: line + 1, cellularTherapy: 'no' } }),
      ),
    ],
  };
}

beforeAll(async () => {
  trial = await TrialRegistry.start();
  for (const centre of ['centre-a', 'centre-b'] as const)
    for (const from of [0, 70])
      await trial.submit(
        centre,
        Array.from({ length: 70 }, (_, n) => patient(centre, from + n)),
      );
  await trial.ask('steward@registry', 'mutation { cutRelease(book: false) { __typename } }');
});
afterAll(() => trial.stop());

const ASK = `query Q($permit: ID, $purpose: Code, $where: CohortFilter, $share: ShareEndpoint!, $event: CompetingEvent!, $by: Stratification) {
  cohort(permit: $permit, purpose: $purpose, where: $where) { __typename ... on Refusal { code } ... on Cohort {
    baseline(by: PRIOR_LINES) { __typename ... on Refusal { code } ... on Baseline { cells { label patients } protection { exact rule k largestShift } } }
    share(endpoint: $share, by: $by) { __typename ... on Refusal { code } ... on Share { definition { name version }
      strata { label of count unknown percent lower upper exactWithin } withheld protection { exact rule k largestShift statement merged } } }
    cumulativeIncidence(event: $event, by: $by) { __typename ... on Refusal { code } ... on CumulativeIncidence { definition { name }
      strata { label n curve { day atRisk events competingEvents incidence competing exactWithin } } withheld protection { exact rule k gridDays largestShift } } } } } }`;
const ask = async (who: string, variables: object) =>
  (await trial.ask(who, ASK, { share: 'ORR', event: 'RELAPSE', ...variables })).data.cohort;
const research = { permit: 'permit-a', purpose: 'scientificResearch' };
const all = Array.from({ length: 140 }, (_, n) => sketchOf(n));

describe('shares and incidences', () => {
  test.each([
    ['ORR', ({ response }: (typeof all)[number]) => response === 'CR' || response === 'PR'],
    ['CR', ({ response }: (typeof all)[number]) => response === 'CR'],
    ['CRS', ({ crs }: (typeof all)[number]) => crs > 0 && crs < 6],
    ['CRS_SEVERE', ({ crs }: (typeof all)[number]) => crs > 2 && crs < 6],
  ] as const)('%s of a centre’s own patients is exact, with Clopper and Pearson’s limits', async (share, holds) => {
    const { share: told } = await ask('manager@centre-a', { share });
    const count = all.filter(holds).length;
    const { share: part = NaN, lower = NaN, upper = NaN } = proportion(count, 140, 'clopperPearson');
    expect(told.protection).toMatchObject({ exact: true });
    expect(told.strata).toEqual([
      expect.objectContaining({ of: 140, count, unknown: share.startsWith('CRS') ? 20 : 0 }),
    ]);
    const [stratum] = told.strata;
    for (const [is, should] of [
      [stratum.percent, 100 * part],
      [stratum.lower, 100 * lower],
      [stratum.upper, 100 * upper],
    ])
      expect(is).toBeCloseTo(should, 9);
  });

  test('relapse incidence and NRM of own patients are those of Aalen and Johansen, and add up to 1 − PFS', async () => {
    const causes = { alive: 0, relapse: 1, death: 2 };
    // An assessment that finds progression is one, whatever was reported beside it.
    const ends = all.map((own) => (own.response === 'PD' ? { time: 28, ends: 'relapse' as const } : own));
    const exact = aalenJohansen(
      countCauses(
        {
          days: Int32Array.from(ends, ({ time }) => time),
          events: Uint8Array.from(ends, (own) => causes[own.ends]),
        },
        2,
      ),
    );
    const [relapse, nrm] = [
      (await ask('manager@centre-a', {})).cumulativeIncidence,
      (await ask('manager@centre-a', { event: 'NRM' })).cumulativeIncidence,
    ];
    expect([relapse.definition.name, nrm.definition.name]).toEqual(['RELAPSE', 'NRM']);
    const [curve, other] = [relapse.strata[0].curve, nrm.strata[0].curve];
    expect(curve.map(({ day }: { day: number }) => day)).toEqual([...exact.days]);
    curve.forEach((point: { incidence: number; competing: number }, entry: number) => {
      expect(point.incidence).toBeCloseTo(exact.incidence[0]?.[entry] ?? NaN, 12);
      expect(other[entry].incidence).toBeCloseTo(point.competing, 12);
      expect(point.incidence + point.competing).toBeCloseTo(1 - (exact.eventFree[entry] ?? NaN), 12);
    });
  });

  test('within a permit both are protected: rounded, on a grid, and the exact lies where it says', async () => {
    const { share, cumulativeIncidence } = await ask('researcher@university', { ...research, by: 'PRODUCT' });
    expect(share.protection).toMatchObject({ exact: false, rule: 'D3-D5', k: 5 });
    expect(share.definition).toEqual({ name: 'ORR', version: 1 });
    for (const { label, of, count, percent, unknown, exactWithin } of share.strata) {
      const own = all.filter((_, n) => (n % 2 === 0) === (label === 'L01XL03'));
      const exact = (100 * own.filter(({ response }) => ['CR', 'PR'].includes(response)).length) / own.length;
      expect([of % 5, count % 5, unknown, Number.isInteger(percent)]).toEqual([2, 2, null, true]);
      expect(exact).toBeGreaterThanOrEqual(exactWithin[0]);
      expect(exact).toBeLessThanOrEqual(exactWithin[1]);
      expect(Math.abs(exact - percent)).toBeLessThanOrEqual(share.protection.largestShift);
    }
    expect(cumulativeIncidence.protection).toMatchObject({ exact: false, rule: 'D-KM', k: 5 });
    for (const { curve } of cumulativeIncidence.strata)
      for (const { day, incidence, exactWithin } of curve) {
        expect(day % cumulativeIncidence.protection.gridDays).toBe(0);
        expect(incidence).toBeGreaterThanOrEqual(exactWithin[0]);
        expect(incidence).toBeLessThanOrEqual(exactWithin[1]);
      }
  });

  test('earlier lines are a stratum and a filter', async () => {
    const { share } = await ask('manager@centre-a', { by: 'PRIOR_LINES' });
    // Nobody says that there were none: without a line on record it is not known.
    expect(share.strata.map(({ label, of }: { label: string; of: number }) => [label, of])).toEqual([
      ['1', 35],
      ['2', 35],
      ['3', 35],
      ['unknown', 35],
    ]);
    expect((await ask('manager@centre-a', {})).baseline.cells).toEqual(
      ['1', '2', '3', 'unknown'].map((label) => ({ label, patients: 35 })),
    );
    const { baseline } = await ask('researcher@university', research);
    expect(baseline.cells).toEqual(['1', '2', '3', 'unknown'].map((label) => ({ label, patients: 72 })));
    expect(baseline.protection).toMatchObject({ exact: false, rule: 'D3-D5', k: 5, largestShift: 2 });
    const two = await ask('researcher@university', { ...research, where: { priorLines: ['2'] } });
    expect(two.share.strata[0].of).toBe(72);
  });

  test('what speaks of few, of fields beyond the permit, or stands in no book is refused', async () => {
    // Nobody of them had a grade of 3 or more: that is known of each.
    const none = await ask('researcher@university', {
      ...research,
      share: 'ICANS_SEVERE',
      where: { product: ['L01XL04'] },
    });
    expect(none.share).toEqual({ __typename: 'Refusal', code: 'DISCLOSURE_RISK' });
    const nobody = await ask('researcher@university', { ...research, by: 'PRODUCT', where: { product: ['L01XL09'] } });
    expect([nobody.share, nobody.cumulativeIncidence, nobody.baseline].map(({ code }) => code)).toEqual([
      'DISCLOSURE_RISK',
      'DISCLOSURE_RISK',
      'DISCLOSURE_RISK',
    ]);
    expect((await ask('researcher@university', { ...research, by: 'CENTRE' })).code).toBe('NOT_ALLOWED');
    expect((await ask('researcher@university', { ...research, purpose: 'policy' })).code).toBe('NOT_ALLOWED');
    expect((await ask('researcher@university', {})).code).toBe('BOOK_NOT_PUBLISHED');
  });

  test('the audit of the store and of the release finds nothing wrong', async () => {
    const { manifest } = JSON.parse(readFileSync(join(trial.folder, 'federation.json'), 'utf8')) as FederationFile;
    await logAtRest(trial);
    const report = await trial.asAdmin(async (client) => {
      await client.query('begin transaction isolation level repeatable read read only');
      return audit({ client, federation: manifest, known: [] });
    });
    expect(report.findings).toEqual([]);
  });
});
