// In: the import graph and what the projects declare. Out: imports that a package.json or a tsconfig.json does not admit to,
// and ways round the graph. The walls are made from what is declared, so what is not declared must not be used.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import type { ICruiseResult } from 'dependency-cruiser';
import type { Finding } from './finding.ts';
import type { Project } from './projects.ts';
import { SPECS } from './rules/rule.ts';
import { readSource } from './source.ts';

export const DECLARED_RULES = ['declared', 'referenced', 'no-require', 'no-computed-import', 'graph-complete'] as const;

type Module = ICruiseResult['modules'][number];

const isSpec = (path: string): boolean => new RegExp(SPECS).test(path);
/** A command that npm links before anything is built leads to its own project's build, whose sources the graph holds. */
const COMMAND = /^[^.]+\/bin\/[\w-]+\.mjs$/;
const OWN_BUILD = /^\.\.\/dist\/\w+\.js$/;
const packageOf = (specifier: string): string => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
const isPackage = (specifier: string): boolean =>
  !specifier.startsWith('.') && !specifier.startsWith('node:') && !builtinModules.includes(specifier);

export function checkDeclared(root: string, modules: readonly Module[], projects: readonly Project[]): Finding[] {
  return modules
    .filter(({ couldNotResolve }) => !couldNotResolve)
    .filter(({ source }) => /\.(ts|mjs)$/.test(source) && !source.includes('node_modules/'))
    .flatMap((module) => checkFile(root, module, projects));
}

function checkFile(root: string, module: Module, projects: readonly Project[]): Finding[] {
  const from = module.source;
  const project = projects.find(({ folder }) => from.startsWith(`${folder}/`));
  const { imports, escapes } = readSource(readFileSync(join(root, from), 'utf8'));
  const found: Finding[] = [];
  const say = (rule: (typeof DECLARED_RULES)[number], to: string, comment: string): void => {
    found.push({ rule, from, to, comment });
  };

  const seen = new Set(module.dependencies.map((dependency) => dependency.module.replace(/^node:/, '')));
  for (const specifier of new Set(imports)) {
    if (COMMAND.test(from) && OWN_BUILD.test(specifier)) continue;
    if (!seen.has(specifier.replace(/^node:/, ''))) {
      say(
        'graph-complete',
        specifier,
        'an import that the graph does not hold, so that no wall was checked against it',
      );
    }
    if (!project || isSpec(from) || !isPackage(specifier)) continue;
    const name = packageOf(specifier);
    if (name === project.name || !project.dependencies.includes(name)) {
      say('declared', name, `not among the dependencies of ${project.folder}/package.json`);
      continue;
    }
    const other = projects.find((each) => each.name === name);
    if (other && !project.references.includes(other.folder)) {
      say('referenced', other.folder, `not among the references of ${project.folder}/tsconfig.json`);
    }
  }

  // The tools of the repository look for programs and modules by a computed name; nothing that is installed elsewhere does.
  if (/^(apps|libs)\//.test(from)) {
    for (const escape of new Set(escapes)) {
      if (escape === 'require') say('no-require', 'require', 'require() leads where no rule can see');
      else say('no-computed-import', 'import()', 'import() of a computed name leads where no rule can see');
    }
  }
  return found;
}
