// In: nothing, or a seed. Out: GraphQL documents of clients that mean harm, each to be refused: too much of one thing, fragments that hide
// it, literals that fit nothing, questions about the schema from somebody who is nobody. PLANTED stands where a value could leak.
import { BYPASSES } from './hostile-bypasses.ts';

export interface Hostile {
  readonly name: string;
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string;
  /** The whole body as it is sent, where JSON cannot be made from the others. */
  readonly body?: string;
}

/** A value that no answer and no log may repeat. */
export const PLANTED = 'Peeters-1950';

const times = (n: number, of: (n: number) => string, between = ' '): string =>
  Array.from({ length: n }, (_, i) => of(i)).join(between);
const nest = (n: number, open: string, inside: string, close: string): string =>
  `${open.repeat(n)}${inside}${close.repeat(n)}`;
const COHORT = 'cohort { __typename }';

const tooMuch: readonly Hostile[] = [
  { name: 'root fields', query: `{ ${times(11, (n) => `a${n}: ${COHORT}`)} }` },
  { name: 'root fields in an inline fragment', query: `{ ... on Query { ${times(11, () => '__typename')} } }` },
  {
    name: 'root fields in a fragment',
    query: `{ ...F } fragment F on Query { ${times(11, () => 'releases { id }')} }`,
  },
  { name: 'aliases', query: `{ releases { ${times(31, (n) => `a${n}: id`)} } }` },
  {
    name: 'aliases, half of them in a fragment used twice',
    query: `{ a: releases { ...F } b: releases { ...F } } fragment F on Release { ${times(16, (n) => `a${n}: id`)} }`,
  },
  { name: 'the same field again and again', query: `{ releases { ${times(601, () => 'id')} } }` },
  { name: 'the same object again and again', query: `{ ${times(300, () => 'releases { id }')} }` },
  { name: 'directives on one field', query: `{ __typename ${times(21, () => '@skip(if: false)')} }` },
  { name: 'directives over many fields', query: `{ releases { ${times(21, () => 'id @include(if: true)')} } }` },
  { name: 'directives on the operation', query: `query ${times(21, () => '@a')} { __typename }` },
  { name: 'tokens', query: `{ ${times(2001, () => '__typename')} }` },
  { name: 'tokens that are brackets', query: `{ cohort(where: ${nest(1990, '[', '', ']')}) { __typename } }` },
  { name: 'depth of objects nobody has', query: `{ ${nest(900, 'a{', 'a', '}')} }` },
  {
    name: 'depth of inline fragments',
    query: `{ ${nest(450, '...{', '__typename', '}')} ${times(12, () => '__typename')} }`,
  },
  { name: 'depth of lists', query: `{ cohort(where: { product: ${nest(900, '[', '"x"', ']')} }) { __typename } }` },
  {
    name: 'depth of input objects',
    query: `{ cohort(where: ${nest(300, '{infusionYear:', '{}', '}')}) { __typename } }`,
  },
  { name: 'operations', query: `${times(300, (n) => `query Q${n} { __typename }`)}` },
  { name: 'variables', query: `query (${times(350, (n) => `$a${n}: ID`)}) { __typename }` },
  { name: 'arguments', query: `{ cohort(${times(600, () => 'permit: "x"')}) { __typename } }` },
  { name: 'unknown fields', query: `{ ${times(1900, (n) => `f${n}`)} }` },
  { name: 'a long name', query: `{ ${'a'.repeat(200_000)} }` },
  { name: 'a long literal', query: `{ cohort(purpose: "${'a'.repeat(200_000)}") { __typename } }` },
  { name: 'a long comment, then nothing', query: `#${'a'.repeat(200_000)}` },
  { name: 'many comments', query: `{ __typenam ${'#\n'.repeat(100_000)} }` },
  { name: 'a long block string', query: `{ cohort(purpose: """${'\n '.repeat(90_000)}""") { __typename } }` },
];

const doubling = (n: number, leaf: string): string =>
  times(n, (i) => `fragment F${i} on Query { ${i === n - 1 ? leaf : `...F${i + 1} ... on Query { ...F${i + 1} }`} }`);
