// In: a registry with synthetic courses. Out: own rows exact, a permit's answers protected and stored, every refusal, every entry.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyBundle } from '@longview/transparency-proof';
import { logAtRest } from '../../../../test/support/log-at-rest.ts';
import { patientOf, TrialRegistry } from '../../../../test/support/trial-registry.ts';

let trial: TrialRegistry;
const dayText = (day: number) => new Date(Date.UTC(2022, 0, 1) + day * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  trial = await TrialRegistry.start();
  for (const [c, centre] of (['centre-a', 'centre-b'] as const).entries()) {
    const patients = Array.from({ length: 60 }, (_, n) => {
      const start = (n * 7) % 300;
      const time = 20 + ((n * 37) % 700);
      return patientOf(trial, centre, `${centre} ${n}`, {
        infused: dayText(start),
        product: n % 2 === 0 ? 'L01XL03' : 'L01XL04',
        disease: 'LBCL',
        consent: c === 0 && n === 59 ? 'registryOnly' : 'all',
        assessed: dayText(start + Math.floor(time / 2) + 1),
        ...(n % 3 === 0 ? { alive: dayText(start + time) } : { died: dayText(start + time) }),
      });
    });
    const { outcomes } = await trial.submit(centre, patients);
    expect(new Set(outcomes)).toEqual(new Set(['ACCEPTED']));
  }
  await trial.ask('steward@registry', 'mutation { cutRelease(book: false) { __typename } }');
});
afterAll(() => trial.stop());

const QUESTION = `query Q($permit: ID, $purpose: Code, $where: CohortFilter, $by: Stratification) {
  cohort(permit: $permit, purpose: $purpose, where: $where) {
    __typename
    ... on Refusal { code message }
    ... on Cohort {
      exact release
      size { __typename ... on CohortSize { patients courses protection { exact rule k statement } } ... on Refusal { code } }
      survival(endpoint: OVERALL, by: $by, at: [180, 365]) {
        __typename
        ... on Refusal { code }
        ... on Survival {
          strata { label n events at { day survival lower upper atRisk exactWithin } curve { day atRisk } median { state days after upTo } }
          withheld logRank { p chiSquare } protection { exact rule k gridDays largestShift answered }
        }
      }
    }
  }
}`;
const research = { permit: 'permit-a', purpose: 'scientificResearch' };

