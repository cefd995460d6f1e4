// Who may ask what: every root field of the schema by every kind of caller, allowed and refused cells alike. A root field without a row
// fails, so that nobody adds a door without saying for whom it opens.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { canonicalBytes, signDetached, SUBMIT_DOCUMENT, type Submission } from '@longview/wire';
import { buildSchema } from 'graphql';
import { patientOf, PERMIT, TrialRegistry } from '../support/trial-registry.ts';

const ROLES = {
  anonymous: undefined,
  named: 'researcher@university',
  notNamed: 'stranger@university',
  managerA: 'manager@centre-a',
  managerB: 'manager@centre-b',
  steward: 'steward@registry',
  dpo: 'dpo@registry',
  checker: 'checker@registry',
  agentA: 'agent:centre-a-1',
  agentB: 'agent:centre-b-1',
} as const;
type Role = keyof typeof ROLES;
const roles = Object.keys(ROLES) as Role[];
const signedIn = roles.filter((role) => role !== 'anonymous');

/** What the answer says: `allow`, or the code of the refusal. */
type Cells = Readonly<Partial<Record<Role, string>>>;
interface Row {
  readonly field: string;
  readonly what: string;
  readonly query: string;
  readonly variables?: () => unknown;
  /** What everybody gets who is not in `cells`. */
  readonly others: string;
  readonly cells: Cells;
}

const allow = (...who: Role[]): Cells => Object.fromEntries(who.map((role) => [role, 'allow']));
const ANSWER = '{ __typename ... on Refusal { code } }';

let trial: TrialRegistry;
let leafHash: string;
let courseOfA: string;
let submission: Submission;
let signature: string;

beforeAll(async () => {
  trial = await TrialRegistry.start({
    permits: [PERMIT, { ...PERMIT, id: 'permit-b', organisation: 'company', persons: ['somebody@company'] }],
  });
  const patients = Array.from({ length: 12 }, (_, n) =>
    patientOf(trial, 'centre-a', `patient ${n}`, {
      infused: '2024-01-01',
      product: 'L01XL03',
      disease: 'LBCL',
      assessed: '2024-06-01',
      alive: '2025-01-01',
    }),
  );
  await trial.submit('centre-a', patients);
  await trial.ask('steward@registry', 'mutation { cutRelease { __typename } }');
  await wait(500);
  const log = await trial.ask('dpo@registry', '{ accessLog { ... on AccessLogPage { entries { leafHash } } } }');
  leafHash = log.data.accessLog.entries.at(-1).leafHash as string;
  const own = await trial.ask(
    'manager@centre-a',
    `{ cohort { ... on Cohort { courses { ... on CoursePage { nodes { id } } } } } }`,
  );
  courseOfA = own.data.cohort.courses.nodes[0].id as string;
  submission = { version: 1, id: randomUUID(), centre: 'centre-a', demonstration: true, patients: [patients[0]!] };
  const bytes = canonicalBytes(submission);
  signature = await signDetached(bytes, 'longview-submission+jws', 'centre-a-1', trial.agents['centre-a'].secret);
});
afterAll(() => trial.stop());

const purpose = 'purpose: "scientificResearch"';
const SIZE = '{ __typename ... on Refusal { code } ... on Cohort { size { __typename } } }';
const ROWS = '{ __typename ... on Refusal { code } ... on Cohort { courses { __typename } } }';
const row = (field: string, what: string, query: string, others: string, cells: Cells = {}): Row => ({
  field,
  what,
  query,
  others,
  cells,
});

