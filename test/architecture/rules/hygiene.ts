// Out: what holds for every file: imports resolve, run in no circle, and what ships leans on no test.
import { type Rules, SPECS } from './rule.ts';

export const noCircle: Rules = () => [
  {
    name: 'no-circle',
    comment: 'files that need each other to load cannot be read, or loaded, in any order',
    severity: 'error',
    from: {},
    // Two types may speak of each other: nothing of them is left when the code runs.
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
];

export const resolves: Rules = () => [
  {
    name: 'resolves',
    comment: 'every import leads somewhere',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

export const shipsNoTest: Rules = () => [
  {
    name: 'ships-no-test',
    comment: 'what ships imports no spec and nothing of test/, but for the invented patients of the local network',
    severity: 'error',
    from: { path: '^(apps|libs|deploy)/', pathNot: [SPECS] },
    to: { path: ['^test/', SPECS], pathNot: '^test/fixtures/src/index\\.ts$' },
  },
];