describe('the researchers’ door', () => {
  test('a centre asks about its own patients: exact, and no other centre’s', async () => {
    const { data } = await trial.ask('manager@centre-a', QUESTION, { by: 'PRODUCT' });
    expect(data.cohort).toMatchObject({
      exact: true,
      release: null,
      size: { patients: 60, courses: 60, protection: { exact: true } },
    });
    const { strata, logRank } = data.cohort.survival;
    expect(strata.map(({ label, n }: { label: string; n: number }) => [label, n])).toEqual([
      ['L01XL03', 30],
      ['L01XL04', 30],
    ]);
    expect(logRank.chiSquare).toBeGreaterThanOrEqual(0);
    expect(strata[0].at.map(({ day }: { day: number }) => day)).toEqual([180, 365]);
  });

  test('within a permit: protected, says how, and without who did not consent', async () => {
    const { data } = await trial.ask('researcher@university', QUESTION, { ...research, by: 'PRODUCT' });
    expect(data.cohort).toMatchObject({ exact: false, size: { courses: null, protection: { exact: false, k: 5 } } });
    // 119 consent to academic research: the middle of their step of 5 is told.
    expect(data.cohort.size.patients).toBe(117);
    expect(data.cohort.survival.protection).toMatchObject({ exact: false, rule: 'D-KM', k: 5 });
    for (const { at, curve } of data.cohort.survival.strata) {
      expect(curve.every(({ day }: { day: number }) => day % data.cohort.survival.protection.gridDays === 0)).toBe(
        true,
      );
      for (const { survival, exactWithin } of at) expect(survival).toBeGreaterThanOrEqual(exactWithin[0]);
    }
  });

  test('the same question: the stored answer, byte for byte, with its date', async () => {
    const first = await trial.ask('researcher@university', QUESTION, research);
    const second = await trial.ask('researcher@university', QUESTION, research);
    expect(second.text).toBe(first.text);
    expect(first.data.cohort.survival.protection.answered).toMatch(/^\d{4}-\d\d-\d\dT/);
    await trial.restart();
    expect((await trial.ask('researcher@university', QUESTION, research)).text).toBe(first.text);
  });

  test('a small group is refused and says no more than that', async () => {
    const { data } = await trial.ask('researcher@university', QUESTION, {
      ...research,
      where: { infusionYear: { from: 2030 } },
    });
    expect(data.cohort.size).toEqual({ __typename: 'Refusal', code: 'DISCLOSURE_RISK' });
  });

  test('every cell of the door that is closed', async () => {
    const refused = async (account: string | undefined, variables: object) =>
      (await trial.ask(account, QUESTION, variables)).data.cohort.code as string;
    expect(await refused(undefined, {})).toBe('BOOK_NOT_PUBLISHED');
    expect(await refused('researcher@university', {})).toBe('BOOK_NOT_PUBLISHED');
    expect(await refused('dpo@registry', {})).toBe('BOOK_NOT_PUBLISHED');
    expect(await refused(undefined, research)).toBe('NOT_ALLOWED');
    expect(await refused('stranger@university', research)).toBe('NOT_ALLOWED');
    expect(await refused('manager@centre-a', research)).toBe('NOT_ALLOWED');
    expect(await refused('researcher@university', { ...research, purpose: 'marketing' })).toBe('NOT_ALLOWED');
    expect(await refused('researcher@university', { permit: research.permit })).toBe('NOT_ALLOWED');
    expect(await refused('researcher@university', { ...research, permit: 'permit-z' })).toBe('NOT_ALLOWED');
    expect(await refused('researcher@university', { ...research, where: { centre: ['centre-a'] } })).toBe(
      'NOT_ALLOWED',
    );
    expect(await refused('researcher@university', { ...research, by: 'CENTRE' })).toBe('NOT_ALLOWED');
    expect(await refused('researcher@university', { ...research, by: 'STATUS_AT_INFUSION' })).toBe('NOT_ALLOWED');
  });

  test('rows are for the centre that treats; dates leave as days', async () => {
    const LIST = `query L($permit: ID, $purpose: Code, $first: Int!, $after: String) {
      cohort(permit: $permit, purpose: $purpose) { ... on Refusal { code } ... on Cohort { courses(first: $first, after: $after, records: 9) {
        ... on Refusal { code }
        ... on CoursePage { next nodes { id product overallSurvival { days event } records { type version body { __typename ... on Infusion { infusionDate } ... on SurvivalStatus { status lastContactDate deathDate { from to } } } } } } } } }
    }`;
    const first = await trial.ask('manager@centre-a', LIST, { first: 40 });
    expect(first.data.cohort.courses.nodes).toHaveLength(40);
    expect(first.text).not.toMatch(/20\d\d-\d\d-\d\d/);
    const infusion = first.data.cohort.courses.nodes[0].records.find(
      ({ type }: { type: string }) => type === 'Infusion',
    );
    expect(infusion.body.infusionDate).toBe(0);
    const second = await trial.ask('manager@centre-a', LIST, { first: 40, after: first.data.cohort.courses.next });
    expect(second.data.cohort.courses.nodes).toHaveLength(20);
    expect(second.data.cohort.courses.next).toBeNull();
    const ids = [...first.data.cohort.courses.nodes, ...second.data.cohort.courses.nodes].map(
      ({ id }: { id: string }) => id,
    );
    expect(new Set(ids).size).toBe(60);
    const other = await trial.ask('manager@centre-b', LIST, { first: 100 });
    expect(other.data.cohort.courses.nodes.some(({ id }: { id: string }) => ids.includes(id))).toBe(false);
    const researcher = await trial.ask('researcher@university', LIST, { ...research, first: 1 });
    expect(researcher.data.cohort.code).toBe('ROWS_NOT_IN_PERMIT');
    for (const variables of [{ first: 0 }, { first: 101 }, { first: 1, after: 'nonsense' }])
      expect((await trial.ask('manager@centre-a', LIST, variables)).data.cohort.code).toMatch(/PAGE_SIZE|CURSOR/);
  });

  test('a withdrawal closes the person for new computations at once; what was told stays as it was', async () => {
    const where = { product: ['L01XL03'] };
    const before = await trial.ask('researcher@university', QUESTION, { ...research, where });
    const patient = patientOf(trial, 'centre-a', 'centre-a 0', {});
    const withdrawal = {
      ...patient,
      records: [
        {
          key: trial.key('centre-a', 'withdrawal'),
          system: 'ehr',
          consent: { eventType: 'withdrawn', eventDate: '2026-01-01', legalBasis: 'consent' },
        },
      ],
    };
    expect((await trial.submit('centre-a', [withdrawal])).outcomes).toEqual(['ACCEPTED']);
    const after = await trial.ask('researcher@university', QUESTION, { ...research, where });
    expect(after.text).toBe(before.text);
    // The same set asked in other words differs by the one who left: it would be a difference of one person, so what was told is told again.
    const other = await trial.ask('researcher@university', QUESTION, {
      ...research,
      where: { product: ['L01XL03'], disease: ['LBCL'] },
    });
    expect(other.data.cohort.size).toMatchObject({
      patients: before.data.cohort.size.patients,
      protection: { statement: expect.stringContaining('about nearly the same patients') },
    });
  });
});

