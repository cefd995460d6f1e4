// In: projects with their height. Out: imports go down, never up; apps stand apart; domain libraries follow the list of rooms;
// and every project has one public door, which is knocked on by name.
import { HEIGHTS, within } from '../projects.ts';
import { type Rules, SPECS, VERIFIER } from './rule.ts';

/** The list of rooms: a domain library leans only on those before it. */
const ROOMS = [
  'foundation dictionary grading clinical outcomes cohort disclosure consent policy governance wire identity units csv fhir',
  'pseudonym/protocol pseudonym/client pseudonym/server transparency/proof transparency/log secret-sum',
]
  .join(' ')
  .split(' ')
  .map((room) => `libs/${room}`);

export const height: Rules = (projects) =>
  HEIGHTS.slice(0, -1).map((level, index) => ({
    name: `height/${level}`,
    comment: `${level} imports nothing of ${HEIGHTS.slice(index + 1).join(', ')}`,
    severity: 'error',
    from: {
      path: within(projects.filter((project) => project.height === level && project.folder !== VERIFIER)),
      pathNot: SPECS,
    },
    to: { path: within(projects.filter((project) => HEIGHTS.indexOf(project.height) > index)) },
  }));

export const appsApart: Rules = (projects) =>
  projects
    .filter((project) => project.height === 'apps')
    .map((app) => ({
      name: 'apps-apart',
      comment: 'apps speak over the network, never by import',
      severity: 'error',
      from: { path: within([app]), pathNot: SPECS },
      to: { path: within(projects.filter((other) => other.height === 'apps' && other !== app)) },
    }));

export const roomOrder: Rules = (projects) => {
  const domain = projects.filter((project) => project.height === 'domain');
  const unlisted = domain.filter(({ folder }) => !ROOMS.includes(folder));
  if (unlisted.length > 0)
    throw new Error(`not in the list of rooms: ${unlisted.map(({ folder }) => folder).join(', ')}`);
  return domain
    .filter(({ folder }) => folder !== VERIFIER)
    .map((project) => ({
      name: 'room-order',
      comment: 'a domain library leans only on those before it in the list of rooms',
      severity: 'error',
      from: { path: within([project]), pathNot: SPECS },
      to: { path: within(domain.filter(({ folder }) => ROOMS.indexOf(folder) > ROOMS.indexOf(project.folder))) },
    }));
};

/** Tools of the repository that emit files from the inside of a project; they ship with none. */
const TOOLS = '^deploy/[^/]+$';

/** A second door, for what only tests may touch; `ships-no-test` keeps everything that ships away from it. */
const doorsOf = (folder: string): string => `^${folder}/src/(index|testing/index)\\.ts$`;

export const oneDoor: Rules = (projects) =>
  projects.flatMap((project) => [
    {
      name: 'one-door',
      comment: 'from outside, a project is its src/index.ts',
      severity: 'error',
      from: { pathNot: [within([project]), TOOLS] },
      to: { path: within([project]), pathNot: doorsOf(project.folder) },
    },
    {
      name: 'one-door',
      comment: 'another project is imported by its name, not by a path into it',
      severity: 'error',
      from: { pathNot: [within([project]), TOOLS] },
      to: { path: within([project]), dependencyTypes: ['local'], dependencyTypesNot: ['aliased'] },
    },
  ]);
