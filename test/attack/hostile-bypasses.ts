// In: nothing. Out: more documents of clients that mean harm: ways around limits that were published against other servers, and their
// neighbours. Each is to be refused, whoever sends it.
import type { Hostile } from './hostile-documents.ts';

const times = (n: number, of: (n: number) => string, between = ' '): string =>
  Array.from({ length: n }, (_, i) => of(i)).join(between);
const nest = (n: number, open: string, inside: string, close: string): string =>
  `${open.repeat(n)}${inside}${close.repeat(n)}`;
const PAGE = 'cohort { ... on Cohort { courses { ... on CoursePage { nodes {';
const PAGE_END = '} } } } }';
const named = (family: string, list: readonly Hostile[]): Hostile[] =>
  list.map((one) => ({ ...one, name: `${family}: ${one.name}` }));

/** Walks around a limit that looks at the text and not at what it means. */
const around: readonly Hostile[] = [
  // graphql-armor 823: a fragment of this name was taken for the schema and not counted.
  {
    name: 'depth in a fragment called __schema',
    query: `{ ${PAGE} ...__schema ${PAGE_END} } fragment __schema on Course { ${nest(12, 'records {', 'id', '}')} }`,
  },
  {
    name: 'width in a fragment called __schema',
    query: `{ ${PAGE} ...__schema ${PAGE_END} } fragment __schema on Course { ${times(40, (n) => `a${n}: id`)} }`,
  },
  {
    name: 'width in a fragment called __type',
    query: `{ ...__type } fragment __type on Query { ${times(12, (n) => `a${n}: releases { id }`)} }`,
  },
  {
    name: 'width in a fragment called __typename',
    query: `{ ...__typename } fragment __typename on Query { ${times(31, (n) => `a${n}: __typename`)} }`,
  },
  {
    name: 'repeats in a fragment that nothing uses',
    query: `{ __typename } fragment F on Query { releases { ${times(900, () => 'id')} } }`,
  },
  {
    name: 'fragments that nothing uses, each inside the next',
    query: `{ __typename } ${times(61, (n) => `fragment F${n} on Query { ...F${n + 1} }`)} fragment F61 on Query { __typename }`,
  },
  { name: 'variables that nothing uses', query: `query (${times(300, (n) => `$v${n}: [[Int!]!]!`)}) { __typename }` },
  {
    name: 'arguments that nothing knows, with one name, of fields that meet',
    query: `{ ${times(10, () => `cohort(${times(21, (n) => `a${n}: "x"`)}) { __typename }`)} }`,
  },
  { name: 'depth under a field called as __schema', query: `{ __schema: ${nest(13, 'a {', 'b', '}')} }` },
  {
    name: 'depth under a type that is no field of the root',
    query: `{ cohort { ... on Cohort { __schema { ${nest(14, 'types {', 'name', '}')} } } } }`,
  },
  // graphql-armor 824: the depth of a fragment was kept from its first, shallow use.
  {
    name: 'a fragment first used high and then deep',
    query: `{ ...F ${nest(12, 'a {', '...F', '}')} } fragment F on Query { ${nest(6, 'b {', 'c', '}')} }`,
  },
  {
    name: 'a fragment first used deep and then high',
    query: `{ ${nest(12, 'a {', '...F', '}')} ...F } fragment F on Query { ${nest(6, 'b {', 'c', '}')} }`,
  },
  {
    name: 'a fragment kept from inside a ring',
    query: `{ ...A ...B } fragment A on Query { ...B ${times(6, (n) => `a${n}: __typename`)} } fragment B on Query { ...A ${times(6, (n) => `b${n}: __typename`)} }`,
  },
  {
    name: 'aliases that count once where the fragment is used ten times',
    query: `{ ${times(10, () => '... { ...F }')} } fragment F on Query { ${times(4, (n) => `a${n}: __typename`)} }`,
  },
  // graphql-armor 431: the same question, inline and named.
  {
    name: 'root fields, inline in inline',
    query: `{ ${nest(
      5,
      '... on Query {',
      times(11, (n) => `a${n}: __typename`),
      '}',
    )} }`,
  },
  {
    name: 'root fields, named in named',
    query: `{ ...F0 } ${times(5, (n) => `fragment F${n} on Query { ${n === 4 ? times(11, (m) => `a${m}: __typename`) : `...F${n + 1}`} }`)}`,
  },
  {
    name: 'root fields, half inline, half named',
    query: `{ ... { ${times(6, (n) => `a${n}: __typename`)} } ...F } fragment F on Query { ${times(6, (n) => `b${n}: __typename`)} }`,
  },
  { name: 'root fields in fragments without a type', query: `{ ${times(11, (n) => `... { a${n}: __typename }`)} }` },
  {
    name: 'root fields each in its own named fragment',
    query: `{ ${times(11, (n) => `...F${n}`)} } ${times(11, (n) => `fragment F${n} on Query { a${n}: __typename }`)}`,
  },
  // metagraphed 1402: all of it in one fragment.
  {
    name: 'a thousand aliases in one fragment',
    query: `query { ...Big } fragment Big on Query { ${times(480, (n) => `t${n}: __typename`)} }`,
  },
  {
    name: 'all of a mutation in one fragment',
    query: `mutation { ...Big } fragment Big on Mutation { ${times(20, (n) => `t${n}: cutRelease { __typename }`)} }`,
  },
  {
    name: 'what is skipped is counted too',
    query: `{ ${times(11, (n) => `a${n}: cohort @skip(if: true) { __typename }`)} }`,
  },
  {
    name: 'what is not included is counted too',
    query: `query ($n: Boolean = false) { ${times(11, (n) => `a${n}: cohort @include(if: $n) { __typename }`)} }`,
  },
  {
    name: 'a fragment that is skipped is counted too',
    query: `{ ...F @skip(if: true) } fragment F on Query { ${times(31, (n) => `a${n}: __typename`)} }`,
  },
  {
    name: 'too much in the operation that is not asked for',
    query: `query A { __typename } query B { ${times(31, (n) => `a${n}: __typename`)} }`,
    operationName: 'A',
  },
  {
    name: 'doubling over types',
    query: `{ ...F0 } ${times(14, (n) => `fragment F${n} on Query { ${n === 13 ? '__typename' : `...F${n + 1} ... { ...F${n + 1} }`} }`)}`,
  },
  {
    name: 'tripling, each use under a field',
    query: `{ cohort { ...F0 } } ${times(9, (n) => `fragment F${n} on Cohort { ${n === 8 ? 'exact' : `...F${n + 1} ... { ...F${n + 1} } ... on Cohort { ...F${n + 1} }`} }`)}`,
  },
  {
    name: 'a fragment of a fragment, each twice, on a page',
    query: `{ ${PAGE} ...A ...A ${PAGE_END} } fragment A on Course { ...B ...B } fragment B on Course { ...C ...C } fragment C on Course { ${times(80, () => 'id')} }`,
  },
];