describe('the book', () => {
  const PAGE = `query P($where: CohortFilter, $by: Stratification, $interval: IntervalScale!) {
    cohort(where: $where) {
      ... on Refusal { code }
      ... on Cohort {
        exact release
        size { ... on CohortSize { patients protection { k page leftOut answered } } ... on Refusal { code } }
        survival(endpoint: OVERALL, by: $by, interval: $interval) {
          ... on Survival { strata { label n curve { day survival lower upper } } protection { k gridDays page leftOut } }
          ... on Refusal { code }
        }
      }
    }
  }`;
  const page = async (account: string | undefined, variables: object = {}) => {
    const { data, errors } = await trial.ask(account, PAGE, { interval: 'LOG', ...variables });
    expect(errors).toEqual([]);
    return data.cohort;
  };
  beforeAll(() => trial.ask('steward@registry', 'mutation { cutRelease { __typename } }'));

  test('anybody reads it: k = 10, on the wide grid, the same for everybody', async () => {
    const anyone = await page(undefined, { by: 'PRODUCT' });
    expect(anyone).toMatchObject({ exact: false, size: { patients: 115, protection: { k: 10, leftOut: [] } } });
    expect(anyone.survival.protection).toMatchObject({ k: 10, gridDays: 90, leftOut: [] });
    expect(anyone.survival.strata.map(({ label }: { label: string }) => label)).toEqual(['L01XL03', 'L01XL04']);
    for (const account of ['stranger@university', 'dpo@registry'])
      expect(await page(account, { by: 'PRODUCT' })).toEqual(anyone);
  });

  test('a free question gets its nearest page, and is told what that leaves out', async () => {
    const where = { product: ['L01XL03'], ageBand: ['18-39'], centre: ['centre-a'] };
    const { size } = await page(undefined, { where });
    expect(size.protection.leftOut).toEqual(expect.arrayContaining(['centre']));
    expect(JSON.parse(size.protection.page).measure).toEqual({ name: 'size' });
  });

  test('limits on the other scale follow from the same counts', async () => {
    const [log, logLog] = [await page(undefined), await page(undefined, { interval: 'LOG_LOG' })];
    const survivals = (answer: any) => answer.survival.strata[0].curve.map(({ survival }: any) => survival);
    expect(survivals(logLog)).toEqual(survivals(log));
    expect(logLog.survival.strata[0].curve[1].lower).not.toBe(log.survival.strata[0].curve[1].lower);
  });

  test('within a permit, what cannot be told is answered by the nearest page before it is refused', async () => {
    const { data } = await trial.ask('researcher@university', QUESTION, {
      ...research,
      where: { infusionYear: { from: 2030 } },
    });
    expect(data.cohort.size.protection).toMatchObject({ k: 10, statement: expect.stringContaining('leaves out') });
  });

  test('rows are in no book', async () => {
    const { data } = await trial.ask(
      undefined,
      '{ cohort { ... on Refusal { code } ... on Cohort { courses { __typename } } } }',
    );
    expect(data.cohort.code).toBe('ROWS_NOT_IN_BOOK');
  });

  test('a second book, one person less: no figure of a page moves by that person', async () => {
    const before = await page(undefined, { by: 'SEX' });
    const gone = {
      ...patientOf(trial, 'centre-b', 'centre-b 3', {}),
      records: [
        {
          key: trial.key('centre-b', 'withdrawal'),
          system: 'ehr',
          consent: { eventType: 'withdrawn', eventDate: '2026-01-01', legalBasis: 'consent' },
        },
      ],
    };
    expect((await trial.submit('centre-b', [gone])).outcomes).toEqual(['ACCEPTED']);
    await trial.ask('steward@registry', 'mutation { cutRelease { __typename } }');
    const after = await page(undefined, { by: 'SEX' });
    expect(after.release).not.toBe(before.release);
    expect(after.size.patients).toBe(before.size.patients);
    expect(after.size.protection.answered >= before.size.protection.answered).toBe(true);
    expect(after.survival.strata).toEqual(before.survival.strata);
  });
});

