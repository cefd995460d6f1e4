// In: courses from apheresis to what came years later. Out: every endpoint that the door answers by: exact for a centre as counted by hand and as the statistics
// have it, protected within a permit with the exact figure where the answer says that it lies; of the apheresed with both numbers.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aalenJohansen, countCauses, countByDay, coxModel, grayTerms, grayTest, kaplanMeier } from '@longview/outcomes';
import { patientOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';

let trial: TrialRegistry;
const PATIENTS = 150;
const dayText = (day: number) => new Date(Date.UTC(2021, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);

/** Of the n-th patient: days since the infusion, but for those of the apheresis. */
const sketchOf = (n: number) => ({
  zero: 60 + ((n * 7) % 300),
  wait: 25 + (n % 30),
  // One in ten was collected from and never infused; half of them died waiting.
  infused: n % 10 !== 9,
  diedWaiting: n % 20 === 9,
  time: 300 + ((n * 37) % 700),
  dies: (n % 7) + (n % 2) > 4,
  malignancy: n % 9 === 0 ? 120 + (n % 150) : undefined,
  response: ['CR', 'PR', 'SD'][n % 3] as string,
  crs: n % 3 === 0 ? undefined : 1 + (n % 6),
  icaht: n % 5,
  out: 8 + (n % 15),
  // Of a few nobody knows when they left.
  leaves: n % 50 !== 3,
  scores: [50 + (n % 10), 60 + ((n * 7) % 30)] as const,
});
type Sketch = ReturnType<typeof sketchOf>;

function patient(centre: 'centre-a' | 'centre-b', n: number) {
  const own = sketchOf(n);
  const person = `${centre} ${n}`;
  const at = (day: number): string => dayText(own.zero + day);
  const made = patientOf(trial, centre, person, {
    product: n % 2 === 0 ? 'L01XL03' : 'L01XL04',
    disease: 'LBCL',
    ...(own.infused
      ? { infused: at(0), ...(own.dies ? { died: at(own.time) } : { alive: at(own.time) }) }
      : own.diedWaiting
        ? { died: at(30) }
        : { alive: at(own.time) }),
  });
  const course = trial.key(centre, `course ${person} 1`);
  const add = (name: string, body: Record<string, unknown>) => ({
    key: trial.key(centre, `${person} ${name}`),
    system: 'ehr',
    course,
    ...body,
  });
  const score = (day: number, eq5dScale: number) => ({
    patientReportedOutcome: {
      instrument: 'EQ-5D-5L',
      assessmentDate: at(day),
      timePoint: day < 0 ? 'beforeLymphodepletion' : 'm3',
      eq5dScale,
    },
  });
  const more = [
    add('assessment', { responseAssessment: { assessmentDate: at(30), responseReported: own.response } }),
    ...(own.malignancy === undefined
      ? []
      : [add('spm', { secondPrimaryMalignancy: { diagnosisDate: at(own.malignancy), category: 'solid' } })]),
    add('crs', {
      cytokineReleaseSyndrome:
        own.crs === undefined
          ? { occurred: 'no' }
          : { occurred: 'yes', onsetDate: at(own.crs), maximumGradeReported: 2, gradingSystem: 'ASTCT' },
    }),
    add('icaht', { icaht: { phase: 'early', assessmentDate: at(30), gradeReported: own.icaht } }),
    add('stay', {
      medicalAct: { actType: 'ward', startDate: at(-5), ...(own.leaves && { endDate: at(own.out) }) },
    }),
    add('before', score(-10, own.scores[0])),
    add('after', score(100, own.scores[1])),
  ];
  return {
    ...made,
    records: [
      ...made.records,
      add('apheresis', { apheresis: { apheresisDate: at(-own.wait), collectionOutcome: 'successful' } }),
      ...(own.infused ? more : []),
    ],
  };
}

beforeAll(async () => {
  trial = await TrialRegistry.start();
  for (const centre of ['centre-a', 'centre-b'] as const)
    for (const from of [0, PATIENTS / 2])
      await trial.submit(
        centre,
        Array.from({ length: PATIENTS / 2 }, (_, n) => patient(centre, from + n)),
      );
  await trial.ask('steward@registry', 'mutation { cutRelease(book: false) { __typename } }');
});
afterAll(() => trial.stop());

const all = Array.from({ length: PATIENTS }, (_, n) => sketchOf(n));
const infused = all.filter((own) => own.infused);
const everybody = [...infused, ...infused];
const research = { permit: 'permit-a', purpose: 'scientificResearch' };
const manager = 'manager@centre-a';
const researcher = 'researcher@university';

const ask = async (who: string, fields: string, where?: object) => {
  const answer = await trial.ask(
    who,
    `query Q($permit: ID, $purpose: Code, $where: CohortFilter) {
      cohort(permit: $permit, purpose: $purpose, where: $where) { __typename ... on Refusal { code path } ... on Cohort { ${fields} } } }`,
    { where, ...(who === researcher && research) },
  );
  expect(answer.errors ?? []).toEqual([]);
  return answer.data.cohort;
};
const INCIDENCE = `__typename ... on Refusal { code } ... on CumulativeIncidence { population definition { name version }
  strata { label n missing curve { day events competingEvents incidence exactWithin } } gray { chiSquare p below between } withheld protection { exact rule k } }`;
const SHARE = `__typename ... on Refusal { code } ... on Share { definition { name } strata { label of count unknown percent exactWithin } protection { exact } }`;
const DISTRIBUTION = `__typename ... on Refusal { code } ... on Distribution { definition { name } withheld
  strata { label n missing mean quantiles { share value from below } } protection { exact rule k largestShift statement } }`;
const SURVIVAL = `__typename ... on Refusal { code } ... on Survival { population definition { name }
  strata { label n events curve { day survival exactWithin } } protection { exact } }`;
const RATIOS = `__typename ... on Refusal { code } ... on HazardRatios { reference state n events ratios { label hazardRatio lower upper p below } protection { exact rule } }`;

/** The middle of its bin of five. */
const roundedTo5 = (count: number): number => 5 * Math.floor(count / 5) + 2;
const spmCounts = (people: readonly Sketch[]) => {
  const ends = people.map(({ malignancy, time, dies }) =>
    malignancy !== undefined && malignancy <= time ? { day: malignancy, cause: 1 } : { day: time, cause: dies ? 2 : 0 },
  );
  return countCauses(
    {
      days: Int32Array.from(ends, ({ day }) => day),
      events: Uint8Array.from(ends, ({ cause }) => cause),
    },
    2,
  );
};
const byProduct = (people: readonly Sketch[]) =>
  [0, 1].map((odd) => people.filter((own) => all.indexOf(own) % 2 === odd));

describe('incidences', () => {
  test('second malignancies of own patients are those of Aalen and Johansen, compared by Gray’s test', async () => {
    const { cumulativeIncidence: told } = await ask(
      manager,
      `cumulativeIncidence(event: SECOND_MALIGNANCY, by: PRODUCT) { ${INCIDENCE} }`,
    );
    expect(told).toMatchObject({ population: 'INFUSED', definition: { name: 'SPM', version: 1 } });
    const groups = byProduct(infused).map(spmCounts);
    for (const [group, { curve, n, missing }] of told.strata.entries()) {
      const exact = aalenJohansen(groups[group]!);
      expect([n, missing]).toEqual([exact.size, 0]);
      expect(curve.map(({ incidence }: { incidence: number }) => incidence)).toEqual([...exact.incidence[0]!]);
    }
    const { chiSquare, p } = grayTest(grayTerms(groups, 1));
    expect(told.gray.chiSquare).toBeCloseTo(chiSquare!, 9);
    expect(told.gray.p).toBeCloseTo(p!, 9);
  });

  test('within a permit the exact incidence lies where it is said to', async () => {
    const { cumulativeIncidence: told } = await ask(
      researcher,
      `cumulativeIncidence(event: SECOND_MALIGNANCY) { ${INCIDENCE} }`,
    );
    expect(told.protection).toMatchObject({ exact: false, rule: 'D-KM', k: 5 });
    const exact = aalenJohansen(spmCounts(everybody));
    const at = (day: number) => exact.incidence[0]![exact.days.findLastIndex((own) => own <= day)] ?? 0;
    expect(told.strata[0].curve.length).toBeGreaterThan(3);
    for (const { day, exactWithin } of told.strata[0].curve) {
      expect(at(day)).toBeGreaterThanOrEqual(exactWithin[0] - 1e-9);
      expect(at(day)).toBeLessThanOrEqual(exactWithin[1] + 1e-9);
    }
  });
});

describe('shares and responses', () => {
  test('haematotoxicity by grade', async () => {
    const { any, severe } = await ask(
      manager,
      `any: share(endpoint: ICAHT_EARLY) { ${SHARE} } severe: share(endpoint: ICAHT_EARLY_SEVERE) { ${SHARE} }`,
    );
    expect(any.strata).toMatchObject([{ of: infused.length, count: infused.filter(({ icaht }) => icaht > 0).length }]);
    expect(severe.strata).toMatchObject([{ count: infused.filter(({ icaht }) => icaht > 2).length, unknown: 0 }]);
    expect(severe.definition).toEqual({ name: 'ICAHT_EARLY' });
  });

  test('duration of response is of those who responded, event-free survival of everybody', async () => {
    const responders = infused.filter(({ response }) => response !== 'SD');
    const fields = `dor: survival(endpoint: DURATION_OF_RESPONSE) { ${SURVIVAL} } efs: survival(endpoint: EVENT_FREE) { ${SURVIVAL} }`;
    const { dor, efs } = await ask(manager, fields);
    expect([dor.definition.name, efs.definition.name]).toEqual(['DOR', 'EFS']);
    expect([dor.strata[0].n, efs.strata[0].n]).toEqual([responders.length, infused.length]);
    // Nobody relapses here: what ends a response is death, of whoever was looked at on day 30 and not later.
    expect(dor.strata[0].events).toBe(responders.filter(({ dies }) => dies).length);
    const told = await ask(researcher, fields);
    expect([told.dor.strata[0].n, told.efs.strata[0].n]).toEqual([
      roundedTo5(2 * responders.length),
      roundedTo5(2 * infused.length),
    ]);
  });
});

describe('distributions', () => {
  const quantile = (values: readonly number[], share: number): number =>
    values.toSorted((left, right) => left - right)[Math.ceil(share * values.length) - 1]!;
  test.each([
    ['VEIN_TO_VEIN', 'WAITING', (own: Sketch) => own.wait as number | undefined],
    ['LENGTH_OF_STAY', 'LENGTH_OF_STAY', (own: Sketch) => (own.leaves ? own.out : undefined)],
    ['DAYS_OUT_OF_HOSPITAL', 'DAOH', (own: Sketch) => (own.leaves ? 30 - own.out : undefined)],
    ['EQ_VAS_CHANGE', 'QUALITY_OF_LIFE', (own: Sketch) => own.scores[1] - own.scores[0]],
    ['CRS_ONSET', 'CRS_ONSET', (own: Sketch) => own.crs],
  ] as const)('%s: exact for a centre, an interval within a permit', async (of, name, valueOf) => {
    const valued = (people: readonly Sketch[]) => people.flatMap((own) => valueOf(own) ?? []);
    const field = `distribution(of: ${of}) { ${DISTRIBUTION} }`;
    const { distribution: exact } = await ask(manager, field);
    const values = valued(infused);
    expect(exact.definition).toEqual({ name });
    expect(exact.protection.exact).toBe(true);
    const [stratum] = exact.strata;
    expect(stratum.n).toBe(values.length);
    expect(stratum.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 9);
    for (const { share, value } of stratum.quantiles) expect(value).toBe(quantile(values, share));

    const { distribution: told } = await ask(researcher, field);
    expect(told.protection).toMatchObject({ exact: false, rule: 'D11', k: 5 });
    expect(told.strata[0].quantiles.map(({ share }: { share: number }) => share)).toEqual([0.1, 0.25, 0.5, 0.75, 0.9]);
    for (const { share, from, below } of told.strata[0].quantiles) {
      const is = quantile(valued(everybody), share);
      expect(is).toBeGreaterThanOrEqual(from);
      expect(is).toBeLessThan(below);
    }
  });
});

describe('the apheresed', () => {
  test('both numbers, and survival from the apheresis on', async () => {
    const fields = `share(endpoint: INFUSED) { ${SHARE} } survival(endpoint: OVERALL, population: APHERESED) { ${SURVIVAL} }`;
    const { share, survival } = await ask(manager, fields);
    expect(share.definition).toEqual({ name: 'INFUSION' });
    expect(share.strata).toMatchObject([{ of: PATIENTS, count: infused.length }]);
    expect(survival).toMatchObject({ population: 'APHERESED', definition: { name: 'OS' } });
    const exact = kaplanMeier(
      countByDay({
        days: Int32Array.from(all, (own) => own.wait + (own.infused || !own.diedWaiting ? own.time : 30)),
        events: Uint8Array.from(all, (own) => Number(own.infused ? own.dies : own.diedWaiting)),
      }),
    );
    expect(survival.strata[0].n).toBe(PATIENTS);
    expect(survival.strata[0].curve.map((point: { survival: number }) => point.survival)).toEqual([...exact.survival]);
    const told = await ask(researcher, fields);
    const [{ of, count, percent, exactWithin }] = told.share.strata;
    expect([of, count]).toEqual([302, 272]);
    expect(percent).toBe(90);
    expect(exactWithin[0]).toBeLessThanOrEqual(90);
    expect(told.survival.strata[0].n).toBe(302);
    for (const { day, exactWithin: within } of told.survival.strata[0].curve) {
      const at = exact.days.findLastIndex((own) => own <= day);
      const is = at < 0 ? 1 : exact.survival[at]!;
      expect(is).toBeGreaterThanOrEqual(within[0] - 1e-9);
      expect(is).toBeLessThanOrEqual(within[1] + 1e-9);
    }
  });

  test('nobody of them is chosen by what only the infused have; another endpoint of them is not kept', async () => {
    const field = `share(endpoint: INFUSED) { ${SHARE} }`;
    expect(await ask(researcher, field, { infusionYear: { from: 2021 } })).toMatchObject({
      code: 'ASKS_AFTER_INFUSION',
    });
    expect(await ask(manager, `share(endpoint: INFUSED, by: INFUSION_YEAR) { ${SHARE} }`)).toMatchObject({
      code: 'ASKS_AFTER_INFUSION',
    });
    expect(
      await ask(manager, `survival(endpoint: PROGRESSION_FREE, population: APHERESED) { ${SURVIVAL} }`),
    ).toMatchObject({ code: 'NOT_OF_APHERESED' });
  });
});

describe('hazard ratios', () => {
  const fitOf = (groups: readonly (readonly Sketch[])[]) => {
    const people = groups.flatMap((group, index) => group.map((own) => ({ ...own, index })));
    return coxModel(
      {
        days: Int32Array.from(people, ({ time }) => time),
        events: Uint8Array.from(people, ({ dies }) => Number(dies)),
        covariates: [Float64Array.from(people, ({ index }) => index)],
      },
      'efron',
    );
  };
  test('exact for a centre, to three digits within a permit', async () => {
    const field = `hazardRatios(endpoint: OVERALL, by: PRODUCT) { ${RATIOS} }`;
    const { hazardRatios: exact } = await ask(manager, field);
    const [first, second] = byProduct(infused) as [Sketch[], Sketch[]];
    // The larger is the reference: of every ten the one with an odd number was never infused.
    expect(first.length).toBeGreaterThan(second.length);
    const fit = fitOf([first, second]);
    if (fit.state !== 'fitted') throw new Error(fit.state);
    const [ratio] = fit.covariates;
    expect(exact).toMatchObject({ reference: 'L01XL03', state: 'FITTED', n: infused.length, events: fit.events });
    expect(exact.ratios).toHaveLength(1);
    expect(exact.ratios[0].label).toBe('L01XL04');
    for (const name of ['hazardRatio', 'lower', 'upper', 'p'] as const)
      expect(exact.ratios[0][name]).toBeCloseTo(ratio![name], 9);

    const { hazardRatios: told } = await ask(researcher, field);
    const pooled = fitOf([
      [...first, ...first],
      [...second, ...second],
    ]);
    if (pooled.state !== 'fitted') throw new Error(pooled.state);
    expect(told).toMatchObject({ reference: 'L01XL03', state: 'FITTED', n: null, events: null });
    expect(told.protection).toEqual({ exact: false, rule: 'D12' });
    expect(told.ratios[0].hazardRatio).toBe(Number(pooled.covariates[0]!.hazardRatio.toPrecision(3)));
  });

  test('without deaths in a stratum there is no ratio; a few deaths are not told', async () => {
    const few = { ageBand: ['60-69'], infusionYear: { from: 2021, to: 2021 }, product: ['L01XL03'] };
    const { hazardRatios } = await ask(researcher, `hazardRatios(endpoint: OVERALL, by: SEX) { ${RATIOS} }`, few);
    expect(hazardRatios).toMatchObject({ code: 'DISCLOSURE_RISK' });
    const own = await ask(manager, `hazardRatios(endpoint: OVERALL, by: SEX) { ${RATIOS} }`);
    expect(own.hazardRatios).toMatchObject({ state: 'COLLINEAR', ratios: [], n: infused.length });
  });
});