/** What tools for attackers send first, and its neighbours. */
const overload: readonly Hostile[] = [
  { name: '101 aliases', query: `query cop { ${times(101, (n) => `alias${n}: __typename`)} }` },
  { name: 'aliases of an object', query: `{ ${times(101, (n) => `a${n}: releases { id }`)} }` },
  {
    name: 'aliases that try permits',
    query: `{ ${times(60, (n) => `p${n}: cohort(permit: "permit-${n}") { __typename }`)} }`,
  },
  {
    name: 'aliases that try proofs',
    query: `{ ${times(40, (n) => `p${n}: inclusionProof(leafHash: "${n}") { __typename }`)} }`,
  },
  {
    name: 'aliases of one length and another',
    query: `{ releases { ${times(31, (n) => `${'x'.repeat(n + 1)}: id`)} } }`,
  },
  { name: 'aliases deep down', query: `{ ${PAGE} ${times(31, (n) => `a${n}: id`)} ${PAGE_END} }` },
  {
    name: 'aliases of measures',
    query: `{ cohort { ... on Cohort { ${times(31, (n) => `a${n}: size { __typename }`)} } } }`,
  },
  { name: 'the name of a type, 500 times', query: `query cop { ${'__typename '.repeat(500)} }` },
  { name: 'one field under a page, 590 times', query: `{ ${PAGE} ${'id '.repeat(590)} ${PAGE_END} }` },
  {
    name: 'one object under a page, 250 times',
    query: `{ ${PAGE} ${'overallSurvival { days } '.repeat(250)} ${PAGE_END} }`,
  },
  { name: 'a directive nobody has, ten times', query: `query cop { __typename ${'@aa'.repeat(10)} }` },
  { name: 'a directive nobody has, 500 times', query: `query cop { __typename ${'@aa'.repeat(500)} }` },
  { name: 'include, 30 times', query: `{ releases { id ${'@include(if: true) '.repeat(30)} } }` },
  {
    name: 'skip and include in turn',
    query: `{ releases { id ${'@skip(if: false) @include(if: true) '.repeat(12)} } }`,
  },
  { name: 'the same directive twice', query: '{ __typename @include(if: true) @include(if: true) }' },
  { name: 'directives on a fragment', query: `{ ...F } fragment F on Query ${'@a '.repeat(21)} { __typename }` },
  {
    name: 'directives on the use of a fragment',
    query: `{ ${'...F @include(if: true) '.repeat(21)} } fragment F on Query { __typename }`,
  },
  { name: 'directives on an inline fragment', query: `{ ... ${'@include(if: true) '.repeat(21)} { __typename } }` },
  { name: 'directives on variables', query: `query (${times(30, (n) => `$a${n}: ID @a`)}) { __typename }` },
  { name: 'a directive whose argument is a list', query: '{ __typename @skip(if: [true]) }' },
  { name: 'a directive with an argument too many', query: '{ __typename @skip(if: true, unless: true) }' },
  { name: 'a directive of the schema', query: '{ __typename @specifiedBy(url: "x") }' },
  { name: 'a choice of one of', query: '{ __typename @oneOf }' },
  { name: 'a directive on the operation that is for fields', query: 'query @skip(if: true) { __typename }' },
  { name: 'a directive in a place of its own', query: 'directive @a on FIELD query { __typename @a }' },
];