const fragments: readonly Hostile[] = [
  { name: 'inside itself', query: '{ ...F } fragment F on Query { ...F }' },
  { name: 'inside itself, under a field', query: '{ ...F } fragment F on Query { cohort { ...F } }' },
  { name: 'inside each other', query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' },
  {
    name: 'a ring of 300',
    query: `{ ...F0 } ${times(300, (n) => `fragment F${n} on Query { ...F${(n + 1) % 300} }`)}`,
  },
  {
    name: 'a ring beside many uses',
    query: `{ ${times(200, () => '...F')} } fragment F on Query { ${times(200, () => '...F')} }`,
  },
  { name: 'doubling twelve times', query: `{ ...F0 } ${doubling(12, '__typename')}` },
  { name: 'doubling a hundred times', query: `{ ...F0 } ${doubling(100, '__typename')}` },
  { name: 'called __schema', query: `{ ...__schema } fragment __schema on Query { ${times(11, () => '__typename')} }` },
  { name: 'called __type, inside itself', query: '{ ...__type } fragment __type on Query { ...__type }' },
  { name: 'called on', query: '{ ...on } fragment on on Query { __typename }' },
  { name: 'unknown', query: '{ ...F }' },
  { name: 'unused', query: `{ __typename } fragment F on Query { ${times(600, () => '__typename')} }` },
  {
    name: 'twice the name',
    query: '{ ...F } fragment F on Query { __typename } fragment F on Query { releases { id } }',
  },
  { name: 'on what is no type', query: '{ ... on Patient9 { __typename } }' },
  { name: 'on an input', query: '{ ... on CohortFilter { product } }' },
  {
    name: 'fields that must be compared with each other',
    query: `{ ${times(300, (n) => `...F${n % 20}`)} } ${times(20, (n) => `fragment F${n} on Query { a: cohort(permit: "${n}") { __typename } }`)}`,
  },
  {
    name: 'conflicts deep in pairs of fragments',
    query: `{ ${times(40, (n) => `...F${n}`)} } ${times(40, (n) => `fragment F${n} on Query { cohort { ... on Cohort { a: courses(first: ${n}) { __typename } b: survival(endpoint: OVERALL, at: [${n}]) { __typename } } } }`)}`,
  },
];

const text = (value: string): string => JSON.stringify(value);
const wrong: readonly Hostile[] = [
  { name: 'nothing', query: '' },
  { name: 'a blank', query: ' ' },
  { name: 'no document', query: PLANTED },
  { name: 'a name in a wrong place', query: `{ cohort { ${PLANTED} } }` },
  { name: 'a text in a wrong place', query: `{ ${text(PLANTED)} }` },
  { name: 'an open text', query: `{ cohort(permit: "${PLANTED}` },
  { name: 'an unknown escape', query: `{ cohort(permit: "\\x${PLANTED}") { __typename } }` },
  { name: 'a surrogate alone', query: '{ cohort(permit: "\\uD800") { __typename }' },
  { name: 'a code point that is none', query: '{ cohort(permit: "\\u{110000}") { __typename } }' },
  { name: 'a surrogate in the source', query: '{ \ud800 }' },
  { name: 'NUL in the source', query: '{ __typename \u0000 }' },
  { name: 'a name of another script', query: '{ __typenаme }' },
  { name: 'direction marks', query: '{ \u202e__typename }' },
  {
    name: 'a text for an enum',
    query: `{ cohort { ... on Cohort { survival(endpoint: ${text(PLANTED)}) { __typename } } } }`,
  },
  { name: 'an enum nobody has', query: '{ cohort { ... on Cohort { survival(endpoint: OVERAL) { __typename } } } }' },
  { name: 'a name for a code', query: `{ cohort(where: { disease: [${text(`Jan ${PLANTED}`)}] }) { __typename } }` },
  { name: 'a text for a number', query: `{ accessLog(first: ${text(PLANTED)}) { __typename } }` },
  { name: 'a number that is none', query: '{ accessLog(first: 1e999) { __typename } }' },
  { name: 'a number too large', query: '{ accessLog(first: 99999999999) { __typename } }' },
  {
    name: 'a number for days',
    query: '{ cohort { ... on Cohort { survival(endpoint: OVERALL, at: [1.5]) { __typename } } } }',
  },
  { name: 'an argument nobody has', query: `{ cohort(patient: ${text(PLANTED)}) { __typename } }` },
  { name: 'a filter nobody has', query: `{ cohort(where: { birthDate: ${text(PLANTED)} }) { __typename } }` },
  { name: 'a filter twice', query: '{ cohort(where: { sex: ["a"], sex: ["b"] }) { __typename } }' },
  { name: 'a filter called __proto__', query: '{ cohort(where: { __proto__: { product: ["a"] } }) { __typename } }' },
  { name: 'a field called constructor', query: '{ constructor { name } }' },
  { name: 'a field that is nearly one', query: '{ cohrt { __typename } }' },
  { name: 'a field of a table', query: '{ patient { pseudonym } }' },
  { name: 'federation', query: '{ _service { sdl } }' },
  { name: 'entities', query: '{ _entities(representations: []) { __typename } }' },
  { name: 'a directive nobody has', query: '{ __typename @deprecated2 }' },
  { name: 'defer', query: '{ ... @defer { __typename } }' },
  { name: 'stream', query: '{ releases @stream { id } }' },
  { name: 'skip without its argument', query: '{ __typename @skip }' },
  { name: 'a subscription', query: 'subscription { releases { id } }' },
  { name: 'a schema definition', query: 'type Query { a: Int }' },
  { name: 'an object without its fields', query: '{ cohort }' },
  { name: 'fields of what has none', query: '{ __typename { a } }' },
  {
    name: 'a variable nobody gave',
    query: 'query ($p: SurvivalEndpoint!) { cohort { ... on Cohort { survival(endpoint: $p) { __typename } } } }',
  },
  { name: 'a variable nobody declared', query: '{ cohort(permit: $p) { __typename } }' },
  { name: 'a variable twice', query: 'query ($p: ID, $p: ID) { cohort(permit: $p) { __typename } }' },
  { name: 'a variable of a type nobody has', query: 'query ($p: Person) { cohort(permit: $p) { __typename } }' },
  { name: 'an operation that is not there', query: 'query A { __typename }', operationName: PLANTED },
  { name: 'an operation not named', query: 'query A { __typename } query B { __typename }' },
  { name: 'an operation called __proto__', query: 'query A { __typename }', operationName: '__proto__' },
];

const filter = (p: unknown): Pick<Hostile, 'query' | 'variables'> => ({
  query: 'query ($p: CohortFilter) { cohort(where: $p) { __typename } }',
  variables: { p },
});
const deep = (n: number): unknown => JSON.parse(nest(n, '[', '', ']')) as unknown;
const variables: readonly Hostile[] = [
  { name: 'a name for an object', ...filter(PLANTED) },
  { name: 'a name for a code', ...filter({ disease: [`Jan ${PLANTED}`] }) },
  { name: 'a member nobody has', ...filter({ birthDate: PLANTED }) },
  { name: '__proto__', ...filter(JSON.parse(`{"__proto__":{"product":["${PLANTED}"]}}`)) },
  { name: 'constructor', ...filter({ constructor: { prototype: { product: [PLANTED] } } }) },
  { name: 'depth', ...filter(deep(1500)) },
  { name: 'more depth', ...filter({ product: deep(4000) }) },
  { name: 'many codes', ...filter({ product: Array(40_000).fill('abc') }) },
  { name: 'many wrong codes', ...filter({ product: Array(40_000).fill('a c') }) },
  { name: 'a few wrong codes', ...filter({ product: Array(1900).fill(`a ${PLANTED}`) }) },
  { name: 'many members', ...filter(Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`m${n}`, n]))) },
  { name: 'a long wrong code', ...filter({ product: [` ${PLANTED}`.repeat(10_000)] }) },
  { name: 'a value that looks like an error text', ...filter(` at "p"; Code takes ${PLANTED}; `.repeat(5_000)) },
  {
    name: 'an object for an ID',
    query: 'query ($p: ID) { cohort(permit: $p) { __typename } }',
    variables: { p: { toString: PLANTED } },
  },
  {
    name: 'a list for a number',
    query: 'query ($p: Int!) { accessLog(first: $p) { __typename } }',
    variables: { p: [[PLANTED]] },
  },
  {
    name: 'a submission of nothing but patients',
    query: 'mutation ($p: SubmissionInput!) { submit(submission: $p, signature: "x") { __typename } }',
    variables: { p: { patients: Array(30_000).fill({}) } },
  },
  {
    name: 'a submission with a name in it',
    query: 'mutation ($p: SubmissionInput!) { submit(submission: $p, signature: "x") { __typename } }',
    variables: {
      p: { version: 1, id: 'x', centre: PLANTED.repeat(9), demonstration: true, patients: [], name: PLANTED },
    },
  },
];

