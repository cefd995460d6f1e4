// Documents by chance over the schema, against a registry with patients in it: what a document may touch is estimated before anything is
// opened, and never less than what the log says was touched. What may touch too much leaves no trace but its refusal.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Cost, costOf, MOST_COST } from '@longview/registry';
import fc from 'fast-check';
import { buildSchema, type FragmentDefinitionNode, Kind, parse } from 'graphql';
import { patientOf, TrialRegistry } from '../support/trial-registry.ts';

jest.setTimeout(3_600_000);

const LONG = process.env['LONGVIEW_LONG'] === '1';
const [SEED, COUNT] = [20_261_125, LONG ? 10_000 : 100];
const PATIENTS = { 'centre-a': 30, 'centre-b': 12 } as const;

let trial: TrialRegistry;
beforeAll(async () => {
  trial = await TrialRegistry.start();
  for (const [centre, count] of Object.entries(PATIENTS) as [keyof typeof PATIENTS, number][]) {
    const sketch = {
      infused: '2023-01-01',
      product: 'L01XL03',
      disease: 'LBCL',
      assessed: '2023-06-01',
      alive: '2025-01-01',
    };
    await trial.submit(
      centre,
      Array.from({ length: count }, (_, n) => patientOf(trial, centre, `${centre} ${n}`, sketch)),
    );
  }
  await trial.ask('steward@registry', 'mutation { cutRelease { __typename } }');
});
afterAll(() => trial.stop());

const schema = buildSchema(readFileSync(resolve(import.meta.dirname, '../../schema/registry.graphql'), 'utf8'));

const optional = (arbitrary: fc.Arbitrary<string>) => fc.option(arbitrary, { nil: '' });
const args = (...all: fc.Arbitrary<string>[]) =>
  fc.tuple(...all).map((given) => {
    const said = given.filter(Boolean).join(', ');
    return said && `(${said})`;
  });
const int = (name: string, max: number) => fc.integer({ min: 0, max }).map((n) => `${name}: ${n}`);
const oneOf = (name: string, ...values: string[]) => fc.constantFrom(...values).map((value) => `${name}: ${value}`);
const REFUSED = '... on Refusal { code }';

const measure = fc.oneof(
  fc.constant(`size { ${REFUSED} ... on CohortSize { patients } }`),
  args(
    oneOf('endpoint', 'OVERALL', 'PROGRESSION_FREE'),
    optional(oneOf('by', 'PRODUCT', 'DISEASE', 'SEX', 'AGE_BAND', 'INFUSION_YEAR', 'CENTRE')),
    optional(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 20 }).map((days) => `at: [${days.join()}]`)),
  ).map((given) => `survival${given} { ${REFUSED} ... on Survival { strata { label n at { day } } } }`),
  args(optional(int('first', 110)), optional(int('records', 55))).map(
    (given) =>
      `courses${given} { ${REFUSED} ... on CoursePage { next nodes { id records { id body { __typename } } } } }`,
  ),
);
/** Under a name of its own, or several in one place of the answer where they may be. */
const measures = fc
  .array(fc.tuple(measure, fc.constantFrom('plain', 'inline', 'named')), { minLength: 1, maxLength: 5 })
  .map((list) => list.map(([text, how], n) => [`m${n}: ${text}`, how] as const));
const filter = fc.constantFrom(
  '',
  'where: { sex: ["F"] }',
  'where: { product: ["L01XL03"] }',
  'where: { infusionYear: { from: 2020 } }',
);

type Question = { account: string; query: string };
const cohorts = (account: string, head: string) =>
  fc.array(fc.tuple(filter, measures), { minLength: 1, maxLength: 3 }).map((list): Question => {
    const fragments: string[] = [];
    const roots = list.map(([where, inside], r) => {
      const body = inside.map(([text, how], n) => {
        if (how === 'inline') return `... on Cohort { ${text} }`;
        if (how === 'plain') return text;
        fragments.push(`fragment F${r}x${n} on Cohort { ${text} }`);
        return `...F${r}x${n}`;
      });
      const given = [head, where].filter(Boolean).join(', ');
      return `r${r}: cohort${given && `(${given})`} { ${REFUSED} ... on Cohort { exact ${body.join(' ')} } }`;
    });
    return { account, query: `{ ${roots.join(' ')} } ${fragments.join(' ')}` };
  });
const documents = fc.oneof(
  cohorts('manager@centre-a', ''),
  cohorts('researcher@university', 'permit: "permit-a", purpose: "scientificResearch"'),
  args(optional(int('first', 510)), optional(oneOf('filter', '{ org: "centre-a" }', '{ kinds: ["result"] }'))).map(
    (given): Question => ({
      account: 'dpo@registry',
      query: `{ accessLog${given} { ${REFUSED} ... on AccessLogPage { size entries { actor } } } checkpoint { __typename } }`,
    }),
  ),
);