const fragments: readonly Hostile[] = [
  {
    name: 'a ring of three under fields',
    query:
      '{ ...A } fragment A on Query { cohort { ...B } } fragment B on Cohort { courses { ...C } } fragment C on CoursePage { nodes { ...D } } fragment D on Course { records { ...A } }',
  },
  {
    name: 'rings side by side',
    query: `{ ${times(40, (n) => `...F${n}`)} } ${times(40, (n) => `fragment F${n} on Query { ...F${n} }`)}`,
  },
  {
    name: 'a ring in a fragment that nobody uses',
    query: '{ __typename } fragment A on Query { ...B } fragment B on Query { ...A }',
  },
  {
    name: 'hundreds that nobody uses',
    query: `{ __typename } ${times(200, (n) => `fragment F${n} on Query { __typename }`)}`,
  },
  { name: 'hundreds of one name', query: `{ ...F } ${times(200, () => 'fragment F on Query { __typename }')}` },
  { name: 'called __proto__, inside itself', query: '{ ...__proto__ } fragment __proto__ on Query { ...__proto__ }' },
  { name: 'called constructor, unknown', query: '{ ...constructor }' },
  { name: 'called hasOwnProperty, unknown', query: '{ ...hasOwnProperty ...toString ...valueOf }' },
  { name: 'called true', query: '{ ...true } fragment true on Query { ...true }' },
  { name: 'without a type', query: '{ ...F } fragment F { __typename }' },
  { name: 'without fields', query: '{ ...F } fragment F on Query { }' },
  {
    name: 'with variables of its own',
    query: '{ ...F } fragment F($p: ID) on Query { cohort(permit: $p) { __typename } }',
  },
  { name: 'on a scalar', query: '{ ...F } fragment F on Code { __typename }' },
  { name: 'on an enum', query: '{ ... on SurvivalEndpoint { __typename } }' },
  { name: 'on what it can never be', query: '{ cohort { ... on Release { id } } }' },
  { name: 'on what it can never be, named', query: '{ cohort { ...F } } fragment F on AccessLogEntry { actor }' },
  { name: 'in each other’s place', query: '{ ...F } fragment F on Mutation { cutRelease { __typename } }' },
  {
    name: 'two shapes under one name',
    query: '{ cohort { ... on Cohort { a: size { __typename } } ... on Refusal { a: code } } }',
  },
  {
    name: 'two arguments under one name',
    query: '{ cohort { ... on Cohort { courses(first: 1) { __typename } courses(first: 100) { __typename } } } }',
  },
  {
    name: 'conflicts of many with many',
    query: `{ ${times(25, (n) => `...F${n}`)} } ${times(25, (n) => `fragment F${n} on Query { cohort(permit: "${n}") { __typename } }`)}`,
  },
  {
    name: 'conflicts under each other',
    query: `{ ${times(8, (n) => `cohort { ...F${n} }`)} } ${times(8, (n) => `fragment F${n} on Cohort { courses(first: ${n}) { ... on CoursePage { nodes { ${times(20, (m) => `a${m}: id`)} } } } }`)}`,
  },
  {
    name: 'the same page by 100 fragments',
    query: `{ ${PAGE} ${times(100, (n) => `...F${n}`)} ${PAGE_END} } ${times(100, (n) => `fragment F${n} on Course { id sex age product disease }`)}`,
  },
];

