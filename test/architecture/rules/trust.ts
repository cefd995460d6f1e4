// In: projects with their trust. Out: who may hold what. One sentence makes every rule: a project may import another only if everyone
// who may hold the first may hold the second. So no library can carry into an app what the app must not hold.
import { HOLDERS, type Project, type Trust, within } from '../projects.ts';
import { type Rules, SPECS, VERIFIER } from './rule.ts';

const mayMeet = (from: Project, to: Trust): boolean => {
  const holders: readonly string[] = HOLDERS[to];
  return HOLDERS[from.trust].every((holder) => holders.includes(holder));
};

const isLibrary = ({ folder }: Project): boolean => folder.startsWith('libs/');

export const trust: Rules = (projects) => {
  const tags = [...new Set(projects.filter(isLibrary).map((project) => project.trust))];
  return tags
    .filter((tag) => tag !== 'any')
    .map((tag) => ({
      name: `trust/${tag}`,
      comment: `a library of trust "${tag}" is held by ${HOLDERS[tag].join(', ')} only`,
      severity: 'error',
      from: {
        path: within(projects.filter((project) => project.folder !== VERIFIER && !mayMeet(project, tag))),
        pathNot: SPECS,
      },
      to: { path: within(projects.filter((project) => isLibrary(project) && project.trust === tag)) },
    }));
};

/** The pseudonymiser sees points and nothing else: no chain of imports leads it to how a record is described. */
export const blindToRecords: Rules = (projects) => [
  {
    name: 'trust/blind-to-records',
    comment: 'the trusted third party knows no record type, not even through another library',
    severity: 'error',
    from: { path: within(projects.filter((project) => project.trust === 'blind')), pathNot: SPECS },
    to: { path: '^libs/dictionary/', reachable: true },
  },
];

export const verifierAlone: Rules = (projects) => [
  {
    name: 'verifier-alone',
    comment: 'longview-verify leans on nothing of the log that it checks, nor of the registry',
    severity: 'error',
    from: { path: `^${VERIFIER}/`, pathNot: SPECS },
    to: {
      path: within(projects.filter(({ folder }) => folder !== VERIFIER && folder !== 'libs/foundation')),
    },
  },
];
