// In: the repository, which specs, how many groups. Out: files of jest that each open several of them (test/support/open-group.mjs), so that what
// they need is loaded a few times a run and not once for each. Nothing is listed by hand: a spec is in a group as soon as it exists. Alone
// stays who changes modules for itself, and who says why on a line `// Alone: <reason>`.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CHANGES_MODULES = /\bjest\.(mock|doMock|unstable_mockModule|resetModules|isolateModules\w*|useFakeTimers)\(/;
const SAYS_ALONE = /^\/\/ Alone: \S/m;
const STARTS_REGISTRY = /trial-registry\.ts'|@longview\/registry'/;

const NOT_OURS = new Set(['node_modules', 'dist']);

/** Every spec whose name ends so, by its path below the root. */
export function specsOf(root, ending) {
  const below = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : below(path);
      return entry.name.endsWith(ending) ? [path] : [];
    });
  return ['apps', 'deploy', 'libs', 'test'].flatMap(below).sort();
}

/** The groups, each a list of paths below the root: who stays alone first, since they are the long ones, then the one with most to do. */
export function groupsOf(root, ending, count) {
  const specs = specsOf(root, ending).map((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return {
      file,
      size: text.length,
      alone: CHANGES_MODULES.test(text) || SAYS_ALONE.test(text),
      // The registry is most of what there is to load: who needs it shares it with others who do.
      kind: STARTS_REGISTRY.test(text) || file.startsWith('apps/registry/') ? 'registry' : 'other',
    };
  });
  const sizeOf = (list) => list.reduce((sum, { size }) => sum + size, 0);
  const together = specs.filter((spec) => !spec.alone);
  const alone = specs.filter((spec) => spec.alone).map(({ file }) => [file]);
  const groups = [];
  for (const kind of ['registry', 'other']) {
    const same = together.filter((spec) => spec.kind === kind).sort((a, b) => b.size - a.size);
    const share = Math.max(1, Math.round((count * sizeOf(same)) / Math.max(1, sizeOf(together))));
    const bins = Array.from({ length: Math.min(share, same.length) }, () => []);
    for (const spec of same) bins.toSorted((a, b) => sizeOf(a) - sizeOf(b))[0].push(spec);
    groups.push(...bins);
  }
  const inOrder = groups.toSorted((a, b) => sizeOf(b) - sizeOf(a)).map((group) => group.map(({ file }) => file).sort());
  return [...alone, ...inOrder];
}

/** Writes a file a group into the folder, in the order in which they are to start. */
export function writeGroups(root, folder, groups) {
  mkdirSync(folder, { recursive: true });
  groups.forEach((files, place) => {
    const name = `${String(place + 1).padStart(3, '0')}.group.mjs`;
    const paths = JSON.stringify(
      files.map((file) => resolve(root, file)),
      undefined,
      2,
    );
    writeFileSync(
      join(folder, name),
      `import { openGroup } from ${JSON.stringify(join(root, 'test/support/open-group.mjs'))};\nawait openGroup(${JSON.stringify(root)}, ${paths});\n`,
    );
  });
}