const TABLE: readonly Row[] = [
  row('releases', 'which there are', '{ releases { __typename } }', 'allow'),
  row('endpoints', 'what they count', '{ endpoints { __typename } }', 'allow'),

  row('cohort', 'own patients, or the book', `{ cohort ${SIZE} }`, 'allow'),
  row('cohort', 'own courses', `{ cohort ${ROWS} }`, 'ROWS_NOT_IN_BOOK', allow('managerA', 'managerB')),
  row('cohort', 'within a permit', `{ cohort(permit: "permit-a", ${purpose}) ${SIZE} }`, 'NOT_ALLOWED', allow('named')),
  row('cohort', 'rows within a permit', `{ cohort(permit: "permit-a", ${purpose}) ${ROWS} }`, 'NOT_ALLOWED', {
    named: 'ROWS_NOT_IN_PERMIT',
  }),
  row('cohort', 'without the purpose', `{ cohort(permit: "permit-a") ${SIZE} }`, 'NOT_ALLOWED'),
  row('cohort', 'for another purpose', `{ cohort(permit: "permit-a", purpose: "policy") ${SIZE} }`, 'NOT_ALLOWED'),
  row(
    'cohort',
    'by a field that the permit does not name',
    `{ cohort(permit: "permit-a", ${purpose}, where: { centre: ["centre-a"] }) ${SIZE} }`,
    'NOT_ALLOWED',
  ),
  row('cohort', 'within a permit of others', `{ cohort(permit: "permit-b", ${purpose}) ${SIZE} }`, 'NOT_ALLOWED'),
  row('cohort', 'within a permit that is none', `{ cohort(permit: "permit-z", ${purpose}) ${SIZE} }`, 'NOT_ALLOWED'),

  row('accessLog', 'all of it', `{ accessLog ${ANSWER} }`, 'NOT_ALLOWED', allow('dpo')),
  row(
    'accessLog',
    'of centre A',
    `{ accessLog(filter: { org: "centre-a" }) ${ANSWER} }`,
    'NOT_ALLOWED',
    allow('dpo', 'managerA'),
  ),
  row(
    'accessLog',
    'of centre B',
    `{ accessLog(filter: { org: "centre-b" }) ${ANSWER} }`,
    'NOT_ALLOWED',
    allow('dpo', 'managerB'),
  ),
  row(
    'accessLog',
    'of the university',
    `{ accessLog(filter: { org: "university" }) ${ANSWER} }`,
    'NOT_ALLOWED',
    allow('dpo'),
  ),
  row('accessLogBundle', 'all of it', `{ accessLogBundle ${ANSWER} }`, 'NOT_ALLOWED', allow('dpo')),
  row(
    'accessLogBundle',
    'of centre A',
    `{ accessLogBundle(filter: { org: "centre-a" }) ${ANSWER} }`,
    'NOT_ALLOWED',
    allow('dpo'),
  ),

  row('checkpoint', 'the latest', `{ checkpoint ${ANSWER} }`, 'NOT_ALLOWED', allow(...signedIn)),
  {
    ...row(
      'inclusionProof',
      'of an entry',
      `query ($leafHash: String!) { inclusionProof(leafHash: $leafHash) ${ANSWER} }`,
      'NOT_ALLOWED',
      allow(...signedIn),
    ),
    variables: () => ({ leafHash }),
  },
  row(
    'consistencyProof',
    'from nothing',
    `{ consistencyProof(from: 0, to: 1) ${ANSWER} }`,
    'NOT_ALLOWED',
    allow(...signedIn),
  ),

  {
    // Agent B carries what agent A signed: the key that signed it is none of its centre.
    ...row('submit', 'of centre A', SUBMIT_DOCUMENT, 'NOT_ALLOWED', { agentA: 'allow', agentB: 'KEY_UNKNOWN' }),
    variables: () => ({ submission, signature }),
  },
  row('cosign', 'no note at all', `mutation { cosign(note: "x") ${ANSWER} }`, 'NOT_ALLOWED', {
    agentA: 'COSIGNATURE_REFUSED',
    agentB: 'COSIGNATURE_REFUSED',
  }),
  row(
    'requestMove',
    'of a record of the own centre',
    `mutation { requestMove(system: "ehr", key: "${'A'.repeat(43)}", reason: "wrongPatient") ${ANSWER} }`,
    'NOT_ALLOWED',
    allow('managerA', 'managerB'),
  ),
  row(
    'approveMove',
    'that nobody requested',
    `mutation { approveMove(id: "00000000-0000-4000-8000-000000000000") ${ANSWER} }`,
    'NOT_ALLOWED',
    { managerA: 'MOVE_UNKNOWN', managerB: 'MOVE_UNKNOWN' },
  ),
  row(
    'openQueries',
    'about records of the own centre',
    `{ openQueries ${ANSWER} }`,
    'NOT_ALLOWED',
    allow('managerA', 'managerB', 'agentA', 'agentB'),
  ),
  row(
    'answerQuery',
    'that was never asked',
    `mutation { answerQuery(id: "00000000-0000-4000-8000-000000000000", reason: "confirmed") ${ANSWER} }`,
    'NOT_ALLOWED',
    {
      managerA: 'QUERY_UNKNOWN',
      managerB: 'QUERY_UNKNOWN',
      agentA: 'QUERY_UNKNOWN',
      agentB: 'QUERY_UNKNOWN',
    },
  ),
  {
    ...row(
      'derivedItems',
      'of a course of centre A',
      `query ($course: ID!) { derivedItems(course: $course) ${ANSWER} }`,
      'NOT_ALLOWED',
      { managerA: 'allow', managerB: 'COURSE_UNKNOWN' },
    ),
    variables: () => ({ course: courseOfA }),
  },
  row(
    'derivedItems',
    'of a course that is none',
    `{ derivedItems(course: "AAAAAAAAAAAAAAAAAAAAAA") ${ANSWER} }`,
    'NOT_ALLOWED',
    {
      managerA: 'COURSE_UNKNOWN',
      managerB: 'COURSE_UNKNOWN',
    },
  ),
  row('relinking', 'of the epoch in force', `{ relinking(epoch: 1) ${ANSWER} }`, 'NOT_ALLOWED', allow('steward')),
  row('relinking', 'of an epoch that is none', `{ relinking(epoch: 9) ${ANSWER} }`, 'NOT_ALLOWED', {
    steward: 'EPOCH_UNKNOWN',
  }),
  row('cutRelease', 'now', `mutation { cutRelease ${ANSWER} }`, 'NOT_ALLOWED', allow('steward')),

  row(
    'clearances',
    'of a permit',
    `{ clearances(permit: "permit-a", ${purpose}) ${ANSWER} }`,
    'NOT_ALLOWED',
    allow('named'),
  ),
  row('clearances', 'of a permit of others', `{ clearances(permit: "permit-b", ${purpose}) ${ANSWER} }`, 'NOT_ALLOWED'),
  row(
    'clearances',
    'for another purpose',
    `{ clearances(permit: "permit-a", purpose: "policy") ${ANSWER} }`,
    'NOT_ALLOWED',
  ),
  row('clearances', 'that wait', `{ clearances ${ANSWER} }`, 'NOT_ALLOWED', allow('checker')),
  row(
    'requestClearance',
    'of an answer that is none',
    `mutation { requestClearance(permit: "permit-a", ${purpose}, answer: "9999999") ${ANSWER} }`,
    'NOT_ALLOWED',
    { named: 'ANSWER_UNKNOWN' },
  ),
  row(
    'requestClearance',
    'within a permit of others',
    `mutation { requestClearance(permit: "permit-b", ${purpose}, answer: "1") ${ANSWER} }`,
    'NOT_ALLOWED',
  ),
  row(
    'checkClearance',
    'that nobody asked for',
    `mutation { checkClearance(id: "00000000-0000-4000-8000-000000000000", hash: "x", clear: true) ${ANSWER} }`,
    'NOT_ALLOWED',
    { checker: 'CLEARANCE_UNKNOWN' },
  ),

  row(
    'inviteCentre',
    'a new one',
    `mutation { inviteCentre(centre: "centre-n") ${ANSWER} }`,
    'NOT_ALLOWED',
    allow('steward'),
  ),
  row('keyRequests', 'that wait', `{ keyRequests ${ANSWER} }`, 'NOT_ALLOWED', allow('steward')),
  // Open to everybody, since who enrols has no key yet; what opens it is the code.
  row('enrol', 'with nothing', `mutation { enrol(request: "x") ${ANSWER} }`, 'REQUEST_MALFORMED'),
  row('renewKey', 'with nothing', `mutation { renewKey(request: "x") ${ANSWER} }`, 'NOT_ALLOWED', {
    agentA: 'REQUEST_MALFORMED',
    agentB: 'REQUEST_MALFORMED',
  }),
];