function estimate(query: string): Cost {
  const { definitions } = parse(query);
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const node of definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('no operation');
  return costOf(schema, operation, fragments, {});
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Touched {
  readonly rows: number;
  readonly cells: number;
  readonly entries: number;
}

/** What the log says of each document: by the hash of its text. */
const touched = (): Promise<Map<string, Touched>> =>
  trial.asAdmin(async (client) => {
    const { rows } = await client.query(
      `select e ->> 'queryHash' as hash, count(*)::int as entries, coalesce(sum((e ->> 'rows')::int), 0)::int as rows,
         coalesce(sum((e ->> 'cells')::int), 0)::int as cells
       from (select envelope::jsonb as e from log.pending union all select envelope::jsonb from log.entry) all_of_it group by 1`,
    );
    return new Map(rows.map(({ hash, ...one }) => [hash as string, one as Touched]));
  });

const tooCostly = (cost: Cost): boolean =>
  cost.rows > MOST_COST.rows || cost.passes > MOST_COST.passes || cost.cells > MOST_COST.cells;

describe('the cost of a document', () => {
  test(`of ${COUNT} by chance, none touches more than was estimated`, async () => {
    const population = Object.values(PATIENTS).reduce((sum, count) => sum + count, 0);
    const questions = fc
      .sample(documents, { seed: SEED, numRuns: COUNT })
      .map(({ account, query }, n) => ({ account, query: `${query} #${n}` }));
    const codes: string[] = [];
    for (const { account, query } of questions) {
      const { errors } = await trial.ask(account, query);
      codes.push((errors[0]?.extensions?.['code'] as string | undefined) ?? 'answered');
    }
    const real = await touched();
    let [seen, over, planted] = [0, 0, 0];
    for (const [n, { query }] of questions.entries()) {
      const cost = estimate(query);
      const { rows, cells, entries } = real.get(hashOf(query)) ?? { rows: 0, cells: 0, entries: 0 };
      const refused = tooCostly(cost);
      expect([query, codes[n]]).toEqual([query, refused ? 'DOCUMENT_TOO_COSTLY' : 'answered']);
      // Refused before a row was opened or an intent written.
      if (refused) expect([query, entries]).toEqual([query, 0]);
      expect([query, rows <= cost.rows + cost.passes * population, cells <= cost.cells]).toEqual([query, true, true]);
      seen += Number(rows > 0);
      over += Number(refused);
      // A model that forgets that a course has records is found out by the same comparison.
      const forgetful = estimate(query.replace(/records: \d+/g, 'records: 0'));
      planted += Number(rows > forgetful.rows + forgetful.passes * population);
    }
    expect([seen > COUNT / 4, over > 0, planted > 0]).toEqual([true, true, true]);
    if (LONG)
      process.stdout.write(
        `${COUNT} documents: ${seen} touched rows, ${over} refused as too costly, none above its estimate\n`,
      );
    expect(trial.faults).toEqual([]);
  });

  test.each([
    [
      'three full pages',
      `{ cohort { ... on Cohort { ${[1, 2, 3].map((n) => `a${n}: courses(first: 9${n}, records: 50) { __typename }`).join(' ')} } } }`,
    ],
    [
      'the same by variables',
      'query ($n: Int! = 100) { cohort { ... on Cohort { a: courses(first: $n, records: 50) { __typename } b: courses(first: $n, records: 49) { __typename } c: courses(first: $n, records: 48) { __typename } } } }',
    ],
    [
      'the same in fragments that are skipped',
      `{ cohort { ...F @skip(if: true) } } fragment F on Cohort { ${[1, 2, 3].map((n) => `a${n}: courses(first: 9${n}, records: 50) { __typename }`).join(' ')} }`,
    ],
    [
      'nine looks at two measures',
      `{ ${Array.from({ length: 9 }, (_, n) => `r${n}: cohort { ... on Cohort { size { __typename } survival(endpoint: OVERALL, at: [${n}]) { __typename } } }`).join(' ')} }`,
    ],
    ['two releases at once', 'mutation { a: cutRelease { __typename } b: cutRelease { __typename } }'],
    [
      'pages of the log',
      `{ ${Array.from({ length: 10 }, (_, n) => `l${n}: accessLog(first: 100000${n}) { __typename }`).join(' ')} }`,
    ],
  ])('too much is refused in words: %s', async (_what, query) => {
    for (const account of ['manager@centre-a', undefined]) {
      const { status, errors, data } = await trial.ask(account, query);
      expect([status, data, errors.length, errors[0]?.extensions?.['code']]).toEqual([
        200,
        undefined,
        1,
        'DOCUMENT_TOO_COSTLY',
      ]);
      expect(errors[0]?.message).toMatch(
        /^One request may touch [\d,]+ .+ at the most, and this one up to \d+\. Ask for /,
      );
    }
    expect((await touched()).get(hashOf(query))).toBeUndefined();
  });
});
