// Exact scalars on their way out: who asks never decides, what is cleared is what was seen, and nothing is shown before a person has cleared it.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  aalenJohansen,
  countByDayInGroups,
  countCauses,
  coxModel,
  incidenceAt,
  kaplanMeier,
  limits,
  logRankTerms,
  logRankTest,
  medianSurvival,
  proportion,
  survivalAt,
} from '@longview/outcomes';
import { patientOf, PERMIT, TrialRegistry } from '../support/trial-registry.ts';

let trial: TrialRegistry;
const dayText = (day: number) => new Date(Date.UTC(2020, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);
const RESEARCH = { permit: 'permit-a', purpose: 'scientificResearch' };
const ASKER = 'researcher@university';
const CHECKER = 'checker@registry';

beforeAll(async () => {
  trial = await TrialRegistry.start({
    permits: [
      { ...PERMIT, persons: [ASKER, 'stranger@university', 'checker@university'] },
      // A permit that names somebody who checks those of others.
      { ...PERMIT, id: 'permit-r', organisation: 'registry', persons: [CHECKER, 'steward@registry'] },
    ],
  });
  for (const centre of ['centre-a', 'centre-b'] as const) {
    const patients = Array.from({ length: 80 }, (_, n) => {
      const start = (n * 7) % 300;
      const time = 20 + ((n * 37) % 1100);
      const made = patientOf(trial, centre, `${centre} ${n}`, {
        infused: dayText(start),
        ...(n % 4 === 1 && { relapsed: dayText(start + Math.floor(time / 2)) }),
        product: n % 2 === 0 ? 'L01XL03' : 'L01XL04',
        disease: 'LBCL',
        sex: n % 5 < 2 ? 'male' : 'female',
        ...(n % 3 === 0 ? { alive: dayText(start + time) } : { died: dayText(start + time) }),
      });
      const assessed = (name: string, day: number, response: string) => ({
        key: trial.key(centre, `${centre} ${n} ${name}`),
        system: 'ehr',
        course: trial.key(centre, `course ${centre} ${n} 1`),
        responseAssessment: { assessmentDate: dayText(day), responseReported: response },
      });
      // Two in five respond completely, one partly; of one in sixteen who do not it is never looked at again.
      const response = ['CR', 'PR', 'SD', 'CR', 'SD'][n % 5] as string;
      const later = n % 4 !== 1 && n % 16 !== 2 ? [assessed('last assessment', start + time - 5, response)] : [];
      return { ...made, records: [...made.records, assessed('first assessment', start + 10, response), ...later] };
    });
    await trial.submit(centre, patients);
  }
  await trial.ask('steward@registry', 'mutation { cutRelease(book: false) { __typename } }');
});
afterAll(() => trial.stop());

const CURVE = `query Q($permit: ID, $purpose: Code, $where: CohortFilter, $by: Stratification) {
  cohort(permit: $permit, purpose: $purpose, where: $where) { ... on Refusal { code } ... on Cohort {
    size { ... on CohortSize { protection { answer } } }
    survival(endpoint: OVERALL, by: $by) { ... on Refusal { code } ... on Survival { strata { label n } protection { answer } } } } } }`;
const CLEARANCE = `__typename ... on Refusal { code } ... on Clearance { id permit answer state reason hash scalars {
  strata { label n events at { day survival lower upper } median { days lower upper } } logRank { chiSquare degreesOfFreedom p } hazardRatio { ratio lower upper ties } }
  incidence { strata { label n events at { day incidence lower upper } } gray { chiSquare degreesOfFreedom p } }
  share { strata { label of count percent lower upper } } }`;
const OTHERS = `query Q($permit: ID, $purpose: Code, $event: CompetingEvent!, $share: ShareEndpoint!, $by: Stratification) {
  cohort(permit: $permit, purpose: $purpose) { ... on Refusal { code } ... on Cohort {
    cumulativeIncidence(event: $event, by: $by) { ... on Refusal { code } ... on CumulativeIncidence { strata { label n } protection { answer } } }
    share(endpoint: $share, by: $by) { ... on Refusal { code } ... on Share { strata { label of } protection { answer } } } } } }`;
const curve = async (variables: object, who = ASKER): Promise<string> =>
  (await trial.ask(who, CURVE, { ...RESEARCH, ...variables })).data.cohort.survival.protection.answer as string;
const request = async (answer: string, who: string | null = ASKER, permit = RESEARCH) =>
  (
    await trial.ask(
      who ?? undefined,
      `mutation M($permit: ID!, $purpose: Code, $answer: ID!) { requestClearance(permit: $permit, purpose: $purpose, answer: $answer) { ${CLEARANCE} } }`,
      { ...permit, answer },
    )
  ).data.requestClearance;
const decide = async (id: string, hash: string, clear: boolean, who = CHECKER, reason?: string) =>
  (
    await trial.ask(
      who,
      `mutation M($id: ID!, $hash: String!, $clear: Boolean!, $reason: String) { checkClearance(id: $id, hash: $hash, clear: $clear, reason: $reason) { ${CLEARANCE} } }`,
      { id, hash, clear, reason },
    )
  ).data.checkClearance;
const LIST = `query L($permit: ID, $purpose: Code) { clearances(permit: $permit, purpose: $purpose) {
  __typename ... on Refusal { code } ... on ClearanceList { clearances { ${CLEARANCE.replace('__typename ... on Refusal { code } ... on Clearance {', '')} } } }`;
const list = async (who: string, variables: object = {}) => (await trial.ask(who, LIST, variables)).data.clearances;
const seen = async (id: string): Promise<{ id: string; hash: string; scalars: unknown }> =>
  (await list(CHECKER)).clearances.find((own: { id: string }) => own.id === id);
const rows = <T>(sql: string, ...values: unknown[]): Promise<T[]> =>
  trial.asAdmin(async (client) => (await client.query(sql, values)).rows as T[]);

describe('exact scalars of a named answer', () => {
  test('wait for a person, are cleared, and are R’s figures on the same rows', async () => {
    const answer = await curve({ by: 'PRODUCT' });
    const asked = await request(answer);
    expect(asked).toMatchObject({ __typename: 'Clearance', answer, state: 'WAITING', hash: null, scalars: null });
    // Not before somebody has looked.
    expect((await list(ASKER, RESEARCH)).clearances).toMatchObject([{ state: 'WAITING', hash: null, scalars: null }]);
    // Asked again it is the same one.
    expect((await request(answer)).id).toBe(asked.id);

    const waiting = await seen(asked.id);
    expect(waiting.hash).toMatch(/^[0-9a-f]{64}$/);
    const decided = await decide(asked.id, waiting.hash, true);
    expect(decided).toMatchObject({ state: 'CLEARED', scalars: waiting.scalars });
    await trial.restart();
    const [told] = (await list(ASKER, RESEARCH)).clearances;
    expect(told).toMatchObject({ id: asked.id, state: 'CLEARED', scalars: waiting.scalars });

    const found = await rows<{ product: string; os_days: number; os_event: boolean }>(
      'select product, os_days, os_event from registry.release_row order by product, os_days',
    );
    const subjects = {
      days: Int32Array.from(found, ({ os_days: days }) => days),
      events: Uint8Array.from(found, ({ os_event: event }) => (event ? 1 : 0)),
    };
    const groups = Uint8Array.from(found, ({ product }) => (product === 'L01XL03' ? 0 : 1));
    const counts = countByDayInGroups(subjects, groups, 2);
    counts.forEach((own, group) => {
      const exact = kaplanMeier(own);
      const stratum = told.scalars.strata[group];
      expect([stratum.n, stratum.events]).toEqual([exact.size, exact.eventTotal]);
      expect(stratum.at.length).toBeGreaterThan(2);
      for (const { day, survival } of stratum.at)
        expect(survival).toBeCloseTo(survivalAt(exact, limits(exact, 'log'), day)?.survival ?? NaN, 12);
      expect(stratum.median.days).toBe(medianSurvival(exact, limits(exact, 'log')).median);
    });
    const test = logRankTest(logRankTerms(counts));
    expect(told.scalars.logRank.chiSquare).toBeCloseTo(test.chiSquare ?? NaN, 9);
    const fit = coxModel({ ...subjects, covariates: [Float64Array.from(groups)] }, 'efron');
    expect(told.scalars.hazardRatio.ratio).toBeCloseTo(
      fit.state === 'fitted' ? (fit.covariates[0]?.hazardRatio ?? NaN) : NaN,
      9,
    );
  });

  test('incidences and shares too: nothing before the check, and then R’s figures on the same rows', async () => {
    const { cohort } = (await trial.ask(ASKER, OTHERS, { ...RESEARCH, event: 'RELAPSE', share: 'ORR' })).data;
    const asked = [
      await request(cohort.cumulativeIncidence.protection.answer),
      await request(cohort.share.protection.answer),
    ];
    expect(asked).toMatchObject([
      { state: 'WAITING', scalars: null, incidence: null, share: null },
      { state: 'WAITING', scalars: null, incidence: null, share: null },
    ]);
    for (const { id } of asked)
      expect(await decide(id, (await seen(id)).hash, true)).toMatchObject({ state: 'CLEARED' });
    const told = (await list(ASKER, RESEARCH)).clearances as { id: string; incidence: any; share: any; scalars: any }[];
    const [incidence, share] = asked.map(({ id }) => told.find((own) => own.id === id));
    const found = await rows<{ days: number | null; cause: number | null; response: string | null }>(
      'select competing_days as days, competing_event as cause, best_response as response from registry.release_row',
    );
    const exact = countCauses(
      {
        days: Int32Array.from(found, ({ days }) => days ?? 0),
        events: Uint8Array.from(found, ({ days, cause }) => (days === null ? 0 : (cause ?? 0))),
      },
      2,
    );
    const curves = aalenJohansen(exact);
    const [stratum] = incidence?.incidence.strata;
    expect([stratum.n, stratum.events]).toEqual([160, exact.causes[0]?.reduce((sum, count) => sum + count, 0)]);
    expect(stratum.at.length).toBeGreaterThan(1);
    for (const { day, incidence: shown, lower } of stratum.at) {
      expect(shown).toBeCloseTo(incidenceAt(curves, 1, day)?.incidence ?? NaN, 12);
      expect(lower).toBeCloseTo(incidenceAt(curves, 1, day)?.lower ?? NaN, 12);
    }
    const responded = found.filter(({ response }) => response === 'complete' || response === 'partial').length;
    const limits95 = proportion(responded, 160, 'clopperPearson');
    expect(share?.share.strata).toEqual([
      {
        label: 'all',
        of: 160,
        count: responded,
        percent: expect.closeTo((100 * responded) / 160, 9),
        lower: expect.closeTo(100 * (limits95.lower ?? NaN), 9),
        upper: expect.closeTo(100 * (limits95.upper ?? NaN), 9),
      },
    ]);
    expect([share?.scalars, share?.incidence, incidence?.scalars, incidence?.share]).toEqual([null, null, null, null]);
  });

  test('who asks does not decide, nor anybody of the own side', async () => {
    const asked = await request(await curve({ where: { product: ['L01XL03'] } }));
    const { hash } = await seen(asked.id);
    for (const who of [ASKER, 'stranger@university', 'steward@registry', 'dpo@registry', 'manager@centre-a'])
      expect([who, await decide(asked.id, hash, true, who)]).toEqual([
        who,
        { __typename: 'Refusal', code: 'NOT_ALLOWED' },
      ]);
    // An output checker of the organisation that holds the permit sees nothing of it and decides nothing.
    expect((await list('checker@university')).clearances).toEqual([]);
    expect((await decide(asked.id, hash, true, 'checker@university')).code).toBe('NOT_ALLOWED');

    const mine = { permit: 'permit-r', purpose: 'scientificResearch' };
    const own = await request(await curve({ ...mine, by: 'SEX' }, CHECKER), CHECKER, mine);
    expect(own.state).toBe('WAITING');
    expect((await list(CHECKER)).clearances.map(({ id }: { id: string }) => id)).not.toContain(own.id);
    const [draft] = await rows<{ hash: string }>(
      `select encode(draft_hash, 'hex') as hash from registry.clearance where id = $1`,
      own.id,
    );
    expect((await decide(own.id, draft?.hash ?? '', true)).code).toBe('NOT_ALLOWED');
    // Nor past the code: the table itself wants two people, figures that fit their hash, and one decision.
    await expect(
      rows(
        `update registry.clearance set checked_by = requested_by, checked = now(), outcome = 'cleared' where id = $1`,
        own.id,
      ),
    ).rejects.toThrow(/two_people/);
    await expect(rows(`update registry.clearance set draft = '{}' where id = $1`, own.id)).rejects.toThrow(/check/);
    await expect(
      rows(
        `update registry.clearance set checked_by = 'x', checked = now(), outcome = 'refused' where id = $1`,
        own.id,
      ),
    ).rejects.toThrow(/refused_with_reason/);
  });

  test('once: of two decisions at a time one stands, and it stays', async () => {
    const asked = await request(await curve({ where: { product: ['L01XL04'] } }));
    const { hash } = await seen(asked.id);
    expect((await decide(asked.id, 'f'.repeat(64), true)).code).toBe('NOT_WHAT_WAS_SEEN');
    expect((await decide(asked.id, hash, false)).code).toBe('REASON_NEEDED');
    const both = await Promise.all([decide(asked.id, hash, true), decide(asked.id, hash, false, CHECKER, 'too few')]);
    expect(both.filter(({ __typename }) => __typename === 'Clearance')).toHaveLength(1);
    expect(['CLEARANCE_DECIDED', 'CLEARANCE_UNKNOWN']).toContain(both.find(({ code }) => code)?.code);
    expect((await decide(asked.id, hash, true)).code).toBe('CLEARANCE_UNKNOWN');
    expect((await decide('00000000-0000-4000-8000-000000000000', hash, true)).code).toBe('CLEARANCE_UNKNOWN');
  });

  test('no answer without exact scalars, and none of another permit', async () => {
    const { data } = await trial.ask(ASKER, CURVE, RESEARCH);
    expect((await request(data.cohort.size.protection.answer)).code).toBe('NOT_CLEARABLE');
    expect((await request('999999')).code).toBe('ANSWER_UNKNOWN');
    expect((await request('1 or 1=1')).code).toBe('ANSWER_UNKNOWN');
    const theirs = await curve({ permit: 'permit-r' }, CHECKER);
    expect((await request(theirs)).code).toBe('ANSWER_UNKNOWN');
    expect((await request(theirs, ASKER, { ...RESEARCH, permit: 'permit-r' })).code).toBe('NOT_ALLOWED');
    expect((await request(theirs, ASKER, { ...RESEARCH, purpose: 'policy' })).code).toBe('NOT_ALLOWED');
    expect((await request(theirs, null)).code).toBe('NOT_ALLOWED');
  });

  test('whoever withdraws before the decision is in no figure: what was seen is no longer cleared, nor asked again', async () => {
    const answer = await curve({ by: 'SEX' });
    const asked = await request(answer);
    const { hash } = await seen(asked.id);
    const patient = patientOf(trial, 'centre-a', 'centre-a 7', { infused: dayText(49) });
    await trial.submit('centre-a', [
      {
        ...patient,
        records: [
          {
            key: trial.key('centre-a', 'centre-a 7 withdrawal'),
            system: 'ehr',
            consent: { eventType: 'withdrawn', eventDate: '2026-01-01', legalBasis: 'consent' },
          },
        ],
      },
    ]);
    expect((await decide(asked.id, hash, true)).code).toBe('CLEARANCE_CHANGED');
    const refused = await decide(asked.id, hash, false, CHECKER, 'somebody withdrew');
    expect(refused).toMatchObject({ state: 'REFUSED', reason: 'somebody withdrew' });
    const told = (await list(ASKER, RESEARCH)).clearances.find(({ id }: { id: string }) => id === asked.id);
    expect(told).toMatchObject({ state: 'REFUSED', reason: 'somebody withdrew', hash: null, scalars: null });
    expect((await request(answer)).code).toBe('DISCLOSURE_RISK');
  });

  test('each step stands in the log, and none twice', async () => {
    const entries = await rows<{ operation: string; kind: string; actor: string; reason: string | null }>(
      `select e ->> 'operation' as operation, e ->> 'kind' as kind, e ->> 'actor' as actor, e ->> 'reason' as reason from
         (select envelope::jsonb as e from log.entry union all select envelope::jsonb from log.pending) t
       where e ->> 'operation' in ('requestClearance', 'checkClearance') and e ->> 'reason' is not null`,
    );
    const count = (operation: string, reason: string, who?: string): number =>
      entries.filter((own) => own.operation === operation && own.reason === reason && (!who || own.actor === who))
        .length;
    expect(count('requestClearance', 'WAITS')).toBe(7);
    expect(count('requestClearance', 'ASKED_BEFORE', ASKER)).toBe(1);
    expect(count('requestClearance', 'DISCLOSURE_RISK')).toBe(1);
    expect(count('checkClearance', 'CLEARANCE_CHANGED', CHECKER)).toBe(1);
    expect(count('checkClearance', 'CLEARED') + count('checkClearance', 'REFUSED')).toBe(5);
    expect(count('checkClearance', 'NOT_ALLOWED', ASKER)).toBe(1);
    expect(trial.faults).toEqual([]);
  });
});