/** Refusals of a caller who was told no; the others say that there is nothing, or that what came was not good. */
const KEPT = new Set([
  'NOT_ALLOWED',
  'ROWS_NOT_IN_PERMIT',
  'ROWS_NOT_IN_BOOK',
  'KEY_UNKNOWN',
  'EPOCH_UNKNOWN',
  'ANSWER_UNKNOWN',
  'CLEARANCE_UNKNOWN',
]);

async function ask(role: Role, { query, variables }: Pick<Row, 'query' | 'variables'>) {
  if (role === 'agentA') return trial.askAsAgent('centre-a', query, variables?.());
  if (role === 'agentB') return trial.askAsAgent('centre-b', query, variables?.());
  return trial.ask(ROLES[role], query, variables?.());
}

describe('access matrix', () => {
  test('every root field has its rows, and no row a field that is gone', () => {
    const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../schema/registry.graphql'), 'utf8'));
    const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    );
    expect([...new Set(TABLE.map(({ field }) => field))].sort()).toEqual(fields.sort());
  });

  const cells = TABLE.flatMap((entry) =>
    roles.map((role) => [entry.field, entry.what, role, entry.cells[role] ?? entry.others, entry] as const),
  );
  const told: [Role, string][] = [];
  test.each(cells)('%s, %s: %s gets %s', async (field, _what, role, expected, entry) => {
    const { data, errors } = await ask(role, entry);
    expect(errors).toEqual([]);
    const answer = data[field] as { __typename?: string; code?: string };
    const code = answer.__typename === 'Refusal' ? answer.code : 'allow';
    expect(code).toBe(expected);
    told.push([role, String(code)]);
  });

  test('every refusal of somebody known stands in the log, and none of nobody', async () => {
    expect(told).toHaveLength(cells.length);
    await wait(500);
    for (const role of roles) {
      const { data } = await trial.ask(
        'dpo@registry',
        'query ($filter: AccessLogFilter) { accessLog(first: 500, filter: $filter) { ... on AccessLogPage { entries { kind } } } }',
        { filter: { actor: ROLES[role] ?? 'anyone', kinds: ['refusal'] } },
      );
      const kept = role === 'anonymous' ? 0 : told.filter(([who, code]) => who === role && KEPT.has(code)).length;
      expect([role, data.accessLog.entries.length]).toEqual([role, kept]);
    }
  });

  test('the schema is shown to all but the anonymous', async () => {
    for (const role of roles) {
      const { errors } = await ask(role, { query: '{ __schema { queryType { name } } }' });
      expect([role, errors.map(({ extensions }) => extensions?.['code'])]).toEqual([
        role,
        role === 'anonymous' ? ['FORBIDDEN'] : [],
      ]);
    }
  });

  test('a data manager sees the own centre’s patients, and none of another', async () => {
    const size =
      '{ cohort { ... on Cohort { size { ... on CohortSize { patients } } courses { ... on CoursePage { nodes { id } } } } } }';
    for (const [role, patients] of [
      ['managerA', 12],
      ['managerB', 0],
    ] as const) {
      const { data } = await ask(role, { query: size });
      expect([role, data.cohort.size.patients, data.cohort.courses.nodes.length]).toEqual([role, patients, patients]);
    }
  });

  test('nothing broke on the way', () => expect(trial.faults).toEqual([]));
});
