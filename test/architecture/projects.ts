// In: the folder of the repository. Out: its projects, each with its trust, its height and what it declares. Refuses a project without a known trust.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Who may hold a library: the trust tag of a package.json, and the apps that it names. A library goes wherever its tag's holders go. */
export const HOLDERS = {
  any: ['site', 'blind', 'registry', 'browser'],
  clinical: ['site', 'registry'],
  policy: ['site', 'registry'],
  site: ['site'],
  pseudonym: ['site', 'blind'],
  blind: ['blind'],
  registry: ['registry'],
  log: ['site', 'blind', 'registry'],
  nest: ['site', 'blind', 'registry'],
  browser: ['browser'],
  local: [],
} as const satisfies Record<string, readonly string[]>;

export type Trust = keyof typeof HOLDERS;

export const HEIGHTS = ['foundation', 'domain', 'wire', 'nest', 'apps', 'local'] as const;
export type Height = (typeof HEIGHTS)[number];

export interface Project {
  readonly name: string;
  /** From the root of the repository, with forward slashes. */
  readonly folder: string;
  readonly trust: Trust;
  readonly height: Height;
  readonly dependencies: readonly string[];
  /** Folders that its tsconfig.json refers to. */
  readonly references: readonly string[];
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

export function readProjects(root: string): Project[] {
  const { workspaces } = readJson<{ workspaces: string[] }>(join(root, 'package.json'));
  const folders = workspaces.flatMap((pattern) => expand(root, pattern)).sort();
  return folders.map((folder) => readProject(root, folder));
}

function expand(root: string, pattern: string): string[] {
  const parent = pattern.replace(/\/\*$/, '');
  const folders =
    parent === pattern
      ? [pattern]
      : existsSync(join(root, parent))
        ? readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
        : [];
  return folders.filter((folder) => existsSync(join(root, folder, 'package.json')));
}

function readProject(root: string, folder: string): Project {
  const manifest = readJson<{ name: string; longview?: { trust?: string }; dependencies?: Record<string, string> }>(
    join(root, folder, 'package.json'),
  );
  const trust = manifest.longview?.trust ?? 'none';
  if (!Object.hasOwn(HOLDERS, trust)) throw new Error(`${folder}/package.json names no known trust, but "${trust}"`);
  const settings = join(root, folder, 'tsconfig.json');
  const { references = [] } = existsSync(settings) ? readJson<{ references?: { path: string }[] }>(settings) : {};
  return {
    name: manifest.name,
    folder,
    trust: trust as Trust,
    height: heightOf(folder),
    dependencies: Object.keys(manifest.dependencies ?? {}),
    references: references.map(({ path }) => posix.join(folder, path)),
  };
}

export function heightOf(folder: string): Height {
  if (folder === 'libs/foundation') return 'foundation';
  if (folder === 'libs/wire') return 'wire';
  if (folder.startsWith('libs/nest/')) return 'nest';
  if (folder.startsWith('libs/')) return 'domain';
  return folder.startsWith('apps/') ? 'apps' : 'local';
}

/** A regular expression for the files of some projects; one that matches nothing for none. */
export const within = (projects: readonly Project[], rest = ''): string =>
  projects.length === 0 ? '^(?!)' : `^(${projects.map(({ folder }) => folder).join('|')})/${rest}`;
