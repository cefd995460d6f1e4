// In: the repository. Out: a bare copy of it in a temporary folder: its projects as they are declared, with empty sources and empty packages.
// Planted breaches go there, so that no file of the repository is ever wrong, and each wall is tried on the very rules that guard it.
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, relative } from 'node:path';
import { readProjects } from './projects.ts';

/** Projects of the design that no folder may hold yet, and the plants lean on. */
const UNBUILT = [
  { folder: 'apps/console', name: '@longview/console', trust: 'browser' },
  { folder: 'libs/governance', name: '@longview/governance', trust: 'registry' },
  { folder: 'libs/secret-sum', name: '@longview/secret-sum', trust: 'clinical' },
];

const PACKAGES = ['@nestjs/common', 'class-validator', 'pg'];
/** Installed, but declared by no project; and declared by every project, but referred to by no tsconfig.json. */
const UNDECLARED = 'jose';
const UNREFERENCED = 'libs/secret-sum';

/** @returns the folder of the copy, for the caller to remove. */
export function makeBareCopy(root: string, files: Readonly<Record<string, string>>): string {
  // A temporary folder may be reached by a link; the graph speaks of real places.
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'longview-walls-')));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  };

  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  const built = readProjects(root);
  const all = [...built, ...UNBUILT.filter((each) => !built.some(({ folder }) => folder === each.folder))];
  const dependencies = Object.fromEntries([...all.map(({ name }) => name), ...PACKAGES].map((name) => [name, '0.0.0']));

  // Every project declares every other, so that a plant breaks the one wall it is for, and not also the wall of what is declared.
  for (const { folder, name, trust } of all) {
    const references = all
      .filter((other) => other.folder !== UNREFERENCED)
      .map((other) => ({ path: posix.relative(folder, other.folder) }));
    const exports = { '.': './src/index.ts', './testing': './src/testing/index.ts' };
    write(
      `${folder}/package.json`,
      JSON.stringify({ name, type: 'module', longview: { trust }, exports, dependencies }),
    );
    write(`${folder}/tsconfig.json`, JSON.stringify({ references }));
    write(`${folder}/src/index.ts`, 'export {};\n');
    write(`${folder}/src/testing/index.ts`, 'export {};\n');
    link(copy, name, folder);
  }
  for (const name of [...PACKAGES, UNDECLARED]) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '0.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }
  for (const [path, text] of Object.entries(files)) {
    if (!existsSync(join(copy, path))) write(path, text);
  }
  return copy;
}

function link(copy: string, name: string, folder: string): void {
  const place = join(copy, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(relative(dirname(place), join(copy, folder)), place, 'dir');
}