/** Refused to the anonymous only. */
export const SCHEMA_QUESTIONS: readonly Hostile[] = [
  { name: 'plain', query: '{ __schema { types { name } } }' },
  { name: 'one type', query: '{ __type(name: "Query") { name } }' },
  { name: 'aliased', query: '{ a: __schema { b: types { c: name } } }' },
  { name: 'beside something open', query: '{ releases { id } __schema { types { name } } }' },
  { name: 'in an inline fragment', query: '{ ... on Query { ... { __schema { types { name } } } } }' },
  { name: 'in a fragment', query: '{ ...F } fragment F on Query { __type(name: "Query") { name } }' },
  {
    name: 'in a fragment of a fragment',
    query: '{ ...F } fragment F on Query { ...G } fragment G on Query { __schema { description } }',
  },
  {
    name: 'in a fragment called __typename',
    query: '{ ...__typename } fragment __typename on Query { __schema { description } }',
  },
  { name: 'as it were included', query: '{ __schema @include(if: true) { types { name } } }' },
  {
    name: 'skipped by a variable',
    query: 'query ($s: Boolean!) { __schema @skip(if: $s) { types { name } } }',
    variables: { s: false },
  },
  {
    name: 'in the operation that is asked for',
    query: 'query A { __typename } query B { __schema { description } }',
    operationName: 'B',
  },
  {
    name: 'in the operation that is not',
    query: 'query A { __typename } query B { __schema { description } }',
    operationName: 'A',
  },
  { name: 'under the usual name', query: 'query IntrospectionQuery { __schema { queryType { name } } }' },
];