describe('the access log', () => {
  test('every question has its entries, and they verify offline', async () => {
    await logAtRest(trial);
    const LOG = `query L($filter: AccessLogFilter, $first: Int!) { accessLog(first: $first, filter: $filter) { ... on Refusal { code } ... on AccessLogPage { size entries { index kind actor operation permit purpose rows cells suppressed decision policyIds intent leafHash } } } }`;
    const { data } = await trial.ask('dpo@registry', LOG, { first: 500, filter: { actor: 'researcher@university' } });
    const { entries } = data.accessLog;
    const kinds = new Set(entries.map(({ kind }: { kind: string }) => kind));
    expect(kinds).toEqual(new Set(['answer', 'intent', 'result', 'refusal']));
    const intents = entries.filter(({ kind }: { kind: string }) => kind === 'intent').length;
    expect(entries.filter(({ kind }: { kind: string }) => kind === 'result')).toHaveLength(intents);
    expect(entries.find(({ kind }: { kind: string }) => kind === 'answer')).toMatchObject({
      permit: 'permit-a',
      purpose: 'scientificResearch',
      decision: 'allow',
    });

    const bundle = await trial.ask(
      'dpo@registry',
      `{ accessLogBundle(first: 50, filter: { actor: "researcher@university" }) { ... on AccessLogBundle { bundle } ... on Refusal { code } } }`,
    );
    const parsed = JSON.parse(bundle.data.accessLogBundle.bundle);
    const trust = { logKey: parsed.logKey };
    expect(verifyBundle(parsed, trust)).toMatchObject({ ok: true });
    const edited = structuredClone(parsed);
    edited.entries[0].envelope = edited.entries[0].envelope.replace('researcher@university', 'somebody@elsewhere');
    expect(verifyBundle(edited, trust)).toMatchObject({ ok: false });

    const proof = await trial.ask(
      'researcher@university',
      `query P($leaf: String!) { inclusionProof(leafHash: $leaf) { ... on InclusionProof { index size hashes } ... on Refusal { code } } }`,
      {
        leaf: entries.at(-1).leafHash,
      },
    );
    expect(proof.data.inclusionProof.index).toBe(entries.at(-1).index);
  });

  test('who may read it', async () => {
    const READ = `query L($filter: AccessLogFilter) { accessLog(filter: $filter) { __typename ... on Refusal { code } } }`;
    const seen = async (account: string | undefined, filter?: object) =>
      (await trial.ask(account, READ, { filter })).data.accessLog;
    expect(await seen('dpo@registry')).toEqual({ __typename: 'AccessLogPage' });
    expect(await seen('manager@centre-a', { org: 'centre-a' })).toEqual({ __typename: 'AccessLogPage' });
    for (const [account, filter] of [
      [undefined, undefined],
      ['manager@centre-a', undefined],
      ['manager@centre-a', { org: 'centre-b' }],
      ['researcher@university', undefined],
      ['steward@registry', undefined],
    ] as const)
      expect(await seen(account, filter)).toEqual({ __typename: 'Refusal', code: 'NOT_ALLOWED' });
    expect(
      (await trial.ask('researcher@university', 'mutation { cutRelease { ... on Refusal { code } } }')).data.cutRelease
        .code,
    ).toBe('NOT_ALLOWED');
    expect((await trial.ask(undefined, '{ checkpoint { ... on Refusal { code } } }')).data.checkpoint.code).toBe(
      'NOT_ALLOWED',
    );
  });

  test('when the log cannot be written nothing is shown', async () => {
    await trial.asAdmin((client) => client.query('revoke insert on log.pending from longview_app'));
    try {
      const own = await trial.ask('manager@centre-a', QUESTION);
      expect(own.text).not.toContain('"patients":');
      expect(own.errors.length).toBeGreaterThan(0);
      const permit = await trial.ask('researcher@university', QUESTION, research);
      expect(permit.status).toBe(503);
      expect(permit.errors[0]?.extensions?.['code']).toBe('LOG_UNAVAILABLE');
      expect(permit.data).toBeUndefined();
      const refused = await trial.submit('centre-a', [
        patientOf(trial, 'centre-a', 'unlogged', { alive: '2025-01-01' }),
      ]);
      expect(refused.outcomes).toEqual([]);
    } finally {
      await trial.asAdmin((client) =>
        client.query('grant insert (id, kind, envelope, leaf_hash) on log.pending to longview_app'),
      );
    }
    expect((await trial.ask('manager@centre-a', QUESTION)).data.cohort.size.patients).toBe(60);
  });
});
