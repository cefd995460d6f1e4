// In: the folder of a repository. Out: every breach of its walls, and how much was looked at. Refuses to judge a graph with a hole in it.
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { checkAmbient } from './ambient.ts';
import { checkDeclared } from './declared.ts';
import type { Finding } from './finding.ts';
import { type Project, readProjects, within } from './projects.ts';
import { appsApart, height, oneDoor, roomOrder } from './rules/height.ts';
import { noCircle, resolves, shipsNoTest } from './rules/hygiene.ts';
import { browserSafe, describedOnce, pureOfFrameworks, pureOfMachine } from './rules/purity.ts';
import {
  compositionOnTop,
  oneWayToTheRows,
  repositoryAtTheBottom,
  walkKnowsNoDoor,
  walkOrder,
} from './rules/registry.ts';
import { blindToRecords, trust, verifierAlone } from './rules/trust.ts';

const WALLS = [
  [trust, blindToRecords, verifierAlone],
  [height, appsApart, roomOrder, oneDoor],
  [pureOfFrameworks, pureOfMachine, describedOnce, browserSafe],
  [walkOrder, walkKnowsNoDoor, repositoryAtTheBottom, oneWayToTheRows, compositionOnTop],
  [noCircle, resolves, shipsNoTest],
].flat();

export const rulesFor = (projects: readonly Project[]) => WALLS.flatMap((wall) => wall(projects));

export interface Outcome {
  readonly files: number;
  readonly imports: number;
  readonly findings: readonly Finding[];
}

export async function checkWalls(root: string): Promise<Outcome> {
  const projects = readProjects(root);
  const forbidden = rulesFor(projects);
  const { output } = await cruise(
    ['apps', 'libs', 'deploy', 'test'],
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden },
      parser: 'swc',
      tsPreCompilationDeps: true,
      exclude: { path: within(projects, 'dist/') },
      doNotFollow: { path: 'node_modules' },
    },
    {
      conditionNames: ['@longview/source', 'node', 'import', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.mjs', '.js', '.d.ts', '.json'],
    },
  );
  const { modules, summary } = output as ICruiseResult;

  // A graph that lacks a project would make every wall around it stand by not being looked at.
  const unseen = projects.filter(({ folder }) => !modules.some(({ source }) => source === `${folder}/src/index.ts`));
  if (unseen.length > 0) throw new Error(`not in the graph: ${unseen.map(({ folder }) => folder).join(', ')}`);

  const comments = new Map(forbidden.map(({ name, comment }) => [name, comment ?? '']));
  const findings: Finding[] = summary.violations.map(({ rule, from, to }) => ({
    rule: rule.name,
    from,
    to,
    comment: comments.get(rule.name) ?? '',
  }));
  return {
    files: modules.filter(({ source }) => !source.includes('node_modules/')).length,
    imports: modules.reduce((sum, { dependencies }) => sum + dependencies.length, 0),
    findings: [...findings, ...checkDeclared(root, modules, projects), ...checkAmbient(root, modules, projects)],
  };
}