/** Refused to everybody, signed in or not. */
export const HOSTILE: readonly Hostile[] = [
  ...tooMuch.map((one) => ({ ...one, name: `too much: ${one.name}` })),
  ...fragments.map((one) => ({ ...one, name: `fragment: ${one.name}` })),
  ...wrong.map((one) => ({ ...one, name: `wrong: ${one.name}` })),
  ...variables.map((one) => ({ ...one, name: `variables: ${one.name}` })),
  ...BYPASSES,
];

const WORDS = [
  ...['{', '}', '{', '}', '(', ')', '[', ']', ':', '...', '@', '$', '!', '=', '|', '&', '#', ',', '"', '\"\"\"', '\n'],
  ...[
    'query',
    'mutation',
    'subscription',
    'fragment',
    'on',
    'true',
    'null',
    '-1',
    '1e9',
    '0x1',
    '"a"',
    '$p',
    '__typename',
  ],
  ...[
    'cohort',
    'releases',
    'id',
    'accessLog',
    'checkpoint',
    'submit',
    'permit:',
    'where:',
    'product:',
    'size',
    'Query',
    'Cohort',
    'Refusal',
  ],
  ...[
    '...F',
    '... on Query',
    '... on Cohort',
    'fragment F on Query',
    '@skip(if: true)',
    '@include(if: $p)',
    'cohort { __typename }',
    'a: releases { id }',
  ],
];

/** Documents made by chance out of pieces of good ones; the same seed makes the same. */
export function* byChance(seed: number, count: number): Generator<Hostile> {
  let state = seed >>> 0;
  const below = (n: number): number => {
    // Marsaglia's xorshift, 32 bits.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
  for (let n = 0; n < count; n++) {
    const query = times(1 + below(60), () => WORDS[below(WORDS.length)] ?? '');
    yield {
      name: `${seed}/${n}`,
      query: below(2) === 0 ? query : `{ ${query} }`,
      variables: { p: [null, true, 'x', {}][below(4)] },
    };
  }
}