const block = (text: string): string => `{ cohort(purpose: """${text}""") { __typename } }`;
const lexical: readonly Hostile[] = [
  { name: 'a mark of order inside', query: '{ __type\uFEFFname }' },
  { name: 'a name with an accent taken apart', query: '{ rele\u0301ases { id } }' },
  { name: 'wide letters', query: '{ ｃｏｈｏｒｔ { __typename } }' },
  { name: 'a long s', query: '{ releaſes { id } }' },
  { name: 'a soft hyphen', query: '{ co\u00adhort { __typename } }' },
  { name: 'a joiner of no width', query: '{ co\u200dhort { __typename } }' },
  { name: 'a line of another kind', query: '{\u2028__typename }' },
  { name: 'a space that does not break', query: '{\u00a0__typename }' },
  { name: 'a vertical tab', query: '{\u000b__typename }' },
  { name: 'a bell', query: '{ __typename \u0007 }' },
  { name: 'delete', query: '{ __typename \u007f }' },
  { name: 'half a pair in a text', query: '{ cohort(permit: "\\uD83D") { __typename } }' },
  { name: 'two halves in a wrong order', query: '{ cohort(permit: "\\uDE00\\uD83D") { __typename } }' },
  { name: 'a half written with braces', query: '{ cohort(permit: "\\u{D800}") { __typename } }' },
  { name: 'an escape that never ends', query: `{ cohort(permit: "\\u{${'0'.repeat(5000)}41}") { ` },
  { name: 'an escape of one digit', query: '{ cohort(permit: "\\u1") { __typename } }' },
  { name: 'a name by escapes', query: '{ \\u0063ohort { __typename } }' },
  { name: 'a line break in a text', query: '{ cohort(permit: "a\nb") { __typename } }' },
  { name: 'a number with a leading zero', query: '{ accessLog(first: 007) { __typename } }' },
  { name: 'a number in hexadecimal', query: '{ accessLog(first: 0x10) { __typename } }' },
  { name: 'a number that runs into a name', query: '{ accessLog(first: 10a) { __typename } }' },
  { name: 'a number of 50,000 digits', query: `{ accessLog(first: ${'9'.repeat(50_000)}) { __typename } }` },
  { name: 'a fraction of 50,000 digits', query: `{ accessLog(first: 0.${'9'.repeat(50_000)}) { __typename } }` },
  { name: 'an exponent of 5,000 digits', query: `{ accessLog(first: 1e${'9'.repeat(5000)}) { __typename } }` },
  { name: 'minus nothing', query: '{ accessLog(first: -) { __typename } }' },
  { name: 'a code of 60,000 characters', query: `{ cohort(purpose: "${'a'.repeat(60_000)}") { __typename } }` },
  { name: 'a block of lines', query: block('\n a'.repeat(15_000)) },
  { name: 'a block of growing indents', query: block(times(300, (n) => ' '.repeat(n), '\n')) },
  { name: 'a block of escaped ends', query: block('\\"""'.repeat(10_000)) },
  { name: 'a block that never ends', query: `{ cohort(purpose: """${'x'.repeat(50_000)}` },
  { name: 'comments between all words', query: `{ ${times(1000, () => '__typenam #x\n')} }` },
  { name: 'commas and nothing else', query: ','.repeat(60_000) },
  { name: 'spaces and an open brace', query: `${' '.repeat(60_000)}{` },
  { name: 'marks of order and nothing else', query: '\uFEFF'.repeat(20_000) },
  { name: 'three dots, 600 times', query: `{ ${'... '.repeat(600)} }` },
  { name: 'four dots', query: '{ .... on Query { __typename } }' },
  { name: 'dollars', query: `query (${'$'.repeat(1500)}) { __typename }` },
  { name: 'ats', query: `{ __typename ${'@'.repeat(1500)} }` },
  {
    name: 'brackets of a type',
    query: `query ($p: ${nest(900, '[', 'ID', ']')}) { cohort(permit: $p) { __typename } }`,
  },
  { name: 'exclamation marks', query: `query ($p: ID${'!'.repeat(1000)}) { cohort(permit: $p) { __typename } }` },
  { name: 'objects in objects', query: `{ cohort(where: ${nest(400, '{ a: ', '1', '}')}) { __typename } }` },
  {
    name: 'a list of 1,500 codes that are none',
    query: `{ cohort(where: { product: [${times(1500, () => '"a b"')}] }) { __typename } }`,
  },
  {
    name: 'a filter member 300 times',
    query: `{ cohort(where: { ${times(300, () => 'sex: ["F"]')} }) { __typename } }`,
  },
];

