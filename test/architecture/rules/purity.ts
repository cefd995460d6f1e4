// In: projects with their height and trust. Out: what a pure library never touches: frameworks, databases, the network, the disk, the clock.
import { within } from '../projects.ts';
import { type Rules, SPECS, VERIFIER } from './rule.ts';

const FRAMEWORKS =
  '(^|node_modules/)(@types/)?(@nestjs|@apollo|@as-integrations|typeorm|pg|graphql|graphql-jit|express|oidc-provider|rxjs|reflect-metadata|class-transformer|undici|axios|got)(/|$)';

/** Node's own modules that only compute. */
const COMPUTING = '^(node:)?(crypto|util|buffer|string_decoder)$';

/** Doors for machines that stand beside pure code, under names of their own: a command line, and a store behind a port. */
export const EDGES = [`^${VERIFIER}/src/bin(/|\\.ts$)`, '^libs/transparency/log/src/store/'];

const pure = ['foundation', 'domain', 'wire'];

export const pureOfFrameworks: Rules = (projects) => [
  {
    name: 'pure/frameworks',
    comment: 'domain libraries know no Nest, TypeORM, GraphQL, HTTP or database',
    severity: 'error',
    from: { path: within(projects.filter((project) => pure.includes(project.height))), pathNot: SPECS },
    to: { path: FRAMEWORKS },
  },
];

export const pureOfMachine: Rules = (projects) => [
  {
    name: 'pure/machine',
    comment: 'domain libraries read no disk, clock, process or network: what they need is handed in',
    severity: 'error',
    from: { path: within(projects.filter((project) => pure.includes(project.height))), pathNot: [SPECS, ...EDGES] },
    to: { dependencyTypes: ['core'], pathNot: COMPUTING },
  },
];

export const describedOnce: Rules = () => [
  {
    name: 'pure/described-once',
    comment:
      'class-validator is how a record is described, in the dictionary and the data set; no other library checks with it',
    severity: 'error',
    from: { path: '^libs/', pathNot: [SPECS, '^libs/(dictionary|clinical)/'] },
    to: { path: '(^|node_modules/)class-validator(/|$)' },
  },
];

export const browserSafe: Rules = (projects) => [
  {
    name: 'browser-safe',
    comment: 'what a browser may hold imports nothing of Node',
    severity: 'error',
    from: {
      path: within(projects.filter(({ trust }) => trust === 'any' || trust === 'browser')),
      pathNot: [SPECS, ...EDGES],
    },
    to: { dependencyTypes: ['core'], path: COMPUTING },
  },
];
