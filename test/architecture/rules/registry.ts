// In: the rooms of apps/registry. Out: their order, and the way down inside each: door, walk or service, repository.
import { type Rules, SPECS } from './rule.ts';

const SRC = '^apps/registry/src/';

/** The way of a record and of a question through the registry: a room leans on those after it. The last four are the ground of all. */
export const WALK_ORDER =
  'audit intake research releases rights courses consent centres governance health graphql access-log persistence'.split(
    ' ',
  );

const files = (kinds: string): string => `${SRC}.*\\.(${kinds})\\.ts$`;
const DOORS = files('resolver|module|types|controller');

export const walkOrder: Rules = () => [
  ...WALK_ORDER.map((room, index) => ({
    name: 'registry/walk-order',
    comment: `a room leans on rooms after it in the walk: ${WALK_ORDER.join(', ')}`,
    severity: 'error' as const,
    // A door asks for a decision (governance) and speaks GraphQL wherever its room stands.
    from: { path: `${SRC}${room}/`, pathNot: [SPECS, DOORS] },
    to: { path: `${SRC}(${WALK_ORDER.slice(0, index).join('|') || '(?!)'})/` },
  })),
  {
    name: 'registry/walk-order',
    comment: 'a room that the walk does not list',
    severity: 'error',
    from: {},
    to: { path: `${SRC}[^/]+/`, pathNot: `${SRC}(${WALK_ORDER.join('|')})/` },
  },
];

export const walkKnowsNoDoor: Rules = () => [
  {
    name: 'registry/walk-knows-no-door',
    comment: 'a walk or a service does not know who calls it',
    severity: 'error',
    from: { path: files('walk|service'), pathNot: SPECS },
    to: { path: files('resolver|module|controller') },
  },
];

export const repositoryAtTheBottom: Rules = () => [
  {
    name: 'registry/repository-at-the-bottom',
    comment: 'a repository holds queries: it knows no door, walk or service',
    severity: 'error',
    from: { path: files('repository|entity'), pathNot: SPECS },
    to: { path: files('resolver|module|controller|walk|service') },
  },
];

export const oneWayToTheRows: Rules = () => [
  {
    name: 'registry/one-way-to-the-rows',
    comment: 'the database is reached through persistence, which seals every transaction',
    severity: 'error',
    // What puts the registry together also opens the integrator's own connection; no room does.
    from: { path: `${SRC}[^/]+/`, pathNot: [SPECS, `${SRC}persistence/`] },
    // A type may be named anywhere: it opens nothing.
    to: { path: '(^|node_modules/)(pg|typeorm|@nestjs/typeorm)(/|$)', dependencyTypesNot: ['type-only'] },
  },
];

export const compositionOnTop: Rules = () => [
  {
    name: 'registry/composition-on-top',
    comment:
      'the files that put the registry together are imported by no room; its configuration and the names of its passages may be',
    severity: 'error',
    // The schema is emitted from the whole registry: that file is composition too.
    from: { path: `${SRC}[^/]+/`, pathNot: [SPECS, `${SRC}graphql/emit-sdl\\.ts$`] },
    to: { path: `${SRC}[^/]+\\.ts$`, pathNot: `${SRC}(registry\\.config|passages)\\.ts$` },
  },
];