const P = 'query ($p: CohortFilter) { cohort(where: $p) { __typename } }';
const raw = (name: string, variables: string, query = P): Hostile => ({
  name,
  query,
  body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
});
const variables: readonly Hostile[] = [
  raw(
    'a whole number beyond all',
    '{"p":9007199254740993}',
    'query ($p: Int!) { accessLog(first: $p) { __typename } }',
  ),
  raw(
    'a number of 50,000 digits',
    `{"p":${'9'.repeat(50_000)}}`,
    'query ($p: Int!) { accessLog(first: $p) { __typename } }',
  ),
  raw('a fraction for a whole number', '{"p":1.0000001}', 'query ($p: Int!) { accessLog(first: $p) { __typename } }'),
  raw('minus zero’s neighbour', '{"p":-1e-320}', 'query ($p: Int!) { accessLog(first: $p) { __typename } }'),
  raw('true for a number', '{"p":true}', 'query ($p: Int!) { accessLog(first: $p) { __typename } }'),
  raw('null for what must be', '{"p":null}', 'query ($p: Int!) { accessLog(first: $p) { __typename } }'),
  raw('a text of digits for a number', '{"p":"5"}', 'query ($p: Int!) { accessLog(first: $p) { __typename } }'),
  raw('__proto__ in a filter', '{"p":{"__proto__":{"sex":["F"]}}}'),
  raw('constructor in a filter', '{"p":{"constructor":{"prototype":{"sex":["F"]}}}}'),
  raw('toString in a filter', '{"p":{"toString":"x"}}'),
  raw('length in a filter', '{"p":{"length":4294967295}}'),
  raw('then in a filter', '{"p":{"then":"x"}}'),
  raw('toJSON in a filter', '{"p":{"toJSON":"x"}}'),
  raw('one member twice, the last is wrong', '{"p":{"sex":["F"],"sex":{"a":1}}}'),
  raw('lists in lists', `{"p":{"sex":${nest(400, '[', '"F"', ']')}}}`),
  raw('objects in objects', `{"p":${nest(2000, '{"infusionYear":', '1', '}')}}`),
  raw('20,000 empty lists', `{"p":[${times(20_000, () => '[]', ',')}]}`),
  raw('15,000 empty objects', `{"p":[${times(15_000, () => '{}', ',')}]}`),
  raw('30,000 numbers', `{"p":{"sex":[${times(30_000, () => '1', ',')}]}}`),
  raw('5,000 members', `{"p":{${times(5000, (n) => `"m${n}":1`, ',')}}}`),
  raw('5,000 members nobody declared', `{${times(5000, (n) => `"m${n}":1`, ',')}}`),
  raw('members that are numbers', `{"p":{${times(3000, (n) => `"${n * 1000}":1`, ',')}}}`),
  raw('a code with a line break', '{"p":{"sex":["F\\n"]}}'),
  raw('a code of another script', '{"p":{"sex":["Ｆ"]}}'),
  raw('a code with half a character', '{"p":{"sex":["\\ud800"]}}'),
  raw('a code with NUL', '{"p":{"sex":["F\\u0000"]}}'),
  raw('a code that is an object', '{"p":{"sex":[{"$ne":null}]}}'),
  raw('a code of SQL', '{"p":{"sex":["F\') or 1=1 --"]}}'),
  { name: 'a default of a wrong type', query: 'query ($p: Int! = "x") { accessLog(first: $p) { __typename } }' },
  { name: 'a default that is a variable', query: 'query ($a: ID, $p: ID = $a) { cohort(permit: $p) { __typename } }' },
  {
    name: 'a default of 400 objects',
    query: `query ($p: CohortFilter = ${nest(400, '{ infusionYear: ', '1', '}')}) { cohort(where: $p) { __typename } }`,
  },
  { name: 'a variable nobody uses', query: 'query ($p: ID) { __typename }', variables: { p: 'x' } },
  { name: 'a variable of an object type', query: 'query ($p: Cohort) { cohort(where: $p) { __typename } }' },
  {
    name: 'a variable that may be null where none may',
    query: 'query ($p: Int) { consistencyProof(from: $p, to: $p) { __typename } }',
  },
  {
    name: 'a variable of another type',
    query: 'query ($p: Int) { cohort(permit: $p) { __typename } }',
    variables: { p: 1 },
  },
  { name: 'a variable inside a literal, undeclared', query: '{ cohort(where: { sex: [$p] }) { __typename } }' },
  { name: 'a variable for a directive, undeclared', query: '{ __typename @skip(if: $p) }' },
  {
    name: '600 uses of one variable',
    query: `query ($p: [Code!]) { cohort(where: { ${times(600, () => 'sex: $p')} }) { __typename } }`,
  },
  { name: '100 variables that nobody uses', query: `query (${times(100, (n) => `$a${n}: ID`)}) { __typename }` },
  {
    name: 'a variable used by a fragment only, undeclared',
    query: '{ ...F } fragment F on Query { cohort(permit: $p) { __typename } }',
  },
];

const operations: readonly Hostile[] = [
  {
    name: 'a query and a mutation without a name',
    query: 'query { __typename } mutation { cutRelease { __typename } }',
  },
  { name: 'two without a name', query: '{ __typename } { __typename }' },
  { name: 'two of one name', query: 'query A { __typename } query A { releases { id } }', operationName: 'A' },
  { name: 'a name that is empty', query: 'query A { __typename } query B { __typename }', operationName: '' },
  { name: 'a name with a space', query: 'query A { __typename } query B { __typename }', operationName: 'A ' },
  { name: 'a name of 40,000 letters', query: 'query A { __typename }', operationName: 'A'.repeat(40_000) },
  { name: 'a name in another case', query: 'query A { __typename }', operationName: 'a' },
  { name: 'constructor', query: 'query A { __typename }', operationName: 'constructor' },
  { name: '100 operations', query: times(100, (n) => `query Q${n} { releases { id } }`), operationName: 'Q0' },
  {
    name: 'a mutation that cuts 20 releases',
    query: `mutation { ${times(20, (n) => `a${n}: cutRelease { __typename }`)} }`,
  },
  { name: 'a subscription to the log', query: 'subscription { accessLog { __typename } }' },
  {
    name: 'a subscription beside a query',
    query: 'query A { __typename } subscription B { accessLog { __typename } }',
    operationName: 'B',
  },
  { name: 'defer with a label', query: '{ ... @defer(label: "x", if: true) { releases { id } } }' },
  { name: 'stream from the first', query: '{ releases @stream(initialCount: 0) { id } }' },
  { name: 'a field of the other root', query: '{ cutRelease { __typename } }' },
  { name: 'a question under a mutation', query: 'mutation { releases { id } }' },
  { name: 'an extension of a type', query: '{ __typename } extend type Query { a: Int }' },
  { name: 'a definition of a scalar', query: '{ __typename } scalar Name' },
  { name: 'a description before a question', query: '"""x""" { __typename }' },
  { name: 'fields that every object has', query: '{ hasOwnProperty valueOf toString isPrototypeOf }' },
];

const circle = (n: number): string => nest(n, 'fields { type {', 'name', '} }');
const ofType = (n: number): string => nest(n, 'ofType {', 'name', '}');
const introspection: readonly Hostile[] = [
  { name: 'types of fields of types of fields', query: `query cop { __schema { types { ${circle(4)} } } }` },
  { name: 'the same from the root type', query: `{ __schema { queryType { ${circle(5)} } } }` },
  { name: 'the same from one type', query: `{ __type(name: "Query") { ${circle(6)} } }` },
  { name: 'by what is possible', query: `{ __schema { types { ${nest(6, 'possibleTypes {', 'name', '}')} } } }` },
  { name: 'by interfaces', query: `{ __schema { types { ${nest(6, 'interfaces {', 'name', '}')} } } }` },
  {
    name: 'by input fields',
    query: `{ __type(name: "SubmissionInput") { ${nest(5, 'inputFields { type {', 'name', '} }')} } }`,
  },
  { name: 'of what, 40 times', query: `{ __schema { types { fields { type { ${ofType(40)} } } } } }` },
  { name: 'ten times the schema', query: `{ ${times(31, (n) => `a${n}: __schema { types { name } }`)} }` },
  {
    name: 'in a ring of fragments',
    query: '{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...T } } }',
  },
  { name: 'fields that introspection has not', query: '{ __schema { resolvers } }' },
];

export const BYPASSES: readonly Hostile[] = [
  ...named('around', around),
  ...named('overload', overload),
  ...named('fragment', fragments),
  ...named('lexical', lexical),
  ...named('variables', variables),
  ...named('operation', operations),
  ...named('introspection', introspection),
];
